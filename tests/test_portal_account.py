"""Signing in with the office's account: a believed token opens the desk; every other token opens nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey
from oidc_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, listening
from portal_site import AT, Place, a_place, fill

from directive.errors import BadInput
from directive.settings import Settings
from directive.store import Store
from portal.identity import Provider

DOOR = "/vao-bang-tai-khoan"
NOW = int(AT.timestamp())


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with listening(FakeProvider(now=NOW)) as running:
        yield running


def a_site(store: Store, home: Path, provider: FakeProvider, **settings: Any) -> Place:
    given = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_operators": "u-17",
    }
    return a_place(store, home, **given | settings)


@pytest.fixture
def place(memory: Store, tmp_path: Path, provider: FakeProvider) -> Place:
    fill(memory)
    return a_site(memory, tmp_path, provider)


def comes_back(place: Place, provider: FakeProvider, client: Any = None, *, to: str = "") -> Any:
    """A browser that goes to the provider and back; the portal's last answer."""
    client = client or place.client
    sent = client.get(f"{DOOR}?toi={to}")
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"].startswith(f"{provider.issuer}/authorize?")
    back = provider.authorize(sent.headers["location"])
    return client.get(back.removeprefix("http://testserver"))


def test_an_account_of_the_list_opens_the_desk(place: Place, provider: FakeProvider) -> None:
    client = place.client
    assert DOOR in client.get("/").text

    done = comes_back(place, provider, client)

    assert (done.status_code, done.headers["location"]) == (303, "/ban-lam-viec")
    assert "Trần Thị Chuyên Viên" in client.get("/ban-lam-viec").text


def test_signing_in_goes_on_to_the_page_that_was_asked_for(place: Place, provider: FakeProvider) -> None:
    assert comes_back(place, provider, to="/hop-thu-di").headers["location"] == "/hop-thu-di"
    assert comes_back(place, provider, to="https://evil.example").headers["location"] == "/ban-lam-viec"


@pytest.mark.parametrize(
    ("claims", "settings", "opens"),
    [
        pytest.param({}, {"oidc_operators": "u-1"}, None, id="another account"),
        pytest.param({"roles": ["dieu-hanh"]}, {"oidc_operator_role": "dieu-hanh"}, "/ban-lam-viec", id="role"),
        pytest.param({"roles": "xem"}, {"oidc_reader_role": "xem"}, "/danh-sach", id="reader's role"),
        pytest.param({"roles": ["khac"]}, {"oidc_operator_role": "dieu-hanh"}, None, id="another role"),
        pytest.param({"roles": [""]}, {"oidc_operator_role": ""}, None, id="no role configured"),
        pytest.param(
            {"groups": ["g1"]}, {"oidc_role_claim": "groups", "oidc_operator_role": "g1"}, "/ban-lam-viec", id="claim"
        ),
        pytest.param(
            {"email": "Van.Thu@so.example", "email_verified": True},
            {"oidc_operators": "van.thu@so.example"},
            "/ban-lam-viec",
            id="verified mail",
        ),
        pytest.param({"email": "a@so.example"}, {"oidc_operators": "a@so.example"}, None, id="unverified mail"),
        pytest.param(
            {"email": "a@so.example", "email_verified": "true"}, {"oidc_operators": "a@so.example"}, None, id="a word"
        ),
        pytest.param({"email": "b@so.example"}, {"oidc_readers": "u-17"}, "/danh-sach", id="reader by account"),
    ],
)
def test_roles_and_lists_say_what_opens(
    memory: Store,
    tmp_path: Path,
    provider: FakeProvider,
    claims: dict[str, Any],
    settings: dict[str, str],
    opens: str | None,
) -> None:
    fill(memory)
    place = a_site(memory, tmp_path, provider, **{"oidc_operators": ""} | settings)
    provider.claims = claims
    client = place.client

    done = comes_back(place, provider, client)

    assert done.headers.get("location") == opens
    assert done.status_code == (303 if opens else 403)
    assert client.get("/ban-lam-viec").status_code == (200 if opens == "/ban-lam-viec" else 401)


STRANGER = RSAKey.generate_key(2048, {"kid": "mot"})


