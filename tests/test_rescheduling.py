"""Days, anchors and missing days come in: open dues move in one transaction, and only those who are concerned hear."""

import json
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from builders import an_issued_directive, an_obligation
from conftest import AT
from follow_up_site import Recording, swept
from test_store import contents

from directive import extending
from directive.calendar import CalendarDay, official_calendar, read_office_hours
from directive.dating import date_obligations
from directive.deadlines import (
    Anchor,
    AnchorKind,
    ByReference,
    Deadline,
    Every,
    OnDate,
    Period,
    Unit,
    Within,
)
from directive.dues import Anchors, CountingSettings
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.events import DuesMoved
from directive.explain import explained_kept
from directive.obligations import Kind, Obligation, Progress, Proposal
from directive.rescheduling import change_days, change_rules, confirmed_days, set_day, set_event, set_received
from directive.shifts import Shift
from directive.site import rules_for, site_calendar, site_choices
from directive.store import Store, directives, log, open_store
from directive.tracked import Due, DueState
from directive.values import Span

ISSUED = date(2024, 3, 11)  # Mon
SPAN = Span(0, 1)
OFFICE: dict[str, Any] = {"on": ISSUED, "at": AT, "by": "Văn phòng"}
STORM = CalendarDay(
    day=date(2024, 3, 13), is_working=False, reason="Nghỉ phòng chống bão", legal_basis="QĐ của UBND tỉnh"
)


def within(n: int, kind: AnchorKind = AnchorKind.ISSUED, unit: Unit = Unit.WORKING_DAY, **but: Any) -> Within:
    return Within(text=f"{n:02} {unit} {kind}", span=SPAN, n=n, unit=unit, anchor=Anchor(kind=kind), **but)


NAMED = OnDate(text="chậm nhất ngày 18/3/2024", span=SPAN, day=date(2024, 3, 18))
LATER = OnDate(text="chậm nhất ngày 28/6/2024", span=SPAN, day=date(2024, 6, 28))
HALF_YEARLY = Every(text="định kỳ 6 tháng, 1 năm", span=SPAN, period=Period.HALF_YEAR, also=(Period.YEAR,))
BY_PLAN = ByReference(text="theo Kế hoạch số 92", span=SPAN, reference="Kế hoạch số 92/KH-UBND")
NO_SUCH_DAY = OnDate(text="trước ngày 31/02/2024", span=SPAN, day=None)
NO_YEAR = OnDate(text="trước 30/9", span=SPAN, day=date(2024, 9, 30), before=True, year_missing=True)


@dataclass
class Letter:
    """One issued directive; each obligation has one deadline and its due the same number."""

    store: Store

    def lay(self, *deadlines: Deadline, issued: date = ISSUED, **but: Any) -> None:
        self.lay_out(
            *(an_obligation(n, deadlines=(d,), **but) for n, d in enumerate(deadlines, start=1)), issued=issued
        )

    def lay_out(self, *obligations: Obligation, issued: date = ISSUED, heard: bool = True) -> None:
        if heard:
            assigned = {Progress.ASSIGNED: Progress.RECEIVED}
            obligations = tuple(
                o.model_copy(update={"progress": assigned.get(o.progress, o.progress)}) for o in obligations
            )
        with self.store.reading() as conn:
            rules = rules_for(conn, Proposal(assignments=(), report=None))
        dating: dict[str, Any] = {"anchors": Anchors(issued=issued), "rules": rules, "first_id": 1, "look_on": issued}
        dues = date_obligations(obligations, horizon=date(issued.year, 12, 31), **dating)
        an_issued_directive(self.store, at=AT, obligations=obligations, dues=dues, issued_on=issued)

    def due(self, due_id: int = 1) -> Due:
        with self.store.reading() as conn:
            return directives.due(conn, due_id)

    def day(self, due_id: int = 1) -> date | None:
        return self.due(due_id).due_on

    def storm(self, **but: Any) -> tuple[Shift, ...]:
        return change_days(self.store, [STORM], **OFFICE | but)

    def extend(self, due_id: int, day: date) -> None:
        asked = {"due_id": due_id, "agency_id": "phong-y-te", "wanted_on": day, "reason": "chờ số liệu"}
        number = extending.ask(self.store, **asked, **OFFICE)
        extending.decide(self.store, extension_id=number, agreed=True, **OFFICE)

    def events(self) -> list[DuesMoved]:
        with self.store.reading() as conn:
            found = [one.payload for one in log.read(conn, stream="van-ban/1") if one.kind == "dues.moved"]
        return [DuesMoved.model_validate_json(payload) for payload in found]


