"""The collector's board: who said what, what waits, who is silent; accept and return, one and many."""

from pathlib import Path

import pytest
from portal_site import CULTURE, HEALTH, LABOUR, OFFICE, Place, a_place, fields_of, fill, send
from test_portal_answer import hand_in, progress

from directive.ledger import Purpose
from directive.obligations import Progress
from directive.store import Store, replies
from directive.tracked import ReplyState
from portal.board import compared


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path)


@pytest.fixture
def reviewer(place: Place) -> str:
    return place.key(Purpose.REVIEW, LABOUR)


def states(place: Place) -> list[ReplyState]:
    with place.store.reading() as conn:
        return [r.state for r in replies.replies(conn)]


def test_the_silent_are_named(place: Place, reviewer: str) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám")

    page = place.client.get(f"/x/{reviewer}").text

    silent = page.split('id="im-h"')[1].split("</section>")[0]
    assert "Phòng Văn hoá và Thông tin" in silent
    assert "Phòng Y tế" not in silent


def test_accepting_makes_a_finished_duty_done(place: Place, reviewer: str) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), ky="khong", o1__result="Xong", o1__progress="reported")
    assert progress(place, 1) is Progress.REPORTED

    assert send(place.client, f"/x/{reviewer}", lam="nhan:1").status_code == 303

    assert progress(place, 1) is Progress.DONE


def test_a_return_without_a_remark_keeps_the_page(place: Place, reviewer: str) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Xong")

    refused = send(place.client, f"/x/{reviewer}", lam="tra-chon", chon=["1", "2"], **{"nhan-xet-2": "Bổ sung"})

    assert refused.status_code == 422
    assert 'value="Bổ sung"' in refused.text
    assert refused.text.count("checked") == 2
    assert states(place) == [ReplyState.SUBMITTED, ReplyState.SUBMITTED]


def test_many_are_accepted_at_once(place: Place, reviewer: str) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Xong")
    hand_in(place, place.key(Purpose.ANSWER, CULTURE), o2__result="Xong")

    done = send(place.client, f"/x/{reviewer}", lam="nhan-chon", chon=["1", "2", "3", "4"])

    assert done.headers["location"] == f"/x/{reviewer}?nhan=4&tra=0"
    assert set(states(place)) == {ReplyState.ACCEPTED}


def test_an_answer_replaced_meanwhile_is_not_accepted_unseen(place: Place, reviewer: str) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    hand_in(place, key, o1__result="Bản một")
    before = place.client
    shown = before.get(f"/x/{reviewer}")
    hand_in(place, key, o1__result="Bản hai")

    stale = before.post(f"/x/{reviewer}", data=fields_of(shown.text) | {"lam": "nhan:1"})

    assert stale.status_code == 409
    assert "Bản hai" in stale.text


def test_what_changed_since_last_time_is_marked(place: Place, reviewer: str) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    hand_in(place, key, ky="khong", o1__result="Đã khám 1.200 người ở 20 xã")
    send(place.client, f"/x/{reviewer}", lam="nhan:1")
    hand_in(place, key, ky="khong", o1__result="Đã khám 1.500 người ở 22 xã")

    page = place.client.get(f"/x/{reviewer}").text

    assert "<del>1.200</del><ins>1.500</ins>" in page
    assert "mới từ lần xem xét trước" in page


def test_words_and_all_answers_are_one_click_away(place: Place, reviewer: str) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám")
    client = place.client
    assert f"/x/{reviewer}/nv/1" in client.get(f"/x/{reviewer}").text

    page = client.get(f"/x/{reviewer}/nv/1").text

    assert "Phối hợp chỉ đạo trạm y tế" in page
    assert "Đã khám" in page


@pytest.mark.parametrize("agency_id", [HEALTH, CULTURE, OFFICE])
def test_only_the_collector_reviews(place: Place, agency_id: str) -> None:
    key = place.key(Purpose.REVIEW, agency_id)

    assert place.client.get(f"/x/{key}").status_code == 404


def test_comparing_gives_both_texts_back() -> None:
    before, after = "Đã khám  1.200 người", "Đã khám\n1.300 người và cấp thuốc"

    pieces = compared(before, after)

    assert "".join(p.text for p in pieces if p.kind != "new").split() == before.split()
    assert "".join(p.text for p in pieces if p.kind != "gone") == after


def test_a_report_accepted_for_its_period_is_done_for_it(place: Place, reviewer: str) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám")
    send(place.client, f"/x/{reviewer}", lam="nhan-chon", chon=["1", "2"])

    board = place.client.get(f"/x/{reviewer}").text.split('id="bang-h"')[1]
    row = board.split("Phòng Y tế</th>")[1].split("</tr>")[0]

    assert 'class="light done fresh"' in row.split('data-label="BC"')[1]
    assert 'class="light under_way fresh"' in row.split('data-label="1"')[1].split("</td>")[0]
