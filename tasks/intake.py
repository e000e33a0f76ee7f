"""Thin Prefect tasks around intake: open the site, call one plain function, hand back plain values."""

from datetime import date, datetime
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from directive import intake
from directive.errors import BadInput
from directive.store import directives
from tasks.rooms import rooms


@task(task_run_name="đọc {path}", cache_policy=NO_CACHE, persist_result=False)
def take_in_file(path: str, *, office_id: str | None, on: date, at: datetime, by: str) -> tuple[int, int]:
    """Read a file of the server's disk and keep it as a draft: its number and how many assignments it holds."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được tệp {path}: {error.strerror}. Kiểm tra đường dẫn và quyền đọc.") from error
    with rooms() as site:
        directive = intake.take_in(
            site.store, site.files, data=data, name=Path(path).name, office_id=office_id, on=on, at=at, by=by
        )
        return directive.directive_id, len(directive.proposal.assignments)


@task(task_run_name="ban hành văn bản số {directive_id}", cache_policy=NO_CACHE, persist_result=False)
def issue_directive(directive_id: int, *, number: str, issued_on: date, at: datetime, by: str) -> int:
    """Supply number and date: how many obligations it laid on agencies."""
    with rooms() as site:
        intake.issue(site.store, directive_id=directive_id, number=number, issued_on=issued_on, at=at, by=by)
        with site.store.reading() as conn:
            return len(directives.obligations(conn, directive_id=directive_id))
