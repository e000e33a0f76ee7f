"""Lịch năm tới: is the table of days complete, and a first draft of a year that is not in it.

The `holidays` package knows the statutory days and computes Tết; it does not know the year's official decision, so what
it gives is only proposed (confirmed=no) until a person compares it with the notice and confirms it.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta

from directive.calendar import SATURDAY, Calendar, CalendarDay, DayKind, vietnamese_date
from directive.values import Note

NEEDED_FROM = (12, 1)  # month and day from which next year's table must be present
LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
MADE_UP = "Bộ luật Lao động 2019, Điều 111 khoản 3"
CULTURE_DAY = "Nghị quyết 28/2026/QH16, Điều 2"
_SOURCE = "Gói holidays đề xuất; đối chiếu thông báo nghỉ lễ, Tết của năm rồi xác nhận"
_TET_DAYS = 5  # by law; what the package lists beyond them falls on or makes up for a weekend


def calendar_notes(calendar: Calendar, *, on: date) -> tuple[Note, ...]:
    """What is missing in the table of days, seen from a day; empty when all is well.

    `calendar-missing`: this year's table, or next year's from 1 December on. `calendar-unconfirmed`: days ahead that
    nobody confirmed.
    """
    needed = [on.year, on.year + 1] if (on.month, on.day) >= NEEDED_FROM else [on.year]
    missing = [_missing(year) for year in needed if year not in calendar.years]
    ahead = calendar.unconfirmed_between(on - timedelta(days=1), date(on.year + 1, 12, 31))
    return (*missing, *_unconfirmed(ahead))


def proposed(year: int) -> tuple[CalendarDay, ...]:
    """A year's days off by the `holidays` package, none of them confirmed."""
    from holidays import country_holidays  # slow to import, needed once a year

    found = country_holidays("VN", years=year, language="vi")
    off = {day: name for day, name in sorted(found.items()) if day.year == year}
    tet = [day for day in off if _is_tet(off[day])]
    rows = [_row(day, name, tet) for day, name in off.items()]
    worked = sorted(day for day in found.weekend_workdays if day.year == year)
    return tuple(sorted([*rows, *map(_worked, worked)], key=lambda row: row.day))


def as_csv(rows: Iterable[CalendarDay]) -> str:
    """Rows in the form of `vocabulary/calendar.csv`, with the header line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CalendarDay.model_fields)
    for row in rows:
        yes_no = {True: "yes", False: "no"}
        writer.writerow(
            (row.day, yes_no[row.is_working], row.kind, row.reason, row.legal_basis, row.source, yes_no[row.confirmed])
        )
    return out.getvalue()


def _missing(year: int) -> Note:
    text = (
        f"Lịch làm việc chưa có năm {year}. Lấy thông báo nghỉ Tết, Quốc khánh và hoán đổi ngày làm việc năm {year} "
        f"(Bộ Nội vụ, Văn phòng Chính phủ); chạy “dondoc calendar propose {year} > lich-{year}.csv”, "
        f"đối chiếu, sửa, rồi “dondoc calendar load lich-{year}.csv”."
    )
    return Note(code="calendar-missing", message=text)


def _unconfirmed(rows: tuple[CalendarDay, ...]) -> list[Note]:
    notes = []
    for year in sorted({row.day.year for row in rows}):
        days = [vietnamese_date(row.day) for row in rows if row.day.year == year]
        shown = ", ".join(days[:6]) + (f" và {len(days) - 6} ngày khác" if len(days) > 6 else "")
        remedy = f"Đối chiếu văn bản chính thức rồi chạy “dondoc calendar confirm {year} --source ...”."
        text = f"Năm {year} còn {len(days)} ngày chưa xác nhận: {shown}. {remedy}"
        notes.append(Note(code="calendar-unconfirmed", message=text))
    return notes


def _is_tet(name: str) -> bool:
    return "Tết Nguyên Đán" in name or name == "29 Tết"


def _row(day: date, name: str, tet: list[date]) -> CalendarDay:
    kind, basis = DayKind.HOLIDAY, CULTURE_DAY if (day.month, day.day) == (11, 24) else LABOUR_CODE
    if day in tet:
        extra = len(tet) > _TET_DAYS and tet.index(day) >= _TET_DAYS
        kind, basis = (DayKind.COMPENSATORY, MADE_UP) if extra else (DayKind.TET, LABOUR_CODE)
    elif name.endswith("(nghỉ bù)"):
        kind, basis = DayKind.COMPENSATORY, MADE_UP
    elif name.startswith("Ngày nghỉ (thay cho"):
        kind, basis = DayKind.SWAP_OFF, ""
    return CalendarDay(
        day=day, is_working=False, kind=kind, reason=name, legal_basis=basis, source=_SOURCE, confirmed=False
    )


def _worked(day: date) -> CalendarDay:
    name = "Làm bù" if day.weekday() >= SATURDAY else "Làm việc"
    return CalendarDay(
        day=day,
        is_working=True,
        kind=DayKind.WORKING_SATURDAY,
        reason=f"{name} theo gói holidays",
        legal_basis="",
        source=_SOURCE,
        confirmed=False,
    )
