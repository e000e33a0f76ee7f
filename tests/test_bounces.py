"""Returned mail: what it says of an address, and that its message reaches the person by another channel."""

from datetime import date, timedelta
from email import message_from_string
from typing import Any

import pytest
from builders import a_contact
from follow_up_site import SECRET, Recording, at_nine, fill, people, site, swept

from directive.agencies import Contact
from directive.incoming import AddressState, ReceiptKind
from directive.ledger import Message, MessageState
from directive.policy import default_policy
from directive.store import Store, addresses, log, messages, open_store
from notifications import bounces, links
from notifications.bounces import Bounce, Verdict, judge, read_bounce
from notifications.channels import DeliveryError
from notifications.sweep import SweepResult, sweep

DAY = date(2024, 3, 26)  # Tuesday, three working days before the due
TOKEN = links.reply_token(1, SECRET)

POSTFIX = """\
Return-Path: <>
To: van-phong+hoan-{token}@huyen.example
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; can-bo@phong.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: message/rfc822

Message-ID: <thong-bao.20240326.1@dondoc.example>
Reply-To: van-phong+tra-loi-{token}@huyen.example
Subject: thu

noi dung
--b--
"""

EXCHANGE = """\
To: <van-phong@huyen.example>
From: Microsoft Outlook <postmaster@xa.example>
Subject: =?utf-8?B?S2jDtG5nIHRo4buDIGfhu61p?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/html; charset=utf-8

<p>Kh&ocirc;ng g&#7917;i &#273;&#432;&#7907;c</p>
--b
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.xa.example

Final-recipient: RFC822;can-bo@xa.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found

--b
Content-Type: text/rfc822-headers

Message-ID: <thong-bao.20240326.1@dondoc.example>
Reply-To: van-phong+tra-loi-{token}@huyen.example
--b--
"""

QMAIL = """\
To: van-phong+hoan-{token}@huyen.example
From: MAILER-DAEMON@cu.example
Subject: failure notice

Hi. This is the qmail-send program at cu.example.
<can-bo@cu.example>:
Sorry, no mailbox here by that name. (#5.1.1)
"""

VACATION = """\
To: van-phong+hoan-{token}@huyen.example
From: can-bo@phong.example
Auto-Submitted: auto-replied
Subject: Tra loi tu dong

Toi dang di cong tac den ngay 20/4, lien he 0255.
"""


def read(text: str, **but: str) -> list[Bounce]:
    given = {"token": TOKEN, "action": "failed", "status": "5.1.1", "said": "550 5.1.1 No such user"}
    return read_bounce(message_from_string(text.format(**given | but)))


@pytest.mark.parametrize(
    ("text", "but", "what", "status"),
    [
        (POSTFIX, {}, ReceiptKind.RETURNED, "5.1.1"),
        (POSTFIX, {"action": "delayed", "status": "4.4.1", "said": "450 busy"}, ReceiptKind.DELAYED, "4.4.1"),
        (POSTFIX, {"action": "delivered", "status": "2.0.0", "said": "250 ok"}, ReceiptKind.RECEIVED, "2.0.0"),
        (EXCHANGE, {}, ReceiptKind.RETURNED, "5.1.10"),
        (QMAIL, {}, ReceiptKind.RETURNED, "5.1.1"),
    ],
    ids=["postfix failed", "postfix delayed", "relayed", "exchange with headers only", "qmail in words"],
)
def test_returned_mail_is_read(text: str, but: dict[str, str], what: ReceiptKind, status: str) -> None:
    (found,) = read(text, **but)

    assert (found.token, found.what) == (TOKEN, what)
    assert status in found.reason


@pytest.mark.parametrize(
    "mail",
    [VACATION.format(token=TOKEN), POSTFIX.format(token="x", action="failed", status="5.1.1", said=""), "", "\x00"],
    ids=["a vacation answer", "without a token of ours", "nothing", "rubbish"],
)
def test_what_is_no_returned_mail_of_ours_is_left_alone(mail: str) -> None:
    assert read_bounce(message_from_string(mail)) == []


