"""Báo cáo tổng hợp of one directive: what the collector hands the Chairman for a period, or as of a day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from directive.calendar import Calendar, vietnamese_date
from directive.comparing import corrections
from directive.figures import Figures, Measure, reconcile
from directive.letterhead import Letterhead
from directive.lines import Line, judge
from directive.obligations import Directive, Kind
from directive.report import Report, Section, both_rates
from directive.report_parts import agree, annex_row, assignment_words, latest, missing, passages, results
from directive.tracked import Reply
from directive.wording import cited, general_words


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report of one directive is made of."""

    directive: Directive
    head: Letterhead
    lines: Sequence[Line]
    replies: Sequence[Reply]
    names: Mapping[str, str] = field(default_factory=dict)  # agency_id -> name
    addressee: str = ""
    due_id: int | None = None
    period: str = ""
    period_from: date | None = None
    previous: Report | None = None  # frozen before for the same Due
    note: str = ""


def compile_report(
    facts: ReportFacts, figures: Figures, narrative: Mapping[str, str], *, on: date, calendar: Calendar
) -> Report:
    """The report of a directive on a day. Refused when sums, or annex and figures, do not agree."""
    reconcile(figures)
    judged = [judge(line, on=on, calendar=calendar, rhythm_days=figures.rhythm_days) for line in facts.lines]
    agree(judged, figures)
    names, counts = facts.names, figures.total.counts
    silent = missing(judged, names=names, numbers={})
    asked = {one.line.agency_id for one in judged if one.line.kind is Kind.REPORT}
    said = latest(facts.replies, on=on, since=facts.period_from)
    report = Report(
        directive_id=facts.directive.directive_id,
        due_id=facts.due_id,
        on=on,
        period=facts.period,
        title=_title(facts, on),
        head=facts.head,
        addressee=facts.addressee,
        opening=_opening(facts),
        general=tuple(general_words(figures, asked=len(asked), missing=[m.agency for m in silent])),
        figures=counts.named() | {Measure.EXTENDED: figures.total.extended, Measure.UNREPORTED: len(silent)},
        original=figures.total.original.named(),
        rates=both_rates(counts),
        results=tuple(results(facts.lines, said, names=names, narrative=narrative)),
        difficulties=passages(facts.lines, said, "difficulties", names=names, about=assignment_words),
        proposals=passages(facts.lines, said, "proposals", names=names, about=assignment_words),
        narrative={section.value: narrative[section] for section in Section if narrative.get(section)},
        missing=silent,
        annex=tuple(annex_row(one, names=names, numbers={}) for one in judged),
        closing=f"Trên đây là kết quả thực hiện {cited(facts.directive, short=True)}, "
        f"kính báo cáo {facts.addressee} xem xét, chỉ đạo",
        recipients=("Như trên", "Lưu: VT"),
        note=facts.note,
    )
    if facts.previous is None:
        return report
    return report.model_copy(update={"corrections": tuple(corrections(facts.previous, report))})


def _title(facts: ReportFacts, on: date) -> str:
    when = facts.period or f"tính đến ngày {vietnamese_date(on)}"
    return f"Kết quả thực hiện {cited(facts.directive, short=True)} ({when})"


def _opening(facts: ReportFacts) -> str:
    when = f" {facts.period}" if facts.period else ""
    return f"Thực hiện {cited(facts.directive)}, {facts.head.name} tổng hợp, báo cáo kết quả thực hiện{when} như sau:"
