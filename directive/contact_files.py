"""Danh sách người liên hệ: a sheet of people, .xlsx or .csv -> contacts; back again for those who keep the sheet.

All or nothing: every bad row is told with its line, column, cause and remedy, and as long as there is one nothing is
taken. A row without a number is the person of this name and post at the agency, or somebody new.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from directive.agencies import Contact, Post
from directive.directory import Directory
from directive.directory_checks import Fault
from directive.errors import BadInput
from directive.names import fold
from directive.settings import day_of_text
from directive.sheets import table, words

POSTS = {
    Post.OFFICER: "cán bộ đầu mối",
    Post.HEAD: "thủ trưởng",
    Post.FOLLOWER: "chuyên viên theo dõi",
    Post.VICE_CHAIR: "phó chủ tịch",
    Post.CHAIRMAN: "chủ tịch",
    Post.OPERATOR: "quản trị",
}

COLUMNS = {
    "contact_id": "Số",
    "agency_id": "Cơ quan",
    "name": "Họ và tên",
    "post": "Vai trò",
    "email": "Thư điện tử",
    "phone": "Điện thoại",
    "zalo_id": "Mã Zalo",
    "zalo_consent": "Đồng ý nhận Zalo",
    "channels": "Kênh ưu tiên",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
}
"""Columns of a sheet, by field; the field's own name is understood too."""

_NEEDED = ("agency_id", "name", "post")
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>.\"]+(?:\.[^@\s,;<>.\"]+)+")
_YES = frozenset({"1", "x", "có", "true", "yes", "đồng ý"})
_NO = frozenset({"", "0", "không", "false", "no"})
_LONGEST = 300  # characters of a name
_FORMULA = ("=", "@", "\t")

Rows = list[tuple[int, dict[str, str]]]


class Sheet(NamedTuple):
    """What a file says: people to be written down, and everything that is wrong with it."""

    contacts: tuple[Contact, ...]
    faults: tuple[Fault, ...]
    new: int
    changed: int


def read_contacts(
    path: Path, *, known: Sequence[Contact], directory: Directory, channels: Iterable[str], on: date, first_number: int
) -> Sheet:
    """The people of a file. `first_number` is the next free number for somebody new."""
    reader = _Reader(path.name, known, directory, frozenset(channels), on, first_number)
    for line, cells in _rows(path):
        reader.take(line, cells)
    return reader.sheet()


class _Reader:
    """Reads row after row; what is wrong is gathered, never raised."""

    def __init__(
        self,
        file: str,
        known: Sequence[Contact],
        directory: Directory,
        channels: frozenset[str],
        on: date,
        first_number: int,
    ) -> None:
        self.file = file
        self.known = {one.contact_id: one for one in known}
        self.by_name = {_who(one.agency_id, one.name, one.post): one.contact_id for one in known}
        self.directory = directory
        self.channels = channels
        self.on = on
        self.next = first_number
        self.faults: list[Fault] = []
        self.found: dict[int, Contact] = {}

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        before = len(self.faults)
        values: dict[str, Any] = {}
        for field, cell in cells.items():
            try:
                values[field] = _CELLS.get(field, str.strip)(cell)
            except BadInput as error:
                self.faults.append(Fault(self.file, line, COLUMNS[field], str(error)))
        values["agency_id"] = self._agency(line, cells.get("agency_id", "").strip())
        self._check(line, values)
        if len(self.faults) == before:
            self._write(line, values)

    def sheet(self) -> Sheet:
        contacts = tuple(one for one in self.found.values() if self.known.get(one.contact_id) != one)
        new = sum(one.contact_id not in self.known for one in contacts)
        return Sheet(contacts, tuple(self.faults), new, len(contacts) - new)

    def _agency(self, line: int, text: str) -> str:
        """An agency by its id, or by its name as of today."""
        if not text or text in self.directory.agencies:
            return text
        match = self.directory.resolve(text, on=self.on)
        if len(match.agency_ids) == 1:
            return match.agency_ids[0]
        likely = ", ".join(self.directory.full_name(one) for one in match.candidates[:3])
        remedy = f"Có phải: {likely}?" if likely else "Xem tên và mã bằng `dondoc agencies`"
        self._fault(line, "agency_id", f"danh bạ không có “{text[:80]}”", remedy)
        return ""

    def _check(self, line: int, values: Mapping[str, Any]) -> None:
        for field in _NEEDED:
            if not values.get(field) and all((f.line, f.column) != (line, COLUMNS[field]) for f in self.faults):
                self._fault(line, field, "ô này còn trống", "Điền vào ô")
        if len(values.get("name") or "") > _LONGEST:
            self._fault(line, "name", f"dài quá {_LONGEST} ký tự", "Viết gọn lại")
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self._fault(line, "valid_to", "đứng trước “Từ ngày”", "Sửa một trong hai ngày")
        if values.get("zalo_consent") and not (values.get("phone") or values.get("zalo_id")):
            self._fault(line, "phone", "đồng ý nhận Zalo nhưng không có số điện thoại", "Điền số di động")
        for name in values.get("channels") or ():
            if name not in self.channels:
                self._fault(line, "channels", f"không có kênh “{name}”", f"Dùng: {', '.join(sorted(self.channels))}")

    def _write(self, line: int, values: dict[str, Any]) -> None:
        number = values.pop("contact_id", None)
        who = _who(values["agency_id"], values["name"], values["post"])
        if number is not None and number not in self.known:
            return self._fault(line, "contact_id", f"không có người số {number}", "Để trống ô này cho người mới")
        if number is None:
            number = self.by_name.get(who)
        if number is None:
            number, self.next = self.next, self.next + 1
        if number in self.found:
            return self._fault(line, "name", "người này đã có ở dòng trên", "Giữ lại một dòng")
        before = dict(self.known[number]) if number in self.known else {}
        self.found[number] = Contact(**before | values | {"contact_id": number})
        self.by_name[who] = number
        return None

    def _fault(self, line: int, field: str, cause: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, line, COLUMNS[field], cause, remedy))


