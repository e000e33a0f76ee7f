"""Nhiệm vụ dự thảo: from the outline to units that somebody must carry out.

An assignment is the smallest numbered, lettered or headed unit with its own owner. An agency heading with its marks is
one assignment with as many actions; a topic heading is one assignment when nothing under it names an owner, and is
split when something does; a mark or paragraph that gives another body work is an assignment of its own.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from directive.document import Manner, Role
from directive.reading.acts import Act, act_at, acts_within, is_group, is_heading, opening
from directive.reading.cues import listed
from directive.reading.fields import labelled
from directive.reading.outline import Node, walk
from directive.reading.parties import Found, row_at
from directive.reading.patterns import pattern
from directive.reading.reporting import about_reporting
from directive.reading.source import Passage
from directive.reading.spelling import key

_SECTIONS = ("part", "roman", "upper", "article", "step")
_CLOSING = pattern(
    r"(?:Yêu cầu|Đề nghị|Căn cứ|Nhận được|Trên đây|Nay thông báo|Văn phòng|Giao |Trong quá trình|Quá trình|UBND"
    r"|Ủy ban nhân dân|Chủ tịch"
    r"|(?:Chỉ thị|Quyết định|Kế hoạch|Thông báo|Công điện|Công văn) này|Thủ trưởng|Các |Mong|Rất mong|Sở |Bộ "
    r"|Nếu |Định kỳ|Đồng thời"
    r"|Thời gian|Thời hạn|Tiến độ|Trường hợp|Bãi bỏ|Phó |Trân trọng|Kết quả|Báo cáo|Trước ngày|Các nội dung"
    r"|Với |Thủ tướng|Giám đốc|Phòng |Ban )"
)
_EXECUTE = pattern(
    r"[\s,]*(?:(?:căn cứ|theo)[^,.;]{0,90},?\s*)?(?:để\s+)?(?:có trách nhiệm|chịu trách nhiệm|nghiêm túc"
    r"|khẩn trương|tích cực|chủ động|quan tâm|tập trung|biết|và|,|phối hợp|\s)*"
    r"(?:(?:tổ chức|triển khai|chỉ đạo|thực hiện|thi hành|nghiêm túc|nghiêm|tốt|có hiệu quả|hiệu quả|đồng bộ"
    r"|khẩn trương|đúng tiến độ|bảo đảm|chất lượng|và|,)\s*)+"
    r"(?:(?:các\s+)?(?:nội dung|nhiệm vụ|chỉ đạo|ý kiến)[^.;:]{0,60}|theo (?:đúng )?(?:quy định|nội dung"
    r"|tinh thần|chỉ đạo)[^.;:]{0,60}"
    r"|(?:Chỉ thị|Quyết định|Kế hoạch|Thông báo|Công điện|Công văn|văn bản)(?: này)?)?[\s,./]*",
    re.IGNORECASE,
)
_DIFFICULTIES = pattern(
    r"(?:Trong\s+)?(?:quá trình)\s+(?:tổ chức\s+|triển khai\s+|thực hiện[,\s]*)+.{0,60}?(?:khó khăn|vướng mắc"
    r"|phát sinh|vấn đề)",
    re.IGNORECASE,
)
_INTO_FORCE = pattern(
    r"(?:Quyết định|Chỉ thị|Kế hoạch|Quy chế|Quy định|Thông báo) này (?:có hiệu lực|thay thế)|Bãi bỏ"
    r"|.{0,40}có hiệu lực (?:thi hành )?kể từ"
)
_EXECUTION_ARTICLE = pattern(
    r"chịu trách nhiệm (?:tổ chức\s+)?(?:thi hành|thực hiện)\s+(?P<paper>Quyết định|Nghị quyết|Chỉ thị) này",
    re.IGNORECASE,
)
_TONED = pattern(r"(?:đồng thời )?(?:giao|yêu|phân|đề|kính|mời|trân|mong|kêu|chỉ|thống)")
_REQUESTS = pattern(
    r"(?<!xét )(?<!theo )(?:đề nghị|mời)(?! của| tại)(?![^:]*(?:yêu cầu|chỉ thị|ý kiến|kết luận))[^:]{0,400}:\s*$",
    re.IGNORECASE,
)
_WHERE = pattern(r"\s+(?:nơi|có|đang|được|thuộc diện|nằm|giáp|ven|vùng|khu vực)\s|\s*,\s+(?=[^\W\d_])")
_PASSES_ON = pattern(r"[\s,]*(?:báo cáo|tổng hợp|gửi|trình|xem xét|có trách nhiệm tổng hợp)")
_DECIDES = pattern(r"(?:Cơ bản )?(?:thống nhất|đồng ý|nhất trí|chấp thuận|cho phép)\b", re.IGNORECASE)
_ANNOUNCES = pattern(r"\s+(?:xin |trân trọng |kính )?thông báo (?:để|đến|ý kiến|kết luận|cho|tới)")
_ASSESSES = pattern(
    r"(?:Về )?(?:tình hình|kết quả|kinh phí|nguồn vốn|khó khăn|tồn tại|lộ trình|thời gian)", re.IGNORECASE
)
_ONE_KIND = pattern(r"(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân|Công an) các ")
_FOLLOWS_UP = pattern(r"theo dõi|đôn đốc|kiểm tra|tổng hợp")
_EACH = pattern(r"(?:Mỗi|Từng) (?:đơn vị|cơ quan|địa phương|trường|thành viên|đồng chí)", re.IGNORECASE)
_NOTE = pattern(r"(?:\*\s*)?(?:Lưu ý|Ghi chú)\s*:", re.IGNORECASE)
_WARNING = pattern(r"(?:sẽ (?:tổng hợp|báo cáo|xem xét|xử lý|bị)|xử lý đối với)", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """One assignment before it is written down: its owners, its words, its actions."""

    label: str | None
    node: Node
    owners: list[Found]
    manner: Manner
    owner_from: Passage | None  # where the owners' names stand; None when inherited
    leads: bool = False
    heading: Passage | None = None
    body_from: int = 0  # where the words behind an agency's heading on the same line begin
    own_words: bool = True  # the node's own words belong to the text (they are not an agency's heading)
    partners: list[tuple[Found, Passage]] = field(default_factory=list)
    excluded: list[Node] = field(default_factory=list)
    time_fields: list[Passage] = field(default_factory=list)
    inherited: bool = False
    toned: bool = False  # its own words say whether it is an order or a request
    origin: list[tuple[Found, Passage]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Default:
    """Whoever the preamble or the list of addressees names: the owners of topics that name nobody."""

    owners: tuple[tuple[Found, Passage], ...]
    manner: Manner


@dataclass(slots=True)
class Reader:
    """What is known while the outline is read."""

    default: Default | None
    manner: Manner = Manner.ORDER  # the tone of the preamble, for units that have none of their own
    letterlike: bool = False  # a letter or telegram: its numbered topics are told to the addressees
    owns: dict[int, bool] = field(default_factory=dict)
    openings: dict[int, Act | None] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)

    def opening(self, node: Node) -> Act | None:
        """Who the node's own words give work to."""
        if id(node) not in self.openings:
            found = opening(node.text, numbered=node.label is not None) if node.text else None
            self.openings[id(node)] = found or _clause_heading(node)
        return self.openings[id(node)]


