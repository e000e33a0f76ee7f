"""Two cookies: one that ties a form to the browser it was shown in, one that keeps an operator or reader signed in."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from directive.ledger import Link, Purpose
from directive.values import Frozen
from portal.site import Site

FORM_COOKIE = "dondoc_bieu_mau"
SESSION_COOKIE = "dondoc_phien"
FORM_LIFE = 30 * 24 * 3600  # seconds; a form left open over a long holiday can still be sent
SESSION_LIFE = 10 * 3600  # seconds: one working day
TOKEN_FIELD = "ma_bieu_mau"


class Session(Frozen):
    """Who is signed in. A session carries no right to answer for an agency."""

    purpose: Purpose
    link_id: int | None
    name: str
    until: datetime
    contact_id: int | None = None


def form_seed(request: Request) -> str:
    """The browser's own random value, a new one when it has none or a strange one."""
    seed = request.cookies.get(FORM_COOKIE, "")
    return seed if len(seed) == 43 and seed.isascii() else secrets.token_urlsafe(32)


def form_token(site: Site, seed: str) -> str:
    """What the forms on a page carry: useless without the cookie, and the cookie is useless without it."""
    return hmac.new(site.secret, b"portal.form.v1:" + seed.encode(), sha256).hexdigest()


def token_fits(site: Site, request: Request, token: str) -> bool:
    """Whether a form was shown by us to this very browser."""
    seed = request.cookies.get(FORM_COOKIE, "")
    return bool(seed) and hmac.compare_digest(form_token(site, seed).encode(), token.encode())


def comes_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site's page sent the form."""
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("origin")
    return origin not in (None, "null") and str(origin).split("://")[-1] != request.headers.get("host")


def set_form_cookie(site: Site, response: Response, seed: str) -> None:
    _set(site, response, FORM_COOKIE, seed, FORM_LIFE)


def session_of(site: Site, request: Request, at: datetime) -> Session | None:
    """Who is signed in, None when nobody is or the session is over."""
    try:
        session = Session.model_validate(_signer(site).loads(request.cookies.get(SESSION_COOKIE, "")))
    except (BadSignature, ValueError):
        return None
    return session if at < session.until else None


def sign_in(site: Site, response: Response, session: Session) -> None:
    value = _signer(site).dumps(session.model_dump(mode="json"))
    _set(site, response, SESSION_COOKIE, str(value), SESSION_LIFE)


def sign_out(response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


def session_for(link: Link, *, name: str, until: datetime) -> Session:
    return Session(purpose=link.purpose, link_id=link.link_id, name=name, until=until, contact_id=link.contact_id)


def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.secret, salt="portal.session.v1", signer_kwargs={"digest_method": sha256})


def _set(site: Site, response: Response, name: str, value: str, life: int) -> None:
    secure = site.settings.public_url.startswith("https://")
    response.set_cookie(name, value, max_age=life, path="/", httponly=True, samesite="lax", secure=secure)
