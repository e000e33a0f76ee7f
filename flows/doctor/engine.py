"""Prefect, asked over HTTP as a monitor would: does it answer, is everything deployed, are runs scheduled ahead."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from directive.calendar import VIETNAM
from directive.settings import Settings
from flows.doctor.finding import Finding, bad, good, odd
from flows.engine import POOL, deployments_file, engine_environment

ENGINE, SCHEDULES, WORKER = "Prefect", "lịch chạy", "bộ chạy luồng"
ALIVE = timedelta(minutes=3)


class Wanted(NamedTuple):
    """A deployment of prefect.yaml."""

    name: str
    scheduled: bool


def engine(settings: Settings) -> Iterator[Finding]:
    """Everything about Prefect; when it does not answer, only that."""
    env = engine_environment(settings)
    api = env["PREFECT_API_URL"]
    auth = tuple(env["PREFECT_API_AUTH_STRING"].split(":", 1)) if "PREFECT_API_AUTH_STRING" in env else None
    try:
        with httpx.Client(base_url=api, auth=auth, timeout=10) as client:  # type: ignore[arg-type]
            client.get("/health").raise_for_status()
            yield _version(client)
            _trust(client)
            yield from schedules(client, wanted_deployments())
            yield worker(client)
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        remedy = "Kiểm tra DONDOC_ADMIN_PASSWORD (hoặc PREFECT_API_AUTH_STRING)" if status in (401, 403) else ""
        yield bad(ENGINE, f"{api} trả lời {status}", remedy or "Xem nhật ký prefect.log")
    except httpx.HTTPError as error:
        words = f"không trả lời ở {api} ({type(error).__name__})"
        yield bad(ENGINE, words, "Chạy `dondoc up` hoặc dịch vụ dondoc; xem nhật ký prefect.log")


def wanted_deployments() -> list[Wanted]:
    """Names in prefect.yaml, without a YAML library: each stands on a line of its own form."""
    text = deployments_file().read_text(encoding="utf-8")
    parts = re.split(r"^- name: *", text, flags=re.MULTILINE)[1:]
    return [Wanted(part.splitlines()[0].strip(), "\n  schedules:" in part) for part in parts]


def schedules(client: httpx.Client, wanted: list[Wanted]) -> Iterator[Finding]:
    """Every deployment of the file is there, none is paused, and those with hours have runs ahead.

    A healthy server whose scheduler creates no runs is the one fault that shows nowhere else.
    """
    there = {one["name"]: one for one in _all(client, "/deployments/filter")}
    missing = [one.name for one in wanted if one.name not in there]
    if missing:
        yield bad(
            SCHEDULES, f"chưa triển khai: {', '.join(missing)}", "Chạy `python -m flows.provision` hoặc `dondoc up`"
        )
        return
    paused = [one.name for one in wanted if one.scheduled and _is_paused(there[one.name])]
    if paused:
        yield odd(SCHEDULES, f"đang tạm dừng: {', '.join(paused)}", "Mở luồng trong giao diện Prefect, bật lại lịch")
    timed = {str(there[one.name]["id"]): one.name for one in wanted if one.scheduled and one.name not in paused}
    runs = _scheduled_runs(client, list(timed))
    idle = [name for number, name in timed.items() if number not in {str(run["deployment_id"]) for run in runs}]
    if idle:
        remedy = "Khởi động lại máy chủ Prefect; kiểm tra phiên bản SQLAlchemy và FastAPI (dòng “phiên bản”)"
        yield bad(SCHEDULES, f"không có lượt chạy nào sắp tới: {', '.join(idle)}", remedy)
    late = [run for run in runs if run["state_name"] == "Late"]
    if late:
        yield odd(SCHEDULES, f"{len(late)} lượt đã quá giờ mà chưa chạy", "Xem bộ chạy luồng có đang chạy không")
    if not idle and not paused:
        first = min((run["expected_start_time"] for run in runs), default=None)
        next_at = f"; lượt tới lúc {_vietnam(first)}" if first else ""
        yield good(SCHEDULES, f"{len(wanted)} luồng, {len(timed)} có giờ{next_at}")


def worker(client: httpx.Client) -> Finding:
    """Whether somebody runs what is scheduled."""
    answer = client.post(f"/work_pools/{POOL}/workers/filter", json={})
    if answer.status_code == 404:
        return bad(WORKER, f"chưa có nhóm việc {POOL}", "Chạy `python -m flows.provision` hoặc `dondoc up`")
    answer.raise_for_status()
    beats = {one["name"]: datetime.fromisoformat(one["last_heartbeat_time"]) for one in answer.json()}
    alive = [name for name, at in beats.items() if datetime.now(UTC) - at < ALIVE]
    if not alive:
        remedy = "Chạy `dondoc up`, hoặc dịch vụ dondoc-worker; xem nhật ký worker.log"
        return bad(WORKER, "không có bộ chạy nào đang hoạt động: không luồng nào được chạy", remedy)
    return good(WORKER, f"{len(alive)} đang hoạt động ({', '.join(sorted(alive)[:5])})")


def _version(client: httpx.Client) -> Finding:
    answer = client.get("/admin/version")
    answer.raise_for_status()
    found, ours = str(answer.json()), metadata.version("prefect")
    if found.split(".")[:2] != ours.split(".")[:2]:
        return odd(ENGINE, f"máy chủ {found}, máy này {ours}", "Dùng cùng một phiên bản ở mọi máy")
    return good(ENGINE, f"{found} trả lời ở {client.base_url}")


def _trust(client: httpx.Client) -> None:
    """Prefect wants a token with whatever is posted, when the site protects it so."""
    name = str(uuid4())
    answer = client.get("/csrf-token", params={"client": name})
    if answer.status_code == 200:
        client.headers.update({"Prefect-Csrf-Token": answer.json()["token"], "Prefect-Csrf-Client": name})


def _all(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    answer = client.post(path, json={"limit": 200})
    answer.raise_for_status()
    return list(answer.json())


def _scheduled_runs(client: httpx.Client, deployment_ids: list[str]) -> list[dict[str, Any]]:
    """The next runs of each deployment."""
    runs: list[dict[str, Any]] = []
    for number in deployment_ids:
        wanted = {"deployment_id": {"any_": [number]}, "state": {"type": {"any_": ["SCHEDULED"]}}}
        answer = client.post(
            "/flow_runs/filter", json={"flow_runs": wanted, "sort": "EXPECTED_START_TIME_ASC", "limit": 20}
        )
        answer.raise_for_status()
        runs += answer.json()
    return runs


def _is_paused(deployment: dict[str, Any]) -> bool:
    active = [one for one in deployment.get("schedules") or [] if one.get("active", True)]
    return bool(deployment.get("paused")) or not active


def _vietnam(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(VIETNAM):%H:%M %d/%m}"
