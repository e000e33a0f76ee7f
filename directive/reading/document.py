"""Đọc văn bản: from extracted text to a Document. Never refuses, never invents, never reads the clock.

The road: searchable form → rows → head and tail → outline → assignments → report clause → notes → coverage.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from directive.deadlines import Deadline
from directive.document import Action, Assignment, Citation, DocType, Document, Line, Manner, Party, ReportClause, Role
from directive.reading.acts import partners_in
from directive.reading.citations import citations_in
from directive.reading.coverage import lines_with_roles
from directive.reading.doubts import notes_on
from directive.reading.drafts import Default, Draft, Reader, drafts_of, lift_paragraphs, settle_closings
from directive.reading.letterhead import Head, read_head
from directive.reading.outline import Node, outline, walk
from directive.reading.parties import Found, row_at
from directive.reading.reporting import Place, about_reporting, report_clause
from directive.reading.rows import Row, rows_of
from directive.reading.signature import Tail, find_tail
from directive.reading.source import Passage, join, searchable, toned
from directive.reading.spelling import key, tidy
from directive.reading.tables import TableRow, barred, begins_stacked, stacked
from directive.reading.timing import deadlines_in
from directive.values import Span


@dataclass(slots=True)
class Reading:
    """A document while it is read."""

    view: Passage
    rows: list[Row]
    head: Head
    tail: Tail
    roles: dict[int, tuple[Role, int | None]] = field(default_factory=dict)  # by id of row
    assignments: list[Assignment] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    repaired: list[Node] = field(default_factory=list)
    reports: ReportClause | None = None


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
        _add_table_row(reading, entry)


def _read_units(reading: Reading, root: Node, *, letterlike: bool, prefix: str) -> None:
    closings = settle_closings(root)
    lift_paragraphs(root)
    reader = Reader(_addressed(reading.head) if letterlike and not prefix else None, letterlike=letterlike)
    drafts = drafts_of(root, reader)
    reading.repaired += [node for node in walk(root) if node.repaired]
    for draft in drafts:
        draft.label = f"{prefix}{draft.label}" if prefix and draft.label else draft.label
        reading.drafts.append(draft)
        _add(reading, draft)
    _settle_roles(reading, root, reader)
    _cite(reading, root, reader, whole=not prefix)
    _common_deadlines(reading, closings)
    _report_places(reading, root, closings, drafts)


def _addressed(head: Head) -> Default | None:
    """The addressees as owners of topics that name nobody."""
    owners: list[tuple[Found, Passage]] = []
    for addressee in head.addressees:
        row = row_at(addressee.text, bare=True)
        owners += [(party, addressee) for party in (row.names if row else ())]
    return Default(tuple(owners), Manner.ORDER) if owners else None


def _add(reading: Reading, draft: Draft) -> None:
    """Writes a draft down as an assignment, and gives its lines their role."""
    index = len(reading.assignments)
    skipped = {id(under) for node in draft.excluded for under in walk(node)}
    own = [node for node in walk(draft.node) if id(node) not in skipped and node.text]
    pieces = [node.words for node in own if draft.own_words or node is not draft.node]
    owners = _parties(draft.origin, leads=draft.leads)
    partners = _partners(draft, [node.words for node in own], owners)
    timed = [node.words for node in own if node.text and not _titles(node, draft)]
    deadlines = [
        *deadlines_in(timed, signed=reading.head.day),
        *deadlines_in(draft.time_fields, signed=reading.head.day, whole=True),
    ]
    if draft.body_from and pieces:
        pieces[0] = draft.node.words.cut(draft.body_from).strip()
    words = pieces or [draft.node.words]
    spans = [node.words.span() for node in (own or [draft.node])]
    spans += [node.words.span() for node in draft.excluded if node.text] if draft.time_fields else []
    text = " ".join(piece.quote() for piece in words)
    reading.assignments.append(
        Assignment.model_construct(
            label=draft.label, heading=tidy(draft.heading.quote()) if draft.heading else None,
            text=tidy(text),
            manner=draft.manner, owners=owners, partners=partners,
            actions=_actions(draft, skipped), deadlines=_once(deadlines),
            span=Span(min(s.start for s in spans), max(s.end for s in spans)),
        )
    )  # fmt: skip
    fields = [under for node in draft.excluded for under in walk(node)] if draft.time_fields or draft.partners else []
    for node in [*own, *fields]:
        for row in node.rows:
            reading.roles[id(row)] = (Role.ASSIGNMENT, index)


def _titles(node: Node, draft: Draft) -> bool:
    """Whether a unit's own words are its topic only; "hằng tuần" there is no deadline."""
    return node is draft.node and draft.heading is not None and bool(node.parts)


def _parties(origin: Sequence[tuple[Found, Passage]], *, leads: bool = False) -> tuple[Party, ...]:
    """Bodies with their places, each once."""
    parties: dict[str, Party] = {}
    for found, passage in origin:
        party = Party(
            name=_name(found, passage), span=passage.span(found.start, found.end), lead=leads, remainder=found.remainder
        )
        parties.setdefault(key(party.name), party)
    return tuple(parties.values())