def _swap_body(token: str) -> str:
    head, body, mark = token.split(".")
    return f"{head}.{body[:-4]}AAAA.{mark}"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"claims": {"exp": NOW - 3600, "iat": NOW - 7200}}, id="expired"),
        pytest.param({"claims": {"exp": None}}, id="without an end"),
        pytest.param({"claims": {"iat": NOW + 3600, "exp": NOW + 7200}}, id="from the future"),
        pytest.param({"claims": {"aud": "ung-dung-khac"}}, id="for another application"),
        pytest.param({"claims": {"aud": [CLIENT_ID, "khac"], "azp": "khac"}}, id="given to another application"),
        pytest.param({"claims": {"iss": "https://evil.example"}}, id="of another issuer"),
        pytest.param({"claims": {"nonce": "cua-luot-khac"}}, id="of another sign-in"),
        pytest.param({"claims": {"nonce": None}}, id="without nonce"),
        pytest.param({"claims": {"sub": None}}, id="about nobody"),
        pytest.param({"signer": STRANGER}, id="signed by a stranger"),
        pytest.param({"bend": _swap_body}, id="changed on the way"),
        pytest.param({"bend": lambda token: token.rsplit(".", 1)[0] + "."}, id="without signature"),
        pytest.param({"bend": lambda token: "khong.phai.the"}, id="no token at all"),
        pytest.param(
            {"header": {"alg": "HS256", "kid": "mot"}, "signer": OctKey.import_key(CLIENT_SECRET * 2)},
            id="signed with a shared secret",
        ),
        pytest.param({"header": {"alg": "RS256", "kid": "hai"}, "signer": STRANGER}, id="with an unknown key"),
        pytest.param({"discovery": {"issuer": "https://evil.example"}}, id="a provider of another name"),
        pytest.param({"discovery": {"token_endpoint": "http://evil.example/token"}}, id="a token over a plain line"),
    ],
)
def test_a_token_that_is_not_to_be_believed_opens_nothing(
    place: Place, provider: FakeProvider, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(provider, name, value)
    client = place.client
    sent = client.get(DOOR)
    if sent.status_code == 303:
        done = client.get(provider.authorize(sent.headers["location"]).removeprefix("http://testserver"))
        assert done.status_code in (403, 422)
        assert 'role="alert"' in done.text
    else:
        assert sent.status_code == 403

    assert client.get("/ban-lam-viec").status_code == 401


def test_an_answer_to_somebody_elses_question_opens_nothing(place: Place, provider: FakeProvider) -> None:
    thief, victim = place.client, place.client
    back = provider.authorize(thief.get(DOOR).headers["location"]).removeprefix("http://testserver")

    assert victim.get(back).status_code == 403  # no question of its own
    victim.get(DOOR)
    assert victim.get(back).status_code == 403  # another question
    assert victim.get("/ban-lam-viec").status_code == 401


def test_an_answer_is_used_once_and_soon(place: Place, provider: FakeProvider) -> None:
    client = place.client
    back = provider.authorize(client.get(DOOR).headers["location"]).removeprefix("http://testserver")
    assert client.get(back).status_code == 303

    assert client.get(back).status_code == 403
    for query in ("", "?code=x", "?state=x", "?error=access_denied&state=x", "?code=x&state=%ff"):
        assert place.client.get(f"{DOOR}/xong{query}").status_code == 403


def test_an_answer_of_another_provider_is_not_mixed_in(place: Place, provider: FakeProvider) -> None:
    client = place.client
    back = provider.authorize(client.get(DOOR).headers["location"]).removeprefix("http://testserver")
    mixed = back.split("&iss=")[0] + "&iss=https%3A%2F%2Fevil.example"

    assert client.get(mixed).status_code == 403


def test_new_keys_of_the_provider_are_fetched(place: Place, provider: FakeProvider) -> None:
    assert comes_back(place, provider).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "hai"})
    provider.header = {"alg": "RS256", "kid": "hai"}

    assert comes_back(place, provider).status_code == 303
    assert provider.seen == ["discovery", "keys", "keys"]


def test_a_provider_that_is_away_is_said_and_the_link_still_works(
    memory: Store, tmp_path: Path, provider: FakeProvider
) -> None:
    fill(memory)
    place = a_site(memory, tmp_path, provider, oidc_issuer="http://127.0.0.1:9")

    away = place.client.get(DOOR)

    assert away.status_code == 403
    assert "không trả lời" in away.text


def test_cookies_and_logs_keep_the_secrets(
    place: Place, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="portal")
    cookie = place.client.get(DOOR).headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", f"Path={DOOR}"))

    comes_back(place, provider)

    assert not any("code=" in r.getMessage() or "state=" in r.getMessage() for r in caplog.records)


def test_without_a_provider_there_is_no_such_door(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    place = a_place(memory, tmp_path)

    assert [place.client.get(p).status_code for p in (DOOR, f"{DOOR}/xong")] == [404, 404]
    assert DOOR not in place.client.get("/").text


@pytest.mark.parametrize("issuer", ["http://dang-nhap.so.example", "ftp://x", "dang-nhap.so.example"])
def test_a_provider_over_a_plain_line_is_refused(issuer: str) -> None:
    with pytest.raises(BadInput, match="https"):
        Provider(Settings(_env_file=None, oidc_issuer=issuer, oidc_client_id="x"))
