"""How fast a text becomes a Document, on one core: `python bench/reading.py [FILE ...]`.

Prints texts per second for the sample (or the given files), how time and memory grow from 1 to 500 pages, and how long
`dondoc read` takes from the shell. Growth is shown per page: a reader that is linear prints the same ratio everywhere.
"""

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "samples" / "binh-son" / "cong-van.txt"
PAGE = 2_000  # characters of an A4 page in size 14
SIZES = (1, 10, 100, 500)
ROUNDS = 5


def main(words: list[str]) -> None:
    if words[:1] == ["--pages"]:
        print(json.dumps(measure_pages(int(words[1]))))
        return
    files = [Path(word) for word in words] or [SAMPLE]
    for file in files:
        print(f"{file.name:50} {rate(file):8.1f} texts a second")
    growth()
    print(f"dondoc read {SAMPLE.name}: {start_up(SAMPLE):.2f} s of processor time (median of {ROUNDS})")


def rate(file: Path) -> float:
    """Texts a second through load and read; the first, which imports, is not counted."""
    from directive.formats import load_bytes
    from directive.reading.document import read

    data = file.read_bytes()
    read(load_bytes(data, name=file.name).text)
    count, started = 0, time.process_time()
    while time.process_time() - started < 2:
        read(load_bytes(data, name=file.name).text)
        count += 1
    return count / (time.process_time() - started)


def growth() -> None:
    """Each size in a process of its own: a peak of memory cannot be taken back."""
    print(f"{'pages':>6}{'load s':>9}{'read s':>9}{'ms/page':>9}{'ratio':>7}{'MB':>6}{'assignments':>13}")
    first = 0.0
    for pages in SIZES:
        done = subprocess.run([sys.executable, __file__, "--pages", str(pages)], capture_output=True, check=True)
        seen = json.loads(done.stdout)
        per_page = (seen["load"] + seen["read"]) / pages * 1000
        first = first or per_page
        print(
            f"{pages:6}{seen['load']:9.3f}{seen['read']:9.3f}{per_page:9.2f}{per_page / first:7.2f}"
            f"{seen['peak']:6.0f}{seen['assignments']:13}"
        )


def measure_pages(pages: int) -> dict[str, float]:
    """Seconds and the peak of memory for one text of so many pages."""
    from directive.formats import load_bytes
    from directive.reading.document import read

    data = long_text(pages).encode()
    read(load_bytes(SAMPLE.read_bytes(), name=SAMPLE.name).text)  # tables and patterns are made ready once
    started = time.process_time()
    loaded = load_bytes(data, name="dai.txt")
    between = time.process_time()
    document = read(loaded.text)
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = len(document.assignments)
    return {"load": between - started, "read": ended - between, "peak": peak, "assignments": found}


def long_text(pages: int) -> str:
    """The sample with its numbered part repeated and numbered on until it fills so many pages."""
    text = SAMPLE.read_text("utf-8")
    start, end = text.index("\n1. ") + 1, text.index("Yêu cầu các cơ quan")
    head, body, foot = text[:start], text[start:end], text[end:]
    numbers = iter(range(1, 10_000_000))
    parts, length = [head], len(head) + len(foot)
    while length < pages * PAGE:
        again = re.sub(r"(?m)^\d+\. ", lambda _: f"{next(numbers)}. ", body)
        parts.append(again)
        length += len(again)
    return "".join(parts)[: pages * PAGE - len(foot)] + "\n\n" + foot


def start_up(file: Path) -> float:
    """Seconds of processor time that `dondoc read` takes from a clerk's shell."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(file.read_bytes())
        for _ in range(ROUNDS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            subprocess.run([sys.executable, "-m", "flows.cli", "read", str(copy)], capture_output=True, check=True)
            seconds.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return statistics.median(seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
