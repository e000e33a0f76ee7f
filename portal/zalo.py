"""`/zalo`: Zalo calls us. The signature is checked over the bytes as they came, the call is written down, 200 is said.

mac = SHA-256 of app id, raw body, timestamp (from the body), OA secret: plain, not HMAC, and not the app's secret.
Zalo repeats a call that is not answered within two seconds, so nothing is worked through here.
"""

import hashlib
import hmac
import json
import logging
from datetime import UTC, datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from directive.store import hooks
from portal.site import Site

log = logging.getLogger(__name__)

MAX_CALL = 256 * 1024  # bytes
HEADER = "X-ZEvent-Signature"


async def call(request: Request) -> Response:
    """One call of Zalo. A call without a good signature gets no word of explanation."""
    request.scope["dondoc_route"] = "/zalo"
    site: Site = request.app.state.site
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MAX_CALL:
                return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=400)
    return await run_in_threadpool(_kept, site, bytes(raw), request.headers.get(HEADER, ""))


def _kept(site: Site, raw: bytes, signature: str) -> Response:
    settings = site.settings
    app_id, secret = settings.zalo_app_id, settings.zalo_oa_secret.get_secret_value()
    try:
        said = json.loads(raw)
        stamp = str(said["timestamp"])
    except (ValueError, KeyError, TypeError):
        return Response(status_code=403)
    if not app_id or not secret or not fits(signature, app_id=app_id, raw=raw, timestamp=stamp, oa_secret=secret):
        log.warning("a call to /zalo had no good signature")
        return Response(status_code=403)
    now = site.now()
    if not _is_recent(stamp, now, timedelta(minutes=settings.zalo_call_minutes)):
        log.warning("a call to /zalo is too old: %s", stamp[:20])
        return Response(status_code=403)
    hooks.keep(site.store, hooks.Hook(_key(said, raw), "zalo", now, raw.decode("utf-8", "replace")))
    return Response(status_code=200)


def mac(*, app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> str:
    """What Zalo signs a call with, in hexadecimal."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + oa_secret.encode()).hexdigest()


def fits(signature: str, *, app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> bool:
    """Whether a signature belongs to these bytes, in constant time."""
    wanted = mac(app_id=app_id, raw=raw, timestamp=timestamp, oa_secret=oa_secret)
    given = signature.strip().removeprefix("mac=").lower()
    return hmac.compare_digest(given.encode(), wanted.encode())


def _is_recent(stamp: str, now: datetime, within: timedelta) -> bool:
    """Milliseconds since 1970, as text."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 14):
        return False
    at = datetime.fromtimestamp(int(stamp) / 1000, tz=UTC)
    return abs(now - at) <= within


def _key(said: object, raw: bytes) -> str:
    """One call, one key, however often it is repeated: the id of its message, else its very bytes."""
    message = said.get("message") if isinstance(said, dict) else None
    event = str(said.get("event_name", "")) if isinstance(said, dict) else ""
    number = str(message.get("msg_id", "")) if isinstance(message, dict) else ""
    return hashlib.sha256(f"{event}:{number}".encode() if number else raw).hexdigest()
