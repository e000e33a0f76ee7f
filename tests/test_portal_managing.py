"""Pausing, taking back and ending; directory and health: the operator's own, each with its reason and no one else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from portal_site import AT, CULTURE, HEALTH, OFFICE, Place, a_place, fields_of, fill, send

from directive.agencies import Alias, valid_on
from directive.events import DirectoryLoaded
from directive.ledger import Purpose
from directive.obligations import Progress, Stage
from directive.store import Store, directives, directory
from directive.tracked import DueState

WHOLE, ONE = "/van-ban/1/dung", "/nhiem-vu/1/dung"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path, demo=True)


@pytest.fixture
def operator(place: Place) -> Any:
    client = place.client
    send(client, "/", to="/vao-trinh-dien")
    return client


def progress(place: Place) -> list[Progress]:
    with place.store.reading() as conn:
        return [one.progress for one in directives.obligations(conn, directive_id=1)]


def test_one_obligation_stands_still_and_goes_on(place: Place, operator: Any) -> None:
    assert send(operator, ONE, lam="tam-dung", **{"ly-do": "Chờ kinh phí"}).status_code == 303
    assert progress(place)[:2] == [Progress.PAUSED, Progress.ASSIGNED]
    with place.store.reading() as conn:
        before = directives.due(conn, 1).due_on

    place.at = AT + timedelta(days=7)
    later = place.client  # the first session is over
    send(later, "/", to="/vao-trinh-dien")
    assert send(later, ONE, lam="tiep-tuc").status_code == 303
    with place.store.reading() as conn:
        after = directives.due(conn, 1).due_on
    assert before is not None
    assert after is not None
    assert after >= before + timedelta(days=7)


def test_an_obligation_is_taken_back_with_a_reason_and_a_tick(place: Place, operator: Any) -> None:
    unsure = send(operator, ONE, lam="thu-hoi-nhiem-vu", **{"ly-do": "Chuyển văn bản khác"})
    assert unsure.status_code == 422
    assert 'value="Chuyển văn bản khác"' in unsure.text
    assert send(operator, ONE, lam="thu-hoi-nhiem-vu", chac="1").status_code == 422

    done = send(operator, ONE, lam="thu-hoi-nhiem-vu", chac="1", **{"ly-do": "Chuyển văn bản khác"})

    assert done.status_code == 303
    assert progress(place)[0] is Progress.WITHDRAWN
    with place.store.reading() as conn:
        assert directives.due(conn, 1).state is DueState.DROPPED
    assert "Chuyển văn bản khác" in operator.get("/nhiem-vu/1").text


def test_a_directive_stands_still_whole_and_ends(place: Place, operator: Any) -> None:
    assert send(operator, WHOLE, lam="tam-dung", **{"ly-do": "Bão lũ"}).status_code == 303
    assert set(progress(place)) == {Progress.PAUSED}
    assert send(operator, WHOLE, lam="tam-dung", **{"ly-do": "Bão lũ"}).status_code == 409
    assert send(operator, WHOLE, lam="tiep-tuc").status_code == 303
    assert Progress.PAUSED not in progress(place)

    assert send(operator, WHOLE, lam="thu-hoi", **{"ly-do": "Ban hành nhầm"}).status_code == 422
    assert send(operator, WHOLE, lam="thu-hoi", chac="1", **{"ly-do": "Ban hành nhầm"}).status_code == 303
    with place.store.reading() as conn:
        assert directives.one(conn, 1).stage is Stage.RECALLED
    assert 'value="thu-hoi"' not in operator.get(WHOLE).text


@pytest.mark.parametrize("path", [WHOLE, ONE, "/danh-ba", "/tinh-trang"])
def test_only_an_operator_gets_in(place: Place, path: str) -> None:
    reader = place.client
    send(reader, f"/vao/{place.key(Purpose.READ, OFFICE)}")
    token = fields_of(reader.get("/danh-sach").text)

    assert (place.client.get(path).status_code, reader.get(path).status_code) == (401, 401)
    if path != "/tinh-trang":
        assert reader.post(path, data=token | {"lam": "tam-dung", "ly-do": "x"}).status_code == 401
        assert reader.post(path, data={"lam": "tam-dung", "ly-do": "x"}).status_code == 403
    assert progress(place)[0] is Progress.ASSIGNED


@pytest.mark.parametrize("path", ["/van-ban/99/dung", "/nhiem-vu/99/dung", "/van-ban/x/dung"])
def test_what_is_not_there_cannot_be_stopped(operator: Any, path: str) -> None:
    assert operator.get(path).status_code == 404
    token = fields_of(operator.get("/danh-ba").text)
    assert operator.post(path, data=token | {"lam": "tam-dung", "ly-do": "x"}).status_code == 404


def test_unknown_buttons_and_hostile_words_do_nothing(place: Place, operator: Any) -> None:
    for path in (WHOLE, ONE):
        assert send(operator, path, lam="khong-co", **{"ly-do": "x"}).status_code == 404
        assert "<script>alert" not in send(operator, path, lam="thu-hoi-nhiem-vu", **{"ly-do": HOSTILE}).text
    assert "<script>alert" not in operator.get(f"/danh-ba?tim={HOSTILE}").text
    assert send(operator, "/danh-ba", lam="thoi-dung", ten="x", **{"co-quan": HEALTH}).status_code == 404
    assert progress(place)[0] is Progress.ASSIGNED


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Y tế", True),
        ("phong y te", True),
        ("y tệ", False),
        ("tài", False),
        ("Người 1", True),
        ("can-bo-1@phong", True),
        ("PYT", True),
    ],
)
def test_the_directory_is_searched_by_all_that_is_known(place: Place, operator: Any, words: str, found: bool) -> None:
    place.store.record(DirectoryLoaded(aliases=(Alias(alias="PYT", target_id=HEALTH),)), at=AT, by="test")

    page = operator.get(f"/danh-ba?tim={words}").text

    assert (f'href="/don-vi/{HEALTH}"' in page) is found
    assert f'href="/don-vi/{CULTURE}"' not in page


def test_a_remembered_name_is_given_up_from_today(place: Place, operator: Any) -> None:
    place.store.record(DirectoryLoaded(aliases=(Alias(alias="PYT", target_id=HEALTH),)), at=AT, by="test")

    assert send(operator, "/danh-ba", lam="thoi-dung").status_code == 303

    with place.store.reading() as conn:
        (alias,) = directory.loaded(conn).aliases
    assert not valid_on(alias, AT.date())
    assert valid_on(alias, AT.date() - timedelta(days=1))
    assert "thôi dùng" in operator.get("/danh-ba").text


def test_health_says_what_to_do(operator: Any) -> None:
    page = operator.get("/tinh-trang").text

    assert "dondoc sweep" in page
    assert "Lịch làm việc" in page
