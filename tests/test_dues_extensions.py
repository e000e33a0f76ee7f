"""More time: who may ask, what a decision does, what a pause adds."""

from datetime import date, timedelta

import pytest
from builders import a_due, an_obligation
from hypothesis import given, settings
from hypothesis import strategies as st

from directive.calendar import official_calendar
from directive.errors import BadInput, NotAllowed
from directive.extensions import (
    Pause,
    after_pauses,
    agreed,
    asked,
    extended,
    granted_count,
    label,
    may_ask,
    refused,
    withdrawn,
)
from directive.obligations import Progress
from directive.tracked import DueState, Extension, ExtensionState

CALENDAR = official_calendar()
TODAY = date(2024, 3, 25)  # Mon; a_due ends on Fri 29/3/2024
DUE = a_due()
OBLIGATION = an_obligation()


def a_request(wanted: date = date(2024, 4, 12), **but: object) -> Extension:
    given = {"extension_id": 1, "by": "phong-y-te", "asked_by": "Phòng Y tế", "wanted": wanted, "reason": "chờ số liệu"}
    return asked(DUE, OBLIGATION, on=TODAY, extensions=(), **given | but)


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"by": "phong-noi-vu"}, "not-owner"),
        ({"reason": "  "}, "no-reason"),
        ({"wanted": date(2024, 3, 29)}, "not-later"),
        ({"wanted": date(2024, 3, 24)}, "in-the-past"),
        ({"due": a_due(due_on=None, unsettled="Chờ ngày ban hành")}, "no-due"),
        ({"due": a_due(state=DueState.MET)}, "not-open"),
        ({"obligation": an_obligation(progress=Progress.DONE)}, "not-open"),
        ({"parent_due": date(2024, 4, 11)}, "after-parent"),
        ({"extensions": (a_request(),)}, "already-asked"),
    ],
)
def test_a_request_names_what_stands_against_it(but: dict[str, object], code: str) -> None:
    given = {"due": DUE, "obligation": OBLIGATION, "by": "phong-y-te", "wanted": date(2024, 4, 12), "reason": "chờ"}
    given |= {"on": TODAY, "extensions": ()} | but
    notes = may_ask(given.pop("due"), given.pop("obligation"), **given)
    assert code in [note.code for note in notes]


def test_the_owner_may_ask_for_a_later_day_with_a_reason() -> None:
    assert a_request().state is ExtensionState.ASKED
    assert a_request(wanted=date(2024, 3, 30)).wanted_on == date(2024, 3, 30)  # the day after is enough
    assert a_request(parent_due=date(2024, 4, 12)).wanted_on == date(2024, 4, 12)  # the whole's own day is not too late


def test_an_overdue_obligation_may_still_ask_but_not_for_a_past_day() -> None:
    late = {"on": date(2024, 4, 5), "extensions": ()}
    given = {"by": "phong-y-te", "reason": "chờ số liệu"}
    assert may_ask(DUE, OBLIGATION, wanted=date(2024, 4, 5), **given, **late) == ()
    assert [n.code for n in may_ask(DUE, OBLIGATION, wanted=date(2024, 4, 4), **given, **late)] == ["in-the-past"]


def test_every_obstacle_is_told_at_once() -> None:
    with pytest.raises(NotAllowed, match=r"chủ trì.*lý do"):
        a_request(by="phong-noi-vu", reason="")


def test_agreement_moves_the_day_and_keeps_the_first_one() -> None:
    moved = extended(DUE, agreed(a_request(), by="Chủ tịch", on=TODAY))
    assert (moved.original_on, moved.due_on, moved.extensions) == (date(2024, 3, 29), date(2024, 4, 12), 1)


def test_the_assigner_may_name_another_day() -> None:
    decided = agreed(a_request(), by="Chủ tịch", on=TODAY, other=date(2024, 4, 5))
    assert (decided.state, extended(DUE, decided).due_on) == (ExtensionState.OTHER_DATE, date(2024, 4, 5))


