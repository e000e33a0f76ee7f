"""Which step lies behind and has no entry: the ladder day by day, its stops, folding, rounds."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directive.calendar import official_calendar
from directive.ledger import Outcome
from directive.moments import Facts, Moment, moments, next_look
from directive.policy import Addressee, default_policy, read_policy

CALENDAR = official_calendar()
POLICY = default_policy()
OFFICER, HEAD, FOLLOWER, VICE_CHAIR, CHAIRMAN = 1, 2, 3, 4, 5
PEOPLE = {
    Addressee.OFFICER: (OFFICER,),
    Addressee.HEAD: (HEAD,),
    Addressee.FOLLOWER: (FOLLOWER,),
    Addressee.VICE_CHAIR: (VICE_CHAIR,),
    Addressee.CHAIRMAN: (CHAIRMAN,),
}
FRIDAY = date(2024, 3, 29)


def facts(**but: Any) -> Facts:
    """An acknowledged order due on Friday 29/03/2024, nothing said yet."""
    given = {
        "due_id": 1,
        "obligation_id": 1,
        "directive_id": 1,
        "owner_id": "phong-y-te",
        "kind": "perform",
        "manner": "order",
        "progress": "under_way",
        "state": "open",
        "issued_on": date(2024, 3, 1),
        "cut_off": None,
        "due_on": FRIDAY,
        "returned_on": None,
        "extensions": 0,
        "unacknowledged": False,
        "people": PEOPLE,
        "told": frozenset(),
    }
    return Facts(**given | but)


def on(day: date, **but: Any) -> tuple[Moment, ...]:
    return moments(facts(**but), policy=POLICY, calendar=CALENDAR, on=day)


def said(found: tuple[Moment, ...]) -> set[tuple[int, str]]:
    return {(m.contact_id, m.step) for m in found if m.outcome is Outcome.TOLD}


def season(start: date, end: date, **but: Any) -> list[tuple[date, int, str]]:
    """What is said on each working day, each day knowing what was said before."""
    told: set[tuple[str, int]] = set()
    spoken = []
    for n in range((end - start).days + 1):
        day = start + timedelta(days=n)
        if not CALENDAR.is_working(day):
            continue
        for moment in on(day, told=frozenset(told), **but):
            told |= {(step, moment.contact_id) for step in (moment.step, *moment.folded)}
            if moment.outcome is Outcome.TOLD:
                spoken.append((day, moment.contact_id, moment.step))
    return spoken


def test_an_order_climbs_the_whole_ladder_in_working_days() -> None:
    spoken = season(date(2024, 3, 1), date(2024, 4, 16))

    assert spoken == [
        (date(2024, 3, 20), OFFICER, "reminder-7"),  # Wed, 7 working days before Fri 29/3
        (date(2024, 3, 26), OFFICER, "reminder-3"),  # Tue
        (date(2024, 3, 28), OFFICER, "reminder-1"),  # Thu
        (date(2024, 3, 29), OFFICER, "due_today"),
        (date(2024, 4, 1), OFFICER, "overdue+1"),  # Mon
        (date(2024, 4, 1), HEAD, "overdue+1"),
        (date(2024, 4, 3), FOLLOWER, "escalation+3"),  # Wed
        (date(2024, 4, 9), VICE_CHAIR, "escalation+7"),  # Tue
        (date(2024, 4, 12), CHAIRMAN, "escalation+10"),  # Fri
        (date(2024, 4, 15), OFFICER, "weekly/2024w16"),  # Mon, and every Monday from here
        (date(2024, 4, 15), HEAD, "weekly/2024w16"),
        (date(2024, 4, 15), FOLLOWER, "weekly/2024w16"),
    ]


def test_a_request_gets_reminders_and_one_overdue_notice_and_never_climbs() -> None:
    spoken = season(date(2024, 3, 1), date(2024, 6, 28), manner="request")

    assert [step for _, person, step in spoken if person == OFFICER][-2:] == ["due_today", "overdue+1"]
    assert {person for _, person, _ in spoken} == {OFFICER, HEAD}
    assert len([1 for _, _, step in spoken if step == "overdue+1"]) == 2


def test_steps_a_request_does_not_get_leave_their_reason() -> None:
    found = on(date(2024, 4, 16), manner="request")

    assert {(m.step, m.reason) for m in found if m.outcome is Outcome.SUPPRESSED} == {
        ("escalation+3", "request"),
        ("escalation+7", "request"),
        ("escalation+10", "request"),
    }


def test_missed_days_become_one_moment_per_person_with_the_lower_steps_folded() -> None:
    found = on(date(2024, 4, 4))  # Thu, nobody looked since the beginning

    assert said(found) == {(OFFICER, "overdue+1"), (HEAD, "overdue+1"), (FOLLOWER, "escalation+3")}
    officer = next(m for m in found if m.contact_id == OFFICER)
    assert officer.folded == ("reminder-7", "reminder-3", "reminder-1", "due_today")


def test_what_was_told_is_not_told_again() -> None:
    told = frozenset({("overdue+1", OFFICER), ("overdue+1", HEAD), ("due_today", OFFICER)})
    told |= {(f"reminder-{n}", OFFICER) for n in (7, 3, 1)}

    assert on(date(2024, 4, 2), told=told) == ()


def test_a_new_head_is_told_once_where_the_old_one_was_told_before() -> None:
    told = frozenset({(m.step, m.contact_id) for m in on(date(2024, 4, 2))} | {("due_today", OFFICER)})
    told |= {(f"reminder-{n}", OFFICER) for n in (7, 3, 1)}

    found = on(date(2024, 4, 2), told=told, people=PEOPLE | {Addressee.HEAD: (9,)})

    assert said(found) == {(9, "overdue+1")}


@pytest.mark.parametrize("progress", ["done", "paused", "contested", "withdrawn", "transferred"])
def test_a_stopped_obligation_is_silent(progress: str) -> None:
    assert on(date(2024, 4, 12), progress=progress) == ()


@pytest.mark.parametrize("state", ["met", "dropped"])
def test_a_settled_due_is_silent_for_ever(state: str) -> None:
    assert on(date(2024, 4, 12), state=state) == ()
    assert next_look(facts(state=state), policy=POLICY, calendar=CALENDAR, on=FRIDAY) is None


def test_an_answered_due_is_not_reminded_and_says_why() -> None:
    found = on(date(2024, 3, 26), state="reported")

    assert {m.outcome for m in found} == {Outcome.SUPPRESSED}
    assert {m.reason for m in found} == {"already-answered"}


def test_an_answer_given_in_time_and_returned_late_starts_at_the_foot_of_the_ladder() -> None:
    tuesday = date(2024, 4, 16)  # 12 working days after the due
    wednesday = date(2024, 4, 17)

    assert said(on(tuesday, state="returned", returned_on=tuesday)) == {(OFFICER, "returned/t240416")}
    told = frozenset({("returned/t240416", OFFICER)} | {(f"reminder-{n}", OFFICER) for n in (7, 3, 1)})
    later = on(wednesday, state="returned", returned_on=tuesday, told=told | {("due_today", OFFICER)})
    assert said(later) == {(OFFICER, "overdue+1/t240416"), (HEAD, "overdue+1/t240416")}


def test_a_second_return_is_told_again() -> None:
    told = frozenset({("returned/t240416", OFFICER)})

    found = on(date(2024, 4, 24), state="returned", returned_on=date(2024, 4, 24), told=told)

    assert (OFFICER, "returned/t240424") in said(found)


def test_an_extended_due_says_its_new_day_and_gets_its_own_reminders() -> None:
    before = season(date(2024, 3, 1), date(2024, 3, 29))
    told = frozenset((step, person) for _, person, step in before)
    later = date(2024, 4, 12)

    first = on(date(2024, 4, 1), due_on=later, extensions=1, told=told)
    assert said(first) == {(OFFICER, "extended/g1")}
    told |= {("extended/g1", OFFICER)}
    assert said(on(date(2024, 4, 3), due_on=later, extensions=1, told=told)) == {(OFFICER, "reminder-7/g1")}


def test_a_calendar_change_of_a_day_repeats_nothing() -> None:
    told = frozenset({("reminder-7", OFFICER), ("reminder-3", OFFICER)})

    assert on(date(2024, 3, 27), due_on=date(2024, 4, 1), told=told) == ()


def test_a_step_nobody_can_be_told_leaves_its_reason_and_is_told_when_somebody_comes() -> None:
    nobody: dict[Addressee, tuple[int, ...]] = {}
    found = on(date(2024, 3, 20), people=nobody)
    assert [(m.step, m.reason, m.contact_id) for m in found] == [("reminder-7", "no-contact", 0)]

    told = frozenset({("reminder-7", 0)})
    assert on(date(2024, 3, 21), people=nobody, told=told) == ()
    assert said(on(date(2024, 3, 21), told=told)) == {(OFFICER, "reminder-7")}


def test_an_agency_without_an_officer_is_written_to_through_its_head() -> None:
    found = on(date(2024, 3, 20), people={Addressee.HEAD: (HEAD,)})

    assert said(found) == {(HEAD, "reminder-7")}


def test_an_unacknowledged_assignment_is_asked_for_and_chased() -> None:
    spoken = season(date(2024, 3, 1), date(2024, 3, 13), unacknowledged=True, progress="assigned")

    assert spoken == [
        (date(2024, 3, 1), OFFICER, "assignment"),  # Fri, the day of issue
        (date(2024, 3, 5), OFFICER, "acknowledge+2"),  # Tue
        (date(2024, 3, 8), OFFICER, "acknowledge+5"),  # Fri
        (date(2024, 3, 8), HEAD, "acknowledge+5"),
    ]


def test_a_report_is_asked_for_at_its_cut_off_and_not_reminded_of_before() -> None:
    # Cut-off Fri 14/6/2024, due Tue 18/6: seven working days before would be 7/6, when there is nothing to report yet.
    spoken = season(date(2024, 6, 3), date(2024, 6, 18), cut_off=date(2024, 6, 14), due_on=date(2024, 6, 18))

    assert spoken == [
        (date(2024, 6, 14), OFFICER, "status_request"),
        (date(2024, 6, 17), OFFICER, "reminder-1"),
        (date(2024, 6, 18), OFFICER, "due_today"),
    ]


def test_a_step_on_a_day_off_waits_for_the_next_working_day() -> None:
    # Due on Sunday 31/3/2024: today's word falls away, and on Monday it is overdue.
    spoken = season(date(2024, 3, 28), date(2024, 4, 1), due_on=date(2024, 3, 31))

    assert (date(2024, 4, 1), OFFICER, "overdue+1") in spoken
    assert not [day for day, _, _ in spoken if not CALENDAR.is_working(day)]


def test_a_due_without_a_day_is_only_asked_to_be_acknowledged() -> None:
    spoken = season(date(2024, 3, 1), date(2024, 12, 31), due_on=None, unacknowledged=True)

    assert {step for _, _, step in spoken} == {"assignment", "acknowledge+2", "acknowledge+5"}


def test_an_override_is_obeyed() -> None:
    policy = read_policy('[[override]]\nobligations = [1]\nskip = ["weekly", "escalation+10"]\n')

    late = moments(facts(), policy=policy, calendar=CALENDAR, on=date(2024, 7, 1))

    assert not {m.step for m in late} & {"escalation+10", "weekly/2024w27"}


days = st.dates(date(2024, 1, 2), date(2024, 12, 20))


@given(
    due_on=days,
    start=days,
    manner=st.sampled_from(["order", "request"]),
    state=st.sampled_from(["open", "returned", "reported"]),
    unacknowledged=st.booleans(),
)
def test_looking_only_on_wake_up_days_says_what_looking_every_day_says(
    due_on: date, start: date, manner: str, state: str, unacknowledged: bool
) -> None:
    returned_on = start if state == "returned" else None
    but = {"due_on": due_on, "manner": manner, "state": state, "unacknowledged": unacknowledged}
    but |= {"returned_on": returned_on, "issued_on": start}
    end = start + timedelta(days=60)

    told: set[tuple[str, int]] = set()
    woken: list[tuple[date, int, str]] = []
    look: date | None = start
    while look is not None and look <= end:
        day = look if CALENDAR.is_working(look) else CALENDAR.nth_working_day(look, 1)
        if day > end:
            break
        for moment in on(day, told=frozenset(told), **but):
            told |= {(step, moment.contact_id) for step in (moment.step, *moment.folded)}
            if moment.outcome is Outcome.TOLD:
                woken.append((day, moment.contact_id, moment.step))
        look = next_look(facts(**but), policy=POLICY, calendar=CALENDAR, on=day)

    assert woken == season(start, end, **but)


@given(due_on=days, on_day=days, gap=st.integers(1, 30))
def test_nobody_is_told_the_same_step_twice_however_sweeps_fall(due_on: date, on_day: date, gap: int) -> None:
    told: set[tuple[str, int]] = set()
    seen: list[tuple[int, str]] = []
    for day in (on_day, on_day, on_day + timedelta(days=gap), on_day + timedelta(days=gap)):
        for moment in on(day, due_on=due_on, told=frozenset(told)):
            told |= {(step, moment.contact_id) for step in (moment.step, *moment.folded)}
            seen += [(moment.contact_id, step) for step in (moment.step, *moment.folded)]

    assert len(seen) == len(set(seen))
