"""What is over goes to the archive whole; what is too old loses its words, and the log still holds."""

import json
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import MONDAY, a_contact, an_agency, an_issued_directive, an_obligation
from conftest import AT
from sqlalchemy import select, text

from directive import answering, intake, reducing, retention, workfile
from directive.answering import Point
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.events import DirectoryLoaded, Event, MailArrived, MailSettled, MessagesMoved, MessagesPlanned
from directive.files import FileRoom
from directive.incoming import IncomingMail, MailState
from directive.ledger import Message, MessageState, Move
from directive.obligations import Progress, Stage
from directive.store import Store, log, open_store
from directive.store.tables import FOLDED
from directive.tracked import Evidence

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "verify.py"
LATER = date(2040, 1, 1)
SECRET_WORDS = "Bà Nguyễn Thị Kín, số nhà 12"


@pytest.fixture
def files(tmp_path: Path) -> FileRoom:
    return FileRoom(tmp_path / "tep")


def lived(store: Store, files: FileRoom) -> dict[str, str]:
    """A directive answered with evidence and closed, a message sent, a mail settled, a person who left."""
    data = {name: f"%PDF-1.4 {name} {SECRET_WORDS}".encode() for name in ("evidence", "raw", "letter")}
    kept = {name: files.keep(content) for name, content in data.items()}
    left = a_contact(9, name=SECRET_WORDS, email="kin@phong.example", valid_to=MONDAY)
    store.record(DirectoryLoaded(agencies=(an_agency(),), contacts=(left, a_contact())), at=AT, by="nạp")
    an_issued_directive(store, at=AT, obligations=(an_obligation(),))
    evidence = Evidence(sha256=kept["evidence"], name=f"{SECRET_WORDS}.pdf", content_type="application/pdf", size=40)
    point = Point(obligation_id=1, progress=Progress.UNDER_WAY, result=SECRET_WORDS, evidence=(evidence,))
    given: dict[str, Any] = {"directive_id": 1, "agency_id": "phong-y-te", "due_id": None, "points": [point]}
    answering.submit(store, **given, idempotency_key="một lần", on=MONDAY, at=AT, by="Cán bộ")
    message = Message(
        message_id=1, kind="digest", day=MONDAY, contact_id=1, agency_id="phong-y-te", channel="mail",
        address="kin@phong.example", mail_id="<1@x>", body={"to": SECRET_WORDS},
    )  # fmt: skip
    store.record(MessagesPlanned(day=MONDAY, messages=(message,)), at=AT, by="dondoc")
    move = Move(1, MessageState.SENT, 1, receipt=f"250 {SECRET_WORDS}")
    store.record(MessagesMoved(day=MONDAY, at=AT, moves=(move,)), at=AT, by="dondoc")
    mail = IncomingMail(
        mail_id=1, key="k", sha256=kept["raw"], at=AT, sender="kin@phong.example", sender_name=SECRET_WORDS,
        subject=SECRET_WORDS, text=SECRET_WORDS, evidence=(evidence,),
    )  # fmt: skip
    store.record(MailArrived(mail=mail), at=AT, by="thư đến")
    settled = MailSettled(mail_id=1, state=MailState.DROPPED, at=AT)
    store.record(settled, at=AT, by="Văn thư")
    intake.end(store, directive_id=1, stage=Stage.CLOSED, reason="xong", on=MONDAY, at=AT, by="Văn thư")
    return kept


def archived(store: Store, files: FileRoom, to: Path) -> workfile.WorkFile:
    return retention.archive(
        store, files, directive_id=1, to=to, receiver="Lưu trữ huyện", on=MONDAY, at=AT, by="Văn thư"
    )


def erased(store: Store, files: FileRoom, what: Any, on: date = LATER, basis: str = "QĐ 1") -> retention.Erased:
    rules = retention.load_rules()
    return retention.erase(store, files, what=what, rules=rules, basis=basis, on=on, at=AT, by="Lưu trữ")


