"""Chỉ tiêu: the figures that have a name, what each of them counts, and the percentages with their denominators.

Two axes, as official statistics have them: done or not, and in time or late, with "không hạn" as a column of its own.
A measure with a `Scope` opens the very lines it counted (`link`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from directive.dues import Standing


class Answer(StrEnum):
    """How far one line is: what the agency said and what the reviewer made of it."""

    OPEN = "open"
    WAITING = "waiting"  # đã báo cáo, chờ xác nhận
    DONE = "done"
    STOPPED = "stopped"  # tạm dừng, hoặc đang xem xét thẩm quyền


class Cell(NamedTuple):
    """One place in the table of two axes."""

    answer: Answer
    standing: Standing


class Measure(StrEnum):
    """A figure that has a name and can be opened; the value stands in addresses."""

    TOTAL = "tong"
    DONE = "hoan-thanh"
    DONE_IN_TIME = "hoan-thanh-dung-han"
    DONE_LATE = "hoan-thanh-qua-han"
    DONE_NO_DEADLINE = "hoan-thanh-khong-han"
    NOT_DONE = "chua-hoan-thanh"
    IN_TIME = "trong-han"
    SOON = "sap-den-han"
    LATE = "qua-han"
    NO_DEADLINE = "khong-han"
    UNSETTLED = "chua-xac-dinh"
    STOPPED = "tam-dung"
    WAITING = "cho-xac-nhan"
    UNREPORTED = "chua-bao-cao"
    QUIET = "im-lang"
    EXTENDED = "gia-han"

    @property
    def vietnamese(self) -> str:
        return _WORDS[self]


_WORDS = {
    Measure.TOTAL: "Tổng số",
    Measure.DONE: "Đã hoàn thành",
    Measure.DONE_IN_TIME: "Hoàn thành đúng hạn",
    Measure.DONE_LATE: "Hoàn thành quá hạn",
    Measure.DONE_NO_DEADLINE: "Hoàn thành (không hạn)",
    Measure.NOT_DONE: "Chưa hoàn thành",
    Measure.IN_TIME: "Đang thực hiện, trong hạn",
    Measure.SOON: "Sắp đến hạn",
    Measure.LATE: "Chưa hoàn thành, quá hạn",
    Measure.NO_DEADLINE: "Không hạn",
    Measure.UNSETTLED: "Chưa xác định thời hạn",
    Measure.STOPPED: "Tạm dừng, xem xét thẩm quyền",
    Measure.WAITING: "Đã báo cáo, chờ xác nhận",
    Measure.UNREPORTED: "Chưa báo cáo",
    Measure.QUIET: "Chưa có tin",
    Measure.EXTENDED: "Đã gia hạn",
}

_NOT_DONE = frozenset({Answer.OPEN, Answer.WAITING, Answer.STOPPED})
RUNNING = frozenset({Answer.OPEN, Answer.WAITING})
_DATED_IN_TIME = frozenset({Standing.IN_TIME, Standing.DUE_SOON})
_UNDATED = frozenset({Standing.NO_DEADLINE, Standing.UNSETTLED})
_ANY = frozenset(Standing)

CELLS: Mapping[Measure, tuple[frozenset[Answer], frozenset[Standing]]] = {
    Measure.TOTAL: (frozenset(Answer), _ANY),
    Measure.DONE: (frozenset({Answer.DONE}), _ANY),
    Measure.DONE_IN_TIME: (frozenset({Answer.DONE}), _DATED_IN_TIME),
    Measure.DONE_LATE: (frozenset({Answer.DONE}), frozenset({Standing.OVERDUE})),
    Measure.DONE_NO_DEADLINE: (frozenset({Answer.DONE}), _UNDATED),
    Measure.NOT_DONE: (_NOT_DONE, _ANY),
    Measure.IN_TIME: (RUNNING, _DATED_IN_TIME),
    Measure.SOON: (RUNNING, frozenset({Standing.DUE_SOON})),
    Measure.LATE: (RUNNING, frozenset({Standing.OVERDUE})),
    Measure.NO_DEADLINE: (RUNNING, frozenset({Standing.NO_DEADLINE})),
    Measure.UNSETTLED: (RUNNING, frozenset({Standing.UNSETTLED})),
    Measure.STOPPED: (frozenset({Answer.STOPPED}), _ANY),
    Measure.WAITING: (frozenset({Answer.WAITING}), _ANY),
}
"""Measures that are sums of cells. `QUIET`, `UNREPORTED` and `EXTENDED` are counted beside the table."""

PARTS: tuple[tuple[Measure, tuple[Measure, ...]], ...] = (
    (Measure.TOTAL, (Measure.DONE, Measure.NOT_DONE)),
    (Measure.DONE, (Measure.DONE_IN_TIME, Measure.DONE_LATE, Measure.DONE_NO_DEADLINE)),
    (
        Measure.NOT_DONE,
        (Measure.IN_TIME, Measure.LATE, Measure.NO_DEADLINE, Measure.UNSETTLED, Measure.STOPPED),
    ),
)
"""What must add up to what."""


class Rate(NamedTuple):
    """A percentage that names its denominator (tỷ lệ)."""

    part: int
    whole: int
    of: str

    @property
    def percent(self) -> Decimal | None:
        """Two decimals, half up; None without a denominator. Never 100 (or 0) while something is missing (done)."""
        if self.whole == 0:
            return None
        exact = Decimal(100 * self.part) / self.whole
        rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if rounded == 100 and self.part != self.whole:
            return Decimal("99.99")
        return Decimal("0.01") if rounded == 0 and self.part else rounded

    @property
    def vietnamese(self) -> str:
        """98,63%; a dash when there is nothing to divide by."""
        return "–" if self.percent is None else f"{self.percent:f}".replace(".", ",") + "%"


OF_DUE = "số đã hoàn thành có thời hạn cộng số quá hạn chưa hoàn thành"
OF_ALL = "tổng số nhiệm vụ được giao"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines stand in each cell."""

    cells: Mapping[Cell, int] = field(default_factory=dict)

    def count(self, measure: Measure) -> int:
        """The figure of a measure that is a sum of cells."""
        answers, standings = CELLS[measure]
        return sum(n for cell, n in self.cells.items() if cell.answer in answers and cell.standing in standings)

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    @property
    def of_due(self) -> Rate:
        """Convention 1: done with a deadline, of those and the overdue ones (báo cáo 1270/BC-TCTTTg, 2017)."""
        done = self.count(Measure.DONE_IN_TIME) + self.count(Measure.DONE_LATE)
        return Rate(done, done + self.count(Measure.LATE), OF_DUE)

    @property
    def of_all(self) -> Rate:
        """Convention 2: done, of everything given (Hải Phòng, 2018)."""
        return Rate(self.count(Measure.DONE), self.total, OF_ALL)

    def named(self) -> dict[str, int]:
        """All sums by the name they are known under, ready for JSON."""
        return {measure.value: self.count(measure) for measure in CELLS}


class Scope(NamedTuple):
    """Which lines are meant: all, or those of a directive, an agency, a period; or those of a span of time.

    A line is of a span when it arose before `until` and was not finished before `since`: what was carried over and
    what came new. `until` is the first day after the span.
    """

    directive_id: int | None = None
    agency_id: str | None = None
    period: str | None = None
    since: date | None = None
    until: date | None = None


EVERYTHING = Scope()


def link(measure: Measure, scope: Scope = EVERYTHING) -> str:
    """The path on the portal that lists the lines behind a figure."""
    asked = {
        "muc": measure.value,
        "van-ban": scope.directive_id,
        "don-vi": scope.agency_id,
        "ky": scope.period,
    }
    return "/danh-sach?" + urlencode({name: value for name, value in asked.items() if value is not None})
