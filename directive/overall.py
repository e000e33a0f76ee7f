"""Báo cáo chung: all directives of a month, a half-year or a year, of all agencies or of one. Pure.

Its lines are those of the span: carried over from before and not finished then, and come new. Figures, annex and words
follow the same rules as the report of one directive, in the same form.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from directive.calendar import Calendar, vietnamese_date
from directive.comparing import corrections
from directive.figures import Figures, Group, Measure, reconcile
from directive.letterhead import Letterhead
from directive.lines import Judged, Line, judge
from directive.obligations import Kind
from directive.periods import ReportPeriod
from directive.plain import in_order
from directive.report import Chapter, Cut, Report, Row, both_rates
from directive.report_parts import agree, annex_row, assignment_words, latest, missing, passages, results
from directive.tracked import Reply
from directive.wording import named_directive, overall_words, rate_words


@dataclass(frozen=True, slots=True)
class OverallFacts:
    """What the report of a span is made of. `agency_id` is None for all agencies."""

    span: ReportPeriod
    head: Letterhead
    lines: Sequence[Line]
    replies: Sequence[Reply]
    names: Mapping[str, str] = field(default_factory=dict)  # agency_id -> name
    agency_id: str | None = None
    addressee: str = ""
    previous: Report | None = None
    note: str = ""

    @property
    def agency(self) -> str:
        """The name of the one agency; empty for all."""
        return self.names.get(self.agency_id, self.agency_id) if self.agency_id else ""


def compile_overall(facts: OverallFacts, figures: Figures, *, on: date, calendar: Calendar) -> Report:
    """The report of a span on a day. Refused when sums, or annex and figures, do not agree."""
    reconcile(figures)
    judged = [judge(line, on=on, calendar=calendar, rhythm_days=figures.rhythm_days) for line in facts.lines]
    agree(judged, figures)
    numbers = {i: known.number or f"số {i}" for i, known in figures.directives.items()}
    silent = missing([one for one in judged if one.unreported], names=facts.names, numbers=numbers)
    said = latest(facts.replies, on=on, since=facts.span.opens)
    total, what = figures.total, f"{facts.agency} " if facts.agency else ""
    carried = sum(1 for line in facts.lines if line.arose_on is not None and line.arose_on < facts.span.opens)

    def about(line: Line) -> str:
        return f"{assignment_words(line)} (văn bản {numbers.get(line.directive_id, line.directive_id)})"

    general = overall_words(
        figures,
        whose=f" ({facts.agency})" if facts.agency else "",
        carried=carried,
        missing=list(dict.fromkeys(one.agency for one in silent)),
    )
    report = Report(
        agency_id=facts.agency_id,
        span=facts.span.key,
        on=on,
        period=facts.span.label,
        title=f"Tình hình thực hiện nhiệm vụ được giao {what and f'của {what}'}({facts.span.label})",
        head=facts.head,
        addressee=facts.addressee,
        opening=_opening(facts, figures),
        general=tuple(general),
        figures=total.counts.named() | {Measure.EXTENDED: total.extended, Measure.UNREPORTED: total.unreported},
        original=total.original.named(),
        rates=both_rates(total.counts),
        chapters=tuple(_chapters(facts, figures, said)),
        cuts=tuple(_cuts(figures)),
        difficulties=passages(facts.lines, said, "difficulties", names=facts.names, about=about),
        proposals=passages(facts.lines, said, "proposals", names=facts.names, about=about),
        narrative={},
        missing=silent,
        annex=tuple(annex_row(one, names=facts.names, numbers=numbers) for one in _in_order(judged)),
        closing=f"Trên đây là tình hình thực hiện nhiệm vụ được giao {facts.span.label}, "
        f"kính báo cáo {facts.addressee} xem xét, chỉ đạo",
        recipients=("Như trên", "Lưu: VT"),
        note=facts.note,
    )
    if facts.previous is None:
        return report
    return report.model_copy(update={"corrections": tuple(corrections(facts.previous, report))})


def _opening(facts: OverallFacts, figures: Figures) -> str:
    of = f" của {facts.agency}" if facts.agency else ""
    return (
        f"Qua theo dõi, đôn đốc việc thực hiện {len(figures.by_directive)} văn bản chỉ đạo, {facts.head.name} "
        f"tổng hợp, báo cáo tình hình thực hiện nhiệm vụ được giao{of} {facts.span.label} (số liệu từ ngày "
        f"{vietnamese_date(facts.span.opens)} đến hết ngày {vietnamese_date(facts.span.cut_off)}) như sau:"
    )


def _chapters(facts: OverallFacts, figures: Figures, said: Mapping[int, Reply]) -> Iterator[Chapter]:
    """Directive by directive, the oldest first; agencies' own words only where one agency is reported on."""
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for line in facts.lines if facts.agency_id else ():
        lines[line.directive_id].append(line)
    for directive_id in sorted(figures.by_directive):
        known = figures.directives.get(directive_id)
        mine = results(lines[directive_id], said, names=facts.names, narrative={})
        yield Chapter(
            directive_id=directive_id,
            title=named_directive(known) if known else f"Văn bản số {directive_id}",
            summary=_summary(figures.by_directive[directive_id]),
            results=tuple(mine),
        )


