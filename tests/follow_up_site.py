"""A small site for follow-up tests: four agencies, the Office, one directive, and a channel that keeps what it gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from builders import a_contact, a_due, an_agency, an_obligation

from directive.agencies import Absence, Contact, Post
from directive.calendar import VIETNAM
from directive.document import Document
from directive.events import DirectiveAdded, DirectiveIssued, DirectoryLoaded, ProposalConfirmed
from directive.obligations import Obligation, Proposal
from directive.policy import Policy, default_policy
from directive.store import Store
from directive.tracked import Due
from notifications.channels import Channel, DeliveryError, HandingOver
from notifications.digest import Letter
from notifications.site import Site
from notifications.sweep import SweepResult, sweep

SECRET = b"a secret of thirty-two characters"
NAMES = {
    "phong-y-te": "Phòng Y tế huyện",
    "phong-van-hoa": "Phòng Văn hóa và Thông tin huyện",
    "xa-a": "UBND xã Bình Thanh",
    "mttq": "Ủy ban MTTQ Việt Nam huyện",
}
OFFICE = "ubnd-huyen"
ISSUED = date(2024, 3, 1)
DUE = date(2024, 3, 29)  # Friday


def site(policy: Policy | None = None, **but: Any) -> Site:
    """The site with the default ladder."""
    given = {
        "policy": policy or default_policy(),
        "secret": SECRET,
        "public_url": "https://dondoc.example",
        "office_name": "Văn phòng HĐND và UBND huyện",
        "mail_domain": "dondoc.example",
    }
    return Site(**given | but)


def people() -> tuple[Contact, ...]:
    """An officer (odd numbers) and a head (even) of each agency; 9, 10, 11 are follower, vice-chair, chairman."""
    contacts = []
    for number, agency in enumerate(NAMES):
        contacts.append(a_contact(2 * number + 1, agency, email=f"can-bo@{agency}.example"))
        contacts.append(
            a_contact(2 * number + 2, agency, post=Post.HEAD, name="Thủ trưởng", email=f"thu-truong@{agency}.example")
        )
    for number, post in enumerate((Post.FOLLOWER, Post.VICE_CHAIR, Post.CHAIRMAN), start=9):
        contacts.append(a_contact(number, OFFICE, post=post, name=f"Ông {number}", email=f"{post}@{OFFICE}.example"))
    return tuple(contacts)


def orders(**but: Any) -> tuple[tuple[Obligation, ...], tuple[Due, ...]]:
    """One acknowledged obligation for each agency, due on Friday 29/03/2024; the Front is asked, not ordered."""
    obligations, dues = [], []
    for number, agency in enumerate(NAMES, start=1):
        manner = "request" if agency == "mttq" else "order"
        given: dict[str, Any] = {"owner_id": agency, "manner": manner, "label": str(number), "progress": "under_way"}
        obligations.append(an_obligation(number, **given | but))
        dues.append(a_due(number, obligation_id=number, due_on=DUE, original_on=DUE, next_look_on=ISSUED))
    return tuple(obligations), tuple(dues)


def fill(
    store: Store,
    *,
    contacts: tuple[Contact, ...] | None = None,
    absences: tuple[Absence, ...] = (),
    laid: tuple[tuple[Obligation, ...], tuple[Due, ...]] | None = None,
) -> int:
    """Put the site's directory and one issued directive into the store."""
    obligations, dues = laid or orders()
    at = datetime(2024, 3, 1, 1, tzinfo=UTC)
    with store.change(at=at, by="test") as change:
        directive_id = change.numbers("directive")
        change.record(
            DirectoryLoaded(
                agencies=(
                    *(an_agency(i, name=name) for i, name in NAMES.items()),
                    an_agency(OFFICE, name="UBND huyện"),
                ),
                contacts=people() if contacts is None else contacts,
                absences=absences,
            ),
            DirectiveAdded(
                directive_id=directive_id,
                file_name="thu.txt",
                file_sha256="0" * 64,
                document=Document(text="…", issuer="UBND huyện", subject="V/v chăm sóc người cao tuổi"),
                proposal=Proposal(assignments=(), report=None),
                office_id=OFFICE,
            ),
            ProposalConfirmed(
                directive_id=directive_id, proposal=Proposal(assignments=(), report=None), collector_id=None
            ),
            DirectiveIssued(
                directive_id=directive_id, number="12/UBND", issued_on=ISSUED, obligations=obligations, dues=dues
            ),
        )
    return directive_id


@dataclass
class Recording:
    """A channel that keeps letters, and fails as it is told."""

    name: str = "folder"
    letters: list[Letter] = field(default_factory=list)
    fails: Callable[[Letter], DeliveryError | None] = lambda _: None

    def send(self, letter: Letter, handing_over: HandingOver) -> str:
        error = self.fails(letter)
        if error is not None and not error.unsure:
            raise error
        handing_over()
        self.letters.append(letter)
        if error is not None:
            raise error
        return "250 OK"

    def close(self) -> None:
        pass


def at_nine(day: date) -> datetime:
    """09:00 in Vietnam."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)


def swept(store: Store, day: date, channel: Channel, at: datetime | None = None, **but: Any) -> SweepResult:
    """The sweep of a day at nine o'clock."""
    return sweep(store, on=day, at=at or at_nine(day), site=site(**but), channels={channel.name: channel})
