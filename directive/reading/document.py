"""Đọc văn bản: from extracted text to a Document. Never refuses, never invents, never reads the clock.

The road: searchable form → rows → head and tail → outline → assignments → report clause → notes → coverage.
"""

import re
from collections.abc import Sequence

from directive.document import DocType, Document, Line, Manner, Role
from directive.reading.assignments import add_draft, add_table_row
from directive.reading.citations import citations_in
from directive.reading.closings import lift_paragraphs, settle_closings
from directive.reading.columns import columned, heads_columns
from directive.reading.coverage import lines_with_roles
from directive.reading.doubts import notes_on
from directive.reading.drafting import Default, Reader
from directive.reading.drafts import drafts_of
from directive.reading.head_cells import Head
from directive.reading.letterhead import read_head
from directive.reading.notebook import Reading
from directive.reading.outline import Node, outline, walk
from directive.reading.parties import row_at
from directive.reading.report_places import common_deadlines, report_places
from directive.reading.reporting import report_clause
from directive.reading.rows import Row, rows_of
from directive.reading.scanning import Found
from directive.reading.signature import find_tail
from directive.reading.source import Passage, searchable
from directive.reading.spelling import tidy
from directive.reading.tables import TableRow, barred, begins_stacked, stacked


def read(text: str) -> Document:
    """What a directive says. Whatever is unclear stands in the notes; every value carries its span."""
    view = searchable(text)
    rows, lines = rows_of(view)
    head = read_head(rows)
    tail = find_tail(rows, head.body)
    reading = Reading(view, rows, head, tail)
    _set_roles(reading)
    _read_body(reading, rows[head.body : tail.start], letterlike=head.kind in (DocType.LETTER, DocType.TELEGRAM))
    _read_annexes(reading)
    reading.reports = report_clause(reading.places, signed=head.day, issuer=head.issuer)
    covered = lines_with_roles(view, rows, lines, reading.roles, reading.reports)
    document = _document(text, reading, covered)
    return document.model_copy(update={"notes": notes_on(document, head, reading.repaired)})


def _set_roles(reading: Reading) -> None:
    """The roles of head and tail; the body's come with its units."""
    head, tail = reading.head, reading.tail
    for at, row in enumerate(reading.rows):
        role = Role.UNREAD
        if row.furniture:
            role = Role.FURNITURE
        elif head.addressee_rows[0] <= at < head.addressee_rows[1]:
            role = Role.ADDRESSEE
        elif at < head.body:
            role = Role.HEAD
        elif tail.start <= at < tail.stop:
            role = (
                Role.SIGNATURE if at in tail.signature_rows and not row.text.startswith(("-", "N")) else Role.RECIPIENTS
            )
            if not tail.recipients:
                role = Role.SIGNATURE
        reading.roles[id(row)] = (role, None)


def _read_body(reading: Reading, rows: Sequence[Row], *, letterlike: bool, prefix: str = "") -> None:
    """The units of the body, tables inside it apart."""
    plain: list[Row] = []
    at = 0
    tables: list[TableRow] = []
    while at < len(rows):
        table = barred(rows, at) if rows[at].text.count("|") > 2 else None
        if table is None and begins_stacked(rows[at].text):
            table = stacked(rows, at)
        if table is None and heads_columns(rows[at].text):
            table = columned(rows, at)
        if table:
            tables += table[0]
            for row in rows[at : table[1]]:
                reading.roles[id(row)] = (Role.FURNITURE if row.furniture else Role.HEADING, None)
            at = table[1]
        else:
            plain.append(rows[at])
            at += 1
    root = outline(plain)
    _read_units(reading, root, letterlike=letterlike, prefix=prefix)
    for entry in tables:
        add_table_row(reading, entry)


def _read_units(reading: Reading, root: Node, *, letterlike: bool, prefix: str) -> None:
    closings = settle_closings(root)
    lift_paragraphs(root)
    reader = Reader(_addressed(reading.head) if letterlike and not prefix else None, letterlike=letterlike)
    drafts = drafts_of(root, reader)
    reading.repaired += [node for node in walk(root) if node.repaired]
    for draft in drafts:
        draft.label = f"{prefix}{draft.label}" if prefix and draft.label else draft.label
        reading.drafts.append(draft)
        add_draft(reading, draft)
    _settle_roles(reading, root, reader)
    _cite(reading, root, reader, whole=not prefix)
    common_deadlines(reading, closings)
    report_places(reading, root, closings, drafts)


