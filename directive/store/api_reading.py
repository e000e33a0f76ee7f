"""What other systems read: one page at a time, in order of the number, from any table. Drafts are nobody's business."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, select

from directive.agencies import Agency
from directive.ledger import ApiKey
from directive.obligations import Obligation, Stage
from directive.store import pages
from directive.store import tables as t
from directive.store.pages import Headline
from directive.tracked import Due, Reply

PUBLISHED = (Stage.ISSUED, Stage.CLOSED, Stage.RECALLED, Stage.REPLACED)


class Asked(NamedTuple):
    """Which rows: those that fit, after a number, at most so many. None asks for everything."""

    directive_id: int | None = None
    agency_id: str | None = None
    state: str | None = None  # stage, progress or state
    number: int | None = None  # one row only
    due_from: date | None = None
    due_to: date | None = None
    after: int = 0
    limit: int = 100


def keys(conn: Connection) -> list[ApiKey]:
    """All keys, also those that are over."""
    rows = conn.execute(select(t.api_keys).order_by(t.api_keys.c.api_key_id))
    return [ApiKey.model_validate(dict(row._mapping)) for row in rows]


def key_with_hash(conn: Connection, key_hash: str) -> ApiKey | None:
    """The key with this hash."""
    row = conn.execute(select(t.api_keys).where(t.api_keys.c.key_hash == key_hash)).one_or_none()
    return None if row is None else ApiKey.model_validate(dict(row._mapping))


def directives(conn: Connection, asked: Asked) -> list[Headline]:
    """Directives that were issued. With an agency: those that lay something on it."""
    d = t.directives.c
    query = select(*[d[name] for name in Headline.model_fields]).where(d.stage.in_(PUBLISHED))
    if asked.agency_id is not None:
        mine = select(t.obligations.c.directive_id).where(t.obligations.c.owner_id == asked.agency_id)
        query = query.where(d.directive_id.in_(mine))
    query = _some(query, d.directive_id, asked, directive=d.directive_id, state=d.stage)
    return [Headline.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def obligations(conn: Connection, asked: Asked) -> list[Obligation]:
    """Obligations, withdrawn ones too."""
    o = t.obligations.c
    query = _some(
        select(t.obligations), o.obligation_id, asked, directive=o.directive_id, agency=o.owner_id, state=o.progress
    )
    return [Obligation.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def dues(conn: Connection, asked: Asked) -> list[Due]:
    """Dues, dropped ones too."""
    d, o = t.dues.c, t.obligations.c
    query = select(t.dues).join(t.obligations, o.obligation_id == d.obligation_id)
    if asked.due_from is not None:
        query = query.where(d.due_on >= asked.due_from)
    if asked.due_to is not None:
        query = query.where(d.due_on <= asked.due_to)
    query = _some(query, d.due_id, asked, directive=d.directive_id, agency=o.owner_id, state=d.state)
    return [Due.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def replies(conn: Connection, asked: Asked) -> list[Reply]:
    """Answers, replaced ones too."""
    r = t.replies.c
    query = _some(select(t.replies), r.reply_id, asked, directive=r.directive_id, agency=r.agency_id, state=r.state)
    return [Reply.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def agencies(conn: Connection, *, after: str, limit: int, ids: Collection[str] | None = None) -> list[Agency]:
    """Agencies in order of their id."""
    a = t.agencies.c
    query = select(t.agencies).where(a.agency_id > after).order_by(a.agency_id).limit(limit)
    if ids is not None:
        query = query.where(a.agency_id.in_(list(ids)))
    return [Agency(**row._mapping) for row in conn.execute(query)]


def words(conn: Connection, obligations: Collection[Obligation]) -> dict[int, str]:
    """What the letters say of these obligations."""
    known = {number: pages.words(conn, number) for number in {o.directive_id for o in obligations}}
    return {o.obligation_id: known[o.directive_id].of(o) for o in obligations}


def _some(
    query: Select[Any],
    number: ColumnElement[int],
    asked: Asked,
    *,
    directive: ColumnElement[int],
    state: ColumnElement[str],
    agency: ColumnElement[str] | None = None,
) -> Select[Any]:
    if asked.directive_id is not None:
        query = query.where(directive == asked.directive_id)
    if asked.agency_id is not None and agency is not None:
        query = query.where(agency == asked.agency_id)
    if asked.state is not None:
        query = query.where(state == asked.state)
    if asked.number is not None:
        query = query.where(number == asked.number)
    return query.where(number > asked.after).order_by(number).limit(asked.limit)
