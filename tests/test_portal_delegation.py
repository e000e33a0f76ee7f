"""Points passed to colleagues by link: they see and write these alone, only the head hands in, who wrote is kept."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from portal_site import AT, CULTURE, HEALTH, LABOUR, Place, a_place, fields_of, fill, send
from test_portal_answer import hand_in

from directive.errors import NotAllowed, NotFound
from directive.events import LinkRevoked, parse
from directive.ledger import Purpose
from directive.store import Store, delegations, directives, replies
from directive.store.log import read, replay
from directive.tracked import ReplyState


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path)


@pytest.fixture
def head(place: Place) -> str:
    return place.key(Purpose.ANSWER, HEALTH, contact_id=1)


def give(place: Place, head: str, *points: int, name: str = "Trần Thị B", **but: str) -> str:
    """Pass points on as the head would; the colleague's key."""
    made = send(place.client, f"/t/{head}/phan-cong", nv=[str(p) for p in points], ten=name, **{"ngay": "7"} | but)
    assert made.status_code == 200, made.text
    found = re.search(r'readonly value="http[^"]*/l/([^"]+)"', made.text)
    assert found is not None, made.text
    return found[1]


def write(place: Place, key: str, **typed: str) -> None:
    done = send(place.client, f"/p/{key}", lam="chuyen", **typed)
    assert done.headers.get("location") == f"/p/{key}?xong=chuyen", done.text


def test_parts_come_together_in_one_reply_that_says_who_wrote_what(place: Place, head: str) -> None:
    write(place, give(place, head, 1), o1__result="Đã khám 1.200 người", o1__percent="40")
    write(place, give(place, head, 3, name="Lê Văn C"), o3__result="Nhìn chung đúng tiến độ")
    form = place.client.get(f"/t/{head}").text
    assert "Trần Thị B, Phòng Y tế" in form
    assert "Đã khám 1.200 người" in form

    texts = {"o1__result": "Đã khám 1.200 người ở 20 xã", "o3__result": "Nhìn chung đúng tiến độ"}
    receipt = place.client.get(hand_in(place, head, **texts))

    assert "Trần Thị B, Phòng Y tế" in receipt.text
    with place.store.reading() as conn:
        said = {r.obligation_id: r for r in replies.replies(conn)}
        written = delegations.contributions(conn)
    assert said[1].result == "Đã khám 1.200 người ở 20 xã"
    assert (said[1].by, said[1].prepared_by) == ("Người 1, Phòng Y tế", "Trần Thị B, Phòng Y tế")
    assert said[3].prepared_by == "Lê Văn C, Phòng Y tế"
    assert [(c.result, c.submission_id) for c in written] == [
        ("Đã khám 1.200 người", said[1].submission_id),
        ("Nhìn chung đúng tiến độ", said[1].submission_id),
    ]


def test_a_colleague_sees_the_points_given_and_nothing_else(place: Place, head: str) -> None:
    page = place.client.get(f"/p/{give(place, head, 3, loi_dan='Chỉ nêu số liệu đến 14/6')}").text

    assert 'id="o3-result"' in page
    assert 'id="o1' not in page
    assert "khám sức khỏe" not in page
    assert "Chỉ nêu số liệu đến 14/6" in page


def test_what_a_colleague_writes_is_no_reply_until_the_head_hands_it_in(place: Place, head: str) -> None:
    write(place, give(place, head, 1), o1__result="Xong", o1__progress="reported")

    with place.store.reading() as conn:
        assert replies.replies(conn) == []
        assert directives.obligation(conn, 1).progress.value == "assigned"


def test_a_colleagues_key_hands_nothing_in_and_asks_for_nothing(place: Place, head: str) -> None:
    key = give(place, head, 1)
    token = fields_of(place.client.get(f"/p/{key}").text)

    for path in (
        "",
        "/xem-lai",
        "/phan-cong",
        "/khong-thuoc/1",
        "/gia-han/1",
        "/cach-tinh/1",
        "/bien-nhan/1",
        "/vb/1",
    ):
        assert place.client.get(f"/t/{key}{path}").status_code == 404, path
        assert place.client.post(f"/t/{key}{path}", data=token).status_code in (403, 404, 405), path
    assert place.client.get(f"/lich/{key}.ics").status_code == 404


