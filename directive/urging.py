"""Văn bản đôn đốc: the letter that urges agencies whose duties are late, drafted for the office to check and sign.

Only orders are urged. Bodies outside the chain of command (MTTQ, tổ chức chính trị - xã hội, hội) are asked, never
urged: they stand in the report and nowhere else. The day to answer by is left blank: the signer sets it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from directive.calendar import Calendar
from directive.document import Manner
from directive.errors import NotAllowed
from directive.figures import Answer, Measure, Scope
from directive.letterhead import Letterhead, letterhead
from directive.lines import Judged, judge
from directive.obligations import Directive
from directive.plain import one_line
from directive.store import Reading, directives, directory
from directive.store import figures as room
from directive.urging_words import Lateness, demands, opening
from directive.wording import cited, day_words, state_words
from directive.writers.papers import Annex, Column, Paper, Paragraph, Table

BY_NAME = 8
"""More addressees than this are named in the list enclosed, not in the letter."""

COLUMNS = (
    Column(title="TT", width=11, align="center"),
    Column(title="Cơ quan, đơn vị", width=60),
    Column(title="Nhiệm vụ", width=78),
    Column(title="Thời hạn", width=24, align="center"),
    Column(title="Số ngày quá hạn", width=20, align="center"),
    Column(title="Số ngày làm việc quá hạn", width=24, align="center"),
    Column(title="Tiến độ", width=30),
)


@dataclass(frozen=True, slots=True)
class UrgingFacts:
    """What the letter is made of: the late lines of one directive, orders only."""

    directive: Directive
    head: Letterhead
    late: Sequence[Judged]
    names: dict[str, str]
    collector: str = ""
    note: str = ""


def gather(
    conn: Reading, *, directive_id: int, on: date, calendar: Calendar, note: str = "", signer: str = ""
) -> UrgingFacts:
    """The late orders of a directive on a day; refused when there are none."""
    directive = directives.one(conn, directive_id)
    found = room.lines(conn, on=on, calendar=calendar, measure=Measure.LATE, scope=Scope(directive_id))
    orders = [judge(line, on=on, calendar=calendar) for line in found if line.manner == Manner.ORDER]
    judged = [one for one in orders if one.cell.answer is Answer.OPEN]  # who has answered waits for the reviewer
    if not judged:
        raise NotAllowed(f"Văn bản số {directive_id} không có nhiệm vụ quá hạn nào để đôn đốc đến {on:%d/%m/%Y}.")
    office = directory.agencies(conn, [directive.office_id]) if directive.office_id else []
    names = {i: name.name for i, name in room.agency_names(conn, _ids(judged, directive)).items()}
    head = letterhead(office[0] if office else None, kind="", issuer=directive.issuer, on=on, signer=signer)
    return UrgingFacts(
        directive=directive,
        head=head.model_copy(update={"signs": ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")}),
        late=judged,
        names=names,
        collector=names.get(directive.collector_id or "", ""),
        note=note,
    )


def urging_letter(facts: UrgingFacts, *, on: date) -> Paper:
    """The letter, in template 1.5 (công văn) of Nghị định 30/2020/NĐ-CP, with the list of late duties enclosed."""
    agencies = list(dict.fromkeys(one.line.agency_id for one in facts.late))
    few = len(agencies) <= BY_NAME
    addressees = [one_line(facts.names.get(i, i)) for i in agencies]
    return Paper(
        head=facts.head,
        on=on,
        subject=f"đôn đốc thực hiện {cited(facts.directive, short=True)}",
        addressees=tuple(addressees) if few else ("Các cơ quan, đơn vị có tên trong danh sách kèm theo",),
        blocks=tuple(_body(facts, agencies, on=on)),
        closing="Yêu cầu Thủ trưởng các cơ quan, đơn vị khẩn trương triển khai thực hiện",
        recipients=("Như trên", f"{facts.directive.assigner or 'Lãnh đạo cơ quan'} (b/c)", "Lưu: VT"),
        annexes=(_enclosed(facts),),
        note=one_line(facts.note),
    )


def _body(facts: UrgingFacts, agencies: Sequence[str], *, on: date) -> Iterator[Paragraph]:
    longest = max(facts.late, key=lambda one: one.late.calendar_days).late
    late = Lateness(len(facts.late), len(agencies), longest.calendar_days, longest.working_days)
    yield Paragraph(text=opening(cited(facts.directive), late, on=on))
    assigner = facts.directive.assigner or facts.head.name
    for text in demands(assigner=assigner, office=facts.head.name, collector=facts.collector, on=on):
        yield Paragraph(text=text)


def _enclosed(facts: UrgingFacts) -> Annex:
    rows = tuple(
        (
            str(number),
            one_line(facts.names.get(one.line.agency_id, one.line.agency_id)),
            _what(one),
            day_words(one.line.due_on),
            str(one.late.calendar_days),
            str(one.late.working_days),
            state_words(one),
        )
        for number, one in enumerate(facts.late, start=1)
    )
    return Annex(label="Phụ lục", title="DANH SÁCH NHIỆM VỤ QUÁ HẠN", table=Table(columns=COLUMNS, rows=rows))


def _what(one: Judged) -> str:
    line = one.line
    title = f"{line.label}. {line.title}" if line.label else line.title
    return one_line(f"{title} ({line.period})" if line.period else title)


def _ids(judged: Sequence[Judged], directive: Directive) -> set[str]:
    return {one.line.agency_id for one in judged} | ({directive.collector_id} if directive.collector_id else set())
