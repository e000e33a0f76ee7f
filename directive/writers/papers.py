"""Văn bản hành chính as blocks: what a paper says. The .docx and the .pdf are written from the same blocks.

Everything from outside passes `directive.plain.clean` here, once.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from directive.calendar import vietnamese_date
from directive.figures import Measure
from directive.letterhead import Letterhead
from directive.plain import clean, one_line
from directive.report import AnnexRow, Report, Result, Said, Section, Word, digest
from directive.values import Frozen
from directive.wording import day_words

Align = Literal["left", "center", "right"]


class Style(StrEnum):
    """How a paragraph stands (NĐ 30/2020, Phụ lục I, mục IV)."""

    HEADING = "heading"  # "I. TÌNH HÌNH CHUNG": number and title in bold capitals
    ITEM = "item"  # "1. ...": bold, a line of its own
    BODY = "body"
    QUOTE = "quote"  # an agency's own words
    REMARK = "remark"  # italic


class Paragraph(Frozen):
    """One paragraph; `lead` stands before the text in bold."""

    style: Style = Style.BODY
    text: str
    lead: str = ""


class Column(Frozen):
    """One column of a table; `width` in millimetres."""

    title: str
    width: float
    align: Align = "left"


class Table(Frozen):
    """A ruled table whose head is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float = 12  # of letters, in points


class Annex(Frozen):
    """Phụ lục: in a landscape section of its own, its pages numbered from 1."""

    label: str  # "Phụ lục", "Phụ lục I"
    title: str
    table: Table
    foot: str = ""


class Paper(Frozen):
    """One document in template 1.4 (with `type_name`) or 1.5, công văn (without)."""

    head: Letterhead
    on: date
    type_name: str = ""  # "BÁO CÁO"
    subject: str  # trích yếu
    addressees: tuple[str, ...] = ()
    blocks: tuple[Paragraph | Table, ...]
    closing: str
    recipients: tuple[str, ...]
    annexes: tuple[Annex, ...] = ()
    note: str = ""  # shown under the head, e.g. that the day is assumed

    @property
    def attachment_line(self) -> str:
        """What stands under the title of an annex (NĐ 30/2020, Phụ lục II)."""
        kind = self.type_name.capitalize() if self.type_name else "Công văn"
        return (
            f"(Kèm theo {kind} số        /{self.head.symbol} ngày        tháng        năm {self.head.year} "
            f"của {self.head.name})"
        )


# --- the report --------------------------------------------------------------------------------------------------

RESULT_COLUMNS = (
    Column(title="", width=42),
    Column(title="Trong hạn", width=30, align="center"),
    Column(title="Quá hạn", width=30, align="center"),
    Column(title="Không hạn, chưa xác định, tạm dừng", width=34, align="center"),
    Column(title="Cộng", width=24, align="center"),
)

ANNEX_COLUMNS = (
    Column(title="TT", width=9, align="center"),
    Column(title="Nhiệm vụ", width=58),
    Column(title="Cơ quan, đơn vị chủ trì", width=44),
    Column(title="Kỳ báo cáo", width=24),
    Column(title="Thời hạn ban đầu", width=20, align="center"),
    Column(title="Thời hạn hiện nay", width=20, align="center"),
    Column(title="Ngày báo cáo", width=20, align="center"),
    Column(title="Tiến độ", width=26),
    Column(title="Tình trạng thời hạn", width=26),
)


def report_paper(report: Report) -> Paper:
    """A report as a paper in template 1.4."""
    return Paper(
        head=report.head,
        on=report.on,
        type_name="BÁO CÁO",
        subject=_unbroken(one_line(report.title), report.period),
        addressees=(one_line(report.addressee),),
        blocks=tuple(_report_blocks(report)),
        closing=one_line(report.closing),
        recipients=report.recipients,
        annexes=tuple(_report_annexes(report)),
        note=one_line(report.note),
    )


def annex_cells(number: int, row: AnnexRow) -> tuple[str, ...]:
    """One line of the annex as text, in the order of `ANNEX_COLUMNS`."""
    title = f"{row.label}. {row.title}" if row.label else row.title
    return (
        str(number),
        one_line(title),
        one_line(row.agency),
        one_line(row.period),
        day_words(row.original_on),
        day_words(row.due_on),
        day_words(row.answered_on),
        row.state,
        row.standing,
    )


def _unbroken(text: str, part: str) -> str:
    """Text in which this part, numbers and days are not torn at the end of a line."""
    text = text.replace(part, part.replace(" ", "\u00a0")) if part else text
    return re.sub(r"\b(số|ngày) (?=\d)", "\\1\u00a0", text)


def _report_blocks(report: Report) -> Iterator[Paragraph | Table]:
    yield Paragraph(text=one_line(report.opening))
    yield Paragraph(style=Style.HEADING, text="I. TÌNH HÌNH CHUNG")
    yield from (Paragraph(text=one_line(sentence)) for sentence in report.general)
    yield _two_axes(report.figures)
    yield from _lines(report.narrative.get(Section.GENERAL, ""))
    yield Paragraph(style=Style.HEADING, text="II. KẾT QUẢ THỰC HIỆN TỪNG NHIỆM VỤ")
    told = [r for r in report.results if r.position is not None or r.words or r.narrative]
    for number, result in enumerate(told, start=1):
        yield from _result(number, result)
    yield Paragraph(style=Style.HEADING, text="III. KHÓ KHĂN, VƯỚNG MẮC")
    yield from _passages(report.difficulties, report.narrative.get(Section.DIFFICULTIES, ""))
    yield Paragraph(style=Style.HEADING, text="IV. KIẾN NGHỊ, ĐỀ XUẤT")
    yield from _passages(report.proposals, report.narrative.get(Section.PROPOSALS, ""))
    if report.corrections:
        yield Paragraph(style=Style.HEADING, text="V. ĐÍNH CHÍNH SO VỚI BÁO CÁO ĐÃ CHỐT")
        for one in report.corrections:
            text = f"trước: {one_line(one.before)}; nay: {one_line(one.now)}."
            yield Paragraph(lead=f"- {one_line(one.what)}: ", text=text)