def test_points_that_were_not_given_are_not_written(place: Place, head: str) -> None:
    key = give(place, head, 1)

    send(place.client, f"/p/{key}", lam="chuyen", o1__result="Của tôi", o2__result="chen", o3__result="chen")

    with place.store.reading() as conn:
        assert [(c.obligation_id, c.result) for c in delegations.contributions(conn)] == [(1, "Của tôi")]


def test_foreign_points_cannot_be_given(place: Place, head: str) -> None:
    refused = send(place.client, f"/t/{head}/phan-cong", nv=["2", "4"], ten="Trần Thị B", ngay="7")
    mixed = give(place, head, 1, 2)

    assert refused.status_code == 422
    with place.store.reading() as conn:
        assert [d.obligation_ids for d in delegations.delegations(conn)] == [(1,)]
    assert "tuyên truyền" not in place.client.get(f"/p/{mixed}").text.lower()


@pytest.mark.parametrize("days", ["", "0", "31", "3650", "-1", "x"])
def test_a_link_lives_only_as_long_as_offered(place: Place, head: str, days: str) -> None:
    refused = send(place.client, f"/t/{head}/phan-cong", nv=["1"], ten="Trần Thị B", ngay=days)

    assert refused.status_code == 422


def test_a_link_is_over_after_its_days(place: Place, head: str) -> None:
    key = give(place, head, 1, ngay="3")
    place.at += timedelta(days=3)

    assert place.client.get(f"/p/{key}").status_code == 410
    assert place.client.get(f"/l/{key}").status_code == 303  # the door is there, the room is closed


def test_a_form_opened_in_time_is_not_taken_after_it(place: Place, head: str) -> None:
    key = give(place, head, 1, ngay="3")
    client = place.client
    typed = fields_of(client.get(f"/p/{key}").text) | {"o1-result": "Muộn", "lam": "chuyen"}
    place.at += timedelta(days=4)

    assert client.post(f"/p/{key}", data=typed).status_code == 410
    with place.store.reading() as conn:
        assert delegations.contributions(conn) == []


def test_the_head_takes_a_link_back_and_keeps_what_was_written(place: Place, head: str) -> None:
    key = give(place, head, 1)
    write(place, key, o1__result="Đã khám")

    assert send(place.client, f"/t/{head}/phan-cong", lam="thu-hoi:1").status_code == 303

    assert place.client.get(f"/p/{key}").status_code == 410
    assert "Đã khám" in place.client.get(f"/t/{head}").text


def test_nobody_takes_back_a_foreign_delegation(place: Place, head: str) -> None:
    key = give(place, head, 1)
    other = place.key(Purpose.ANSWER, CULTURE)

    assert send(place.client, f"/t/{other}/phan-cong", lam="thu-hoi:1").status_code == 404
    assert place.client.get(f"/p/{key}").status_code == 200
    assert "Trần Thị B" not in place.client.get(f"/t/{other}/phan-cong").text


def test_a_delegation_ends_with_the_link_it_was_made_behind(place: Place, head: str) -> None:
    of_head = place.count
    key = give(place, head, 1)

    place.store.record(LinkRevoked(link_id=of_head, at=AT), at=AT, by="test")

    assert place.client.get(f"/p/{key}").status_code == 410


def test_a_link_without_a_delegation_opens_nothing(place: Place) -> None:
    assert place.client.get(f"/p/{place.key(Purpose.PREPARE, HEALTH)}").status_code == 404


def test_the_same_points_for_the_same_name_replace_the_older_link(place: Place, head: str) -> None:
    first, second = give(place, head, 1), give(place, head, 1)

    assert place.client.get(f"/p/{first}").status_code == 410
    assert place.client.get(f"/p/{second}").status_code == 200


