"""Đổi thời hạn: days of the calendar, anchors and missing days come in; open dues are counted again, all or none.

Each function is one act of a person. With `dry_run` nothing is written: what comes back is what would move. Otherwise
the act and all that follows from it is one transaction, with one event in the log of each directive that is touched.

A day granted by an extension or gained by a pause stays; only the first day of such a due moves. A day set by a person
is never computed again. The sweep tells the officers of those whose day moved, once, with the old day and the reason;
those who have not heard of the directive yet hear of it with its new days.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple

from pydantic import TypeAdapter

from directive.calendar import Calendar, CalendarDay, named_day, vietnamese_date, with_site_days
from directive.counting import DueMoment
from directive.dating import Rules, deadline_dues
from directive.deadlines import AnchorKind, Deadline, Every, Period, Unit, Within
from directive.dues import Anchors, Computed, Step
from directive.errors import BadInput, NotAllowed
from directive.events import CalendarChanged, DirectiveReceived, DueMove, DuesMoved, Event
from directive.explain import moment_words, why
from directive.obligations import Kind, Stage
from directive.occurrences import counting_settings
from directive.periods import reporting_calendar
from directive.recounting import changed_days
from directive.site import site_calendar
from directive.store import Reading, Store, directives, open_dues
from directive.store.open_dues import Letter, OpenDue

_REACH = timedelta(days=400)
"""No period counted backwards is longer: dues that end earlier than this before a changed day do not depend on it."""

_LATER = timedelta(days=31)  # an occurrence may be pushed over the end of its year
_DEADLINES: TypeAdapter[tuple[Deadline, ...]] = TypeAdapter(tuple[Deadline, ...])


class Shift(NamedTuple):
    """Dues of one directive that get the same new day: one line of the list of who moved.

    `after` is None when the due does not exist any more (a daily report on what is now a day off). With `stays` the
    current day was granted and stays; only the first one moves. Equal days: only how certain the day is has changed.
    """

    directive_id: int
    due_ids: tuple[int, ...]
    owner_ids: tuple[str, ...]
    label: str | None
    title: str
    words: str
    period: str
    before: DueMoment | None
    after: DueMoment | None
    stays: bool
    provisional: bool
    because: str
    move: DueMove | None = None  # what is written down; not kept in results

    @property
    def moved(self) -> bool:
        """Whether the day itself is another one."""
        return self.before != self.after

    @property
    def sentence(self) -> str:
        """ "24:00 thứ Hai 17/6/2024 → 24:00 thứ Ba 18/6/2024 (thứ Tư 12/6/2024: Nghỉ phòng chống bão)"."""
        before = moment_words(*self.before) if self.before else "chưa xác định"
        after = moment_words(*self.after) if self.after else "không còn"
        words = f"{before} → {after}" if self.moved else f"{after}, chỉ thay đổi mức chắc chắn"
        words += " (hạn ban đầu; hạn hiện tại giữ nguyên)" if self.stays else ""
        return words + (" (tạm tính)" if self.provisional else "") + (f" ({self.because})" if self.because else "")


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
        counted = _Counting(new, changed, on)
        since = changed[0] - _REACH if changed else None
        portions = (
            list(chain.from_iterable(counted.shifts(letters[i], list(dues)) for i, dues in groupby(found, _directive)))
            for letters, found in open_dues.portions(conn, since=since)
        )
        said = (CalendarChanged(days=given),) if given else ()
        return _Plan(said, portions, f"Lịch làm việc thay đổi, phiên bản {new.version}")

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
        counted = _Counting(site_calendar(conn), (), on, reason)
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
        if _anchor_of(dues[0]) is AnchorKind.ISSUED and day != letter.issued_on:
            raise NotAllowed(f"Kỳ hạn {due_id} tính từ ngày ban hành; chỉ ghi thêm được giờ của ngày đó (--at).")
        reason = f"mốc tính “{_anchor_words(dues[0])}” là {named_day(day)}"
        counted = _Counting(site_calendar(conn), (), on, reason, told=True)
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
        groups = _alike(dues)
        shifts = [_shift(alike, after, on=on, because=reason.strip(), set_by=by) for alike in groups]
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


# --- counting -----------------------------------------------------------------------------------------------------


class _Counting:
    """Counting a directive's open dues again under one calendar."""

    def __init__(
        self, calendar: Calendar, changed: tuple[date, ...], on: date, reason: str = "", *, told: bool = False
    ) -> None:
        self.calendar = calendar
        self.changed = changed
        self.on = on
        self.reason = reason
        self.told = told  # an anchor was told: kept even where no day moves
        self.words: dict[tuple[date, ...], str] = {}

    def shifts(self, letter: Letter, dues: list[OpenDue]) -> Iterator[Shift]:
        """The dues that move or become certain or uncertain, those that get the same day together."""
        known: dict[tuple[object, ...], Mapping[str, Computed]] = {}
        rules = Rules(self.calendar, reporting_calendar(letter.reporting), counting_settings())
        last = max((due.due_on or date.min for due in dues), default=date.min)
        horizon = max(date(max(last.year, self.on.year), 12, 31), last) + _LATER
        for alike in _alike(due for due in dues if due.deadline_place is not None and not due.set_by):
            due = alike[0]
            found = _counted(due, letter, rules, horizon, known)
            after = found.get(due.key) if _is_recurring(due) else next(iter(found.values()), None)
            if after is None:
                if self._is_gone(due):
                    yield _gone(alike, self._because(due, None))
            elif _differs(due, after) or self.told:
                because = self.reason or self._because(due, after)
                yield _shift(alike, after, on=self.on, because=because, anchored=self.told)

    def _is_gone(self, due: OpenDue) -> bool:
        """A report of every working day, on what is not one any more."""
        deadline = _deadline(due)
        daily = isinstance(deadline, Every) and deadline.period is Period.DAY
        return daily and due.due_on in self.changed and not self.calendar.is_working(due.due_on)

    def _because(self, due: OpenDue, after: Computed | None) -> str:
        """The changed days on the way to the due, in words."""
        steps = after.steps if after else ()
        ways = [step.day for step in steps if step.day] + [one.day for step in steps for one in step.skipped]
        ways += [day for day in (due.due_on, due.original_on, after.due_on if after else None) if day]
        days = tuple(day for day in self.changed if ways and min(ways) <= day <= max(ways))
        if days not in self.words:
            said = (f"{named_day(day)}: {self.calendar.reason(day) or 'ngày làm việc'}" for day in days)
            self.words[days] = "; ".join(said)
        return self.words[days]