def settle_closings(root: Node) -> list[Node]:
    """Takes the closing paragraphs off the last unit; they speak to everybody."""
    chain = [root]
    while (chain[-1].parts and chain[-1].parts[-1].parts) or (chain[-1].parts and chain[-1].parts[-1].label):
        chain.append(chain[-1].parts[-1])
    closings: list[Node] = []
    if len(chain) == 1:
        return closings
    for holder in reversed(chain[1:]):
        while holder.parts and not holder.parts[-1].label and not holder.parts[-1].parts and _closes(holder):
            closings.append(holder.parts.pop())
        if holder.parts and not holder.parts[-1].label and holder.parts[-1].parts:
            break
    closings.reverse()
    root.parts += closings
    return closings


def lift_paragraphs(node: Node) -> None:
    """A paragraph behind the last of several lettered points speaks for the unit they stand in."""
    for unit in walk(node):
        points = [part for part in unit.parts if part.label and part.kind in ("letter", "bracket")]
        if len(points) < 2 or points[-1] is not unit.parts[-1] or not points[-1].text.endswith((".", ";")):
            continue
        last = points[-1]
        lifted: list[Node] = []
        while last.parts and not last.parts[-1].label:
            lifted.append(last.parts.pop())
        unit.parts += reversed(lifted)


