"""What was typed and not handed in yet: kept behind the link, one drawer per directive, found by the next link."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from directive.ledger import Link, Purpose
from directive.store import Reading, operating, pages
from directive.tracked import Evidence
from directive.values import Frozen
from portal.points import Typed
from portal.site import Visit


class Draft(Frozen):
    """The fields of one directive's form. `period` is the Due chosen on the page, as it stands in the address."""

    saved_at: str
    period: str = ""
    points: dict[int, Typed] = Field(default_factory=dict)

    def evidence(self, obligation_id: int) -> tuple[Evidence, ...]:
        typed = self.points.get(obligation_id)
        return typed.evidence if typed is not None else ()


def read_draft(conn: Reading, link: Link, directive_id: int) -> Draft | None:
    """The newest draft of this person for a directive."""
    for link_id in _behind(conn, link):
        kept = operating.draft(conn, link_id).get(str(directive_id))
        if kept is not None:
            return Draft.model_validate(kept)
    return None


def keep_draft(visit: Visit, link: Link, directive_id: int, *, period: str, points: Mapping[int, Typed]) -> None:
    """Keep what was typed; other directives behind the same link keep theirs."""
    draft = Draft(saved_at=visit.at.isoformat(), period=period, points=dict(points))
    _change(visit, link.link_id, directive_id, draft.model_dump(mode="json"))


def forget_draft(visit: Visit, link: Link, directive_id: int) -> None:
    """What was handed in is no draft any more, behind whichever link it lay."""
    with visit.site.store.reading() as conn:
        behind = _behind(conn, link)
    for link_id in behind:
        _change(visit, link_id, directive_id, None)


def _behind(conn: Reading, link: Link) -> list[int]:
    """The links whose drafts are this person's. Colleagues have one link each and see nobody else's."""
    return [link.link_id] if link.purpose is Purpose.PREPARE else pages.drafts_beside(conn, link)


def _change(visit: Visit, link_id: int, directive_id: int, value: dict[str, Any] | None) -> None:
    with visit.site.store.reading() as conn:
        fields = operating.draft(conn, link_id)
    changed = {name: kept for name, kept in fields.items() if name != str(directive_id)}
    if value is not None:
        changed[str(directive_id)] = value
    if changed != fields:
        operating.keep_draft(visit.site.store, link_id, changed, at=visit.at)
