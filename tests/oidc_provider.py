"""A small identity provider that really listens: discovery, keys, authorization by code with PKCE, tokens.

Its faults are chosen by the test: whatever a token says can be bent, signed by a stranger, or left out.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "dondoc", "bi-mat-cua-ung-dung"


@dataclass
class FakeProvider:
    """The provider, its keys, and what it is told to say about whoever comes."""

    now: int
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "mot"}))
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "mot"})
    signer: Any = None  # another key than the published one
    bend: Any = None  # changes the token after it is signed
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code
    discovery: dict[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> str:
        """What a browser does at the provider after the password: the address it is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, nonce: str) -> str:
        said = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "u-17",
            "name": "Trần Thị Chuyên Viên",
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": nonce,
        }
        said = {name: value for name, value in (said | self.claims).items() if value is not None}
        token = jwt.encode(self.header, said, self.signer or self.key, algorithms=[self.header["alg"]])
        return str(self.bend(token)) if self.bend else token

    def app(self) -> Starlette:
        routes = [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/keys", self._keys),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
        ]
        return Starlette(routes=routes)

    async def _authorize(self, request: Request) -> Response:
        return RedirectResponse(self.authorize(str(request.url)), status_code=303)

    async def _discovery(self, request: Request) -> Response:
        self.seen.append("discovery")
        published = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(published | self.discovery)

    async def _keys(self, request: Request) -> Response:
        self.seen.append("keys")
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self.asked.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or proof != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse({"token_type": "Bearer", "id_token": self.token(asked["nonce"])})


@contextmanager
def listening(provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
