"""People in from a sheet, all or nothing; out again; and who cannot be reached."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_contact, an_agency
from conftest import AT
from openpyxl import Workbook, load_workbook

from directive.agencies import Contact, Post
from directive.contact_files import COLUMNS, Sheet, read_contacts, told, write_contacts
from directive.directory import Directory
from directive.errors import BadInput
from directive.events import DirectoryLoaded
from directive.store import Store, directory, open_store
from flows.cli import main
from notifications.fatigue import load_of

ON = date(2024, 3, 18)
HEAD = "Cơ quan,Họ và tên,Vai trò,Thư điện tử,Điện thoại,Đồng ý nhận Zalo\n"
HERE = Directory(
    agencies=(an_agency("phong-y-te", name="Phòng Y tế"), an_agency("xa-a", name="UBND xã Bình Thanh")),
    aliases=(),
    groups=(),
    memberships=(),
)


def read(path: Path, *known: Contact) -> Sheet:
    return read_contacts(
        path, known=known, directory=HERE, channels=("mail", "zalo"), on=ON, first_number=len(known) + 1
    )


def csv_of(folder: Path, text: str) -> Path:
    path = folder / "lien-he.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_people_are_read_from_csv_by_agency_name_and_vietnamese_words(tmp_path: Path) -> None:
    rows = "phong-y-te,Nguyễn Văn Ổn,Cán bộ đầu mối,on@yte.example,0905 123 456,có\n"
    rows += "UBND Xã Bình Thanh,Trần Thị B,thủ trưởng,,0905.000.001,\n\n"

    sheet = read(csv_of(tmp_path, HEAD + rows))

    assert sheet.faults == ()
    assert sheet.contacts == (
        Contact(
            contact_id=1,
            agency_id="phong-y-te",
            name="Nguyễn Văn Ổn",
            post=Post.OFFICER,
            email="on@yte.example",
            phone="0905123456",
            zalo_consent=True,
        ),
        Contact(contact_id=2, agency_id="xa-a", name="Trần Thị B", post=Post.HEAD, phone="0905000001"),
    )


def test_people_are_read_from_a_spreadsheet_with_numbers_and_dates(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Danh sách người liên hệ"])
    sheet.append(["Cơ quan", "Họ và tên", "Vai trò", "Điện thoại", "Từ ngày"])
    sheet.append(["Phòng Y tế", "Lê C", "cán bộ đầu mối", 905123456, date(2024, 3, 1)])
    book.save(tmp_path / "a.xlsx")

    (one,) = read(tmp_path / "a.xlsx").contacts

    assert (one.phone, one.valid_from) == ("0905123456", date(2024, 3, 1))


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("phong-la,A,thủ trưởng,a@x.example,,", "Cơ quan", "danh bạ không có"),
        (",A,thủ trưởng,a@x.example,,", "Cơ quan", "còn trống"),
        ("xa-a,,thủ trưởng,a@x.example,,", "Họ và tên", "còn trống"),
        ("xa-a,A,giám đốc,a@x.example,,", "Vai trò", "không phải một vai trò"),
        ("xa-a,A,thủ trưởng,a@x,,", "Thư điện tử", "không phải địa chỉ thư"),
        ('xa-a,A,thủ trưởng,"a@x.example\r\nBcc: b@y.example",,', "Thư điện tử", "không phải địa chỉ thư"),
        ("xa-a,A,thủ trưởng,,12,", "Điện thoại", "không phải số điện thoại"),
        ("xa-a,A,thủ trưởng,a@x.example,,có lẽ", "Đồng ý nhận Zalo", "không rõ"),
        ("xa-a,A,thủ trưởng,a@x.example,,có", "Điện thoại", "đồng ý nhận Zalo"),
        (f"xa-a,{'Dài ' * 1250},thủ trưởng,a@x.example,,", "Họ và tên", "dài quá"),
    ],
)
def test_a_bad_row_is_told_with_line_column_and_cause(tmp_path: Path, row: str, column: str, words: str) -> None:
    good = "phong-y-te,Người Tốt,thủ trưởng,tot@x.example,,\n"

    sheet = read(csv_of(tmp_path, HEAD + good + row + "\n"))

    (fault,) = sheet.faults
    assert (fault.line, fault.column) == (3, column)
    assert words in fault.cause
    assert "chưa nạp gì" in told(sheet)


def test_every_bad_row_is_told_at_once(tmp_path: Path) -> None:
    rows = "phong-la,A,thủ trưởng,a@x.example,,\nxa-a,B,giám đốc,b@x,,\nxa-a,,,,,\n"

    sheet = read(csv_of(tmp_path, HEAD + rows + "phong-y-te,C,thủ trưởng,,,\nphong-y-te,c,thủ trưởng,,,\n"))

    assert [(f.line, f.column) for f in sheet.faults] == [
        (2, "Cơ quan"),
        (3, "Vai trò"),
        (3, "Thư điện tử"),
        (4, "Họ và tên"),
        (4, "Vai trò"),
        (6, "Họ và tên"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "không thấy dòng tiêu đề"),
        ("Cơ quan;Họ và tên;Điện thoại\nx;y;z\n".encode(), "thiếu cột Vai trò"),
        ("Cơ quan".encode("utf-16"), "không phải UTF-8"),
    ],
)
def test_a_file_that_is_no_sheet_of_people_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        read(path)
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(content)
    with pytest.raises(BadInput, match=r"không phải tệp \.xlsx"):
        read(broken)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_is_read_again_unchanged_and_holds_no_formula(tmp_path: Path, ending: str) -> None:
    known = (
        a_contact(1, "phong-y-te", name="=HYPERLINK(1)", zalo_id="3000000000000001", phone="+84905123456"),
        a_contact(2, "xa-a", post=Post.HEAD, zalo_consent=True, phone="0905000001", channels=("zalo", "mail")),
    )
    path = tmp_path / f"ra.{ending}"

    write_contacts(path, known, {"Mã": lambda one: f"DD{one.contact_id}"})

    assert read(path, *known) == Sheet((), (), 0, 0)
    if ending == "xlsx":
        cell = load_workbook(path).active.cell(2, list(COLUMNS).index("name") + 1)
        assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s") or cell.data_type != "f"
    else:
        assert "'=HYPERLINK" in path.read_text("utf-8-sig")


def test_a_person_of_the_same_name_and_post_is_changed_not_doubled(tmp_path: Path) -> None:
    known = a_contact(1, "phong-y-te", name="Nguyễn Văn Ổn", email="cu@x.example", zalo_id="77")

    sheet = read(csv_of(tmp_path, HEAD + "phong-y-te,NGUYỄN VĂN ỔN,cán bộ đầu mối,moi@x.example,,\n"), known)

    (one,) = sheet.contacts
    assert (sheet.new, sheet.changed, one.contact_id, one.email, one.zalo_id) == (0, 1, 1, "moi@x.example", "77")


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("DONDOC_TODAY", "18/03/2024")
    monkeypatch.setenv("DONDOC_CHANNELS", f"vbmail://127.0.0.1:9/?from=vp@x.example letter://{tmp_path}/thu")
    monkeypatch.setenv("DONDOC_DATABASE_URL", "")
    assert main(["upgrade"]) == 0
    store = open_store(f"sqlite:///{tmp_path}/var/dondoc.db")
    agencies = (an_agency("phong-y-te", name="Phòng Y tế"), an_agency("xa-a", name="UBND xã Bình Thanh"))
    store.record(DirectoryLoaded(agencies=agencies), at=AT, by="test")
    store.close()
    return tmp_path


def people_in(home: Path) -> list[Contact]:
    store: Store = open_store(f"sqlite:///{home}/var/dondoc.db")
    with store.reading() as conn:
        found = directory.contacts(conn)
    store.close()
    return found


def test_never_half_an_import(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = HEAD + "phong-y-te,A,thủ trưởng,a@x.example,,\n"

    assert main(["contacts", "import", str(csv_of(home, good + "phong-la,B,thủ trưởng,,,\n"))]) == 2
    assert "dòng 3, cột Cơ quan" in capsys.readouterr().err
    assert people_in(home) == []

    assert main(["contacts", "import", "--dry-run", str(csv_of(home, good))]) == 0
    assert people_in(home) == []
    assert main(["contacts", "import", str(csv_of(home, good))]) == 0
    assert [one.name for one in people_in(home)] == ["A"]
    assert main(["contacts", "export", str(home / "ra.xlsx")]) == 0
    assert main(["contacts", "import", str(home / "ra.xlsx")]) == 0
    assert "0 người mới, 0 người thay đổi" in capsys.readouterr().out


def test_agencies_nobody_can_reach_are_found(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "phong-y-te,A,thủ trưởng,a@x.example,,\nxa-a,B,thủ trưởng,,0905000001,\n"
    main(["contacts", "import", str(csv_of(home, HEAD + rows))])
    capsys.readouterr()

    assert main(["contacts", "check", "--all"]) == 1

    said = capsys.readouterr().out
    assert "✗ UBND xã Bình Thanh" in said
    assert "chỉ còn in thư giấy" in said
    assert "2 cơ quan: 1 nhận được thông báo, 1 không ai nhận được." in said


def test_what_is_wrong_with_channels_is_one_sentence_each(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_INBOX", "imap://a:b@127.0.0.1:9/INBOX")

    assert main(["channels", "check"]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert [line[:10] for line in lines] == ["✗ mail: kh", "✓ letter: ", "✗ inbox: D"]

    monkeypatch.setenv("DONDOC_CHANNELS", "zalo://123")
    assert main(["channels", "check"]) == 1
    assert "DONDOC_ZALO_APP_SECRET" in capsys.readouterr().out


# --- how much people get ------------------------------------------------------------------------------------------


def test_the_budget_is_measured_by_person_and_day() -> None:
    load = load_of([(ON, 1, 1), (ON, 2, 2)], budget=1)

    assert (load.days, load.over, load.most) == ({1: 1, 2: 1}, [(ON, 2, 2)], 2)