def _name(found: Found, passage: Passage) -> str:
    """The name as written; a spread noun stands before it."""
    written = passage.text[found.start : found.end]
    said = passage.quote(found.start, found.end)
    name = found.name
    if toned(said) == written and name.endswith(written):  # misprints are put right, the place of a tone mark is kept
        name = name.removesuffix(written) + said
    return tidy(re.sub(r"(?<=[^\W\d_])\d{1,2}$", "", name))  # a footnote's mark is no part of the name


def _partners(draft: Draft, passages: Sequence[Passage], owners: Sequence[Party]) -> tuple[Party, ...]:
    origin = list(draft.partners)
    for passage in passages:
        origin += [(found, passage) for found in partners_in(passage.text)]
    own = {key(owner.name) for owner in owners}
    return tuple(party for party in _parties(origin) if key(party.name) not in own)


def _actions(draft: Draft, skipped: set[int]) -> tuple[Action, ...]:
    """The direct marks: letters if there are letters, otherwise dashes."""
    marks: list[Node] = []
    for part in draft.node.parts:
        if part.label:
            marks.append(part)
        else:
            marks += [under for under in part.parts if under.label]
    kinds = [mark.kind for mark in marks]
    for kind in ("letter", "number", "decimal", "bracket"):
        if kind in kinds:
            marks = [mark for mark in marks if mark.kind == kind]
            break
    actions = []
    for mark in marks:
        under = [node.words for node in walk(mark) if node.text]
        if under and not (id(mark) in skipped and draft.time_fields):
            actions.append(Action(text=tidy(" ".join(p.quote() for p in under)), span=join(under).span()))
    return tuple(actions)


def _once(deadlines: Sequence[Deadline]) -> tuple[Deadline, ...]:
    seen: dict[object, Deadline] = {}
    for deadline in deadlines:
        seen.setdefault(getattr(deadline, "span", None), deadline)
    return tuple(seen.values())


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


def _common_deadlines(reading: Reading, closings: Sequence[Node]) -> None:
    """A deadline behind all items governs all of them."""
    common = [
        node
        for node in closings
        if re.match(
            r"(?:Thời gian|Thời hạn|Tiến độ|Các (?:nội dung|nhiệm vụ)|Hoàn thành|Yêu cầu hoàn thành)", node.text
        )
    ]
    found = deadlines_in(
        [node.words for node in common if "báo cáo" not in node.text[:200].lower()], signed=reading.head.day
    )
    if found:
        reading.assignments[:] = [
            assignment.model_copy(update={"deadlines": _once([*assignment.deadlines, *found])})
            for assignment in reading.assignments
        ]


def _report_places(reading: Reading, root: Node, closings: Sequence[Node], drafts: Sequence[Draft]) -> None:
    """Every paragraph with what is known of it, for finding the report clause."""
    owners: dict[int, tuple[str, ...]] = {}
    for draft, assignment in zip(drafts, reading.assignments[-len(drafts) :] if drafts else [], strict=True):
        for node in walk(draft.node):
            owners[id(node)] = tuple(owner.name for owner in assignment.owners)
    closing = {id(node) for node in closings}
    labelled = [part for part in root.parts if part.label]
    final = labelled[-1] if labelled else root
    while final.kind in ("part", "roman", "upper", "article") and any(part.label for part in final.parts):
        final = [part for part in final.parts if part.label][-1]
    last = {id(node) for node in walk(final)} if labelled else set()
    sections: set[int] = set()
    for node in walk(root):
        titled = ":" in node.text[:60] or not node.text.endswith(".")
        heading = node.label and node.kind not in ("dash", "plus", "star") and titled
        if heading and about_reporting(node.text.split(":")[0]):
            sections |= {id(under) for under in walk(node)}
    seen_label = False

    def alone(node: Node) -> bool:
        return len(drafts) == 1 or (not labelled and "(qua " in node.text)

    for node in walk(root):
        seen_label = seen_label or node.label is not None
        if not node.text or (labelled and not seen_label):
            continue
        reading.places.append(
            Place(
                node.words, owners.get(id(node), ()), closing=id(node) in closing, last_item=id(node) in last,
                section=id(node) in sections, only=id(node) in owners and alone(node),
            )
        )  # fmt: skip


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
        or bool(re.match(r"(?:[IVX]{1,4}|\d{1,2}|[A-C])[.)/]\s|Điều \d|Phần |Chương |- ", text))
    )


def _add_table_row(reading: Reading, row: TableRow) -> None:
    index = len(reading.assignments)
    owners = _parties(row.owners, leads=True)
    own = {key(owner.name) for owner in owners}
    cells = [row.task, *(passage for _, passage in row.owners), *(passage for _, passage in row.partners), *row.times]
    spans = [cell.span() for cell in cells if cell.text]
    reading.assignments.append(
        Assignment.model_construct(
            label=row.label, heading=None, text=tidy(row.task.quote()), manner=Manner.ORDER, owners=owners,
            partners=tuple(party for party in _parties(row.partners) if key(party.name) not in own),
            deadlines=_once(deadlines_in(row.times or [row.task], signed=reading.head.day, whole=bool(row.times))),
            span=Span(min(s.start for s in spans), max(s.end for s in spans)),
        )
    )  # fmt: skip
    for line in row.rows:
        if not line.furniture:
            reading.roles[id(line)] = (Role.ASSIGNMENT, index)


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
