"""The portal with everything it is given (uvicorn factory): the doors of `notifications`, the rooms of the site."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from starlette.applications import Starlette

from directive.files import FileRoom
from directive.ledger import Message, Purpose, Reminded
from directive.policy import load_policy
from directive.settings import Settings, load_settings
from directive.site import site_calendar
from directive.store import Reading, Store, open_store
from notifications import links, reminding
from notifications.digest import render
from notifications.site import site_of
from portal.app import create_app
from portal.site import Mint, Remind, Render, Rendered
from tasks.channels import channel_names
from tasks.clock import message_clock, now
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
        remind=_remind(store, settings, secret),
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


def _remind(store: Store, settings: Settings, secret: bytes) -> Remind:
    rules = site_of(settings, secret)

    def remind(*, directive_id: int, agency_ids: Sequence[str], on: date, at: datetime, by: str) -> Reminded:
        if settings.today is not None:  # a training may be at night; its messages keep to office hours
            with store.reading() as conn:
                at = message_clock(settings, site_calendar(conn))()
        return reminding.remind(
            store,
            directive_id=directive_id,
            agency_ids=agency_ids,
            on=on,
            at=at,
            site=rules,
            channels=channel_names(settings),
            by=by,
        )

    return remind


def _render(secret: bytes, public_url: str) -> Render:
    def rendered(conn: Reading, message: Message) -> Rendered:
        letter = render(message, secret=secret, public_url=public_url)
        return Rendered(letter.subject, letter.text, letter.html)

    return rendered
