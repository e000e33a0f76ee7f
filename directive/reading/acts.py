"""Câu giao việc: where a sentence gives somebody something to do, who that is, and in what tone.

A body is given work when a verb of assigning stands before it ("Giao Sở Y tế ..."), when it is the subject of a verb
("Sở Y tế chủ trì ..."), or when it is a heading ("1. Sở Y tế", "Sở Y tế: ..."). A body merely mentioned is not.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from directive.document import Manner
from directive.reading.cues import cue, longest, tokens, tokens_between
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.scanning import Found, Row
from directive.reading.spelling import key

Follow = Literal["colon", "end", "verb", "none"]
_OF = pattern(
    r"(?:(?:nhiệm vụ|trách nhiệm|công việc|phần việc)(?:\s+(?!của)[\w,]+){0,5}?\s+(?:của|đối với)"
    r"|đối với|về phía|riêng(?:\s+đối với)?|phân công cho)\s+",
    re.IGNORECASE,
)
_INNER = pattern(
    r"(?<!\w)(?P<lead>giao(?:\s+(?:nhiệm vụ|trách nhiệm))?(?:\s+cho)?|yêu cầu|đề nghị|phân công|kính đề nghị"
    r"|chỉ thị)\s+",
    re.IGNORECASE,
)
_NOT_BEFORE = {
    "giao": "được bàn đã chuyển phân khoán vụ chuyển việc chủ hạn cổng ban văn tham quyền phí",
    "yêu": "theo các những có được ứng một số khi đích và là của mọi hoặc cho",
    "đề": "hồ theo xét bản có các những thư được đơn tại kiến và số việc",
    "kính": "",
    "phân": "được theo sự đã kế bảng",
    "chỉ": "nghị của thực hiện các bản số này triển khai",
}
STATEMENT = pattern(
    r"\s*(?:đã|đang|được|chưa|còn|cũng|vừa|sẽ|vẫn|là (?!đầu mối|cơ quan|đơn vị|chủ đầu tư)|có (?!trách nhiệm"
    r"|nhiệm vụ|nghĩa vụ|văn bản|kế hoạch|giải pháp|biện pháp"
    r"|phương án|ý kiến|báo cáo|thông báo|hướng dẫn)|tại\b|theo quy định|nhận được|xác định rằng|báo cáo tại"
    r"|thống nhất (?!với)|trình tại)"
)
_FORMULA = pattern(
    r"[\s,]*(?:(?:theo|căn cứ)\s+(?:đúng\s+)?(?:vào\s+)?chức năng[^.:;]{0,60}?)?[\s,]*"
    r"(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|tập trung|khẩn trương|chủ động|nghiêm túc|và|,|\s)*"
    r"(?:triển khai|tổ chức|thực hiện|làm|và|tốt|nghiêm túc|có hiệu quả|đồng bộ|\s)*"
    r"(?:(?:các\s+|một số\s+|những\s+)?(?:nội dung|nhiệm vụ|công việc|giải pháp"
    r"|việc)[\w\s,]{0,40}?(?:sau(?:\s+đây)?|cụ thể|gồm))?\s*[:.]?\s*$",
    re.IGNORECASE,
)
_LEADS = pattern(
    r"[\s,]*(?:\([^)]{0,200}\)\s*)?(?:có trách nhiệm\s+|chịu trách nhiệm\s+"
    r"|theo chức năng[^.;:]{0,50}\s)?(?:chủ trì|làm đầu mối|là đầu mối)"
)
_WITH = pattern(
    r"(?:[,\s]*(?:chủ trì|chủ động|tích cực|và|,))*\s*phối\s*(?:kết\s+)?hợp(?:\s+chặt chẽ|\s+chặt"
    r"|\s+đồng bộ)?\s*(?:với|cùng)?\s+",
    re.IGNORECASE,
)
_HEADS_SPEAK = pattern(
    r"(?:Phó\s+)?(?:Chủ tịch|Thủ tướng)|(?:UBND|Ủy ban nhân dân) (?:tỉnh|huyện|[Tt]hành phố|thị xã|xã|phường)?$"
    r"|Chính phủ$"
)
_SPEAKS = pattern(
    r"(?:Phó\s+)?(?:Chủ tịch|Thủ tướng)|Chính phủ|Ủy ban nhân dân|UBND|(?:Ban )?Thường (?:trực|vụ)|Ban |Bộ |Sở "
    r"|Giám đốc|Phòng |Cục |Chi cục |Văn phòng|Trung tâm |Trường |Viện |Đảng ủy|Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy"
    r"|Quận ủy|Hội |Liên đoàn |Thanh tra |Công an |Kho bạc |Bảo hiểm xã hội|Tổng cục |Công ty |Tập đoàn |Ngân hàng "
)
_CITIZEN = pattern(r"(?:[Ôô]ng|[Bb]à|[Cc]á nhân)\s+(?![^-]{0,60}\s-\s)")
_WORD = pattern(r"[^\W_]+")


class Act(NamedTuple):
    """Somebody is given something: the words that say so from `start` to `end`, and what follows them."""

    parties: tuple[Found, ...]
    manner: Manner
    start: int
    end: int
    follow: Follow
    lead: str = ""  # the assigning words, "" when the body is the subject or a heading
    leads: bool = False  # "chủ trì" is said of it

    @property
    def keys(self) -> frozenset[str]:
        """The names, for comparing."""
        return frozenset(key(party.name) for party in self.parties)

    @property
    def named(self) -> bool:
        """Whether every party is one named body, not a group."""
        return all(not is_group(party.name) for party in self.parties)


def is_group(name: str) -> bool:
    """Whether a name stands for several bodies: "các sở", "UBND các xã", "Thủ trưởng các đơn vị", "chủ đầu tư"."""
    words = tokens(name)
    plural = any(
        longest(cue("names", "determiners"), words, at) and not words[at].key.isdigit() for at in range(len(words))
    )
    return plural or bool(words and not words[0].capital and longest(cue("names", "groups"), words, 0) >= len(words))


def act_at(text: str, at: int, *, numbered: bool = False) -> Act | None:
    """The act that begins exactly at a place."""
    of = _OF.match(text, at)
    if of:
        row = row_at(text, of.end(), bare=True)
        return act_of(text, at, row, lead=of.group().strip().lower(), manner=Manner.ORDER) if row else None
    words = tokens_between(text, at, at + 120) if _may_lead(text, at) else []
    for name, manner in (("requests", Manner.REQUEST), ("orders", Manner.ORDER)):
        taken = longest(cue("acts", name), words, 0)
        if taken and taken < len(words):
            row = row_at(text, words[taken].start, bare=True)
            lead = " ".join(word.key for word in words[:taken])
            if row:
                return act_of(text, at, row, lead=lead, manner=manner)
    row = row_at(text, at)
    if row is None:
        return None
    if _CITIZEN.match(row.names[0].name):
        return None
    return _passed_on(text, act_of(text, at, row, lead="", manner=Manner.ORDER), numbered=numbered)


@cache
def _leads() -> frozenset[str]:
    return frozenset(cue("acts", "requests")) | frozenset(cue("acts", "orders"))


def _may_lead(text: str, at: int) -> bool:
    """A quick look at the first word: few sentences begin with an assigning verb."""
    first = _WORD.match(text, at)
    return first is not None and first.group().lower() in _leads()


def _passed_on(text: str, act: Act, *, numbered: bool) -> Act | None:
    """The one who speaks is not the one who acts: "Ủy ban nhân dân tỉnh yêu cầu các sở ...".

    A numbered unit that begins with an agency is told to that agency, whatever it asks of others.
    """
    if act.follow != "verb" or len(act.parties) != 1 or is_group(act.parties[0].name):
        return act
    gap = len(text[act.end :]) - len(text[act.end :].lstrip(" ,"))
    inner = _INNER.match(text, act.end + gap)
    if not inner or not (_HEADS_SPEAK if numbered else _SPEAKS).match(act.parties[0].name):
        return act
    return act_at(text, act.end + gap)


def act_of(text: str, at: int, row: Row, *, lead: str, manner: Manner) -> Act:
    return Act(row.names, manner, at, row.end, _follow(text, row.end), lead, bool(_LEADS.match(text, row.end)))


def _follow(text: str, end: int) -> Follow:
    """What comes behind a row of bodies."""
    rest = text[end : end + 260]
    bare = re.sub(r"^\s*\([^()]{0,200}\)", "", rest).lstrip()
    if not bare or (re.fullmatch(r"[.;,\s]*(?:\./\.)?", bare) and len(text) - end <= 260):
        return "end"
    if bare[0] == ":":
        return "colon"
    if STATEMENT.match(bare):
        return "none"
    words = tokens(bare[:120])
    first = 1 if words and words[0].key == "," else 0
    if first < len(words) and words[first].key == "đồng" and words[min(first + 1, len(words) - 1)].key == "thời":
        first += 2
    if longest(cue("acts", "verbs"), words, first) and not (first < len(words) and words[first].capital):
        return "verb"
    return "none"


def acts_within(text: str) -> Iterator[Act]:
    """Acts with an assigning verb anywhere in a paragraph, in order."""
    for inner in _INNER.finditer(text):
        before = text[max(0, inner.start() - 12) : inner.start()].split()
        lead = inner.group("lead").lower()
        if before and before[-1].lower() in _NOT_BEFORE[lead.split()[0]].split():
            continue
        act = act_at(text, inner.start())
        if act and act.follow in ("verb", "colon") and _weighty(act):
            yield act


def _weighty(act: Act) -> bool:
    """A body with a name or a group with "các"; "đề nghị cơ quan có thẩm quyền" inside a sentence is none."""
    first = act.parties[0].name
    return first[:1].isupper() or is_group(first)


def is_heading(text: str, act: Act) -> bool:
    """Whether the unit's own words are a heading: the bodies and at most a formula ("có trách nhiệm:")."""
    if act.start > 0:
        return False
    rest = text[act.end :]
    rest = re.sub(r"^\s*\([^()]{0,300}\)", "", rest)
    if act.follow == "end":
        return True
    if _FORMULA.fullmatch(rest) and len(rest) < 160:
        return act.follow != "verb" or rest.rstrip().endswith(":")
    together = _WITH.match(rest)
    if together and rest.rstrip().endswith(":"):
        row = row_at(rest, together.end(), bare=True)
        return row is not None and len(rest[row.end :].strip(" :")) < 40
    return bool(re.fullmatch(r"\s*(?:chủ trì|có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|thực hiện)\s*:\s*", rest))
