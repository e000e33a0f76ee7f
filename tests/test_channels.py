"""Channels against real servers and folders: what arrives, who refused, what is unsure."""

import socket
from datetime import date
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from certificates import Authority, authority
from mail_server import MailServer, running

from directive.agencies import Contact, Post
from directive.errors import BadInput
from notifications.channels import Channel, DeliveryError, Taken, names_in_order, open_channels, reach
from notifications.channels.mail import open_mail
from notifications.digest import Letter

__all__ = ["authority"]

TITLE = "Nhiệm vụ mới (3), sắp đến hạn (2), chưa xác nhận tiếp nhận (1) – thứ Hai 18/3/2024 – Phòng Y tế huyện"


def a_letter(to: str = "can-bo@phong.example", number: int = 17) -> Letter:
    return Letter(
        message_id=number,
        channel="mail",
        address=to,
        name="Nguyễn Văn Ổn",
        subject=TITLE,
        text=".dòng đầu có chấm\nhttps://dondoc.example/l/" + "k" * 43 + "\n" + "Đôn đốc việc. " * 40 + "\n",
        html="<p>Đôn đốc</p>",
        mail_id=f"<thong-bao.20240318.{number}@dondoc.example>",
        thread="<nguoi-nhan.1@dondoc.example>",
        reply_token=f"{number}-0123456789abcdef0123456789abcdef",
        day=date(2024, 3, 18),
    )


def mail_to(server: MailServer, more: str = "") -> Channel:
    url = f"vbmail://127.0.0.1:{server.port}/?from=van-phong@huyen.example&name=V%C4%83n%20ph%C3%B2ng{more}"
    return open_mail(url)


def nothing() -> None:
    """Nobody asks whether to go on."""


def test_a_letter_arrives_whole() -> None:
    with running() as server:
        channel = mail_to(server)
        receipt = channel.send(a_letter(), nothing)
        channel.close()

    arrived = server.arrived[0]
    mail = arrived.mail
    assert receipt.startswith("250")
    assert mail["Subject"] == TITLE
    assert mail.get_all("Message-ID") == ["<thong-bao.20240318.17@dondoc.example>"]
    assert mail["In-Reply-To"] == mail["References"] == "<nguoi-nhan.1@dondoc.example>"
    assert mail["Reply-To"] == "van-phong+tra-loi-17-0123456789abcdef0123456789abcdef@huyen.example"
    assert arrived.sender == "van-phong+hoan-17-0123456789abcdef0123456789abcdef@huyen.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"].addresses[0].display_name == "Văn phòng"
    assert mail["To"].addresses[0].display_name == "Nguyễn Văn Ổn"
    text = mail.get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n") == a_letter().text
    assert max(len(line) for line in arrived.content.split(b"\r\n")) <= 100


def test_one_connection_carries_a_whole_round() -> None:
    with running() as server:
        channel = mail_to(server)
        for number in range(20):
            channel.send(a_letter(number=number + 1), nothing)
        channel.close()

    assert (len(server.arrived), server.sessions) == (20, 1)


@pytest.mark.parametrize(
    ("where", "answer", "permanent", "whole"),
    [
        ("rcpt", "550 5.1.1 No such user", True, False),
        ("rcpt", "451 4.7.1 Greylisted", False, False),
        ("rcpt", "421 4.3.2 Closing", False, True),
        ("data", "554 5.6.0 Spam", True, False),
        ("data", "452 4.2.2 Mailbox full", False, False),
    ],
)
def test_the_servers_own_answer_decides_between_later_and_never(
    where: str, answer: str, permanent: bool, whole: bool
) -> None:
    with running() as server:
        setattr(server, where, lambda to: answer if to.startswith("xau") else None)
        channel = mail_to(server)
        with pytest.raises(DeliveryError) as raised:
            channel.send(a_letter("xau@phong.example"), nothing)
        channel.send(a_letter(), nothing)  # the others go on over the same channel
        channel.close()

    assert (raised.value.permanent, raised.value.unsure, raised.value.whole_channel) == (permanent, False, whole)
    assert answer[:3] in raised.value.reason
    assert [arrived.to for arrived in server.arrived] == ["can-bo@phong.example"]


def test_a_line_that_breaks_after_the_final_dot_is_unsure() -> None:
    with running() as server:
        server.data = lambda _: "hang up"
        channel = mail_to(server)
        with pytest.raises(DeliveryError) as raised:
            channel.send(a_letter(), nothing)
        server.data = lambda _: None
        channel.send(a_letter(number=18), nothing)
        channel.close()

    assert raised.value.unsure
    assert len(server.arrived) == 2


def test_a_letter_another_process_took_does_not_leave() -> None:
    def taken() -> None:
        raise Taken

    with running() as server:
        channel = mail_to(server)
        with pytest.raises(Taken):
            channel.send(a_letter(), taken)
        channel.send(a_letter(number=18), nothing)
        channel.close()

    assert [arrived.mail["Message-ID"] for arrived in server.arrived] == ["<thong-bao.20240318.18@dondoc.example>"]