def _closes(holder: Node) -> bool:
    last = holder.parts[-1]
    alone = len(holder.parts) == 1 and (
        not holder.text or (len(holder.text) < 160 and not holder.text.endswith((".", ";")))
    )
    return not alone and bool(_CLOSING.match(last.text)) and not labelled(last.text)


def drafts_of(root: Node, reader: Reader) -> list[Draft]:
    """The assignments of an outline, in reading order."""
    for node in reversed(list(walk(root))):
        reader.owns[id(node)] = _owns(node, reader)
    drafts: list[Draft] = []
    numbered = any(part.label for part in root.parts)
    seen_label = False
    for at, part in enumerate(root.parts):
        if part.label:
            seen_label = True
            drafts += _unit(part, "", reader, background=False)
        elif numbered and not seen_label and not (part.parts and any(p.label for p in part.parts)):
            _preamble(part, reader, last=at + 1 < len(root.parts) and bool(root.parts[at + 1].label))
        elif part.parts:
            _preamble(part, reader, last=True)
            for child in part.parts:
                drafts += _unit(child, "", reader, background=False)
        else:
            drafts += _loose(part, reader, closing=seen_label)
    for draft in drafts:
        if not draft.toned:
            draft.manner = reader.manner
    return drafts


def _owns(node: Node, reader: Reader) -> bool:
    if _own_field(node):
        return True
    act = reader.opening(node)
    if act and not (node.label is None and node.text.endswith(":") and not node.parts) and not _statement(node):
        return True
    return any(reader.owns.get(id(part), False) for part in node.parts)


def _own_field(node: Node) -> bool:
    found = labelled(node.text)
    return found is not None and found[0] == "owner"


def _statement(node: Node) -> bool:
    execution = _EXECUTION_ARTICLE.search(node.text[:2000]) if "rách nhiệm" in node.text[:2000] else None
    if execution and node.kind in ("number", "letter", "decimal") and execution.group("paper") == "Chỉ thị":
        execution = None  # a numbered item that tells everybody to carry the paper out; in decisions it is an article
    return bool(_INTO_FORCE.match(node.text) or execution or _NOTE.match(node.text))


def _preamble(part: Node, reader: Reader, *, last: bool) -> None:
    """The words before the first unit: bases, background, and who is told to do what follows."""
    text = part.text
    basis = (
        re.match(r"\W*(?:Thực hiện|Căn cứ|Theo|Xét|Để triển khai|Triển khai|Tiếp theo|Phúc đáp|Trên cơ sở)\b", text)
        is not None
    )
    reader.roles[id(part)] = Role.BASIS if basis else Role.BACKGROUND
    if not (last or text.rstrip().endswith(":")):
        return
    reader.roles[id(part)] = Role.PREAMBLE
    if _REQUESTS.search(text[-600:]):
        reader.manner = Manner.REQUEST
    acts = list(acts_within(text[-2500:]))
    if acts:
        shift = max(0, len(text) - 2500)
        act = acts[-1]
        reader.default = Default(
            tuple((p._replace(start=p.start + shift, end=p.end + shift), part.words) for p in act.parties), act.manner
        )


