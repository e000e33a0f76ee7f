"""Phối hợp: everybody a sentence names as a partner."""

import re

from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.scanning import Found


def partners_in(text: str) -> list[Found]:
    """Everybody named after "phối hợp (với)", and the subjects of a "phối hợp" without object."""
    found: list[Found] = []
    for joint in _JOINT.finditer(text):
        together = joint.group().lower().startswith("chủ")
        row = row_at(text, joint.end(), bare=bool(joint.group("with")) or together)
        if row:
            found += row.names
        elif not joint.group("with") and not together:
            found += _joining_subjects(text, joint.start())
    return found


_JOINT = pattern(
    r"(?<!\w)phối\s+(?:kết\s+)?hợp(?:\s+(?:chặt chẽ|chặt|đồng bộ|tốt|kịp thời|hiệu quả|thường xuyên|nhịp nhàng"
    r"|tích cực|ngay|cùng))*"
    r"\s*(?P<with>,?\s*(?:với|cùng với|cùng)(?:\s*:)?)?(?:\s+|(?=[.;,)]|$))"
    r"|(?<!\w)chủ trì,?\s+cùng(?:\s+với)?\s+",
    re.IGNORECASE,
)


def _joining_subjects(text: str, at: int) -> tuple[Found, ...]:
    """ "Giao Ban A làm đầu mối, các Ban B, C phối hợp": who stands before the verb and behind the lead."""
    window = max(0, at - 400)
    before = text[window:at]
    if not re.search(r"chủ trì|đầu mối|thực hiện", before):
        return ()
    for mark in re.finditer(r"[;,]\s+(?:và\s+)?", before):
        row = row_at(text, window + mark.end())
        if row and text[row.end : at].strip(" ,") in (
            "",
            "cùng",
            "tham gia",
            "có trách nhiệm",
            "theo chức năng, nhiệm vụ",
        ):
            return row.names
    return ()
