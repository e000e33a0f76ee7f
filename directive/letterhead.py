"""Thể thức: who issues a paper, as its head and its signature say it (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Number and day stay blank: the clerk gives them on issue (art. 15).
"""

import re
from datetime import date

from directive.agencies import Agency
from directive.issuers import issuer_in_a_sentence
from directive.values import Frozen

_ISSUERS = r"(?:Ủy|Uỷ) ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Văn phòng HĐND và UBND|Văn phòng UBND|Văn phòng"
_LEVELS = r"tỉnh|thành phố|thị xã|thị trấn|quận|huyện|xã|phường|đặc khu"
_PLACE = re.compile(rf"(?:{_ISSUERS})\s+(?:{_LEVELS})\s+(?P<place>.+)", re.IGNORECASE)
_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ủy ban nhân dân", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    ("ubnd", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    ("ủy ban mặt trận", ("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH")),
    ("ủy ban mttq", ("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH")),
    ("văn phòng", ("CHÁNH VĂN PHÒNG",)),
    ("phòng", ("TRƯỞNG PHÒNG",)),
    ("sở", ("GIÁM ĐỐC",)),
    ("trung tâm", ("GIÁM ĐỐC",)),
    ("chi cục", ("CHI CỤC TRƯỞNG",)),
    ("thanh tra", ("CHÁNH THANH TRA",)),
    ("ban đại diện", ("TRƯỞNG BAN",)),
    ("ban", ("TRƯỞNG BAN",)),
    ("hội", ("CHỦ TỊCH",)),
)
"""Signature lines by how a name begins; the first that fits counts (art. 13: TM. for a collective)."""

_SMALL = {"và", "của", "các", "-", "–", "&"}


class Letterhead(Frozen):
    """Phần đầu và chữ ký of one paper."""

    superior: str | None  # cơ quan chủ quản, in capitals
    agency: str  # cơ quan ban hành, in capitals
    name: str  # the same as in a sentence
    symbol: str  # "BC-LĐTBXH"; what follows "Số:      /"
    place: str
    year: int
    signs: tuple[str, ...]  # "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"
    signer: str = ""

    @property
    def number_line(self) -> str:
        """Số with its blank."""
        return f"Số:        /{self.symbol}"

    @property
    def date_line(self) -> str:
        """Địa danh và thời gian with their blanks."""
        return f"{self.place}, ngày        tháng        năm {self.year}"


def letterhead(
    agency: Agency | None,
    *,
    parent: Agency | None = None,
    kind: str = "BC",
    name: str = "",
    issuer: str | None = None,
    on: date,
    signer: str = "",
) -> Letterhead:
    """The head of a paper of an agency; of the directive's issuer when no agency is known.

    `name` is what the agency calls itself where that says more than the directory.
    `kind` is the abbreviation of the type ("BC"); "" for a công văn, whose symbol names the agency alone.
    """
    own = agency.short if agency and agency.short else None
    name = name or (agency.name if agency else issuer or "CƠ QUAN BÁO CÁO")
    symbol = initials(name if name.casefold().startswith("văn phòng") else own or name)
    return Letterhead(
        superior=_shortened(parent.name) if parent else None,
        agency=name.upper(),
        name=name,
        symbol=f"{kind}-{symbol}" if kind else symbol,
        place=place_of(issuer) or place_of(parent.name if parent else None) or place_of(name) or "…………",
        year=on.year,
        signs=signs_of(name),
        signer=signer,
    )


def _shortened(name: str) -> str:
    """A superior's name in capitals, its common words abbreviated as the decree allows."""
    return (
        name.upper().replace("UỶ BAN", "ỦY BAN").replace("ỦY BAN NHÂN DÂN", "UBND").replace("HỘI ĐỒNG NHÂN DÂN", "HĐND")
    )


def place_of(issuer: str | None) -> str | None:
    """The place name inside an issuer's name: "UBND huyện Bình Sơn" -> "Bình Sơn"."""
    found = _PLACE.fullmatch(issuer_in_a_sentence(issuer or ""))
    return found["place"] if found else None


def signs_of(name: str) -> tuple[str, ...]:
    """Who signs for an agency of that name."""
    folded = name.casefold().replace("uỷ ban", "ủy ban")
    return next((signs for start, signs in _SIGNS if folded.startswith(start)), ("THỦ TRƯỞNG ĐƠN VỊ",))


def initials(name: str) -> str:
    """The letters of a symbol: "Phòng Y tế" -> "PYT"; what is short already stays: "LĐ-TB&XH" -> "LĐTBXH"."""
    if re.match(r"(ủy|uỷ) ban nhân dân|ubnd", name, re.IGNORECASE):
        return "UBND"
    if re.match(r"văn phòng", name, re.IGNORECASE):
        return "VP"
    words = [word for word in re.split(r"[\s,]+", name) if word and word.casefold() not in _SMALL]
    if len(words) <= 2 and any(sum(letter.isupper() for letter in word) > 1 for word in words):
        return re.sub(r"[^\w]", "", words[-1]).upper()
    return "".join(word[0] for word in words if word[0].isalpha()).upper()
