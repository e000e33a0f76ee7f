"""Directives, obligations and their Dues, as values."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from directive.document import Document
from directive.errors import NotFound
from directive.obligations import Directive, Kind, Obligation, Proposal, Stage
from directive.store import tables as t
from directive.tracked import Due


def one(conn: Connection, directive_id: int) -> Directive:
    """The directive with this id; NotFound when there is none."""
    row = conn.execute(select(t.directives).where(t.directives.c.directive_id == directive_id)).one_or_none()
    if row is None:
        raise NotFound(f"Không có văn bản số {directive_id} trong kho. Xem danh sách bằng `dondoc status`.")
    return _directive(row)


def stage(conn: Connection, directive_id: int) -> Stage:
    """Where a directive is, without loading its text."""
    found = conn.execute(select(t.directives.c.stage).where(t.directives.c.directive_id == directive_id)).scalar()
    if found is None:
        raise NotFound(f"Không có văn bản số {directive_id} trong kho. Xem danh sách bằng `dondoc status`.")
    return Stage(found)


def every(conn: Connection, *, stage: Stage | None = None) -> list[Directive]:
    """All directives in order of arrival. For lists; a sweep never loads them all."""
    query = select(t.directives).order_by(t.directives.c.directive_id)
    if stage is not None:
        query = query.where(t.directives.c.stage == stage)
    return [_directive(row) for row in conn.execute(query)]


class Given(NamedTuple):
    """Who gave a directive, and whose office follows it."""

    directive_id: int
    issuer: str | None
    assigner: str | None
    office_id: str | None


def given_by(conn: Connection, *, directive_ids: Collection[int]) -> list[Given]:
    """Who gave these directives, without their texts. Read as a whole: thousands of ids cost more than the table."""
    d = t.directives.c
    rows = conn.execute(select(d.directive_id, d.issuer, d.assigner, d.office_id).order_by(d.directive_id))
    return [Given(*row) for row in rows if row[0] in directive_ids]


def with_file(conn: Connection, sha256: str) -> list[int]:
    """Ids of directives made from the very same file."""
    query = select(t.directives.c.directive_id).where(t.directives.c.file_sha256 == sha256)
    return [int(i) for i in conn.execute(query).scalars()]


def obligations(
    conn: Connection,
    *,
    directive_id: int | None = None,
    owner_id: str | None = None,
    ids: Collection[int] | None = None,
    kind: Kind | None = None,
) -> list[Obligation]:
    """Obligations in the order of the letter. At least one of the filters should narrow the set."""
    query = select(t.obligations).order_by(t.obligations.c.obligation_id)
    for column, value in (("directive_id", directive_id), ("owner_id", owner_id), ("kind", kind)):
        if value is not None:
            query = query.where(t.obligations.c[column] == value)
    if ids is not None:
        query = query.where(t.obligations.c.obligation_id.in_(list(ids)))
    return [_obligation(row) for row in conn.execute(query)]


def obligation(conn: Connection, obligation_id: int) -> Obligation:
    """One obligation; NotFound when there is none."""
    found = obligations(conn, ids=[obligation_id])
    if not found:
        raise NotFound(f"Không có nhiệm vụ số {obligation_id}.")
    return found[0]


def dues(
    conn: Connection,
    *,
    directive_id: int | None = None,
    obligation_ids: Collection[int] | None = None,
    ids: Collection[int] | None = None,
) -> list[Due]:
    """Dues in order of their number."""
    query = select(t.dues).order_by(t.dues.c.due_id)
    if directive_id is not None:
        query = query.where(t.dues.c.directive_id == directive_id)
    if obligation_ids is not None:
        query = query.where(t.dues.c.obligation_id.in_(list(obligation_ids)))
    if ids is not None:
        query = query.where(t.dues.c.due_id.in_(list(ids)))
    return [_due(row) for row in conn.execute(query)]


def due(conn: Connection, due_id: int) -> Due:
    """One Due; NotFound when there is none."""
    found = dues(conn, ids=[due_id])
    if not found:
        raise NotFound(f"Không có kỳ hạn số {due_id}. Xem các kỳ hạn của một văn bản bằng `dondoc status SỐ`.")
    return found[0]


def to_renew(conn: Connection, *, on: date) -> list[int]:
    """Ids of directives whose recurring obligations need the Dues of another year."""
    d = t.directives.c
    query = select(d.directive_id).where(d.renew_on <= on, d.stage == Stage.ISSUED).order_by(d.directive_id)
    return [int(i) for i in conn.execute(query).scalars()]


def compile_due(conn: Connection, *, directive_id: int, period: str) -> Due | None:
    """The collector's Due for a period, which no member's Due may outlast."""
    query = (
        select(t.dues)
        .join(t.obligations, t.obligations.c.obligation_id == t.dues.c.obligation_id)
        .where(t.dues.c.directive_id == directive_id, t.dues.c.period == period)
        .where(t.obligations.c.kind == Kind.COMPILE)
    )
    row = conn.execute(query).first()
    return None if row is None else _due(row)


def _directive(row: Row[Any]) -> Directive:
    fields = dict(row._mapping)
    fields["document"] = Document.model_validate_json(fields["document"])
    fields["proposal"] = Proposal.model_validate_json(fields["proposal"])
    return Directive(**fields)


def _obligation(row: Row[Any]) -> Obligation:
    return Obligation.model_validate(dict(row._mapping))


def _due(row: Row[Any]) -> Due:
    return Due.model_validate(dict(row._mapping))
