"""Tệp danh bạ: a folder of CSV files -> the directory of a site. All faults of all files are told at once.

`agencies.csv` is required; `aliases.csv`, `groups.csv`, `members.csv` and `contacts.csv` may be missing. One row is one
value of `directive.agencies`, one column one field; an empty cell is "not given". Comma, semicolon or tab separated, as
spreadsheets save them; days as yyyy-mm-dd or dd/mm/yyyy.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from directive.agencies import Agency, Alias, Contact, Group, Membership
from directive.directory import Directory
from directive.directory_checks import Fault, Placed, faults_between, succession_faults
from directive.errors import BadInput
from directive.settings import day_of_text
from directive.succession import Succeeds, Succession
from directive.values import Frozen

_FAULTS_SHOWN = 40
_YES = frozenset({"1", "x", "có", "co", "true", "yes"})
_NO = frozenset({"0", "không", "khong", "false", "no"})

Value = TypeVar("Value", bound=Frozen)


class DirectoryData(Frozen):
    """What the files of a folder say, checked."""

    agencies: tuple[Agency, ...] = ()
    aliases: tuple[Alias, ...] = ()
    groups: tuple[Group, ...] = ()
    memberships: tuple[Membership, ...] = ()
    contacts: tuple[Contact, ...] = ()

    def directory(self) -> Directory:
        """The directory names are looked up in."""
        return Directory(self.agencies, self.aliases, self.groups, self.memberships)


def load_directory(folder: Path) -> DirectoryData:
    """Read a folder (nạp danh bạ). BadInput names file, line, column, cause and remedy of every fault."""
    if not (folder / "agencies.csv").is_file():
        raise BadInput(f"{folder}: không có tệp agencies.csv. Chọn thư mục danh bạ có ít nhất tệp này.")
    faults: list[Fault] = []
    agencies = _rows(folder / "agencies.csv", Agency, faults)
    aliases = _rows(folder / "aliases.csv", Alias, faults)
    groups = _rows(folder / "groups.csv", Group, faults)
    members = _rows(folder / "members.csv", Membership, faults)
    contacts = _rows(folder / "contacts.csv", Contact, faults)
    if not faults:  # references to rows that could not be read would only repeat the fault
        faults = list(faults_between(agencies, aliases, groups, members, contacts))
    if faults:
        raise BadInput(_told(folder, faults))
    return DirectoryData(
        agencies=tuple(row.value for row in agencies),
        aliases=tuple(row.value for row in aliases),
        groups=tuple(row.value for row in groups),
        memberships=tuple(row.value for row in members),
        contacts=tuple(row.value for row in contacts),
    )


def load_succession(folder: Path, data: DirectoryData) -> Succession:
    """Read `succession.csv` beside the directory (kế thừa); without the file nothing ends."""
    faults: list[Fault] = []
    rows = _rows(folder / "succession.csv", Succeeds, faults)
    faults = faults or list(succession_faults(rows, {agency.agency_id: agency for agency in data.agencies}))
    if faults:
        raise BadInput(_told(folder, faults))
    return Succession(rows=tuple(row.value for row in rows))


def _told(folder: Path, faults: list[Fault]) -> str:
    lines = [str(fault) for fault in faults[:_FAULTS_SHOWN]]
    if len(faults) > _FAULTS_SHOWN:
        lines.append(f"… và {len(faults) - _FAULTS_SHOWN} lỗi khác.")
    return f"Danh bạ {folder}: {len(faults)} lỗi, chưa nạp gì.\n" + "\n".join(lines)


def _rows(path: Path, model: type[Value], faults: list[Fault]) -> list[Placed[Value]]:
    if not path.is_file():
        return []
    table = _table(path, faults)
    if table is None or not _columns_fit(path, table.fieldnames or [], model, faults):
        return []
    read = (_row(path.name, table.line_num, cells, model, faults) for cells in table if any(cells.values()))
    return [row for row in read if row is not None]


def _table(path: Path, faults: list[Fault]) -> "csv.DictReader[str] | None":
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(path.name, None, None, "không phải UTF-8", "Lưu lại ở dạng CSV UTF-8"))
        return None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)


def _columns_fit(path: Path, given: Sequence[str], model: type[Frozen], faults: list[Fault]) -> bool:
    known = model.model_fields
    missing = [name for name, field in known.items() if field.is_required() and name not in given]
    strange = [column for column in given if column not in known]
    for column in strange:
        faults.append(Fault(path.name, 1, column or "(trống)", "không có cột này", f"Các cột: {', '.join(known)}"))
    for column in missing:
        faults.append(Fault(path.name, 1, column, "thiếu cột này", "Thêm cột vào dòng đầu"))
    return not missing and not strange


def _row(
    file: str, line: int, cells: Mapping[str | None, Any], model: type[Value], faults: list[Fault]
) -> Placed[Value] | None:
    if None in cells:
        faults.append(Fault(file, line, None, "nhiều ô hơn số cột", "Đặt ô có dấu phẩy trong dấu nháy kép"))
        return None
    wrong: list[Fault] = []
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        if column is None or not (text := (cell or "").strip()):
            continue
        try:
            values[column] = _READ_CELL.get(column, str)(text)
        except BadInput as error:
            wrong.append(Fault(file, line, column, str(error)))
    try:
        value = model.model_validate(values)
    except ValidationError as error:
        told = {fault.column for fault in wrong}
        faults.extend(fault for fault in _explained(file, line, values, error) if fault.column not in told)
        value = None
    faults.extend(wrong)
    return Placed(file, line, value) if value is not None and not wrong else None


def _explained(file: str, line: int, values: Mapping[str, Any], error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False):
        column = str(one["loc"][0])
        if one["type"] == "missing":
            yield Fault(file, line, column, "ô này còn trống", "Điền vào ô")
        elif one["type"] == "enum":
            allowed = str(one.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", "")
            yield Fault(file, line, column, f"“{values[column]}” không dùng được ở đây", f"Dùng một trong: {allowed}")
        elif one["type"] == "int_parsing":
            yield Fault(file, line, column, f"“{values[column]}” không phải một số nguyên", "Ghi một số")
        else:
            yield Fault(file, line, column, f"“{values.get(column, '')}” không dùng được: {one['msg']}", "Sửa ô này")


def _flag(text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise BadInput(f"“{text}” không rõ là có hay không. Ghi “có” hoặc để trống.")


_READ_CELL: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "valid_from": day_of_text,
        "valid_to": day_of_text,
        "on": day_of_text,
        "open": _flag,
        "zalo_consent": _flag,
        "channels": lambda text: tuple(text.replace(",", " ").replace(";", " ").split()),
    }
)