@pytest.mark.parametrize(
    ("channel", "reason", "verdict"),
    [
        ("mail", "a@x.example: 550 5.1.1 No such user", Verdict.GONE),
        ("mail", "5.2.1 mailbox disabled", Verdict.GONE),
        ("mail", "a@x.example: 550 refused", Verdict.HARD),
        ("mail", "5.2.0 mailbox trouble", Verdict.HARD),
        ("mail", "552 5.2.2 over quota", Verdict.SOFT),
        ("mail", "552 too much", Verdict.SOFT),
        ("mail", "451 4.7.1 greylisted", Verdict.SOFT),
        ("mail", "554 5.7.1 spam", Verdict.OTHER),
        ("mail", "554 no", Verdict.OTHER),
        ("mail", "không rõ", Verdict.OTHER),
        ("zalo", "zalo template -118: số này không có tài khoản Zalo", Verdict.GONE),
        ("zalo", "zalo oa -230: không tương tác", Verdict.OTHER),
        ("zalo", "zalo template -144: hết hạn mức", Verdict.OTHER),
        ("letter", "5.1.1", Verdict.OTHER),
    ],
)
def test_a_refusal_counts_against_the_address_only_when_it_speaks_of_it(
    channel: str, reason: str, verdict: Verdict
) -> None:
    assert judge(channel, reason) is verdict


def failures(verdicts: list[tuple[int, Verdict]]) -> AddressState:
    state = AddressState(channel="mail", address="a@x.example")
    for day, verdict in verdicts:
        at = at_nine(DAY) + timedelta(days=day)
        state = bounces.after_failure(state, verdict, "…", at=at, health=default_policy().health)
    return state


@pytest.mark.parametrize(
    ("verdicts", "given_up"),
    [
        ([(0, Verdict.GONE)], True),
        ([(0, Verdict.HARD), (1, Verdict.HARD)], False),
        ([(0, Verdict.HARD), (1, Verdict.HARD), (2, Verdict.HARD)], True),
        ([(0, Verdict.HARD), (1, Verdict.HARD), (36, Verdict.HARD)], False),
        ([(n, Verdict.SOFT) for n in range(9)], False),
        ([(n, Verdict.SOFT) for n in range(10)], True),
        ([(n, Verdict.OTHER) for n in range(30)], False),
    ],
    ids=["gone", "two", "three", "three, but weeks apart", "nine soft", "ten soft", "nothing of the address"],
)
def test_an_address_is_given_up_by_its_counters(verdicts: list[tuple[int, Verdict]], given_up: bool) -> None:
    assert (failures(verdicts).marked_at is not None) is given_up


# --- the next channel ---------------------------------------------------------------------------------------------


def reachable() -> tuple[Contact, ...]:
    """Everybody has e-mail, a phone, and agreed to Zalo."""
    return tuple(
        contact.model_copy(update={"phone": f"09000000{contact.contact_id:02}", "zalo_consent": True})
        for contact in people()
    )


def refusing(name: str, reason: str, *, only: str = "") -> Recording:
    return Recording(
        name, fails=lambda letter: DeliveryError(reason, permanent=True) if only in letter.address else None
    )


def run(store: Store, *channels: Recording, day: date = DAY) -> SweepResult:
    return sweep(store, on=day, at=at_nine(day), site=site(), channels={c.name: c for c in channels})


def of(store: Store, contact_id: int) -> list[Message]:
    with store.reading() as conn:
        return sorted(messages.messages(conn, contact_id=contact_id), key=lambda m: m.message_id)


def test_a_refused_mail_goes_to_zalo_and_then_to_paper(store: Store) -> None:
    fill(store, contacts=reachable())
    mail = refusing("mail", "can-bo@phong-y-te.example: 550 5.1.1 No such user", only="can-bo@phong-y-te")
    zalo, letter = refusing("zalo", "zalo template -118: không có Zalo"), Recording("letter")

    result = run(store, mail, zalo, letter)

    said = of(store, 1)
    assert [(m.channel, m.state) for m in said] == [
        ("mail", MessageState.PASSED_ON),
        ("zalo", MessageState.PASSED_ON),
        ("letter", MessageState.SENT),
    ]
    assert said[0].body == said[2].body
    assert f"thông báo số {said[1].message_id}" in said[0].reason
    assert [found.address for found in letter.letters] == ["Cán bộ 1"]
    assert result.waiting == 0
    with store.reading() as conn:
        entry = messages.entries(conn, due_ids=[1])
        assert {(e.channel, e.message_id) for e in entry if e.contact_id == 1} == {("letter", said[2].message_id)}
        assert addresses.marked(conn) == {("mail", "can-bo@phong-y-te.example"), ("zalo", "84900000001")}
        assert log.verify(conn) == []


def test_a_given_up_address_is_passed_over_from_the_next_day_on(memory: Store) -> None:
    fill(memory, contacts=reachable())
    mail = refusing("mail", "550 5.1.1 No such user", only="can-bo@phong-y-te")
    zalo = Recording("zalo")
    run(memory, mail, zalo)
    run(memory, mail, zalo, day=date(2024, 3, 28))

    assert [(m.day.day, m.channel, m.state) for m in of(memory, 1)] == [
        (26, "mail", MessageState.PASSED_ON),
        (26, "zalo", MessageState.SENT),
        (28, "zalo", MessageState.SENT),
    ]


