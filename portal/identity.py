"""Đăng nhập bằng tài khoản cơ quan (OpenID Connect): authorization code with PKCE, nonce and state.

The provider's words are believed only after the signature, issuer, audience, times and nonce of its ID token hold.
Needs the optional packages of `dondoc[oidc]`; without the setting nothing here is imported.
"""

import threading
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from directive.errors import BadInput, DirectiveError
from directive.ledger import Purpose
from directive.settings import Settings
from directive.values import Frozen

CALLBACK = "/vao-bang-tai-khoan/xong"
_ALGORITHMS = ["RS256", "PS256", "ES256"]  # signed by the provider's private key; never "none", never a shared secret
_LEEWAY = 60  # seconds two clocks may differ
_PATIENCE = 10.0  # seconds for one answer of the provider
_LOCAL = ("127.0.0.1", "localhost", "::1")


class NotAdmitted(DirectiveError):
    """Chưa đăng nhập được bằng tài khoản cơ quan."""

    http_status = 403


class Person(Frozen):
    """Who the provider says it is, and what that opens here."""

    purpose: Purpose
    name: str


class Provider:
    """The office's identity provider. Holds what it published; one for the life of the process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer.rstrip("/")
        _check_secure(self._issuer)
        self._published: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self._lock = threading.Lock()

    @property
    def back(self) -> str:
        """Where the provider sends people back to: to be registered there."""
        return self._settings.public_url.rstrip("/") + CALLBACK

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser."""
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": self.back,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        where = self._endpoint("authorization_endpoint")
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    def person(self, *, code: str, verifier: str, nonce: str, issuer: str, now: datetime) -> Person:
        """Who came back with this code; NotAdmitted when the token is not to be believed or the person not known."""
        if issuer and issuer.rstrip("/") != self._issuer:  # RFC 9207: another provider's answer mixed in
            raise NotAdmitted("Câu trả lời không đến từ máy chủ đăng nhập của cơ quan. Đăng nhập lại.")
        claims = self._claims(self._token(code, verifier), nonce=nonce, now=now)
        purpose = _purpose(claims, self._settings)
        name = str(claims.get("name") or claims.get("preferred_username") or claims["sub"])[:120]
        if purpose is None:
            raise NotAdmitted(
                f"Tài khoản “{name}” chưa được phép vào hệ thống này. Đề nghị quản trị thêm tài khoản, hoặc dùng "
                "liên kết một lần do quản trị cấp."
            )
        return Person(purpose=purpose, name=name)

    def _token(self, code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
            "client_id": self._settings.oidc_client_id,
        }
        secret = self._settings.oidc_client_secret.get_secret_value()
        who = (self._settings.oidc_client_id, secret) if secret else None
        got = self._ask("POST", self._endpoint("token_endpoint"), data=form, **({"auth": who} if who else {}))
        if not isinstance(token := got.get("id_token"), str):
            raise NotAdmitted("Máy chủ đăng nhập không trả thẻ định danh. Đăng nhập lại, hoặc báo quản trị.")
        return token

    def _claims(self, token: str, *, nonce: str, now: datetime) -> dict[str, Any]:
        client_id = self._settings.oidc_client_id
        needed = {name: {"essential": True} for name in ("sub", "exp", "iat", "nonce")}
        wanted = {
            "iss": {"essential": True, "value": self._issuer_said()},
            "aud": {"essential": True, "value": client_id},
        }
        try:
            signed = self._verified(token)
            claims = CodeIDToken(
                signed.claims, signed.header, needed | wanted, {"nonce": nonce, "client_id": client_id}
            )
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError) as error:  # also authlib's own, which are JoseErrors
            raise NotAdmitted(
                "Thẻ định danh không hợp lệ hoặc đã hết hạn. Đăng nhập lại, hoặc báo quản trị."
            ) from error
        return dict(claims)

    def _verified(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS)
        except (InvalidKeyIdError, ValueError):  # the provider may have changed its keys since
            return jwt.decode(token, self._key_set(anew=True), algorithms=_ALGORITHMS)

    def _key_set(self, *, anew: bool = False) -> KeySet:
        if self._keys is None or anew:
            found = self._ask("GET", self._endpoint("jwks_uri"))
            with self._lock:
                self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type] # a fault of the provider's is a JoseError
        return self._keys

    def _issuer_said(self) -> str:
        return str(self._discovered()["issuer"])

    def _endpoint(self, name: str) -> str:
        where = str(self._discovered().get(name) or "")
        _check_secure(where)
        return where

    def _discovered(self) -> dict[str, Any]:
        if self._published is None:
            found = self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise NotAdmitted("Máy chủ đăng nhập tự xưng khác với DONDOC_OIDC_ISSUER. Báo quản trị.")
            with self._lock:
                self._published = found
        return self._published

    def _ask(self, method: str, where: str, **more: Any) -> dict[str, Any]:
        try:
            # A connection of its own: a few a day, and none left open to a provider that moves.
            answer = httpx.request(method, where, timeout=_PATIENCE, follow_redirects=False, **more)
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotAdmitted(
                "Máy chủ đăng nhập của cơ quan không trả lời đúng. Thử lại sau, hoặc báo quản trị."
            ) from error
        if not isinstance(found, dict):
            raise NotAdmitted("Máy chủ đăng nhập của cơ quan trả lời sai dạng. Báo quản trị.")
        return found


def _check_secure(where: str) -> None:
    parts = urlsplit(where)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise BadInput(f"Địa chỉ của máy chủ đăng nhập phải là https://: “{where}”. Sửa DONDOC_OIDC_ISSUER.")


def _purpose(claims: dict[str, Any], settings: Settings) -> Purpose | None:
    """What a person may do: by role where one is configured, or by the list of accounts. A mail counts if verified."""
    said = claims.get(settings.oidc_role_claim) if settings.oidc_role_claim else None
    roles = {str(one) for one in said} if isinstance(said, list | tuple) else {str(said)} if said else set()
    names = {str(claims["sub"])}
    if claims.get("email_verified") is True and claims.get("email"):
        names.add(str(claims["email"]).casefold())
    for purpose, role, listed in (
        (Purpose.OPERATE, settings.oidc_operator_role, settings.oidc_operators),
        (Purpose.READ, settings.oidc_reader_role, settings.oidc_readers),
    ):
        allowed = {name for one in listed.split() for name in (one, one.casefold() if "@" in one else one)}
        if (role and role in roles) or names & allowed:
            return purpose
    return None
