"""Danh sách nhiệm vụ của hệ thống khác: a sheet of tasks -> directives with their proposals. Pure but for the file.

A row is one task of one letter; rows of the same number and date are one directive. Names are read as in any letter: an
exact name as of the letter's day decides, everything else is a fault of that row. Nothing is taken while one row is
wrong, or, when a person says so, all letters are taken of which no row is.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, ValidationError

from directive.calendar import vietnamese_date
from directive.deadlines import OnDate
from directive.directory import Directory
from directive.directory_checks import Fault
from directive.document import Assignment, Document, Line, Manner, Party, Role
from directive.errors import BadInput
from directive.name_lists import resolve_list
from directive.names import fold
from directive.sheet_dates import Order, Wrong, days_of
from directive.sheets import Row, Table, table, words
from directive.values import Frozen, Span

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("Số, ký hiệu", "Số ký hiệu", "Số/ký hiệu", "Số văn bản", "Số ký hiệu văn bản", "Văn bản giao"),
    "issued_on": ("Ngày ban hành", "Ngày văn bản", "Ngày ký", "Ngày VB"),
    "issuer": ("Cơ quan ban hành", "Đơn vị ban hành", "Cơ quan giao"),
    "subject": ("Trích yếu", "Về việc", "Trích yếu văn bản"),
    "label": ("Mục", "Điểm", "Mục trong văn bản"),
    "task": ("Nội dung nhiệm vụ", "Nhiệm vụ", "Nội dung giao", "Nội dung công việc", "Nhiệm vụ được giao"),
    "owner": ("Đơn vị chủ trì", "Cơ quan chủ trì", "Đơn vị thực hiện", "Cơ quan thực hiện", "Đơn vị được giao"),
    "partners": ("Đơn vị phối hợp", "Cơ quan phối hợp", "Phối hợp"),
    "due_on": ("Hạn xử lý", "Thời hạn", "Hạn hoàn thành", "Thời hạn hoàn thành", "Hạn", "Hạn xử lý văn bản"),
    "progress": ("Tình trạng", "Trạng thái", "Tiến độ", "Tình trạng thực hiện"),
    "done_on": ("Ngày hoàn thành", "Ngày kết thúc", "Ngày báo cáo"),
}
"""Headings other systems use, by field, the usual one first."""

NEEDED = ("number", "issued_on", "task", "owner")
_DAYS = ("issued_on", "due_on", "done_on")
_DONE = ("hoàn thành", "đã hoàn thành", "hoàn thành đúng hạn", "hoàn thành quá hạn", "đã xong", "kết thúc")
_OPEN = (
    "", "đang thực hiện", "chưa thực hiện", "chưa hoàn thành", "đang xử lý", "chưa xử lý", "trong hạn", "quá hạn",
    "đang thực hiện trong hạn", "đang thực hiện quá hạn", "chưa hoàn thành trong hạn", "chưa hoàn thành quá hạn",
    "chờ xác nhận", "đã báo cáo", "sắp đến hạn", "chưa có báo cáo", "đã tiếp nhận", "đã giao", "trả lại", "tạm dừng",
)  # fmt: skip
_LONGEST = 5_000  # letters of one task


class ColumnMap(Frozen):
    """Tệp khai báo cột: which heading means what, how days are written, which words mean that a task is done."""

    columns: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    sheet: str | None = None
    dates: Order | None = None
    done: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class Task(NamedTuple):
    """One good row."""

    line: int
    number: str
    issued_on: date
    issuer: str
    subject: str
    label: str
    text: str
    owners: tuple[str, ...]  # names, each of which the directory knows
    partners: tuple[str, ...]
    due_on: date | None
    done_on: date | None


class Letter(NamedTuple):
    """One directive of the list: its document, and the tasks that were done already, by place in it."""

    number: str
    issued_on: date
    document: Document
    done: dict[int, date]


class TaskSheet(NamedTuple):
    """What a file says, and everything that is wrong with it."""

    letters: tuple[Letter, ...]
    faults: tuple[Fault, ...]
    rows: int
    left_out: int  # letters with a fault


def load_mapping(path: Path | None) -> ColumnMap:
    """The mapping of a file; the usual headings without one."""
    if path is None:
        return ColumnMap()
    try:
        mapping = ColumnMap.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise BadInput(f"Không đọc được {path}: {error.strerror}. Kiểm tra đường dẫn.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} không phải TOML dùng được: {error}.") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadInput(f"{path.name}: {wrong}. Các mục: columns, sheet, dates, done, open.") from error
    if strange := [name for name in mapping.columns if name not in COLUMNS]:
        raise BadInput(f"{path.name}: không có mục {', '.join(strange)}. Các mục của columns: {', '.join(COLUMNS)}.")
    return mapping


def found_table(path: Path, mapping: ColumnMap) -> Table:
    """The rows of a file; a heading the mapping names is the only one for its field."""
    headings = dict(COLUMNS)
    for field, said in mapping.columns.items():
        headings[field] = (said,) if isinstance(said, str) else said
    return table(path, headings, needed=NEEDED, sheet=mapping.sheet)


def read_tasks(
    path: Path,
    mapping: ColumnMap,
    *,
    directory: Directory,
    office_id: str | None,
    known: Iterable[tuple[str, date]],
) -> TaskSheet:
    """The letters of a file. `known` are numbers and days of directives that are there already."""
    found = found_table(path, mapping)
    reader = _Reader(path.name, found.fields, mapping, directory, office_id, {(fold(n), day) for n, day in known})
    dated = {field: days_of([row.cells.get(field) for row in found.rows], order=mapping.dates) for field in _DAYS}
    for at, row in enumerate(found.rows):
        reader.take(row, {field: days[at] for field, days in dated.items()})
    return reader.sheet(len(found.rows))


class _Reader:
    """Reads row after row; what is wrong is gathered, never raised."""

    def __init__(
        self,
        file: str,
        headings: Mapping[str, str],
        mapping: ColumnMap,
        directory: Directory,
        office_id: str | None,
        known: set[tuple[str, date]],
    ) -> None:
        self.file = file
        self.headings = headings  # as the file has them
        self.directory = directory
        self.office_id = office_id
        self.known = known
        self.done = {fold(word) for word in (*_DONE, *mapping.done)} - {fold(word) for word in mapping.open}
        self.open = {fold(word) for word in (*_OPEN, *mapping.open)}
        self.faults: list[Fault] = []
        self.letters: dict[tuple[str, Any], list[Task]] = {}
        self.bad: set[tuple[str, Any]] = set()
        self.seen: dict[tuple[Any, ...], int] = {}

    def take(self, row: Row, days: Mapping[str, date | Wrong | None]) -> None:
        before = len(self.faults)
        said = {field: " ".join(words(row.cells.get(field)).split()) for field in COLUMNS}
        for field, day in days.items():
            if isinstance(day, Wrong):
                self._fault(row.line, field, day.cause, day.remedy)
        for field in NEEDED:
            if not said[field]:
                self._fault(row.line, field, "ô này còn trống", "Điền vào ô")
        key = (fold(said["number"]), days["issued_on"] if isinstance(days["issued_on"], date) else None)
        task = self._task(row.line, said, days) if len(self.faults) == before else None
        if task is None or len(self.faults) > before:
            self.bad.add(key)
        else:
            self.letters.setdefault(key, []).append(task)

    def sheet(self, rows: int) -> TaskSheet:
        bad_numbers = {number for number, day in self.bad if day is None}  # of which letter of that number nobody knows
        good = {key: tasks for key, tasks in self.letters.items() if key not in self.bad and key[0] not in bad_numbers}
        left_out = len(self.letters.keys() | self.bad) - len(good)
        return TaskSheet(tuple(_letter(tasks) for tasks in good.values()), tuple(self.faults), rows, left_out)

    def _task(self, line: int, said: Mapping[str, str], days: Mapping[str, Any]) -> Task | None:
        issued_on: date = days["issued_on"]
        if (fold(said["number"]), issued_on) in self.known:
            self._fault(line, "number", f"văn bản {said['number']} cùng ngày đã có trong kho", "Bỏ dòng này")
        if not any(c.isdigit() for c in said["number"].partition("/")[0]) or "/" not in said["number"]:
            self._fault(line, "number", f"“{said['number'][:40]}” thiếu số hoặc ký hiệu", "Viết như 345/UBND-VX")
        if len(said["task"]) > _LONGEST:
            self._fault(line, "task", f"dài quá {_LONGEST} ký tự", "Viết gọn lại")
        if days["due_on"] and days["due_on"] < issued_on:
            self._fault(line, "due_on", "đứng trước ngày ban hành", "Sửa một trong hai ngày")
        owners = self._names(line, "owner", said["owner"], issued_on)
        partners = self._names(line, "partners", said["partners"], issued_on) if said["partners"] else ()
        done_on = self._done_on(line, said["progress"], days["done_on"])
        key = (fold(said["number"]), issued_on, fold(said["task"]), owners, days["due_on"])
        if (first := self.seen.setdefault(key, line)) != line:
            self._fault(line, "task", f"trùng với dòng {first}", "Bỏ một dòng")
        return Task(
            line=line,
            number=said["number"],
            issued_on=issued_on,
            issuer=said["issuer"],
            subject=said["subject"],
            label=said["label"],
            text=said["task"],
            owners=owners,
            partners=partners,
            due_on=days["due_on"],
            done_on=done_on,
        )

    def _names(self, line: int, field: str, text: str, on: date) -> tuple[str, ...]:
        """The bodies a cell names, each as it is written there."""
        names: list[str] = []
        for match in resolve_list(text.replace(";", ","), self.directory, on=on, office=self.office_id):
            if match.agency_ids:
                names.append(match.name)
                continue
            likely = ", ".join(self.directory.full_name(one) for one in match.candidates[:3])
            remedy = f"Có phải: {likely}?" if likely else "Xem tên bằng `dondoc agencies`, hoặc thêm tên gọi khác"
            day = vietnamese_date(on)
            self._fault(line, field, f"danh bạ ngày {day} không có “{match.name[:80]}”", remedy)
        return tuple(names)

    def _done_on(self, line: int, progress: str, day: date | None) -> date | None:
        plain = fold(progress)
        if plain in self.done:
            if day is None:
                self._fault(line, "done_on", "nhiệm vụ đã hoàn thành nhưng không có ngày", "Điền ngày hoàn thành")
            return day
        if plain not in self.open:
            remedy = "Thêm từ này vào done hoặc open trong tệp khai báo cột"
            self._fault(line, "progress", f"không hiểu tình trạng “{progress[:40]}”", remedy)
        return None

    def _fault(self, line: int, field: str, cause: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, line, self.headings.get(field, COLUMNS[field][0]), cause, remedy))


def told(sheet: TaskSheet, limit: int = 200) -> str:
    """All faults, one line each."""
    lines = [str(fault) for fault in sheet.faults[:limit]]
    if len(sheet.faults) > limit:
        lines.append(f"… và {len(sheet.faults) - limit} lỗi khác.")
    return "\n".join(lines)


# --- the document a list stands for -------------------------------------------------------------------------------


def _letter(tasks: Sequence[Task]) -> Letter:
    """A document that says what the rows say, one line each, so that every quotation has its place."""
    first = tasks[0]
    text = _Text()
    if first.issuer:
        text.line(first.issuer, Role.HEAD)
    text.line(f"Số: {first.number}", Role.HEAD)
    text.line(f"Ngày {vietnamese_date(first.issued_on)}", Role.HEAD)
    if first.subject:
        text.line(first.subject, Role.HEAD)
    assignments = tuple(_assignment(text, at, task) for at, task in enumerate(tasks))
    document = Document(
        text=text.whole,
        issuer=first.issuer or None,
        number=first.number,
        date=first.issued_on,
        subject=first.subject or None,
        assignments=assignments,
        lines=tuple(text.lines),
    )
    done = {at: task.done_on for at, task in enumerate(tasks) if task.done_on is not None}
    return Letter(first.number, first.issued_on, document, done)


class _Text:
    """A text that grows line by line."""

    def __init__(self) -> None:
        self.whole = ""
        self.lines: list[Line] = []

    def line(self, said: str, role: Role, assignment: int | None = None) -> int:
        """Add a line; where it begins."""
        start = len(self.whole)
        self.whole += said + "\n"
        self.lines.append(Line(span=Span(start, start + len(said)), role=role, assignment=assignment))
        return start


def _assignment(text: _Text, at: int, task: Task) -> Assignment:
    label = task.label or str(at + 1)
    owners, partners = ", ".join(task.owners), ", ".join(task.partners)
    when = f"hạn {vietnamese_date(task.due_on)}" if task.due_on else ""
    pieces = [f"{label}. {owners}: {task.text}", f"phối hợp: {partners}" if partners else "", when]
    said = "; ".join(piece for piece in pieces if piece)
    start = text.line(said, Role.ASSIGNMENT, at)

    def placed(word: str, begin: int) -> Span:
        found = text.whole.find(word, begin)
        return Span(found, found + len(word))

    due = placed(when, text.whole.rfind(when, start)) if when else None
    helping = text.whole.rfind("phối hợp: ", start)
    return Assignment(
        label=label,
        heading=None,
        text=task.text,
        manner=Manner.ORDER,
        owners=tuple(Party(name=name, span=placed(name, start), lead=len(task.owners) == 1) for name in task.owners),
        partners=tuple(Party(name=name, span=placed(name, helping)) for name in task.partners),
        deadlines=(OnDate(text=when, span=due, day=task.due_on),) if due else (),
        span=Span(start, start + len(said)),
    )
