"""Time the daily sweep beside other trackers: `python -m bench.side_by_side [--open 1000 10000]`.

Roundup's `roundup-reminder` and django-helpdesk's `escalate_tickets` do what they do over the same number of open items
of the same agencies, each in an environment of its own that is made with pip and thrown away. Everybody writes to the
same mail server; the last column is processor time against the floor of the same run. Memory is left out: what a child
reports is never less than this process had when it started it, which hides the small ones.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.follow_up import CountingServer, Timed, measured, timed

ROUNDUP, HELPDESK = "roundup==2.6.0", "django-helpdesk==2.6.1"
_ROOT = Path(__file__).parents[1]
_OTHERS = _ROOT / "bench" / "others"
_OVERDUE, _SOON = "0.2", "0.1"  # as bench.follow_up fills dondoc
_PATIENCE = 600  # seconds for pip

Runs = list[tuple[str, Timed]]
Rival = Callable[[Path, int, int, CountingServer], Runs]


def main() -> None:
    """Print one block for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--agencies", type=int, default=200)
    args = parser.parse_args()
    server = CountingServer()
    with tempfile.TemporaryDirectory() as folder:
        rivals = available(Path(folder))
        print(f"{'open':>8}  {'what':<16} {'wall s':>7} {'CPU s':>7} {'letters':>8} {'x floor':>8}")
        for count in args.open:
            with tempfile.TemporaryDirectory(dir=folder) as site:
                runs = measured(Path(site), count, args.agencies, False, server)
                floor = runs[0][1].cpu
                show(count, runs, floor)
                for rival in rivals:
                    show(count, rival(Path(site), count, args.agencies, server), floor)


def show(count: int, runs: Runs, floor: float) -> None:
    """One line for each process."""
    for name, (wall, cpu, _, letters) in runs:
        line = f"{count:>8}  {name:<16} {wall:>7.2f} {cpu:>7.2f} {letters:>8} {cpu / floor:>8.1f}"
        print(line, flush=True)


def available(folder: Path) -> list[Rival]:
    """The rivals whose environment could be made; one sentence about each that could not."""
    rivals: list[Rival] = []
    for requirement, make in [(ROUNDUP, _roundup), (HELPDESK, _helpdesk)]:
        try:
            rivals.append(make(folder / requirement.partition("=")[0]))
        except (subprocess.SubprocessError, OSError) as error:
            print(f"{requirement} is not compared: pip could not make its environment here ({type(error).__name__}).")
    return rivals


def _environment(home: Path, *pip: str) -> Path:
    """A new virtual environment; answers its Python."""
    _quietly(sys.executable, "-m", "venv", str(home))
    python = home / "bin" / "python"
    _quietly(str(python), "-m", "pip", "install", "-qq", *pip)
    return python


def _quietly(*command: str, environment: dict[str, str] | None = None) -> None:
    subprocess.run(
        command, check=True, timeout=_PATIENCE, stdout=subprocess.DEVNULL, env=os.environ | (environment or {})
    )


def _roundup(home: Path) -> Rival:
    # the reminder is in the source archive only, so that archive is what gets installed
    python = _environment(home, "wheel")
    _quietly(str(python), "-m", "pip", "download", "-qq", "--no-deps", "--no-binary", ":all:", "-d", str(home), ROUNDUP)
    archive = next(home.glob("roundup-*.tar.gz"))
    _quietly(str(python), "-m", "pip", "install", "-qq", str(archive))
    with tarfile.open(archive) as files:
        name = next(name for name in files.getnames() if name.endswith("scripts/roundup-reminder"))
        files.extract(name, home, filter="data")

    def run(site: Path, count: int, agencies: int, server: CountingServer) -> Runs:
        tracker = str(site / "roundup")
        admin = [str(home / "bin" / "roundup-admin"), "-i", tracker]
        mail = f"mail_domain=huyen.example,mail_host=127.0.0.1,mail_port={server.port}"
        _quietly(*admin, "install", "classic", "sqlite", f"{mail},tracker_web=http://huyen.example/")
        _quietly(*admin, "initialise", "bench")
        _quietly(str(python), str(_OTHERS / "roundup_fill.py"), tracker, str(count), str(agencies), _OVERDUE, _SOON)
        command = [str(python), str(home / name), tracker]
        return [("roundup", timed(command, {}, server)), ("roundup again", timed(command, {}, server))]

    return run


def _helpdesk(home: Path) -> Rival:
    python = str(_environment(home, HELPDESK))

    def run(site: Path, count: int, agencies: int, server: CountingServer) -> Runs:
        settings = {
            "PYTHONPATH": str(_ROOT),
            "DJANGO_SETTINGS_MODULE": "bench.others.helpdesk_settings",
            "BENCH_DB": str(site / "helpdesk.db"),
            "BENCH_SMTP_PORT": str(server.port),
        }
        _quietly(python, "-m", "django", "migrate", environment=settings)
        fill = [python, "-m", "bench.others.helpdesk_fill", str(count), str(agencies), _OVERDUE, _SOON]
        _quietly(*fill, environment=settings)
        command = [python, "-m", "django", "escalate_tickets"]
        return [("helpdesk", timed(command, settings, server)), ("helpdesk again", timed(command, settings, server))]

    return run


if __name__ == "__main__":
    main()
