"""What every answer carries and every request meets: headers, a rate limit, a line in the log without any key."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the key stands in the address
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
A_YEAR = "max-age=31536000"
STATIC = "/tinh"


def _is_static(scope: Scope) -> bool:
    return str(scope.get("path", "")).startswith(f"{STATIC}/")


Count = Callable[[str, str, int, float], None]
"""Counts one request: method, route, status, seconds."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Limiter:
    """Token buckets in memory, the oldest forgotten first: a flood of made-up keys cannot fill the machine."""

    def __init__(self, *, per_minute: float, burst: float, remember: int = 20_000) -> None:
        self.per_minute, self.burst, self.remember = per_minute, burst, remember
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, who: str, at: datetime) -> bool:
        """Take one token from the bucket of `who`; False when there is none."""
        bucket = self._filled(who, at)
        allowed = bucket.left >= 1
        if allowed:
            bucket.left -= 1
        return allowed

    def spent(self, who: str, at: datetime) -> bool:
        """Whether the bucket of `who` is empty; takes nothing."""
        return who in self._buckets and self._filled(who, at).left < 1

    def _filled(self, who: str, at: datetime) -> _Bucket:
        bucket = self._buckets.pop(who, None) or _Bucket(self.burst, at)
        minutes = max((at - bucket.at).total_seconds(), 0) / 60
        bucket.left = min(self.burst, bucket.left + minutes * self.per_minute)
        bucket.at = at
        self._buckets[who] = bucket
        while len(self._buckets) > self.remember:
            self._buckets.popitem(last=False)
        return bucket


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute. Guesses are what came from one address and met no page (404): few are needed to be wrong."""

    per_key: Limiter
    per_address: Limiter
    guesses: Limiter

    @classmethod
    def usual(cls) -> "Limits":
        return cls(
            per_key=Limiter(per_minute=60, burst=120),
            per_address=Limiter(per_minute=600, burst=1200),  # a whole district may stand behind one address
            guesses=Limiter(per_minute=6, burst=30),
        )


def address(scope: Scope) -> str:
    """Where a request comes from. Behind a proxy, uvicorn has put the true address here."""
    client = scope.get("client")
    return str(client[0]) if client else "?"


def may_pass(limits: Limits, request: Request, now: datetime) -> bool:
    """Whether this request is within the limits of its address and key."""
    where = address(request.scope)
    if not limits.per_address.allows(where, now) or limits.guesses.spent(where, now):
        return False
    key = request.path_params.get("key")
    return key is None or limits.per_key.allows(sha256(str(key).encode()).hexdigest(), now)


class Shield:
    """Outermost layer: adds the headers and writes the log line; the address in it is the route's pattern."""

    def __init__(self, app: ASGIApp, *, now: Callable[[], datetime], limits: Limits, https: bool, count: Count) -> None:
        self.app, self.now, self.limits, self.https, self.count = app, now, limits, https, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = self.now()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), kept=_is_static(scope))
                self._account(scope, int(message["status"]), started)
            await send(message)

        await self.app(scope, receive, guarded)

    def _add_headers(self, headers: MutableHeaders, *, kept: bool) -> None:
        if kept:  # its address changes with its content
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self.https:
            headers.setdefault("Strict-Transport-Security", A_YEAR)

    def _account(self, scope: Scope, status: int, started: datetime) -> None:
        now = self.now()
        if status == 404:
            self.limits.guesses.allows(address(scope), now)
        route = scope.get("dondoc_route", STATIC if _is_static(scope) else "(?)")
        took = max((now - started).total_seconds(), 0)
        self.count(scope["method"], route, status, took)
        # Never the path itself: it holds the key.
        log.info("%s %s %s %.0f ms", scope["method"], route, status, took * 1000)
