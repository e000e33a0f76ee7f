"""What becomes of a claim: one click of its agency, and nothing without it. The holding area. Zalo's calls."""

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fake_zalo import APP_ID, OA_SECRET, signed
from portal_site import AT, CULTURE, HEALTH, Place, a_place, fields_of, fill, send

from directive.events import DirectoryLoaded, MailArrived
from directive.incoming import IncomingMail, MailState, ReceiptKind
from directive.ledger import Purpose
from directive.obligations import Progress
from directive.store import Store, addresses, directives, hooks, mails, replies
from directive.tracked import Evidence
from notifications.inbound.zalo_calls import consent_code, work_through

UID = "3000000000000001"
SECRET = b"bi mat cua ban thu nghiem"


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Place:
    fill(memory)
    return a_place(memory, tmp_path, demo=True, zalo_app_id=APP_ID, zalo_oa_secret=OA_SECRET)


def arrived(place: Place, **but: Any) -> IncomingMail:
    data = b"%PDF-1.4 minh chung"
    evidence = Evidence(
        sha256=place.files.keep(data), name="Báo cáo.pdf", content_type="application/pdf", size=len(data)
    )
    with place.store.change(at=AT, by="thư đến") as change:
        number = change.numbers("mail")
        given: dict[str, Any] = {
            "mail_id": number,
            "key": hashlib.sha256(str(number).encode()).hexdigest(),
            "sha256": place.files.keep(b"From: a@x.example\n\n<script>alert(1)</script>"),
            "at": AT,
            "sender": "can-bo-1@phong.example",
            "sender_name": "<b>Ổn</b>",
            "subject": "Trả lời: Sắp đến hạn",
            "text": "Đã khám cho 1.250 người. <script>alert(1)</script>",
            "evidence": (evidence,),
            "agency_id": HEALTH,
            "contact_id": 1,
            "state": MailState.CLAIMED,
        }
        mail = IncomingMail(**given | but)
        change.record(MailArrived(mail=mail))
    return mail


def state_of(place: Place, mail: IncomingMail) -> IncomingMail:
    with place.store.reading() as conn:
        return mails.mail(conn, mail.mail_id)


def test_one_click_makes_an_answer_of_a_mail(place: Place) -> None:
    mail = arrived(place)
    key = place.key(Purpose.ANSWER, HEALTH, directive_id=None)
    client = place.client
    form = client.get(f"/t/{key}/vb/1").text
    assert f"/t/{key}/thu/{mail.mail_id}" in form
    shown = client.get(f"/t/{key}/thu/{mail.mail_id}").text
    assert "Đã khám cho 1.250 người." in shown
    assert "<script>alert" not in shown
    assert 'value="1" checked' in shown  # the only open obligation leaves no doubt

    answer = send(client, f"/t/{key}/thu/{mail.mail_id}", nv="1", lam="dang-lam")

    assert answer.status_code == 303
    assert client.get(answer.headers["location"]).status_code == 200
    with place.store.reading() as conn:
        said = next(r for r in replies.replies(conn) if r.obligation_id == 1)
        assert (said.progress, said.evidence[0].name, said.by) == (
            Progress.UNDER_WAY,
            "Báo cáo.pdf",
            "Phòng Y tế",
        )
    settled = state_of(place, mail)
    assert (settled.state, settled.submission_id, settled.settled_by) == (
        MailState.CONFIRMED,
        said.submission_id,
        "Phòng Y tế",
    )
    assert client.get(f"/t/{key}/thu/{mail.mail_id}").status_code == 404


def test_opening_the_page_and_ticking_nothing_changes_nothing(place: Place) -> None:
    mail = arrived(place)
    key = place.key(Purpose.ANSWER, HEALTH, directive_id=None)
    place.client.get(f"/t/{key}/thu/{mail.mail_id}")

    answer = send(place.client, f"/t/{key}/thu/{mail.mail_id}", lam="xong")

    assert (answer.status_code, "Chưa chọn nhiệm vụ" in answer.text) == (422, True)
    with place.store.reading() as conn:
        assert replies.replies(conn) == []
        assert directives.obligation(conn, 1).progress is Progress.ASSIGNED
    assert state_of(place, mail).state is MailState.CLAIMED


def test_the_agency_may_say_that_it_is_no_answer(place: Place) -> None:
    mail = arrived(place)
    key = place.key(Purpose.ANSWER, HEALTH, directive_id=None)

    assert send(place.client, f"/t/{key}/thu/{mail.mail_id}", lam="bo").status_code == 303

    assert state_of(place, mail).state is MailState.DROPPED
    with place.store.reading() as conn:
        assert replies.replies(conn) == []


