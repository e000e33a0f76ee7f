"""Danh sách cơ quan: a sheet of agencies, .xlsx or .csv -> agencies. All or nothing, every bad row told."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from directive.agencies import Agency, Level, Standing
from directive.directory_checks import Fault, Placed, faults_between
from directive.names import fold
from directive.sheet_dates import Wrong, days_of
from directive.sheets import Row, table, words

COLUMNS = {
    "agency_id": "Mã",
    "name": "Tên cơ quan",
    "short": "Tên ngắn",
    "level": "Cấp",
    "standing": "Quan hệ",
    "parent_id": "Trực thuộc",
    "code": "Mã định danh",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
    "source": "Căn cứ",
}
"""Columns of a sheet, by field; the field's own name is understood too."""

LEVELS = {
    Level.CENTRAL: ("trung ương",),
    Level.PROVINCE: ("tỉnh", "cấp tỉnh", "thành phố"),
    Level.DISTRICT: ("huyện", "cấp huyện"),
    Level.COMMUNE: ("xã", "cấp xã", "phường", "đặc khu"),
}
STANDINGS = {
    Standing.SUBORDINATE: ("", "trực thuộc", "thuộc quyền"),
    Standing.INDEPENDENT: ("ngoài quyền chỉ đạo", "phối hợp", "đoàn thể"),
}
_NEEDED = ("agency_id", "name", "level")


class AgencySheet(NamedTuple):
    """What a file says: agencies to be written down, and everything that is wrong with it."""

    agencies: tuple[Agency, ...]
    faults: tuple[Fault, ...]
    new: int
    changed: int


def read_agencies(path: Path, *, known: Sequence[Agency]) -> AgencySheet:
    """The agencies of a file. The same id is the same agency; what the file does not mention stays."""
    found = table(path, {field: (title,) for field, title in COLUMNS.items()}, needed=_NEEDED)
    faults: list[Fault] = []
    dated = {field: days_of([row.cells.get(field) for row in found.rows]) for field in ("valid_from", "valid_to")}
    placed: list[Placed[Agency]] = []
    for number, row in enumerate(found.rows):
        wrong: list[Fault] = []
        values = _values(path.name, row, wrong)
        for field, days in dated.items():
            day = days[number]
            if isinstance(day, Wrong):
                wrong.append(Fault(path.name, row.line, COLUMNS[field], day.cause, day.remedy))
            else:
                values[field] = day
        if not wrong:
            placed.append(Placed(path.name, row.line, Agency(**values)))
        faults += wrong
    listed = {row.value.agency_id for row in placed}
    others = [Placed("danh bạ", 0, one) for one in known if one.agency_id not in listed]
    faults += [one for one in faults_between([*others, *placed], [], [], [], []) if one.file == path.name]
    before = {one.agency_id: one for one in known}
    changed = tuple(row.value for row in placed if before.get(row.value.agency_id) != row.value)
    new = sum(one.agency_id not in before for one in changed)
    return AgencySheet(changed, tuple(faults), new, len(changed) - new)


def _values(file: str, row: Row, wrong: list[Fault]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, title in COLUMNS.items():
        text = " ".join(words(row.cells.get(field)).split())
        if field in ("valid_from", "valid_to"):
            continue
        if field == "level":
            values[field] = _among(text, LEVELS)
        elif field == "standing":
            values[field] = _among(text, STANDINGS)
        else:
            values[field] = text if field in ("agency_id", "name", "source") else text or None
        if values[field] is None and field in ("level", "standing") and (text or field == "standing"):
            shown = ", ".join(said[-1] for said in (LEVELS if field == "level" else STANDINGS).values())
            wrong.append(Fault(file, row.line, title, f"“{text[:40]}” không dùng được ở đây", f"Dùng: {shown}"))
        elif field in _NEEDED and not values[field]:
            wrong.append(Fault(file, row.line, title, "ô này còn trống", "Điền vào ô"))
    return values


def _among(text: str, choices: Mapping[Any, tuple[str, ...]]) -> Any:
    plain = fold(text)
    return next((one for one, said in choices.items() if plain in (one.value, *map(fold, said))), None)
