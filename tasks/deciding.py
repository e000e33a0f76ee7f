"""Thin Prefect tasks around decisions about answers and extensions."""

from datetime import date, datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from directive import answering, extending
from directive.answering import Decision
from directive.errors import NotFound
from directive.store import replies
from tasks.rooms import rooms


@task(task_run_name="gia hạn số {extension_id}", cache_policy=NO_CACHE, persist_result=False)
def decide_one_extension(
    extension_id: int, *, agreed: bool, granted_on: date | None, remark: str, on: date, at: datetime, by: str
) -> str:
    """Decide about more time; what was decided, in words."""
    with rooms() as site:
        decided = extending.decide(
            site.store,
            extension_id=extension_id,
            agreed=agreed,
            granted_on=granted_on,
            remark=remark,
            on=on,
            at=at,
            by=by,
        )
    return f"Gia hạn đến {decided.granted_on:%d/%m/%Y}" if decided.granted_on else "Không gia hạn"


@task(task_run_name="xem xét báo cáo số {reply_id}", cache_policy=NO_CACHE, persist_result=False)
def review_one_reply(reply_id: int, *, accepted: bool, remark: str, on: date, at: datetime, by: str) -> None:
    """Accept or return one answer."""
    with rooms() as site:
        with site.store.reading() as conn:
            found = replies.replies(conn, ids=[reply_id])
        if not found:
            raise NotFound(f"Không có báo cáo số {reply_id}.")
        verdict = Decision(reply_id=reply_id, accepted=accepted, remark=remark)
        answering.review(site.store, directive_id=found[0].directive_id, verdicts=[verdict], on=on, at=at, by=by)
