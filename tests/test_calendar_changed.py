"""The site changes a day: open dues counted over it move in the log, named and extended days stay."""

from datetime import UTC, date, datetime

from builders import an_issued_directive, an_obligation

from directive.calendar import CalendarDay, official_calendar
from directive.changing_days import change_days, confirmed_days
from directive.dating import date_obligations
from directive.deadlines import Anchor, AnchorKind, OnDate, Unit, Within
from directive.dues import Anchors
from directive.extending import ask, decide
from directive.obligations import Obligation, Progress, Proposal
from directive.site import rules_for, site_calendar
from directive.store import Store, directives
from directive.tracked import Due
from directive.values import Span

NOON = datetime(2024, 3, 11, 5, tzinfo=UTC)
ISSUED = date(2024, 3, 11)  # Mon
SPAN = Span(0, 1)
STORM = CalendarDay(
    day=date(2024, 3, 13), is_working=False, reason="Nghỉ phòng chống bão", legal_basis="QĐ của UBND tỉnh"
)
FIVE_DAYS = Within(
    text="05 ngày làm việc", span=SPAN, n=5, unit=Unit.WORKING_DAY, anchor=Anchor(kind=AnchorKind.ISSUED)
)
NAMED = OnDate(text="chậm nhất ngày 18/3/2024", span=SPAN, day=date(2024, 3, 18))


def issued(store: Store, *obligations: Obligation) -> None:
    """Issue a directive whose dues are computed as the program computes them."""
    with store.reading() as conn:
        rules = rules_for(conn, Proposal(assignments=(), report=None))
    dues = date_obligations(
        obligations,
        anchors=Anchors(issued=ISSUED),
        rules=rules,
        horizon=date(2025, 12, 31),
        first_id=1,
        look_on=ISSUED,
    )
    an_issued_directive(store, at=NOON, obligations=obligations, dues=dues)


def kept(store: Store, due_id: int) -> Due:
    with store.reading() as conn:
        return directives.due(conn, due_id)


def test_a_new_day_off_moves_what_was_counted_over_it_and_says_why(store: Store) -> None:
    issued(
        store,
        an_obligation(1, deadlines=(FIVE_DAYS,)),  # Mon 18/3
        an_obligation(2, deadlines=(NAMED,)),
        an_obligation(3, deadlines=(FIVE_DAYS,), progress=Progress.DONE),
    )

    shifts = change_days(store, [STORM], on=ISSUED, at=NOON, by="Văn phòng")

    assert [(shift.obligation.obligation_id, shift.move.due_on) for shift in shifts] == [(1, date(2024, 3, 19))]
    assert "Nghỉ phòng chống bão" in shifts[0].words
    moved = kept(store, 1)
    assert (moved.due_on, moved.original_on) == (date(2024, 3, 19), date(2024, 3, 19))
    assert any(day["day"] == "2024-03-13" for step in moved.why for day in step["skipped"])  # type: ignore[attr-defined]
    with store.reading() as conn:
        assert moved.calendar_version == site_calendar(conn).version
    assert kept(store, 2).due_on == date(2024, 3, 18)
    assert kept(store, 3).due_on == date(2024, 3, 18)


def test_a_granted_day_stays_when_the_calendar_changes(store: Store) -> None:
    issued(store, an_obligation(1, deadlines=(FIVE_DAYS,)))
    number = ask(
        store,
        due_id=1,
        agency_id="phong-y-te",
        wanted_on=date(2024, 3, 29),
        reason="chờ số liệu",
        on=ISSUED,
        at=NOON,
        by="Phòng Y tế",
    )
    decide(store, extension_id=number, agreed=True, on=ISSUED, at=NOON, by="Chủ tịch")

    change_days(store, [STORM], on=ISSUED, at=NOON, by="Văn phòng")

    assert (kept(store, 1).original_on, kept(store, 1).due_on) == (date(2024, 3, 19), date(2024, 3, 29))


def test_the_same_days_twice_move_nothing_more(store: Store) -> None:
    issued(store, an_obligation(1, deadlines=(FIVE_DAYS,)))
    change_days(store, [STORM], on=ISSUED, at=NOON, by="Văn phòng")

    assert change_days(store, [STORM], on=ISSUED, at=NOON, by="Văn phòng") == []


def test_confirming_a_year_leaves_none_of_its_days_in_doubt(memory: Store) -> None:
    rows = confirmed_days(official_calendar(), 2027, source="Thông báo nghỉ Tết năm 2027")
    change_days(memory, rows, on=ISSUED, at=NOON, by="Văn phòng")

    with memory.reading() as conn:
        calendar = site_calendar(conn)
    assert 2027 in calendar.confirmed_years
    assert "Thông báo nghỉ Tết năm 2027" in calendar.skipped(date(2027, 2, 5)).source
