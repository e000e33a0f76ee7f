"""The clerk's page does everything to a draft, without a script; what is refused says why and keeps what was typed."""

from pathlib import Path
from typing import Any

import pytest
from portal_site import CULTURE, HEALTH, OFFICE, Place, a_place, fields_of, fill, send

from directive.deadlines import Every, OnDate, Within
from directive.ledger import Purpose
from directive.obligations import Proposal, Stage
from directive.store import Store, directives, directory, log

LETTER = """ỦY BAN NHÂN DÂN
HUYỆN BÌNH SƠN

Số: /UBND
V/v chăm sóc người cao tuổi

Bình Sơn, ngày tháng năm 2024

Kính gửi: Các phòng, ban.

Chủ tịch UBND huyện có ý kiến như sau:

1. Phòng Y tế: Tổ chức khám sức khỏe cho người cao tuổi, hoàn thành trước ngày 30/9/2024. Lập hồ sơ theo dõi
sức khỏe từng người. Bố trí xe đưa đón người già yếu.

2. Phòng Y tế và Phòng Văn hoá và Thông tin: Tổ chức tuyên truyền nâng cao nhận thức của cộng đồng.

3. Phòng Sức khỏe cộng đồng: Hướng dẫn các câu lạc bộ liên thế hệ.

Định kỳ 6 tháng, 1 năm báo cáo kết quả về UBND huyện (qua Phòng Lao động – Thương binh và Xã hội).

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn A
"""
HERE = "/van-ban/2/doc"


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path, demo=True)


@pytest.fixture
def clerk(place: Place) -> Any:
    """An operator whose letter was just read."""
    client = place.client
    send(client, "/", to="/vao-trinh-dien")
    taken = send(client, "/ban-lam-viec", files={"tep": ("moi.txt", LETTER.encode(), "text/plain")})
    assert taken.headers["location"] == HERE
    return client


def proposal(place: Place) -> Proposal:
    with place.store.reading() as conn:
        return directives.one(conn, 2).proposal


def done(client: Any, act: str, **typed: Any) -> None:
    answer = send(client, HERE, lam=act, **typed)
    assert answer.status_code == 303, answer.text


def refused(client: Any, act: str, **typed: Any) -> str:
    answer = send(client, HERE, lam=act, **typed)
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in answer.text
    return str(answer.text)


def test_everything_read_is_marked_and_numbered(clerk: Any) -> None:
    page = clerk.get(HERE).text

    for mark in ("owner", "deadline", "report", "head", "task"):
        assert f'<mark class="{mark}">' in page.split("letter-legend")[1].split("</p>", 1)[1]
    assert [f'id="v-{n}"' in page for n in range(4)] == [True, True, True, False]


def test_sentences_become_actions_parts_and_one_again(place: Place, clerk: Any) -> None:
    before = proposal(place).assignments[0]

    done(clerk, "dau-viec", **{"vi-tri": "0", "dau-viec": ["1", "2"]})
    assert len(proposal(place).assignments[0].actions) == 3
    done(clerk, "tach", **{"vi-tri": "0", "phan-0": "1", "phan-1": "2", "phan-2": "2"})
    parts = proposal(place).assignments[:2]
    assert [len(one.actions) for one in parts] == [1, 2]
    assert [one.label for one in parts] == ["1.1", "1.2"]
    assert "Gộp lại với phần ngay sau" in clerk.get(HERE).text
    done(clerk, "gop", **{"vi-tri": "0"})

    after = proposal(place).assignments[0]
    assert (after.quote, after.span, after.label) == (before.quote, before.span, before.label)
    with place.store.reading() as conn:
        assert directives.one(conn, 2).document.text.strip() == LETTER.strip()


def test_one_of_joint_owners_leads(place: Place, clerk: Any) -> None:
    done(clerk, "chu-tri-chinh", **{"vi-tri": "1", "dau": CULTURE})

    one = proposal(place).assignments[1]
    assert [m.agency_ids for m in one.owners] == [(CULTURE,)]
    assert (HEALTH,) in [m.agency_ids for m in one.partners]


def test_a_phrase_is_explained_before_it_is_kept(place: Place, clerk: Any) -> None:
    words = "trong 05 ngày làm việc kể từ ngày ban hành"
    tried = send(clerk, HERE, lam="thu-han", cau=words, **{"vi-tri": "1"})

    assert tried.status_code == 200
    assert "25/6/2024" in tried.text  # Tuesday 18/06 and five working days
    assert f'value="{words}"' in tried.text
    assert proposal(place).assignments[1].deadlines == ()
    done(clerk, "them-han", cau=words, **{"vi-tri": "1"})
    (kept,) = proposal(place).assignments[1].deadlines
    assert isinstance(kept, Within)
    assert kept.text.startswith(words)


def test_deadlines_are_replaced_and_removed(place: Place, clerk: Any) -> None:
    done(clerk, "ngay:0", ngay="2024-10-15", **{"vi-tri": "0"})
    (kept,) = proposal(place).assignments[0].deadlines
    assert isinstance(kept, OnDate)
    assert (f"{kept.day:%d/%m/%Y}", kept.text) == ("15/10/2024", "hoàn thành trước ngày 30/9/2024")

    done(clerk, "bo-han:0", **{"vi-tri": "0"})
    assert proposal(place).assignments[0].deadlines == ()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("càng nhanh càng tốt nhé", "Không thấy thời hạn"),
        ("trước ngày 31/02/2025", "không có thật"),
        ("trước ngày 01/3/2023", "trước ngày của văn bản"),
        ("", "Chưa ghi thời hạn"),
    ],
)
def test_words_without_a_time_are_refused_and_kept(place: Place, clerk: Any, words: str, why: str) -> None:
    page = refused(clerk, "them-han", cau=words, **{"vi-tri": "1"})

    assert why in page
    assert f'name="cau" value="{words}"' in page
    assert proposal(place).assignments[1].deadlines == ()