def test_refusal_needs_a_reason_and_moves_nothing() -> None:
    with pytest.raises(BadInput):
        refused(a_request(), by="Chủ tịch", on=TODAY, remark=" ")
    decided = refused(a_request(), by="Chủ tịch", on=TODAY, remark="không cần thiết")
    assert extended(DUE, decided) == DUE


def test_a_decision_is_taken_once_and_never_for_a_day_gone_by() -> None:
    decided = agreed(a_request(), by="Chủ tịch", on=TODAY)
    with pytest.raises(NotAllowed):
        agreed(decided, by="Chủ tịch", on=TODAY)
    with pytest.raises(NotAllowed):
        withdrawn(decided, on=TODAY)
    with pytest.raises(NotAllowed):
        agreed(a_request(), by="Chủ tịch", on=date(2024, 4, 13))
    with pytest.raises(NotAllowed):
        agreed(a_request(), by="Chủ tịch", on=TODAY, parent_due=date(2024, 4, 11))


def test_from_the_third_on_tables_say_so() -> None:
    granted = agreed(a_request(), by="Chủ tịch", on=TODAY)
    assert granted_count([granted, a_request(), granted], due_id=1) == 2
    assert [label(n) for n in (0, 1, 2, 3, 4)] == [
        "",
        "đã gia hạn 1 lần",
        "đã gia hạn 2 lần",
        "gia hạn nhiều lần",
        "gia hạn nhiều lần",
    ]


@pytest.mark.parametrize(
    ("pauses", "working", "due"),
    [
        pytest.param([], True, date(2024, 6, 14), id="none: Fri 14/6"),
        pytest.param(
            [(date(2024, 6, 10), date(2024, 6, 12))], True, date(2024, 6, 18), id="Mon, Tue: two working days"
        ),
        pytest.param([(date(2024, 6, 8), date(2024, 6, 10))], True, date(2024, 6, 14), id="a week-end adds nothing"),
        pytest.param([(date(2024, 6, 10), date(2024, 6, 12))], False, date(2024, 6, 17), id="2 days: Sun, so Mon 17/6"),
        pytest.param([(date(2024, 6, 15), date(2024, 6, 20))], True, date(2024, 6, 14), id="after the due: nothing"),
        pytest.param([(date(2024, 6, 14), date(2024, 6, 17))], True, date(2024, 6, 17), id="the last day itself: Mon"),
        pytest.param([(date(2024, 6, 10), date(2024, 6, 10))], True, date(2024, 6, 14), id="resumed the same day"),
        pytest.param(
            [(date(2024, 6, 10), date(2024, 6, 13)), (date(2024, 6, 11), date(2024, 6, 12))],
            True,
            date(2024, 6, 19),
            id="overlapping pauses count once: three days",
        ),
        pytest.param(
            [(date(2024, 6, 13), date(2024, 6, 17)), (date(2024, 6, 18), date(2024, 6, 19))],
            True,
            date(2024, 6, 19),
            id="a pause the first one made room for",
        ),
    ],
)
def test_a_pause_stops_the_clock(pauses: list[tuple[date, date]], working: bool, due: date) -> None:
    given = [Pause(*pause) for pause in pauses]
    assert after_pauses(date(2024, 6, 14), given, calendar=CALENDAR, in_working_days=working) == due


@given(start=st.dates(date(2024, 1, 1), date(2024, 5, 1)), length=st.integers(0, 20), working=st.booleans())
@settings(max_examples=60)
def test_a_pause_never_shortens_a_period(start: date, length: int, working: bool) -> None:
    day = date(2024, 4, 12)
    pause = Pause(start, start + timedelta(days=length))
    assert after_pauses(day, [pause], calendar=CALENDAR, in_working_days=working) >= day


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(BadInput):
        after_pauses(
            date(2024, 6, 14),
            [Pause(date(2024, 6, 12), date(2024, 6, 11))],
            calendar=CALENDAR,
            in_working_days=True,
        )
