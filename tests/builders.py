"""Values with good defaults: say only what the test is about."""

from datetime import date
from typing import Any

from directive.agencies import Agency, Contact, Level, Post
from directive.document import Document, Manner
from directive.events import DirectiveAdded, DirectiveIssued, DirectoryLoaded, ProposalConfirmed
from directive.obligations import Kind, Obligation, Proposal
from directive.store import Store
from directive.tracked import Due

MONDAY = date(2024, 3, 11)


def an_agency(agency_id: str = "phong-y-te", **but: Any) -> Agency:
    """A district office."""
    given = {"agency_id": agency_id, "name": agency_id.replace("-", " ").capitalize(), "level": Level.DISTRICT}
    return Agency(**given | but)


def a_contact(contact_id: int = 1, agency_id: str = "phong-y-te", **but: Any) -> Contact:
    """The officer of an agency."""
    given = {
        "contact_id": contact_id,
        "agency_id": agency_id,
        "name": f"Cán bộ {contact_id}",
        "post": Post.OFFICER,
        "email": f"can-bo-{contact_id}@phong.example",
    }
    return Contact(**given | but)


def an_obligation(obligation_id: int = 1, **but: Any) -> Obligation:
    """A duty ordered to Phòng Y tế."""
    given = {
        "obligation_id": obligation_id,
        "directive_id": 1,
        "position": 0,
        "label": "1",
        "title": "Chỉ đạo trạm y tế khám sức khỏe",
        "kind": Kind.PERFORM,
        "manner": Manner.ORDER,
        "owner_id": "phong-y-te",
    }
    return Obligation(**given | but)


def a_due(due_id: int = 1, **but: Any) -> Due:
    """A due on Friday 29/03/2024."""
    given = {
        "due_id": due_id,
        "obligation_id": 1,
        "directive_id": 1,
        "original_on": date(2024, 3, 29),
        "due_on": date(2024, 3, 29),
        "next_look_on": MONDAY,
    }
    return Due(**given | but)


def an_issued_directive(
    store: Store,
    *,
    at: Any,
    obligations: tuple[Obligation, ...] = (),
    dues: tuple[Due, ...] = (),
    issued_on: date = MONDAY,
) -> int:
    """Put agencies, one officer each, and an issued directive with these obligations into the store."""
    owners = sorted({o.owner_id for o in obligations} or {"phong-y-te"})
    empty = Proposal(assignments=(), report=None)
    with store.change(at=at, by="test") as change:
        directive_id = change.numbers("directive")
        change.record(
            DirectoryLoaded(
                agencies=tuple(an_agency(owner) for owner in owners),
                contacts=tuple(a_contact(n, owner) for n, owner in enumerate(owners, start=1)),
            ),
            DirectiveAdded(
                directive_id=directive_id,
                file_name="thu.txt",
                file_sha256="0" * 64,
                document=Document(text="Giao Phòng Y tế …"),
                proposal=empty,
            ),
            ProposalConfirmed(directive_id=directive_id, proposal=empty, collector_id=None),
            DirectiveIssued(
                directive_id=directive_id, number="12/UBND", issued_on=issued_on, obligations=obligations, dues=dues
            ),
        )
    return directive_id