def everything(store: Store) -> str:
    """All that stands in the database."""
    with store.engine.connect() as conn:
        names = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return "".join(str(conn.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)


# --- the work file ------------------------------------------------------------------------------------------------


def test_a_work_file_holds_everything_and_anybody_can_check_it(memory: Store, files: FileRoom, tmp_path: Path) -> None:
    kept = lived(memory, files)
    made = archived(memory, files, tmp_path / "ho-so.zip")

    assert workfile.faults(made.path) == []
    with zipfile.ZipFile(made.path) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "out")
        assert b"<CodeNumber>12</CodeNumber>" in archive.read("phu-luc-vi.xml")
    assert any(name.startswith("bao-cao-cua-don-vi/phong-y-te/000001/minh-chung-01-") for name in names)
    assert {"nhat-ky.jsonl", "nhiem-vu.json", "muc-luc.json", "SHA256SUMS"} <= set(names)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    listed = json.loads((tmp_path / "out" / "muc-luc.json").read_bytes())
    assert kept["evidence"] in {one.get("sha256") for one in listed}
    assert [one["path"] for one in listed if "missing" in one] == ["van-ban-goc/thu.txt"]  # never kept in this test
    log_of = subprocess.run([sys.executable, SCRIPT, tmp_path / "out" / "nhat-ky.jsonl"], check=False)
    assert log_of.returncode == 0


@pytest.mark.parametrize("damage", ["changed", "dropped", "added"])
def test_a_damaged_work_file_is_found(damage: str, memory: Store, files: FileRoom, tmp_path: Path) -> None:
    lived(memory, files)
    made = archived(memory, files, tmp_path / "ho-so.zip")
    with zipfile.ZipFile(made.path) as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "nhiem-vu.json" and damage == "dropped":
                continue
            bad.writestr(name, data + b" " if (name, damage) == ("nhiem-vu.json", "changed") else data)
        if damage == "added":
            bad.writestr("them.txt", b"x")

    (fault,) = workfile.faults(tmp_path / "bad.zip")

    assert fault.startswith(("nhiem-vu.json: ", "them.txt: "))
    assert workfile.faults(SCRIPT)[0].startswith("verify.py không còn là tệp nén")


def test_only_what_is_over_is_archived_and_only_once(memory: Store, files: FileRoom, tmp_path: Path) -> None:
    an_issued_directive(memory, at=AT, obligations=(an_obligation(),))
    with pytest.raises(NotAllowed, match="chưa kết thúc"):
        archived(memory, files, tmp_path / "a.zip")
    intake.end(memory, directive_id=1, stage=Stage.CLOSED, reason="xong", on=MONDAY, at=AT, by="Văn thư")
    with memory.reading() as conn:
        ((over, last),) = retention.overview(conn, retention.load_rules(), on=MONDAY).to_archive
    assert (over.directive_id, last) == (1, date(2025, 3, 11))
    archived(memory, files, tmp_path / "a.zip")

    with pytest.raises(NotAllowed, match="đã nộp lưu"):
        archived(memory, files, tmp_path / "b.zip")


# --- erasing ------------------------------------------------------------------------------------------------------


def test_after_erasing_no_word_is_left_and_every_chain_holds(tmp_path: Path, files: FileRoom) -> None:
    store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    store.create()
    kept = lived(store, files)
    archived(store, files, tmp_path / "ho-so.zip")
    before = everything(store)
    assert before.count(SECRET_WORDS) > 5

    done = [erased(store, files, what) for what in ("answers", "messages", "mails", "contacts")]

    assert [(one.records, one.events > 0) for one in done] == [(1, True)] * 4
    left = everything(store)
    assert SECRET_WORDS not in left
    assert "kin@phong.example" not in left
    assert "Cán bộ 1" in left  # people in charge stay
    assert not files.path(kept["evidence"]).exists()  # two records had it: it went with the second
    assert not files.path(kept["raw"]).exists()
    assert files.path(kept["letter"]).exists()
    with store.reading() as conn:
        assert log.verify(conn) == []
    store.close()
    for path in tmp_path.glob("dondoc.db*"):  # not in a freed page either
        assert SECRET_WORDS.encode() not in path.read_bytes()


