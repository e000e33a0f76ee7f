"""Ai được giao: who a unit or paragraph gives work to, told from its own words.

The body may stand first, behind a topic or a clause, inside the sentence, in the second sentence, or at the very end.
"""

import re

from directive.document import Manner
from directive.reading.acts import STATEMENT, Act, act_at, act_of, acts_within, is_group
from directive.reading.cues import tokens
from directive.reading.parties import row_at
from directive.reading.patterns import pattern

_TOPIC = pattern(r"[^.;:]{3,200}:\s+")
_ADVERBIAL = pattern(
    r"(?:trên cơ sở|căn cứ|để|trong|khi|nhằm|trước|sau|đối với|trường hợp|từ|theo|qua|đồng thời|định kỳ|hằng"
    r"|hàng|ngoài|chậm nhất"
    r"|về|giai đoạn|với|bên cạnh|đến|ngay|nếu|riêng|xét|thống nhất|nhất trí|đồng ý|giao|tùy|vào|kể từ|do"
    r"|chấp thuận|cho phép|cơ bản|tại)\b",
    re.IGNORECASE,
)
_CLAUSE_START = pattern(r"[.;:,]\s*(?:[Đđ]ồng thời,?\s*|[Vv]à\s+)?$")
_DASHED_OWNER = pattern(r"\s[-–—]\s+(?=[^\W\d_])")
_BRACKET_OWNER = pattern(
    r"\(\s*(?:giao\s+|đơn vị (?:thực hiện|chủ trì)\s*:\s*|thực hiện\s*:\s*|chủ trì\s*:\s*)?(?=[^\W\d_])", re.IGNORECASE
)
_BRACKET_END = pattern(
    r"\s*(?:chủ trì(?:\s+thực hiện)?|thực hiện|phụ trách|chịu trách nhiệm(?:\s+thực hiện)?)?\s*\)\s*[.;]?\s*$"
)
_ANSWERS = pattern(r"[\s,]*(?:có trách nhiệm|chịu trách nhiệm|chủ trì|là đầu mối|làm đầu mối|tham mưu)")
_REACH = 1500  # characters of a paragraph searched for who is given work


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
    if first and (first.follow != "none" or (first.lead and not _told_of(text, first))):
        return first
    found = _behind_topic(text) or _behind_clause(text) or _inside(text) or _at_end(text) or _next_sentence(text)
    if found is None and numbered and first and not first.lead and _goes_on(text, first):
        return first._replace(follow="verb")
    return found


def _common_nouns(text: str) -> Act | None:
    """ "3. Nhà đầu tư, doanh nghiệp dự án huy động ...": a numbered unit may begin with nouns of several words."""
    if not _KIND_OF_BODY.match(text):
        return None
    row = row_at(text, 0, bare=True)
    act = act_of(text, 0, row, lead="", manner=Manner.ORDER) if row else None
    return act if act and act.follow in ("verb", "colon") else None


def _goes_on(text: str, act: Act) -> bool:
    """Whether a numbered unit begins with named bodies and goes on with a verb, be it one nobody listed."""
    rest = text[act.end : act.end + 40]
    named = all(party.name[:1].isupper() and _proper(party.name) for party in act.parties)
    return named and not STATEMENT.match(rest) and bool(_UNKNOWN_VERB.match(rest))


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


def _told_of(text: str, act: Act) -> bool:
    return bool(STATEMENT.match(text[act.end : act.end + 40])) or act.lead.startswith(("đối với", "riêng", "yêu cầu"))


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


def _inside(text: str) -> Act | None:
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
