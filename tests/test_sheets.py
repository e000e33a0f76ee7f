"""Sheets of strangers: which day is meant, where the heading is, and what is refused before it costs anything."""

import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from directive.errors import BadInput
from directive.sheet_dates import Wrong, days_of
from directive.sheets import MOST, table, words

HEADINGS = {"name": ("Tên", "Họ tên"), "day": ("Ngày",)}
D = date(2024, 3, 11)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("11/03/2024", D), ("11/3/2024", D), ("11-03-2024", D), ("11.3.2024", D), ("2024-03-11", D), (D, D),
        ("11/03/2024 08:30", D), (datetime(2024, 3, 11, 8, tzinfo=UTC), D), ("", None), (None, None), ("  ", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_vietnam_writes_it(cell: object, day: date | None) -> None:
    assert days_of([cell]) == [day]


@pytest.mark.parametrize("cell", ["31/02/2024", "45362", 45362, "11/03/24", "tháng 3", "30/13/2024", "0/0/0000"])
def test_what_is_no_day_is_told_and_never_guessed(cell: object) -> None:
    (wrong,) = days_of([cell])

    assert isinstance(wrong, Wrong)
    assert wrong.remedy


def test_one_day_of_the_other_order_puts_every_ambiguous_day_in_doubt() -> None:
    cells = ["03/04/2024", "3/15/2024", "25/12/2024", "05/05/2024", datetime(2024, 4, 3, tzinfo=UTC)]

    ambiguous, other, clear, same, real = days_of(cells)

    assert isinstance(ambiguous, Wrong)
    assert "hai ngày khác nhau" in ambiguous.cause
    assert isinstance(other, Wrong)
    assert [clear, same, real] == [date(2024, 12, 25), date(2024, 5, 5), date(2024, 4, 3)]
    assert days_of(cells[:2], order="mdy") == [date(2024, 3, 4), date(2024, 3, 15)]


def test_the_heading_may_stand_below_titles_and_use_other_words(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "DANH SÁCH;;", ";;", "STT;HỌ TÊN;Ngày", "1;Ông A;11/3/2024", ";;", "2;Bà B;")

    found = table(path, HEADINGS, needed=["name"])

    assert (found.head, found.fields, found.unknown) == (3, {"name": "HỌ TÊN", "day": "Ngày"}, ("STT",))
    assert [(row.line, row.cells["name"]) for row in found.rows] == [(4, "Ông A"), (6, "Bà B")]


@pytest.mark.parametrize(
    ("name", "lines", "why"),
    [
        ("a.csv", ["x;y", "1;2"], "không thấy dòng tiêu đề"),
        ("a.csv", ["Tên;TÊN", "1;2"], "cùng một nghĩa"),
        ("a.xls", ["Tên"], "chỉ đọc được"),
        ("a.xlsx", ["Tên"], "không phải tệp .xlsx"),
        ("a.csv", ['"' + "x" * 200_000 + '";Tên'], "không phải .csv dùng được"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_one_sentence(
    name: str, lines: list[str], why: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=why):
        table(written(tmp_path / name, *lines), HEADINGS, needed=["name"])


def test_a_file_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không đọc được"):
        table(tmp_path / "none.csv", HEADINGS, needed=["name"])
    (tmp_path / "b.csv").write_bytes("Tên;Ngày\nÔng A;1\n".encode("utf-16"))
    with pytest.raises(BadInput, match="UTF-8"):
        table(tmp_path / "b.csv", HEADINGS, needed=["name"])


@pytest.mark.slow
def test_a_million_rows_are_refused_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Tên;Ngày\n")
        file.writelines("Ông A;11/3/2024\n" for _ in range(1_000_000))
    tracemalloc.start()

    with pytest.raises(BadInput, match=f"hơn {MOST} dòng"):
        table(path, HEADINGS, needed=["name"])

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * 2**20


def test_a_sheet_that_would_fill_the_memory_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    Workbook().save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 20_000_000)

    with pytest.raises(BadInput, match="bung ra quá lớn"):
        table(path, HEADINGS, needed=["name"])


def test_hostile_xml_in_a_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    book.active.append(["Tên", "Ngày"])
    book.save(tmp_path / "good.xlsx")
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
    )
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(path, "w") as bad:
        for part in good.namelist():
            bad.writestr(part, bomb if part.endswith("sheet1.xml") else good.read(part))

    with pytest.raises(BadInput, match=r"không phải tệp \.xlsx|không thấy dòng tiêu đề"):
        table(path, HEADINGS, needed=["name"])


@pytest.mark.parametrize(
    ("cell", "said"), [("'=1+1", "=1+1"), ("'an", "'an"), (3.0, "3"), (2.5, "2.5"), (D, "11/3/2024")]
)
def test_a_cell_says_what_somebody_typed(cell: object, said: str) -> None:
    assert words(cell) == said
