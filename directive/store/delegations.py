"""Delegations inside an agency, and what colleagues wrote, as values."""

from sqlalchemy import Connection, select

from directive.store import tables as t
from directive.tracked import Contribution, Delegation


def delegations(
    conn: Connection,
    *,
    directive_id: int | None = None,
    agency_id: str | None = None,
    link_id: int | None = None,
    delegation_id: int | None = None,
) -> list[Delegation]:
    """Delegations, oldest first; also those that are over."""
    d = t.delegations.c
    query = select(t.delegations).order_by(d.delegation_id)
    for column, value in (
        (d.directive_id, directive_id),
        (d.agency_id, agency_id),
        (d.link_id, link_id),
        (d.delegation_id, delegation_id),
    ):
        if value is not None:
            query = query.where(column == value)
    return [Delegation.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def contributions(
    conn: Connection,
    *,
    directive_id: int | None = None,
    agency_id: str | None = None,
    delegation_id: int | None = None,
    waiting: bool = False,
) -> list[Contribution]:
    """What colleagues wrote, oldest first; `waiting` leaves out what lay before the head at a handing-in."""
    c = t.contributions.c
    query = select(t.contributions).order_by(c.contribution_id)
    for column, value in (
        (c.directive_id, directive_id),
        (c.agency_id, agency_id),
        (c.delegation_id, delegation_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if waiting:
        query = query.where(c.submission_id.is_(None))
    return [Contribution.model_validate(dict(row._mapping)) for row in conn.execute(query)]
