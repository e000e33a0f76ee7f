"""The portal with everything it is given (uvicorn factory): the doors of `notifications`, the rooms of the site."""

import logging
from datetime import datetime

from starlette.applications import Starlette

from directive.files import FileRoom
from directive.ledger import Message, Purpose
from directive.policy import load_policy
from directive.settings import Settings, load_settings
from directive.store import Reading, Store, open_store
from notifications import links
from notifications.digest import render
from portal.app import create_app
from portal.site import Mint, Render, Rendered
from tasks.clock import now
from tasks.rooms import site_secret


def build(settings: Settings | None = None) -> Starlette:
    """The application uvicorn serves."""
    settings = settings or load_settings()
    # Its lines hold the whole address, and the key stands in the address; the portal writes lines of its own.
    logging.getLogger("uvicorn.access").disabled = True
    store = open_store(settings.url)
    secret = site_secret(settings)
    return create_app(
        store=store,
        files=FileRoom(settings.home.resolve() / "tep"),
        open_link=links.open_link,
        mint=_mint(store, secret, load_policy(settings.policy_file).links.valid_days),
        now=now,
        settings=settings,
        secret=secret,
        render=_render(secret, settings.public_url),
    )


def _mint(store: Store, secret: bytes, valid_days: int) -> Mint:
    def mint(
        purpose: Purpose,
        *,
        at: datetime,
        by: str,
        directive_id: int | None = None,
        agency_id: str | None = None,
        contact_id: int | None = None,
    ) -> str:
        return links.mint(
            store,
            purpose,
            secret=secret,
            at=at,
            by=by,
            valid_days=valid_days,
            directive_id=directive_id,
            agency_id=agency_id,
            contact_id=contact_id,
        )

    return mint


def _render(secret: bytes, public_url: str) -> Render:
    def rendered(conn: Reading, message: Message) -> Rendered:
        letter = render(message, secret=secret, public_url=public_url)
        return Rendered(letter.subject, letter.text, letter.html)

    return rendered
