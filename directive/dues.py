"""Kỳ hạn: one dated occurrence of a deadline, how its date came about, and where it stands on a day.

The values here are what is stored and shown. `directive.occurrences` computes them from a deadline, its anchors and the
calendar; nothing here reads a clock.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from directive.calendar import VIETNAM, Calendar, SkippedDay
from directive.values import Frozen, Note

MIDNIGHT = time(0)


class DueMoment(Frozen):
    """The instant a due ends (thời điểm hết hạn): `at` o'clock of `day`, or 24:00 of it when `at` is None.

    Source: Civil Code 2015, art. 148(6): the last day ends at 24:00.
    """

    day: date
    at: time | None = None


class Step(Frozen):
    """One sentence of the explanation (cách tính): which rule led to which day, and which days were passed over.

    `rule` is the number of the counting rule (see `directive.counting`), None for steps no rule covers.
    """

    rule: int | None
    article: str  # source of law; "" where the office's own settings decide
    text: str  # Vietnamese, for the person who asks why
    day: date | None = None
    skipped: tuple[SkippedDay, ...] = ()


class WaitsFor(StrEnum):
    """What somebody must supply before an unsettled due can be dated (còn chờ gì)."""

    ISSUED = "issued"  # ngày ban hành
    RECEIVED = "received"  # ngày nhận văn bản
    CUT_OFF = "cut_off"  # ngày chốt số liệu
    DATE = "date"  # a date the text names wrongly or not at all
    EVENT = "event"  # ngày xảy ra sự kiện
    DUE = "due"  # another due
    MEETING = "meeting"  # ngày họp
    REFERENCE = "reference"  # the document that holds the time


class ReportPeriod(Frozen):
    """Kỳ báo cáo: the data run from `opens` to `cut_off`, both days counted; a period ends with its cut-off."""

    label: str  # "6 tháng đầu năm 2024"
    opens: date
    closes: date  # last day the period covers
    cut_off: date  # ngày chốt số liệu; before `closes` only when the due comes earlier than the usual cut-off


class Computed(Frozen):
    """A due as computed (kỳ hạn), before an obligation owns it.

    `key` names the occurrence within its deadline and stays the same when it is computed again ("once", "2024-H1").
    Either `due_original` is set, or `unsettled` says in Vietnamese what must be supplied and `waits_for` what kind of
    thing that is. `due_current` equals `due_original` until an extension is granted or a pause is added.
    `provisional` means: may still move (assumed arrival, unconfirmed days off, a year nobody wrote).
    """

    key: str
    period: ReportPeriod | None = None
    due_original: DueMoment | None = None
    due_current: DueMoment | None = None
    opens: date | None = None
    provisional: bool = False
    unsettled: str | None = None
    waits_for: WaitsFor | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    calendar_version: str = ""


class Standing(StrEnum):
    """Tình trạng thời hạn on a day; computed, never stored."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NO_DEADLINE = "no_deadline"
    UNSETTLED = "unsettled"

    @property
    def vietnamese(self) -> str:
        return _STANDINGS[self]


_STANDINGS = {
    Standing.IN_TIME: "trong hạn",
    Standing.DUE_SOON: "sắp đến hạn",
    Standing.OVERDUE: "quá hạn",
    Standing.NO_DEADLINE: "không hạn",
    Standing.UNSETTLED: "chưa xác định",
}


class Dated(Protocol):
    """Whatever has a due moment: a `Computed`, or the stored due made of it."""

    @property
    def due_current(self) -> DueMoment | None: ...

    @property
    def unsettled(self) -> str | None: ...


class DaysLate(NamedTuple):
    """Rule 18: lateness is always shown both ways."""

    calendar_days: int
    working_days: int


def ends(moment: DueMoment) -> datetime:
    """The instant a moment names, in Vietnam time: 24:00 is 00:00 of the next day."""
    if moment.at is None:
        return datetime.combine(moment.day + timedelta(days=1), MIDNIGHT, tzinfo=VIETNAM)
    return datetime.combine(moment.day, moment.at, tzinfo=VIETNAM)


def has_passed(moment: DueMoment, *, on: date, at: time | None = None) -> bool:
    """Whether a moment lies behind; overdue starts the instant after it (rule 18).

    Without `at` the day alone is compared, so a due at 14:00 counts as passed from the next day.
    """
    if at is None:
        return on > moment.day
    return datetime.combine(on, at, tzinfo=VIETNAM) > ends(moment)


def standing(
    due: Dated | None,
    *,
    on: date,
    calendar: Calendar,
    done: bool = False,
    soon_working_days: int = 3,
    at: time | None = None,
) -> Standing:
    """Where a due stands on a day (tình trạng thời hạn).

    None stands for an obligation without any due. A done due is judged on the day it was done: pass that day as
    `on`; it is never "soon". `soon_working_days` is in working days from `on`, the due day included.
    """
    if due is None:
        return Standing.NO_DEADLINE
    moment = due.due_current
    if moment is None:
        return Standing.UNSETTLED if due.unsettled else Standing.NO_DEADLINE
    if has_passed(moment, on=on, at=at):
        return Standing.OVERDUE
    if done or calendar.working_days_between(on, moment.day) > soon_working_days:
        return Standing.IN_TIME
    return Standing.DUE_SOON


def days_late(due: Dated, *, on: date, calendar: Calendar) -> DaysLate:
    """Days after the due day up to and with `on`; (0, 0) when it is not late. The first late day is 1 (rule 18)."""
    moment = due.due_current
    if moment is None or on <= moment.day:
        return DaysLate(0, 0)
    return DaysLate((on - moment.day).days, calendar.working_days_between(moment.day, on))