def test_reporters_and_report_days_change(place: Place, clerk: Any) -> None:
    done(clerk, "them-don-vi", them="Văn phòng HĐND và UBND huyện")
    assert "cần ghi lý do" in refused(clerk, "bot-don-vi", bot=[CULTURE])
    done(clerk, "bot-don-vi", bot=[CULTURE], **{"ly-do": "Đã có báo cáo riêng"})
    done(clerk, "them-han", cau="trước ngày 15 tháng cuối quý, định kỳ hằng quý")

    report = proposal(place).report
    assert report is not None
    assert OFFICE in report.reporters
    assert CULTURE not in report.reporters
    assert isinstance(report.deadlines[-1], Every)
    done(clerk, f"bo-han:{len(report.deadlines) - 1}")
    done(clerk, "bo-bao-cao", **{"ly-do": "Báo cáo theo văn bản khác"})
    assert proposal(place).report is None
    done(clerk, "dau-moi", cau="định kỳ 6 tháng, 1 năm", **{"dau-moi": "Phòng Y tế"})
    again = proposal(place).report
    assert again is not None
    assert again.collector is not None
    assert again.collector.agency_ids == (HEALTH,)


def test_an_unknown_name_is_chosen_and_remembered_on_confirming(place: Place, clerk: Any) -> None:
    name = proposal(place).assignments[2].owners[0].name
    done(clerk, "chi-dinh", ten=name, khac="Phòng Y tế", nho="1", **{"vi-tri": "2"})

    assert f"“{name}” là Phòng Y tế" in clerk.get(HERE).text
    done(clerk, "xac-nhan")
    with place.store.reading() as conn:
        assert [(a.alias, a.target_id) for a in directory.loaded(conn).aliases] == [(name, HEALTH)]


def test_an_unknown_agency_is_added_and_chosen(place: Place, clerk: Any) -> None:
    name = proposal(place).assignments[2].owners[0].name
    given = {"vi-tri": "2", "ten": name, "ten-moi": "Trung tâm Sức khỏe", "cap": "district", "truc-thuoc": OFFICE}
    done(clerk, "them-co-quan", **given)

    (owner,) = proposal(place).assignments[2].owners
    with place.store.reading() as conn:
        (agency,) = directory.agencies(conn, ids=owner.agency_ids)
    assert (agency.name, agency.parent_id, agency.agency_id) == (
        "Trung tâm Sức khỏe",
        OFFICE,
        f"{OFFICE}.trung-tam-suc-khoe",
    )
    again = given | {"ten-moi": "phòng y tế"}
    assert "Danh bạ đã có" in refused(clerk, "them-co-quan", **again)


def test_notes_are_ticked_off(place: Place, clerk: Any) -> None:
    before = proposal(place).notes
    done(clerk, "da-xem:0")

    assert set(proposal(place).notes) == set(before[1:])
    assert len(before) > 1
    assert "không còn" in refused(clerk, "da-xem:99")


def test_every_correction_is_an_event_by_a_named_person(place: Place, clerk: Any) -> None:
    done(clerk, "ten-gon", **{"vi-tri": "0", "ten-gon": "Khám sức khỏe"})

    with place.store.reading() as conn:
        *_, last = log.read(conn, stream="van-ban/2")
    assert last.kind == "directive.corrected"
    assert "Chuyên viên" in last.by
    assert '"title"' in last.payload


@pytest.mark.parametrize("act", ["", "khong-co", "chu-tri", "bo-han:x", "tach", "gop", "dau-viec", "chi-dinh"])
def test_a_broken_form_changes_nothing(place: Place, clerk: Any, act: str) -> None:
    before = proposal(place)

    for at in ("", "99", "abc", "-1"):
        answer = send(clerk, HERE, lam=act, **{"vi-tri": at, "ten": "x", "la": "khong-co"})
        assert 400 <= answer.status_code < 500, (act, at)
    assert proposal(place) == before


def test_only_an_operator_changes_a_letter(place: Place, clerk: Any) -> None:
    reader = place.client
    send(reader, f"/vao/{place.key(Purpose.READ, OFFICE)}")
    token = fields_of(reader.get("/").text) or fields_of(reader.get("/danh-sach").text)

    assert reader.get(HERE).status_code == 401
    assert reader.post(HERE, data=token | {"lam": "xac-nhan"}).status_code == 401
    assert place.client.post(HERE, data={"lam": "xac-nhan"}).status_code == 403
    with place.store.reading() as conn:
        assert directives.one(conn, 2).stage is Stage.DRAFT


def test_hostile_words_stay_words(place: Place, clerk: Any) -> None:
    bad = '"><script>alert(1)</script>'
    for act, field in (("them-han", "cau"), ("chu-tri", "chu-tri"), ("bo-han:0", "ten"), ("them-don-vi", "them")):
        page = send(clerk, HERE, lam=act, **{"vi-tri": "2", field: bad}).text
        assert "<script>alert" not in page
    done(clerk, "ten-gon", **{"vi-tri": "0", "ten-gon": bad})
    assert "<script>alert" not in clerk.get(HERE).text


def test_an_issued_letter_is_only_shown(place: Place, clerk: Any) -> None:
    page = clerk.get("/van-ban/1/doc").text

    assert 'name="lam"' not in page
    assert send(clerk, HERE, to="/van-ban/1/doc", lam="ten-gon", **{"vi-tri": "0", "ten-gon": "x"}).status_code == 409
