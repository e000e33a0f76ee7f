"""The desk: lists behind figures, reasons, outbox, decisions, feeds, the letter and its proposal."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from portal_site import AT, CULTURE, HEALTH, LABOUR, OFFICE, Place, a_place, fields_of, fill, send
from test_portal_answer import hand_in, progress

from directive.document import Document
from directive.events import MessagesPlanned
from directive.figures import Measure, Scope, figures, link
from directive.ledger import Message, Purpose
from directive.marking import pieces
from directive.obligations import Progress, Stage
from directive.store import Store, directives, replies
from directive.store.figures import facts
from directive.tracked import ExtensionState
from directive.values import Span
from portal.site import Rendered

LETTER = """ỦY BAN NHÂN DÂN
HUYỆN BÌNH SƠN

Số: /UBND
V/v khám sức khỏe người cao tuổi

Bình Sơn, ngày tháng năm 2024

Kính gửi:
- Phòng Y tế;
- Phòng Văn hoá và Thông tin.

Chủ tịch UBND huyện có ý kiến như sau:

1. Phòng Y tế: Tổ chức khám sức khỏe định kỳ cho người cao tuổi, hoàn thành trước ngày 30/9/2024.

2. Phòng Văn hoá và Thông tin: Tổ chức tuyên truyền nâng cao nhận thức của cộng đồng.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn A
"""


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path, demo=True)


@pytest.fixture
def operator(place: Place) -> Any:
    client = place.client
    assert send(client, "/", to="/vao-trinh-dien").status_code == 303
    return client


@pytest.mark.parametrize("scope", [Scope(), Scope(directive_id=1), Scope(agency_id=HEALTH), Scope(period="Quý I")])
def test_every_figure_opens_as_many_lines_as_it_says(place: Place, operator: Any, scope: Scope) -> None:
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám")
    with place.store.reading() as conn:
        calendar = place.app.state.site.calendar(conn)
        told = figures(facts(conn, on=AT.date(), calendar=calendar, scope=scope), on=AT.date(), calendar=calendar)

    for measure in Measure:
        page = operator.get(link(measure, scope))

        assert page.status_code == 200
        assert page.text.count("<tr>") - ("<thead>" in page.text) == told.total.count(measure)
        assert f"{measure.vietnamese}: {told.total.count(measure)}" in page.text


@pytest.mark.parametrize("query", ["muc=khong-co", "van-ban=abc", "trang=-1", "van-ban=99999999999", "van-ban=7"])
def test_a_list_nobody_offered_is_no_page(operator: Any, query: str) -> None:
    assert operator.get(f"/danh-sach?{query}").status_code == 404


def test_an_obligation_shows_its_whole_history(place: Place, operator: Any) -> None:
    key = place.key(Purpose.ANSWER, HEALTH, contact_id=1)
    send(place.client, f"/t/{key}", lam="tiep-nhan")
    hand_in(place, key, o1__result="Đã khám 1.200 người")
    send(place.client, f"/x/{place.key(Purpose.REVIEW, LABOUR)}", lam="tra:1", **{"nhan-xet-1": "Nêu rõ từng xã"})
    send(place.client, f"/t/{key}/gia-han/1", ngay="2024-07-31", ly_do="Chờ số liệu")

    page = operator.get("/nhiem-vu/1").text

    for words in ("Đã tiếp nhận", "Đã khám 1.200 người", "Nêu rõ từng xã", "Chờ số liệu", "Người 1, Phòng Y tế"):
        assert words in page


def test_a_day_explains_itself_to_people_and_programs(operator: Any) -> None:
    assert "28/6/2024" in operator.get("/giai-thich/1").text

    told = operator.get("/giai-thich/1.json").json()

    assert (told["due_on"], told["explanation"][0]) == ("2024-06-28", "Hạn: 24:00 thứ Sáu 28/6/2024")


def test_the_assigner_decides_time_and_competence(place: Place) -> None:
    health, culture = place.key(Purpose.ANSWER, HEALTH), place.key(Purpose.ANSWER, CULTURE)
    send(place.client, f"/t/{health}/gia-han/1", ngay="2024-07-31", ly_do="Chờ số liệu các xã")
    send(place.client, f"/t/{culture}/khong-thuoc/2", ly_do="Thuộc Trung tâm Truyền thông")
    key = place.key(Purpose.DECIDE, OFFICE, contact_id=4)

    unexplained = send(place.client, f"/q/{key}", lam="khong-dong-y:1")
    no_day = send(place.client, f"/q/{key}", lam="ngay-khac:1", **{"y-kien-g1": "Sớm hơn"})
    assert (unexplained.status_code, no_day.status_code) == (422, 422)
    assert 'value="Sớm hơn"' in no_day.text
    send(place.client, f"/q/{key}", lam="ngay-khac:1", **{"ngay-1": "2024-07-15", "y-kien-g1": "Đủ thời gian"})
    send(place.client, f"/q/{key}", lam="khong-thuoc:1")

    with place.store.reading() as conn:
        (extension,) = replies.extensions(conn)
        assert directives.due(conn, 1).due_on == date(2024, 7, 15)
    assert (extension.state, extension.decided_by) == (
        ExtensionState.OTHER_DATE,
        "Người 4, Văn phòng HĐND và UBND huyện",
    )
    assert progress(place, 2) is Progress.WITHDRAWN
    assert push(place, f"/q/{key}", lam="dong-y:1").status_code == 409


def push(place: Place, path: str, **typed: str) -> Any:
    """Send a form the page itself does not offer."""
    client = place.client
    return client.post(path, data=fields_of(client.get("/").text) | typed)


@pytest.mark.parametrize("agency_id", [HEALTH, LABOUR])
def test_only_the_assigners_office_decides(place: Place, agency_id: str) -> None:
    health = place.key(Purpose.ANSWER, HEALTH)
    send(place.client, f"/t/{health}/gia-han/1", ngay="2024-07-31", ly_do="Chờ số liệu")
    stranger = place.key(Purpose.DECIDE, agency_id, directive_id=None)

    assert "Chờ số liệu" not in place.client.get(f"/q/{stranger}").text
    assert push(place, f"/q/{stranger}", lam="dong-y:1").status_code == 409
    assert place.client.get(f"/q/{place.key(Purpose.DECIDE, agency_id)}").status_code == 404


def test_the_feed_holds_open_days_with_alarms(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    def days() -> list[date]:
        feed = icalendar.Calendar.from_ical(place.client.get(f"/lich/{key}.ics").content)
        return sorted(event["dtstart"].dt for event in feed.walk("VEVENT"))

    assert days() == [date(2024, 6, 20), date(2024, 6, 28)]
    hand_in(place, key, o1__result="Đã khám")
    assert days() == [date(2024, 6, 28)]
    raw = place.client.get(f"/lich/{key}.ics")
    assert raw.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in raw.content.split(b"\r\n"))
    assert b"BEGIN:VALARM" in raw.content


def a_message(**but: Any) -> Message:
    given = {
        "message_id": 1,
        "kind": "digest",
        "day": AT.date(),
        "contact_id": 1,
        "agency_id": HEALTH,
        "channel": "folder",
        "address": "can-bo@phong.example",
        "mail_id": "<1@dondoc.example>",
        "body": {},
    }
    return Message(**given | but)


@pytest.mark.parametrize("demo", [True, False])
def test_the_outbox_shows_messages_and_hides_their_keys(memory: Store, tmp_path: Path, demo: bool) -> None:
    fill(memory)
    place = a_place(memory, tmp_path, demo=demo, render=_rendered)
    place.store.record(MessagesPlanned(day=AT.date(), messages=(a_message(),)), at=AT, by="test")
    client = place.client
    send(client, f"/vao/{place.key(Purpose.OPERATE, OFFICE)}")

    assert "Người 1" in client.get("/hop-thu-di?ngay=18/06/2024").text
    assert "Người 1" not in client.get("/hop-thu-di?ngay=17/06/2024").text
    shown, inside = client.get("/hop-thu-di/1"), client.get("/hop-thu-di/1/thu")

    assert ("k" * 43 in shown.text, "k" * 43 in inside.text) == (demo, demo)
    assert "sandbox" in inside.headers["content-security-policy"]
    assert "script-src" not in inside.headers["content-security-policy"]
    assert client.get("/hop-thu-di/2").status_code == 404


def _rendered(conn: object, message: Message) -> Rendered:
    address = "http://testserver/l/" + "k" * 43
    return Rendered("Nhắc việc", f"Mở {address} để trả lời", f'<a href="{address}">Mở</a><script>x</script>')


def test_a_lost_link_is_made_anew_by_a_named_person(place: Place, operator: Any) -> None:
    made = send(operator, f"/don-vi/{HEALTH}")

    key = re.search(r"/l/(\S{43})<", made.text)
    assert key is not None
    assert place.client.get(f"/t/{key[1]}").status_code == 303


def test_a_letter_goes_from_file_to_issue(place: Place, operator: Any) -> None:
    files = {"tep": ("cong-van-moi.txt", LETTER.encode(), "text/plain")}
    taken = send(operator, "/ban-lam-viec", files=files, **{"nguoi-giao": "Chủ tịch UBND huyện"})
    here = taken.headers["location"]
    assert here == "/van-ban/2/doc"
    page = operator.get(here).text
    assert "trước ngày 30/9/2024" in page
    assert '<mark class="owner">' in page
    assert '<mark class="deadline">' in page

    for act in (
        {"lam": "chu-tri", "vi-tri": "0", "chu-tri": "Phòng Y tế"},
        {"lam": "chu-tri", "vi-tri": "1", "chu-tri": "Phòng Văn hoá và Thông tin"},
        {"lam": "ten-gon", "vi-tri": "0", "ten-gon": "Khám sức khỏe định kỳ"},
        {"lam": "minh-chung", "vi-tri": "0", "can": "1"},
        {"lam": "ngay", "vi-tri": "1", "ngay": "2024-08-30"},
        {"lam": "xac-nhan"},
        {"lam": "ban-hanh", "so": "400/UBND-YT", "ngay-ban-hanh": "2024-06-18"},
    ):
        done = send(operator, here, **act)
        assert done.status_code == 303, (act, done.text)

    with place.store.reading() as conn:
        directive = directives.one(conn, 2)
        (health, *_) = directives.obligations(conn, directive_id=2, owner_id=HEALTH)
        dues = directives.dues(conn, directive_id=2)
    assert (directive.stage, directive.number) == (Stage.ISSUED, "400/UBND-YT")
    assert (health.title, health.needs_evidence) == ("Khám sức khỏe định kỳ", True)
    assert {d.due_on for d in dues} >= {date(2024, 8, 30)}


def test_an_unknown_name_is_refused_with_likely_ones(place: Place, operator: Any) -> None:
    files = {"tep": ("moi.txt", LETTER.encode(), "text/plain")}
    here = send(operator, "/ban-lam-viec", files=files).headers["location"]

    refused = send(operator, here, lam="chu-tri", **{"vi-tri": "0", "chu-tri": "Phòng Y tê"})

    assert refused.status_code == 422
    assert "Phòng Y tế" in refused.text


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "trống"), (b"Chao hoi", "không thấy nhiệm vụ"), (f"MẬT\n\n{LETTER}".encode(), "dấu MẬT")],
)
def test_what_cannot_be_taken_in_says_why(operator: Any, data: bytes, why: str) -> None:
    refused = send(operator, "/ban-lam-viec", files={"tep": ("thu.txt", data, "text/plain")})

    assert refused.status_code >= 400
    assert why in refused.text


def test_the_letter_is_drawn_whole(place: Place) -> None:
    with place.store.reading() as conn:
        directive = directives.one(conn, 1)
    text = "Một hai ba bốn năm"
    spans = [Span(0, 3), Span(2, 9), Span(5, 400), Span(-1, 2)]
    assignments = tuple(a.model_copy(update={"span": s}) for a in directive.proposal.assignments for s in spans)
    proposal = directive.proposal.model_copy(update={"assignments": assignments})

    drawn = pieces(Document(text=text), proposal)

    assert "".join(piece.text for piece in drawn) == text
    assert sorted(n for piece in drawn for n in piece.starts) == list(range(len(assignments)))


def test_health_says_yes_or_no(place: Place) -> None:
    assert place.client.get("/suc-khoe").json() == {"tot": True, "kho": True, "kho_tep": True}

    place.store.close()
    place.store.engine.pool.dispose()


def test_an_assumed_day_rules_everything(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    place = a_place(memory, tmp_path, today="01/07/2024", demo=True)
    place.at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    key = place.key(Purpose.ANSWER, HEALTH, expires_at=datetime(2024, 7, 2, tzinfo=UTC))

    page = place.client.get(f"/t/{key}")

    assert page.status_code == 200
    assert "quá hạn" in page.text
    hand_in(place, key, o1__result="Muộn")
    with place.store.reading() as conn:
        assert {r.on for r in replies.replies(conn)} == {date(2024, 7, 1)}
    place.at += timedelta(days=1)
    assert fields_of(place.client.get(f"/t/{key}").text)
