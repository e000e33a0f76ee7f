"""What other systems get to read: the facts without names of persons and without what is only ours."""

from datetime import date, datetime, time
from typing import Any

from pydantic import Field

from directive.agencies import Agency
from directive.figures import Figures, Group
from directive.obligations import Obligation
from directive.store.pages import Headline
from directive.tracked import Due, Evidence, Reply
from directive.values import Frozen


class DirectiveOut(Frozen):
    """Văn bản chỉ đạo: an issued directive."""

    directive_id: int
    stage: str = Field(description="issued, closed, recalled, replaced")
    issuer: str | None
    number: str | None
    issued_on: date | None
    received_on: date | None
    subject: str | None
    assigner: str | None
    collector_id: str | None = Field(description="agency that compiles the answers")
    office_id: str | None


class ObligationOut(Frozen):
    """Nhiệm vụ được giao: one assignment for one owner."""

    obligation_id: int
    directive_id: int
    label: str | None = Field(description="as numbered in the letter")
    title: str
    quote: str = Field(description="the letter's own words")
    kind: str = Field(description="perform, report, compile")
    manner: str = Field(description="order, request")
    owner_id: str
    partners: tuple[str, ...]
    needs_evidence: bool
    progress: str
    percent: int | None
    done_on: date | None
    last_word_at: datetime | None


class DueOut(Frozen):
    """Kỳ hạn: one dated occurrence of a deadline."""

    due_id: int
    obligation_id: int
    directive_id: int
    words: str
    period: str
    cut_off: date | None
    original_on: date | None
    due_on: date | None = Field(description="the last day, extensions included; null while it cannot be dated")
    due_at: time | None
    unsettled: str | None
    state: str
    reported_on: date | None
    met_on: date | None
    extensions: int


class FileOut(Frozen):
    """Minh chứng: a file by name and hash; the file itself is not read here."""

    name: str
    sha256: str
    content_type: str
    size: int


class ReplyOut(Frozen):
    """Báo cáo của đơn vị về một nhiệm vụ."""

    reply_id: int
    submission_id: int
    obligation_id: int
    directive_id: int
    due_id: int | None
    agency_id: str
    at: datetime
    progress: str
    percent: int | None
    result: str
    figures: str
    difficulties: str
    proposals: str
    evidence: tuple[FileOut, ...]
    state: str = Field(description="submitted, accepted, returned, replaced")
    remark: str
    reviewed_on: date | None


class AgencyOut(Frozen):
    """Cơ quan, đơn vị."""

    agency_id: str
    name: str
    short: str | None
    level: str
    standing: str
    parent_id: str | None
    code: str | None
    valid_from: date | None
    valid_to: date | None


class RateOut(Frozen):
    """Tỷ lệ hoàn thành with its fraction: `of` names the denominator."""

    percent: str
    part: int
    whole: int
    of: str


class GroupOut(Frozen):
    """Figures of one agency, one directive, or everything asked for. Names of counts as in the addresses of lists."""

    id: str = Field(description="agency_id or directive_id; empty for the whole")
    name: str
    counts: dict[str, int]
    rates: tuple[RateOut, ...]


class FiguresOut(Frozen):
    """Số liệu of a day."""

    on: date
    total: GroupOut
    by_agency: tuple[GroupOut, ...]
    by_directive: tuple[GroupOut, ...]


def directive_out(head: Headline) -> DirectiveOut:
    return DirectiveOut(**_shared(DirectiveOut, head))


def obligation_out(obligation: Obligation, *, quote: str) -> ObligationOut:
    return ObligationOut(quote=quote, **_shared(ObligationOut, obligation))


def due_out(due: Due) -> DueOut:
    return DueOut(**_shared(DueOut, due))


def reply_out(reply: Reply) -> ReplyOut:
    return ReplyOut(**_shared(ReplyOut, reply) | {"evidence": tuple(_file(e) for e in reply.evidence)})


def agency_out(agency: Agency) -> AgencyOut:
    return AgencyOut(**_shared(AgencyOut, agency))


def figures_out(figures: Figures) -> FiguresOut:
    known = figures.directives
    return FiguresOut(
        on=figures.on,
        total=_group("", "", figures.total),
        by_agency=tuple(_group(i, figures.name_of(i), g) for i, g in sorted(figures.by_agency.items())),
        by_directive=tuple(
            _group(str(i), known[i].number if i in known else "", g) for i, g in sorted(figures.by_directive.items())
        ),
    )


def _group(key: str, name: str, group: Group) -> GroupOut:
    rates = (group.counts.of_due, group.counts.of_all)
    return GroupOut(
        id=key,
        name=name,
        counts={str(measure): count for measure, count in group.counts.named().items()},
        rates=tuple(RateOut(percent=r.vietnamese, part=r.part, whole=r.whole, of=r.of) for r in rates),
    )


def _file(evidence: Evidence) -> FileOut:
    return FileOut(**_shared(FileOut, evidence))


def _shared(out: type[Frozen], value: Any) -> dict[str, Any]:
    """The fields of a value that have the same name outside."""
    return {name: getattr(value, name) for name in out.model_fields if hasattr(value, name)}
