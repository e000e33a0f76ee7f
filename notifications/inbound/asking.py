"""Báo đơn vị: a claim waits on their page for one click. Said to the person who wrote, at most once a day."""

from datetime import date, datetime
from typing import Any

from directive.calendar import named_day
from directive.events import MessagesPlanned
from directive.incoming import IncomingMail, MailState
from directive.ledger import Link, Message, Purpose
from directive.policy import Policy
from directive.store import Store, addresses, mails, messages, sweeping
from directive.store.engine import Change
from notifications import links
from notifications.channels import reach_except
from notifications.wording import POSTS

KIND = "claim"
BY = "thư đến"
_SHOWN = 600  # characters of the quotation


def ask(
    store: Store,
    mail_id: int,
    *,
    on: date,
    at: datetime,
    secret: bytes,
    policy: Policy,
    office_name: str,
    mail_domain: str,
) -> int | None:
    """Plan the message that asks for the confirmation of a claim; None when the writer was asked today already."""
    with store.change(at=at, by=BY) as change:
        change.alone()
        mail = mails.mail(change.conn, mail_id)
        contact = addresses.contact(change.conn, mail.contact_id) if mail.contact_id is not None else None
        reach = reach_except(addresses.marked(change.conn))
        address = reach(contact, "mail") if contact is not None else None
        if mail.state is not MailState.CLAIMED or contact is None or address is None or mail.agency_id is None:
            return None
        if (contact.contact_id, "mail") in messages.said_on(change.conn, day=on, kind=KIND):
            return None
        link, minted = _link(change, contact.contact_id, mail.agency_id, secret=secret, at=at, policy=policy)
        number = change.numbers("message")
        names = sweeping.agency_names(change.conn, [mail.agency_id])
        agency = names.get(mail.agency_id, (mail.agency_id, ""))[0]
        message = Message(
            message_id=number,
            kind=KIND,
            day=on,
            contact_id=contact.contact_id,
            agency_id=mail.agency_id,
            channel="mail",
            address=address,
            mail_id=f"<thong-bao.{on:%Y%m%d}.{number}@{mail_domain}>",
            body=_body(mail, contact.name, POSTS[contact.post], agency, office_name, on),
            links=(link,),
        )
        change.record(MessagesPlanned(day=on, messages=(message,), links=minted))
    return number


def _link(
    change: Change, contact_id: int, agency_id: str, *, secret: bytes, at: datetime, policy: Policy
) -> tuple[int, tuple[Link, ...]]:
    """The link the person has while it lives long enough, else a new one."""
    valid = policy.links.valid_days
    known = messages.links_of(change.conn, contact_ids=[contact_id], after=links.renew_after(at, valid))
    if (found := known.get((contact_id, Purpose.ANSWER, agency_id))) is not None:
        return found, ()
    number = change.numbers("link")
    new = links.new_link(
        number,
        purpose=Purpose.ANSWER,
        secret=secret,
        at=at,
        valid_days=valid,
        agency_id=agency_id,
        contact_id=contact_id,
    )
    return number, (new,)


def _body(mail: IncomingMail, name: str, post: str, agency: str, office_name: str, on: date) -> dict[str, Any]:
    quote = mail.text if len(mail.text) <= _SHOWN else mail.text[:_SHOWN].rstrip() + "…"
    return {
        "to": {"name": name, "post": post, "agency": agency},
        "from": office_name,
        "day": named_day(on),
        "assumed": False,
        "subject": mail.subject,
        "quote": quote.split("\n") if quote else [],
        "files": [one.name for one in mail.evidence],
        "left_out": list(mail.left_out),
        "links": ["Mở trang của đơn vị để xác nhận"],
        "sections": [],
        "counts": [],
    }