def test_no_agency_sees_or_confirms_the_mail_of_another(place: Place) -> None:
    mail, held = arrived(place), arrived(place, state=MailState.HELD)
    theirs = place.key(Purpose.ANSWER, CULTURE, directive_id=None)
    mine = place.key(Purpose.ANSWER, HEALTH, directive_id=None)

    assert place.client.get(f"/t/{theirs}/thu/{mail.mail_id}").status_code == 404
    assert place.client.get(f"/t/{mine}/thu/{held.mail_id}").status_code == 404
    client = place.client
    client.get(f"/t/{theirs}/vb/1")
    assert client.post(f"/t/{theirs}/thu/{mail.mail_id}", data={"lam": "bo"}).status_code in (403, 404)
    assert state_of(place, mail).state is MailState.CLAIMED


def test_of_two_clicks_at_the_same_moment_one_counts_and_the_other_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    fill(store)
    place = a_place(store, tmp_path)
    mail = arrived(place)
    key = place.key(Purpose.ANSWER, HEALTH, directive_id=None)
    together = threading.Barrier(2)

    def click(act: str) -> int:
        client, page = place.client, f"/t/{key}/thu/{mail.mail_id}"
        typed = fields_of(client.get(page).text) | {"nv": "1", "lam": act}
        together.wait(timeout=20)
        return int(client.post(page, data=typed).status_code)

    with ThreadPoolExecutor(2) as pool:
        confirmed, dropped = pool.map(click, ("dang-lam", "bo"))

    with place.store.reading() as conn:
        said = replies.replies(conn)
    assert {confirmed, dropped} in ({303, 409}, {303, 404})
    assert (state_of(place, mail).state, {one.submission_id for one in said}) == (
        (MailState.CONFIRMED, {1}) if confirmed == 303 else (MailState.DROPPED, set())
    )


# --- the holding area ---------------------------------------------------------------------------------------------


def signed_in(place: Place) -> Any:
    client = place.client
    assert send(client, "/", to="/vao-trinh-dien").status_code == 303
    return client


def test_a_clerk_says_whose_a_mail_is_and_the_agency_confirms(place: Place) -> None:
    mail = arrived(place, state=MailState.HELD, agency_id=None, contact_id=None, why="không rõ của đơn vị nào")
    client = signed_in(place)
    assert "không rõ của đơn vị nào" in client.get("/thu-den").text
    assert send(client, "/thu-den", lam=f"giao:{mail.mail_id}").status_code == 422

    answer = send(client, "/thu-den", **{f"don-vi-{mail.mail_id}": HEALTH, "lam": f"giao:{mail.mail_id}"})

    assert answer.status_code == 303
    assert (state_of(place, mail).state, state_of(place, mail).agency_id) == (MailState.CLAIMED, HEALTH)
    again = send(client, "/thu-den", lam=f"bo:{mail.mail_id}") if "lam" in client.get("/thu-den").text else None
    assert again is None or again.status_code == 409
    key = place.key(Purpose.ANSWER, HEALTH, directive_id=None)
    assert place.client.get(f"/t/{key}/thu/{mail.mail_id}").status_code == 200


def test_the_raw_mail_is_a_download_for_the_operator_only(place: Place) -> None:
    mail = arrived(place, state=MailState.HELD)
    path = f"/thu-den/{mail.mail_id}/tep/{mail.sha256}"

    assert place.client.get(path).status_code == 401
    answer = signed_in(place).get(path)

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert signed_in(place).get(f"/thu-den/{mail.mail_id}/tep/{'0' * 64}").status_code == 404


# --- Zalo calls ---------------------------------------------------------------------------------------------------


def call(place: Place, said: dict[str, Any], **but: Any) -> int:
    stamp = str(int(AT.timestamp() * 1000))
    raw = json.dumps({"app_id": APP_ID, "timestamp": stamp} | said, ensure_ascii=False, indent=1).encode()
    signature = but.get("signature", signed(APP_ID, raw, but.get("stamp", stamp), OA_SECRET))
    return int(place.client.post("/zalo", content=raw, headers={"X-ZEvent-Signature": signature}).status_code)


def wrote(text: str, number: str = "m1", uid: str = UID) -> dict[str, Any]:
    return {"event_name": "user_send_text", "sender": {"id": uid}, "message": {"text": text, "msg_id": number}}


def worked(place: Place) -> Any:
    return work_through(place.store, place.files, secret=SECRET, at=AT)


def test_a_call_is_believed_by_its_signature_over_the_bytes_as_sent(place: Place) -> None:
    good = wrote("chào")

    assert call(place, good) == 200
    assert call(place, good, signature="mac=" + "0" * 64) == 403
    assert call(place, good, signature="") == 403
    assert call(place, good, stamp="1") == 403  # signed for another instant
    assert call(place, good | {"timestamp": "1000"}, stamp="1000") == 403  # long ago
    assert place.client.post("/zalo", content=b"[]").status_code == 403
    assert place.client.post("/zalo", content=b"x" * 300_000).status_code == 413
    assert place.client.get("/zalo").status_code == 404
    with place.store.reading() as conn:
        assert len(hooks.waiting(conn, source="zalo")) == 1


