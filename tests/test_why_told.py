"""Why a person received a message: the step, the line of the ladder, the day."""

import json
from datetime import date
from pathlib import Path

import pytest
from conftest import AT
from follow_up_site import DUE, Recording, fill, swept

from directive import extending
from directive.calendar import official_calendar
from directive.policy import default_policy
from directive.store import Store, directives, directory, messages, migrate, open_store
from directive.why_told import Told, told_in, why_json, why_lines
from flows.cli import main


def explained(store: Store, message_id: int) -> tuple[tuple[Told, ...], list[str], dict[str, object]]:
    with store.reading() as conn:
        (message,) = messages.messages(conn, ids=[message_id])
        found = told_in(
            messages.told_in(conn, message_id),
            dues={due.due_id: due for due in directives.dues(conn, directive_id=1)},
            obligations={o.obligation_id: o for o in directives.obligations(conn, directive_id=1)},
            directives={1: directives.one(conn, 1)},
            policy=default_policy(),
            calendar=official_calendar(),
        )
        people = {contact.contact_id: contact for contact in directory.contacts(conn)}
    return found, why_lines(message, found, people), why_json(message, found)


def number_of(store: Store, contact_id: int, day: date) -> int:
    with store.reading() as conn:
        found = messages.messages(conn, day=day, contact_id=contact_id)
    return found[0].message_id


@pytest.fixture
def site(memory: Store) -> Store:
    fill(memory)
    return memory


def test_a_reminder_names_its_line_and_the_day_it_fell_on(site: Store) -> None:
    tuesday = date(2024, 3, 26)  # three working days before Friday 29
    swept(site, tuesday, Recording())

    (told,), lines, facts = explained(site, number_of(site, 1, tuesday))

    assert (told.step, told.since, told.folded) == ("reminder-3", tuesday, ("reminder-7",))
    assert "  bậc “reminder-3”: hạn -3 ngày làm việc → cán bộ đầu mối, đến lượt thứ Ba 26/3/2024" in lines
    assert "  gộp cả các bậc: reminder-7" in lines
    assert [step["since"] for step in facts["steps"]] == ["2024-03-26"]  # type: ignore[attr-defined]


def test_the_weekly_repetition_names_its_weekday(site: Store) -> None:
    swept(site, date(2024, 4, 12), Recording())
    monday = date(2024, 4, 15)
    swept(site, monday, Recording())

    found, lines, _ = explained(site, number_of(site, 9, monday))

    assert {told.step for told in found} == {"weekly"}
    assert any("thứ Hai hằng tuần, sau hạn +10 ngày làm việc" in line for line in lines)


def test_a_step_of_a_date_that_changed_since_names_no_day(site: Store) -> None:
    swept(site, DUE, Recording())
    asked = {"due_id": 1, "agency_id": "phong-y-te", "wanted_on": date(2024, 4, 12), "reason": "Chờ số liệu"}
    acting = {"on": DUE, "at": AT, "by": "x"}
    number = extending.ask(site, **asked, **acting)  # type: ignore[arg-type]
    extending.decide(site, extension_id=number, agreed=True, **acting)  # type: ignore[arg-type]

    (told,), lines, _ = explained(site, number_of(site, 1, DUE))

    assert (told.step, told.since) == ("due_today", None)
    assert any("theo thời hạn khi đó" in line for line in lines)


def test_a_message_of_things_that_wait_names_step_line_and_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    migrate.upgrade(store)
    fill(store)
    asked = {"due_id": 1, "agency_id": "phong-y-te", "wanted_on": date(2024, 4, 12), "reason": "Chờ số liệu"}
    number = extending.ask(store, **asked, on=date(2024, 3, 14), at=AT, by="x")  # type: ignore[arg-type]
    tuesday = date(2024, 3, 19)  # three working days after Thursday 14
    for day in (date(2024, 3, 15), tuesday):
        swept(store, day, Recording())
    extending.decide(store, extension_id=number, agreed=False, remark="Không", on=tuesday, at=AT, by="x")
    message = str(number_of(store, 10, tuesday))
    store.close()

    assert main(["explain", "--message", message]) == 0
    said = capsys.readouterr().out
    assert "- đề nghị gia hạn chờ quyết định, Phòng Y tế huyện (văn bản 1), 1. " in said
    assert "  bậc “decision+3”: ngày báo cáo hoặc đề nghị được gửi đến +3 ngày làm việc → Phó Chủ tịch" in said
    assert "đến lượt thứ Ba 19/3/2024, tính từ thứ Năm 14/3/2024" in said
    assert "không theo bậc đôn đốc" not in said

    assert main(["explain", "--message", message, "--json"]) == 0
    (step,) = json.loads(capsys.readouterr().out)["steps"]
    assert (step["key"], step["step"], step["since"]) == ("extension/1", "decision+3", "2024-03-19")
