"""Sổ tay khi đọc: what is known of a document while it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from directive.deadlines import Deadline
from directive.document import Assignment, Citation, ReportClause, Role
from directive.reading.drafting import Draft
from directive.reading.head_cells import Head
from directive.reading.outline import Node
from directive.reading.reporting import Place
from directive.reading.rows import Row
from directive.reading.signature import Tail
from directive.reading.source import Passage


@dataclass(slots=True)
class Reading:
    """A document while it is read."""

    view: Passage
    rows: list[Row]
    head: Head
    tail: Tail
    roles: dict[int, tuple[Role, int | None]] = field(default_factory=dict)  # by id of row
    assignments: list[Assignment] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    repaired: list[Node] = field(default_factory=list)
    reports: ReportClause | None = None


def once(deadlines: Sequence[Deadline]) -> tuple[Deadline, ...]:
    seen: dict[object, Deadline] = {}
    for deadline in deadlines:
        seen.setdefault(getattr(deadline, "span", None), deadline)
    return tuple(seen.values())
