"""The three files of a report with a 1,000-row annex, each in a fresh process: python -m bench.report_files [ROWS].

Beside them: the .docx turned into a .pdf by LibreOffice, what the same office would do by hand. Processor time and the
highest memory of each process; the clock says nothing on a machine that others use too.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from bench.report import ON, filled
from directive.calendar import official_calendar
from directive.deadlines import Period
from directive.overall_reporting import AskedOverall, draft_overall, span_of
from directive.report import Report

FORMATS = ("docx", "pdf", "xlsx")


def main(words: Sequence[str]) -> int:
    """Print a line for each way to a file."""
    if words and words[0] in FORMATS:
        return _write(words[0], Path(words[1]), Path(words[2]))
    rows = int(words[0]) if words else 1_000
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "report.json").write_text(_report(rows).model_dump_json(), encoding="utf-8")
        print(f"Report with an annex of {rows:,} rows")
        for kind in FORMATS:
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "bench.report_files",
                    kind,
                    str(room / "report.json"),
                    str(room / f"report.{kind}"),
                ],
                capture_output=True,
                text=True,
                check=True,
            )
            seen = json.loads(done.stdout)
            _say(f".{kind}", seen["seconds"], seen["megabytes"], room / f"report.{kind}", seen["imports"])
        _office(room)
    return 0


def _report(rows: int) -> Report:
    """A report on many directives whose annex has so many lines."""
    store = filled(rows)
    with store.reading() as conn:
        asked = AskedOverall(span_of(Period.YEAR, year=ON.year, number=1), ON, official_calendar())
        report = draft_overall(conn, asked).report
    store.close()
    return report


def _write(kind: str, source: Path, target: Path) -> int:
    began = process_time()
    from directive.writers import docx, pdf, xlsx
    from directive.writers.report_paper import report_paper

    report = Report.model_validate_json(source.read_text("utf-8"))
    loaded = process_time()
    if kind == "xlsx":
        target.write_bytes(xlsx.write(report))
    else:
        target.write_bytes((docx if kind == "docx" else pdf).write(report_paper(report)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": process_time() - loaded, "imports": loaded - began, "megabytes": peak}))
    return 0


def _office(room: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        print("  LibreOffice is not installed: nothing to compare with")
        return
    given = [f"-env:UserInstallation=file://{room}/profile", "--headless", "--convert-to", "pdf"]
    target = room / "office"
    words = [office, *given, "--outdir", str(target), str(room / "report.docx")]
    child = os.posix_spawn(
        office, words, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, _, used = os.wait4(child, 0)  # its own account, without the processes before it
    _say(
        "LibreOffice, .docx to .pdf", used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, target / "report.pdf", None
    )


def _say(what: str, seconds: float, megabytes: float, file: Path, imports: float | None) -> None:
    beside = f", imports and reading {imports:.2f} s" if imports is not None else ""
    size = file.stat().st_size / 1024
    print(f"  {what:<28} CPU {seconds:6.2f} s{beside}; {megabytes:5.0f} MB; {size:,.0f} kB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
