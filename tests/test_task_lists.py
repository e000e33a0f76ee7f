"""Lists of tasks from other systems: all rows or none, every bad row named, nobody guessed."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import AT
from openpyxl import Workbook

from directive import importing
from directive.agency_files import read_agencies
from directive.directory_files import load_directory
from directive.errors import BadInput
from directive.events import DirectoryLoaded
from directive.files import FileRoom
from directive.listing import LISTS, Asked
from directive.obligations import Progress, Stage
from directive.site import site_calendar
from directive.store import Reading, Store, directives, directory, log, open_store
from directive.task_lists import ColumnMap, load_mapping
from directive.writers.lists import as_csv, xlsx

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "binh-son"
HEAD = (
    "Số ký hiệu",
    "Ngày văn bản",
    "Nội dung nhiệm vụ",
    "Đơn vị chủ trì",
    "Hạn xử lý",
    "Tình trạng",
    "Ngày hoàn thành",
)
GOOD: list[tuple[Any, ...]] = [
    ("12/UBND-VX", "05/02/2024", "Khám sức khỏe cho người cao tuổi", "Phòng Y tế", "29/03/2024", "Đang thực hiện", ""),
    ("12/UBND-VX", "05/02/2024", "Cân đối kinh phí", "Phòng Tài chính - Kế hoạch", "15/03/2024", "Đã hoàn thành",
     "10/03/2024"),
    ("15/UBND-VX", "06/02/2024", "Tuyên truyền", "Phòng Văn hóa và Thông tin; Phòng Y tế", "", "", ""),
]  # fmt: skip


@pytest.fixture
def site(memory: Store) -> Store:
    memory.record(DirectoryLoaded(**dict(load_directory(SAMPLE))), at=AT, by="nạp")
    return memory


def sheet(path: Path, rows: list[tuple[Any, ...]], head: tuple[str, ...] = HEAD) -> Path:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(list(row))
    book.save(path)
    return path


def taken(store: Store, path: Path, **but: Any) -> importing.Imported:
    given: dict[str, Any] = {"mapping": ColumnMap(), "office_id": "binh-son.van-phong", "issue": True}
    return importing.import_tasks(store, FileRoom(path.parent / "tep"), path, **given | but, at=AT, by="Văn thư")


def test_a_list_becomes_directives_with_owners_dates_and_what_was_done(site: Store, tmp_path: Path) -> None:
    done = taken(site, sheet(tmp_path / "a.xlsx", GOOD))

    assert (len(done.directive_ids), done.sheet.rows, done.sheet.faults) == (2, 3, ())
    with site.reading() as conn:
        first, second = directives.every(conn)
        tasks = directives.obligations(conn)
        dues = directives.dues(conn)
        assert log.verify(conn) == []
    assert (first.number, first.issued_on, first.stage) == ("12/UBND-VX", date(2024, 2, 5), Stage.ISSUED)
    assert [(o.owner_id.rpartition(".")[2], o.progress, o.done_on) for o in tasks] == [
        ("phong-y-te", Progress.ASSIGNED, None),
        ("phong-tckh", Progress.DONE, date(2024, 3, 10)),
        ("phong-vhtt", Progress.ASSIGNED, None),
        ("phong-y-te", Progress.ASSIGNED, None),
    ]
    assert [due.due_on for due in dues] == [date(2024, 3, 29), date(2024, 3, 15)]
    for one in (first, second):
        for proposed in one.proposal.assignments:
            assert proposed.quote == one.document.text[proposed.span.start : proposed.span.end]
            assert all(o.span is None or one.document.text[slice(*o.span)] == o.name for o in proposed.owners)


def test_without_the_persons_word_they_stay_drafts(site: Store, tmp_path: Path) -> None:
    taken(site, sheet(tmp_path / "a.xlsx", GOOD), issue=False)

    with site.reading() as conn:
        assert [one.stage for one in directives.every(conn)] == [Stage.DRAFT, Stage.DRAFT]
        assert directives.obligations(conn) == []


BAD = [
    (("12/UBND-VX", "05/02/2024", "", "Phòng Y tế", "", "", ""), "Nội dung nhiệm vụ: ô này còn trống"),
    (("12/UBND-VX", "31/02/2024", "Việc", "Phòng Y tế", "", "", ""), "Ngày văn bản: không có ngày “31/02/2024”"),
    (("12/UBND-VX", "05/02/2024", "Việc", "Phòng Y tê", "", "", ""), "Có phải: Phòng Y tế huyện Bình Sơn?"),
    (("12/UBND-VX", "05/02/2024", "Việc", "Phòng Y tế", "01/02/2024", "", ""), "đứng trước ngày ban hành"),
    (("12/UBND-VX", "05/02/2024", "Việc", "Phòng Y tế", "", "hoàn thành", ""), "Điền ngày hoàn thành"),
    (("12/UBND-VX", "05/02/2024", "Việc", "Phòng Y tế", "", "lửng lơ", ""), "Thêm từ này vào done hoặc open"),
    (("công văn", "05/02/2024", "Việc", "Phòng Y tế", "", "", ""), "thiếu số hoặc ký hiệu"),
    (("12/UBND-VX", "05/02/2024", "Việc", "Phòng Y tế", "3/15/2024", "", ""), "không có ngày “3/15/2024”"),
    (GOOD[0], "trùng với dòng 2"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "said"), BAD, ids=[said[:30] for _, said in BAD])
def test_one_bad_row_and_nothing_is_taken(row: tuple[Any, ...], said: str, site: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        taken(site, sheet(tmp_path / "a.xlsx", [*GOOD, row]))

    (line,) = [line for line in str(refused.value).splitlines() if "dòng 5" in line]
    assert "chưa nạp gì" in str(refused.value)
    assert said in line
    with site.reading() as conn:
        assert directives.every(conn) == []
    assert not list((tmp_path / "tep").rglob("*"))


def test_letters_with_a_bad_row_are_left_out_whole_when_a_person_says_so(site: Store, tmp_path: Path) -> None:
    bad = ("15/UBND-VX", "06/02/2024", "Việc khác", "Phòng Không Có", "", "", "")

    done = taken(site, sheet(tmp_path / "a.xlsx", [*GOOD, bad]), skip_bad=True)

    assert (len(done.directive_ids), done.sheet.left_out, len(done.sheet.faults)) == (1, 1, 1)
    with site.reading() as conn:
        assert [one.number for one in directives.every(conn)] == ["12/UBND-VX"]


def test_the_same_list_again_is_refused(site: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", GOOD)
    taken(site, path)

    with pytest.raises(BadInput, match="đã có trong kho"):
        taken(site, path)


def test_a_mapping_says_which_column_is_which_and_what_done_means(site: Store, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        'dates = "mdy"\ndone = ["xg"]\n[columns]\nnumber = "Ref"\nissued_on = "Date"\ntask = "What"\nowner = "Who"\n'
        'due_on = "Due"\nprogress = "S"\ndone_on = "End"\n',
        encoding="utf-8",
    )
    rows = [("12/UBND", "2/5/2024", "Việc", "Phòng Y tế", "3/15/2024", "xg", "3/4/2024")]

    taken(site, sheet(tmp_path / "a.xlsx", rows, ("Ref", "Date", "What", "Who", "Due", "S", "End")),
          mapping=load_mapping(tmp_path / "map.toml"))  # fmt: skip

    with site.reading() as conn:
        (task,), (due,) = directives.obligations(conn), directives.dues(conn)
    assert (task.done_on, due.due_on) == (date(2024, 3, 4), date(2024, 3, 15))


@pytest.mark.parametrize("words", ["[columns]\nten = 'x'", "columns = 3", "không"])
def test_a_wrong_mapping_is_refused(words: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(words, encoding="utf-8")
    with pytest.raises(BadInput, match=r"m\.toml"):
        load_mapping(tmp_path / "m.toml")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_our_own_list_can_be_taken_in_by_another_site(site: Store, tmp_path: Path, ending: str) -> None:
    taken(site, sheet(tmp_path / "a.xlsx", GOOD))
    with site.reading() as conn:
        asked = Asked(date(2024, 3, 20), site_calendar(conn))
        written = (as_csv if ending == ".csv" else xlsx)(LISTS["nhiem-vu"](conn, asked))
    (tmp_path / f"b{ending}").write_bytes(written)
    other = open_store("sqlite://")
    other.create()
    other.record(DirectoryLoaded(**dict(load_directory(SAMPLE))), at=AT, by="nạp")

    done = taken(other, tmp_path / f"b{ending}")

    assert done.sheet.faults == ()
    with site.reading() as before, other.reading() as after:
        assert told(after) == told(before)
    other.close()


def told(conn: Reading) -> list[tuple[Any, ...]]:
    """What a list is about: who, what, by when, done when."""
    due_on = {due.obligation_id: due.due_on for due in directives.dues(conn)}
    return sorted(
        (o.owner_id, o.title, str(due_on.get(o.obligation_id)), str(o.done_on)) for o in directives.obligations(conn)
    )


def test_a_list_with_rows_in_any_order_gives_the_same_letters(site: Store, tmp_path: Path) -> None:
    rows = GOOD[:]
    random.Random(3).shuffle(rows)

    done = taken(site, sheet(tmp_path / "a.xlsx", rows), dry_run=True)

    assert {(one.number, len(one.document.assignments)) for one in done.sheet.letters} == {
        ("12/UBND-VX", 2),
        ("15/UBND-VX", 1),
    }
    with site.reading() as conn:
        assert directives.every(conn) == []


# --- agencies -----------------------------------------------------------------------------------------------------

AGENCY_HEAD = ("Mã", "Tên cơ quan", "Cấp", "Quan hệ", "Trực thuộc", "Từ ngày")


def test_agencies_come_in_from_a_sheet_and_go_out_into_the_same_one(site: Store, tmp_path: Path) -> None:
    new = ("binh-son.phong-moi", "Phòng Mới", "huyện", "", "binh-son.ubnd", "01/03/2024")
    with site.reading() as conn:
        known = directory.agencies(conn)
        (tmp_path / "all.xlsx").write_bytes(xlsx(LISTS["don-vi"](conn, Asked(AT.date(), site_calendar(conn)))))

    read = read_agencies(sheet(tmp_path / "a.xlsx", [new], AGENCY_HEAD), known=known)
    back = read_agencies(tmp_path / "all.xlsx", known=known)

    assert (read.faults, read.new, read.changed) == ((), 1, 0)
    assert (read.agencies[0].level.value, read.agencies[0].valid_from) == ("district", date(2024, 3, 1))
    assert (back.faults, back.agencies) == ((), ())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Mã Sai", "Phòng", "huyện", "", "", ""), "sai dạng"),
        (("a.b", "", "huyện", "", "", ""), "ô này còn trống"),
        (("a.b", "Phòng", "làng", "", "", ""), "“làng” không dùng được"),
        (("a.b", "Phòng", "huyện", "họ hàng", "", ""), "“họ hàng” không dùng được"),
        (("a.b", "Phòng", "huyện", "", "khong-co", ""), "không có cơ quan “khong-co”"),
        (("a.b", "Phòng", "huyện", "", "a.b", ""), "đi vòng"),
        (("a.b", "Phòng", "huyện", "", "", "30/02/2024"), "không có ngày"),
    ],
)
def test_a_bad_agency_is_told_with_its_line(row: tuple[Any, ...], said: str, site: Store, tmp_path: Path) -> None:
    with site.reading() as conn:
        known = directory.agencies(conn)

    read = read_agencies(sheet(tmp_path / "a.xlsx", [row], AGENCY_HEAD), known=known)

    assert any("dòng 2" in str(fault) and said in str(fault) for fault in read.faults)
