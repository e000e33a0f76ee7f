"""Mail that comes back: whose it is, what was written in it, and that it never changes anything by itself."""

import time
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from certificates import Authority, authority
from follow_up_site import DUE, SECRET, Recording, at_nine, fill, swept
from hypothesis import given, settings
from hypothesis import strategies as st
from imap_tools import MailBoxUnencrypted
from mail_box import dovecot

from directive.errors import BadInput
from directive.files import FileRoom
from directive.incoming import IncomingMail, MailState
from directive.obligations import Progress
from directive.store import Store, directives, mails
from notifications.digest import REPLY_ABOVE
from notifications.inbound.collecting import Collected, collect
from notifications.inbound.mailbox import InboxError, inbox_of, open_inbox
from notifications.inbound.parsing import automatic, html_text, read_mail
from notifications.inbound.quoting import own_words
from notifications.inbound.taking_in import Became, take_in
from notifications.mime import Sender, build

__all__ = ["authority"]

OURS = Sender("Văn phòng", "van-phong@huyen.example")
AT = at_nine(DUE)

# --- what was written ---------------------------------------------------------------------------------------------

ANSWER = "Kính gửi Văn phòng,\n\nPhòng Y tế đã khám cho 1.250 người cao tuổi."
QUOTED = "\n".join(f"> {line}" for line in (REPLY_ABOVE, "", "Kính gửi: Ông Nguyễn Văn Ổn", "SẮP ĐẾN HẠN (2)"))


@pytest.mark.parametrize(
    "below",
    [
        f"\n{REPLY_ABOVE}\nKính gửi: …",
        f"\n\nVào Th 2, 18 thg 3, 2024 vào lúc 09:00 Văn phòng <vp@huyen.example> đã viết:\n\n{QUOTED}",
        "\n\nVào Th 2, 18 thg 3, 2024 vào lúc 09:00 Văn phòng HĐND và UBND huyện <\n"
        f"van-phong+tra-loi-17-0123@huyen.example> đã\nviết:\n\n{QUOTED}",
        f"\n\nNgày 18/3/2024 09:00, Văn phòng đã viết:\n{QUOTED}",
        "\n\n________________________________\nTừ: Văn phòng <vp@huyen.example>\nĐã gửi: 18 Tháng Ba 2024 9:00 SA\n…",
        "\n\nTừ: Văn phòng <vp@huyen.example>\nNgày: Thứ Hai, 18 tháng 3, 2024\nĐến: Y tế\nChủ đề: …",
        "\n\n*Từ:* Văn phòng\n*Đã gửi:* 18/3/2024 9:00\n…",
        "\n\n-----Thư gốc-----\nTừ: Văn phòng",
        "\n\n----- Original Message -----\nFrom: Van phong",
        "\n\n---------- Forwarded message ---------\nFrom: Van phong",
        f"\n\nOn Mon, Mar 18, 2024 at 9:00 AM Văn phòng <vp@huyen.example>\nwrote:\n\n{QUOTED}",
        "\n\nFrom: Van phong\nSent: Monday, March 18, 2024 9:00 AM\nTo: …",
        f"\n\n{QUOTED}",
        "\n\n-- \nNguyễn Văn Ổn\nPhòng Y tế\n0255",
        "\n\nĐã gửi từ iPhone của tôi",
        "\n\nGửi từ Outlook cho Android",
        "\n\nSent from my Galaxy",
        "",
    ],
    ids=[
        "our own line",
        "gmail",
        "gmail in three lines",
        "thunderbird",
        "outlook with a line",
        "outlook",
        "outlook in bold",
        "thư gốc",
        "original message",
        "forwarded",
        "english gmail",
        "english outlook",
        "only marked",
        "signature",
        "iphone",
        "outlook on android",
        "galaxy",
        "nothing quoted",
    ],
)
def test_only_what_was_written_above_the_quotation_is_kept(below: str) -> None:
    assert own_words(ANSWER + below) == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "Từ: tháng 3 đến nay đã làm xong.\nNgày mai báo cáo tiếp.",
        "Vào ngày 18/3 đoàn đã viết báo cáo, gửi kèm.",
        "Kết quả:\n- 1.250 lượt khám\n- 3 xã chưa xong",
        "Đã gửi báo cáo giấy hôm qua.",
        "On time. Everything done.",
    ],
)
def test_ordinary_sentences_are_no_quotation(text: str) -> None:
    assert own_words(text) == text


