"""Văn bản hành chính as blocks: what a paper says. The .docx and the .pdf are written from the same blocks.

Whoever makes a paper passes everything from outside through `directive.plain.clean`, once.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from directive.letterhead import Letterhead
from directive.values import Frozen

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
