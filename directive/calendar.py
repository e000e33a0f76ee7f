"""Lịch làm việc: which days state offices work, and why the other days are off.

A plain list of holidays cannot say this: the Prime Minister's swaps (hoán đổi) make single Saturdays working days.
The table in `vocabulary/calendar.csv` holds every day that is not what its weekday says, each with legal basis and
source; weekdays are otherwise worked and weekends are not. Days of years without rows are uncertain, and so are rows
that nobody confirmed: whatever is counted across them is provisional.

All questions are answered from precomputed tables, because a new decision makes every open due to be counted again.
"""

import csv
import hashlib
import tomllib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta, timezone
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, chain, compress

from directive.errors import BadInput
from directive.values import Frozen

VIETNAM = timezone(timedelta(hours=7), "ICT")  # no daylight saving since 1975
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2079, 12, 31)
_BASE = FIRST_DAY.toordinal()
_SIZE = LAST_DAY.toordinal() - _BASE + 1
_WEEK = bytes((1, 1, 1, 1, 1, 0, 0))  # 40-hour week of state offices since 02/10/1999
WEEKLY_REST = "Quyết định 188/1999/QĐ-TTg (tuần làm việc 40 giờ); Bộ luật Lao động, nghỉ hằng tuần"
SATURDAY = 5
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class DayKind(StrEnum):
    """Why a day is not what its weekday says."""

    HOLIDAY = "holiday"  # ngày lễ
    TET = "tet"  # Tết Nguyên đán
    COMPENSATORY = "compensatory"  # nghỉ bù
    SWAP_OFF = "swap_off"  # working day taken off, made up on a Saturday
    WORKING_SATURDAY = "working_saturday"  # thứ Bảy làm bù
    PROVISIONAL = "provisional"  # proposed, not decided
    SITE = "site"  # the office's own day, closed or worked


class CalendarDay(Frozen):
    """One row of the table of days."""

    day: date
    is_working: bool
    kind: DayKind = DayKind.SITE
    reason: str
    legal_basis: str
    source: str = ""
    confirmed: bool = True


class SkippedDay(Frozen):
    """A day that was passed over while counting (ngày không tính), and on whose word."""

    day: date
    reason: str
    source: str
    confirmed: bool = True