def test_without_the_secret_nobody_is_believed(memory: Store, tmp_path: Path) -> None:
    fill(memory)
    place = a_place(memory, tmp_path, zalo_app_id=APP_ID)

    assert call(place, wrote("chào"), signature=signed(APP_ID, b"", "", "")) == 403


def test_a_repeated_call_counts_once_even_with_other_bytes(place: Place) -> None:
    for more in ({}, {}, {"user_id_by_app": "9"}):
        assert call(place, wrote("Đã xong", "m7") | more) == 200

    counted, _ = worked(place)
    assert counted == {"user_send_text": 1}
    assert worked(place)[0] == {}


def test_a_code_ties_a_zalo_account_to_its_person_and_stop_unties_it(place: Place) -> None:
    call(place, wrote(f"Tôi đăng ký {consent_code(1, SECRET)}", "m1"))
    call(place, wrote("DD2-0000000000", "m2", uid="77"))
    worked(place)
    with place.store.reading() as conn:
        (person,) = addresses.people_at(conn, zalo_id=UID)
        assert (person.contact_id, person.zalo_consent) == (1, True)
        assert addresses.people_at(conn, zalo_id="77") == []
        assert addresses.state(conn, "zalo", UID).heard_at == AT

    call(place, wrote("Dừng", "m3"))
    worked(place)
    with place.store.reading() as conn:
        assert [(c.given, c.how) for c in addresses.consents(conn)] == [(False, "nhắn “Dừng” đến Zalo OA")]
        assert addresses.people_at(conn, zalo_id=UID)[0].zalo_consent is False


def test_a_phone_given_to_the_oa_is_a_consent_of_the_one_person_who_has_it(place: Place) -> None:
    with place.store.reading() as conn:
        one = addresses.contact(conn, 1)
    assert one is not None
    known = one.model_copy(update={"phone": "0905 123 456"})
    place.store.record(DirectoryLoaded(contacts=(known,)), at=AT, by="test")

    call(place, {"event_name": "user_submit_info", "sender": {"id": UID}, "info": {"phone": "84905123456"}})
    worked(place)

    with place.store.reading() as conn:
        assert [p.contact_id for p in addresses.people_at(conn, zalo_id=UID)] == [1]


def test_words_of_a_known_person_are_a_claim_and_of_a_stranger_are_held(place: Place) -> None:
    call(place, wrote(consent_code(1, SECRET), "m1"))
    call(place, wrote("Đã khám cho 1.250 người", "m2"))
    call(place, wrote("Tôi là ai?", "m3", uid="99"))
    _, claims = worked(place)

    with place.store.reading() as conn:
        found = {m.text: m for m in mails.mails(conn)}
    mine = found["Đã khám cho 1.250 người"]
    assert (mine.state, mine.agency_id, claims) == (MailState.CLAIMED, HEALTH, [mine.mail_id])
    assert found["Tôi là ai?"].state is MailState.HELD
    assert json.loads(place.files.read(mine.sha256))["message"]["msg_id"] == "m2"


def test_follow_unfollow_and_receipts_are_kept(place: Place) -> None:
    from follow_up_site import Recording
    from follow_up_site import site as rules

    from notifications.sweep import sweep

    call(place, {"event_name": "follow", "follower": {"id": UID}})
    worked(place)
    call(place, {"event_name": "unfollow", "follower": {"id": UID}})
    worked(place)
    with place.store.reading() as conn:
        left = addresses.state(conn, "zalo", UID)
    assert (left.follows, left.heard_at) == (False, AT)

    class Zalo(Recording):
        def send(self, letter: Any, handing_over: Any) -> str:
            super().send(letter, handing_over)
            return f"oa z{letter.message_id}"

    people = [c.model_copy(update={"phone": "0905123456", "zalo_consent": True}) for c in _contacts(place)]
    place.store.record(DirectoryLoaded(contacts=tuple(people)), at=AT, by="test")
    sweep(place.store, on=AT.date(), at=AT, site=rules(), channels={"zalo": Zalo("zalo")})
    call(place, {"event_name": "user_seen_message", "recipient": {"id": UID}, "message": {"msg_ids": ["z1", "la"]}})
    received = {"tracking_id": "dd-1", "msg_id": "x", "delivery_time": "1"}
    call(place, {"event_name": "user_received_message", "message": received})
    worked(place)

    with place.store.reading() as conn:
        told = {one.what for one in addresses.receipts(conn, message_ids=[1])[1]}
    assert told == {ReceiptKind.SEEN, ReceiptKind.RECEIVED}


def _contacts(place: Place) -> list[Any]:
    from directive.store import directory

    with place.store.reading() as conn:
        return directory.contacts(conn)


@pytest.mark.parametrize("body", ["{}", "[]", '"x"', '{"event_name": 5}', '{"event_name": "follow", "follower": 3}'])
def test_a_call_nobody_understands_is_only_noted(place: Place, body: str) -> None:
    hooks.keep(place.store, hooks.Hook(body, "zalo", AT, body))

    counted, claims = worked(place)

    assert (counted.total(), claims) == (1, [])