def test_who_has_no_other_channel_stays_refused_for_a_person_to_see(memory: Store) -> None:
    fill(memory)
    run(memory, refusing("mail", "550 5.1.1 No such user", only="can-bo@phong-y-te"))

    assert [(m.channel, m.state) for m in of(memory, 1)] == [("mail", MessageState.REFUSED)]
    again = run(memory, Recording("mail"))
    assert again.delivered.total() == 0


def test_a_bounce_after_the_mail_was_taken_does_the_same(memory: Store) -> None:
    fill(memory, contacts=reachable())
    mail, zalo = Recording("mail"), Recording("zalo")
    run(memory, mail, zalo)
    first = of(memory, 1)[0]
    bounce = Bounce(links.reply_token(first.message_id, SECRET), ReceiptKind.RETURNED, "5.1.1 550 No such user")
    later = at_nine(DAY) + timedelta(minutes=3)

    news = [
        bounces.take(memory, [bounce, bounce], secret=SECRET, at=later),
        bounces.take(memory, [bounce], secret=SECRET, at=later),
    ]
    run(memory, mail, zalo)
    news.append(bounces.take(memory, [bounce], secret=SECRET, at=later))

    assert news == [1, 0, 0]
    assert [(m.channel, m.state) for m in of(memory, 1)] == [
        ("mail", MessageState.PASSED_ON),
        ("zalo", MessageState.SENT),
    ]
    with memory.reading() as conn:
        (receipt,) = addresses.receipts(conn, message_ids=[first.message_id])[first.message_id]
    assert (receipt.what, "5.1.1" in receipt.detail) == (ReceiptKind.RETURNED, True)


def test_a_delay_is_only_noted(memory: Store) -> None:
    fill(memory, contacts=reachable())
    run(memory, Recording("mail"), Recording("zalo"))
    first = of(memory, 1)[0]
    token = links.reply_token(first.message_id, SECRET)

    bounces.take(memory, [Bounce(token, ReceiptKind.DELAYED, "4.4.1")], secret=SECRET, at=at_nine(DAY))

    assert [m.state for m in of(memory, 1)] == [MessageState.SENT]
    with memory.reading() as conn:
        assert [r.what for r in addresses.receipts(conn, message_ids=[first.message_id])[first.message_id]] == [
            "delayed"
        ]
        assert addresses.marked(conn) == frozenset()


def test_a_stranger_cannot_have_an_address_given_up(memory: Store) -> None:
    fill(memory, contacts=reachable())
    run(memory, Recording("mail"))
    forged = Bounce(f"{of(memory, 1)[0].message_id}-{'0' * 32}", ReceiptKind.RETURNED, "5.1.1")

    assert bounces.take(memory, [forged], secret=SECRET, at=at_nine(DAY)) == 0
    assert [m.state for m in of(memory, 1)] == [MessageState.SENT]


def test_a_soft_refusal_waits_and_changes_no_channel(memory: Store) -> None:
    fill(memory, contacts=reachable())
    busy = Recording("mail", fails=lambda _: DeliveryError("451 4.7.1 Greylisted"))
    zalo = Recording("zalo")

    run(memory, busy, zalo)

    assert {m.state for m in of(memory, 1)} == {MessageState.DEFERRED}
    assert zalo.letters == []


def test_replaying_the_log_keeps_what_became_of_everything(memory: Store) -> None:
    from test_store import contents

    fill(memory, contacts=reachable())
    run(memory, refusing("mail", "550 5.1.1 No such user", only="can-bo@phong-y-te"), Recording("zalo"))
    copy = open_store("sqlite://")
    copy.create()

    with memory.reading() as conn:
        log.replay(log.read(conn), copy)

    assert contents(copy) == contents(memory)
    copy.close()


def test_a_cleared_address_is_written_to_again(memory: Store) -> None:
    fill(memory)
    run(memory, refusing("mail", "550 5.1.1 No such user", only="can-bo@phong-y-te"))
    bounces.clear(memory, "mail", "can-bo@phong-y-te.example", at=at_nine(DAY), by="quản trị")
    mail = Recording("mail")

    swept(memory, date(2024, 3, 28), mail)

    assert "can-bo@phong-y-te.example" in {letter.address for letter in mail.letters}


def test_nobody_reachable_is_suppressed_with_its_reason(memory: Store) -> None:
    nobody: dict[str, Any] = {"email": None}
    fill(memory, contacts=(a_contact(1, "phong-y-te", **nobody),))

    result = run(memory, Recording("mail"), Recording("zalo"))

    assert result.planned.suppressed["no-contact"] > 0
