"""Đơn vị có cơ quan đứng đầu: a unit with its own owner, and the other bodies' units inside it."""

import re

from directive.reading.acts import Act, act_at, is_group, is_heading
from directive.reading.drafting import WHERE, Draft, Reader, draft_from, marks_under
from directive.reading.formulas import DIFFICULTIES, is_formula
from directive.reading.openings import opening
from directive.reading.outline import Node
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.scanning import Found
from directive.reading.source import Passage
from directive.reading.spelling import key

_PASSES_ON = pattern(r"[\s,]*(?:báo cáo|tổng hợp|gửi|trình|xem xét|có trách nhiệm tổng hợp)")
_ONE_KIND = pattern(r"(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân|Công an) các ")
_EACH = pattern(r"(?:Mỗi|Từng) (?:đơn vị|cơ quan|địa phương|trường|thành viên|đồng chí)", re.IGNORECASE)


def all_split(node: Node, act: Act, reader: Reader) -> bool:
    """Whether every part of an agency's heading has an owner of its own: "3. Sở A, Sở B: a) Sở A ...; b) Sở B ..."."""
    if not is_heading(node.text, act):
        return False
    units = [unit for unit in marks_under(node) if unit.parts or not _is_party_row(unit)]
    acts = [opening(unit.text) if unit.text else None for unit in units]
    return (
        len(units) > 1
        and all(a and a.follow in ("verb", "colon", "end") and not a.lead.startswith("yêu") for a in acts)
        and (len({k for a in acts if a for k in a.keys}) > 1)
    )


def agency_unit(node: Node, label: str, act: Act, reader: Reader) -> list[Draft]:
    """A unit with its own owner, and the other bodies' units inside it."""
    headed = bool(node.parts) and (is_heading(node.text, act) or _is_clause_heading(node, act))
    draft = draft_from(node, label, act)
    if act.follow == "colon" and act.start == 0 and not headed:
        colon = node.text.index(":", act.end)
        draft.body_from = colon + 1 if node.text[colon + 1 :].strip() else 0
        draft.heading = node.words.cut(0, colon) if draft.body_from else None
    draft.own_words = not headed
    draft.heading = node.words if headed else draft.heading
    rows = [unit for unit in marks_under(node) if not unit.parts and _is_party_row(unit)]
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


def _is_clause_heading(node: Node, act: Act) -> bool:
    """A heading that is a group and a clause saying which: "Các đơn vị được giao quản lý, sử dụng tài sản"."""
    if act.start or act.lead or len(node.text) > 240 or node.text.endswith((".", ";", ":")):
        return False
    if act.follow == "end":
        return bool(WHERE.match(node.text, act.end))
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
        if inside and _is_other(inside, own) and not is_formula(part.text, inside) and not _reports(part, inside):
            number = part.label.shown if part.label and part.label.shown else str(count) if part.label else ""
            drafts += agency_unit(part, f"{label}.{number}".strip("."), inside, reader)
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
    return bool(DIFFICULTIES.match(part.text) or re.search(r"báo cáo|phản ánh", part.text[act.end : act.end + 90]))


def _is_other(act: Act, own: set[str]) -> bool:
    """Whether an act names a body other than the owners and their heads."""
    if (act.parties[0].name[:1].islower() and not act.lead) or _EACH.match(act.parties[0].name):
        return False
    return not any(a in b or b in a for a in act.keys for b in own)
