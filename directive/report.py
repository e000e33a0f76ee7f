"""Báo cáo tổng hợp: what the collector hands the Chairman, as values. Figures are computed, never typed.

Agencies speak in their own words, attributed and unchanged. Who said nothing is named as not having reported; nothing
is said of what they did. `compile_report` is pure; `directive.reporting` gathers its facts and freezes its result.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from directive.calendar import Calendar, vietnamese_date
from directive.dues import Standing
from directive.errors import DirectiveError
from directive.figures import Answer, Figures, Measure, Rate, reconcile
from directive.letterhead import Letterhead
from directive.lines import Judged, Line, judge
from directive.obligations import Directive, Kind
from directive.tracked import Reply, ReplyState
from directive.values import Frozen
from directive.wording import cited, day_words, general_words, standing_words, state_words


class Section(StrEnum):
    """Passages a person may write (phần lời); those under one assignment are named by `result_section`."""

    GENERAL = "chung"
    DIFFICULTIES = "kho-khan"
    PROPOSALS = "kien-nghi"


def result_section(position: int | None) -> str:
    """The name of the passage under one assignment; None is the periodical report itself."""
    return "ket-qua-bao-cao" if position is None else f"ket-qua-{position + 1}"


class Word(Frozen):
    """What one agency said about one assignment, in its own words."""

    agency_id: str
    agency: str
    on: date
    text: str
    figures: str = ""
    evidence: tuple[str, ...] = ()  # names of files
    accepted: bool = False
    reply_id: int


class Result(Frozen):
    """Kết quả of one assignment: its words by agency, and the owners that said nothing."""

    position: int | None  # None for the periodical report itself
    label: str | None
    title: str
    owners: tuple[str, ...]
    narrative: str = ""
    words: tuple[Word, ...] = ()
    silent: tuple[str, ...] = ()


class Said(Frozen):
    """A difficulty or a proposal of one agency."""

    agency: str
    text: str


class Missing(Frozen):
    """An agency that did not report (cơ quan chưa báo cáo), and by how much its day has passed."""

    agency_id: str
    agency: str
    due_on: date | None
    calendar_days: int
    working_days: int


class AnnexRow(Frozen):
    """One line of the annex."""

    obligation_id: int
    due_id: int | None
    label: str
    title: str
    agency_id: str
    agency: str
    period: str
    original_on: date | None
    due_on: date | None
    extensions: int
    answered_on: date | None
    answer: Answer
    timing: Standing
    state: str
    standing: str
    calendar_days: int
    working_days: int


class Correction(Frozen):
    """A fact that was different in the report frozen before (đính chính)."""

    what: str
    before: str
    now: str


class NamedRate(Frozen):
    """A percentage, its fraction and its denominator."""

    percent: str
    part: int
    whole: int
    of: str


class Report(Frozen):
    """Báo cáo of one directive, for a period or as of a day."""

    directive_id: int
    due_id: int | None
    on: date
    period: str
    title: str
    head: Letterhead
    addressee: str
    opening: str
    general: tuple[str, ...]
    figures: dict[str, int]
    original: dict[str, int]
    rates: tuple[NamedRate, NamedRate]
    results: tuple[Result, ...]
    difficulties: tuple[Said, ...]
    proposals: tuple[Said, ...]
    narrative: dict[str, str]  # of `Section`
    missing: tuple[Missing, ...]
    annex: tuple[AnnexRow, ...]
    corrections: tuple[Correction, ...] = ()
    closing: str
    recipients: tuple[str, ...]
    note: str = ""  # e.g. that the day is assumed


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report of one directive is made of. `period_to` is the first day after the period."""

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
    missing = _missing(judged, facts.names)
    asked = {one.line.agency_id for one in judged if one.line.kind is Kind.REPORT}
    said = _latest(facts, on)
    counts = figures.total.counts
    report = Report(
        directive_id=facts.directive.directive_id,
        due_id=facts.due_id,
        on=on,
        period=facts.period,
        title=_title(facts, on),
        head=facts.head,
        addressee=facts.addressee,
        opening=_opening(facts),
        general=tuple(general_words(figures, asked=len(asked), missing=[m.agency for m in missing])),
        figures=counts.named() | {Measure.EXTENDED: figures.total.extended, Measure.UNREPORTED: len(missing)},
        original=figures.total.original.named(),
        rates=(_rate(counts.of_due), _rate(counts.of_all)),
        results=tuple(_results(facts, judged, said, narrative)),
        difficulties=_passages(facts, said, "difficulties"),
        proposals=_passages(facts, said, "proposals"),
        narrative={section.value: narrative[section] for section in Section if narrative.get(section)},
        missing=missing,
        annex=tuple(_annex_row(one, facts.names) for one in judged),
        closing=f"Trên đây là kết quả thực hiện {cited(facts.directive, short=True)}, "
        f"kính báo cáo {facts.addressee} xem xét, chỉ đạo",
        recipients=("Như trên", "Lưu: VT"),
        note=facts.note,
    )
    if facts.previous is None:
        return report
    return report.model_copy(update={"corrections": tuple(corrections(facts.previous, report))})


