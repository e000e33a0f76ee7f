"""Tables several of the leaders' pages share: by directive, by agency, what falls due."""

from collections.abc import Sequence

from directive.calendar import named_day
from directive.dashboard import markdown as md
from directive.dashboard.overview import Overview
from directive.dashboard.parts import Door, lights, subject
from directive.figures import Figures, Group, Measure, Scope
from directive.obligations import Kind
from directive.plain import in_order
from directive.store.figures import Ahead

NUMBERS: tuple[md.Column, ...] = (
    ("Tổng", "right"),
    ("Xong", "right"),
    ("Quá hạn", "right"),
    ("Chưa báo cáo", "right"),
    ("Đèn", "center"),
)

COUNTED = (Measure.TOTAL, Measure.DONE, Measure.LATE, Measure.UNREPORTED)
"""What the columns of `NUMBERS` count; the lights stand behind."""


def by_directive(overview: Overview, door: Door, ids: Sequence[int]) -> str:
    numbers = overview.figures
    rows = (
        [
            f"{door.directive(numbers, i)}<br>{subject(numbers, i, 70)}",
            *numbers_of(numbers.by_directive[i], door, Scope(directive_id=i)),
        ]
        for i in ids
    )
    return md.table((("Văn bản", "left"), *NUMBERS), rows) + more(len(numbers.by_directive), len(ids), "văn bản")


def by_agency(overview: Overview, door: Door, ids: Sequence[str]) -> str:
    numbers = overview.figures
    rows = ([door.agency(numbers, i), *numbers_of(numbers.by_agency[i], door, Scope(agency_id=i))] for i in ids)
    return md.table((("Đơn vị", "left"), *NUMBERS), rows) + more(len(numbers.by_agency), len(ids), "đơn vị")


def numbers_of(group: Group, door: Door, scope: Scope) -> list[str]:
    return [*(door.figure(group.count(m), m, scope) for m in COUNTED), lights(group)]


def more(total: int, shown: int, what: str) -> str:
    return f"\n… và {total - shown} {what} khác.\n" if total > shown else ""


def needing_attention(numbers: Figures) -> list[str]:
    def urgency(agency_id: str) -> tuple[int, int, int, tuple[int, ...]]:
        group = numbers.by_agency[agency_id]
        late, unreported = group.count(Measure.LATE), group.count(Measure.UNREPORTED)
        return (-late, -unreported, -group.quiet, in_order(numbers.name_of(agency_id)))

    return sorted(numbers.by_agency, key=urgency)


def ahead_table(some: Sequence[Ahead], overview: Overview, door: Door) -> str:
    if not some:
        return "Không có kỳ hạn nào.\n"
    columns: tuple[md.Column, ...] = (
        ("Ngày", "left"),
        ("Văn bản", "left"),
        ("Nhiệm vụ", "left"),
        ("Số đơn vị", "right"),
    )
    rows = (
        [named_day(one.due_on), door.directive(overview.figures, one.directive_id), _what(one), str(one.lines)]
        for one in some
    )
    return md.table(columns, rows, max_bytes=18_000)


def _what(one: Ahead) -> str:
    words = f"{one.label}. {one.title}" if one.label else one.title
    mark = {Kind.REPORT: "📄 ", Kind.COMPILE: "📚 "}.get(one.kind, "")
    return mark + md.text(f"{words} ({one.period})" if one.period else words, 110)
