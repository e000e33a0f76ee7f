"""`/vao-bang-tai-khoan`: sign in with the office's own account. What this browser asked is kept in a short cookie, so
that an answer to somebody else's question opens nothing."""

import secrets
from datetime import timedelta
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import RedirectResponse, Response

from directive.errors import NotFound
from portal.cookies import SESSION_LIFE, Session, sign_in
from portal.doors import NO_SUCH_PAGE
from portal.identity import NotAdmitted, Provider
from portal.login import HOMES, inside
from portal.pages import go, page
from portal.site import Visit

COOKIE = "dondoc_dang_nhap"
_LIFE = 600  # seconds to type a password and a second factor


def ask(visit: Visit) -> Response:
    """Off to the provider. Nothing is kept here; the browser keeps its own question."""
    provider = _provider(visit)
    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    try:
        response: Response = RedirectResponse(
            provider.address(state=state, nonce=nonce, verifier=verifier), status_code=303
        )
    except NotAdmitted as error:
        return _refused(visit, error)
    asked = [state, nonce, verifier, inside(visit.asked("toi"))]
    _set(visit, response, str(_signer(visit).dumps(asked)))
    return response


def come_back(visit: Visit) -> Response:
    """Back from the provider: the session begins, or a sentence says why not."""
    provider = _provider(visit)
    try:
        state, nonce, verifier, to = _asked(visit)
        if not secrets.compare_digest(state.encode(), visit.asked("state").encode()):
            raise NotAdmitted("Lượt đăng nhập này không bắt đầu từ trình duyệt này. Đăng nhập lại.")
        if visit.asked("error") or not visit.asked("code"):
            raise NotAdmitted("Máy chủ đăng nhập của cơ quan không cho vào. Đăng nhập lại, hoặc báo quản trị.")
        person = provider.person(
            code=visit.asked("code"), verifier=verifier, nonce=nonce, issuer=visit.asked("iss"), now=visit.site.now()
        )
    except NotAdmitted as error:
        return _forget(visit, _refused(visit, error))
    until = visit.at + timedelta(seconds=SESSION_LIFE)
    response = go(to or HOMES[person.purpose])
    sign_in(visit.site, response, Session(purpose=person.purpose, link_id=None, name=person.name, until=until))
    return _forget(visit, response)


def _provider(visit: Visit) -> Provider:
    if visit.site.identity is None:
        raise NotFound(NO_SUCH_PAGE)
    return visit.site.identity


def _asked(visit: Visit) -> tuple[str, str, str, str]:
    try:
        state, nonce, verifier, to = _signer(visit).loads(visit.request.cookies.get(COOKIE, ""), max_age=_LIFE)
    except (BadSignature, ValueError) as error:
        raise NotAdmitted("Lượt đăng nhập đã quá lâu hoặc không bắt đầu từ trình duyệt này. Đăng nhập lại.") from error
    return state, nonce, verifier, to


def _refused(visit: Visit, error: NotAdmitted) -> Response:
    return page(
        visit,
        "message.html",
        status=error.http_status,
        title="Chưa đăng nhập được",
        text=str(error),
        kept=[],
        demo=False,
        account=True,
    )


def _signer(visit: Visit) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(visit.site.secret, salt="portal.account.v1", signer_kwargs={"digest_method": sha256})


def _set(visit: Visit, response: Response, value: str) -> None:
    secure = visit.site.settings.public_url.startswith("https://")
    # Lax: the way back is a link followed from the provider's page, which brings the cookie along.
    response.set_cookie(
        COOKIE, value, max_age=_LIFE, path="/vao-bang-tai-khoan", httponly=True, samesite="lax", secure=secure
    )


def _forget(visit: Visit, response: Response) -> Response:
    """Each question is answered once."""
    response.delete_cookie(COOKIE, path="/vao-bang-tai-khoan", httponly=True, samesite="lax")
    return response
