"""Pieces every report is made of: the annex, agencies' own words, who was silent. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from directive.errors import DirectiveError
from directive.figures import Answer, Figures
from directive.lines import Judged, Line
from directive.obligations import Kind
from directive.report import AnnexRow, Missing, Result, Said, Word, result_section, shortened_section
from directive.tracked import Reply, ReplyState
from directive.wording import standing_words, state_words

Names = Mapping[str, str]
"""Agencies' names by id."""


def agree(judged: Sequence[Judged], figures: Figures) -> None:
    """Refuse lines and figures that do not give the same table; each was counted apart."""
    cells = Counter(one.cell for one in judged)
    if dict(cells) != dict(figures.total.counts.cells):
        raise DirectiveError(
            f"Phụ lục có {len(judged)} dòng, số liệu có {figures.total.counts.total} lượt nhiệm vụ, "
            "hoặc các ô tình trạng khác nhau. "
            "Dữ liệu đã đổi trong lúc lập báo cáo; lập lại báo cáo."
        )


def latest(replies: Iterable[Reply], *, on: date, since: date | None) -> dict[int, Reply]:
    """The last word about each obligation in the period; answers sent back do not count."""
    words: dict[int, Reply] = {}
    for reply in sorted(replies, key=lambda r: r.reply_id):
        in_period = reply.on <= on and (since is None or reply.on >= since)
        if in_period and reply.state in (ReplyState.SUBMITTED, ReplyState.ACCEPTED):
            words[reply.obligation_id] = reply
    return words


def results(
    lines: Iterable[Line], said: Mapping[int, Reply], *, names: Names, narrative: Mapping[str, str]
) -> Iterator[Result]:
    """Assignment by assignment of one directive, in the order of the letter."""
    parts: defaultdict[int | None, dict[int, Line]] = defaultdict(dict)
    for line in lines:
        if line.kind is not Kind.COMPILE:
            parts[line.position].setdefault(line.obligation_id, line)
    for position in sorted(parts, key=lambda p: (p is None, p)):
        mine = list(parts[position].values())
        words = tuple(_word(said[line.obligation_id], names, narrative) for line in mine if line.obligation_id in said)
        spoken = {word.agency_id for word in words}
        yield Result(
            position=position,
            label=mine[0].label,
            title=mine[0].title,
            owners=tuple(names.get(line.agency_id, line.agency_id) for line in mine),
            narrative=narrative.get(result_section(position), ""),
            words=tuple(word for word in words if word.text or word.figures),
            silent=tuple(names.get(x.agency_id, x.agency_id) for x in mine if x.agency_id not in spoken),
        )


def passages(
    lines: Iterable[Line], said: Mapping[int, Reply], field: str, *, names: Names, about: Callable[[Line], str]
) -> tuple[Said, ...]:
    """What agencies wrote under one heading, assignment by assignment; the same words of one agency stand once."""
    found: dict[tuple[str, str], str] = {}
    for line in lines:
        reply = said.get(line.obligation_id)
        text = str(getattr(reply, field)).strip() if reply else ""
        if reply and text:
            found.setdefault((names.get(reply.agency_id, reply.agency_id), text), about(line))
    order = {title: place for place, title in enumerate(dict.fromkeys(found.values()))}
    gathered = [Said(agency=agency, text=text, about=title) for (agency, text), title in found.items()]
    return tuple(sorted(gathered, key=lambda one: order[one.about]))


def assignment_words(line: Line) -> str:
    """What a line is about: "nhiệm vụ 8" with its title, or the report itself."""
    return f"{line.label}. {line.title}" if line.label else line.title


def missing(judged: Iterable[Judged], *, names: Names, numbers: Mapping[int, str]) -> tuple[Missing, ...]:
    """Reports that were asked for and have not come, the longest late first. `numbers` are those of the directives."""
    found = [
        Missing(
            agency_id=one.line.agency_id,
            agency=names.get(one.line.agency_id, one.line.agency_id),
            due_on=one.line.due_on,
            calendar_days=one.late.calendar_days,
            working_days=one.late.working_days,
            directive=numbers.get(one.line.directive_id, ""),
            period=one.line.period,
        )
        for one in judged
        if one.line.kind is Kind.REPORT and one.cell.answer is Answer.OPEN
    ]
    return tuple(sorted(found, key=lambda m: -m.calendar_days))


def annex_row(one: Judged, *, names: Names, numbers: Mapping[int, str]) -> AnnexRow:
    """One line as the annex shows it."""
    line = one.line
    return AnnexRow(
        obligation_id=line.obligation_id,
        due_id=line.due_id,
        directive=numbers.get(line.directive_id, ""),
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


def _word(reply: Reply, names: Names, narrative: Mapping[str, str]) -> Word:
    shorter = narrative.get(shortened_section(reply.reply_id), "")
    return Word(
        agency_id=reply.agency_id,
        agency=names.get(reply.agency_id, reply.agency_id),
        on=reply.on,
        text=shorter or reply.result,
        figures=reply.figures,
        evidence=tuple(e.name for e in reply.evidence),
        accepted=reply.state is ReplyState.ACCEPTED,
        reply_id=reply.reply_id,
        original=reply.result if shorter else "",
    )
