"""Tên cơ quan ban hành in a sentence: a letterhead prints capitals, a sentence does not.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục II (viết hoa): the first letter of each part of a name, level words small.
"""

import re
from functools import cache

_SHORT = {"Ủy Ban Nhân Dân": "UBND", "Uỷ Ban Nhân Dân": "UBND", "Hội Đồng Nhân Dân": "HĐND"}
_LEVELS = re.compile(r"\b(Tỉnh|Thành Phố|Thị Xã|Thị Trấn|Huyện|Quận|Xã|Phường|Đặc Khu|Và)\b")
_ABBREVIATIONS = re.compile(r"\b(Ubnd|Hđnd|Mttq|Ttg|Vpcp)\b")


@cache
def issuer_in_a_sentence(name: str) -> str:
    """ "ỦY BAN NHÂN DÂN HUYỆN BÌNH SƠN" -> "UBND huyện Bình Sơn"; a name not in capitals stays as it is."""
    plain = " ".join(name.split())
    if not plain.isupper():
        return plain
    words = plain.title()
    for long, short in _SHORT.items():
        words = words.replace(long, short)
    words = _ABBREVIATIONS.sub(lambda found: found[0].upper(), words)
    return words[0] + _LEVELS.sub(lambda found: found[0].lower(), words[1:])