def test_a_server_that_is_not_there_is_told_for_the_whole_channel() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    channel = open_mail(f"vbmail://127.0.0.1:{port}/?from=van-phong@huyen.example")

    with pytest.raises(DeliveryError) as raised:
        channel.send(a_letter(), nothing)

    assert raised.value.whole_channel
    assert not raised.value.permanent


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("mode", ["vbmail://{}&mode=insecure", "vbmails://{}&mode=starttls", "vbmails://{}&mode=ssl"])
def test_each_way_to_encrypt_carries_letters_and_a_login(
    mode: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == b"mat-khau", handled=False)

    given: dict[str, object] = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    given |= {"tls_context": authority.server, "require_starttls": True} if "starttls" in mode else {}
    given |= {"ssl_context": authority.server} if "mode=ssl" in mode else {}
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    with running(**given) as server:
        tail = f"localhost:{server.port}/?from=van-phong@huyen.example"
        good, bad = open_mail(mode.format(f"vp:mat-khau@{tail}")), open_mail(mode.format(f"vp:sai@{tail}"))
        good.send(a_letter(), nothing)
        good.send(a_letter(number=18), nothing)
        good.close()
        with pytest.raises(DeliveryError, match="không nhận tài khoản") as raised:
            bad.send(a_letter(), nothing)

    assert len(server.arrived) == 2
    assert "sai" not in raised.value.reason.split()


@pytest.mark.parametrize("mode", ["starttls", "ssl"])
@pytest.mark.parametrize(("host", "rooted"), [("localhost", False), ("127.0.0.1", True)], ids=["unknown CA", "name"])
def test_a_certificate_nobody_vouches_for_is_refused_in_one_sentence(
    mode: str, host: str, rooted: bool, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    if rooted:  # a good certificate, of another name
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    tls = {"tls_context": authority.server, "require_starttls": True}
    with running(**(tls if mode == "starttls" else {"ssl_context": authority.server})) as server:
        channel = open_mail(f"vbmails://{host}:{server.port}/?from=van-phong@huyen.example&mode={mode}")
        with pytest.raises(DeliveryError) as raised:
            channel.send(a_letter(), nothing)
        careless = open_mail(f"vbmails://{host}:{server.port}/?from=van-phong@huyen.example&mode={mode}&verify=no")
        careless.send(a_letter(number=18), nothing)
        careless.close()

    assert raised.value.reason.startswith(f"máy chủ thư {host} đưa ra chứng thư không tin được")
    assert "SSL_CERT_FILE" in raised.value.reason
    assert raised.value.whole_channel
    assert len(server.arrived) == 1


def test_a_server_that_takes_commands_together_gets_them_together() -> None:
    with running() as server:
        server.pipelining = True
        server.rcpt = lambda to: "550 5.1.1 No such user" if to.startswith("xau") else None
        channel = mail_to(server)
        channel.send(a_letter(), nothing)
        with pytest.raises(DeliveryError, match="550"):
            channel.send(a_letter("xau@phong.example", 18), nothing)
        channel.send(a_letter(number=19), nothing)
        channel.close()

    assert [one.mail["Message-ID"][20:22] for one in server.arrived] == ["17", "19"]
    assert server.sessions == 1


@pytest.mark.parametrize(
    "address", ["nguyễn@phong.example", "a@b.example>\r\nRCPT TO:<la@xau.example", "a b@c.example", "a"]
)
def test_what_is_no_address_is_refused_before_anything_leaves(address: str) -> None:
    with running() as server:
        channel = mail_to(server)
        with pytest.raises(DeliveryError) as raised:
            channel.send(a_letter(address), nothing)
        channel.close()

    assert raised.value.permanent
    assert server.sessions == 0


def test_the_folder_keeps_each_letter_once(tmp_path: Path) -> None:
    channel = open_channels("", outbox=tmp_path)["folder"]

    receipts = {channel.send(a_letter(), nothing) for _ in range(2)}

    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")] == list(receipts)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in the way")

    with pytest.raises(DeliveryError, match="không ghi được"):
        open_channels("", outbox=tmp_path / "outbox")["folder"].send(a_letter(), nothing)


@pytest.mark.parametrize(
    "urls",
    [
        "khong-co://gi",
        "vbmail://",
        "folder:///a folder:///b",
        "mot-kenh",
    ],
)
def test_a_wrong_address_of_a_channel_is_refused(urls: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        open_channels(urls, outbox=tmp_path)


def test_any_other_apprise_service_can_be_added_by_its_address(tmp_path: Path) -> None:
    channels = open_channels(f"folder://{tmp_path} json://127.0.0.1:9/{{phone}}", outbox=tmp_path)

    assert names_in_order(channels, ("json", "mail")) == ("json", "folder")
    with pytest.raises(DeliveryError, match="json"):
        channels["json"].send(a_letter("0900000001"), nothing)


def test_a_person_is_reached_by_what_is_known_of_them() -> None:
    contact = Contact(contact_id=1, agency_id="a", name="Ông A", post=Post.HEAD, phone="0900000001")

    assert [reach(contact, channel) for channel in ("mail", "folder", "json")] == [None, "0900000001", "0900000001"]
