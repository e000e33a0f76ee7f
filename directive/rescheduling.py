"""Đổi thời hạn: days of the calendar, anchors and missing days come in; open dues are counted again, all or none.

Each function is one act of a person. With `dry_run` nothing is written: what comes back is what would move. Otherwise
the act and all that follows from it is one transaction, with one event in the log of each directive that is touched.

A day granted by an extension or gained by a pause stays; only the first day of such a due moves. A day set by a person
is never computed again. The sweep tells the officers of those whose day moved, once, with the old day and the reason;
those who have not heard of the directive yet hear of it with its new days.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby
from typing import NamedTuple

from directive.calendar import Calendar, CalendarDay, OfficeHours, named_day, vietnamese_date, with_site_days
from directive.counting_again import Counting, anchor_of, anchor_words, deadline_of
from directive.deadlines import AnchorKind, Unit, Within
from directive.dues import Computed, CountingSettings, Step
from directive.errors import BadInput, NotAllowed
from directive.events import CalendarChanged, DirectiveReceived, DuesMoved, Event, TimeRulesChosen
from directive.obligations import Stage
from directive.recounting import changed_days
from directive.shifts import Shift, in_groups, shifted
from directive.site import site_calendar, site_choices
from directive.store import Reading, Store, directives, open_dues
from directive.store.open_dues import Letter, OpenDue

_REACH = timedelta(days=400)
"""No period counted backwards is longer: dues that end earlier than this before a changed day do not depend on it."""


class _Plan(NamedTuple):
    """What an act comes to: the events it consists of, and the shifts that follow, one portion after the other."""

    said: tuple[Event, ...]
    portions: Iterable[list[Shift]]
    reason: str


def change_days(
    store: Store, days: Iterable[CalendarDay], *, on: date, at: datetime, by: str, dry_run: bool = False
) -> tuple[Shift, ...]:
    """Load or confirm days of the calendar (cập nhật lịch); the list of who moved.

    Without days, everything is counted again by the calendar as it is: after an update of the official table.
    """
    given = tuple(days)

    def plan(conn: Reading) -> _Plan:
        old = site_calendar(conn)
        new = with_site_days(old, given) if given else old
        changed = changed_days(old, new)
        if given and not changed:  # other words for the same days: nothing is counted otherwise
            return _Plan((CalendarChanged(days=given),), (), "")
        counted = Counting(new, site_choices(conn), on=on, changed=changed)
        since = changed[0] - _REACH if changed else None
        said = (CalendarChanged(days=given),) if given else ()
        return _Plan(said, _portions(conn, counted, since), f"Lịch làm việc thay đổi, phiên bản {new.version}")

    return _carry_out(store, plan, on=on, at=at, by=by, dry_run=dry_run)


def change_rules(
    store: Store,
    *,
    office_hours: tuple[OfficeHours, ...],
    choices: CountingSettings,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> tuple[Shift, ...]:
    """The office's own hours and ways of counting (giờ làm việc, cách tính riêng); the list of who moved."""

    def plan(conn: Reading) -> _Plan:
        calendar = with_site_days(site_calendar(conn), office_hours=office_hours)
        reason = "cơ quan đổi cách tính thời hạn"
        said = TimeRulesChosen(office_hours=office_hours, choices=choices)
        return _Plan((said,), _portions(conn, Counting(calendar, choices, on=on, reason=reason), None), reason)

    return _carry_out(store, plan, on=on, at=at, by=by, dry_run=dry_run)


def confirmed_days(calendar: Calendar, year: int, *, source: str) -> tuple[CalendarDay, ...]:
    """A year's unconfirmed days as they stand, confirmed on the word of a document (xác nhận lịch năm)."""
    rows = [row for row in calendar.rows if row.day.year == year]
    if not rows:
        raise BadInput(f"Lịch làm việc chưa có năm {year}. Chạy “dondoc calendar propose {year}” để có bản đề xuất.")
    unsure = [row for row in rows if not row.confirmed]
    if open_question := [row for row in unsure if row.kind == "provisional"]:
        first = open_question[0]
        raise NotAllowed(
            f"{vietnamese_date(first.day)} mới là đề xuất ({first.reason}). Ghi quyết định cho từng ngày trước: "
            f"“dondoc calendar add {vietnamese_date(first.day)} --off hoặc --working --reason … --basis …”."
        )
    return tuple(row.model_copy(update={"confirmed": True, "source": source or row.source}) for row in unsure)


