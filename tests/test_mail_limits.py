"""The mail channel at its limits: a thousand letters, servers that stall, hostile and endless names, files, TLS."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from follow_up_site import DUE, SECRET, Recording, at_nine, fill, site, swept
from mail_server import running
from test_channels import a_letter, mail_to, nothing
from test_inbound import Office

from directive.incoming import MailState
from directive.ledger import MessageState
from directive.store import Store, messages
from notifications import bounces, digest
from notifications.channels import DeliveryError
from notifications.channels.mail import open_mail
from notifications.digest import Enclosure
from notifications.inbound.asking import ask
from notifications.inbound.collecting import collect_replies
from notifications.inbound.parsing import read_mail
from notifications.inbound.taking_in import take_in
from notifications.sweep import sweep


@pytest.mark.slow
def test_a_thousand_letters_arrive_once_each_over_few_connections() -> None:
    with running() as server:
        server.rcpt = lambda to: "550 5.1.1 No such user" if to.startswith("xau") else None
        channel = mail_to(server)
        refused = 0
        for number in range(1, 1001):
            to = f"{'xau' if number % 100 == 0 else 'can-bo'}-{number}@phong.example"
            try:
                channel.send(a_letter(to, number), nothing)
            except DeliveryError as error:
                refused += error.permanent
        channel.close()

    assert (len(server.arrived), refused, server.sessions) == (990, 10, 5)
    assert len({one.mail["Message-ID"] for one in server.arrived}) == 990


@pytest.mark.parametrize(
    "name",
    [
        "Ổn\r\nBcc: la@xau.example",
        "Ổn\nSubject: khác\n\nthân khác",
        'An" <la@xau.example>, "B',
        "=?utf-8?q?gi=E1=BA=A3?=",
        "Nguyễn " * 1000,
        "x" * 5000,
        "\u202e‮đảo",
        "",
    ],
    ids=["bcc", "subject and body", "quotes", "encoded word", "5,000 characters", "one long word", "bidi", "nothing"],
)
def test_no_name_can_add_a_header_or_a_recipient(name: str) -> None:
    with running() as server:
        channel = mail_to(server)
        letter = a_letter()._replace(name=name, subject=f"Nhắc việc {name}")
        channel.send(letter, nothing)
        channel.close()

    (arrived,) = server.arrived
    mail = arrived.mail
    assert arrived.to == "can-bo@phong.example"
    assert [address.addr_spec for address in mail["To"].addresses] == ["can-bo@phong.example"]
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject")) == 1
    assert max(len(line) for line in arrived.content.split(b"\r\n")) <= 998
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == letter.text


def test_a_vietnamese_file_name_arrives_whole() -> None:
    name = "Báo cáo tiến độ thực hiện nhiệm vụ quý I – Phòng Y tế (bản ký).pdf"
    with running() as server:
        channel = mail_to(server)
        channel.send(a_letter()._replace(files=(Enclosure(name, "application/pdf", b"%PDF-1.4"),)), nothing)
        channel.close()

    raw = server.arrived[0].content
    (file,) = list(server.arrived[0].mail.iter_attachments())
    assert (file.get_filename(), file.get_content(), file.get_content_type()) == (name, b"%PDF-1.4", "application/pdf")
    assert b"filename*=utf-8''B%C3%A1o" in raw
    assert [one.name for one in read_mail(raw).attached] == [name]


@contextmanager
def stalling(answers: list[bytes]) -> Iterator[int]:
    """A server that says these lines, one for each it hears, and then nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)

        def talk() -> None:
            connection, _ = listening.accept()
            with connection:
                for answer in answers:
                    connection.sendall(answer)
                    connection.recv(65536)
                over.wait(30)

        over, thread = threading.Event(), threading.Thread(target=talk)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("answers", "unsure", "whole"),
    [
        ([], False, True),
        ([b"220 x\r\n", b"250 x\r\n", b"250 ok\r\n"], False, False),
        ([b"220 x\r\n", b"250 x\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"], True, False),
    ],
    ids=["at the greeting", "at the recipient", "after the final dot"],
)
def test_a_server_that_stalls_does_not_hold_us(
    answers: list[bytes], unsure: bool, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.channels.mail.ANSWER_WITHIN", 1)
    with stalling(answers) as port:
        channel = open_mail(f"vbmail://127.0.0.1:{port}/?from=vp@huyen.example&cto=1&mode=insecure")
        began = time.monotonic()
        with pytest.raises(DeliveryError) as raised:
            channel.send(a_letter(), nothing)
        channel.close()

    assert time.monotonic() - began < 10
    assert (raised.value.unsure, raised.value.whole_channel, raised.value.permanent) == (unsure, whole, False)


# --- answers by mail, from the letter to the confirmation asked for -----------------------------------------------


def test_who_answers_by_mail_is_asked_once_a_day_to_confirm(memory: Store, tmp_path: Path) -> None:
    office = Office(memory, tmp_path)
    for text in ("Đã khám xong.", "Bổ sung: còn 3 xã."):
        became, number = take_in(memory, office.files, office.answer(text), secret=SECRET, at=at_nine(DUE))
        assert (became, number is not None) == (MailState.CLAIMED, True)
        given = {"secret": SECRET, "policy": site().policy, "office_name": "Văn phòng", "mail_domain": "dondoc.example"}
        ask(memory, number or 0, on=DUE, at=at_nine(DUE), **given)  # type: ignore[arg-type]

    channel = Recording("mail")
    swept(memory, DUE, channel)
    (asked,) = [one for one in channel.letters if "cần xác nhận" in one.subject]
    assert asked.address == "can-bo@phong-y-te.example"
    assert "| Đã khám xong." in asked.text
    assert asked.links[0][1] in asked.text
    assert asked.links[0][1] in asked.html


def test_a_round_without_a_mailbox_works_through_zalo_only(memory: Store, tmp_path: Path) -> None:
    office = Office(memory, tmp_path)
    done = collect_replies(None, site=site(), store=memory, files=office.files, clock=lambda: at_nine(DUE), on=DUE)
    assert (done.mail, done.zalo.total(), done.asked) == (None, 0, 0)


def test_a_passed_on_message_keeps_its_words(memory: Store) -> None:
    fill(memory)
    refusing = Recording("mail", fails=lambda _: DeliveryError("550 5.1.1", permanent=True))
    folder = Recording("folder")
    sweep(memory, on=DUE, at=at_nine(DUE), site=site(), channels={"mail": refusing, "folder": folder})

    with memory.reading() as conn:
        old = messages.messages(conn, states=[MessageState.PASSED_ON])
        new = {m.contact_id: m for m in messages.messages(conn, states=[MessageState.SENT])}
    assert old
    for message in old:
        assert new[message.contact_id].body == message.body
        rendered = digest.render(new[message.contact_id], secret=SECRET, public_url="https://dondoc.example")
        assert rendered.links
    assert bounces.pass_on(memory, at=at_nine(DUE), channels=("mail", "folder"), policy=site().policy) == []