def test_an_answer_below_the_quotation_is_found() -> None:
    assert own_words(f"Ngày 18/3/2024 09:00, Văn phòng đã viết:\n{QUOTED}\n\nĐã khám xong.") == "Đã khám xong."


def test_an_html_mail_gives_its_words_without_the_quotation() -> None:
    html = (
        "<html><head><style>p{color:red}</style></head><body><p>Đã khám <b>1.250</b> người.</p><div>Còn 3&nbsp;xã<br>"
        'chưa xong</div><div class="gmail_quote"><div>Vào Th 2 đã viết:</div><blockquote><p>SẮP ĐẾN HẠN</p>'
        "</blockquote></div></body></html>"
    )

    assert own_words(html_text(html)).split("\n") == ["Đã khám 1.250 người.", "", "Còn 3 xã", "chưa xong"]


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=2000), st.text(max_size=500).map(lambda t: f"From: a@x.example\n\n{t}".encode())))
def test_no_mail_whatever_makes_reading_fail(raw: bytes) -> None:
    incoming = read_mail(raw)

    assert own_words(incoming.text) is not None
    assert "\x00" not in incoming.text


# --- whose it is --------------------------------------------------------------------------------------------------


class Office:
    """A site that has written to its agencies, with the answers people send."""

    def __init__(self, store: Store, home: Path) -> None:
        fill(store)
        self.store, self.files = store, FileRoom(home / "tep")
        channel = Recording("mail")
        swept(store, date(2024, 3, 26), channel)
        self.letter = next(one for one in channel.letters if one.address == "can-bo@phong-y-te.example")

    def answer(self, text: str = ANSWER, *, sender: str = "", to: str = "", thread: bool = True, **more: Any) -> bytes:
        mail = EmailMessage()
        mail["From"] = sender or f"Nguyễn Văn Ổn <{self.letter.address}>"
        mail["To"] = to or OURS.tagged("tra-loi", self.letter.reply_token)
        mail["Subject"] = "Trả lời: Sắp đến hạn"
        mail["Date"] = "Fri, 29 Mar 2024 09:30:00 +0700"
        mail["Message-ID"] = f"<{abs(hash((text, sender, to)))}@phong-y-te.example>"
        if thread:
            mail["In-Reply-To"] = self.letter.mail_id
        for name, value in more.pop("headers", {}).items():
            mail[name] = value
        mail.set_content(f"{text}\n\nVào Th 3, 26 thg 3, 2024 Văn phòng đã viết:\n{QUOTED}\n")
        for name, data in more.get("files", ()):
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return mail.as_bytes()

    def take(self, raw: bytes) -> Became:
        return take_in(self.store, self.files, raw, secret=SECRET, at=AT)[0]

    def kept(self) -> list[IncomingMail]:
        with self.store.reading() as conn:
            return mails.mails(conn)


@pytest.fixture
def office(memory: Store, tmp_path: Path) -> Office:
    return Office(memory, tmp_path)


PLAIN = "van-phong@huyen.example"


@pytest.mark.parametrize(
    ("but", "became", "why"),
    [
        ({}, Became.CLAIMED, "khoá trả lời và địa chỉ"),
        ({"thread": False}, Became.CLAIMED, "khoá trả lời và địa chỉ"),
        ({"sender": "rieng@thu.example"}, Became.CLAIMED, "chưa có trong danh bạ"),
        ({"to": PLAIN}, Became.CLAIMED, "luồng thư"),
        ({"to": PLAIN, "sender": "thu-truong@phong-y-te.example"}, Became.CLAIMED, "luồng thư"),
        ({"to": PLAIN, "sender": "la@thu.example"}, Became.HELD, "không phải của đơn vị"),
        ({"to": PLAIN, "sender": "can-bo@xa-a.example"}, Became.HELD, "không phải của đơn vị"),
        ({"to": PLAIN, "thread": False}, Became.HELD, "thư mới của người có trong danh bạ"),
        ({"to": PLAIN, "thread": False, "sender": "la@thu.example"}, Became.HELD, "không rõ"),
        (
            {"to": f"van-phong+tra-loi-1-{'0' * 32}@huyen.example", "thread": False, "sender": "la@thu.example"},
            Became.HELD,
            "không rõ",
        ),
    ],
    ids=[
        "key and thread",
        "key alone",
        "key from a private address",
        "thread and address",
        "thread and a colleague's address",
        "thread from a stranger",
        "thread from another agency",
        "a new mail of a known person",
        "a stranger's mail",
        "a forged key",
    ],
)
def test_a_mail_is_matched_by_key_or_by_thread_and_sender(
    office: Office, but: dict[str, Any], became: Became, why: str
) -> None:
    assert office.take(office.answer(**but)) is became
    (mail,) = office.kept()
    assert why in mail.why
    assert mail.text == ANSWER
    if became is Became.CLAIMED:
        assert (mail.agency_id, mail.message_id) == ("phong-y-te", office.letter.message_id)


