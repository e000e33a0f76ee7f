"""Letters a second over our mail channel beside plain smtplib on one connection: `python -m bench.channels`.

All hand the same letters to the same sink, a process of its own that says yes and counts: smtplib with bytes made
beforehand; smtplib with an EmailMessage built for each, as a plain script does; our channel, which builds each letter,
asks before it leaves and reads the server's answer for each person; and the whole ledger: claim, render, write each try
down, send, record. Best of some rounds.
"""

import argparse
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

from directive.agencies import Agency, Contact, Level, Post
from directive.calendar import VIETNAM
from directive.events import DirectoryLoaded, MessagesPlanned
from directive.ledger import Message
from directive.policy import default_policy
from directive.store import Store, open_store
from notifications import digest, outbox
from notifications.channels.mail import open_mail
from notifications.digest import Letter
from notifications.mime import Sender, build, envelope_from

DAY = date(2024, 3, 18)
AT = datetime(2024, 3, 18, 9, tzinfo=VIETNAM)
OURS = Sender("Văn phòng HĐND và UBND huyện", "van-phong@huyen.example")
SECRET = b"bench"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sink", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.sink:
        serve()
        return
    sink = subprocess.Popen([sys.executable, "-m", "bench.channels", "--sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        measure(port, args.letters, args.rounds)
    finally:
        sink.terminate()
        sink.wait(timeout=10)


def serve() -> None:
    from bench.follow_up import CountingServer

    print(CountingServer().port, flush=True)
    time.sleep(3600)


def measure(port: int, count: int, rounds: int) -> None:
    messages = [a_message(number) for number in range(1, count + 1)]
    letters = [rendered(message) for message in messages]
    bare = best(rounds, lambda: beforehand(port, letters))
    plain = best(rounds, lambda: plainly(port, letters))
    ours = best(rounds, lambda: by_channel(port, letters))
    whole = best(rounds, lambda: by_ledger(port, messages))
    lines = (("smtplib, bytes beforehand", bare), ("smtplib, one connection", plain))
    for name, took in (*lines, ("mail channel", ours), ("whole ledger", whole)):
        print(f"{name:<26} {count / took:8.0f} letters/s   {took / bare:5.2f} x bytes beforehand")


def best(rounds: int, run: Callable[[], float]) -> float:
    return min(run() for _ in range(rounds))


def plainly(port: int, letters: list[Letter]) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for letter in letters:
            mail = EmailMessage()
            mail["From"], mail["To"] = f"{OURS.name} <{OURS.address}>", f"{letter.name} <{letter.address}>"
            mail["Subject"], mail["Message-ID"] = letter.subject, letter.mail_id
            mail.set_content(letter.text)
            mail.add_alternative(letter.html, subtype="html")
            smtp.send_message(mail)
    return time.perf_counter() - began


def beforehand(port: int, letters: list[Letter]) -> float:
    ready = [(envelope_from(one, OURS), one.address, build(one, OURS, at=AT)) for one in letters]
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for sender, to, content in ready:
            smtp.sendmail(sender, [to], content)
    return time.perf_counter() - began


def by_channel(port: int, letters: list[Letter]) -> float:
    channel = open_mail(f"vbmail://127.0.0.1:{port}/?from={OURS.address}&name=Van%20phong")
    began = time.perf_counter()
    for letter in letters:
        channel.send(letter, lambda: None)
    channel.close()
    return time.perf_counter() - began


def by_ledger(port: int, messages: list[Message]) -> float:
    with tempfile.TemporaryDirectory() as home:
        store = open_store(f"sqlite:///{Path(home)}/bench.db")
        store.create()
        fill(store, messages)
        channel = open_mail(f"vbmail://127.0.0.1:{port}/?from={OURS.address}&name=Van%20phong")
        began = time.perf_counter()
        done = outbox.deliver(
            store,
            channels={"mail": channel},
            render=rendered,
            policy=default_policy(),
            clock=lambda: datetime.now(UTC),
        )
        took = time.perf_counter() - began
        channel.close()
        store.close()
    assert done.states.total() == len(messages), done.states
    return took


def fill(store: Store, messages: list[Message]) -> None:
    agency = Agency(agency_id="phong", name="Phòng Y tế", level=Level.DISTRICT)
    people = (Contact(contact_id=one.contact_id, agency_id="phong", name="A", post=Post.OFFICER) for one in messages)
    store.record(DirectoryLoaded(agencies=(agency,), contacts=tuple(people)), at=AT, by="bench")
    store.record(MessagesPlanned(day=DAY, messages=tuple(messages)), at=AT, by="bench")


def rendered(message: Message) -> Letter:
    return digest.render(message, secret=SECRET, public_url="https://dondoc.example")


def a_message(number: int) -> Message:
    items = [[f"{n}. Chỉ đạo trạm y tế xã khám sức khỏe cho người cao tuổi", "hạn 29/3/2024", ""] for n in range(1, 9)]
    section = {
        "kind": "reminder",
        "level": 0,
        "heading": "Sắp đến hạn",
        "polite": False,
        "intro": "Các nhiệm vụ sau sắp đến hạn. Đề nghị đơn vị chủ động thực hiện và báo cáo đúng hạn.",
        "count": len(items),
        "groups": [{"directive": "Văn bản số 12/UBND ngày 11/3/2024", "subject": "V/v người cao tuổi", "items": items}],
        "more": 0,
        "by_agency": [],
    }
    body: dict[str, object] = {
        "own": True,
        "to": {"name": f"Nguyễn Văn Ổn {number}", "post": "Cán bộ đầu mối", "agency": "Phòng Y tế huyện"},
        "from": OURS.name,
        "day": "thứ Hai 18/3/2024",
        "assumed": False,
        "office": False,
        "request": False,
        "instead_of": [],
        "links": [],
        "sections": [section],
        "counts": [["Sắp đến hạn", len(items)]],
        "draft": [],
    }
    return Message(
        message_id=number,
        kind="digest",
        day=DAY,
        contact_id=number,
        agency_id="phong",
        channel="mail",
        address=f"can-bo-{number}@phong.example",
        mail_id=f"<thong-bao.20240318.{number}@dondoc.example>",
        body=body,
    )


if __name__ == "__main__":
    main()
