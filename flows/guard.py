"""A small guard before Prefect's server: administrator, and leader = read only.

Prefect knows one credential with full rights. The guard asks for HTTP Basic: the administrator passes; a leader may
read, and the header is swapped for the real credential. Without passwords (a trial on one machine) everybody passes.
"""

import base64
import json
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

READING = re.compile(
    r"^/api/(?:[a-z_]+/)*(?:filter|count|history|paginate|lateness|latest/filter|latest/count|count-by/[a-z-]+"
    r"|get_scheduled_flow_runs|next)$|^/api/ui/"
)
"""Addresses that Prefect's pages POST to although they only read."""

SECRETS = re.compile(
    r"^/api/(?:block_documents|block_types/slug/[^/]+/block_documents|variables|admin/(?!version|settings))"
)
"""Addresses that would show a leader secrets, or let one change the server."""

OPEN = re.compile(r"^/(?:api/health|api/ready|bang)$")
"""Answered without a name: health for monitors, and the short address that only redirects."""


class Guard:
    """ASGI wrapper of Prefect's application."""

    def __init__(self, app: App, *, admin_password: str, leader_password: str) -> None:
        self.app = app
        self.admin = ("quan-tri", admin_password)
        self.leader = ("lanh-dao", leader_password)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.admin[1] or OPEN.match(scope["path"]):
            await self.app(scope, receive, send)  # websockets authenticate themselves
            return
        who = self._who(scope)
        if who is None:
            await _answer(
                send, 401, "Cần đăng nhập.", [(b"www-authenticate", b'Basic realm="dondoc", charset="UTF-8"')]
            )
        elif who == "leader" and not _may_read(scope["method"], scope["path"]):
            await _answer(send, 403, "Tài khoản lãnh đạo chỉ được xem.")
        elif scope["path"] == "/ui-settings":
            await self.app(_uncompressed(self._as_admin(scope)), receive, _without_second_login(send))
        else:
            await self.app(self._as_admin(scope), receive, send)

    def _who(self, scope: Scope) -> str | None:
        given = _credentials(scope)
        if given is None:
            return None
        for role, (name, password) in (("admin", self.admin), ("leader", self.leader)):
            wanted = f"{name}:{password}".encode()
            if password and secrets.compare_digest(given, wanted):
                return role
        return None

    def _as_admin(self, scope: Scope) -> Scope:
        token = base64.b64encode(":".join(self.admin).encode())
        headers = [(k, v) for k, v in scope["headers"] if k != b"authorization"]
        return {**scope, "headers": [*headers, (b"authorization", b"Basic " + token)]}


def _may_read(method: str, path: str) -> bool:
    if SECRETS.match(path):
        return False
    return method in ("GET", "HEAD", "OPTIONS") or bool(READING.match(path))


def _credentials(scope: Scope) -> bytes | None:
    for key, value in scope["headers"]:
        if key == b"authorization" and value.lower().startswith(b"basic "):
            try:
                return base64.b64decode(value[6:], validate=True)
            except ValueError:
                return None
    return None


def _uncompressed(scope: Scope) -> Scope:
    """Ask for an answer that can be read: Prefect compresses whatever a browser takes."""
    return {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]}


def _without_second_login(send: Send) -> Send:
    """Tell the page that no login is needed: the guard has asked already."""
    head: MutableMapping[str, Any] = {}
    body = bytearray()

    async def rewritten(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            head.update(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        said = json.dumps(json.loads(bytes(body)) | {"auth": None}).encode()
        headers = [(k, v) for k, v in head["headers"] if k.lower() != b"content-length"]
        await send({**head, "headers": [*headers, (b"content-length", str(len(said)).encode())]})
        await send({"type": "http.response.body", "body": said})

    return rewritten


async def _answer(send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*plain, *(headers or [])]})
    await send({"type": "http.response.body", "body": text.encode()})
