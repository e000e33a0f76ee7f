"""Thêm cơ quan: one agency a clerk found missing while checking a letter, with an id of its own (pure)."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from directive.agencies import Agency, Level, Standing
from directive.directory import Directory
from directive.errors import BadInput, NotAllowed

_LONGEST = 100  # characters of an id


def new_agency(
    name: str, *, parent_id: str | None, level: Level, standing: Standing, directory: Directory, on: date, source: str
) -> Agency:
    """The agency to load; BadInput without a name or place, NotAllowed when its name is somebody's already."""
    said = " ".join(name.split())
    if len(said) < 4:
        raise BadInput("Tên cơ quan còn trống hoặc quá ngắn. Ghi tên đầy đủ, ví dụ “Phòng Y tế”.")
    if parent_id is not None and parent_id not in directory.agencies:
        raise BadInput(f"Danh bạ không có cơ quan cấp trên “{parent_id}”. Chọn trong danh sách.")
    if taken := directory.look_up(said, on=on, office=parent_id).agency_ids:
        names = ", ".join(directory.full_name(one) for one in taken)
        raise NotAllowed(f"Danh bạ đã có “{said}”: {names}. Chọn cơ quan đó thay vì thêm mới.")
    return Agency(
        agency_id=_free_id(said, parent_id, directory.agencies.keys()),
        name=said,
        level=level,
        standing=standing,
        parent_id=parent_id,
        source=source,
    )


def _free_id(name: str, parent_id: str | None, taken: Collection[str]) -> str:
    """ "Phòng Y tế" below "binh-son" -> "binh-son.phong-y-te"; a number after it when that is somebody's."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d")).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain)) or "don-vi"
    whole = f"{parent_id}.{slug}" if parent_id else slug
    for number in range(1, len(taken) + 2):
        one = whole[:_LONGEST].rstrip("-.") + (f"-{number}" if number > 1 else "")
        if one not in taken:
            return one
    raise AssertionError("more candidates than agencies: one is free")
