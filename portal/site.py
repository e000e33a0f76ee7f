"""What the pages need, given once to the factory, and one visit with its instant and form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from starlette.requests import Request

from directive.calendar import Calendar
from directive.files import FileRoom
from directive.ledger import Link, Message, Purpose, Reminded
from directive.settings import Settings
from directive.site import site_calendar
from directive.store import Reading, Store
from portal.forms import Form

if TYPE_CHECKING:
    from portal.identity import Provider

OpenLink = Callable[[Reading, str, datetime], Link]
"""Opens a key: the link, or a DirectiveError (404 unknown, 410 over)."""


class Mint(Protocol):
    """Makes a link outside a message, records it, and gives its key."""

    def __call__(
        self,
        purpose: Purpose,
        *,
        at: datetime,
        by: str,
        directive_id: int | None = None,
        agency_id: str | None = None,
        contact_id: int | None = None,
    ) -> str: ...


class Remind(Protocol):
    """Writes a reminder for agencies into the ledger, at most one message a day for a person."""

    def __call__(
        self, *, directive_id: int, agency_ids: Sequence[str], on: date, at: datetime, by: str
    ) -> Reminded: ...


class Rendered(NamedTuple):
    """A message as its recipient sees it."""

    subject: str
    text: str
    html: str


Render = Callable[[Reading, Message], Rendered]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the portal was given."""

    store: Store
    files: FileRoom
    open_link: OpenLink
    mint: Mint
    now: Callable[[], datetime]
    settings: Settings
    secret: bytes
    render: Render | None = None
    remind: Remind | None = None
    identity: "Provider | None" = None  # where the office has accounts of its own

    def calendar(self, conn: Reading) -> Calendar:
        """The official calendar with the site's own days and hours laid over it."""
        return site_calendar(conn)


@dataclass(slots=True)
class Visit:
    """One request: where it goes, its instant and business day, and what was typed."""

    site: Site
    request: Request
    at: datetime
    on: date
    form: Form
    token: str = ""  # for the forms on the page

    @property
    def path(self) -> str:
        return self.request.url.path

    def param(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        return int(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """A value after the question mark, empty when it is not there."""
        return self.request.query_params.get(name, "")