@pytest.fixture
def letter(store: Store) -> Letter:
    return Letter(store)


@pytest.fixture
def small(memory: Store) -> Letter:
    """For rules that do not depend on the database."""
    return Letter(memory)


# --- days of the calendar -----------------------------------------------------------------------------------------


def test_a_new_day_off_moves_what_was_counted_over_it_and_says_why(letter: Letter) -> None:
    letter.lay_out(
        an_obligation(1, deadlines=(within(5),)),
        an_obligation(2, deadlines=(NAMED,)),
        an_obligation(3, deadlines=(within(5),), progress=Progress.DONE),
        an_obligation(4, deadlines=(within(1),)),
    )

    (shift,) = letter.storm()

    assert shift.sentence == (
        "24:00 thứ Hai 18/3/2024 → 24:00 thứ Ba 19/3/2024 (thứ Tư 13/3/2024: Nghỉ phòng chống bão)"
    )
    assert [letter.day(n) for n in (1, 2, 3, 4)] == [
        date(2024, 3, 19),  # Mon 18 -> Tue 19
        date(2024, 3, 18),  # a named day
        date(2024, 3, 18),  # done
        date(2024, 3, 12),  # Tue, before the storm
    ]
    moved = letter.due()
    assert (moved.original_on, moved.moves, moved.moved_on) == (date(2024, 3, 19), 1, ISSUED)
    assert moved.moved_from == date(2024, 3, 18)
    with letter.store.reading() as conn:
        assert moved.calendar_version == site_calendar(conn).version
    assert any("13/3/2024: Nghỉ phòng chống bão" in line for line in explained_kept(moved))
    assert "Tính lại ngày 11/3/2024: trước đó là 24:00 thứ Hai 18/3/2024" in "\n".join(explained_kept(moved))


def test_agencies_with_the_same_deadline_are_one_line_and_each_directive_one_event(letter: Letter) -> None:
    owners = ("phong-van-hoa", "phong-y-te", "xa-a")
    letter.lay_out(*(an_obligation(n, owner_id=owner, deadlines=(within(5),)) for n, owner in enumerate(owners, 1)))

    (shift,) = letter.storm()

    assert (shift.due_ids, shift.owner_ids) == ((1, 2, 3), owners)
    assert [move.due_ids for event in letter.events() for move in event.moves] == [(1, 2, 3)]


def test_a_dry_run_names_the_same_dues_and_writes_nothing(letter: Letter) -> None:
    letter.lay(within(5), HALF_YEARLY)
    before = contents(letter.store)

    would = letter.storm(dry_run=True)

    assert contents(letter.store) == before
    assert letter.storm() == would != ()


def test_the_log_replayed_gives_the_moved_dues_and_still_verifies(letter: Letter) -> None:
    letter.lay(within(5), within(3, AnchorKind.EVENT), NO_SUCH_DAY)
    letter.storm()
    set_received(letter.store, directive_id=1, day=date(2024, 3, 11), **OFFICE)
    set_event(letter.store, due_id=2, day=date(2024, 3, 20), **OFFICE)
    set_day(letter.store, due_id=3, day=date(2024, 2, 29) + (ISSUED - date(2024, 2, 28)), reason="CV 12", **OFFICE)
    copy = open_store("sqlite://")
    copy.create()

    with letter.store.reading() as conn:
        log.replay(log.read(conn), copy)
        assert log.verify(conn) == []

    assert contents(copy) == contents(letter.store)
    copy.close()