def _unit(node: Node, path: str, reader: Reader, *, background: bool) -> list[Draft]:
    """The assignments of one labelled unit."""
    label = _path(path, node)
    if _statement(node):
        reader.roles[id(node)] = Role.CLOSING
        return []
    act = reader.opening(node)
    if _reporting_section(node, reader):
        _mark(node, Role.REPORT_CLAUSE, reader)
        return []
    if background or (_is_background(node, reader) and not act and not _assigns_inside(node, reader)):
        _mark(node, Role.BACKGROUND, reader)
        return []
    if act and not act.named and _DIFFICULTIES.match(node.text):
        _mark(node, Role.CLOSING, reader)
        return []
    fields = _fields(node)
    if fields:
        return [fields_draft(node, label, fields, act)]
    if act and not (node.parts and _all_split(node, act, reader)):
        return _agency_unit(node, label, act, reader)
    if act or reader.owns[id(node)]:
        return _split(node, label, reader)
    return _inherited(node, label, reader)


def _reporting_section(node: Node, reader: Reader) -> bool:
    """Whether a unit holds only the rules of reporting, told to groups."""
    if (
        not node.parts
        or len(node.text) > 120
        or node.kind in ("dash", "plus", "star")
        or not about_reporting(node.text)
    ):
        return False
    acts = [reader.opening(under) for under in walk(node) if under is not node]
    return node.kind in _SECTIONS and all(act is None or not act.named for act in acts)


def _path(path: str, node: Node) -> str:
    if node.label is None or not node.label.shown:
        return path
    shown = node.label.shown
    if node.kind == "decimal":
        head = path.rsplit(".", 1)[0] if "." in path and path.split(".")[0].isalpha() else ""
        return f"{head}.{shown}" if head and not shown.startswith(path) else shown
    return f"{path}.{shown}" if path else shown


def _is_background(node: Node, reader: Reader) -> bool:
    """Whether a heading opens a section of assessment, purpose, procedure, funding: told, not assigned."""
    heading = key(node.text[:160])
    heading = re.sub(r"^(?:về|phần) ", "", heading)
    if node.kind == "step" or heading.startswith("bước "):
        return True
    if not node.parts or len(node.text) > 140 or node.text.endswith((".", ";")):
        return False
    if any(cue in heading for cue in ("nhiệm vụ", "phân công", "tổ chức thực hiện", "trách nhiệm", "giải pháp")):
        return False
    if not any(re.match(rf"{re.escape(key(cue))}(?!\w)", heading) for cue in listed("sections", "background")):
        return False
    sectional = node.kind in _SECTIONS or node.text.isupper()
    return sectional or not (reader.default and reader.letterlike) or len(heading) < 40


def _assigns_inside(node: Node, reader: Reader) -> bool:
    """ "2. Về tình hình giải ngân": what sounds like an assessment assigns when its points do, in so many words."""
    if not _ASSESSES.match(node.text):
        return False
    acts = [reader.opening(under) for under in _units(node)]
    if any(a and a.start == 0 and a.lead.startswith(("giao", "yêu cầu", "phân công")) for a in acts):
        return True
    return any(_asks(part) for part in node.parts if not part.label)


def _asks(part: Node) -> bool:
    """Whether a sentence of a paragraph begins with a verb of assigning and a body by its name."""
    acts = [act for act in acts_within(part.text[:6000]) if act.named]
    return any(act.start == 0 or part.text[: act.start].rstrip().endswith((".", ";")) for act in acts)


def _mark(node: Node, role: Role, reader: Reader) -> None:
    for under in walk(node):
        reader.roles[id(under)] = role


def _units(node: Node) -> list[Node]:
    """The marks directly under a node, also those under its paragraphs."""
    found: list[Node] = []
    for part in node.parts:
        if part.label:
            found.append(part)
        else:
            found += [under for under in part.parts if under.label]
    return found