def test_a_claim_changes_no_obligation(office: Office) -> None:
    with office.store.reading() as conn:
        before = directives.obligations(conn), directives.dues(conn)

    office.take(office.answer("Đã hoàn thành 100%."))

    with office.store.reading() as conn:
        assert (directives.obligations(conn), directives.dues(conn)) == before
        assert all(o.progress is Progress.UNDER_WAY for o in before[0])


def test_the_same_mail_twice_is_kept_once_and_its_bytes_for_ever(office: Office) -> None:
    raw = office.answer()

    assert [office.take(raw), office.take(b"Received: by another.example\n" + raw)] == [Became.CLAIMED, Became.KNOWN]
    (mail,) = office.kept()
    assert office.files.read(mail.sha256) == raw


def test_attachments_are_evidence_and_what_is_not_taken_is_named(office: Office) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

    office.take(office.answer(files=[("Báo cáo tiến độ.pdf", pdf), ("chay.exe", b"MZ\x90\x00")]))

    (mail,) = office.kept()
    assert [e.name for e in mail.evidence] == ["Báo cáo tiến độ.pdf"]
    assert office.files.read(mail.evidence[0].sha256) == pdf
    assert mail.left_out == ("chay.exe: loại tệp không được nhận",)


@pytest.mark.parametrize(
    "but",
    [
        {"headers": {"Auto-Submitted": "auto-replied"}},
        {"headers": {"Auto-Submitted": "auto-generated; x=1"}},
        {"headers": {"Precedence": "bulk"}},
        {"headers": {"X-Autoreply": "yes"}},
        {"headers": {"Return-Path": "<>"}},
        {"sender": "MAILER-DAEMON@phong.example"},
    ],
    ids=["vacation", "generated", "bulk", "x-autoreply", "empty return path", "mailer-daemon"],
)
def test_machines_are_not_listened_to(office: Office, but: dict[str, Any]) -> None:
    assert office.take(office.answer(**but)) is Became.AUTOMATIC
    assert office.kept() == []


@pytest.mark.parametrize(
    "subject",
    ["Automatic reply: Sắp đến hạn", "Trả lời tự động: đi công tác", "Tự động trả lời: vắng", "Out of office"],
)
def test_an_automatic_subject_is_known(subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "can-bo@phong.example", subject
    mail.set_content("…")

    assert automatic(read_mail(mail.as_bytes()))


def test_a_persons_mail_that_says_so_is_no_machine(office: Office) -> None:
    assert office.take(office.answer(headers={"Auto-Submitted": "no"})) is Became.CLAIMED


def test_our_own_mail_that_comes_back_is_a_loop(office: Office) -> None:
    ours = build(office.letter, OURS, at=AT).replace(b"Auto-Submitted: auto-generated\r\n", b"")

    assert office.take(ours) is Became.AUTOMATIC


def test_a_sender_who_writes_without_end_is_a_loop(office: Office) -> None:
    became = [office.take(office.answer(f"lần {n}")) for n in range(25)]

    assert became.count(Became.CLAIMED) == 20
    assert set(became[20:]) == {Became.AUTOMATIC}


def test_a_returned_mail_goes_to_the_ledger_and_not_to_the_claims(office: Office) -> None:
    from test_bounces import POSTFIX

    bounce = POSTFIX.format(token=office.letter.reply_token, action="failed", status="5.1.1", said="550 no")

    assert office.take(bounce.encode()) is Became.RETURNED
    assert office.kept() == []


# --- the mailbox --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["", "http://a:b@x.example", "imaps://x.example", "imap://a:b@x.example:viet", "imap://a@x.example?mode=ssh"]
)
def test_a_wrong_address_of_the_mailbox_is_told(url: str) -> None:
    with pytest.raises(BadInput, match="DONDOC_INBOX"):
        inbox_of(url)


