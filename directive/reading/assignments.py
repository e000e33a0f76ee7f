"""Ghi nhiệm vụ: drafts and rows of tables written down as assignments, their lines given their role."""

import re
from collections.abc import Sequence

from directive.document import Action, Assignment, Manner, Party, Role
from directive.reading.drafting import Draft
from directive.reading.joining import partners_in
from directive.reading.notebook import Reading, once
from directive.reading.outline import Node, walk
from directive.reading.scanning import Found
from directive.reading.source import Passage, join, toned
from directive.reading.spelling import key, tidy
from directive.reading.tables import TableRow
from directive.reading.timing import LONGEST, deadlines_in
from directive.values import Span


def add_draft(reading: Reading, draft: Draft) -> None:
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
            actions=_actions(draft, skipped), deadlines=once(deadlines),
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
        origin += [(found, passage) for found in partners_in(passage.text[:LONGEST])]
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


def add_table_row(reading: Reading, row: TableRow) -> None:
    index = len(reading.assignments)
    owners = _parties(row.owners, leads=True)
    own = {key(owner.name) for owner in owners}
    cells = [row.task, *(passage for _, passage in row.owners), *(passage for _, passage in row.partners), *row.times]
    spans = [cell.span() for cell in cells if cell.text]
    reading.assignments.append(
        Assignment.model_construct(
            label=row.label, heading=None, text=tidy(row.task.quote()), manner=Manner.ORDER, owners=owners,
            partners=tuple(party for party in _parties(row.partners) if key(party.name) not in own),
            deadlines=once(deadlines_in(row.times or [row.task], signed=reading.head.day, whole=bool(row.times))),
            span=Span(min(s.start for s in spans), max(s.end for s in spans)),
        )
    )  # fmt: skip
    for line in row.rows:
        if not line.furniture:
            reading.roles[id(line)] = (Role.ASSIGNMENT, index)
