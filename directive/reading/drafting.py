"""Bản nháp của một nhiệm vụ: what is known of one assignment before it is written down, and of the whole while units
are read.
"""

from dataclasses import dataclass, field

from directive.document import Manner, Role
from directive.reading.acts import Act, act_at, is_group
from directive.reading.openings import opening
from directive.reading.outline import Node, walk
from directive.reading.patterns import pattern
from directive.reading.scanning import Found
from directive.reading.source import Passage

_TONED = pattern(r"(?:đồng thời )?(?:giao|yêu|phân|đề|kính|mời|trân|mong|kêu|chỉ|thống)")
WHERE = pattern(r"\s+(?:nơi|có|đang|được|thuộc diện|nằm|giáp|ven|vùng|khu vực)\s|\s*,\s+(?=[^\W\d_])")


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


def label_under(path: str, node: Node) -> str:
    if node.label is None or not node.label.shown:
        return path
    shown = node.label.shown
    if node.kind == "decimal":
        head = path.rsplit(".", 1)[0] if "." in path and path.split(".")[0].isalpha() else ""
        return f"{head}.{shown}" if head and not shown.startswith(path) else shown
    return f"{path}.{shown}" if path else shown


def give_role(node: Node, role: Role, reader: Reader) -> None:
    for under in walk(node):
        reader.roles[id(under)] = role


def marks_under(node: Node) -> list[Node]:
    """The marks directly under a node, also those under its paragraphs."""
    found: list[Node] = []
    for part in node.parts:
        if part.label:
            found.append(part)
        else:
            found += [under for under in part.parts if under.label]
    return found


def draft_from(node: Node, label: str, act: Act) -> Draft:
    return Draft(
        label or None, node, list(act.parties), act.manner, node.words, act.leads,
        origin=[(party, node.words) for party in act.parties], toned=_TONED.match(act.lead) is not None,
    )  # fmt: skip


def _clause_heading(node: Node) -> Act | None:
    """A heading that is a group and where it is found: "UBND các xã, phường nơi có bến khách ngang sông"."""
    if not node.parts or node.label is None or len(node.text) > 240 or node.text.endswith((".", ";", ":")):
        return None
    act = act_at(node.text, 0)
    if act is None or act.lead or not is_group(act.parties[-1].name) or not WHERE.match(node.text, act.end):
        return None
    return act._replace(follow="end")


def words_of(node: Node) -> str:
    return " ".join(under.text for under in walk(node))