def _two_axes(figures: dict[str, int]) -> Table:
    count = figures.__getitem__
    apart = count(Measure.NO_DEADLINE) + count(Measure.UNSETTLED) + count(Measure.STOPPED)
    done = (count(Measure.DONE_IN_TIME), count(Measure.DONE_LATE), count(Measure.DONE_NO_DEADLINE))
    still = (count(Measure.IN_TIME), count(Measure.LATE), apart)
    rows = (
        ("Đã hoàn thành", *done, count(Measure.DONE)),
        ("Chưa hoàn thành", *still, count(Measure.NOT_DONE)),
        ("Cộng", *(a + b for a, b in zip(done, still, strict=True)), count(Measure.TOTAL)),
    )
    return Table(columns=RESULT_COLUMNS, rows=tuple(tuple(str(cell) for cell in row) for row in rows), size=13)


def _result(number: int, result: Result) -> Iterator[Paragraph]:
    title = one_line(result.title)
    yield Paragraph(style=Style.ITEM, text=f"{number}. {title}")
    yield Paragraph(style=Style.REMARK, text=f"Cơ quan, đơn vị thực hiện: {_owners(result.owners)}.")
    yield from _lines(result.narrative)
    for words in _alike(result.words):
        yield from _word(words)
    if result.silent and len(result.silent) == len(result.owners):
        yield Paragraph(style=Style.REMARK, text="Chưa có báo cáo của cơ quan, đơn vị nào về nhiệm vụ này.")
    elif result.silent:
        yield Paragraph(style=Style.REMARK, text=f"Chưa có báo cáo: {_names(result.silent)}.")


def _alike(words: Sequence[Word]) -> list[list[Word]]:
    """Agencies that say the very same are quoted together."""
    together: dict[object, list[Word]] = {}
    for word in words:
        key = (clean(word.text), word.figures) if not word.evidence else word.reply_id
        together.setdefault(key, []).append(word)
    return list(together.values())


def _word(words: Sequence[Word]) -> Iterator[Paragraph]:
    word = words[0]
    said = "; ".join(
        f"{one_line(one.agency)} ({vietnamese_date(one.on)}{'' if one.accepted else ', chờ xác nhận'})" for one in words
    )
    first, *rest = clean(word.text).split("\n") if word.text else [""]
    yield Paragraph(style=Style.QUOTE, lead=f"- {said}: ", text=one_line(first))
    yield from (Paragraph(style=Style.QUOTE, text=one_line(line)) for line in rest if line.strip())
    if word.figures:
        yield Paragraph(style=Style.QUOTE, lead="Số liệu: ", text=one_line(word.figures))
    if word.evidence:
        yield Paragraph(style=Style.REMARK, text=f"Minh chứng: {'; '.join(one_line(name) for name in word.evidence)}.")


def _passages(said: Sequence[Said], narrative: str) -> Iterator[Paragraph]:
    yield from _lines(narrative)
    for one in said:
        yield Paragraph(style=Style.QUOTE, lead=f"- {one_line(one.agency)}: ", text=one_line(one.text))
    if not said and not narrative:
        yield Paragraph(text="Chưa có cơ quan, đơn vị nào nêu trong báo cáo.")


def _lines(text: str) -> Iterator[Paragraph]:
    yield from (Paragraph(text=one_line(line)) for line in clean(text).split("\n") if line.strip())


def _owners(names: Sequence[str], limit: int = 8) -> str:
    """Names with semicolons; many are counted, the annex names them."""
    if len(names) > limit:
        return f"{len(names)} cơ quan, đơn vị, theo Phụ lục"
    return _names(names)


def _names(names: Sequence[str]) -> str:
    return "; ".join(one_line(name) for name in names)


def _report_annexes(report: Report) -> Iterator[Annex]:
    rows = tuple(annex_cells(n, row) for n, row in enumerate(report.annex, start=1))
    two = bool(report.missing)
    yield Annex(
        label="Phụ lục I" if two else "Phụ lục",
        title="TÌNH HÌNH THỰC HIỆN TỪNG NHIỆM VỤ",
        table=Table(columns=ANNEX_COLUMNS, rows=rows, size=11),
        foot=f"Mã đối chiếu số liệu (SHA-256): {digest(report)}",
    )
    if two:
        yield Annex(label="Phụ lục II", title="CƠ QUAN, ĐƠN VỊ CHƯA GỬI BÁO CÁO", table=_missing_table(report))


def _missing_table(report: Report) -> Table:
    columns = (
        Column(title="TT", width=12, align="center"),
        Column(title="Cơ quan, đơn vị", width=105),
        Column(title="Thời hạn gửi báo cáo", width=40, align="center"),
        Column(title="Số ngày quá hạn", width=40, align="center"),
        Column(title="Số ngày làm việc quá hạn", width=50, align="center"),
    )
    rows = (
        (str(n), one_line(m.agency), day_words(m.due_on), _late(m.calendar_days), _late(m.working_days))
        for n, m in enumerate(report.missing, start=1)
    )
    return Table(columns=columns, rows=tuple(rows), size=12)


def _late(days: int) -> str:
    return str(days) if days > 0 else "–"
