"""A faithful Zalo: answers as the real one is known to (errors with HTTP 200, numbers as strings, tokens used up).

In tests a `FakeZalo` runs in a thread and its state is steered; for a demonstration:
`python tests/fake_zalo.py --port 8200`, then point the three addresses of DONDOC_ZALO_FILE at it.
"""

import argparse
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
APP_ID, APP_SECRET, OA_SECRET = "4001", "bi-mat-ung-dung", "bi-mat-oa"
OA_ID = "579000000001"


@dataclass
class User:
    """A person at Zalo. `heard`: the last interaction with the OA."""

    follows: bool = True
    heard: datetime | None = None
    blocked: bool = False


@dataclass
class FakeZalo:
    """Zalo's state, to be steered by a test."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    users: dict[str, User] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)  # 84… -> Zalo id
    templates: dict[str, dict[str, int]] = field(default_factory=dict)  # id -> parameter: most characters
    tag: int = 2  # of the templates: 1 is sent round the clock
    quota: int = 500
    oa_quota: int | None = None
    budget: int | None = None  # calls until -32
    lifetime: int = 90_000
    fail_next: list[tuple[str, int]] = field(default_factory=list)  # (api, code)
    hang_up: str = ""  # api whose next answer never comes
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    access: dict[str, datetime] = field(default_factory=dict)  # token -> end
    refresh_used: dict[str, bool] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    refresh_pause: float = 0.0
    everybody: bool = False  # a demonstration: whoever is written to follows, has just written, and has a phone
    counted: int = 0
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def grant(self) -> tuple[str, str]:
        """A pair, as after a consent."""
        with self._lock:
            self.counted += 1
            access, refresh = f"access-{self.counted}", f"refresh-{self.counted}"
            self.access[access] = self.now() + timedelta(seconds=self.lifetime)
            self.refresh_used[refresh] = False
            return access, refresh

    def expire_tokens(self) -> None:
        """Every access token is dead from now on."""
        self.access = {token: self.now() - timedelta(seconds=1) for token in self.access}

    def texts(self, api: str) -> list[dict[str, Any]]:
        """What was taken by one API."""
        return [body for name, body in self.calls if name == api]


def signed(app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> str:
    """The header Zalo signs its calls with: plain SHA-256, over the bytes as they are sent."""
    mac = hashlib.sha256(app_id.encode() + raw + timestamp.encode() + oa_secret.encode())
    return f"mac={mac.hexdigest()}"


def _no(code: int, said: str) -> JSONResponse:
    return JSONResponse({"error": code, "message": said})


class _Server:
    def __init__(self, zalo: FakeZalo) -> None:
        self.zalo = zalo

    async def token(self, request: Request) -> Response:
        form = await request.form()
        zalo = self.zalo
        if request.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP_ID:
            return JSONResponse(
                {"error": -14001, "error_name": "Invalid app", "error_description": "app", "ref_doc": ""}
            )
        zalo.calls.append(("token", {k: str(v) for k, v in form.items()}))
        if form.get("grant_type") == "authorization_code":
            if form.get("code") != "ma-uy-quyen" or len(str(form.get("code_verifier"))) != 43:
                return JSONResponse({"error": -14003, "error_name": "Invalid code", "error_reason": "code"})
        else:
            refresh = str(form.get("refresh_token"))
            with zalo._lock:
                if zalo.refresh_used.get(refresh, True):
                    return JSONResponse({"error": -14014, "error_name": "Invalid refresh token"})
                zalo.refresh_used[refresh] = True
        if zalo.refresh_pause:
            time.sleep(zalo.refresh_pause)
        access, refresh = zalo.grant()
        return JSONResponse({"access_token": access, "refresh_token": refresh, "expires_in": str(zalo.lifetime)})

    def _gate(self, request: Request, api: str, *, dead: tuple[int, int]) -> Response | None:
        zalo = self.zalo
        if zalo.budget is not None:
            if zalo.budget <= 0:
                return _no(-32, "Request rate limit reached")
            zalo.budget -= 1
        given = request.headers.get("access_token", "")
        end = zalo.access.get(given)
        if end is None:
            return _no(dead[0], "Access token is invalid")
        if end <= zalo.now():
            return _no(dead[1], "Access token has expired")
        proof = request.headers.get("appsecret_proof")
        if proof and proof != hmac.new(APP_SECRET.encode(), given.encode(), hashlib.sha256).hexdigest():
            return _no(-242, "appsecret_proof is invalid")
        for number, (where, code) in enumerate(zalo.fail_next):
            if where == api:
                del zalo.fail_next[number]
                return _no(code, "as told")
        return None

    async def message(self, request: Request) -> Response:
        if refused := self._gate(request, "oa", dead=(-216, -220)):
            return refused
        body = await request.json()
        zalo = self.zalo
        uid = str(body.get("recipient", {}).get("user_id", ""))
        user = zalo.users.get(uid) or (User(heard=zalo.now()) if zalo.everybody else None)
        if user is None:
            return _no(-201, "user_id is invalid")
        if user.blocked:
            return _no(-217, "user blocked")
        if not user.follows:
            return _no(-213, "User has not followed OA")
        if user.heard is None or zalo.now() - user.heard > timedelta(days=7):
            return _no(-230, "User has not interacted with the OA in the past 7 days")
        if zalo.oa_quota is not None and zalo.oa_quota <= 0:
            return _no(-211, "Out of quota")
        message = body.get("message", {})
        if len(message.get("text", "")) > 2000:
            return _no(-210, "text is too long")
        if "attachment" in message and message["attachment"]["payload"].get("token") not in zalo.uploads:
            return _no(-201, "payload.token is invalid")
        if zalo.oa_quota is not None:
            zalo.oa_quota -= 1
        zalo.calls.append(("oa", body))
        self._maybe_hang_up("oa")
        number = f"oa{len(zalo.calls)}"
        return JSONResponse({"error": 0, "message": "Success", "data": {"message_id": number, "user_id": uid}})

    async def upload(self, request: Request) -> Response:
        if refused := self._gate(request, "upload", dead=(-216, -220)):
            return refused
        form = await request.form()
        file: Any = form["file"]
        data = await file.read()
        await form.close()
        if file.filename.rpartition(".")[2] not in ("pdf", "doc", "docx") or len(data) > 5 * 2**20:
            return _no(-201, "file is invalid")
        if not file.filename.isascii():
            return _no(-201, "file name is invalid")
        token = f"tep-{len(self.zalo.uploads) + 1}"
        self.zalo.uploads[token] = data
        return JSONResponse({"error": 0, "message": "Success", "data": {"token": token}})

    async def template(self, request: Request) -> Response:
        if refused := self._gate(request, "template", dead=(-124, -124)):
            return refused
        zalo, body = self.zalo, await request.json()
        code = self._template_fault(body)
        if code:
            return _no(code, "template message refused")
        zalo.quota -= 1
        zalo.calls.append(("template", body))
        self._maybe_hang_up("template")
        data = {
            "msg_id": f"zns{len(zalo.calls)}",
            "sent_time": str(int(zalo.now().timestamp() * 1000)),
            "quota": {"dailyQuota": "500", "remainingQuota": str(zalo.quota)},
        }
        return JSONResponse({"error": 0, "message": "Success", "data": data})

    def _template_fault(self, body: dict[str, Any]) -> int:
        zalo = self.zalo
        phone, caps = str(body.get("phone", "")), zalo.templates.get(str(body.get("template_id")))
        data = body.get("template_data") or {}
        hour = zalo.now().astimezone(VIETNAM).hour
        if caps is None:
            return -109
        if not (len(phone) == 11 and phone.startswith("84") and phone.isdigit()):
            return -108
        if set(caps) - set(data):
            return -1122
        if any(len(str(value)) > caps.get(name, 0) for name, value in data.items()):
            return -1121
        if any("http" in str(value) for value in data.values()):
            return -112  # links stand in the button, never in a text
        if phone not in zalo.phones and not zalo.everybody:
            return -118
        if zalo.tag != 1 and not 6 <= hour < 22:
            return -133
        return -144 if zalo.quota <= 0 else 0

    def _maybe_hang_up(self, api: str) -> None:
        if self.zalo.hang_up == api:
            self.zalo.hang_up = ""
            raise ConnectionAbortedError("as told")


def application(zalo: FakeZalo) -> Starlette:
    """Zalo's three services on one port."""
    server = _Server(zalo)
    return Starlette(
        routes=[
            Route("/v4/oa/access_token", server.token, methods=["POST"]),
            Route("/v3.0/oa/message/cs", server.message, methods=["POST"]),
            Route("/v2.0/oa/upload/file", server.upload, methods=["POST"]),
            Route("/message/template", server.template, methods=["POST"]),
        ]
    )


class _Hanging:
    """Breaks the line instead of answering when the application raises."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.app(scope, receive, send)
        except ConnectionAbortedError:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
            await send({"type": "http.response.body", "body": b"{", "more_body": False})


@contextmanager
def running(zalo: FakeZalo) -> Iterator[FakeZalo]:
    """The server on a free port of this machine, in a thread."""
    config = uvicorn.Config(_Hanging(application(zalo)), host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    zalo.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield zalo
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def main() -> None:
    parser = argparse.ArgumentParser(description="Zalo giả lập, để trình diễn")
    parser.add_argument("--port", type=int, default=8200)
    names = {"ten": 30, "don_vi": 100, "so_noi_dung": 30, "ngay": 30, "duong_dan": 200}
    zalo = FakeZalo(templates={"1": names}, tag=1, everybody=True, port=parser.parse_args().port)
    print(f"Zalo giả lập: {zalo.url}; app {APP_ID}, bí mật {APP_SECRET}, OA {OA_ID}, mã uỷ quyền: ma-uy-quyen")  # noqa: T201
    uvicorn.run(application(zalo), host="127.0.0.1", port=zalo.port)


if __name__ == "__main__":
    main()
