"""Nhiệm vụ dự thảo: from the outline to units that somebody must carry out.

An assignment is the smallest numbered, lettered or headed unit with its own owner. An agency heading with its marks is
one assignment with as many actions; a topic heading is one assignment when nothing under it names an owner, and is
split when something does; a mark or paragraph that gives another body work is an assignment of its own.
"""

import re
from itertools import pairwise

from directive.document import Role
from directive.reading.acts import Act, act_at
from directive.reading.agency_units import agency_unit, all_split
from directive.reading.drafting import Draft, Reader, draft_from, give_role, label_under, words_of
from directive.reading.field_units import fields_draft, is_owner_field, owner_fields
from directive.reading.fields import labelled
from directive.reading.formulas import DECIDES, DIFFICULTIES, WARNING, is_formula, role_of, tells_only
from directive.reading.openings import opening
from directive.reading.outline import Node, walk
from directive.reading.patterns import pattern
from directive.reading.scanning import Found
from directive.reading.sections import SECTIONS, assigns_inside, is_background, preamble, reporting_section
from directive.reading.spelling import key

_FOLLOWS_UP = pattern(r"theo dõi|đôn đốc|kiểm tra|tổng hợp")


def drafts_of(root: Node, reader: Reader) -> list[Draft]:
    """The assignments of an outline, in reading order."""
    for node in reversed(list(walk(root))):
        reader.owns[id(node)] = _owns(node, reader)
    drafts: list[Draft] = []
    numbered = any(part.label for part in root.parts)
    seen_label = False
    for at, part in enumerate(root.parts):
        if part.label:
            seen_label = True
            drafts += _unit(part, "", reader, background=False)
        elif numbered and not seen_label and not (part.parts and any(p.label for p in part.parts)):
            preamble(part, reader, last=at + 1 < len(root.parts) and bool(root.parts[at + 1].label))
        elif part.parts:
            preamble(part, reader, last=True)
            for child in part.parts:
                drafts += _unit(child, "", reader, background=False)
        else:
            drafts += _loose(part, reader, closing=seen_label)
    for draft in drafts:
        if not draft.toned:
            draft.manner = reader.manner
    return drafts


def _owns(node: Node, reader: Reader) -> bool:
    if is_owner_field(node):
        return True
    act = reader.opening(node)
    if act and not (node.label is None and node.text.endswith(":") and not node.parts) and not tells_only(node):
        return True
    return any(reader.owns.get(id(part), False) for part in node.parts)


def _unit(node: Node, path: str, reader: Reader, *, background: bool) -> list[Draft]:
    """The assignments of one labelled unit."""
    label = label_under(path, node)
    if tells_only(node):
        reader.roles[id(node)] = Role.CLOSING
        return []
    act = reader.opening(node)
    if reporting_section(node, reader):
        give_role(node, Role.REPORT_CLAUSE, reader)
        return []
    if background or (is_background(node, reader) and not act and not assigns_inside(node, reader)):
        give_role(node, Role.BACKGROUND, reader)
        return []
    if act and not act.named and DIFFICULTIES.match(node.text):
        give_role(node, Role.CLOSING, reader)
        return []
    fields = owner_fields(node)
    if fields:
        return [fields_draft(node, label, fields, act)]
    if act and not (node.parts and all_split(node, act, reader)):
        return agency_unit(node, label, act, reader)
    if act or reader.owns[id(node)]:
        return _split(node, label, reader)
    return _inherited(node, label, reader)


def _split(node: Node, label: str, reader: Reader) -> list[Draft]:
    """A topic some of whose parts name an owner."""
    units = [part for part in node.parts if part.label or part.parts]
    if not units:
        return _paragraphs(node, label, reader)
    drafts: list[Draft] = []
    reader.roles[id(node)] = Role.HEADING
    before = reader.default
    act = reader.opening(node)
    marks = [part for part in units if part.label and not part.label.shown]
    for at, part in enumerate(node.parts):
        if part.label:
            own = _unit(part, label, reader, background=False)
            if len(marks) > 1 and part in marks:
                _count(own, label, marks.index(part) + 1)
            drafts += _in_full(own, act)
        elif part.text.endswith(":") and (part.parts or any(p.label for p in node.parts[at + 1 :])):
            preamble(part, reader, last=True)
            for child in part.parts:
                drafts += _unit(child, label, reader, background=False)
        else:
            drafts += _loose(part, reader, closing=False, label=label)
    reader.default = before
    _share_fields(node, drafts, reader)
    return drafts


def _count(drafts: list[Draft], label: str, number: int) -> None:
    """Marks without a number get their place in the row, so that no two units share a label."""
    for draft in drafts:
        own = draft.label or ""
        draft.label = f"{label}.{number}{own.removeprefix(label)}".strip(".") or None


def _share_fields(node: Node, drafts: list[Draft], reader: Reader) -> None:
    """A time given for a whole topic ("- Thời gian hoàn thành: ...") governs every unit of it."""
    for part in node.parts:
        kind = labelled(part.text) if part.text and not part.parts else None
        if kind and kind[0] == "deadline" and drafts and not any(part is d.node for d in drafts):
            for draft in drafts:
                draft.time_fields.append(part.words.cut(kind[1]))
            drafts[-1].excluded.append(part)


