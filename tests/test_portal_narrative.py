"""The collector words the report: long answers shorter, passages of their own; figures and agencies' words stay."""

from pathlib import Path

import pytest
from portal_site import CULTURE, HEALTH, LABOUR, OFFICE, Place, a_place, fields_of, fill, send
from test_portal_answer import hand_in

from directive.errors import BadInput
from directive.ledger import Purpose
from directive.shortening import checked, foreign_numbers
from directive.store import Store, replies, reports

LONG = (
    "Đã khám 1.200 người ở 20 xã, thị trấn; "
    + "các trạm y tế đã lập sổ theo dõi và phân công cán bộ; " * 8
    + "còn 2 xã."
)
SHORT = "Đã khám 1.200 người ở 20 xã, thị trấn; còn 2 xã."


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path)


@pytest.fixture
def page(place: Place) -> str:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result=LONG, o1__difficulties="Thiếu kinh phí")
    return f"/x/{place.key(Purpose.REVIEW, LABOUR, contact_id=3)}/bao-cao"


def words(place: Place) -> list[tuple[str, str]]:
    with place.store.reading() as conn:
        return [(p.section, p.by) for p in reports.passages(conn, directive_id=1, due_id=3).values() if p.text]


def test_a_shorter_wording_keeps_the_agencys_own_words(place: Place, page: str) -> None:
    assert send(place.client, page, lam="luu", **{"rut-gon-1": SHORT}).headers["location"].endswith("luu=1")

    shown = place.client.get(page).text
    assert SHORT in shown
    assert "phân công cán bộ" in shown
    assert "Người 3" in shown
    with place.store.reading() as conn:
        assert replies.replies(conn, obligation_ids=[1])[0].result == LONG.strip()
    assert words(place) == [("rut-gon-1", "Người 3, Phòng Lao động – Thương binh và Xã hội")]


def test_an_empty_wording_gives_the_agency_its_words_back(place: Place, page: str) -> None:
    send(place.client, page, lam="luu", **{"rut-gon-1": SHORT})

    send(place.client, page, lam="luu", **{"rut-gon-1": ""})

    assert words(place) == []
    assert "lược ghi</span>" not in place.client.get(page).text


@pytest.mark.parametrize(
    "text",
    ["Đã khám 1.300 người", "Đã khám 22 xã", LONG + " thêm", "Đã khám 20 xã; còn 2 xã; 20 xã"],
    ids=["another figure", "a sum of one's own", "longer", "said twice"],
)
def test_figures_of_agencies_are_not_changed(place: Place, page: str, text: str) -> None:
    refused = send(place.client, page, lam="luu", chung="Lời của chúng tôi", **{"rut-gon-1": text})

    assert refused.status_code == 422
    assert text[:40] in refused.text
    assert words(place) == [("chung", "Người 3, Phòng Lao động – Thương binh và Xã hội")]


def test_numbers_are_compared_as_written() -> None:
    assert foreign_numbers("1.200 người, 30/6/2024", "1.200 người đến 30/6/2024") == []
    assert foreign_numbers("1200 người, 12%", "1.200 người", "12 %") == ["1200"]


def test_our_own_figures_cannot_be_sent(place: Place, page: str) -> None:
    before = place.client.get(page).text

    send(
        place.client,
        page,
        lam="luu",
        general="Đã hoàn thành 100%",
        figures="1",
        **{"ket-qua-99": "x", "rut-gon-2": "y"},
    )

    assert words(place) == []
    assert [line in place.client.get(page).text for line in before.split("\n") if "- Tỷ lệ hoàn thành" in line] == [
        True
    ]


def test_two_hands_do_not_overwrite_each_other(place: Place, page: str) -> None:
    first, second = place.client, place.client
    old = fields_of(first.get(page).text)
    send(second, page, lam="luu", chung="Lời của người thứ hai")

    refused = first.post(page, data=old | {"lam": "luu", "chung": "Lời của người thứ nhất"})

    assert refused.status_code == 422
    assert "Lời của người thứ nhất" in refused.text
    again = first.post(page, data=fields_of(refused.text) | {"lam": "luu", "chung": "Lời của người thứ nhất"})
    assert again.status_code == 303


def test_a_new_answer_is_not_hidden_behind_the_old_wording(place: Place, page: str) -> None:
    send(place.client, page, lam="luu", **{"rut-gon-1": SHORT})
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám 1.400 người ở 22 xã")

    shown = place.client.get(page).text

    assert "1.400 người" in shown
    assert SHORT not in shown


def test_freezing_makes_files_the_reviewer_can_open(place: Place, page: str) -> None:
    made = send(place.client, page, lam="chot", chung="Nhìn chung đúng tiến độ", **{"rut-gon-1": SHORT})
    assert made.headers["location"].endswith("chot=1")

    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        got = place.client.get(f"{page}/1/{kind}")
        assert got.content.startswith(start)
        assert got.headers["content-disposition"].startswith("attachment")
    with place.store.reading() as conn:
        said = reports.one(conn, 1).content.results[0].words[0]
    assert (said.text, said.original) == (SHORT, LONG.strip())


def test_nobody_else_words_the_report(place: Place, page: str) -> None:
    send(place.client, page, lam="chot")
    others = [
        place.key(Purpose.REVIEW, CULTURE),
        place.key(Purpose.REVIEW, LABOUR, directive_id=2),
        place.key(Purpose.ANSWER, LABOUR),
        place.key(Purpose.DECIDE, OFFICE),
    ]

    for key in others:
        for path in ("bao-cao", "bao-cao/1/pdf"):
            assert place.client.get(f"/x/{key}/{path}").status_code == 404


def test_a_wording_that_equals_the_answer_is_none(place: Place, page: str) -> None:
    with place.store.reading() as conn:
        reply = replies.replies(conn, obligation_ids=[1])[0]

    assert checked(reply, f"  {LONG}  ") == ""
    with pytest.raises(BadInput):
        checked(reply, "1.201 người")