def digest(report: Report) -> str:
    """Mã đối chiếu: SHA-256 of the canonical content; equal reports give equal digests."""
    content = report.model_dump(mode="json")
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def corrections(before: Report, now: Report) -> Iterator[Correction]:
    """What is different now from what was reported: line by line, then the sums."""
    was = {(row.obligation_id, row.due_id): row for row in before.annex}
    for row in now.annex:
        yield from _row_corrections(was.pop((row.obligation_id, row.due_id), None), row)
    for row in was.values():
        yield Correction(what=_line_name(row), before=row.state, now="không còn theo dõi")
    for measure in Measure:
        old, new = before.figures.get(measure), now.figures.get(measure)
        if old != new:
            yield Correction(what=measure.vietnamese, before=str(old), now=str(new))


# --- parts -------------------------------------------------------------------------------------------------------


def agree(judged: Sequence[Judged], figures: Figures) -> None:
    """Refuse lines and figures that do not give the same table; each was counted apart."""
    cells = Counter(one.cell for one in judged)
    if dict(cells) != dict(figures.total.counts.cells):
        raise DirectiveError(
            f"Phụ lục có {len(judged)} dòng, số liệu có {figures.total.counts.total} lượt nhiệm vụ, "
            "hoặc các ô tình trạng khác nhau. "
            "Dữ liệu đã đổi trong lúc lập báo cáo; lập lại báo cáo."
        )


def _title(facts: ReportFacts, on: date) -> str:
    when = facts.period or f"tính đến ngày {vietnamese_date(on)}"
    return f"Kết quả thực hiện {cited(facts.directive, short=True)} ({when})"


def _opening(facts: ReportFacts) -> str:
    when = f" {facts.period}" if facts.period else ""
    return f"Thực hiện {cited(facts.directive)}, {facts.head.name} tổng hợp, báo cáo kết quả thực hiện{when} như sau:"


def _rate(rate: Rate) -> NamedRate:
    return NamedRate(percent=rate.vietnamese, part=rate.part, whole=rate.whole, of=rate.of)


def _latest(facts: ReportFacts, on: date) -> dict[int, Reply]:
    """The last word about each obligation in the period; answers sent back do not count."""
    words: dict[int, Reply] = {}
    for reply in sorted(facts.replies, key=lambda r: r.reply_id):
        in_period = reply.on <= on and (facts.period_from is None or reply.on >= facts.period_from)
        if in_period and reply.state in (ReplyState.SUBMITTED, ReplyState.ACCEPTED):
            words[reply.obligation_id] = reply
    return words


