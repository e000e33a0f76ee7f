"""Số liệu: one set of figures for mail, dashboard, report and export.

What is counted is the *line* (lượt nhiệm vụ): one obligation for one of its Dues. A periodical duty gives a line for
each period that was asked about, a duty without any due day gives one line. So a missed report of June stays a missed
report in December, and a duty that runs all the time is counted without ever being late.

What can be counted, and under which name, is `directive.measures`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from directive.calendar import Calendar
from directive.dues import DaysLate, Standing
from directive.errors import DirectiveError
from directive.fields_of_work import UNSORTED, field_of
from directive.measures import CELLS, EVERYTHING, PARTS, RUNNING, Answer, Cell, Counts, Measure, Rate, Scope, link
from directive.plain import in_order

__all__ = [
    "CELLS",
    "EVERYTHING",
    "RHYTHM_DAYS",
    "SIZES",
    "AgencyName",
    "Answer",
    "Axis",
    "Cell",
    "Counts",
    "DirectiveName",
    "Facts",
    "Figures",
    "Group",
    "Light",
    "Measure",
    "Rate",
    "Scope",
    "Tally",
    "figures",
    "link",
    "reconcile",
    "size_class",
]

RHYTHM_DAYS = 30
"""Nhịp báo tin, in calendar days: a duty nobody said a word about for longer is fading."""

SIZES = (5, 20, 100)
"""Upper ends of the size classes, in lines per agency: one of one and ninety of ninety are not compared."""


class Axis(StrEnum):
    """What lines are grouped by."""

    AGENCY = "agency"
    DIRECTIVE = "directive"
    PERIOD = "period"


class Tally(NamedTuple):
    """Lines of one group that are alike in their judgement, counted together: one row of the grouped read."""

    axis: Axis
    key: str  # agency_id, directive_id in digits, or the period's name
    answer: Answer
    standing: Standing  # against the current date
    original: Standing  # against the first date
    lines: int
    quiet: int = 0
    unreported: int = 0
    extended: int = 0  # lines whose date was moved
    extensions: int = 0  # how often in all
    oldest_due: date | None = None
    last_word_at: datetime | None = None


class AgencyName(NamedTuple):
    """What figures say of an agency; `commanded` is false for bodies that can only be asked."""

    name: str
    short: str | None = None
    commanded: bool = True


class DirectiveName(NamedTuple):
    """What figures say of a directive."""

    number: str
    subject: str
    issued_on: date | None = None
    stage: str = "issued"


_NOT_LATE = DaysLate(0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the figures of a scope are made of: every line once on each axis, and `counted` apart from all axes."""

    tallies: tuple[Tally, ...]
    agencies: Mapping[str, AgencyName] = field(default_factory=dict)
    directives: Mapping[int, DirectiveName] = field(default_factory=dict)
    counted: int | None = None
    scope: Scope = EVERYTHING
    rhythm_days: int = RHYTHM_DAYS


