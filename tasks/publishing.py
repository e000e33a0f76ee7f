"""The leaders' pages in the Prefect UI: gather, build, publish what changed. And the report, frozen."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate, DeploymentUpdate
from prefect.exceptions import ObjectNotFound

from directive import dashboard
from directive.site import site_calendar
from directive.store import Store
from directive.store.operating import mark, set_mark
from tasks.clock import now
from tasks.rooms import Rooms, rooms

LIVING = "living-artifact"
"""The mark that holds the id of the leaders' overview: one artifact for ever, updated in place."""

RAW = "danh-sach"
"""The key of the full list, a table artifact."""


PICTURED = (
    "Bảng điều hành/Bảng điều hành",
    "Việc hằng ngày/Việc hằng ngày",
    "Tổng hợp báo cáo/Tổng hợp báo cáo",
    "Báo cáo chung/Báo cáo chung",
)
"""Deployments whose description shows the picture, beside the button that runs them: "flow/deployment"."""

_BELOW = "\n\n---\n\n"
"""What stands above it in a description is prefect.yaml's, what stands below is ours."""


class Sheet(NamedTuple):
    """One artifact as it should be."""

    key: str
    kind: str  # "markdown" or "table"
    description: str
    data: str


@task(task_run_name="cập nhật bảng điều hành", cache_policy=NO_CACHE, persist_result=False, retries=2)
def publish_dashboard(on: date) -> int:
    """Bring the leaders' pages up to a day; how many were written."""
    with rooms() as site:
        return publish(site, on=on, at=site.settings.instant(now()))


def publish(site: Rooms, *, on: date, at: datetime) -> int:
    """Write the pages that differ from what was last written.

    The overview is made outside any run, so that no vacuum deletes it with the run, and then only updated; the other
    pages are versions under their keys, so that yesterday's can still be opened.
    """
    with site.store.reading() as conn:
        overview = dashboard.gather(
            conn, on=on, at=at, calendar=site_calendar(conn), assumed=site.settings.today is not None
        )
    written = 0
    with get_client(sync_client=True) as client:
        for sheet in _sheets(overview, site.settings.public_url):
            if not _is_published(site.store, sheet):
                _write(client, site.store, sheet, at=at)
                set_mark(site.store, f"page-{sheet.key}", _fingerprint(sheet), at=at)
                written += 1
        written += _picture_deployments(client, dashboard.glance(overview, portal_url=site.settings.public_url))
    return written


def _sheets(overview: dashboard.Overview, portal_url: str) -> Iterator[Sheet]:
    for page in dashboard.pages(overview, portal_url=portal_url):
        yield Sheet(page.key, "markdown", page.description, page.markdown)
    rows = json.dumps(dashboard.rows(overview), ensure_ascii=False)
    yield Sheet(RAW, "table", "Toàn bộ nhiệm vụ còn mở, để tìm kiếm", rows)


def _write(client: SyncPrefectClient, store: Store, sheet: Sheet, *, at: datetime) -> None:
    new = ArtifactCreate(key=sheet.key, type=sheet.kind, data=sheet.data, description=sheet.description)
    if sheet.key != dashboard.OVERVIEW:
        client.create_artifact(new)
        return
    with store.reading() as conn:
        known = mark(conn, LIVING)
    if known is not None:
        try:
            client.update_artifact(UUID(known), ArtifactUpdate(data=sheet.data, description=sheet.description))
            return
        except ObjectNotFound:
            pass  # Prefect's database was made anew; the short address hides the new id
    set_mark(store, LIVING, str(client.create_artifact(new).id), at=at)


def _picture_deployments(client: SyncPrefectClient, glance: str) -> int:
    """Put the picture into the descriptions that do not show it yet; how many were written."""
    written = 0
    for name in PICTURED:
        try:
            known = client.read_deployment_by_name(name)
        except ObjectNotFound:
            continue  # not deployed here, e.g. where only the portal runs
        wanted = (known.description or "").partition(_BELOW)[0] + _BELOW + glance
        if known.description != wanted:
            client.update_deployment(known.id, DeploymentUpdate(description=wanted))
            written += 1
    return written


def _is_published(store: Store, sheet: Sheet) -> bool:
    with store.reading() as conn:
        return mark(conn, f"page-{sheet.key}") == _fingerprint(sheet)


def _fingerprint(sheet: Sheet) -> str:
    return hashlib.sha256(f"{sheet.description}\0{sheet.data}".encode()).hexdigest()