def _summary(group: Group) -> str:
    count = group.count
    parts = [f"Giao {group.counts.total} lượt nhiệm vụ; hoàn thành {count(Measure.DONE)}"]
    if count(Measure.DONE_LATE):
        parts[0] += f" (quá hạn {count(Measure.DONE_LATE)})"
    parts.append(f"chưa hoàn thành {count(Measure.NOT_DONE)}")
    for measure in (Measure.LATE, Measure.WAITING, Measure.UNREPORTED, Measure.STOPPED, Measure.UNSETTLED):
        if count(measure):
            parts.append(f"{measure.vietnamese[0].lower()}{measure.vietnamese[1:]} {count(measure)}")
    if group.days_late.calendar_days:
        days = group.days_late
        parts.append(f"chậm nhất {days.calendar_days} ngày ({days.working_days} ngày làm việc)")
    return f"{'; '.join(parts)}. Tỷ lệ hoàn thành {rate_words(group.counts.of_due)}."


def _cuts(figures: Figures) -> Iterator[Cut]:
    """The same figures by field, directive and agency; an axis of one row says nothing new."""
    fields = [(name, figures.by_field[name]) for name in sorted(figures.by_field)]
    named = {i: figures.directives[i].number or f"số {i}" for i in figures.directives}
    directives = [(named.get(i, f"số {i}"), figures.by_directive[i]) for i in sorted(figures.by_directive)]
    agencies = sorted(((figures.name_of(i), g) for i, g in figures.by_agency.items()), key=lambda one: in_order(one[0]))
    sizes = sorted(figures.by_size.items(), key=lambda pair: _lowest(pair[0]))
    for by, some in (
        ("lĩnh vực", fields),
        ("văn bản", directives),
        ("cơ quan, đơn vị", agencies),
        ("cỡ đơn vị (số lượt được giao)", sizes),
    ):
        if len(some) > 1:
            yield Cut(by=by, rows=tuple(_row(name, group) for name, group in some))


def _row(name: str, group: Group) -> Row:
    figures = group.counts.named() | {
        Measure.UNREPORTED.value: group.unreported,
        Measure.EXTENDED.value: group.extended,
    }
    return Row(name=name, figures=figures, rates=both_rates(group.counts))


def _lowest(size: str) -> int:
    return int("".join(c for c in size.split("-")[0] if c.isdigit())) + size.startswith("trên")


def _in_order(judged: Iterable[Judged]) -> list[Judged]:
    """Directive by directive in the order of the letter: assignments, then reports and compilations."""

    def place(one: Judged) -> tuple[int, bool, int, int, date]:
        line = one.line
        due_on = line.due_on or date.max
        return (line.directive_id, line.kind is not Kind.PERFORM, line.position or 0, line.obligation_id, due_on)

    return sorted(judged, key=place)
