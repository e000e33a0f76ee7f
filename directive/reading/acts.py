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
from directive.reading.parties import Found, Row, row_at
from directive.reading.patterns import pattern
from directive.reading.spelling import key

Follow = Literal["colon", "end", "verb", "none"]

_OF = pattern(
    r"(?:(?:nhiệm vụ|trách nhiệm|công việc|phần việc)(?:\s+(?!của)[\w,]+){0,5}?\s+(?:của|đối với)"
    r"|đối với|về phía|riêng(?:\s+đối với)?|phân công cho)\s+",
    re.IGNORECASE,
)
_TOPIC = pattern(r"[^.;:]{3,200}:\s+")
_ADVERBIAL = pattern(
    r"(?:trên cơ sở|căn cứ|để|trong|khi|nhằm|trước|sau|đối với|trường hợp|từ|theo|qua|đồng thời|định kỳ|hằng"
    r"|hàng|ngoài|chậm nhất"
    r"|về|giai đoạn|với|bên cạnh|đến|ngay|nếu|riêng|xét|thống nhất|nhất trí|đồng ý|giao|tùy|vào|kể từ|do"
    r"|chấp thuận|cho phép|cơ bản|tại)\b",
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
_CLAUSE_START = pattern(r"[.;:,]\s*(?:[Đđ]ồng thời,?\s*|[Vv]à\s+)?$")
_STATEMENT = pattern(
    r"\s*(?:đã|đang|được|chưa|còn|cũng|vừa|sẽ|vẫn|là (?!đầu mối|cơ quan|đơn vị|chủ đầu tư)|có (?!trách nhiệm"
    r"|nhiệm vụ|nghĩa vụ|văn bản|kế hoạch|giải pháp|biện pháp"
    r"|phương án|ý kiến|báo cáo|thông báo|hướng dẫn)|tại\b|theo quy định|nhận được|xác định rằng|báo cáo tại"
    r"|thống nhất (?!với)|trình tại)"
)
_DASHED_OWNER = pattern(r"\s[-–—]\s+(?=[^\W\d_])")
_BRACKET_OWNER = pattern(
    r"\(\s*(?:giao\s+|đơn vị (?:thực hiện|chủ trì)\s*:\s*|thực hiện\s*:\s*|chủ trì\s*:\s*)?(?=[^\W\d_])", re.IGNORECASE
)
_BRACKET_END = pattern(
    r"\s*(?:chủ trì(?:\s+thực hiện)?|thực hiện|phụ trách|chịu trách nhiệm(?:\s+thực hiện)?)?\s*\)\s*[.;]?\s*$"
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
_ANSWERS = pattern(r"[\s,]*(?:có trách nhiệm|chịu trách nhiệm|chủ trì|là đầu mối|làm đầu mối|tham mưu)")
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
_REACH = 1500  # characters of a paragraph searched for who is given work


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
        return _act(text, at, row, lead=of.group().strip().lower(), manner=Manner.ORDER) if row else None
    words = tokens_between(text, at, at + 120) if _may_lead(text, at) else []
    for name, manner in (("requests", Manner.REQUEST), ("orders", Manner.ORDER)):
        taken = longest(cue("acts", name), words, 0)
        if taken and taken < len(words):
            row = row_at(text, words[taken].start, bare=True)
            lead = " ".join(word.key for word in words[:taken])
            if row:
                return _act(text, at, row, lead=lead, manner=manner)
    row = row_at(text, at)
    if row is None:
        return None
    if _CITIZEN.match(row.names[0].name):
        return None
    return _passed_on(text, _act(text, at, row, lead="", manner=Manner.ORDER), numbered=numbered)


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


def _act(text: str, at: int, row: Row, *, lead: str, manner: Manner) -> Act:
    return Act(row.names, manner, at, row.end, _follow(text, row.end), lead, bool(_LEADS.match(text, row.end)))


def _follow(text: str, end: int) -> Follow:
    """What comes behind a row of bodies."""
    rest = text[end : end + 260]
    bare = re.sub(r"^\s*\([^()]{0,200}\)", "", rest).lstrip()
    if not bare or (re.fullmatch(r"[.;,\s]*(?:\./\.)?", bare) and len(text) - end <= 260):
        return "end"
    if bare[0] == ":":
        return "colon"
    if _STATEMENT.match(bare):
        return "none"
    words = tokens(bare[:120])
    first = 1 if words and words[0].key == "," else 0
    if first < len(words) and words[first].key == "đồng" and words[min(first + 1, len(words) - 1)].key == "thời":
        first += 2
    if longest(cue("acts", "verbs"), words, first) and not (first < len(words) and words[first].capital):
        return "verb"
    return "none"


def opening(text: str, *, inside: bool = False, numbered: bool = False) -> Act | None:
    """Who a unit gives work to, told from its own words; None when it names nobody.

    `inside` an agency's item only another body at its very beginning counts: other names there are objects.
    """
    first = act_at(text, 0, numbered=numbered) or (_common_nouns(text) if numbered else None)
    if inside:
        own = first if first and (not first.lead or first.lead.startswith("giao")) else None
        return own if own and own.follow in ("verb", "colon") else None
    if first and first.follow == "colon" and not first.lead and not _proper(first.parties[0].name):
        behind = _behind_topic(text)
        if behind:
            return behind
    if first and (first.follow != "none" or (first.lead and not _statement(text, first))):
        return first
    found = _behind_topic(text) or _behind_clause(text) or _within(text) or _at_end(text) or _next_sentence(text)
    if found is None and numbered and first and not first.lead and _goes_on(text, first):
        return first._replace(follow="verb")
    return found


def _common_nouns(text: str) -> Act | None:
    """ "3. Nhà đầu tư, doanh nghiệp dự án huy động ...": a numbered unit may begin with nouns of several words."""
    if not _KIND_OF_BODY.match(text):
        return None
    row = row_at(text, 0, bare=True)
    act = _act(text, 0, row, lead="", manner=Manner.ORDER) if row else None
    return act if act and act.follow in ("verb", "colon") else None


def _goes_on(text: str, act: Act) -> bool:
    """Whether a numbered unit begins with named bodies and goes on with a verb, be it one nobody listed."""
    rest = text[act.end : act.end + 40]
    named = all(party.name[:1].isupper() and _proper(party.name) for party in act.parties)
    return named and not _STATEMENT.match(rest) and bool(_UNKNOWN_VERB.match(rest))


_OFFICE = pattern(
    r"(?:Tổ|Đội|Nhóm) (?:trưởng|phó)|Ủy viên|Thành viên|Thư ký|Trưởng|Phó|Chủ tịch|Giám đốc|Đại diện", re.IGNORECASE
)
_KIND_OF_BODY = pattern(
    r"(?:Nhà đầu tư|Chủ đầu tư|Nhà thầu|Doanh nghiệp|Chủ rừng|Chủ hồ|Đơn vị (?:thi công|tư vấn|quản lý|vận hành)"
    r"|Đơn vị được giao|Cơ quan, đơn vị|Cấp ủy|Chính quyền)\b"
)
_UNKNOWN_VERB = pattern(
    r"\s+(?!(?:là|đạt|có|bị|của|và|thuộc|với|về|ở|nơi|còn|gồm|do|ban hành|tại|hoặc|như|khi|nếu)\b)[^\W\d_]"
)


def _proper(name: str) -> bool:
    """Whether a name is one for sure: a capital behind its noun, a level, or a group."""
    words = tokens(name)
    return (
        any(word.capital for word in words[1:])
        or is_group(name)
        or words[-1].key in ("tỉnh", "huyện", "xã", "phường", "phố")
    )


def _next_sentence(text: str) -> Act | None:
    """ "3. Thực hiện thống kê. Các sở, ban, ngành là đầu mối ...": the second sentence says who answers for it."""
    for mark in re.finditer(r"[.;]\s+(?=[^\W\d_])", text[:900]):
        act = act_at(text, mark.end())
        if act and act.follow == "verb" and not act.lead and _ANSWERS.match(text, act.end):
            return act
    return None


def _statement(text: str, act: Act) -> bool:
    return bool(_STATEMENT.match(text[act.end : act.end + 40])) or act.lead.startswith(("đối với", "riêng", "yêu cầu"))


def _behind_topic(text: str) -> Act | None:
    """ "Tiêu chuẩn - đo lường: Ủy ban nhân dân huyện chủ động ..."."""
    topic = _TOPIC.match(text)
    if not topic:
        return None
    act = act_at(text, topic.end())
    return act if act and act.follow in ("verb", "colon") and not act.lead.startswith(("đối với", "riêng")) else None


def _behind_clause(text: str) -> Act | None:
    """ "Trên cơ sở báo cáo của ..., Sở Kế hoạch và Đầu tư theo dõi ..."."""
    start = _TOPIC.match(text)
    begin = start.end() if start else 0
    if not _ADVERBIAL.match(text, begin):
        return None
    for comma in re.finditer(r"[,;]\s+", text[: begin + 700]):
        if comma.end() <= begin:
            continue
        act = act_at(text, comma.end())
        if act and act.follow == "verb" and not act.lead and not _object(text, comma.start(), act):
            return act
        if act and act.follow in ("verb", "colon") and act.lead:
            return act
    return None


def _object(text: str, comma: int, act: Act) -> bool:
    """Whether the comma stands inside a row of names that something before it governs ("báo cáo của A, B, C").

    The last of such a row, or what follows a row closed with "và", is the subject.
    """
    if len(act.parties) == 1:
        return False
    window = max(0, comma - 200)
    for back in _GOVERNS.finditer(text, window, comma):
        row = row_at(text, back.end(), bare=True)
        if row and row.end > comma + 2 and " và " not in text[back.end() : comma]:
            return True
    return False


_GOVERNS = pattern(r"(?<!\w)(?:của|với|cho|gồm|tại|từ|về|là|do|thuộc|lãnh đạo)\s+")


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


def _within(text: str) -> Act | None:
    """ "...; giao Sở Y tế chủ trì": an assigning verb inside the sentence, at the start of a clause."""
    for act in acts_within(text[:_REACH]):
        before = text[: act.start]
        if act.lead.startswith("giao") or not before or _CLAUSE_START.search(before[-30:]) or _subject_before(before):
            return act
    return None


def _subject_before(before: str) -> bool:
    """Whether an issuing body stands right before the verb: "..., Chủ tịch UBND tỉnh yêu cầu"."""
    found = re.search(
        r"(?:Chủ tịch|Ủy ban nhân dân|UBND|Thủ tướng|Chính phủ|Bộ|Sở|Ban|Thành phố|tỉnh|huyện|Văn phòng"
        r"|Thường trực)[^.;:,]{0,80}$",
        before[-120:],
    )
    return found is not None


def _at_end(text: str) -> Act | None:
    """The owner behind the matter: "Tài sản hạ tầng đô thị - Bộ Xây dựng.", "... (Sở Tài chính chủ trì)"."""
    for dash in reversed(list(_DASHED_OWNER.finditer(text, max(0, len(text) - 200)))):
        row = row_at(text, dash.end())
        if (
            row
            and not _OFFICE.match(row.names[0].name)
            and re.fullmatch(r"\s*[.;,]*(?:\./\.)?\s*", text[row.end :])
            and row.names[0].name[0].isupper()
        ):
            return Act(row.names, Manner.ORDER, dash.start(), row.end, "end")
    for bracket in reversed(list(_BRACKET_OWNER.finditer(text, max(0, len(text) - 200)))):
        row = row_at(text, bracket.end())
        if row and _BRACKET_END.match(text, row.end) and row.names[0].name[0].isupper():
            return Act(row.names, Manner.ORDER, bracket.start(), row.end, "end")
    return None


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
