"""The guard before Prefect's server: an administrator, a leader who only reads, and nobody else."""

import gzip
import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest

from flows.guard import Guard

ADMIN = ("quan-tri", "mat-khau-1")
LEADER = ("lanh-dao", "mat-khau-2")


async def prefect(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
    """A server that tells who it believes is asking."""
    headers = dict(scope["headers"])
    said = {"auth": "BASIC", "as": headers.get(b"authorization", b"").decode(), "path": scope["path"]}
    body = json.dumps(said).encode()
    extra = []
    if b"gzip" in headers.get(b"accept-encoding", b""):  # as the real one does for every browser
        body, extra = gzip.compress(body), [(b"content-encoding", b"gzip")]
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length), *extra]})
    await send({"type": "http.response.body", "body": body[:5], "more_body": True})
    await send({"type": "http.response.body", "body": body[5:]})


async def ask(method: str, path: str, who: tuple[str, str] | None) -> httpx.Response:
    guard = Guard(prefect, admin_password=ADMIN[1], leader_password=LEADER[1])
    transport = httpx.ASGITransport(app=guard)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://bang.example") as client:
        return await client.request(method, path, auth=who)


def status(method: str, path: str, who: tuple[str, str] | None) -> int:
    return anyio.run(ask, method, path, who).status_code


@pytest.mark.parametrize(
    ("method", "path", "admin", "leader", "nobody"),
    [
        ("GET", "/v2/dashboard", 200, 200, 401),
        ("POST", "/api/flow_runs/filter", 200, 200, 401),
        ("POST", "/api/artifacts/latest/filter", 200, 200, 401),
        ("POST", "/api/ui/flow_runs/count-task-runs", 200, 200, 401),
        ("POST", "/api/deployments/1/create_flow_run", 200, 403, 401),
        ("DELETE", "/api/flow_runs/1", 200, 403, 401),
        ("PATCH", "/api/deployments/1", 200, 403, 401),
        ("POST", "/api/block_documents/filter", 200, 403, 401),
        ("GET", "/api/block_documents/1", 200, 403, 401),
        ("POST", "/api/variables/filter", 200, 403, 401),
        ("GET", "/api/admin/version", 200, 200, 401),
        ("POST", "/api/admin/database/clear", 200, 403, 401),
        ("GET", "/api/health", 200, 200, 200),
        ("GET", "/bang", 200, 200, 200),
    ],
)
def test_who_may_do_what(method: str, path: str, admin: int, leader: int, nobody: int) -> None:
    assert [status(method, path, who) for who in (ADMIN, LEADER, None)] == [admin, leader, nobody]


@pytest.mark.parametrize(
    "who", [("quan-tri", "mat-khau-2"), ("lanh-dao", ""), ("quan-tri", "mật-khẩu"), ("ai-do", "mat-khau-1")]
)
def test_a_wrong_password_is_refused(who: tuple[str, str]) -> None:
    assert status("GET", "/v2/dashboard", who) == 401


def test_a_leader_reaches_the_server_with_the_real_credential() -> None:
    asked = anyio.run(ask, "GET", "/api/flows/1", LEADER).json()

    assert asked["as"] == httpx.BasicAuth(*ADMIN)._auth_header


def test_the_page_does_not_ask_for_a_second_login() -> None:
    assert anyio.run(ask, "GET", "/ui-settings", LEADER).json()["auth"] is None


def test_without_a_password_everybody_passes() -> None:
    async def open_door() -> int:
        guard = Guard(prefect, admin_password="", leader_password="")
        transport = httpx.ASGITransport(app=guard)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://bang.example") as client:
            return (await client.delete("/api/flow_runs/1")).status_code

    assert anyio.run(open_door) == 200
