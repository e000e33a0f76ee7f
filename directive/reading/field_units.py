"""Nhiệm vụ ghi theo trường: a unit whose owner, partners and time stand in labelled fields of their own."""

from directive.document import Manner
from directive.reading.acts import Act
from directive.reading.drafting import Draft, draft_from
from directive.reading.fields import labelled
from directive.reading.outline import Node
from directive.reading.parties import row_at
from directive.reading.scanning import Found
from directive.reading.source import Passage


def is_owner_field(node: Node) -> bool:
    found = labelled(node.text)
    return found is not None and found[0] == "owner"


def owner_fields(node: Node) -> dict[str, list[tuple[Node, int]]]:
    """Labelled fields directly under a unit, if one of them names the owner."""
    found: dict[str, list[tuple[Node, int]]] = {}
    for part in node.parts:
        kind = labelled(part.text) if part.text else None
        if kind:
            found.setdefault(kind[0], []).append((part, kind[1]))
    return found if "owner" in found else {}


def fields_draft(node: Node, label: str, fields: dict[str, list[tuple[Node, int]]], act: Act | None) -> Draft:
    """A unit whose owner, partners and time stand in fields of their own."""
    owners = _bodies_in_fields(fields["owner"])
    draft = Draft(
        label or None, node, [party for party, _ in owners], Manner.ORDER, node.words, leads=True, origin=owners
    )
    if not owners and act:
        draft = draft_from(node, label, act)
    draft.partners = _bodies_in_fields(fields.get("partner", []))
    draft.time_fields = [part.words.cut(at) for part, at in fields.get("deadline", [])]
    draft.excluded = [part for parts in fields.values() for part, _ in parts]
    return draft


def _bodies_in_fields(values: list[tuple[Node, int]]) -> list[tuple[Found, Passage]]:
    """The bodies a field names, in its line or as marks under it."""
    found: list[tuple[Found, Passage]] = []
    for part, at in values:
        for piece in [part.words.cut(at), *(under.words for under in part.parts)]:
            row = row_at(piece.text, bare=True)
            if row:
                found += [(party, piece) for party in row.names]
            elif piece.text and len(piece.text) < 120:
                name = piece.text.strip(" .;,")
                found.append((Found(name, 0, len(name)), piece))
    return found