def _in_full(drafts: list[Draft], heading: Act | None) -> list[Draft]:
    """ "Công ty" under a heading that names the company is that company."""
    for draft in drafts if heading else []:
        for number, (found, passage) in enumerate(draft.origin):
            full = [
                party.name
                for party in (heading.parties if heading else ())
                if key(party.name).startswith(key(found.name) + " ")
            ]
            if len(full) == 1:
                draft.origin[number] = (found._replace(name=full[0]), passage)
    return drafts


def _paragraphs(node: Node, label: str, reader: Reader) -> list[Draft]:
    """A topic with paragraphs only: one unit; several when several paragraphs name different owners."""
    own = [(part, reader.opening(part)) for part in node.parts]
    acting = [(part, act) for part, act in own if act and not tells_only(part)]
    if len(acting) <= 1:
        part, act = acting[0] if acting else (node, reader.opening(node))
        if act is None:
            return _inherited(node, label, reader)
        draft = draft_from(part, label, act)
        draft.node = node
        draft.heading = (
            node.words if part is not node and len(node.text) < 200 and not node.text.endswith((".", ";")) else None
        )
        return [draft]
    drafts: list[Draft] = []
    reader.roles[id(node)] = Role.HEADING
    for part in node.parts:
        drafts += _loose(part, reader, closing=False, label=label)
    return drafts


def _inherited(node: Node, label: str, reader: Reader) -> list[Draft]:
    """A topic nobody is named in: told to whom the preamble names, or background."""
    sections = [part for part in node.parts if part.label and part.kind not in ("dash", "plus", "star")]
    if node.kind in SECTIONS and sections:
        drafts: list[Draft] = []
        reader.roles[id(node)] = Role.HEADING
        for part in node.parts:
            if part.label:
                drafts += _unit(part, label, reader, background=False)
            else:
                reader.roles[id(part)] = Role.BACKGROUND
        return drafts
    if (
        reader.default is None
        or DECIDES.match(node.text)
        or DIFFICULTIES.match(node.text)
        or WARNING.search(words_of(node)[:700])
    ):
        give_role(node, Role.BACKGROUND, reader)
        return []
    headed = bool(node.parts) and len(node.text) <= 200 and not node.text.endswith((".", ";"))
    return [
        Draft(
            label or None, node, [party for party, _ in reader.default.owners], reader.default.manner, None,
            heading=node.words if headed else None, inherited=True, origin=list(reader.default.owners),
        )
    ]  # fmt: skip


def _loose(part: Node, reader: Reader, *, closing: bool, label: str = "") -> list[Draft]:
    """An unnumbered paragraph: an assignment when it gives a named body work, otherwise a closing formula."""
    if tells_only(part):
        reader.roles[id(part)] = Role.CLOSING
        return []
    act = reader.opening(part)
    if act is None or part.text.rstrip().endswith(":"):
        reader.roles[id(part)] = role_of(part, closing=closing)
        return []
    if is_formula(part.text, act) or (closing and not act.named) or DIFFICULTIES.match(part.text):
        reader.roles[id(part)] = Role.CLOSING
        return _following_up(part) if closing and not label and not DIFFICULTIES.match(part.text) else []
    pieces = _sentences(part) if not label and not closing else [part]
    drafts = []
    for piece in pieces:
        own = opening(piece.text) if piece is not part else act
        if own:
            drafts.append(draft_from(piece, label, own))
    return drafts


def _following_up(part: Node) -> list[Draft]:
    """ "... nghiêm túc thực hiện; Sở Y tế theo dõi, đôn đốc ...": the clause of a closing that one body answers for."""
    for mark in re.finditer(r"[.;]\s+(?=[^\W\d_])", part.text[:6000]):
        act = act_at(part.text, mark.end())
        if act and act.named and act.follow == "verb" and _FOLLOWS_UP.search(part.text[act.end : act.end + 60]):
            piece = Node(None, [part.words.cut(mark.end()).strip()], rows=part.rows)
            return [draft_from(piece, "", act._replace(parties=_moved(act, mark.end()), start=0))]
    return []


def _moved(act: Act, by: int) -> tuple[Found, ...]:
    return tuple(party._replace(start=party.start - by, end=party.end - by) for party in act.parties)


def _sentences(part: Node) -> list[Node]:
    """A paragraph cut where a sentence or clause gives another body work."""
    cuts = [0]
    first = opening(part.text)
    for mark in re.finditer(r"[.;]\s+(?=[^\W\d_])", part.text[:6000]):
        if first and cuts == [0] and mark.start() < first.end:
            continue
        own = opening(part.text[mark.end() : mark.end() + 1500])
        if (
            own
            and own.start == 0
            and own.follow in ("verb", "colon")
            and not own.lead.startswith(("đề nghị cơ", "đối với"))
        ):
            cuts.append(mark.end())
    if len(cuts) == 1:
        return [part]
    edges = [*cuts, len(part.text)]
    return [Node(None, [part.words.cut(a, b).strip()], rows=part.rows) for a, b in pairwise(edges)]