def test_colleagues_see_no_drafts_of_each_other(place: Place, head: str) -> None:
    one, two = give(place, head, 1), give(place, head, 1, name="Lê Văn C")
    files = [("o1-tep", ("ghi-chep.txt", b"chua xong", "text/plain"))]
    send(place.client, f"/p/{one}", files=files, lam="luu", o1__result="Bản nháp của B")
    sha256 = re.search(rf"/tep/{one}/([0-9a-f]{{64}})", place.client.get(f"/p/{one}").text)
    assert sha256 is not None

    assert "Bản nháp của B" in place.client.get(f"/p/{one}").text
    assert "Bản nháp của B" not in place.client.get(f"/p/{two}").text
    assert "Bản nháp của B" not in place.client.get(f"/t/{head}").text
    assert place.client.get(f"/tep/{one}/{sha256[1]}").status_code == 200
    assert place.client.get(f"/tep/{two}/{sha256[1]}").status_code == 404


def test_evidence_travels_with_the_part(place: Place, head: str) -> None:
    key = give(place, head, 1)
    files = [("o1-tep", ("biên bản.txt", "kết quả khám".encode(), "text/plain"))]
    send(place.client, f"/p/{key}", files=files, lam="chuyen", o1__result="Đã khám")
    sha256 = re.search(rf"/tep/{head}/([0-9a-f]{{64}})", place.client.get(f"/t/{head}").text)
    assert sha256 is not None

    assert place.client.get(f"/tep/{head}/{sha256[1]}").content == "kết quả khám".encode()
    assert place.client.get(f"/tep/{key}/{sha256[1]}").status_code == 200
    assert place.client.get(f"/tep/{place.key(Purpose.ANSWER, CULTURE)}/{sha256[1]}").status_code == 404
    form = fields_of(place.client.get(f"/t/{head}").text)
    hand_in(place, head, o1__phan=form["o1-phan"], o1__result="Đã khám")
    with place.store.reading() as conn:
        assert [e.name for r in replies.replies(conn, obligation_ids=[1]) for e in r.evidence] == ["biên bản.txt"]


def test_what_the_head_typed_is_never_covered(place: Place, head: str) -> None:
    key = give(place, head, 1)
    send(place.client, f"/t/{head}", lam="luu", o1__result="Lời của trưởng phòng")
    write(place, key, o1__result="Lời của B")

    page = place.client.get(f"/t/{head}").text
    assert ">Lời của trưởng phòng</textarea>" in page
    assert "chưa đưa vào báo cáo" in page

    send(place.client, f"/t/{head}", lam="lay:1", o1__result="Lời của trưởng phòng")
    assert ">Lời của B</textarea>" in place.client.get(f"/t/{head}").text


def test_a_form_drawn_before_the_part_came_does_not_claim_it(place: Place, head: str) -> None:
    key = give(place, head, 1)
    client = place.client
    old = fields_of(client.get(f"/t/{head}").text)
    write(place, key, o1__result="Lời của B")

    client.post(f"/t/{head}", data=old | {"o1-result": "Tự viết", "lam": "xem-lai"})
    send(client, f"/t/{head}/xem-lai")

    with place.store.reading() as conn:
        assert [(r.result, r.prepared_by) for r in replies.replies(conn, obligation_ids=[1])] == [("Tự viết", "")]


def test_a_foreign_part_cannot_be_claimed(place: Place, head: str) -> None:
    write(place, give(place, head, 1), o1__result="Lời của B")
    other = place.key(Purpose.ANSWER, CULTURE)

    hand_in(place, other, o2__result="Tự viết", o2__phan="1")

    with place.store.reading() as conn:
        assert [r.prepared_by for r in replies.replies(conn, obligation_ids=[2])] == [""]
        assert [c.submission_id for c in delegations.contributions(conn)] == [None]


def test_a_double_click_hands_one_part_to_the_head(place: Place, head: str) -> None:
    key = give(place, head, 1)

    write(place, key, o1__result="Đã khám")
    write(place, key, o1__result="Đã khám")

    with place.store.reading() as conn:
        assert len(delegations.contributions(conn)) == 1


