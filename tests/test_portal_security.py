"""Nobody else gets in: every address against every wrong key, forms of strangers, hostile text, floods, logs."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from portal_site import AT, CULTURE, HEALTH, LABOUR, OFFICE, Place, a_place, fields_of, fill, roomy, send
from starlette.routing import Route
from test_portal_answer import hand_in

from directive.events import LinkRevoked, ReportFrozen
from directive.ledger import Purpose
from directive.store import Store, directives, replies
from portal.shield import HEADERS, Limiter, Limits

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{% raw %}'


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path, demo=True)


def filled_in(pattern: str, **given: object) -> str:
    """An address of a route with its parts filled in; what is not given is 1."""
    return re.sub(r"\{(\w+)(?::int)?\}", lambda m: str(given.get(m[1], 1)), pattern)


def routes(place: Place) -> list[str]:
    return [r.path for r in place.app.routes if isinstance(r, Route)]


def keyed(place: Place) -> list[str]:
    return [path for path in routes(place) if "{key}" in path]


def log_in(place: Place) -> Any:
    client = place.client
    assert send(client, "/", to="/vao-trinh-dien").status_code == 303
    return client


def test_there_are_doors_to_try(place: Place) -> None:
    assert len(keyed(place)) >= 20
    assert {path.split("/")[1] for path in keyed(place)} == {"t", "p", "x", "q", "l", "lich", "tep", "vao", "bao-cao"}


@pytest.mark.parametrize("key", ["", "x" * 43, "khong-co", "../etc", "%00", "a" * 3000])
def test_a_guessed_key_opens_nothing(place: Place, key: str) -> None:
    for path in keyed(place):
        answer = place.client.get(filled_in(path, key=key, sha256="0" * 64, kind="pdf"))
        assert answer.status_code == 404, path


def test_a_key_with_one_letter_changed_opens_nothing(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    assert place.client.get(f"/t/{key}").status_code == 200
    assert place.client.get(f"/t/{key[:-1]}y").status_code == 404
    assert place.client.get(f"/t/{key}x").status_code == 404


@pytest.mark.parametrize("purpose", list(Purpose))
def test_an_expired_or_revoked_key_says_so_and_opens_nothing(place: Place, purpose: Purpose) -> None:
    agency = {Purpose.REVIEW: LABOUR, Purpose.DECIDE: OFFICE}.get(purpose, HEALTH)
    old = place.key(purpose, agency, expires_at=AT)
    revoked = place.key(purpose, agency)
    place.store.record(LinkRevoked(link_id=place.count, at=AT), at=AT, by="test")
    door = {"answer": "t", "prepare": "p", "review": "x", "decide": "q", "read": "vao", "operate": "vao"}[purpose.value]

    for key in (old, revoked):
        for path in (p for p in keyed(place) if p.split("/")[1] in (door, "l")):
            address = filled_in(path, key=key, sha256="0" * 64)
            assert place.client.get(address).status_code == 410, path
            assert send_blind(place, address).status_code in (403, 405, 404)


def send_blind(place: Place, path: str) -> Any:
    """A form from nowhere: no page was shown before."""
    return place.client.post(path, data={"lam": "luu", "o1-result": "chen vao"})


def test_a_key_opens_only_the_doors_of_its_purpose(place: Place) -> None:
    doors = {
        "t": Purpose.ANSWER,
        "p": Purpose.PREPARE,
        "x": Purpose.REVIEW,
        "q": Purpose.DECIDE,
        "lich": Purpose.ANSWER,
    }
    agencies = {Purpose.REVIEW: LABOUR, Purpose.DECIDE: OFFICE}
    for purpose in Purpose:
        key = place.key(purpose, agencies.get(purpose, HEALTH))
        for path in keyed(place):
            wanted = doors.get(path.split("/")[1])
            if wanted is not None and wanted is not purpose:
                assert place.client.get(filled_in(path, key=key)).status_code == 404, (purpose, path)


@pytest.mark.parametrize("agency", [HEALTH, CULTURE, "khong-co"])
def test_only_the_collector_reviews_and_only_the_office_decides(place: Place, agency: str) -> None:
    for door, purpose in (("x", Purpose.REVIEW), ("q", Purpose.DECIDE)):
        key = place.key(purpose, agency)
        paths = [filled_in(p, key=key, kind="pdf") for p in keyed(place) if p.split("/")[1] == door]
        assert len(paths) >= 2
        for path in paths:
            assert place.client.get(path).status_code == 404, path
            assert send_blind(place, path).status_code in (403, 404, 405), path


def test_an_agency_reaches_nothing_of_another(place: Place) -> None:
    mine = place.key(Purpose.ANSWER, HEALTH)
    theirs = place.key(Purpose.ANSWER, CULTURE)
    files = [("o2-tep", ("bi-mat.txt", b"rieng cua van hoa", "text/plain"))]
    send(place.client, f"/t/{theirs}", files=files, lam="luu", o2__result="Của Văn hoá")
    draft = re.search(rf"/tep/{theirs}/([0-9a-f]{{64}})", place.client.get(f"/t/{theirs}").text)
    receipt = hand_in(place, theirs, o2__result="Của Văn hoá").rsplit("/", 1)[1]
    assert draft is not None

    for path in (
        f"/t/{mine}/bien-nhan/{receipt}",
        f"/t/{mine}/khong-thuoc/2",
        f"/t/{mine}/gia-han/2",
        f"/t/{mine}/cach-tinh/2",
        f"/t/{mine}/vb/2",
        f"/tep/{mine}/{draft[1]}",
        f"/tep/{mine}/{'0' * 64}",
        f"/tep/{mine}/..%2f..%2fdondoc.db",
    ):
        assert place.client.get(path).status_code == 404, path
    assert "Văn hoá" not in place.client.get(f"/t/{mine}").text
    assert "van hoa" not in place.client.get(f"/lich/{mine}.ics").text


def test_an_agency_writes_nothing_of_another(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    client = place.client
    token = fields_of(client.get(f"/t/{key}").text)

    client.post(f"/t/{key}", data=token | {"lam": "xem-lai", "o1-result": "x", "o2-result": "chen", "o2-tep": "y"})
    client.post(f"/t/{key}/khong-thuoc/2", data=token | {"ly_do": "chen vao"})
    client.post(f"/t/{key}/gia-han/2", data=token | {"ly_do": "chen vao", "ngay": "2024-12-31"})
    send(client, f"/t/{key}/xem-lai")

    with place.store.reading() as conn:
        assert {r.obligation_id for r in replies.replies(conn)} == {1, 3}
        assert replies.extensions(conn) == []
        assert directives.obligation(conn, 2).progress.value == "assigned"


def test_evidence_cannot_be_claimed_by_its_hash(place: Place) -> None:
    sha256 = place.files.keep("của người khác".encode())
    key = place.key(Purpose.ANSWER, HEALTH)

    hand_in(place, key, o1__result="Xong", o1__tep=sha256, o1__evidence=sha256)

    with place.store.reading() as conn:
        assert all(r.evidence == () for r in replies.replies(conn))
    assert place.client.get(f"/tep/{key}/{sha256}").status_code == 404


def test_a_form_without_the_pages_own_cookie_is_refused_and_kept(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    shown = fields_of(place.client.get(f"/t/{key}").text)

    other_browser = place.client.post(f"/t/{key}", data=shown | {"lam": "luu", "o1-result": "Viết rất lâu mới xong"})

    assert other_browser.status_code == 403
    assert "Viết rất lâu mới xong" in other_browser.text


def test_a_form_without_a_token_is_refused_everywhere(place: Place) -> None:
    client = log_in(place)
    agencies = {"x": LABOUR, "q": OFFICE}
    purposes = {"x": Purpose.REVIEW, "q": Purpose.DECIDE, "vao": Purpose.OPERATE}
    posting = [r.path for r in place.app.routes if isinstance(r, Route) and "POST" in (r.methods or ())]
    posting.remove("/zalo")  # called by a machine: a signature over the bytes stands for the token
    assert len(posting) >= 12

    for path in posting:
        door = path.split("/")[1]
        key = place.key(purposes.get(door, Purpose.ANSWER), agencies.get(door, HEALTH))
        answer = client.post(filled_in(path, key=key, agency_id=HEALTH), data={"lam": "luu", "ly_do": "x"})
        assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null.example"}]
)
def test_a_strangers_page_cannot_send_our_form(place: Place, headers: dict[str, str]) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    client = place.client
    data = fields_of(client.get(f"/t/{key}").text) | {"lam": "luu", "o1-result": "cua nguoi la"}

    answer = client.post(f"/t/{key}", data=data, headers=headers)

    assert answer.status_code == 403
    assert "cua nguoi la" not in answer.text


def test_pages_of_the_desk_need_a_session(place: Place) -> None:
    desk = [p for p in routes(place) if p.split("/")[1] in DESK and "{key}" not in p]
    assert len(desk) >= 14
    for path in desk:
        answer = place.client.get(filled_in(path, agency_id=HEALTH, sha256="0" * 64, kind="pdf"))
        assert answer.status_code == 401, path
        assert "Phòng Y tế" not in answer.text


DESK = {
    "danh-ba",
    "tinh-trang",
    "danh-sach",
    "van-ban",
    "don-vi",
    "nhiem-vu",
    "giai-thich",
    "bao-cao",
    "du-thao",
    "ban-lam-viec",
    "hop-thu-di",
}


def test_a_reader_reads_and_does_nothing(place: Place) -> None:
    key = place.key(Purpose.READ, OFFICE)
    client = place.client
    send(client, f"/vao/{key}")
    token = fields_of(client.get("/van-ban").text)

    assert client.get("/danh-sach?muc=tong").status_code == 200
    assert client.get("/ban-lam-viec").status_code == 401
    assert client.get("/hop-thu-di").status_code == 401
    assert client.get("/van-ban/1/doc").status_code == 401
    assert client.post(f"/don-vi/{HEALTH}", data=token).status_code == 401
    assert client.post("/van-ban/1/doc", data=token | {"lam": "xac-nhan"}).status_code == 401


def test_a_readers_session_ends_with_the_link(place: Place) -> None:
    client = place.client
    send(client, f"/vao/{place.key(Purpose.READ, OFFICE)}")
    assert client.get("/van-ban").status_code == 200

    place.store.record(LinkRevoked(link_id=place.count, at=AT), at=AT, by="test")

    assert client.get("/van-ban").status_code == 410


def test_an_operators_link_works_once_and_only_by_a_button(place: Place) -> None:
    key = place.key(Purpose.OPERATE, OFFICE, directive_id=None, contact_id=9)
    scanner, first, second = place.client, place.client, place.client
    assert scanner.get(f"/vao/{key}").status_code == 200

    assert send(first, f"/vao/{key}").headers["location"] == "/ban-lam-viec"

    assert first.get("/ban-lam-viec").status_code == 200
    assert scanner.get("/ban-lam-viec").status_code == 401
    assert second.get(f"/vao/{key}").status_code == 410


def test_a_session_ends_after_a_working_day(place: Place) -> None:
    client = log_in(place)
    place.at += timedelta(hours=11)

    assert client.get("/ban-lam-viec").status_code == 401


def test_a_made_up_session_is_nobody(place: Place) -> None:
    client = place.client
    client.cookies.set("dondoc_phien", "eyJwdXJwb3NlIjoib3BlcmF0ZSJ9.AAAA")

    assert client.get("/ban-lam-viec").status_code == 401


def test_only_a_demonstration_lets_anybody_in(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    place = a_place(memory, tmp_path)

    assert send(place.client, "/", to="/vao-trinh-dien").status_code in (403, 404)
    assert "trình diễn" not in place.client.get("/").text


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "/t/abc", "/danh-sachx"])
def test_signing_in_leads_nowhere_else(place: Place, to: str) -> None:
    key = place.key(Purpose.OPERATE, OFFICE)

    assert send(place.client, f"/vao/{key}", toi=to).headers["location"] == "/ban-lam-viec"


def test_every_answer_carries_the_headers(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    for path in ("/", f"/t/{key}", "/khong-co", "/t/sai", "/suc-khoe", "/ban-lam-viec", f"/lich/{key}.ics"):
        headers = place.client.get(path).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, path


def test_cookies_are_out_of_reach_of_scripts_and_of_plain_lines(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    place = a_place(memory, tmp_path, demo=True, public_url="https://dondoc.example")

    cookie = place.client.get("/").headers["set-cookie"]

    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure"))
    assert "strict-transport-security" in place.client.get("/").headers


def test_hostile_text_is_shown_as_text_everywhere(place: Place) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)
    reviewer, decider = place.key(Purpose.REVIEW, LABOUR), place.key(Purpose.DECIDE, OFFICE)
    fields = {f"o1__{name}": f"{name}{HOSTILE}" for name in ("result", "figures", "difficulties", "proposals")}
    files = [("o1-tep", (f"{HOSTILE}.txt", b"x", "text/plain"))]
    send(place.client, f"/t/{key}", files=files, lam="luu", **fields)
    receipt = hand_in(place, key, **fields)
    send(place.client, f"/t/{key}/gia-han/1", ngay="2024-07-31", ly_do=f"gia han {HOSTILE}")
    send(place.client, f"/x/{reviewer}", lam="tra:1", **{"nhan-xet-1": f"nhan xet {HOSTILE}"})
    send(place.client, f"/t/{key}/khong-thuoc/1", ly_do=f"ly do {HOSTILE}")
    client = log_in(place)

    pages = [receipt, f"/t/{key}", f"/x/{reviewer}", f"/x/{reviewer}/nv/1", f"/q/{decider}", "/nhiem-vu/1"]
    seen = [client.get(path) for path in pages]
    seen.append(client.get("/hop-thu-di?ngay=" + HOSTILE))
    seen.append(client.get(f"/danh-sach?ky={HOSTILE}"))
    seen.append(client.get(f"/t/{key}?ky={HOSTILE}&luu=1"))
    seen.append(send(client, f"/t/{key}/khong-thuoc/1", ly_do=HOSTILE))

    for answer in seen:
        assert "<script>alert" not in answer.text, answer.url
        assert "<img src=x" not in answer.text, answer.url
    assert "{{7*7}}" in seen[0].text
    assert sum("&lt;script&gt;alert(1)" in answer.text for answer in seen) >= 7


def test_a_strange_letter_is_shown_as_text(place: Place) -> None:
    client = log_in(place)

    page = client.get("/van-ban/1/doc")

    assert page.status_code == 200
    assert "Phối hợp chỉ đạo trạm y tế" in page.text


def test_too_many_requests_wait(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    limits = Limits(per_key=Limiter(per_minute=60, burst=5), per_address=roomy().per_address, guesses=roomy().guesses)
    place = a_place(memory, tmp_path, limits=limits)
    key, other = place.key(Purpose.ANSWER, HEALTH), place.key(Purpose.ANSWER, CULTURE)

    answers = [place.client.get(f"/t/{key}").status_code for _ in range(7)]

    assert answers == [200] * 5 + [429] * 2
    assert place.client.get(f"/t/{other}").status_code == 200
    place.at += timedelta(seconds=2)
    assert place.client.get(f"/t/{key}").status_code == 200


def test_guessing_keys_shuts_the_address_out(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    limits = Limits(roomy().per_key, roomy().per_address, guesses=Limiter(per_minute=6, burst=10))
    place = a_place(memory, tmp_path, limits=limits)

    answers = [place.client.get(f"/t/doan-{n}").status_code for n in range(12)]

    assert answers == [404] * 10 + [429] * 2


def test_a_flood_of_keys_is_forgotten_again() -> None:
    limiter = Limiter(per_minute=60, burst=2, remember=100)

    for n in range(1000):
        limiter.allows(f"khoa {n}", AT)

    assert len(limiter._buckets) == 100


def test_the_log_never_holds_a_key(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = place.key(Purpose.ANSWER, HEALTH)

    place.client.get(f"/t/{key}")
    hand_in(place, key, o1__result="Xong")
    place.client.get(f"/tep/{key}/{'0' * 64}")

    ours = [r.getMessage() for r in caplog.records if r.name.startswith("portal")]
    assert any("/t/{key}" in line for line in ours)
    assert not any(key in line for line in ours)


def test_a_fault_of_ours_keeps_what_was_typed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    key = place.key(Purpose.ANSWER, HEALTH)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("portal.answer.keep_draft", broken)
    answer = send(place.client, f"/t/{key}", lam="luu", o1__result="Mười trang viết cả buổi sáng, không được mất")

    assert answer.status_code == 500
    assert "Mười trang viết cả buổi sáng" in answer.text
    assert "the disk is gone" not in answer.text


def test_reports_go_only_to_readers_of_their_directive(place: Place) -> None:
    sha256 = place.files.keep(b"%PDF-1.7 bao cao")
    frozen = ReportFrozen(
        directive_id=1,
        report_id=1,
        due_id=None,
        on=AT.date(),
        title="Báo cáo",
        figures={},
        content={},
        files={"pdf": sha256},
        digest="0" * 64,
    )
    place.store.record(frozen, at=AT, by="test")
    right = place.key(Purpose.READ, OFFICE)
    wrong = place.key(Purpose.READ, OFFICE, directive_id=2)
    agency = place.key(Purpose.ANSWER, HEALTH)

    got = place.client.get(f"/bao-cao/{right}/1/pdf")

    assert got.content == b"%PDF-1.7 bao cao"
    assert got.headers["content-disposition"].startswith("attachment")
    assert [place.client.get(f"/bao-cao/{k}/1/pdf").status_code for k in (wrong, agency)] == [404, 404]
    assert place.client.get(f"/bao-cao/{right}/1/docx").status_code == 404
