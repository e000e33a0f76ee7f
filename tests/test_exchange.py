"""In and out of other systems: an edXML letter fills the head, our reply and status are read back, lists stay lists."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from builders import MONDAY, a_due, an_agency, an_issued_directive, an_obligation
from conftest import AT
from lxml import etree
from office_files import docx, p
from openpyxl import load_workbook
from test_formats_edxml import HEADER, package

from directive import exchanging, intake, reporting
from directive.document import DocType
from directive.errors import BadInput
from directive.events import DirectoryLoaded
from directive.exchanging import Sending, fitting
from directive.files import FileRoom
from directive.formats import load_bytes
from directive.formats.edxml import attachments
from directive.listing import LISTS, Asked, open_entries
from directive.obligations import Directive, Progress, Stage
from directive.site import site_calendar
from directive.store import Store, directives
from directive.writers import ics
from directive.writers.edxml import NAMESPACE, Answered, Organ, Outgoing, SentFile, StatusCode, write_document
from directive.writers.lists import Listing, as_csv, as_json, xlsx

BARE = docx(
    p("Kính gửi: Phòng Y tế.") + p("Chủ tịch UBND huyện yêu cầu:") + p("1. Phòng Y tế: Rà soát số liệu người cao tuổi.")
)
DATED = "1. Phòng Y tế: Rà soát số liệu, hoàn thành trước ngày 30/6/2024."
FORMULAS = ["=cmd|'/c calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.fixture
def files(tmp_path: Path) -> FileRoom:
    return FileRoom(tmp_path / "tep")


def arrived(store: Store, files: FileRoom, data: bytes) -> Directive:
    health = an_agency("phong-y-te", name="Phòng Y tế", code="H00.02")
    store.record(DirectoryLoaded(agencies=(health, an_agency("ubnd", name="UBND huyện Bình Sơn"))), at=AT, by="nạp")
    return intake.take_in(store, files, data=data, name="goi.edxml", office_id="ubnd", on=MONDAY, at=AT, by="Văn thư")


# --- in -----------------------------------------------------------------------------------------------------------


def test_the_envelope_fills_head_signer_due_date_and_attachments(memory: Store, files: FileRoom) -> None:
    data = package(("cv12.docx", BARE), ("Phụ lục.txt", b"Bang so lieu"))

    taken = arrived(memory, files, data)

    document = taken.document
    assert (taken.number, taken.issued_on, taken.issuer) == ("12/UBND-VX", date(2024, 6, 5), "UBND huyện Bình Sơn")
    assert (taken.subject, taken.signer, document.doc_type) == ("V/v rà soát", "Phạm Quang Sự", DocType.LETTER)
    (proposed,) = taken.proposal.assignments
    (deadline,) = proposed.deadlines
    assert (deadline.kind, deadline.day) == ("on_date", date(2024, 8, 15))  # type: ignore[union-attr]
    assert "envelope-due" in {note.code for note in taken.proposal.notes}
    assert taken.envelope is not None
    for one in taken.envelope.attachments:
        assert files.check(one.sha256)


def test_what_the_letter_says_itself_wins_and_the_difference_is_told(memory: Store, files: FileRoom) -> None:
    head = HEADER.replace("Phạm Quang Sự", "Ai Khác")
    lines = (
        "Số: 12/UBND-VX",
        "Bình Sơn, ngày 04 tháng 6 năm 2024",
        "Kính gửi: Phòng Y tế.",
        "Chủ tịch UBND huyện yêu cầu:",
        DATED,
    )
    letter = docx("".join(map(p, lines)))

    taken = arrived(memory, files, package(("cv12.docx", letter), header=head))

    assert (taken.number, taken.issued_on) == ("12/UBND-VX", date(2024, 6, 4))
    differing = [note.message for note in taken.document.notes if note.code == "envelope-differs"]
    assert len(differing) == 1
    assert "4/6/2024" in differing[0]
    assert "5/6/2024" in differing[0]
    (proposed,) = taken.proposal.assignments
    assert all(getattr(said, "day", None) != date(2024, 8, 15) for said in proposed.deadlines)
    assert any("văn bản có thời hạn riêng" in note.message for note in taken.proposal.notes)


def test_a_draft_read_again_keeps_the_envelopes_date(memory: Store, files: FileRoom) -> None:
    data = package(("cv12.docx", BARE))
    arrived(memory, files, data)

    again = intake.take_in(
        memory, files, data=data, name="goi.edxml", office_id=None, expected_on=MONDAY, on=MONDAY, at=AT, by="Văn thư"
    )

    assert [getattr(d, "day", None) for d in again.proposal.assignments[0].deadlines] == [date(2024, 8, 15)]


# --- out ----------------------------------------------------------------------------------------------------------


def freeze(store: Store, files: FileRoom) -> None:
    """A report of the first directive, as the collector freezes it."""
    with store.reading() as conn:
        asked = reporting.Asked(1, None, date(2024, 6, 20), site_calendar(conn))
    reporting.freeze(store, files, asked, at=AT, by="Phòng Y tế")


REPLY = Outgoing(
    sender=Organ("UBND huyện Bình Sơn", "H48.37"),
    to=[Organ("UBND tỉnh Quảng Ngãi", "H48")],
    number="12/BC-UBND",
    place="Bình Sơn",
    on=date(2024, 6, 20),
    subject="Báo cáo <kết quả> & kiến nghị",
    files=[SentFile("bao-cao.docx", "application/msword", BARE), SentFile("phu-luc.txt", "text/plain", b"so lieu")],
    competence="TM. ỦY BAN NHÂN DÂN",
    position="CHỦ TỊCH",
    signer="Nguyễn Văn Ổn",
    in_reply_to=[Answered("581/UBND-KGVX", date(2024, 1, 31), "H48")],
)


def test_our_reply_is_read_back_as_it_was_sent() -> None:
    data = write_document(REPLY)
    read = load_bytes(data, name="tra-loi.edxml").envelope

    assert read is not None
    assert (read.issuer, read.issuer_code, read.number, read.notation) == (
        "UBND huyện Bình Sơn", "H48.37", "12", "BC-UBND",
    )  # fmt: skip
    assert (read.date, read.place, read.doc_type, read.subject) == (REPLY.on, "Bình Sơn", "Báo cáo", REPLY.subject)
    assert read.signer is not None
    assert (read.signer.competence, read.signer.title, read.signer.name) == (
        REPLY.competence, REPLY.position, REPLY.signer,
    )  # fmt: skip
    assert read.in_reply_to == ("581/UBND-KGVX",)
    assert attachments(data, name="x") == tuple((one.name, one.data) for one in REPLY.files)


def test_the_envelope_carries_the_prefix_and_the_attachments_do_not() -> None:
    data = write_document(REPLY)
    root = etree.fromstring(data)
    prefixed = {element.prefix for element in root[0].iter()}
    plain = {element.prefix for element in (root, *root[1].iter())}

    assert (prefixed, plain) == ({"edXML"}, {None})
    assert {element.tag.partition("}")[0] for element in root.iter()} == {f"{{{NAMESPACE}"}
    order = [element.tag.rpartition("}")[2] for element in root[0][0][0]]
    assert order == [
        "From", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo", "ToPlaces",
        "OtherInfo", "ResponseFor", "SteeringType", "DocumentId",
    ]  # fmt: skip
    assert root.findtext(".//{*}ResponseFor/{*}DocumentId") == "H48,2024/01/31,581/UBND-KGVX"


def test_a_frozen_report_answers_the_letter_that_came_by_the_axis(memory: Store, files: FileRoom) -> None:
    taken = arrived(memory, files, package(("cv12.docx", BARE)))
    intake.confirm(memory, directive_id=1, at=AT, by="Văn thư")
    intake.issue(memory, directive_id=1, number="12/UBND-VX", issued_on=date(2024, 6, 5), at=AT, by="Văn thư")
    freeze(memory, files)
    sending = Sending(number="7/BC-YT", on=date(2024, 6, 20), sender_code="H00.02")

    with memory.reading() as conn:
        data = exchanging.reply_package(conn, files, report_id=1, sending=sending)
        code, status = exchanging.status_message(
            conn,
            directive_id=taken.directive_id,
            at=datetime(2024, 6, 20, 1, 30, tzinfo=UTC),
            sender=Organ("Phòng Y tế"),
        )

    read = load_bytes(data, name="x.edxml").envelope
    assert read is not None
    assert (read.in_reply_to, read.recipients[0].code) == (("12/UBND-VX",), "H00.01")
    assert [name for name, _ in attachments(data, name="x")] == ["bao-cao.docx", "bao-cao.pdf", "phu-luc.xlsx"]
    told = etree.fromstring(status)
    said = {element.tag.rpartition("}")[2]: element.text for element in told.iter() if element.text}
    assert code is StatusCode.ASSIGNED
    assert (said["StatusCode"], said["Timestamp"]) == ("04", "2024/06/20 08:30:00")
    assert (said["DocumentId"], said["OrganName"]) == ("H00.01,2024/06/05,12/UBND-VX", "Phòng Y tế")
    assert told.findtext(".//{*}From/{*}OrganId") == "H00.02"


def test_without_a_letter_to_answer_the_clerk_is_asked(memory: Store, files: FileRoom) -> None:
    an_issued_directive(memory, at=AT, obligations=(an_obligation(),))
    freeze(memory, files)
    sending = Sending(number="7/BC-YT", on=MONDAY)

    with memory.reading() as conn, pytest.raises(BadInput, match="--answers"):
        exchanging.reply_package(conn, files, report_id=1, sending=sending)
    given = sending.model_copy(update={"answers": "581/UBND-KGVX", "to": "UBND tỉnh"})
    with memory.reading() as conn:
        data = exchanging.reply_package(conn, files, report_id=1, sending=given)
    assert b"581/UBND-KGVX" in data


@pytest.mark.parametrize(
    ("stage", "progress", "code"),
    [
        (Stage.DRAFT, [], "03"),
        (Stage.ISSUED, [Progress.ASSIGNED, Progress.ASSIGNED], "04"),
        (Stage.ISSUED, [Progress.ASSIGNED, Progress.UNDER_WAY], "05"),
        (Stage.ISSUED, [Progress.DONE, Progress.RECEIVED], "05"),
        (Stage.ISSUED, [Progress.DONE, Progress.WITHDRAWN], "06"),
        (Stage.CLOSED, [Progress.WITHDRAWN], "06"),
    ],
)
def test_the_status_says_how_far_a_directive_is(stage: Stage, progress: list[Progress], code: str) -> None:
    assert fitting(stage, progress) == code


# --- lists --------------------------------------------------------------------------------------------------------


def hostile() -> Listing:
    rows = [(number, text, MONDAY) for number, text in enumerate([*FORMULAS, 'Nguyễn, "Văn" Ổn', "dòng\nhai", ""])]
    return Listing("thu", "Thử", (("n", "Số"), ("text", "Lời"), ("day", "Ngày")), iter(rows))


def test_no_cell_of_a_csv_or_xlsx_becomes_a_formula(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(hostile()).decode("utf-8-sig"))))
    (tmp_path / "a.xlsx").write_bytes(xlsx(hostile()))
    book = load_workbook(tmp_path / "a.xlsx")
    cells = [row[1] for row in book.worksheets[0].iter_rows(min_row=2)]

    assert all(not row[1].startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows)
    assert [row[1] for row in rows[1:3]] == ["'" + FORMULAS[0], "'+1+1"]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert cells[0].value == FORMULAS[0]
    assert book.worksheets[0]["C2"].value.date() == MONDAY
    assert book.worksheets[0].freeze_panes == "A2"


def test_json_keeps_days_numbers_and_letters() -> None:
    rows = json.loads(as_json(hostile()))

    assert rows[0] == {"n": 0, "text": FORMULAS[0], "day": "2024-03-11"}
    assert rows[-3]["text"] == 'Nguyễn, "Văn" Ổn'


@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_written_in_every_form(name: str, memory: Store) -> None:
    an_issued_directive(memory, at=AT, obligations=(an_obligation(),), dues=(a_due(),))
    for write in (as_csv, as_json, xlsx):
        with memory.reading() as conn:
            listing = LISTS[name](conn, Asked(MONDAY, site_calendar(conn)))
            rows = list(listing.rows)
            assert all(len(row) == len(listing.columns) for row in rows)
            assert write(listing._replace(rows=iter(rows)))


def test_a_calendar_is_read_back_with_its_alarms(memory: Store) -> None:
    long = an_obligation(title="Khám sức khỏe định kỳ cho người cao tuổi; " * 5)
    an_issued_directive(memory, at=AT, obligations=(long,), dues=(a_due(), a_due(2, due_on=None, unsettled="chờ")))
    with memory.reading() as conn:
        data = ics.write(open_entries(conn), at=AT)

    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2024, 3, 29), date(2024, 3, 30))
    assert str(event["uid"]) == "ky-han-1@dondoc"
    assert long.title in str(event["summary"])
    assert next(alarm.decoded("trigger") for alarm in event.walk("VALARM")) == timedelta(days=-7)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    with memory.reading() as conn:
        assert directives.dues(conn)[0].due_on is not None
        assert open_entries(conn, agency_id="ai-do") == []
