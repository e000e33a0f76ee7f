"""Phủ kín: every line of the text has exactly one role. An empty line says nothing and is not counted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from directive.document import Line, ReportClause, Role
from directive.reading.rows import Row
from directive.reading.source import Passage


def lines_with_roles(
    view: Passage,
    rows: Sequence[Row],
    lines: Sequence[tuple[int, int]],
    roles: Mapping[int, tuple[Role, int | None]],
    reports: ReportClause | None,
) -> tuple[Line, ...]:
    """One role a line; where a line holds several rows, that of the assignment or of the longest."""
    by_line: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_line[row.line].append(row)
    found: list[Line] = []
    for number, (start, end) in enumerate(lines):
        span = view.span(start, end)
        on_line = by_line[number]
        best = on_line[0] if len(on_line) == 1 else max(on_line, key=lambda row: _weight(row, roles), default=None)
        role, assignment = roles.get(id(best), (Role.UNREAD, None)) if best else (Role.FURNITURE, None)
        if (
            reports
            and role in (Role.CLOSING, Role.UNREAD, Role.BACKGROUND, Role.PREAMBLE)
            and _inside(span, reports.span)
        ):
            role = Role.REPORT_CLAUSE
        # Built from checked values: validating 10,000 of them again would cost half a second.
        found.append(
            Line.model_construct(span=span, role=role, assignment=assignment if role == Role.ASSIGNMENT else None)
        )
    return tuple(found)


def _weight(row: Row, roles: Mapping[int, tuple[Role, int | None]]) -> float:
    return len(row.text) * (4.0 if roles.get(id(row), (Role.UNREAD, None))[0] == Role.ASSIGNMENT else 1.0)


def _inside(line: tuple[int, int], clause: tuple[int, int]) -> bool:
    return max(line[0], clause[0]) < min(line[1], clause[1])
