"""More time, and time that stands still."""

from datetime import date, timedelta

import pytest
from builders import a_due, an_issued_directive, an_obligation
from conftest import AT

from directive import extending
from directive.calendar import official_calendar
from directive.errors import BadInput, NotAllowed, NotFound
from directive.obligations import Progress
from directive.store import Store, directives, replies
from directive.tracked import Due, ExtensionState

MONDAY = date(2024, 3, 25)
WANTED = date(2024, 4, 12)


@pytest.fixture
def office(store: Store) -> Store:
    an_issued_directive(store, at=AT, obligations=(an_obligation(),), dues=(a_due(),))
    return store


def ask(store: Store, wanted: date = WANTED, agency: str = "phong-y-te", reason: str = "Chờ số liệu") -> int:
    return extending.ask(
        store, due_id=1, agency_id=agency, wanted_on=wanted, reason=reason, on=MONDAY, at=AT, by="Cán bộ 1"
    )


def due(store: Store) -> Due:
    with store.reading() as conn:
        return directives.due(conn, 1)


def test_an_agreed_extension_moves_the_day_and_keeps_the_first_one(office: Store) -> None:
    number = ask(office)
    extending.decide(office, extension_id=number, agreed=True, on=MONDAY, at=AT, by="Chủ tịch")

    assert (due(office).original_on, due(office).due_on, due(office).extensions) == (date(2024, 3, 29), WANTED, 1)
    assert due(office).next_look_on == MONDAY


def test_the_assigner_may_name_another_day(office: Store) -> None:
    other = date(2024, 4, 5)
    extending.decide(office, extension_id=ask(office), agreed=True, granted_on=other, on=MONDAY, at=AT, by="Chủ tịch")

    assert due(office).due_on == other
    with office.reading() as conn:
        assert replies.extensions(conn, due_ids=[1])[0].state is ExtensionState.OTHER_DATE


def test_a_refusal_needs_a_reason_and_moves_nothing(office: Store) -> None:
    number = ask(office)
    with pytest.raises(BadInput):
        extending.decide(office, extension_id=number, agreed=False, on=MONDAY, at=AT, by="Chủ tịch")
    extending.decide(office, extension_id=number, agreed=False, remark="Việc gấp", on=MONDAY, at=AT, by="Chủ tịch")

    assert (due(office).due_on, due(office).extensions) == (date(2024, 3, 29), 0)


@pytest.mark.parametrize(
    ("but", "error"),
    [
        ({"wanted": date(2024, 3, 22)}, NotAllowed),
        ({"wanted": date(2024, 3, 29)}, NotAllowed),
        ({"reason": " "}, NotAllowed),
        ({"agency": "phong-tai-chinh"}, NotFound),
    ],
    ids=["in the past", "not later than now", "without a reason", "another agency's due"],
)
def test_a_request_that_cannot_be_taken_is_refused(
    office: Store, but: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(office, **but)  # type: ignore[arg-type]


def test_only_one_request_is_open_at_a_time(office: Store) -> None:
    ask(office)

    with pytest.raises(NotAllowed, match="đang chờ"):
        ask(office)


def test_a_pause_moves_the_day_by_the_time_that_was_paused(office: Store) -> None:
    extending.pause(office, obligation_ids=[1], reason="Chờ nghị quyết", on=MONDAY, at=AT, by="Chủ tịch")
    with office.reading() as conn:
        assert directives.obligation(conn, 1).progress is Progress.PAUSED

    week_later = MONDAY + timedelta(days=7)
    extending.resume(office, obligation_ids=[1], calendar=official_calendar(), on=week_later, at=AT, by="Chủ tịch")

    assert due(office).due_on == date(2024, 4, 5)  # Fri 29/3 + 7 days
    assert due(office).original_on == date(2024, 3, 29)


def test_what_is_not_paused_cannot_be_resumed(office: Store) -> None:
    with pytest.raises(NotAllowed):
        extending.resume(office, obligation_ids=[1], calendar=official_calendar(), on=MONDAY, at=AT, by="x")