def told(sheet: Sheet, limit: int = 200) -> str:
    """All faults, one line each."""
    lines = [str(fault) for fault in sheet.faults[:limit]]
    if len(sheet.faults) > limit:
        lines.append(f"… và {len(sheet.faults) - limit} lỗi khác.")
    return f"{len(sheet.faults)} lỗi, chưa nạp gì:\n" + "\n".join(lines)


# --- cells --------------------------------------------------------------------------------------------------------


def _post(text: str) -> Post | None:
    plain = fold(text.strip())
    if not plain:
        return None
    for post, title in POSTS.items():
        if plain in (post.value, fold(title)):
            return post
    raise BadInput(f"“{text[:40]}” không phải một vai trò. Dùng: {', '.join(POSTS.values())}")


def _mail(text: str) -> str | None:
    plain = text.strip()
    if plain and (not _MAIL.fullmatch(plain) or len(plain) > 254):
        raise BadInput(f"“{plain[:60]}” không phải địa chỉ thư. Mẫu: ten@co-quan.example")
    return plain or None


def _phone(text: str) -> str | None:
    plain = re.sub(r"[\s.()-]", "", text)
    if len(plain) == 9 and plain.isdigit():
        plain = "0" + plain  # a spreadsheet took it for a number
    if plain and not re.fullmatch(r"\+?\d{9,15}", plain):
        raise BadInput(f"“{text.strip()[:40]}” không phải số điện thoại. Ghi cả số 0 đầu, ví dụ 0905 000 000")
    return plain or None


def _number(text: str) -> int | None:
    plain = text.strip().removesuffix(".0")
    if plain and not re.fullmatch(r"\d{1,12}", plain):
        raise BadInput(f"“{plain[:40]}” không phải một số. Để trống cho người mới")
    return int(plain) if plain else None


def _flag(text: str) -> bool:
    plain = text.strip().casefold()
    if plain not in _YES | _NO:
        raise BadInput(f"“{text[:40]}” không rõ là có hay không. Ghi “có” hoặc để trống")
    return plain in _YES


def _day(text: str) -> date | None:
    return day_of_text(text) if text.strip() else None


_CELLS: Mapping[str, Callable[[str], Any]] = {
    "contact_id": _number,
    "post": _post,
    "email": _mail,
    "phone": _phone,
    "zalo_id": lambda text: text.strip().removesuffix(".0") or None,
    "zalo_consent": _flag,
    "channels": lambda text: tuple(text.replace(",", " ").replace(";", " ").split()),
    "valid_from": _day,
    "valid_to": _day,
    "name": lambda text: " ".join(text.split()),
}


def _who(agency_id: str, name: str, post: Post) -> tuple[str, str, Post]:
    return agency_id, fold(name), post


# --- files --------------------------------------------------------------------------------------------------------


def _rows(path: Path) -> Rows:
    """Lines with their cells by field, blank lines left out. BadInput when the file is no sheet of people."""
    found = table(path, {field: (title,) for field, title in COLUMNS.items()}, needed=_NEEDED)
    return [(row.line, {field: words(cell) for field, cell in row.cells.items()}) for row in found.rows]


def write_contacts(path: Path, contacts: Iterable[Contact], more: Mapping[str, Callable[[Contact], str]]) -> None:
    """People as a sheet that can be read again. `more` are further columns, for people only."""
    head = [*COLUMNS.values(), *more]
    lines = [[*_cells(one), *(tell(one) for tell in more.values())] for one in contacts]
    if path.suffix.lower() == ".xlsx":
        _write_xlsx(path, head, lines)
    elif path.suffix.lower() == ".csv":
        safe = [["'" + cell if cell.startswith(_FORMULA) else cell for cell in line] for line in lines]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([head, *safe])
    else:
        raise BadInput(f"{path.name}: chỉ xuất được .xlsx hoặc .csv. Đổi phần mở rộng.")


def _write_xlsx(path: Path, head: list[str], lines: list[list[str]]) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Người liên hệ")
        sheet.write_row(0, 0, head, book.add_format({"bold": True, "bottom": 1}))
        for number, line in enumerate(lines, start=1):
            for at, cell in enumerate(line):
                sheet.write_string(number, at, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()


def _cells(one: Contact) -> list[str]:
    said: dict[str, str] = {
        "contact_id": str(one.contact_id),
        "post": POSTS[one.post],
        "zalo_consent": "có" if one.zalo_consent else "",
        "channels": " ".join(one.channels),
        "valid_from": f"{one.valid_from:%d/%m/%Y}" if one.valid_from else "",
        "valid_to": f"{one.valid_to:%d/%m/%Y}" if one.valid_to else "",
    }
    return [said[field] if field in said else str(getattr(one, field) or "") for field in COLUMNS]
