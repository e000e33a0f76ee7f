"""Other systems read with a key: what it is for, as long as it lives, and nothing else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from portal_site import AT, CULTURE, HEALTH, Place, a_place, fill, roomy
from test_portal_answer import hand_in

from directive import api_keys
from directive.document import Document
from directive.errors import BadInput
from directive.events import DirectiveAdded
from directive.ledger import ApiScope, Purpose
from directive.obligations import Proposal
from directive.store import Store, log
from flows.cli import main
from portal.api import RESOURCES
from portal.shield import Limiter, Limits

ALL = [f"/api/v1/{scope.value}" for scope in ApiScope]
KEY = api_keys.PREFIX + "k" * 43


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path)


def a_key(place: Place, key: str = KEY, **but: Any) -> dict[str, str]:
    """Make a key; the header that carries it."""
    given = {"name": "Hệ thống B", "scopes": list(ApiScope), "expires_at": AT + timedelta(days=30)}
    api_keys.make(place.store, key=key, at=AT, by="test", **given | but)
    return {"Authorization": f"Bearer {key}"}


def test_every_thing_is_read_and_every_one_of_it(place: Place) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH, contact_id=1), o1__result="Đã khám 1.200 người")
    header = a_key(place)

    for resource in RESOURCES:
        answer = place.client.get(resource.path, headers=header)
        assert answer.status_code == 200, answer.text
        if resource.paged:
            rows = answer.json()["items"]
            assert rows, resource.path
            for row in rows:
                number = next(iter(row.values()))
                assert place.client.get(f"{resource.path}/{number}", headers=header).json() == row


def test_no_person_is_named(place: Place) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH, contact_id=1), o1__result="Đã khám")
    header = a_key(place)

    assert not any("Người 1" in place.client.get(path, headers=header).text for path in ALL)


def test_pages_follow_each_other_to_the_end(place: Place) -> None:
    header = a_key(place)
    seen, path = [], "/api/v1/obligations?limit=3"
    while path:
        page = place.client.get(path, headers=header).json()
        seen += [row["obligation_id"] for row in page["items"]]
        path = page["next"]

    assert seen == [1, 2, 3, 4]


def test_figures_are_those_of_the_lists(place: Place) -> None:
    figures = place.client.get("/api/v1/figures", headers=a_key(place)).json()

    assert figures["total"]["counts"]["tong"] == 4
    assert sum(group["counts"]["tong"] for group in figures["by_agency"]) == 4


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    "value",
    ["", "Bearer", "Bearer ", "Basic eDp5", f"Bearer {api_keys.PREFIX}{'x' * 43}", "Bearer " + "x" * 5000, KEY],
    ids=["none", "empty", "blank", "basic", "guessed", "long", "no scheme"],
)
def test_without_a_key_nothing_is_read(place: Place, path: str, value: str) -> None:
    a_key(place)

    answer = place.client.get(path, headers={"Authorization": value} if value else {})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "items" not in answer.json()


@pytest.mark.parametrize("path", ALL)
def test_an_expired_or_revoked_key_reads_nothing(place: Place, path: str) -> None:
    old = a_key(place, KEY + "1", expires_at=AT + timedelta(days=1))
    taken = a_key(place, KEY + "2")
    api_keys.revoke(place.store, 2, at=AT, by="test")
    place.at += timedelta(days=1)

    assert [place.client.get(path, headers=h).status_code for h in (old, taken)] == [401, 401]


@pytest.mark.parametrize("scope", list(ApiScope))
def test_a_key_reads_only_what_it_is_for(place: Place, scope: ApiScope) -> None:
    header = a_key(place, scopes=[scope])

    for path in ALL:
        wanted = 200 if path.endswith(scope.value) else 403
        assert place.client.get(path, headers=header).status_code == wanted, path


def test_a_key_of_one_agency_reads_nothing_of_another(place: Place) -> None:
    for agency in (HEALTH, CULTURE):
        hand_in(place, place.key(Purpose.ANSWER, agency), **{f"o{1 + (agency == CULTURE)}__result": "Đã làm"})
    header = a_key(place, agency_id=HEALTH)
    client = place.client

    for path in (*ALL, f"/api/v1/obligations?agency={CULTURE}", f"/api/v1/replies?agency={CULTURE}"):
        assert "Văn hoá" not in client.get(path, headers=header).text, path
    foreign = ["obligations/2", "obligations/4", "dues/2", "dues/4", "replies/3", f"agencies/{CULTURE}"]
    assert {client.get(f"/api/v1/{one}", headers=header).status_code for one in foreign} == {404}
    assert client.get(f"/api/v1/figures?agency={CULTURE}", headers=header).status_code == 404
    assert client.get("/api/v1/obligations/1", headers=header).status_code == 200
    owners = {row["owner_id"] for row in client.get("/api/v1/obligations", headers=header).json()["items"]}
    assert owners == {HEALTH}


def test_a_key_of_one_directive_reads_nothing_of_another(place: Place) -> None:
    with place.store.change(at=AT, by="test") as change:
        change.numbers("directive")
    header = a_key(place, directive_id=1)

    for path in ("directives", "obligations", "dues", "replies"):
        assert place.client.get(f"/api/v1/{path}?directive=2", headers=header).json()["items"] == []
    assert place.client.get("/api/v1/figures?directive=2", headers=header).status_code == 404
    assert place.client.get("/api/v1/directives/1", headers=header).status_code == 200
    seen = {row["agency_id"] for row in place.client.get("/api/v1/agencies", headers=header).json()["items"]}
    assert seen == {HEALTH, CULTURE}


def test_a_draft_is_nobodys_business(place: Place) -> None:
    draft = DirectiveAdded(
        directive_id=2,
        file_name="du-thao.txt",
        file_sha256="1" * 64,
        document=Document(text="x", subject="Dự thảo chưa ký"),
        proposal=Proposal(assignments=(), report=None),
    )
    place.store.record(draft, at=AT, by="test")
    header = a_key(place)

    assert "Dự thảo chưa ký" not in place.client.get("/api/v1/directives", headers=header).text
    assert place.client.get("/api/v1/directives/2", headers=header).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "obligations?directive=x",
        "obligations?directive=0",
        "obligations?directive=-1",
        "obligations?directive=99999999999999999999",
        "obligations?limit=501",
        "obligations?state=xong",
        "obligations?agency=",
        "obligations?agency=a%00b",
        "obligations?agency=" + "a" * 201,
        "obligations?after=1&after=2",
        "obligations?unknown=1",
        "obligations/1?directive=1",
        "dues?due_from=2024-02-30",
        "dues?due_to=30/06/2024",
        "figures?period=%0a",
        "agencies?after=%00",
    ],
)
def test_a_wrong_question_is_told_so(place: Place, query: str) -> None:
    answer = place.client.get(f"/api/v1/{query}", headers=a_key(place))

    assert answer.status_code == 422, answer.text
    assert answer.json()["message"]


@pytest.mark.parametrize("item", ["0", "-1", "x", "1.0", "99999999999999999", "%00", "..%2f1", "1%20"])
def test_a_number_that_is_none_finds_nothing(place: Place, item: str) -> None:
    for resource in RESOURCES[:5]:
        assert (
            place.client.get(f"{resource.path}/{item}", headers=a_key(place, KEY + resource.scope)).status_code == 404
        )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_written(place: Place, method: str) -> None:
    header = a_key(place)
    for path in (*ALL, "/api/v1/obligations/1", "/api/v1/openapi.json"):
        answer = place.client.request(method, path, headers=header)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), path


def test_reading_leaves_no_trace_in_the_log(place: Place) -> None:
    header = a_key(place)
    with place.store.reading() as conn:
        before = log.length(conn)

    for path in ALL:
        place.client.get(path, headers=header)

    with place.store.reading() as conn:
        assert log.length(conn) == before


def test_what_has_not_changed_is_not_sent_again(place: Place) -> None:
    header = a_key(place)
    first = place.client.get("/api/v1/obligations", headers=header)

    again = place.client.get("/api/v1/obligations", headers=header | {"If-None-Match": first.headers["etag"]})
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám")
    changed = place.client.get("/api/v1/obligations", headers=header | {"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


def test_a_hasty_key_waits_and_others_do_not(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    limits = Limits(per_key=Limiter(per_minute=60, burst=3), per_address=roomy().per_address, guesses=roomy().guesses)
    place = a_place(memory, tmp_path, limits=limits)
    hasty, other = a_key(place, KEY + "1"), a_key(place, KEY + "2")

    answers = [place.client.get("/api/v1/dues", headers=hasty) for _ in range(5)]

    assert [a.status_code for a in answers] == [200] * 3 + [429] * 2
    assert answers[-1].headers["retry-after"] == "60"
    assert place.client.get("/api/v1/dues", headers=other).status_code == 200


def test_guessing_keys_shuts_the_address_out(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    limits = Limits(roomy().per_key, roomy().per_address, guesses=Limiter(per_minute=6, burst=5))
    place = a_place(memory, tmp_path, limits=limits)

    answers = [
        place.client.get("/api/v1/dues", headers={"Authorization": f"Bearer dondoc_{n}"}).status_code for n in range(7)
    ]

    assert answers == [401] * 5 + [429] * 2


def test_the_store_holds_no_key(place: Place) -> None:
    a_key(place)
    with place.store.reading() as conn:
        kept = [repr(row) for row in conn.exec_driver_sql("SELECT payload FROM events")]
        kept += [repr(row) for row in conn.exec_driver_sql("SELECT * FROM api_keys")]

    assert not any(KEY in row for row in kept)


def test_a_key_needs_a_name_a_purpose_and_an_end(place: Place) -> None:
    for wrong in ({"name": " "}, {"scopes": []}, {"expires_at": AT}):
        with pytest.raises(BadInput):
            a_key(place, **wrong)


def test_the_description_is_true_to_the_answers(place: Place) -> None:
    said = place.client.get("/api/v1/openapi.json").json()
    header = a_key(place)

    assert said["openapi"] == "3.1.0"
    assert set(said["paths"]) == {r.path for r in RESOURCES} | {f"{r.path}/{{item}}" for r in RESOURCES if r.paged}
    for resource in RESOURCES:
        schema = said["components"]["schemas"][resource.model.__name__]
        body = place.client.get(resource.path, headers=header).json()
        for row in body["items"] if resource.paged else [body]:
            assert set(row) == set(schema["properties"]) == set(schema["required"])


def test_the_command_makes_lists_and_takes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    assert main(["upgrade"]) == 0
    capsys.readouterr()

    assert main(["keys", "make", "Cổng dữ liệu", "--scope", "figures", "--days", "30"]) == 0
    key = capsys.readouterr().out.splitlines()[0]
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert main(["keys", "revoke", "1"]) == 0
    assert main(["keys", "make", "X", "--days", "0"]) == 2

    assert key.startswith(api_keys.PREFIX)
    assert len(key) == len(api_keys.PREFIX) + 43
    assert "Cổng dữ liệu: figures" in listed
    assert key not in listed
    capsys.readouterr()
    assert main(["keys", "list"]) == 0
    assert "thu hồi" in capsys.readouterr().out
