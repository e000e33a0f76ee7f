"""A stranger can check the log from an export, with the script of docs/verify.md."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import an_issued_directive, an_obligation
from conftest import AT

from directive.store import Store, log

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "verify.py"


@pytest.fixture
def export(memory: Store, tmp_path: Path) -> Path:
    an_issued_directive(memory, at=AT, obligations=(an_obligation(),))
    path = tmp_path / "nhat-ky.jsonl"
    with memory.reading() as conn:
        lines = [json.dumps({**dict(e), "at": e.at.isoformat()}, ensure_ascii=False) for e in log.read(conn)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def checked(path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-S", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)


def test_an_untouched_export_holds(export: Path) -> None:
    done = checked(export)

    assert done.returncode == 0
    assert "van-ban/1 3 " in done.stdout


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: [lines[0], lines[1].replace("thu.txt", "tho.txt"), *lines[2:]], "content and hash"),
        (lambda lines: [lines[0], *lines[2:]], "after event 0 comes event 2"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "after event 0 comes event 2"),
    ],
    ids=["a changed byte", "a dropped event", "two events in the wrong order"],
)
def test_a_damaged_export_is_found_and_named(export: Path, damage: object, says: str) -> None:
    lines = export.read_text(encoding="utf-8").splitlines()
    export.write_text("\n".join(damage(lines)), encoding="utf-8")  # type: ignore[operator]

    done = checked(export)

    assert done.returncode == 1
    assert says in done.stdout