def test_the_password_stands_in_no_word() -> None:
    inbox = inbox_of("imaps://vp:bi-mat@x.example/INBOX?xong=Cu")

    assert (inbox.port, inbox.done, inbox.mode, inbox.verify) == (993, "Cu", "ssl", True)
    assert "bi-mat" not in repr(inbox)


def test_a_mailbox_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(InboxError, match="không nối được"), open_inbox(inbox_of("imap://a:b@127.0.0.1:9/INBOX")):
        pass


def put(url: str, *raws: bytes) -> None:
    inbox = inbox_of(url)
    with MailBoxUnencrypted(inbox.host, inbox.port).login_utf8(inbox.user, inbox.password) as box:
        for raw in raws:
            box.append(raw, "INBOX")


def counted(url: str) -> dict[str, int]:
    inbox = inbox_of(url)
    with MailBoxUnencrypted(inbox.host, inbox.port).login_utf8(inbox.user, inbox.password) as box:
        return {folder: box.folder.status(folder)["MESSAGES"] for folder in ("INBOX", "Da-xu-ly")}


def test_a_real_mailbox_is_worked_through_and_a_failing_mail_stays(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications.inbound import collecting

    with dovecot() as (url, _):
        vacation = office.answer("vắng", headers={"Auto-Submitted": "auto-replied"})
        put(url, office.answer(), vacation, office.answer("Thư thứ hai.", to=PLAIN), b"From: x\n\nrubbish \xff\xfe")

        def round_of() -> Collected:
            return collect(inbox_of(url), store=office.store, files=office.files, secret=SECRET, clock=lambda: AT)

        real, calls = collecting.take_in, []

        def failing(*args: Any, **kwargs: Any) -> Any:
            calls.append(1)
            if len(calls) == 1:
                raise RuntimeError("a fault of the software")
            return real(*args, **kwargs)

        monkeypatch.setattr(collecting, "take_in", failing)
        first = round_of()
        assert (len(first.faults), counted(url)) == (1, {"INBOX": 1, "Da-xu-ly": 3})
        began = time.monotonic()
        second = round_of()
        assert second.became == {Became.CLAIMED: 1}
        assert counted(url) == {"INBOX": 0, "Da-xu-ly": 4}
        assert time.monotonic() - began < 30

        with (
            pytest.raises(InboxError, match="không nhận tài khoản"),
            open_inbox(inbox_of(url)._replace(password="sai")),
        ):
            pass
    assert first.became == {Became.AUTOMATIC: 1, Became.CLAIMED: 1, Became.HELD: 1}  # rubbish is for a person to see
    assert [mail.state for mail in office.kept()] == [MailState.CLAIMED, MailState.HELD, MailState.CLAIMED]
    assert all(mail.at - AT < timedelta(minutes=1) for mail in office.kept())


@pytest.mark.parametrize("mode", ["starttls", "ssl"])
def test_a_mailbox_is_opened_over_tls_and_only_with_a_certificate_somebody_vouches_for(
    mode: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dovecot(authority) as (plain, tls):
        url = tls if mode == "ssl" else f"{plain.replace('127.0.0.1', 'localhost')}?mode=starttls"
        with pytest.raises(InboxError) as refused, open_inbox(inbox_of(url)):
            pass
        with open_inbox(inbox_of(f"{url}{'&' if '?' in url else '?'}verify=no")):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
        with open_inbox(inbox_of(url)) as opened:
            assert list(opened.waiting()) == []
        with pytest.raises(InboxError, match="không tin được"), open_inbox(inbox_of(url)._replace(host="127.0.0.1")):
            pass

    assert "localhost đưa ra chứng thư không tin được" in str(refused.value)
    assert "SSL_CERT_FILE" in str(refused.value)