def _all_split(node: Node, act: Act, reader: Reader) -> bool:
    """Whether every part of an agency's heading has an owner of its own: "3. Sở A, Sở B: a) Sở A ...; b) Sở B ..."."""
    if not is_heading(node.text, act):
        return False
    units = [unit for unit in _units(node) if unit.parts or not _is_party_row(unit)]
    acts = [opening(unit.text) if unit.text else None for unit in units]
    return (
        len(units) > 1
        and all(a and a.follow in ("verb", "colon", "end") and not a.lead.startswith("yêu") for a in acts)
        and (len({k for a in acts if a for k in a.keys}) > 1)
    )


def _agency_unit(node: Node, label: str, act: Act, reader: Reader) -> list[Draft]:
    """A unit with its own owner, and the other bodies' units inside it."""
    headed = bool(node.parts) and (is_heading(node.text, act) or _is_clause_heading(node, act))
    draft = _draft(node, label, act)
    if act.follow == "colon" and act.start == 0 and not headed:
        colon = node.text.index(":", act.end)
        draft.body_from = colon + 1 if node.text[colon + 1 :].strip() else 0
        draft.heading = node.words.cut(0, colon) if draft.body_from else None
    draft.own_words = not headed
    draft.heading = node.words if headed else draft.heading
    rows = [unit for unit in _units(node) if not unit.parts and _is_party_row(unit)]
    if len(rows) > 1:
        _listed_owners(draft, rows)
    elif headed and len(act.parties) == 1:
        _extend_heading(draft, node, act)
    elif not headed:
        draft.origin += _further_owners(node, act)
    drafts = [draft]
    _others(node, label, draft, act, reader, drafts)
    if headed and len(drafts) == 2 and len(draft.excluded) == len(node.parts) == 1 and not node.parts[0].label:
        only = drafts[1]  # a heading and one paragraph that says more exactly who: one unit
        only.label, only.heading = draft.label, draft.heading
        return [only]
    return drafts


def _further_owners(node: Node, act: Act) -> list[tuple[Found, Passage]]:
    """Other bodies given work by later clauses of the same unit: "...; Công an phường bảo đảm trật tự"."""
    found: list[tuple[Found, Passage]] = []
    for mark in re.finditer(r"[.;]\s+(?=[^\W\d_])", node.text[:6000]):
        if mark.start() < act.end:
            continue
        other = act_at(node.text, mark.end())
        if other and other.follow == "verb" and _by_name(other) and not _PASSES_ON.match(node.text, other.end):
            found += [(party, node.words) for party in other.parties]
    return found


def _by_name(act: Act) -> bool:
    """Whether an act begins with a body by its name, or with a group of one kind: "UBND các phường"."""
    first = act.parties[0].name
    return act.named or not is_group(first) or bool(_ONE_KIND.match(first))


def _draft(node: Node, label: str, act: Act) -> Draft:
    return Draft(
        label or None, node, list(act.parties), act.manner, node.words, act.leads,
        origin=[(party, node.words) for party in act.parties], toned=_TONED.match(act.lead) is not None,
    )  # fmt: skip


def _clause_heading(node: Node) -> Act | None:
    """A heading that is a group and where it is found: "UBND các xã, phường nơi có bến khách ngang sông"."""
    if not node.parts or node.label is None or len(node.text) > 240 or node.text.endswith((".", ";", ":")):
        return None
    act = act_at(node.text, 0)
    if act is None or act.lead or not is_group(act.parties[-1].name) or not _WHERE.match(node.text, act.end):
        return None
    return act._replace(follow="end")


def _is_clause_heading(node: Node, act: Act) -> bool:
    """A heading that is a group and a clause saying which: "Các đơn vị được giao quản lý, sử dụng tài sản"."""
    if act.start or act.lead or len(node.text) > 240 or node.text.endswith((".", ";", ":")):
        return False
    if act.follow == "end":
        return bool(_WHERE.match(node.text, act.end))
    return (
        act.follow == "verb"
        and is_group(act.parties[-1].name)
        and bool(re.search(r"(?:được giao|được phân công|được|có)$", act.parties[-1].name))
    )