def _addressed(head: Head) -> Default | None:
    """The addressees as owners of topics that name nobody."""
    owners: list[tuple[Found, Passage]] = []
    for addressee in head.addressees:
        row = row_at(addressee.text, bare=True)
        owners += [(party, addressee) for party in (row.names if row else ())]
    return Default(tuple(owners), Manner.ORDER) if owners else None


def _settle_roles(reading: Reading, root: Node, reader: Reader) -> None:
    """Roles of the units that are no assignment."""
    inherited: dict[int, Role] = {}
    for node in walk(root):
        role = reader.roles.get(id(node)) or inherited.get(id(node))
        for part in node.parts:
            if role in (Role.BACKGROUND, Role.CLOSING):
                inherited[id(part)] = role
        for row in node.rows:
            if reading.roles.get(id(row), (Role.UNREAD, None))[0] == Role.UNREAD:
                reading.roles[id(row)] = (role or (Role.HEADING if node.parts else Role.UNREAD), None)


def _cite(reading: Reading, root: Node, reader: Reader, *, whole: bool) -> None:
    """Documents named in the preamble are bases; others are links."""
    before = whole
    for node in walk(root):
        if node.label:
            before = False
        basis = before and reader.roles.get(id(node)) in (Role.BASIS, Role.PREAMBLE, Role.BACKGROUND)
        if node.text:
            reading.citations += citations_in(node.words, basis=basis)


def _read_annexes(reading: Reading) -> None:
    """What follows the signature: annexes belong to the paper, another letterhead opens another paper."""
    rows = reading.rows[reading.tail.stop :]
    if not rows:
        return
    enclosed = next(
        (at for at, row in enumerate(rows) if not row.furniture and _second_letterhead(rows, at)), len(rows)
    )
    for row in rows[enclosed:]:
        if not row.furniture:
            reading.roles[id(row)] = (Role.ENCLOSED, None)
    start = 0
    while start < enclosed and not _begins_units(rows[start]):
        if not rows[start].furniture:
            reading.roles[id(rows[start])] = (Role.HEADING, None)
        start += 1
    _read_body(reading, rows[start:enclosed], letterlike=False, prefix="PL.")


def _second_letterhead(rows: Sequence[Row], at: int) -> bool:
    """Another paper begins: the nation's name with a number of its own below."""
    if "XÃ HỘI CHỦ NGHĨA" not in rows[at].text.upper():
        return False
    near = " ".join(row.text for row in rows[at : at + 12])
    return bool(re.search(r"Số\s*:?\s*\d+\s*/", near)) and not re.search(r"[Kk]èm theo", near)


def _begins_units(row: Row) -> bool:
    text = row.text
    if row.furniture:
        return False
    return (
        "|" in text
        or begins_stacked(text)
        or heads_columns(text)
        or bool(re.match(r"(?:[IVX]{1,4}|\d{1,2}|[A-C])[.)/]\s|Điều \d|Phần |Chương |- ", text))
    )


def _document(text: str, reading: Reading, lines: tuple[Line, ...]) -> Document:
    head, tail = reading.head, reading.tail
    return Document.model_construct(  # its parts are values already; checking them again would cost as much as reading
        text=text,
        issuer=tidy(head.issuer) if head.issuer else None,
        number=head.number,
        date=head.day,
        subject=tidy(head.subject) if head.subject else None,
        doc_type=head.kind,
        signer=tail.signer,
        addressees=tuple(tidy(addressee.quote()) for addressee in head.addressees),
        recipients=tuple(tidy(recipient.quote()) for recipient in tail.recipients),
        citations=tuple(reading.citations),
        assignments=tuple(reading.assignments),
        report_clause=reading.reports,
        lines=lines,
        urgency=head.urgency,
        secrecy=head.secrecy,
    )