def test_a_change_killed_in_the_middle_leaves_nothing(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    letter.lay(within(5))
    before = contents(letter.store)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("directive.store.fold._move_dues", dies)
    with pytest.raises(KeyboardInterrupt):
        letter.storm()

    assert contents(letter.store) == before
    with letter.store.reading() as conn:
        assert site_calendar(conn).is_working(STORM.day)
        assert log.verify(conn) == []


def test_the_same_days_twice_move_nothing_more(small: Letter) -> None:
    small.lay(within(5))
    small.storm()

    assert small.storm() == ()
    assert change_days(small.store, [], **OFFICE) == ()


def test_a_day_taken_back_moves_the_due_back(small: Letter) -> None:
    small.lay(within(5))
    small.storm()
    back = STORM.model_copy(update={"is_working": True, "reason": "Bão tan"})

    change_days(small.store, [back], **OFFICE)

    assert (small.day(), small.due().moves) == (date(2024, 3, 18), 2)


def test_a_granted_day_stays_and_only_the_first_one_moves(letter: Letter) -> None:
    letter.lay(within(5))
    letter.extend(1, date(2024, 3, 29))

    (shift,) = letter.storm()

    assert shift.stays
    assert (letter.due().original_on, letter.day()) == (date(2024, 3, 19), date(2024, 3, 29))
    assert letter.due().moves == 0


def test_a_day_gained_by_a_pause_stays(small: Letter) -> None:
    small.lay(within(5))
    pausing: dict[str, Any] = {"obligation_ids": [1], "reason": "chờ", "at": AT, "by": "Chủ tịch"}
    extending.pause(small.store, on=date(2024, 3, 14), **pausing)
    extending.resume(small.store, calendar=official_calendar(), on=date(2024, 3, 18), **pausing)
    assert small.day() == date(2024, 3, 20)  # Mon 18 + two working days

    small.storm()

    assert (small.due().original_on, small.day()) == (date(2024, 3, 19), date(2024, 3, 20))


def test_a_day_set_by_a_person_is_never_counted_again(small: Letter) -> None:
    small.lay(NO_SUCH_DAY)
    set_day(small.store, due_id=1, day=date(2024, 3, 13), reason="CV 12", **OFFICE)

    assert small.storm() == ()
    assert small.day() == STORM.day


def test_an_answered_due_keeps_being_judged_by_the_right_day(small: Letter) -> None:
    small.lay(within(5))
    with small.store.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE dues SET state = 'reported'")

    small.storm()

    assert (small.day(), small.due().state) == (date(2024, 3, 19), DueState.REPORTED)


def test_periodic_reports_move_level_by_level(letter: Letter) -> None:
    letter.lay_out(
        an_obligation(1, kind=Kind.REPORT, deadlines=(HALF_YEARLY,)),
        an_obligation(2, kind=Kind.COMPILE, deadlines=(HALF_YEARLY,)),
    )
    before = [(d.owner_ids, d.before) for d in letter.storm(dry_run=True)]
    assert before == []
    off = [STORM.model_copy(update={"day": day}) for day in (date(2024, 6, 17), date(2024, 6, 18))]  # Mon, Tue

    shifts = change_days(letter.store, off, **OFFICE)

    assert {shift.period for shift in shifts} == {"6 tháng đầu năm 2024"}
    with letter.store.reading() as conn:
        halves = [due for due in directives.dues(conn, directive_id=1) if due.period == "6 tháng đầu năm 2024"]
    member, collector = (due.due_on for due in halves)
    assert member is not None
    assert collector is not None
    assert member <= collector
    assert {member, collector}.isdisjoint(row.day for row in off)


def test_a_daily_report_on_what_became_a_day_off_is_not_asked_for(small: Letter) -> None:
    small.lay(Every(text="hằng ngày", span=SPAN, period=Period.DAY), kind=Kind.REPORT, issued=date(2024, 12, 20))
    daily = CalendarDay(day=date(2024, 12, 25), is_working=False, reason="Nghỉ", legal_basis="QĐ")

    (gone,) = change_days(small.store, [daily], **OFFICE)

    assert (gone.after, gone.sentence) == (None, "24:00 thứ Tư 25/12/2024 → không còn (thứ Tư 25/12/2024: Nghỉ)")
    assert small.due(gone.due_ids[0]).state is DueState.DROPPED


# --- doubt --------------------------------------------------------------------------------------------------------


def test_an_unconfirmed_day_makes_a_due_provisional_and_its_confirmation_makes_it_certain(letter: Letter) -> None:
    letter.lay(within(5))
    letter.storm()
    doubtful = STORM.model_copy(update={"confirmed": False})

    (shift,) = change_days(letter.store, [doubtful], **OFFICE)
    assert (shift.moved, letter.due().provisional) == (False, True)
    assert "chỉ thay đổi mức chắc chắn" in shift.sentence
    with letter.store.reading() as conn:
        rows = confirmed_days(site_calendar(conn), 2024, source="Thông báo số 5")
    change_days(letter.store, rows, **OFFICE)

    assert (letter.due().provisional, letter.due().moves) == (False, 1)


def test_confirming_a_year_settles_every_due_it_touches(small: Letter) -> None:
    before_tet = date(2027, 1, 29)  # Fri; Tết begins on Thu 04/02/2027
    small.lay(within(5), within(1), issued=before_tet)
    assert [small.due(n).provisional for n in (1, 2)] == [True, False]

    rows = confirmed_days(official_calendar(), 2027, source="Thông báo nghỉ Tết năm 2027")
    change_days(small.store, rows, **OFFICE | {"on": before_tet})

    assert not small.due(1).provisional
    with small.store.reading() as conn:
        assert 2027 in site_calendar(conn).confirmed_years
        assert site_calendar(conn).row(date(2027, 2, 5)).kind == "tet"  # type: ignore[union-attr]
    assert "Thông báo nghỉ Tết năm 2027" in json.dumps(small.due(1).why, ensure_ascii=False)


def test_a_year_nobody_listed_cannot_be_confirmed() -> None:
    with pytest.raises(BadInput, match="calendar propose 2031"):
        confirmed_days(official_calendar(), 2031, source="TB")


def test_what_is_only_proposed_is_not_confirmed_with_its_year() -> None:
    with pytest.raises(NotAllowed, match="calendar add 23/11/2026"):
        confirmed_days(official_calendar(), 2026, source="TB")


# --- anchors ------------------------------------------------------------------------------------------------------


def test_the_day_of_arrival_settles_what_was_assumed(letter: Letter) -> None:
    letter.lay(within(5, AnchorKind.RECEIVED), within(5))
    assert (letter.day(), letter.due().provisional) == (date(2024, 3, 19), True)  # Tue 12 assumed

    shifts = set_received(letter.store, directive_id=1, day=date(2024, 3, 14), **OFFICE | {"on": date(2024, 3, 15)})

    assert [shift.due_ids for shift in shifts] == [(1,)]
    assert (letter.day(), letter.due().provisional) == (date(2024, 3, 21), False)  # Thu 14 + 5
    letter.storm()  # Wed 13, before the arrival
    assert letter.day() == date(2024, 3, 21)


def test_hours_run_from_the_hour_of_arrival(small: Letter) -> None:
    small.lay(within(24, AnchorKind.RECEIVED, Unit.HOUR))
    assert small.day() is None

    day = date(2024, 3, 11)
    set_received(small.store, directive_id=1, day=day, hour=time(14, 30), **OFFICE)

    assert (small.day(), small.due().due_at) == (date(2024, 3, 12), time(14, 30))


def test_an_event_dates_what_waited_for_it_and_a_later_calendar_counts_from_it(letter: Letter) -> None:
    letter.lay(within(3, AnchorKind.EVENT), within(3, AnchorKind.EVENT))
    assert letter.due().unsettled

    set_event(letter.store, due_id=1, day=date(2024, 3, 11), **OFFICE)
    assert (letter.day(1), letter.day(2)) == (date(2024, 3, 14), None)
    assert letter.due().original_on == date(2024, 3, 14)
    letter.storm()

    assert letter.day() == date(2024, 3, 15)


def test_an_event_told_for_all_dates_every_due_with_the_same_words(small: Letter) -> None:
    small.lay(within(3, AnchorKind.EVENT), within(3, AnchorKind.EVENT), within(4, AnchorKind.EVENT))

    (shift,) = set_event(small.store, due_id=1, day=date(2024, 3, 18), everywhere=True, **OFFICE)

    assert shift.due_ids == (1, 2)
    assert [small.day(n) for n in (1, 2, 3)] == [date(2024, 3, 21), date(2024, 3, 21), None]


def test_a_corrected_meeting_moves_what_is_counted_back_from_it(small: Letter) -> None:
    small.lay(within(3, AnchorKind.MEETING, backwards=True))
    set_event(small.store, due_id=1, day=date(2024, 3, 29), **OFFICE)
    assert small.day() == date(2024, 3, 26)

    set_event(small.store, due_id=1, day=date(2024, 4, 5), **OFFICE)

    assert (small.day(), small.due().moves, small.due().moved_from) == (date(2024, 4, 2), 2, date(2024, 3, 26))


# --- days set by a person -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("deadline", [NO_SUCH_DAY, BY_PLAN, NO_YEAR], ids=["31/02", "by reference", "no year"])
def test_a_person_dates_what_the_text_leaves_open(letter: Letter, deadline: Deadline) -> None:
    letter.lay(deadline, deadline)
    day = date(2024, 5, 10)

    (shift,) = set_day(letter.store, due_id=2, day=day, reason="Kế hoạch 92, mục 3", everywhere=True, **OFFICE)

    assert shift.due_ids == (1, 2)
    for number in (1, 2):
        assert (letter.day(number), letter.due(number).original_on) == (day, day)
        assert (letter.due(number).provisional, letter.due(number).unsettled) == (False, None)
    assert "Kế hoạch 92, mục 3" in "\n".join(explained_kept(letter.due()))


# --- what cannot be done ------------------------------------------------------------------------------------------


def test_impossible_requests_name_the_remedy_and_change_nothing(small: Letter) -> None:
    small.lay(within(5), within(3, AnchorKind.EVENT), NO_SUCH_DAY, within(5, AnchorKind.RECEIVED), BY_PLAN)
    backwards = within(30, AnchorKind.MEETING, Unit.DAY, backwards=True)
    in_hours = within(24, AnchorKind.EVENT, Unit.HOUR)
    other = Letter(open_store("sqlite://"))
    other.store.create()
    other.lay(backwards, in_hours)
    day = date(2024, 3, 20)
    before = contents(small.store), contents(other.store)
    for act, given, words in (
        (set_received, {"directive_id": 1, "day": date(2024, 3, 8)}, "trước ngày ban hành 11/3/2024"),
        (set_received, {"directive_id": 1, "day": date(2024, 3, 12)}, "sau hôm nay"),
        (set_received, {"directive_id": 9, "day": ISSUED}, "Không có văn bản số 9"),
        (set_event, {"due_id": 1, "day": day}, "tính từ ngày ban hành"),
        (set_event, {"due_id": 3, "day": day}, "dondoc date-due"),
        (set_event, {"due_id": 4, "day": day}, "dondoc received"),
        (set_event, {"due_id": 99, "day": day}, "Không có kỳ hạn số 99"),
        (set_day, {"due_id": 1, "day": day, "reason": "x"}, "dondoc extend"),
        (set_day, {"due_id": 3, "day": date(2024, 3, 8), "reason": "x"}, "trước ngày ban hành"),
        (set_day, {"due_id": 3, "day": day, "reason": " "}, "Chưa nêu lý do"),
    ):
        with pytest.raises(DirectiveError, match=words):
            act(small.store, **given, **OFFICE)  # type: ignore[operator]
    told: dict[str, Any]
    for told, words in (
        ({"due_id": 1, "day": date(2024, 3, 29)}, "đứng trước ngày ban hành"),
        ({"due_id": 2, "day": day}, "--at 14:00"),
    ):
        with pytest.raises(BadInput, match=words):
            set_event(other.store, **told, **OFFICE)

    assert (contents(small.store), contents(other.store)) == before
    other.store.close()


# --- telling ------------------------------------------------------------------------------------------------------


def test_only_those_whose_day_moved_are_told_once_with_both_days_and_the_reason(letter: Letter) -> None:
    letter.lay_out(
        an_obligation(1, owner_id="phong-y-te", deadlines=(within(15),), progress=Progress.UNDER_WAY),
        an_obligation(2, owner_id="xa-a", deadlines=(LATER,), progress=Progress.UNDER_WAY),
    )
    channel = Recording()
    swept(letter.store, ISSUED, channel)
    assert channel.letters == []
    letter.storm()

    swept(letter.store, date(2024, 3, 12), channel)
    swept(letter.store, date(2024, 3, 12), channel)

    (told,) = channel.letters
    assert told.address == "can-bo-1@phong.example"
    words = "hạn 02/4/2024, còn 14 ngày làm việc; thay cho hạn 01/4/2024, lý do: thứ Tư 13/3/2024: Nghỉ phòng chống bão"
    assert words in " ".join(told.text.split())
    for day in (14, 15, 18, 19, 20):
        swept(letter.store, date(2024, 3, day), channel)
    assert not [one for one in channel.letters[1:] if "thay cho hạn" in one.text]


def test_whoever_has_not_heard_of_the_letter_hears_of_it_with_its_new_day(letter: Letter) -> None:
    letter.lay_out(an_obligation(1, deadlines=(within(15),)), heard=False)
    letter.storm()
    channel = Recording()

    swept(letter.store, date(2024, 3, 12), channel)

    (told,) = channel.letters
    assert "Nhiệm vụ mới (1)" in told.subject
    assert "Thời hạn mới" not in told.text
    assert (letter.due().moves, letter.due().moved_from) == (0, date(2024, 4, 1))
    change_days(letter.store, [STORM.model_copy(update={"is_working": True})], **OFFICE)
    assert letter.due().moves == 1


def test_a_day_that_moves_into_a_reminder_is_told_with_it(small: Letter) -> None:
    small.lay(within(5), progress=Progress.UNDER_WAY)
    channel = Recording()
    small.storm()  # Mon 18 -> Tue 19; Thu 14 is three working days before

    swept(small.store, date(2024, 3, 14), channel)

    (told,) = channel.letters
    assert "Sắp đến hạn" in told.subject
    assert "thay cho hạn 18/3/2024" in " ".join(told.text.split())


def test_steps_already_said_are_not_said_again_when_a_day_moves_by_one(small: Letter) -> None:
    small.lay(within(5), progress=Progress.UNDER_WAY)
    late = date(2024, 3, 22)  # Fri
    channel = Recording()
    for day in (19, 20, 21, 22):
        swept(small.store, date(2024, 3, day), channel)
    heads = [one for one in channel.letters if "quá hạn" in one.text.casefold()]
    assert heads
    count = len(channel.letters)

    small.storm(on=late)
    swept(small.store, date(2024, 3, 25), channel)

    assert ["Thời hạn mới" in one.subject for one in channel.letters[count:]] == [True]


# --- the office's own hours and ways of counting ------------------------------------------------------------------


def test_an_office_that_takes_the_named_day_itself_gains_a_day_and_the_log_keeps_its_choice(letter: Letter) -> None:
    letter.lay(OnDate(text="trước ngày 20/3/2024", span=SPAN, day=date(2024, 3, 20), before=True), within(5))
    inclusive = CountingSettings(before_is_inclusive=True)

    (would,) = change_rules(letter.store, office_hours=(), choices=inclusive, **OFFICE, dry_run=True)
    assert letter.day() == date(2024, 3, 19)  # Tue
    (shift,) = change_rules(letter.store, office_hours=(), choices=inclusive, **OFFICE)

    assert would == shift
    assert shift.sentence == ("24:00 thứ Ba 19/3/2024 → 24:00 thứ Tư 20/3/2024 (cơ quan đổi cách tính thời hạn)")
    with letter.store.reading() as conn:
        assert site_choices(conn) == inclusive
        copy = open_store("sqlite://")
        copy.create()
        log.replay(log.read(conn), copy)
    assert contents(copy) == contents(letter.store)
    copy.close()


def test_an_offices_hours_are_those_of_its_calendar(small: Letter) -> None:
    hours = '[[office_hours]]\nfrom = "04-15"\nsessions = [["07:00", "11:30"]]\nsource = "QĐ 1"'
    change_rules(small.store, office_hours=read_office_hours(hours), choices=CountingSettings(), **OFFICE)

    with small.store.reading() as conn:
        assert site_calendar(conn).sessions(ISSUED) == ((time(7), time(11, 30)),)
        assert site_calendar(conn).rows == official_calendar().rows


@pytest.mark.parametrize("text", ['[[office_hours]]\nfrom = "04-15"', "[[office_hours", "[[office_hours]]\nfrom = 4"])
def test_faulty_hours_are_told(text: str) -> None:
    with pytest.raises(BadInput, match="office_hours"):
        read_office_hours(text)