def _extend_heading(draft: Draft, node: Node, act: Act) -> None:
    """The whole clause belongs to the name of such a group."""
    if not _is_clause_heading(node, act):
        return
    party = act.parties[0]
    end = len(node.text.rstrip(" .:"))
    whole = party._replace(name=node.text[party.start : end], end=end)
    draft.owners[:] = [whole]
    draft.origin[:] = [(whole, node.words)]


def _is_party_row(node: Node) -> bool:
    """Whether a mark is nothing but bodies, with their scope in brackets at most."""
    row = row_at(node.text)
    if not row:
        return False
    rest = re.sub(r"\([^()]{0,400}\)", "", node.text[row.end :])
    return not rest.strip(" .;,:")


def _listed_owners(draft: Draft, rows: list[Node]) -> None:
    """Owners given as marks of their own, followed by what is common to them."""
    owners: list[tuple[Found, Passage]] = []
    for unit in rows:
        row = row_at(unit.text)
        owners += [(party, unit.words) for party in (row.names if row else ())]
    draft.origin = owners
    draft.owners = [party for party, _ in owners]


def _others(node: Node, label: str, draft: Draft, act: Act, reader: Reader, drafts: list[Draft]) -> None:
    """Marks and paragraphs inside an agency's unit that give another body work."""
    own = {key(party.name) for party in draft.owners} | act.keys
    count = 0
    for part in node.parts:
        count += part.label is not None
        inside = opening(part.text, inside=True) if part.text and not _is_party_row(part) else None
        if inside and _is_other(inside, own) and not _formula(part.text, inside) and not _reports(part, inside):
            number = part.label.shown if part.label and part.label.shown else str(count) if part.label else ""
            drafts += _agency_unit(part, f"{label}.{number}".strip("."), inside, reader)
            draft.excluded.append(part)
        elif part.parts:
            _others(
                part,
                f"{label}.{part.label.shown}" if part.label and part.label.shown else label,
                draft,
                act,
                reader,
                drafts,
            )


def _reports(part: Node, act: Act) -> bool:
    """Whether a group is only told to report, on results or on difficulties: that is the report clause."""
    if act.named:
        return False
    return bool(_DIFFICULTIES.match(part.text) or re.search(r"báo cáo|phản ánh", part.text[act.end : act.end + 90]))


def _is_other(act: Act, own: set[str]) -> bool:
    """Whether an act names a body other than the owners and their heads."""
    if (act.parties[0].name[:1].islower() and not act.lead) or _EACH.match(act.parties[0].name):
        return False
    return not any(a in b or b in a for a in act.keys for b in own)


def _split(node: Node, label: str, reader: Reader) -> list[Draft]:
    """A topic some of whose parts name an owner."""
    units = [part for part in node.parts if part.label or part.parts]
    if not units:
        return _paragraphs(node, label, reader)
    drafts: list[Draft] = []
    reader.roles[id(node)] = Role.HEADING
    before = reader.default
    act = reader.opening(node)
    marks = [part for part in units if part.label and not part.label.shown]
    for at, part in enumerate(node.parts):
        if part.label:
            own = _unit(part, label, reader, background=False)
            if len(marks) > 1 and part in marks:
                _count(own, label, marks.index(part) + 1)
            drafts += _in_full(own, act)
        elif part.text.endswith(":") and (part.parts or any(p.label for p in node.parts[at + 1 :])):
            _preamble(part, reader, last=True)
            for child in part.parts:
                drafts += _unit(child, label, reader, background=False)
        else:
            drafts += _loose(part, reader, closing=False, label=label)
    reader.default = before
    _share_fields(node, drafts, reader)
    return drafts


def _count(drafts: list[Draft], label: str, number: int) -> None:
    """Marks without a number get their place in the row, so that no two units share a label."""
    for draft in drafts:
        own = draft.label or ""
        draft.label = f"{label}.{number}{own.removeprefix(label)}".strip(".") or None


