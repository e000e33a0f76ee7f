"""Bảng tính từ bên ngoài: .xlsx and .csv of other people -> lines of cells, one after another.

Never more than so many lines, never an error of the file that is not one sentence: sheets come from anybody.
"""

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from directive.calendar import vietnamese_date
from directive.errors import BadInput
from directive.names import fold

MOST = 20_000  # lines; a list that is longer is exported in parts
_MAX_FILE = 25 * 2**20  # bytes
_MAX_PART = 60 * 2**20  # unpacked bytes of what is read as a whole: shared words, styles
_HEAD_WITHIN = 20  # lines: titles stand above the heading
_CELL = 100_000  # letters of one cell


class Row(NamedTuple):
    """One line of a sheet, its cells by field."""

    line: int
    cells: dict[str, Any]


class Table(NamedTuple):
    """The lines below a heading. `unknown` are columns nobody asked for."""

    head: int
    fields: dict[str, str]  # field -> heading as written
    unknown: tuple[str, ...]
    rows: list[Row]


def table(
    path: Path,
    headings: Mapping[str, Sequence[str]],
    *,
    needed: Sequence[str],
    sheet: str | None = None,
    most: int = MOST,
) -> Table:
    """The rows of a file by the fields its heading names; blank lines left out.

    `headings` are the words a field may stand under; the field's own name is understood too.
    """
    known = {fold(w): (field, rank) for field, said in headings.items() for rank, w in enumerate((field, *said))}
    lines = cells_of(path, sheet=sheet, most=most)
    above: list[Sequence[Any]] = []
    for number, line in lines:
        places = _places(line, known)
        if len(places) >= len(needed) or set(needed) <= set(places.values()):
            return _below(path, number, line, places, lines, headings, needed)
        above.append(line)
        if number >= _HEAD_WITHIN:
            break
    wanted = ", ".join(headings[field][0] for field in needed)
    raise BadInput(f"{path.name}: không thấy dòng tiêu đề trong {_HEAD_WITHIN} dòng đầu. Cần các cột: {wanted}.")


def _below(
    path: Path,
    number: int,
    line: Sequence[Any],
    places: dict[int, str],
    lines: Iterator[tuple[int, list[Any]]],
    headings: Mapping[str, Sequence[str]],
    needed: Sequence[str],
) -> Table:
    missing = [headings[field][0] for field in needed if field not in places.values()]
    if missing:
        raise BadInput(f"{path.name}, dòng {number}: thiếu cột {', '.join(missing)}. Thêm cột vào dòng tiêu đề.")
    twice = [words(line[at]) for at, field in places.items() if list(places.values()).count(field) > 1]
    if twice:
        raise BadInput(f"{path.name}, dòng {number}: các cột {', '.join(twice)} cùng một nghĩa. Giữ lại một cột.")
    unknown = tuple(words(cell) for at, cell in enumerate(line) if at not in places and words(cell))
    rows = [
        Row(place, {field: below[at] if at < len(below) else None for at, field in places.items()})
        for place, below in lines
    ]
    filled = [row for row in rows if any(words(cell) for cell in row.cells.values())]
    return Table(number, {field: words(line[at]) for at, field in places.items()}, unknown, filled)


def _places(line: Sequence[Any], known: Mapping[str, tuple[str, int]]) -> dict[int, str]:
    """The column of each field. Of several that could be it, the usual word counts; the same word twice stays twice."""
    folded = [(at, fold(" ".join(words(cell).split()))) for at, cell in enumerate(line)]
    found = [(at, *known[name]) for at, name in folded if name in known]
    best = {field: min(rank for _, one, rank in found if one == field) for _, field, _ in found}
    return {at: field for at, field, rank in found if rank == best[field]}


def cells_of(path: Path, *, sheet: str | None = None, most: int = MOST) -> Iterator[tuple[int, list[Any]]]:
    """Numbered lines of cells: text from .csv; text, numbers and days from .xlsx. Stops with BadInput after `most`."""
    read = {".xlsx": _xlsx, ".csv": _csv, ".tsv": _csv, ".txt": _csv}.get(path.suffix.lower())
    if read is None:
        raise BadInput(f"{path.name}: chỉ đọc được .xlsx và .csv. Mở tệp trong Excel rồi lưu lại ở dạng .xlsx.")
    try:
        if path.stat().st_size > _MAX_FILE:
            raise BadInput(f"{path.name} lớn hơn {_MAX_FILE // 2**20} MB. Xuất danh sách thành nhiều tệp nhỏ.")
        for number, line in enumerate(read(path, sheet), start=1):
            if number > most:
                raise BadInput(f"{path.name} có hơn {most} dòng. Chia thành nhiều tệp.")
            yield number, line
    except OSError as error:
        raise BadInput(f"Không đọc được {path}: {error.strerror or error}. Kiểm tra đường dẫn.") from error


def words(cell: Any) -> str:
    """A cell as somebody would have typed it; the quote that keeps a sheet from computing taken off."""
    if isinstance(cell, datetime):
        return vietnamese_date(cell.date())
    if isinstance(cell, date):
        return vietnamese_date(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell)
    return (text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t\r" else text)[:_CELL].strip()


def _csv(path: Path, _sheet: str | None) -> Iterator[list[Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(1 << 20)
            file.seek(0)
            yield from csv.reader(file, delimiter=max(",;\t", key=first.count))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} không phải UTF-8. Lưu lại ở dạng “CSV UTF-8”, hoặc .xlsx.") from error
    except csv.Error as error:
        raise BadInput(f"{path.name} không phải .csv dùng được ({error}). Lưu lại ở dạng .xlsx.") from error


def _xlsx(path: Path, sheet: str | None) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    _check_package(path)
    with path.open("rb") as file:  # ours to close, whatever becomes of the book
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            if sheet is not None and sheet not in book.sheetnames:
                raise BadInput(f"{path.name} không có trang “{sheet}”. Các trang: {', '.join(book.sheetnames)}.")
            page = book[sheet] if sheet else book.worksheets[0]
            for line in page.iter_rows(values_only=True):
                yield list(line)
        except (BadInput, GeneratorExit):
            raise
        except Exception as error:  # a broken package raises many kinds
            raise BadInput(f"{path.name} không phải tệp .xlsx dùng được. Mở và lưu lại bằng Excel.") from error


def _check_package(path: Path) -> None:
    """What is read as a whole must be of a size somebody could have typed; the sheet itself is read line by line."""
    try:
        with zipfile.ZipFile(path) as package:
            sizes = [part.file_size for part in package.infolist() if "/worksheets/" not in part.filename]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BadInput(f"{path.name} không phải tệp .xlsx dùng được. Mở và lưu lại bằng Excel.") from error
    if sum(sizes) > _MAX_PART:
        raise BadInput(f"{path.name} bung ra quá lớn. Xuất danh sách thành nhiều tệp nhỏ.")