def _results(
    facts: ReportFacts, judged: Iterable[Judged], said: Mapping[int, Reply], narrative: Mapping[str, str]
) -> Iterator[Result]:
    parts: defaultdict[int | None, dict[int, Line]] = defaultdict(dict)
    for one in judged:
        if one.line.kind is not Kind.COMPILE:
            parts[one.line.position].setdefault(one.line.obligation_id, one.line)
    for position in sorted(parts, key=lambda p: (p is None, p)):
        lines = list(parts[position].values())
        words = tuple(_word(said[line.obligation_id], facts.names) for line in lines if line.obligation_id in said)
        spoken = {word.agency_id for word in words}
        yield Result(
            position=position,
            label=lines[0].label,
            title=lines[0].title,
            owners=tuple(facts.names.get(line.agency_id, line.agency_id) for line in lines),
            narrative=narrative.get(result_section(position), ""),
            words=tuple(word for word in words if word.text or word.figures),
            silent=tuple(facts.names.get(x.agency_id, x.agency_id) for x in lines if x.agency_id not in spoken),
        )


def _word(reply: Reply, names: Mapping[str, str]) -> Word:
    return Word(
        agency_id=reply.agency_id,
        agency=names.get(reply.agency_id, reply.agency_id),
        on=reply.on,
        text=reply.result,
        figures=reply.figures,
        evidence=tuple(e.name for e in reply.evidence),
        accepted=reply.state is ReplyState.ACCEPTED,
        reply_id=reply.reply_id,
    )


def _passages(facts: ReportFacts, said: Mapping[int, Reply], field_name: str) -> tuple[Said, ...]:
    """What agencies wrote under one heading; the same words of one agency stand once."""
    found = {
        (facts.names.get(reply.agency_id, reply.agency_id), text): None
        for reply in said.values()
        if (text := str(getattr(reply, field_name)).strip())
    }
    return tuple(Said(agency=agency, text=text) for agency, text in found)


def _missing(judged: Iterable[Judged], names: Mapping[str, str]) -> tuple[Missing, ...]:
    """Agencies whose report was asked for and has not come, the longest late first."""
    found = [
        Missing(
            agency_id=one.line.agency_id,
            agency=names.get(one.line.agency_id, one.line.agency_id),
            due_on=one.line.due_on,
            calendar_days=one.late.calendar_days,
            working_days=one.late.working_days,
        )
        for one in judged
        if one.line.kind is Kind.REPORT and one.cell.answer is Answer.OPEN
    ]
    return tuple(sorted(found, key=lambda m: -m.calendar_days))


def _annex_row(one: Judged, names: Mapping[str, str]) -> AnnexRow:
    line = one.line
    return AnnexRow(
        obligation_id=line.obligation_id,
        due_id=line.due_id,
        label=line.label or "",
        title=line.title,
        agency_id=line.agency_id,
        agency=names.get(line.agency_id, line.agency_id),
        period=line.period,
        original_on=line.original_on,
        due_on=line.due_on,
        extensions=line.extensions,
        answered_on=line.answered_on if one.cell.answer in (Answer.DONE, Answer.WAITING) else None,
        answer=one.cell.answer,
        timing=one.cell.standing,
        state=state_words(one),
        standing=standing_words(one),
        calendar_days=one.late.calendar_days,
        working_days=one.late.working_days,
    )


def _row_corrections(old: AnnexRow | None, new: AnnexRow) -> Iterator[Correction]:
    if old is None:
        yield Correction(what=_line_name(new), before="chưa có trong báo cáo", now=new.state)
        return
    if (old.state, old.answered_on) != (new.state, new.answered_on):
        yield Correction(what=_line_name(new), before=_state_on(old), now=_state_on(new))
    if old.due_on != new.due_on:
        before, now = (day_words(row.due_on, "không hạn") for row in (old, new))
        yield Correction(what=f"{_line_name(new)}, thời hạn", before=before, now=now)


def _line_name(row: AnnexRow) -> str:
    what = f"nhiệm vụ {row.label}" if row.label else row.title
    return f"{row.agency}, {what}" + (f" ({row.period})" if row.period else "")


def _state_on(row: AnnexRow) -> str:
    return f"{row.state} ngày {vietnamese_date(row.answered_on)}" if row.answered_on else row.state