def _share_fields(node: Node, drafts: list[Draft], reader: Reader) -> None:
    """A time given for a whole topic ("- Thời gian hoàn thành: ...") governs every unit of it."""
    for part in node.parts:
        kind = labelled(part.text) if part.text and not part.parts else None
        if kind and kind[0] == "deadline" and drafts and not any(part is d.node for d in drafts):
            for draft in drafts:
                draft.time_fields.append(part.words.cut(kind[1]))
            drafts[-1].excluded.append(part)


def _in_full(drafts: list[Draft], heading: Act | None) -> list[Draft]:
    """ "Công ty" under a heading that names the company is that company."""
    for draft in drafts if heading else []:
        for number, (found, passage) in enumerate(draft.origin):
            full = [
                party.name
                for party in (heading.parties if heading else ())
                if key(party.name).startswith(key(found.name) + " ")
            ]
            if len(full) == 1:
                draft.origin[number] = (found._replace(name=full[0]), passage)
    return drafts


def _paragraphs(node: Node, label: str, reader: Reader) -> list[Draft]:
    """A topic with paragraphs only: one unit; several when several paragraphs name different owners."""
    own = [(part, reader.opening(part)) for part in node.parts]
    acting = [(part, act) for part, act in own if act and not _statement(part)]
    if len(acting) <= 1:
        part, act = acting[0] if acting else (node, reader.opening(node))
        if act is None:
            return _inherited(node, label, reader)
        draft = _draft(part, label, act)
        draft.node = node
        draft.heading = (
            node.words if part is not node and len(node.text) < 200 and not node.text.endswith((".", ";")) else None
        )
        return [draft]
    drafts: list[Draft] = []
    reader.roles[id(node)] = Role.HEADING
    for part in node.parts:
        drafts += _loose(part, reader, closing=False, label=label)
    return drafts


def _inherited(node: Node, label: str, reader: Reader) -> list[Draft]:
    """A topic nobody is named in: told to whom the preamble names, or background."""
    sections = [part for part in node.parts if part.label and part.kind not in ("dash", "plus", "star")]
    if node.kind in _SECTIONS and sections:
        drafts: list[Draft] = []
        reader.roles[id(node)] = Role.HEADING
        for part in node.parts:
            if part.label:
                drafts += _unit(part, label, reader, background=False)
            else:
                reader.roles[id(part)] = Role.BACKGROUND
        return drafts
    if (
        reader.default is None
        or _DECIDES.match(node.text)
        or _DIFFICULTIES.match(node.text)
        or _WARNING.search(_words_of(node)[:700])
    ):
        _mark(node, Role.BACKGROUND, reader)
        return []
    headed = bool(node.parts) and len(node.text) <= 200 and not node.text.endswith((".", ";"))
    return [
        Draft(
            label or None, node, [party for party, _ in reader.default.owners], reader.default.manner, None,
            heading=node.words if headed else None, inherited=True, origin=list(reader.default.owners),
        )
    ]  # fmt: skip


def _words_of(node: Node) -> str:
    return " ".join(under.text for under in walk(node))


def _loose(part: Node, reader: Reader, *, closing: bool, label: str = "") -> list[Draft]:
    """An unnumbered paragraph: an assignment when it gives a named body work, otherwise a closing formula."""
    if _statement(part):
        reader.roles[id(part)] = Role.CLOSING
        return []
    act = reader.opening(part)
    if act is None or part.text.rstrip().endswith(":"):
        reader.roles[id(part)] = _told(part, closing=closing)
        return []
    if _formula(part.text, act) or (closing and not act.named) or _DIFFICULTIES.match(part.text):
        reader.roles[id(part)] = Role.CLOSING
        return _following_up(part) if closing and not label and not _DIFFICULTIES.match(part.text) else []
    pieces = _sentences(part) if not label and not closing else [part]
    drafts = []
    for piece in pieces:
        own = opening(piece.text) if piece is not part else act
        if own:
            drafts.append(_draft(piece, label, own))
    return drafts