class OfficeHours(Frozen):
    """Giờ làm việc from a day of the year on (`month`, `day`), until the next entry begins."""

    month: int
    day: int
    sessions: tuple[tuple[time, time], ...]
    source: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Calendar:
    """The table of days, ready for counting. Build it with `build_calendar`; `version` names its content.

    Compared by identity, so that results can be remembered per calendar.
    """

    rows: tuple[CalendarDay, ...]
    office_hours: tuple[OfficeHours, ...]
    version: str
    years: frozenset[int]  # years that have rows
    confirmed_years: frozenset[int]  # years all of whose rows are confirmed
    _by_day: dict[date, CalendarDay]
    _working: bytes  # 1 for each working day since FIRST_DAY
    _through: "array[int]"  # how many working days up to and with that day
    _ordinals: "array[int]"  # the working days themselves
    _days_off: "array[int]"  # the other days
    _unconfirmed: tuple[CalendarDay, ...]
    _doubtful: "array[int]"  # how many unconfirmed or unlisted days up to and with that day
    _made_up: tuple[CalendarDay, ...]
    _skips: dict[int, SkippedDay] = field(default_factory=dict)  # made once, shared by all explanations

    def is_working(self, day: date) -> bool:
        return self._working[_index(day)] == 1

    def row(self, day: date) -> CalendarDay | None:
        """The table's row, for days that are not what their weekday says."""
        return self._by_day.get(day)

    def reason(self, day: date) -> str | None:
        """Why a day is off, or why a Saturday is worked; None for a common working day."""
        row = self._by_day.get(day)
        if row is not None:
            return row.reason
        return None if self.is_working(day) else WEEKDAYS[day.weekday()]

    def skipped(self, day: date) -> SkippedDay:
        """What the explanation says of a day off."""
        return self._skipped(day.toordinal())

    def skipped_between(self, start: date, end: date) -> tuple[SkippedDay, ...]:
        """All days off after `start`, up to and with `end`."""
        first, last = _index(start), _index(end)
        off = self._days_off[first + 1 - self._through[first] : last + 1 - self._through[last]]
        return tuple(map(self._skipped, off))

    def made_up_between(self, start: date, end: date) -> tuple[date, ...]:
        """The Saturdays worked to make up for a swap, after `start`, up to and with `end`: they do count."""
        return tuple(row.day for row in self._made_up if start < row.day <= end)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days after `start`, up to and with `end`; negative when `end` comes first."""
        return self._through[_index(end)] - self._through[_index(start)]

    def nth_working_day(self, start: date, n: int) -> date:
        """The n-th working day after `start`, or before it when `n` is negative; `start` is never counted.

        With `n` = 0 it is `start` itself.
        """
        if n == 0:
            return start
        here = self._through[_index(start)]
        place = here + n - 1 if n > 0 else here - self._working[_index(start)] + n
        if not 0 <= place < len(self._ordinals):
            raise _out_of_range()
        return date.fromordinal(self._ordinals[place])

    def is_certain(self, start: date, end: date) -> bool:
        """Whether every day after `start`, up to and with `end`, is confirmed: nothing counted over it will move."""
        return self._doubtful[_index(start)] == self._doubtful[_index(end)]

    def unconfirmed_between(self, start: date, end: date) -> tuple[CalendarDay, ...]:
        """The rows after `start`, up to and with `end`, that nobody confirmed."""
        return tuple(row for row in self._unconfirmed if start < row.day <= end)

    def sessions(self, day: date) -> tuple[tuple[time, time], ...]:
        """Office hours of a day; none on a day off."""
        return self.season(day).sessions if self.is_working(day) else ()

    def season(self, day: date) -> OfficeHours:
        """The entry of office hours in force: the latest that began on or before the day, the year wrapping round."""
        begun = [hours for hours in self.office_hours if (hours.month, hours.day) <= (day.month, day.day)]
        return begun[-1] if begun else self.office_hours[-1]

    def _skipped(self, ordinal: int) -> SkippedDay:
        known = self._skips.get(ordinal)
        if known is None:
            known = self._skips[ordinal] = self._as_skipped(date.fromordinal(ordinal))
        return known

    def _as_skipped(self, day: date) -> SkippedDay:
        row = self._by_day.get(day)
        if row is None:
            return SkippedDay(day=day, reason=WEEKDAYS[day.weekday()], source=WEEKLY_REST)
        source = "; ".join(part for part in (row.legal_basis, row.source) if part)
        return SkippedDay(day=day, reason=row.reason, source=source, confirmed=row.confirmed)


def build_calendar(rows: Iterable[CalendarDay], office_hours: Iterable[OfficeHours]) -> Calendar:
    """A calendar from rows; of two rows for one day the later wins, so a site's rows come last."""
    by_day = {row.day: row for row in rows}
    days = tuple(sorted(by_day.values(), key=lambda row: row.day))
    hours = tuple(sorted(office_hours, key=lambda entry: (entry.month, entry.day)))
    if not hours:
        raise BadInput("Lịch làm việc chưa có giờ làm việc. Thêm mục [[office_hours]] vào tệp calendar.toml.")
    working = bytearray((_WEEK * (_SIZE // 7 + 2))[FIRST_DAY.weekday() : FIRST_DAY.weekday() + _SIZE])
    for row in days:
        working[_index(row.day)] = row.is_working
    years = frozenset(row.day.year for row in days)
    unsure = frozenset(row.day.year for row in days if not row.confirmed)
    return Calendar(
        rows=days,
        office_hours=hours,
        version=_version(days, hours),
        years=years,
        confirmed_years=years - unsure,
        _by_day=by_day,
        _working=bytes(working),
        _through=array("i", accumulate(working)),
        _ordinals=array("i", compress(range(_BASE, _BASE + _SIZE), working)),
        _days_off=array("i", compress(range(_BASE, _BASE + _SIZE), (not worked for worked in working))),
        _unconfirmed=tuple(row for row in days if not row.confirmed),
        _doubtful=_doubts(days, years),
        _made_up=tuple(row for row in days if row.is_working and row.day.weekday() >= SATURDAY),
    )


def with_site_days(
    calendar: Calendar, rows: Iterable[CalendarDay] = (), *, office_hours: Iterable[OfficeHours] = ()
) -> Calendar:
    """A calendar with a site's own days and hours laid over it (ngày nghỉ, giờ làm việc riêng của địa phương)."""
    own_hours = tuple(office_hours)
    return build_calendar(chain(calendar.rows, rows), own_hours or calendar.office_hours)


@cache
def official_calendar() -> Calendar:
    """The calendar that comes with the software."""
    room = files("directive.vocabulary")
    rows = read_days((room / "calendar.csv").read_text("utf-8"))
    return build_calendar(rows, read_office_hours((room / "calendar.toml").read_text("utf-8")))


def read_days(text: str) -> tuple[CalendarDay, ...]:
    """Rows of a table of days in CSV: day,is_working,kind,reason,legal_basis,source,confirmed (yes or no)."""
    reader = csv.DictReader(text.splitlines())
    if reader.fieldnames is None or set(reader.fieldnames) != set(CalendarDay.model_fields):
        raise BadInput(f"Bảng ngày cần đúng các cột: {', '.join(CalendarDay.model_fields)}.")
    return tuple(_row(line, reader.line_num) for line in reader)


def read_office_hours(text: str) -> tuple[OfficeHours, ...]:
    """The [[office_hours]] entries of a TOML text: from = "MM-DD", sessions = [["07:30", "12:00"], ...], source."""
    try:
        return _office_hours(text)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"Mục [[office_hours]] có lỗi: {error}. Cần from, sessions, source như tệp mẫu.") from error


def _office_hours(text: str) -> tuple[OfficeHours, ...]:
    return tuple(
        OfficeHours(
            month=int(entry["from"][:2]), day=int(entry["from"][3:]), sessions=entry["sessions"], source=entry["source"]
        )
        for entry in tomllib.loads(text).get("office_hours", ())
    )


@lru_cache(maxsize=8192)
def vietnamese_date(day: date) -> str:
    """07/5/2024: days under 10 and the months 1 and 2 take a zero (NĐ 30/2020, Phụ lục I)."""
    return f"{day.day:02}/{day.month:02}/{day.year}" if day.month <= 2 else f"{day.day:02}/{day.month}/{day.year}"


@lru_cache(maxsize=8192)
def named_day(day: date) -> str:
    """thứ Ba 07/5/2024."""
    return f"{WEEKDAYS[day.weekday()]} {vietnamese_date(day)}"


def _row(line: dict[str, str], number: int) -> CalendarDay:
    try:
        flags = {name: {"yes": True, "no": False}[line[name]] for name in ("is_working", "confirmed")}
        return CalendarDay(
            day=date.fromisoformat(line["day"]),
            kind=DayKind(line["kind"]),
            reason=line["reason"],
            legal_basis=line["legal_basis"],
            source=line["source"],
            **flags,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadInput(
            f"Bảng ngày, dòng {number}: không đọc được ({error}). "
            "Cần ngày dạng yyyy-mm-dd, is_working và confirmed là yes hoặc no."
        ) from error


def _doubts(rows: tuple[CalendarDay, ...], years: frozenset[int]) -> "array[int]":
    doubtful = bytearray(b"\1" * _SIZE)
    for year in years:
        first, last = _index(date(year, 1, 1)), _index(date(year, 12, 31))
        doubtful[first : last + 1] = bytes(last + 1 - first)
    for row in rows:
        doubtful[_index(row.day)] = not row.confirmed
    return array("i", accumulate(doubtful))


def _version(rows: tuple[CalendarDay, ...], hours: tuple[OfficeHours, ...]) -> str:
    """Twelve hexadecimal digits that change when any counting fact changes; stored with every due."""
    facts = [f"{row.day} {row.is_working:d} {row.confirmed:d}" for row in rows]
    facts += [f"{entry.month} {entry.day} {entry.sessions}" for entry in hours]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]


def _index(day: date) -> int:
    return _within(day.toordinal())


def _within(ordinal: int) -> int:
    index = ordinal - _BASE
    if not 0 <= index < _SIZE:
        raise _out_of_range()
    return index


def _out_of_range() -> BadInput:
    return BadInput(
        f"Lịch làm việc chỉ tính từ {vietnamese_date(FIRST_DAY)} đến {vietnamese_date(LAST_DAY)}; kiểm tra lại ngày."
    )