def test_a_log_with_erased_events_replays_into_the_same_tables(store: Store, files: FileRoom, tmp_path: Path) -> None:
    lived(store, files)
    archived(store, files, tmp_path / "ho-so.zip")
    for what in ("answers", "messages", "mails", "contacts"):
        erased(store, files, what)
    copy = open_store("sqlite://")
    copy.create()

    with store.reading() as conn:
        log.replay(log.read(conn), copy)

    def contents(one: Store) -> dict[str, Any]:
        with one.engine.connect() as conn:
            return {
                table.name: [dict(row._mapping) for row in conn.execute(select(table).order_by(*table.primary_key))]
                for table in FOLDED
            }

    assert contents(copy) == contents(store)
    copy.close()


def test_a_stranger_can_check_a_log_with_erased_events_and_nothing_else_may_be_missing(
    memory: Store, files: FileRoom, tmp_path: Path
) -> None:
    lived(memory, files)
    archived(memory, files, tmp_path / "ho-so.zip")
    erased(memory, files, "answers")

    def verdict() -> tuple[int, str]:
        with memory.reading() as conn:
            lines = [json.dumps({**dict(e), "at": e.at.isoformat()}, ensure_ascii=False) for e in log.read(conn)]
        (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, SCRIPT, tmp_path / "log.jsonl"], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert verdict()[0] == 0
    with memory.engine.begin() as conn:  # somebody erases on his own
        conn.execute(
            text("UPDATE events SET payload = replace(payload, :words, '') WHERE kind = 'mail.arrived'"),
            {"words": SECRET_WORDS},
        )
    code, said = verdict()
    assert (code, "thu-den event 1: content and hash do not agree" in said) == (1, True)
    with memory.reading() as conn:
        assert [(one.stream, one.seq) for one in log.verify(conn)] == [("thu-den", 1)]


def test_a_false_word_of_erasure_hides_nothing(memory: Store, files: FileRoom, tmp_path: Path) -> None:
    lived(memory, files)
    archived(memory, files, tmp_path / "ho-so.zip")
    erased(memory, files, "answers")
    with memory.engine.begin() as conn:  # somebody changes a mail and adds it to what was erased
        conn.execute(text("UPDATE events SET payload = replace(payload, 'kin@', 'ai@') WHERE kind = 'mail.arrived'"))
        conn.execute(
            text("UPDATE events SET payload = replace(payload, 'van-ban/1', 'thu-den') WHERE kind = 'records.erased'")
        )

    with memory.reading() as conn:
        broken = {one.stream for one in log.verify(conn)}
    assert {"luu-tru", "thu-den"} <= broken


def test_nothing_young_nothing_open_and_nothing_without_a_basis_is_erased(
    memory: Store, files: FileRoom, tmp_path: Path
) -> None:
    lived(memory, files)
    before = everything(memory)

    assert erased(memory, files, "answers").records == 0  # not handed to the archive yet
    assert erased(memory, files, "messages", on=MONDAY + timedelta(days=365)).records == 0
    with pytest.raises(BadInput, match="căn cứ"):
        erased(memory, files, "messages", basis=" ")
    assert everything(memory) == before


def test_a_file_somebody_still_needs_stays(memory: Store, files: FileRoom, tmp_path: Path) -> None:
    kept = lived(memory, files)
    archived(memory, files, tmp_path / "ho-so.zip")

    assert erased(memory, files, "mails").files == 1  # the raw mail; its attachment is evidence of an answer
    assert files.path(kept["evidence"]).exists()
    assert erased(memory, files, "answers").files == 1


def test_every_event_that_can_be_reduced_is_looked_for() -> None:
    can = {one.model_fields["kind"].default for one in reducing._reduced.registry if issubclass(one, Event)}
    looked_for = {kind for kinds in log._REDUCIBLE.values() for kind in kinds}

    assert {kind for kind in can if isinstance(kind, str)} == looked_for


@pytest.mark.parametrize("words", ["[archive]\nmonths = 12", "không phải toml", "[answers]\nyears = 0"])
def test_wrong_rules_are_refused_in_one_sentence(words: str, tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(words, encoding="utf-8")
    with pytest.raises(DirectiveError, match=r"r\.toml"):
        retention.load_rules(tmp_path / "r.toml")
