"""Zalo over HTTP: one function per call. Errors come with HTTP 200 and a number; what it means is in the facts."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

import httpx

from notifications.channels.zalo_facts import OA, TEMPLATE, ZaloFacts

OAUTH = "oauth"


class ZaloError(Exception):
    """Zalo said no: which API, which number, and its own words."""

    def __init__(self, api: str, code: int, said: str) -> None:
        super().__init__(f"zalo {api} {code}: {said}")
        self.api = api
        self.code = code
        self.said = said


class NotReached(Exception):
    """Zalo could not be reached. `left`: the request may have arrived, so nobody knows what became of it."""

    def __init__(self, reason: str, *, left: bool) -> None:
        super().__init__(reason)
        self.left = left


class App(NamedTuple):
    """The app at Zalo that speaks for the OA."""

    app_id: str
    secret: str

    def __repr__(self) -> str:
        return f"App({self.app_id!r})"


class Fresh(NamedTuple):
    """A new pair of tokens and how long the first one lives."""

    access: str
    refresh: str
    lives: timedelta


class Tokens(Protocol):
    """Gives the access token; a new one when the one given has failed."""

    def token(self) -> str: ...

    def renewed(self, failed: str) -> str: ...


class ZaloClient:
    """The calls we make. Sends no faster than the facts allow; `clock` and `pause` are given."""

    def __init__(
        self,
        app: App,
        facts: ZaloFacts,
        *,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
        http: httpx.Client | None = None,
    ) -> None:
        self.app = app
        self.facts = facts
        self.clock = clock
        self.pause = pause
        self.http = http or httpx.Client(timeout=facts.service.timeout_seconds)
        self._next_call: datetime | None = None

    def close(self) -> None:
        self.http.close()

    # --- tokens ---------------------------------------------------------------------------------------------------

    def refresh(self, refresh_token: str) -> Fresh:
        """A new pair; the old refresh token is worth nothing from here on."""
        return self._pair({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def exchange(self, code: str, verifier: str) -> Fresh:
        """The first pair, for the code of a consent."""
        return self._pair({"grant_type": "authorization_code", "code": code, "code_verifier": verifier})

    def _pair(self, fields: Mapping[str, str]) -> Fresh:
        url = f"{self.facts.service.oauth_url}/v4/oa/access_token"
        given = {"app_id": self.app.app_id, **fields}
        answer = self._asked("POST", url, OAUTH, headers={"secret_key": self.app.secret}, data=given)
        try:
            return Fresh(answer["access_token"], answer["refresh_token"], timedelta(seconds=int(answer["expires_in"])))
        except (KeyError, ValueError, TypeError) as error:
            raise ZaloError(OAUTH, 0, "trả lời thiếu khoá truy cập") from error

    # --- messages -------------------------------------------------------------------------------------------------

    def send_text(self, user_id: str, text: str, *, token: str) -> str:
        """An OA message; its id at Zalo."""
        return self._message({"recipient": {"user_id": user_id}, "message": {"text": text}}, token)

    def send_file(self, user_id: str, file_token: str, *, token: str) -> str:
        """An uploaded file as an OA message; its id at Zalo."""
        attachment = {"type": "file", "payload": {"token": file_token}}
        return self._message({"recipient": {"user_id": user_id}, "message": {"attachment": attachment}}, token)

    def upload(self, data: bytes, name: str, *, token: str) -> str:
        """Bring a file to Zalo; the token it is sent by. Refuses what Zalo would refuse, before it travels."""
        rules = self.facts.upload
        ending = name.rpartition(".")[2].lower()
        if ending not in rules.endings or len(data) > rules.max_bytes:
            allowed = f"{', '.join(rules.endings)}, tối đa {rules.max_bytes // 2**20} MB"
            raise ZaloError(OA, -201, f"tệp {name} không gửi được qua Zalo (chỉ {allowed})")
        url = f"{self.facts.service.openapi_url}/v2.0/oa/upload/file"
        part = {"file": (_ascii(name), data, "application/octet-stream")}
        return str(self._data(self._asked("POST", url, OA, headers=self._headers(token), files=part), OA, "token"))

    def send_template(self, phone: str, data: Mapping[str, str], *, tracking: str, token: str) -> str:
        """A template message; its id at Zalo."""
        body = {
            "phone": phone,
            "template_id": self.facts.template.id,
            "template_data": dict(data),
            "tracking_id": tracking,
        }
        url = f"{self.facts.service.business_url}/message/template"
        answer = self._asked("POST", url, TEMPLATE, headers=self._headers(token), json=body)
        return str(self._data(answer, TEMPLATE, "msg_id"))

    def _message(self, body: Mapping[str, Any], token: str) -> str:
        url = f"{self.facts.service.openapi_url}/v3.0/oa/message/cs"
        answer = self._asked("POST", url, OA, headers=self._headers(token), json=body)
        return str(self._data(answer, OA, "message_id"))

    def _headers(self, token: str) -> dict[str, str]:
        headers = {"access_token": token}
        if self.facts.service.proof:
            proof = hmac.new(self.app.secret.encode(), token.encode(), hashlib.sha256)
            headers["appsecret_proof"] = proof.hexdigest()
        return headers

    # --- the wire -------------------------------------------------------------------------------------------------

    def _asked(self, method: str, url: str, api: str, **given: Any) -> dict[str, Any]:
        self._keep_pace()
        try:
            response = self.http.request(method, url, **given)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotReached(f"không nối được {_host(url)}", left=False) from error
        except httpx.HTTPError as error:
            raise NotReached(f"mất kết nối với {_host(url)} ({type(error).__name__})", left=True) from error
        if response.status_code == 429:
            raise ZaloError(api, -32, "HTTP 429")
        try:
            answer = response.json()
        except ValueError as error:
            raise NotReached(f"{_host(url)} trả lời HTTP {response.status_code} không đọc được", left=True) from error
        if not isinstance(answer, dict):
            raise NotReached(f"{_host(url)} trả lời không đúng dạng", left=True)
        if code := _number(answer.get("error", 0)):
            words = answer.get("message") or answer.get("error_description") or answer.get("error_reason") or ""
            raise ZaloError(api, code, str(words or answer.get("error_name", ""))[:200])
        return answer

    def _data(self, answer: Mapping[str, Any], api: str, name: str) -> Any:
        data = answer.get("data")
        if not isinstance(data, dict) or name not in data:
            raise NotReached(f"Zalo ({api}) trả lời không có {name}", left=True)
        return data[name]

    def _keep_pace(self) -> None:
        now = self.clock()
        if self._next_call is not None and self._next_call > now:
            self.pause((self._next_call - now).total_seconds())
        self._next_call = max(now, self._next_call or now) + timedelta(seconds=1 / self.facts.rate.per_second)


class Consent(NamedTuple):
    """A page to be opened by the OA's administrator, and the secret that belongs to it (PKCE, RFC 7636)."""

    url: str
    verifier: str
    state: str


def new_consent(app_id: str, redirect_uri: str, facts: ZaloFacts) -> Consent:
    """The address at which the OA's administrator allows the app to speak for it."""
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(12)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"app_id": app_id, "redirect_uri": redirect_uri, "code_challenge": challenge, "state": state}
    return Consent(f"{facts.service.oauth_url}/v4/oa/permission?{urlencode(asked)}", verifier, state)


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return -1


def _host(url: str) -> str:
    return httpx.URL(url).host


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in plain)[-100:] or "tep"