def test_a_returned_point_goes_back_to_the_colleague(place: Place, head: str) -> None:
    key = give(place, head, 1)
    write(place, key, o1__result="Bản một")
    phan = fields_of(place.client.get(f"/t/{head}").text)["o1-phan"]
    hand_in(place, head, o1__result="Bản một", o1__phan=phan)
    send(place.client, f"/x/{place.key(Purpose.REVIEW, LABOUR)}", lam="tra:1", **{"nhan-xet-1": "Nêu số xã"})
    assert "Nêu số xã" in place.client.get(f"/p/{key}").text

    write(place, key, o1__result="Bản hai")
    form = place.client.get(f"/t/{head}").text
    assert ">Bản hai</textarea>" in form
    hand_in(place, head, o1__result="Bản hai", o1__phan=fields_of(form)["o1-phan"])

    with place.store.reading() as conn:
        said = replies.replies(conn, obligation_ids=[1])
    assert [(r.result, r.state) for r in said] == [("Bản một", ReplyState.RETURNED), ("Bản hai", ReplyState.SUBMITTED)]


def test_a_part_that_says_nothing_is_sent_back(place: Place, head: str) -> None:
    key = give(place, head, 1)

    empty = send(place.client, f"/p/{key}", lam="chuyen")
    wrong = send(place.client, f"/p/{key}", lam="chuyen", o1__result="Xong", o1__percent="400")

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "từ 0 đến 100" in wrong.text


def test_a_log_with_parts_replays_to_the_same_tables(place: Place, head: str) -> None:
    write(place, give(place, head, 1), o1__result="Đã khám")
    phan = fields_of(place.client.get(f"/t/{head}").text)["o1-phan"]
    hand_in(place, head, o1__result="Đã khám", o1__phan=phan)
    send(place.client, f"/t/{head}/phan-cong", lam="thu-hoi:1")
    from directive.store import open_store

    again = open_store("sqlite://")
    again.create()
    with place.store.reading() as conn:
        replay(read(conn), again)
        before = delegations.delegations(conn), delegations.contributions(conn)
    with again.reading() as conn:
        assert (delegations.delegations(conn), delegations.contributions(conn)) == before
    again.close()


def test_the_store_itself_refuses_what_the_page_would_not_offer(place: Place, head: str) -> None:
    from directive import delegating
    from directive.answering import Point
    from directive.obligations import Progress

    give(place, head, 1)
    foreign = Point(obligation_id=2, progress=Progress.UNDER_WAY, result="chen")
    mine = foreign.model_copy(update={"obligation_id": 1})

    with pytest.raises(NotFound):
        delegating.contribute(place.store, delegation_id=1, points=[foreign], at=AT, by="x")
    with pytest.raises(NotAllowed):
        delegating.contribute(place.store, delegation_id=1, points=[mine], at=AT + timedelta(days=7), by="x")
    with pytest.raises(NotAllowed):
        delegating.contribute(place.store, delegation_id=99, points=[mine], at=AT, by="x")


def test_erased_answers_take_the_parts_along(place: Place, head: str) -> None:
    from directive.events import RecordsErased
    from directive.reducing import Erasing, reduce

    write(place, give(place, head, 1, loi_dan="Hỏi ông N ở xã A"), o1__result="Đã khám ông N")
    erased = RecordsErased(what="answers", on=AT.date(), before=AT.date(), basis="x", directive_ids=(1,))
    with place.store.reading() as conn:
        said = [reduce(parse(one.payload), Erasing(erased)) for one in read(conn, stream="van-ban/1")]
    place.store.record(erased, at=AT, by="test")

    assert not any("ông N" in one.model_dump_json() for one in said)
    with place.store.reading() as conn:
        kept = [*delegations.delegations(conn), *delegations.contributions(conn)]
    assert len(kept) == 2
    assert not any("ông N" in one.model_dump_json() for one in kept)
