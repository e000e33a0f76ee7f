"""Answers, extensions and contests, as values."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from directive.errors import NotFound
from directive.store import tables as t
from directive.tracked import Contest, Extension, ExtensionState, Reply, ReplyState


def replies(
    conn: Connection,
    *,
    directive_id: int | None = None,
    agency_id: str | None = None,
    obligation_ids: Collection[int] | None = None,
    ids: Collection[int] | None = None,
    since: date | None = None,
    current: bool = True,
) -> list[Reply]:
    """Answers from the oldest to the newest; `current` leaves out those replaced by later edits."""
    query = select(t.replies).order_by(t.replies.c.reply_id)
    if directive_id is not None:
        query = query.where(t.replies.c.directive_id == directive_id)
    if agency_id is not None:
        query = query.where(t.replies.c.agency_id == agency_id)
    if obligation_ids is not None:
        query = query.where(t.replies.c.obligation_id.in_(list(obligation_ids)))
    if ids is not None:
        query = query.where(t.replies.c.reply_id.in_(list(ids)))
    if since is not None:
        query = query.where(t.replies.c.on >= since)
    if current:
        query = query.where(t.replies.c.state != ReplyState.REPLACED)
    return [Reply.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def unreviewed(conn: Connection, *, obligation_ids: Collection[int], period_due_id: int | None) -> list[Reply]:
    """Answers to these obligations for one period (None: between periods) that nobody has reviewed yet."""
    query = (
        select(t.replies)
        .join(t.submissions, t.submissions.c.submission_id == t.replies.c.submission_id)
        .where(
            t.replies.c.obligation_id.in_(list(obligation_ids)),
            t.replies.c.state == ReplyState.SUBMITTED,
            t.submissions.c.due_id.is_not_distinct_from(period_due_id),
        )
        .order_by(t.replies.c.reply_id)
    )
    return [Reply.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def submission_with_key(conn: Connection, idempotency_key: str) -> int | None:
    """The submission this form already made, when it was sent twice."""
    query = select(t.submissions.c.submission_id).where(t.submissions.c.idempotency_key == idempotency_key)
    found = conn.execute(query).scalar()
    return None if found is None else int(found)


def extensions(
    conn: Connection,
    *,
    directive_id: int | None = None,
    due_ids: Collection[int] | None = None,
    open_only: bool = False,
) -> list[Extension]:
    """Requests for more time, oldest first."""
    query = select(t.extensions).order_by(t.extensions.c.extension_id)
    if directive_id is not None:
        query = query.where(t.extensions.c.directive_id == directive_id)
    if due_ids is not None:
        query = query.where(t.extensions.c.due_id.in_(list(due_ids)))
    if open_only:
        query = query.where(t.extensions.c.state == ExtensionState.ASKED)
    return [Extension.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def extension(conn: Connection, extension_id: int) -> Extension:
    """One request; NotFound when there is none."""
    row = conn.execute(select(t.extensions).where(t.extensions.c.extension_id == extension_id)).one_or_none()
    if row is None:
        raise NotFound(f"Không có đề nghị gia hạn số {extension_id}.")
    return Extension.model_validate(dict(row._mapping))


def contests(conn: Connection, *, directive_id: int | None = None, open_only: bool = False) -> list[Contest]:
    """Objections of competence, oldest first."""
    query = select(t.contests).order_by(t.contests.c.contest_id)
    if directive_id is not None:
        query = query.where(t.contests.c.directive_id == directive_id)
    if open_only:
        query = query.where(t.contests.c.upheld.is_(None))
    return [Contest.model_validate(dict(row._mapping)) for row in conn.execute(query)]
