"""Lĩnh vực: the field of a directive, told by the drafting unit in its symbol ("581/UBND-KGVX" -> Khoa giáo - Văn xã).

Nobody types it: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.3, has the symbol name the drafting unit.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

UNSORTED = "Chưa phân lĩnh vực"
"""A symbol that names no drafting unit: "92/KH-UBND"."""

_TYPES = frozenset(
    (
        *("NQ", "QĐ", "CT", "QC", "QYĐ", "TC", "TB", "HD", "CTR", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTR"),
        *("HĐ", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB"),
    )
)
"""Abbreviations of the 29 kinds of document (Nghị định 30/2020/NĐ-CP, Phụ lục III)."""


@cache
def field_of(number: str) -> str:
    """The field a document's number and symbol tell; `UNSORTED` when they name no drafting unit."""
    symbol = unicodedata.normalize("NFC", number).partition("/")[2].rpartition("/")[2]
    parts = [part for part in re.split(r"\s*[-–]\s*", symbol.strip().upper()) if part]
    units = parts[2:] if parts and parts[0] in _TYPES else parts[1:]
    if not units:
        return UNSORTED
    return _names().get(units[0], units[0])


@cache
def _names() -> dict[str, str]:
    text = (files("directive.vocabulary") / "fields.toml").read_text("utf-8")
    return {code.upper(): name for code, name in tomllib.loads(text)["codes"].items()}
