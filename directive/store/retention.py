"""What is old enough to be archived or erased, and which files somebody still needs."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from directive.events import AnyEvent, RecordsErased, parse
from directive.incoming import MailState
from directive.obligations import Stage
from directive.reducing import GONE
from directive.store import tables as t

_ENDED = (Stage.CLOSED, Stage.RECALLED, Stage.REPLACED)


class Ended(NamedTuple):
    """A directive that is over."""

    directive_id: int
    number: str | None
    subject: str | None
    ended_on: date
    archived_on: date | None


def ended(conn: Connection, *, archived: bool | None = None, before: date | None = None) -> list[Ended]:
    """Directives that are over, the longest first; `archived` narrows to those handed in or not yet handed in."""
    d = t.directives.c
    query = select(d.directive_id, d.number, d.subject, d.ended_on, d.archived_on)
    query = query.where(d.stage.in_(_ENDED), d.ended_on.is_not(None)).order_by(d.ended_on, d.directive_id)
    if archived is not None:
        query = query.where(d.archived_on.is_not(None) if archived else d.archived_on.is_(None))
    if before is not None:
        query = query.where(d.ended_on < before)
    return [Ended(*row) for row in conn.execute(query)]


def with_answers(conn: Connection, directive_ids: Iterable[int]) -> tuple[int, ...]:
    """Those of the directives that have words of agencies left."""
    r = t.replies.c
    wanted = set(directive_ids)
    found = conn.execute(select(r.directive_id).where(r.result != "").distinct()).scalars()
    return tuple(sorted(wanted & set(found)))


def old_messages(conn: Connection, *, before: date) -> list[int]:
    """Messages of days before this one that still say something to somebody."""
    m = t.messages.c
    query = select(m.message_id).where(m.day < before, m.address != "").order_by(m.message_id)
    return [int(i) for i in conn.execute(query).scalars()]


def all_messages(conn: Connection, *, before: date) -> set[int]:
    """All messages of days before this one."""
    query = select(t.messages.c.message_id).where(t.messages.c.day < before)
    return {int(i) for i in conn.execute(query).scalars()}


def old_mails(conn: Connection, *, before: date) -> tuple[int, ...]:
    """Mails that came in before a day, were settled, and still say something."""
    m = t.mails.c
    midnight = datetime.combine(before, time(0), tzinfo=UTC)
    query = select(m.mail_id).where(m.at < midnight, m.state.in_([MailState.CONFIRMED, MailState.DROPPED]))
    return tuple(conn.execute(query.where(m.sender != "").order_by(m.mail_id)).scalars())


def left_contacts(conn: Connection, *, before: date) -> tuple[int, ...]:
    """People who were in charge until before a day, and whose names are still kept."""
    c = t.contacts.c
    query = select(c.contact_id).where(c.valid_to < before, ~c.name.endswith(GONE, autoescape=True))
    return tuple(conn.execute(query.order_by(c.contact_id)).scalars())


def files_of_answers(conn: Connection, directive_ids: Iterable[int]) -> set[str]:
    """Evidence of the answers to these directives."""
    ids = list(directive_ids)
    said = [select(table.c.evidence).where(table.c.directive_id.in_(ids)) for table in (t.replies, t.contributions)]
    return {file["sha256"] for query in said for (evidence,) in conn.execute(query) for file in evidence or ()}


def files_of_mails(conn: Connection, mail_ids: Iterable[int]) -> set[str]:
    """The mails as they came, and what was attached."""
    m = t.mails.c
    rows = conn.execute(select(m.sha256, m.evidence).where(m.mail_id.in_(list(mail_ids)))).all()
    return {row.sha256 for row in rows} | {file["sha256"] for row in rows for file in row.evidence or ()}


def needed(conn: Connection) -> set[str]:
    """The files something still points at by name; what was erased keeps hashes, and no names."""
    found: set[str] = set(conn.execute(select(t.directives.c.file_sha256)).scalars())
    m = t.mails.c
    found |= set(conn.execute(select(m.sha256).where(m.sender != "")).scalars())
    for table in (t.replies, t.contributions, t.mails):
        for (evidence,) in conn.execute(select(table.c.evidence)):
            found |= {file["sha256"] for file in evidence or () if file["name"] != GONE}
    for (envelope,) in conn.execute(select(t.directives.c.envelope)):
        found |= {file["sha256"] for file in (envelope or {}).get("attachments", ())}
    for kept in (t.reports, t.papers):
        for (files,) in conn.execute(select(kept.c.files)):
            found |= set(files.values())
    for (fields,) in conn.execute(select(t.drafts.c.fields)):
        found |= set(_hashes(fields))
    return found


def erasures(conn: Connection) -> list[RecordsErased]:
    """Every erasure so far, oldest first."""
    e = t.events.c
    rows = conn.execute(select(e.payload).where(e.kind == "records.erased").order_by(e.event_id)).scalars()
    found: list[AnyEvent] = [parse(payload) for payload in rows]
    return [one for one in found if isinstance(one, RecordsErased)]


def events_of(conn: Connection, directive_id: int) -> Iterator[dict[str, Any]]:
    """One directive's log as an export has it."""
    query = select(t.events).where(t.events.c.stream == f"van-ban/{directive_id}").order_by(t.events.c.seq)
    for row in conn.execute(query):
        yield dict(row._mapping) | {"at": row.at.isoformat()}


def _hashes(fields: object) -> Iterator[str]:
    """Whatever is kept under the name `sha256` in a draft."""
    if isinstance(fields, dict):
        if isinstance(fields.get("sha256"), str):
            yield fields["sha256"]
        fields = list(fields.values())
    if isinstance(fields, list):
        for one in fields:
            yield from _hashes(one)
