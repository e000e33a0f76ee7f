"""A due explains itself: words, anchor, rule and law, each skipped day with its source, extensions, calendar."""

import json
from datetime import date, time

import pytest
from builders import a_due

from directive.calendar import official_calendar
from directive.deadlines import Anchor, AnchorKind, Deadline, Every, OnDate, Period, Unit, Within
from directive.dues import Anchors, Computed
from directive.explain import as_json, deciding_rule, explained, explained_kept, steps_of, why
from directive.occurrences import counting_settings, occurrences
from directive.periods import reporting_calendar
from directive.tracked import Extension, ExtensionState
from directive.values import Span

CALENDAR = official_calendar()
SPAN = Span(0, 1)
WORDS = "trong thời hạn 05 ngày làm việc kể từ ngày nhận được"


def due_of(deadline: Deadline, *, issued: date | None = None, received: date | None = None) -> Computed:
    (found, *_) = occurrences(
        deadline,
        anchors=Anchors(issued=issued, received=received),
        calendar=CALENDAR,
        reporting=reporting_calendar(),
        settings=counting_settings(),
        horizon=date(2024, 12, 31),
    )
    return found


def within(n: int, unit: Unit) -> Within:
    return Within(text=WORDS, span=SPAN, n=n, unit=unit, anchor=Anchor(kind=AnchorKind.RECEIVED))


OVER_THE_SWAP = due_of(within(5, Unit.WORKING_DAY), received=date(2024, 4, 26))


def test_the_explanation_names_words_anchor_law_and_every_skipped_day() -> None:
    lines = "\n".join(explained(OVER_THE_SWAP, words=WORDS))
    for said in (
        WORDS,
        "Hạn: 24:00 thứ Ba 07/5/2024",
        "thứ Sáu 26/4/2024",
        "quy tắc 1; Bộ luật Dân sự 2015, Điều 147 khoản 2",
        "nghỉ hằng tuần: thứ Bảy 27/4/2024, Chủ nhật 28/4/2024, Chủ nhật 05/5/2024",
        "thứ Hai 29/4/2024: Nghỉ hoán đổi",
        "2450/VPCP-KGVX",
        "ngày làm bù thứ Bảy 04/5/2024",
        CALENDAR.version,
    ):
        assert said in lines


def test_a_rolled_end_names_the_article_that_rolls_it() -> None:
    lines = "\n".join(explained(due_of(within(10, Unit.DAY), received=date(2024, 6, 5))))
    assert "Thứ Bảy 15/6/2024 là ngày nghỉ; hạn chuyển sang ngày làm việc tiếp theo, thứ Hai 17/6/2024" in lines
    assert "Điều 148 khoản 5" in lines


def test_an_unsettled_due_says_what_it_waits_for_and_nothing_more() -> None:
    lines = explained(due_of(within(5, Unit.DAY)), words=WORDS)
    assert lines[1].startswith("Chưa xác định thời hạn. Chờ ngày ban hành")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("deadline", "rule"),
    [
        (within(5, Unit.WORKING_DAY), 1),
        (within(5, Unit.DAY), 2),
        (within(5, Unit.MONTH), 3),
        (OnDate(text="trước", span=SPAN, day=date(2024, 6, 16), before=True), 5),
        (OnDate(text="chậm nhất", span=SPAN, day=date(2024, 6, 16)), 6),
        (OnDate(text="trước 14 giờ", span=SPAN, day=date(2024, 6, 14), at=time(14)), 7),
        (OnDate(text="trong quý II", span=SPAN, day=date(2024, 6, 30), period_end=True), 8),
        (OnDate(text="đến năm 2030", span=SPAN, day=date(2030, 12, 31), horizon=True), 9),
        (Every(text="định kỳ", span=SPAN, period=Period.QUARTER, by_rule=True), 11),
    ],
)
def test_the_deciding_rule_is_named(deadline: Deadline, rule: int) -> None:
    assert deciding_rule(due_of(deadline, issued=date(2024, 6, 3), received=date(2024, 6, 3))) == rule


def test_json_says_the_same_and_survives_a_round_trip() -> None:
    said = json.loads(json.dumps(as_json(OVER_THE_SWAP, words=WORDS)))
    assert (said["due_on"], said["due_at"], said["rule"], said["words"]) == ("2024-05-07", None, 1, WORDS)
    skipped = {day["day"] for step in said["steps"] for day in step["skipped"]}
    assert {"2024-04-29", "2024-04-30", "2024-05-01", "2024-05-05"} <= skipped
    assert "2024-05-04" not in skipped


def test_steps_are_stored_and_read_back() -> None:
    assert steps_of(json.loads(json.dumps(why(OVER_THE_SWAP.steps)))) == OVER_THE_SWAP.steps


def test_a_kept_due_tells_its_first_day_and_each_request_for_more_time() -> None:
    due = a_due(due_on=date(2024, 4, 12), why=why(OVER_THE_SWAP.steps), words=WORDS, calendar_version="abc")
    asked = Extension(
        extension_id=1,
        due_id=1,
        obligation_id=1,
        directive_id=1,
        asked_on=date(2024, 3, 25),
        asked_by="Phòng Y tế",
        wanted_on=date(2024, 4, 12),
        reason="chờ số liệu",
    )
    granted = asked.model_copy(
        update={"state": ExtensionState.AGREED, "granted_on": date(2024, 4, 12), "decided_by": "Chủ tịch"}
    )
    lines = "\n".join(explained_kept(due, extensions=[granted, asked]))
    assert "Hạn ban đầu: 24:00 thứ Sáu 29/3/2024" in lines
    assert "Chủ tịch cho đến thứ Sáu 12/4/2024" in lines
    assert "chờ quyết định" in lines