def _counted(
    due: OpenDue, letter: Letter, rules: Rules, horizon: date, known: dict[tuple[object, ...], Mapping[str, Computed]]
) -> Mapping[str, Computed]:
    """All occurrences of a due's deadline, computed once for all dues of the directive that share it."""
    name = (due.deadlines, due.deadline_place, due.kind, due.anchor_on, due.anchor_at)
    if name not in known:
        found = deadline_dues(
            _deadlines(due.deadlines),
            due.deadline_place or 0,
            Kind(due.kind),
            anchors=_anchors(due, letter),
            rules=rules,
            horizon=max(horizon, due.anchor_on) if due.anchor_on else horizon,
        )
        known[name] = {one.key: one for one in found}
    return known[name]


def _anchors(due: OpenDue, letter: Letter) -> Anchors:
    """The event told for a due stands for whatever its deadline is counted from; no deadline has two anchors."""
    arrived = letter.received_at if _anchor_of(due) is AnchorKind.RECEIVED else None
    return Anchors(
        issued=letter.issued_on,
        received=letter.received_on,
        cut_off=due.anchor_on,
        event=due.anchor_on,
        due=due.anchor_on,
        meetings=(due.anchor_on,) if due.anchor_on else (),
        at=due.anchor_at or arrived,
    )


def _differs(due: OpenDue, after: Computed) -> bool:
    if after.due_on is None:
        return False  # what has a day keeps it; what waits still waits
    if (after.due_on, after.due_at) != (due.original_on, due.original_at):
        return True
    certain = (after.provisional, after.cut_off) != (due.provisional, due.cut_off)
    return certain and not _stays(due)


def _shift(
    alike: list[OpenDue], after: Computed, *, on: date, because: str, set_by: str = "", anchored: bool = False
) -> Shift:
    due = alike[0]
    stays = _stays(due)
    moved = not stays and (after.due_on, after.due_at) != (due.due_on, due.due_at)
    move = DueMove(
        due_ids=tuple(one.due_id for one in alike),
        due_on=due.due_on if stays else after.due_on,
        due_at=due.due_at if stays else after.due_at,
        original_on=after.due_on,
        original_at=after.due_at,
        cut_off=after.cut_off,
        provisional=due.provisional if stays else after.provisional,
        unsettled=None if stays else after.unsettled,
        why=why(after.steps),
        calendar_version=after.calendar_version,
        anchor_on=due.anchor_on if anchored else None,
        anchor_at=due.anchor_at if anchored else None,
        set_by=set_by,
        moved=moved,
        moved_from=due.due_on if moved else None,
        quiet=moved and not due.heard,
        because=because,
        next_look_on=on if moved else None,
    )
    before = DueMoment(due.original_on, due.original_at) if due.original_on else None
    return _line(alike, before, after.moment, because)._replace(stays=stays, provisional=move.provisional, move=move)


def _gone(alike: list[OpenDue], because: str) -> Shift:
    due = alike[0]
    return _line(alike, DueMoment(due.due_on, due.due_at) if due.due_on else None, None, because)


def _line(alike: list[OpenDue], before: DueMoment | None, after: DueMoment | None, because: str) -> Shift:
    due = alike[0]
    return Shift(
        directive_id=due.directive_id,
        due_ids=tuple(one.due_id for one in alike),
        owner_ids=tuple(one.owner_id for one in alike),
        label=due.label,
        title=due.title,
        words=due.words,
        period=due.period,
        before=before,
        after=after,
        stays=False,
        provisional=False,
        because=because,
    )


def _stays(due: OpenDue) -> bool:
    """The current day was granted by an extension, or gained by a pause."""
    return due.extensions > 0 or (due.due_on, due.due_at) != (due.original_on, due.original_at)


def _alike(dues: Iterable[OpenDue]) -> list[list[OpenDue]]:
    groups: dict[tuple[object, ...], list[OpenDue]] = {}
    for due in dues:
        groups.setdefault(due[3:], []).append(due)
    return list(groups.values())


@lru_cache(maxsize=4096)
def _deadlines(stored: str) -> tuple[Deadline, ...]:
    return _DEADLINES.validate_json(stored)


def _deadline(due: OpenDue) -> Deadline | None:
    return None if due.deadline_place is None else _deadlines(due.deadlines)[due.deadline_place]


def _is_recurring(due: OpenDue) -> bool:
    return isinstance(_deadline(due), Every)


def _anchor_of(due: OpenDue) -> AnchorKind | None:
    deadline = _deadline(due)
    return deadline.anchor.kind if isinstance(deadline, Within) else None


def _anchor_words(due: OpenDue) -> str:
    deadline = _deadline(due)
    return (deadline.anchor.words if isinstance(deadline, Within) else "") or due.words


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
    deadline = _deadline(due)
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
