"""An agency answers through its link: nothing typed is lost, nothing is sent twice, nothing of others is touched."""

from datetime import timedelta
from pathlib import Path

import pytest
from portal_site import CULTURE, HEALTH, LABOUR, Place, a_place, fields_of, fill, send

from directive.ledger import Purpose
from directive.obligations import Progress
from directive.store import Store, directives, operating, replies
from directive.tracked import DueState, ExtensionState, ReplyState


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path)


def progress(place: Place, obligation_id: int) -> Progress:
    with place.store.reading() as conn:
        return directives.obligation(conn, obligation_id).progress


def due_state(place: Place, due_id: int) -> DueState:
    with place.store.reading() as conn:
        return directives.due(conn, due_id).state


def hand_in(place: Place, key: str, **typed: str) -> str:
    """Type, look through, hand in; the address of the receipt."""
    client = place.client
    typed_in = send(client, f"/t/{key}", lam="xem-lai", **typed)
    assert typed_in.headers.get("location") == f"/t/{key}/xem-lai", typed_in.text
    done = send(client, f"/t/{key}/xem-lai")
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def test_opening_a_link_changes_nothing(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    with place.store.reading() as conn:
        before = [repr(row) for row in conn.exec_driver_sql("SELECT * FROM events")]

    for path in ("", "/xem-lai", "/khong-thuoc/1", "/gia-han/1", "/cach-tinh/1"):
        assert place.client.get(f"/t/{key}{path}").status_code == 200

    with place.store.reading() as conn:
        assert [repr(row) for row in conn.exec_driver_sql("SELECT * FROM events")] == before
    assert progress(place, 1) is Progress.ASSIGNED


def test_the_page_quotes_the_letter_and_shows_only_ones_own(place: Place) -> None:
    page = place.client.get(f"/t/{place.key(Purpose.ANSWER, HEALTH)}").text

    assert "Phối hợp chỉ đạo trạm y tế" in page
    assert "tuyên truyền" not in page.lower()
    assert "28/06/2024" in page


def test_one_tap_acknowledges_everything(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    assert send(place.client, f"/t/{key}", lam="tiep-nhan").status_code == 303

    assert (progress(place, 1), progress(place, 3), progress(place, 2)) == (
        Progress.RECEIVED,
        Progress.RECEIVED,
        Progress.ASSIGNED,
    )


def test_an_answer_settles_its_period_and_gives_a_receipt(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH, contact_id=1)

    receipt = place.client.get(hand_in(place, key, o1__result="Đã khám 1.200 người", o1__percent="40"))

    assert "Đã khám 1.200 người" in receipt.text
    assert "Người 1, Phòng Y tế" in receipt.text
    assert (progress(place, 1), due_state(place, 3)) == (Progress.UNDER_WAY, DueState.REPORTED)


def test_a_double_click_makes_one_submission(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    client = place.client
    send(client, f"/t/{key}", lam="xem-lai", o1__result="Đã khám")
    data = fields_of(client.get(f"/t/{key}/xem-lai").text)

    places = [client.post(f"/t/{key}/xem-lai", data=data).headers["location"] for _ in range(3)]

    assert len(set(places)) == 1
    with place.store.reading() as conn:
        assert len(replies.replies(conn, current=False)) == 2  # the point and the period's report


def test_the_same_words_a_quarter_later_are_a_new_answer(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    reviewer = place.key(Purpose.REVIEW, LABOUR)
    first = hand_in(place, key, ky="khong", o1__result="Tiếp tục thực hiện")
    send(place.client, f"/x/{reviewer}", lam="nhan:1")

    assert hand_in(place, key, ky="khong", o1__result="Tiếp tục thực hiện") != first


def test_what_changed_after_the_summary_is_shown_again_before_it_is_sent(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    client = place.client
    send(client, f"/t/{key}", lam="xem-lai", o1__result="Bản một")
    old = fields_of(client.get(f"/t/{key}/xem-lai").text)
    send(client, f"/t/{key}", lam="luu", o1__result="Bản hai")

    stale = client.post(f"/t/{key}/xem-lai", data=old)

    assert stale.status_code == 409
    assert "Bản hai" in stale.text
    with place.store.reading() as conn:
        assert replies.replies(conn) == []


def test_a_mistake_keeps_what_was_typed_and_names_the_field(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    wrong = send(
        place.client, f"/t/{key}", lam="xem-lai", o1__result="", o1__percent="150", o1__difficulties="Thiếu kinh phí"
    )

    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert 'href="#o1-percent"' in wrong.text
    assert "Thiếu kinh phí" in wrong.text
    assert 'aria-describedby="o1-percent-w"' in wrong.text


def test_a_draft_waits_behind_tomorrows_link_too(place: Place) -> None:
    today = place.key(Purpose.ANSWER, HEALTH, contact_id=1)
    send(place.client, f"/t/{today}", lam="luu", o1__result="Đang viết dở")

    tomorrow = place.key(Purpose.ANSWER, HEALTH, contact_id=1)
    somebody_else = place.key(Purpose.ANSWER, CULTURE, contact_id=2)

    assert "Đang viết dở" in place.client.get(f"/t/{tomorrow}").text
    assert "Đang viết dở" not in place.client.get(f"/t/{somebody_else}").text
    hand_in(place, tomorrow)
    with place.store.reading() as conn:
        assert operating.draft(conn, 101) == {}


def test_an_unreviewed_answer_can_be_edited_and_replaces_the_first(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    hand_in(place, key, o1__result="Đã khám 1.200 người")
    assert "Đã khám 1.200 người" in place.client.get(f"/t/{key}").text

    hand_in(place, key, o1__result="Đã khám 1.300 người")

    with place.store.reading() as conn:
        said = [r for r in replies.replies(conn, current=False) if r.obligation_id == 1]
    assert [(r.result, r.state) for r in said] == [
        ("Đã khám 1.200 người", ReplyState.REPLACED),
        ("Đã khám 1.300 người", ReplyState.SUBMITTED),
    ]


def test_a_returned_answer_shows_the_remark_beside_its_point(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    reviewer = place.key(Purpose.REVIEW, LABOUR)
    hand_in(place, key, o1__result="Đã khám")
    send(place.client, f"/x/{reviewer}", lam="tra:1", **{"nhan-xet-1": "Nêu rõ số người theo xã"})

    page = place.client.get(f"/t/{key}").text

    assert page.index("Tổ chức khám") < page.index("Nêu rõ số người theo xã") < page.index('id="o1-result"')


def test_not_ours_needs_a_reason_and_stops_the_ladder(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    assert send(place.client, f"/t/{key}/khong-thuoc/1").status_code == 422
    assert send(place.client, f"/t/{key}/khong-thuoc/1", ly_do="Thuộc Trung tâm Y tế").status_code == 303

    assert progress(place, 1) is Progress.CONTESTED


def test_more_time_is_asked_after_the_current_day(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    early = send(place.client, f"/t/{key}/gia-han/1", ngay="2024-06-28", ly_do="Chờ số liệu các xã")
    assert early.status_code == 409
    assert "Chờ số liệu các xã" in early.text
    assert send(place.client, f"/t/{key}/gia-han/1", ngay="05/07/2024", ly_do="Chờ số liệu").status_code == 303

    with place.store.reading() as conn:
        assert [e.state for e in replies.extensions(conn)] == [ExtensionState.ASKED]


def test_leaving_for_another_page_keeps_what_was_typed(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    away = send(place.client, f"/t/{key}", lam="gia-han:1", o1__result="Viết dở")

    assert away.headers["location"] == f"/t/{key}/gia-han/1"
    assert "Viết dở" in place.client.get(f"/t/{key}").text


def test_evidence_is_told_by_its_content_and_downloaded_only(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    files = [
        ("o1-tep", ("../../bảng số liệu.csv", b"xa,so\nBinh Chau,12\n", "text/csv")),
        ("o1-tep", ("anh.png", b"MZ\x90\x00 not a picture", "image/png")),
    ]

    page = send(place.client, f"/t/{key}", files=files, lam="luu", o1__result="Có tệp")

    assert page.status_code == 422
    assert "anh.png” không được nhận" in page.text
    sha256 = page.text.split(f"/tep/{key}/")[1][:64]
    got = place.client.get(f"/tep/{key}/{sha256}")
    assert got.content == b"xa,so\nBinh Chau,12\n"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["content-type"] == "application/octet-stream"
    assert "/" not in got.headers["content-disposition"]


def test_a_removed_file_is_not_handed_in(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    client = place.client
    send(client, f"/t/{key}", files=[("o1-tep", ("a.txt", b"mot", "text/plain"))], lam="luu", o1__result="Có tệp")
    sha256 = client.get(f"/t/{key}").text.split(f"/tep/{key}/")[1][:64]

    send(client, f"/t/{key}", lam="xem-lai", o1__result="Có tệp", o1__bo=sha256)
    send(client, f"/t/{key}/xem-lai")

    with place.store.reading() as conn:
        assert [r.evidence for r in replies.replies(conn)] == [(), ()]


def test_a_link_to_everything_leads_to_the_only_directive(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH, directive_id=None)

    assert place.client.get(f"/l/{key}").headers["location"] == f"/t/{key}"
    assert place.client.get(f"/t/{key}").headers["location"] == f"/t/{key}/vb/1"
    assert "Phối hợp chỉ đạo" in place.client.get(f"/t/{key}/vb/1").text


def test_the_assumed_day_stands_on_the_page(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    place = a_place(memory, tmp_path, today="12/06/2024")
    place.at += timedelta(days=400)

    assert "thứ Tư, 12/06/2024" in place.client.get("/").text