def set_received(
    store: Store,
    *,
    directive_id: int,
    day: date,
    hour: time | None = None,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> tuple[Shift, ...]:
    """The day a directive arrived is told or corrected (ngày nhận); periods that run from it are counted again."""

    def plan(conn: Reading) -> _Plan:
        letter = _issued(conn, directive_id)
        if letter.issued_on and day < letter.issued_on:
            issued = vietnamese_date(letter.issued_on)
            raise BadInput(f"Ngày nhận {vietnamese_date(day)} trước ngày ban hành {issued}. Kiểm tra lại ngày.")
        if day > on:
            raise BadInput(f"Ngày nhận {vietnamese_date(day)} sau hôm nay, {vietnamese_date(on)}. Kiểm tra lại ngày.")
        reason = f"ngày nhận văn bản là {named_day(day)}"
        counted = Counting(site_calendar(conn), site_choices(conn), on=on, reason=reason)
        arrived = letter._replace(received_on=day, received_at=hour)
        shifts = counted.shifts(arrived, open_dues.of_directive(conn, directive_id))
        said = DirectiveReceived(directive_id=directive_id, received_on=day, received_at=hour)
        return _Plan((said,), [list(shifts)], reason)

    return _carry_out(store, plan, on=on, at=at, by=by, dry_run=dry_run)


def set_event(
    store: Store,
    *,
    due_id: int,
    day: date,
    hour: time | None = None,
    everywhere: bool = False,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> tuple[Shift, ...]:
    """The event or meeting a due is counted from is told (ngày xảy ra sự kiện, ngày họp).

    With `everywhere`, for all open dues of the directive with the same words.
    """

    def plan(conn: Reading) -> _Plan:
        letter, dues = _meant(conn, due_id, everywhere)
        for due in dues:
            _may_have_event(due, hour)
        if anchor_of(dues[0]) is AnchorKind.ISSUED and day != letter.issued_on:
            raise NotAllowed(f"Kỳ hạn {due_id} tính từ ngày ban hành; chỉ ghi thêm được giờ của ngày đó (--at).")
        reason = f"mốc tính “{anchor_words(dues[0])}” là {named_day(day)}"
        counted = Counting(site_calendar(conn), site_choices(conn), on=on, reason=reason, told=True)
        shifts = list(counted.shifts(letter, [due._replace(anchor_on=day, anchor_at=hour) for due in dues]))
        _not_before_issue(shifts, letter)
        return _Plan((), [shifts], reason)

    return _carry_out(store, plan, on=on, at=at, by=by, dry_run=dry_run)


def set_day(
    store: Store,
    *,
    due_id: int,
    day: date,
    reason: str,
    hour: time | None = None,
    everywhere: bool = False,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> tuple[Shift, ...]:
    """A person sets the day the text leaves open (ấn định ngày cho kỳ hạn chưa xác định, tạm tính).

    With `everywhere`, for all open dues of the directive with the same words.
    """
    if not reason.strip():
        raise BadInput("Chưa nêu lý do. Ghi văn bản hoặc ý kiến làm căn cứ của ngày này.")

    def plan(conn: Reading) -> _Plan:
        letter, dues = _meant(conn, due_id, everywhere)
        for due in dues:
            _may_be_set(due, letter, day, conn)
        text = f"{by} ấn định ngày {named_day(day)}: {reason.strip()}."
        step = Step(rule=None, article="", text=text, day=day)
        version = site_calendar(conn).version
        after = Computed(key="", due_on=day, due_at=hour, steps=(step,), calendar_version=version)
        groups = in_groups(dues)
        shifts = [shifted(alike, after, on=on, because=reason.strip(), set_by=by) for alike in groups]
        return _Plan((), [shifts], reason.strip())

    return _carry_out(store, plan, on=on, at=at, by=by, dry_run=dry_run)


# --- writing ------------------------------------------------------------------------------------------------------


def _carry_out(
    store: Store, plan: Callable[[Reading], _Plan], *, on: date, at: datetime, by: str, dry_run: bool
) -> tuple[Shift, ...]:
    if dry_run:
        with store.reading() as conn:
            return tuple(_without_move(shift) for portion in plan(conn).portions for shift in portion)
    told: list[Shift] = []
    with store.change(at=at, by=by) as change:
        change.alone()
        found = plan(change.conn)
        change.record(*found.said)
        for portion in found.portions:
            change.record(*_events(portion, on=on, reason=found.reason))
            told += map(_without_move, portion)
    return tuple(told)


def _events(portion: list[Shift], *, on: date, reason: str) -> Iterator[DuesMoved]:
    """One event for each directive, however many of its dues move."""
    for directive_id, shifts in groupby(portion, _directive):
        here = list(shifts)
        yield DuesMoved(
            directive_id=directive_id,
            on=on,
            reason=reason,
            moves=tuple(shift.move for shift in here if shift.move),
            dropped=tuple(due_id for shift in here if shift.move is None for due_id in shift.due_ids),
        )


def _without_move(shift: Shift) -> Shift:
    return shift._replace(move=None)


def _directive(one: OpenDue | Shift) -> int:
    return one.directive_id


def _portions(conn: Reading, counted: Counting, since: date | None) -> Iterator[list[Shift]]:
    """The shifts of all open dues, some directives at a time."""
    for letters, found in open_dues.portions(conn, since=since):
        by_letter = groupby(found, _directive)
        yield list(chain.from_iterable(counted.shifts(letters[i], list(dues)) for i, dues in by_letter))


# --- what may be asked --------------------------------------------------------------------------------------------


def _issued(conn: Reading, directive_id: int) -> Letter:
    if directives.stage(conn, directive_id) is not Stage.ISSUED:
        raise NotAllowed(f"Văn bản số {directive_id} chưa ban hành hoặc không còn được theo dõi; chưa có kỳ hạn nào.")
    return open_dues.letters(conn, [directive_id])[directive_id]


def _meant(conn: Reading, due_id: int, everywhere: bool) -> tuple[Letter, list[OpenDue]]:
    """The due, or all of its directive with the same words."""
    known = directives.due(conn, due_id)
    letter = _issued(conn, known.directive_id)
    found = open_dues.of_directive(conn, known.directive_id)
    here = next((due for due in found if due.due_id == due_id), None)
    if here is None:
        raise NotAllowed(f"Kỳ hạn {due_id} đã hoàn thành hoặc không còn được theo dõi.")
    if not everywhere:
        return letter, [here]
    return letter, [due for due in found if (due.words, due.period) == (here.words, here.period)]


def _may_have_event(due: OpenDue, hour: time | None) -> None:
    """An event belongs to a period that is counted from one."""
    deadline = deadline_of(due)
    if not isinstance(deadline, Within) or due.set_by or deadline.anchor.kind is AnchorKind.DATE:
        raise NotAllowed(
            f"Kỳ hạn {due.due_id} (“{due.words}”) không tính từ mốc nào. Ấn định ngày bằng `dondoc date-due`."
        )
    if deadline.anchor.kind is AnchorKind.RECEIVED:
        raise NotAllowed(
            f"Kỳ hạn {due.due_id} tính từ ngày nhận văn bản. Ghi bằng `dondoc received {due.directive_id} NGÀY`."
        )
    if deadline.anchor.kind is AnchorKind.ISSUED and deadline.unit is not Unit.HOUR:
        raise NotAllowed(f"Kỳ hạn {due.due_id} tính từ ngày ban hành của văn bản; không có mốc nào phải ghi.")
    if deadline.unit is Unit.HOUR and hour is None:
        raise BadInput(f"Kỳ hạn {due.due_id} (“{due.words}”) tính bằng giờ. Ghi thêm giờ của mốc: --at 14:00.")


def _not_before_issue(shifts: list[Shift], letter: Letter) -> None:
    for shift in shifts:
        if shift.after and letter.issued_on and shift.after.day < letter.issued_on:
            raise BadInput(
                f"Hạn tính được, {vietnamese_date(shift.after.day)}, đứng trước ngày ban hành "
                f"{vietnamese_date(letter.issued_on)}. Kiểm tra ngày của mốc, hoặc ấn định ngày bằng `dondoc date-due`."
            )


def _may_be_set(due: OpenDue, letter: Letter, day: date, conn: Reading) -> None:
    """A day is set by hand only where the text leaves it open; others move by an extension."""
    early = bool(due.due_on and letter.issued_on and due.due_on < letter.issued_on)
    if due.due_on is not None and not (due.provisional or due.set_by or early):
        raise NotAllowed(
            f"Kỳ hạn {due.due_id} đã có ngày chắc chắn, {vietnamese_date(due.due_on)}. "
            "Cần thêm thời gian thì gia hạn: `dondoc extend`."
        )
    if letter.issued_on and day < letter.issued_on:
        raise BadInput(
            f"Ngày {vietnamese_date(day)} trước ngày ban hành {vietnamese_date(letter.issued_on)}. Kiểm tra lại ngày."
        )
    whole = directives.compile_due(conn, directive_id=due.directive_id, period=due.period) if due.period else None
    if whole and whole.due_id != due.due_id and whole.due_on and day > whole.due_on:
        raise NotAllowed(
            f"Ngày {vietnamese_date(day)} sau hạn tổng hợp của đầu mối, {vietnamese_date(whole.due_on)}. "
            "Phần không thể xong sau toàn bộ; chọn ngày sớm hơn."
        )
