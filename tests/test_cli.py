"""The command line: one clear sentence for what cannot be done, and no slow imports."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.cli import COMMANDS, main

LIGHT = ["prefect", "sqlalchemy", "apprise", "starlette", "alembic"]


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def dondoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """The command line in this process, over a home of its own: exit code, what it printed and what it complained."""
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def from_the_shell(*words: str, home: Path) -> "subprocess.CompletedProcess[str]":
    env = {"DONDOC_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(p for p in sys.path if p)}
    command = [sys.executable, "-m", "flows.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=home, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])

    assert stopped.value.code == 0
    assert COMMANDS[command][1].split(" ")[0] in capsys.readouterr().out


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from flows.cli import main; main([]); print([m for m in sys.argv[1:] if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, *LIGHT], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("[]")


def test_reading_loads_no_engine_and_no_store(tmp_path: Path) -> None:
    letter = tmp_path / "thu.txt"
    letter.write_text("1. Sở Y tế: báo cáo trước ngày 15/6/2024./.", encoding="utf-8")
    code = (
        "import sys; from flows.cli import main; main(['read', sys.argv[1], '--json']);"
        "print([m for m in sys.argv[2:] if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, letter, *LIGHT], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("[]")


LETTER = """UBND HUYỆN BÌNH SƠN
Số: /UBND

1. Phòng Y tế: Báo cáo kết quả trước ngày 15/6/2024.
"""

BAD_FILES = {
    "an empty file": b"",
    "a binary file": bytes(range(256)) * 64,
    "a text of 20 MB": ("Giao Phòng Y tế thực hiện. " * 800_000).encode(),
    "a letter that assigns nothing": "Thư cảm ơn. Xin trân trọng cảm ơn các đồng chí.".encode(),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(dondoc: Said, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "van-ban.txt"
    bad.write_bytes(BAD_FILES[name])
    dondoc("upgrade")

    code, _, complaint = dondoc("add", str(bad))

    assert code != 0
    assert complaint.startswith("dondoc: ")
    assert len(complaint.strip().splitlines()) == 1
    assert "0 sự kiện" in dondoc("audit", "verify")[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["issue", "1", "--number", "3/UBND", "--date", "31/02/2024"], "31/02/2024"),
        (["issue", "7", "--number", "3/UBND", "--date", "11/03/2024"], "văn bản số 7"),
        (["confirm", "7"], "văn bản số 7"),
        (["explain", "9"], "kỳ hạn số 9"),
        (["add", "khong-co.docx"], "khong-co.docx"),
    ],
)
def test_a_wrong_request_names_what_is_wrong(dondoc: Said, words: list[str], says: str) -> None:
    dondoc("upgrade")

    code, _, complaint = dondoc(*words)

    assert code != 0
    assert says in complaint


def test_a_store_that_was_never_made_names_the_remedy(tmp_path: Path) -> None:
    done = from_the_shell("confirm", "1", home=tmp_path)

    assert done.returncode != 0
    assert "dondoc upgrade" in done.stderr
    assert "Traceback" not in done.stderr