class Light(StrEnum):
    """Đèn tín hiệu; GREY says that there is nothing to judge yet."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one agency, directive, period or size class, or of everything."""

    counts: Counts
    original: Counts
    quiet: int = 0
    unreported: int = 0
    extended: int = 0
    extensions: int = 0
    days_late: DaysLate = _NOT_LATE  # of the oldest line that is late
    last_word_at: datetime | None = None

    @property
    def completion(self) -> Light:
        """The first light: is anything late, or about to be?"""
        count = self.counts.count
        if count(Measure.LATE):
            return Light.RED
        if count(Measure.SOON):
            return Light.YELLOW
        dated = count(Measure.IN_TIME) or count(Measure.DONE)
        return Light.GREEN if dated else Light.GREY

    @property
    def freshness(self) -> Light:
        """The second light fades when no word came in the agreed rhythm. No word is never taken for nothing done."""
        waiting_for = self.counts.count(Measure.NOT_DONE) - self.counts.count(Measure.STOPPED)
        if self.quiet and self.quiet == waiting_for:
            return Light.RED
        if self.quiet:
            return Light.YELLOW
        return Light.GREY if waiting_for and self.last_word_at is None else Light.GREEN

    def count(self, measure: Measure) -> int:
        """The figure of any measure."""
        beside = {Measure.QUIET: self.quiet, Measure.UNREPORTED: self.unreported, Measure.EXTENDED: self.extended}
        return beside[measure] if measure in beside else self.counts.count(measure)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a scope for a day."""

    on: date
    scope: Scope
    rhythm_days: int
    total: Group
    by_agency: Mapping[str, Group]
    by_directive: Mapping[int, Group]
    by_period: Mapping[str, Group]
    by_size: Mapping[str, Group]
    by_field: Mapping[str, Group]
    agencies: Mapping[str, AgencyName]
    directives: Mapping[int, DirectiveName]
    counted: int | None = None

    @property
    def silent(self) -> tuple[str, ...]:
        """Agencies of whose open duties not one was spoken of in the agreed rhythm, by name (cơ quan chưa có tin)."""
        quiet = [agency for agency, group in self.by_agency.items() if group.freshness is Light.RED]
        return tuple(sorted(quiet, key=lambda agency_id: in_order(self.name_of(agency_id))))

    def name_of(self, agency_id: str) -> str:
        known = self.agencies.get(agency_id)
        return known.name if known else agency_id


def figures(facts: Facts, *, on: date, calendar: Calendar) -> Figures:
    """The figures of a day. Judgements came with the tallies; here they are only added up."""
    parts: dict[Axis, defaultdict[str, list[Tally]]] = {axis: defaultdict(list) for axis in Axis}
    for tally in facts.tallies:
        parts[tally.axis][tally.key].append(tally)
    by_agency = {key: _group(some, on=on, calendar=calendar) for key, some in parts[Axis.AGENCY].items()}
    by_size: defaultdict[str, list[Tally]] = defaultdict(list)
    for key, some in parts[Axis.AGENCY].items():
        by_size[size_class(by_agency[key].counts.total)] += some
    by_field: defaultdict[str, list[Tally]] = defaultdict(list)
    for key, some in parts[Axis.DIRECTIVE].items():
        by_field[_field(key, facts)] += some
    return Figures(
        on=on,
        scope=facts.scope,
        rhythm_days=facts.rhythm_days,
        total=_group((tally for some in parts[Axis.AGENCY].values() for tally in some), on=on, calendar=calendar),
        by_agency=by_agency,
        by_directive={int(k): _group(some, on=on, calendar=calendar) for k, some in parts[Axis.DIRECTIVE].items()},
        by_period={key: _group(some, on=on, calendar=calendar) for key, some in parts[Axis.PERIOD].items()},
        by_size={key: _group(some, on=on, calendar=calendar) for key, some in by_size.items()},
        by_field={key: _group(some, on=on, calendar=calendar) for key, some in by_field.items()},
        agencies=facts.agencies,
        directives=facts.directives,
        counted=facts.counted,
    )


def reconcile(figures: Figures) -> None:
    """Refuse figures that do not add up; the error names the place and the difference."""
    _whole(figures)
    for what, groups in (
        ("cơ quan", figures.by_agency),
        ("văn bản", figures.by_directive),
        ("kỳ báo cáo", figures.by_period),
        ("cỡ cơ quan", figures.by_size),
        ("lĩnh vực", figures.by_field),
    ):
        for measure in Measure:
            parts = sum(group.count(measure) for group in groups.values())
            _same(figures.total.count(measure), parts, f"{measure.vietnamese}: cộng theo {what}")


def size_class(lines: int, sizes: tuple[int, ...] = SIZES) -> str:
    """The class of agencies that hold this many lines: "1-5", "6-20", "21-100", "trên 100"."""
    low = 1
    for high in sizes:
        if lines <= high:
            return f"{low}-{high}"
        low = high + 1
    return f"trên {sizes[-1]}"


def _field(directive_id: str, facts: Facts) -> str:
    known = facts.directives.get(int(directive_id))
    return field_of(known.number) if known else UNSORTED


def _group(tallies: Iterable[Tally], *, on: date, calendar: Calendar) -> Group:
    current: Counter[Cell] = Counter()
    first: Counter[Cell] = Counter()
    sums = [0, 0, 0, 0]
    oldest: list[date] = []
    words: list[datetime] = []
    for tally in tallies:
        current[Cell(tally.answer, tally.standing)] += tally.lines
        first[Cell(tally.answer, tally.original)] += tally.lines
        for place, amount in enumerate((tally.quiet, tally.unreported, tally.extended, tally.extensions)):
            sums[place] += amount
        if tally.oldest_due and tally.answer in RUNNING and tally.standing is Standing.OVERDUE:
            oldest.append(tally.oldest_due)
        if tally.last_word_at:
            words.append(tally.last_word_at)
    return Group(
        counts=Counts(dict(current)),
        original=Counts(dict(first)),
        quiet=sums[0],
        unreported=sums[1],
        extended=sums[2],
        extensions=sums[3],
        days_late=_days_late(min(oldest, default=None), on=on, calendar=calendar),
        last_word_at=max(words, default=None),
    )


def _days_late(oldest: date | None, *, on: date, calendar: Calendar) -> DaysLate:
    if oldest is None:
        return _NOT_LATE
    return DaysLate((on - oldest).days, calendar.working_days_between(oldest, on))


def _whole(figures: Figures) -> None:
    total = figures.total
    if figures.counted is not None:
        _same(figures.counted, total.counts.total, "Tổng số lượt nhiệm vụ: đếm riêng và cộng các ô")
    _same(total.counts.total, total.original.total, "Tổng số theo hạn hiện tại và theo hạn ban đầu")
    for whole, parts in PARTS:
        _same(total.count(whole), sum(total.count(part) for part in parts), f"{whole.vietnamese}: cộng các phần")


def _same(whole: int, parts: int, what: str) -> None:
    if whole != parts:
        raise DirectiveError(
            f"Số liệu không khớp: {what} được {parts}, trong khi tổng là {whole} (chênh {parts - whole:+d}). "
            "Không lập báo cáo; chạy `dondoc doctor` để tìm chỗ sai."
        )
