"""What is known of addresses, what services said of messages, and who agreed to be written to."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from directive.agencies import Contact
from directive.incoming import AddressState, Consent, Receipt, ReceiptKind
from directive.ledger import Message, MessageState
from directive.store import tables as t

_MANY = 500  # ids in one statement


def state(conn: Connection, channel: str, address: str) -> AddressState:
    """The state of one address; a fresh one when nothing is known."""
    a = t.addresses
    row = conn.execute(select(a).where(a.c.channel == channel, a.c.address == address)).one_or_none()
    return AddressState(channel=channel, address=address) if row is None else AddressState(**row._mapping)


def marked(conn: Connection) -> frozenset[tuple[str, str]]:
    """Addresses nothing is sent to: (channel, address)."""
    a = t.addresses.c
    return frozenset(
        (row[0], row[1]) for row in conn.execute(select(a.channel, a.address).where(a.marked_at.is_not(None)))
    )


def troubled(conn: Connection) -> list[AddressState]:
    """Addresses that failed at least once, the marked ones first."""
    a = t.addresses
    query = select(a).where((a.c.hard > 0) | (a.c.soft > 0) | a.c.marked_at.is_not(None))
    found = [AddressState(**row._mapping) for row in conn.execute(query)]
    return sorted(found, key=lambda one: (one.marked_at is None, one.channel, one.address))


def receipts(conn: Connection, *, message_ids: Sequence[int]) -> dict[int, list[Receipt]]:
    """What services said of these messages, oldest first."""
    found: dict[int, list[Receipt]] = {}
    for some in _parts(message_ids):
        query = select(t.receipts).where(t.receipts.c.message_id.in_(some)).order_by(t.receipts.c.at)
        for row in conn.execute(query):
            receipt = Receipt(row.message_id, ReceiptKind(row.what), row.at, row.detail)
            found.setdefault(row.message_id, []).append(receipt)
    return found


def message_with_receipt(conn: Connection, *, channel: str, receipts: Collection[str], after: datetime) -> int | None:
    """The message a service took under one of these receipts, sent after an instant."""
    m = t.messages.c
    query = select(m.message_id).where(m.channel == channel, m.sent_at >= after, m.receipt.in_(list(receipts)))
    found = conn.execute(query.order_by(m.message_id.desc()).limit(1)).scalar()
    return None if found is None else int(found)


def refused_unread(conn: Connection, *, since: date) -> list[Message]:
    """Messages refused for good since a day of which nobody took note yet."""
    m, r = t.messages, t.receipts
    noted = select(r.c.message_id).where(r.c.message_id == m.c.message_id, r.c.what == ReceiptKind.RETURNED)
    query = select(m).where(m.c.state == MessageState.REFUSED, m.c.day >= since, ~noted.exists())
    return [Message(**row._mapping) for row in conn.execute(query.order_by(m.c.message_id))]


def channels_used(conn: Connection, *, day: date, contact_id: int, kind: str) -> frozenset[str]:
    """Channels on which a person has a message of this kind and day, whatever became of it."""
    m = t.messages.c
    query = select(m.channel).where(m.day == day, m.contact_id == contact_id, m.kind == kind)
    return frozenset(conn.execute(query).scalars())


def contact(conn: Connection, contact_id: int) -> Contact | None:
    """One person to write to."""
    row = conn.execute(select(t.contacts).where(t.contacts.c.contact_id == contact_id)).one_or_none()
    return None if row is None else Contact(**row._mapping)


def consents(conn: Connection, *, contact_ids: Collection[int] | None = None) -> list[Consent]:
    """Who agreed or withdrew, on which channel."""
    query = select(t.consents).order_by(t.consents.c.contact_id)
    if contact_ids is not None:
        query = query.where(t.consents.c.contact_id.in_(list(contact_ids)))
    return [Consent(**row._mapping) for row in conn.execute(query)]


def people_at(conn: Connection, *, email: str | None = None, zalo_id: str | None = None) -> list[Contact]:
    """People with this address; e-mail addresses are compared without case."""
    c = t.contacts
    query = select(c).order_by(c.c.contact_id)
    if zalo_id is not None:
        query = query.where(c.c.zalo_id == zalo_id)
    found = [Contact(**row._mapping) for row in conn.execute(query)]
    return found if email is None else [one for one in found if (one.email or "").lower() == email.lower()]


def _parts(ids: Sequence[Any]) -> list[list[Any]]:
    return [list(ids[start : start + _MANY]) for start in range(0, len(ids), _MANY)]
