"""`dondoc date` and `dondoc calendar`: what a clerk sees."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import main

LIGHT = ["prefect", "sqlalchemy", "apprise", "starlette", "alembic"]


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(list(words)) == status
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("phrase", "given", "due_on", "due_at", "rule"),
    [
        ("trong thời hạn 05 ngày làm việc kể từ ngày nhận được", ["--received", "26/4/2024"], "2024-05-07", None, 1),
        ("trong vòng 10 ngày kể từ ngày ban hành", ["--signed", "2024-06-05"], "2024-06-17", None, 2),
        ("không quá 2 tháng kể từ ngày ban hành văn bản này", ["--signed", "31/12/2023"], "2024-02-29", None, 3),
        ("trước ngày 15/6/2024", [], "2024-06-14", None, 5),
        ("chậm nhất ngày 15/6/2024", [], "2024-06-15", None, 6),
        ("trước 14 giờ, ngày 05/12/2017", [], "2017-12-05", "14:00", 7),
        ("trong quý II/2024", [], "2024-06-30", None, 8),
        ("trước 30/9", ["--signed", "01/10/2024"], "2025-09-29", None, 5),
    ],
)
def test_a_phrase_gives_its_day_hour_and_rule(
    phrase: str, given: list[str], due_on: str, due_at: str | None, rule: int, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(said(capsys, "date", phrase, *given, "--json"))
    assert (told["due_on"], told["due_at"], told["rule"]) == (due_on, due_at, rule)
    assert told["steps"]


def test_a_rhythm_prints_the_next_occurrences(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(
        said(capsys, "date", "định kỳ 6 tháng, 1 năm theo quy định", "--from", "01/3/2024", "--count", "3", "--json")
    )
    assert [due["due_on"] for due in told["occurrences"]] == ["2024-06-18", "2024-12-17", "2025-06-17"]


def test_the_level_changes_the_day_of_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(
        capsys, "date", "định kỳ 6 tháng theo quy định", "--from", "01/3/2024", "--level", "collector", "--count", "1"
    )
    assert "Hạn: 24:00 thứ Năm 20/6/2024" in out


def test_the_explanation_is_printed_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "date", "trong vòng 07 ngày kể từ ngày nhận được", "--received", "23/4/2024")
    assert "Hạn: 24:00 thứ Năm 02/5/2024" in out
    assert "Điều 148 khoản 5" in out


def test_a_phrase_without_a_day_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "không có ngày đến hạn" in said(capsys, "date", "thường xuyên")
    assert "Chờ ngày ban hành" in said(capsys, "date", "trong vòng 5 ngày kể từ ngày ban hành")


@pytest.mark.parametrize(
    "words",
    [
        ["date", "trước ngày 31/02/2024"],
        ["date", "trước ngày 15/6/2024", "--signed", "31/02/2024"],
        ["date", "trong vòng 24 giờ kể từ khi nhận được", "--received", "14/6/2024", "--at", "25:00"],
        ["calendar", "check", "--today", "hôm qua"],
        ["calendar", "show", "2019"],
    ],
)
def test_what_does_not_exist_gives_one_clear_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err


def test_a_sites_own_days_change_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "ngay.csv"
    table.write_text(
        "day,is_working,kind,reason,legal_basis,source,confirmed\n2024-06-14,no,site,Nghỉ phòng chống bão,QĐ,QĐ,yes\n",
        encoding="utf-8",
    )
    words = ["trong vòng 02 ngày làm việc kể từ ngày nhận được", "--received", "12/6/2024", "--days", str(table)]
    out = said(capsys, "date", *words)
    assert "Hạn: 24:00 thứ Hai 17/6/2024" in out
    assert "Nghỉ phòng chống bão" in out


def test_the_calendar_is_checked_shown_and_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "2024: đã xác nhận" in said(capsys, "calendar", "check", "--today", "01/7/2024")
    assert "dondoc calendar propose 2028" in said(capsys, "calendar", "check", "--today", "01/12/2027", status=1)
    assert "251 ngày làm việc" in said(capsys, "calendar", "show", "2024")
    assert said(capsys, "calendar", "propose", "2028").splitlines()[1].endswith(",no")


def test_the_calculator_loads_no_engine_and_no_store() -> None:
    code = (
        "import sys; from flows.cli import main; main(['date', 'trước ngày 15/6/2024', '--json']);"
        "print([m for m in sys.argv[1:] if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, *LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_an_event_is_also_the_meeting_a_period_is_counted_back_from(capsys: pytest.CaptureFixture[str]) -> None:
    main(["date", "chậm nhất 03 ngày trước ngày họp", "--event", "20/3/2024"])
    assert "Hạn: 24:00 Chủ nhật 17/3/2024" in capsys.readouterr().out