def _following_up(part: Node) -> list[Draft]:
    """ "... nghiêm túc thực hiện; Sở Y tế theo dõi, đôn đốc ...": the clause of a closing that one body answers for."""
    for mark in re.finditer(r"[.;]\s+(?=[^\W\d_])", part.text[:6000]):
        act = act_at(part.text, mark.end())
        if act and act.named and act.follow == "verb" and _FOLLOWS_UP.search(part.text[act.end : act.end + 60]):
            piece = Node(None, [part.words.cut(mark.end()).strip()], rows=part.rows)
            return [_draft(piece, "", act._replace(parties=_moved(act, mark.end()), start=0))]
    return []


def _moved(act: Act, by: int) -> tuple[Found, ...]:
    return tuple(party._replace(start=party.start - by, end=party.end - by) for party in act.parties)


def _told(part: Node, *, closing: bool) -> Role:
    text = part.text
    if re.match(r"\W*(?:Thực hiện|Căn cứ|Theo|Xét|Phúc đáp|Để triển khai)\b", text) and not closing:
        return Role.BASIS
    if text.rstrip().endswith(":"):
        return Role.PREAMBLE
    return Role.CLOSING if closing else Role.BACKGROUND


def _formula(text: str, act: Act) -> bool:
    """Whether an act only tells to know what stands above or to carry it out: "... nghiêm túc thực hiện./."."""
    return bool(_EXECUTE.fullmatch(text[act.end :]) or _ANNOUNCES.match(text, act.end))


def _sentences(part: Node) -> list[Node]:
    """A paragraph cut where a sentence or clause gives another body work."""
    cuts = [0]
    first = opening(part.text)
    for mark in re.finditer(r"[.;]\s+(?=[^\W\d_])", part.text[:6000]):
        if first and cuts == [0] and mark.start() < first.end:
            continue
        own = opening(part.text[mark.end() : mark.end() + 1500])
        if (
            own
            and own.start == 0
            and own.follow in ("verb", "colon")
            and not own.lead.startswith(("đề nghị cơ", "đối với"))
        ):
            cuts.append(mark.end())
    if len(cuts) == 1:
        return [part]
    edges = [*cuts, len(part.text)]
    return [Node(None, [part.words.cut(a, b).strip()], rows=part.rows) for a, b in pairwise(edges)]


def _fields(node: Node) -> dict[str, list[tuple[Node, int]]]:
    """Labelled fields directly under a unit, if one of them names the owner."""
    found: dict[str, list[tuple[Node, int]]] = {}
    for part in node.parts:
        kind = labelled(part.text) if part.text else None
        if kind:
            found.setdefault(kind[0], []).append((part, kind[1]))
    return found if "owner" in found else {}


def fields_draft(node: Node, label: str, fields: dict[str, list[tuple[Node, int]]], act: Act | None) -> Draft:
    """A unit whose owner, partners and time stand in fields of their own."""
    owners = _parties_of(fields["owner"])
    draft = Draft(
        label or None, node, [party for party, _ in owners], Manner.ORDER, node.words, leads=True, origin=owners
    )
    if not owners and act:
        draft = _draft(node, label, act)
    draft.partners = _parties_of(fields.get("partner", []))
    draft.time_fields = [part.words.cut(at) for part, at in fields.get("deadline", [])]
    draft.excluded = [part for parts in fields.values() for part, _ in parts]
    return draft


def _parties_of(values: list[tuple[Node, int]]) -> list[tuple[Found, Passage]]:
    """The bodies a field names, in its line or as marks under it."""
    found: list[tuple[Found, Passage]] = []
    for part, at in values:
        for piece in [part.words.cut(at), *(under.words for under in part.parts)]:
            row = row_at(piece.text, bare=True)
            if row:
                found += [(party, piece) for party in row.names]
            elif piece.text and len(piece.text) < 120:
                name = piece.text.strip(" .;,")
                found.append((Found(name, 0, len(name)), piece))
    return found
