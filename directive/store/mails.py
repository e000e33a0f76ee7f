"""Mails that came in, as values."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from directive.errors import NotFound
from directive.incoming import IncomingMail, MailState
from directive.store import tables as t


def mails(
    conn: Connection,
    *,
    states: Collection[MailState] | None = None,
    agency_id: str | None = None,
    limit: int | None = None,
) -> list[IncomingMail]:
    """Incoming mails, newest first."""
    query = select(t.mails).order_by(t.mails.c.mail_id.desc())
    if states is not None:
        query = query.where(t.mails.c.state.in_(list(states)))
    if agency_id is not None:
        query = query.where(t.mails.c.agency_id == agency_id)
    return [IncomingMail.model_validate(dict(row._mapping)) for row in conn.execute(query.limit(limit))]


def mail(conn: Connection, mail_id: int) -> IncomingMail:
    """One incoming mail; NotFound when there is none."""
    row = conn.execute(select(t.mails).where(t.mails.c.mail_id == mail_id)).one_or_none()
    if row is None:
        raise NotFound(f"Không có thư đến số {mail_id}.")
    return IncomingMail.model_validate(dict(row._mapping))


def is_known(conn: Connection, key: str) -> bool:
    """Whether this very mail is kept already."""
    return conn.execute(select(t.mails.c.mail_id).where(t.mails.c.key == key)).first() is not None


def count_from(conn: Connection, sender: str, *, after: datetime) -> int:
    """How many mails an address sent since an instant."""
    m = t.mails.c
    return int(conn.execute(select(func.count()).where(m.sender == sender, m.at >= after)).scalar_one())
