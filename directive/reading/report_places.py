"""Nơi nói về báo cáo và hạn chung: paragraphs that speak for all units of a text."""

import re
from collections.abc import Sequence

from directive.reading.drafting import Draft
from directive.reading.notebook import Reading, once
from directive.reading.outline import Node, walk
from directive.reading.reporting import Place, about_reporting
from directive.reading.timing import deadlines_in


def common_deadlines(reading: Reading, closings: Sequence[Node]) -> None:
    """A deadline behind all items governs all of them."""
    common = [
        node
        for node in closings
        if re.match(
            r"(?:Thời gian|Thời hạn|Tiến độ|Các (?:nội dung|nhiệm vụ)|Hoàn thành|Yêu cầu hoàn thành)", node.text
        )
    ]
    found = deadlines_in(
        [node.words for node in common if "báo cáo" not in node.text[:200].lower()], signed=reading.head.day
    )
    if found:
        reading.assignments[:] = [
            assignment.model_copy(update={"deadlines": once([*assignment.deadlines, *found])})
            for assignment in reading.assignments
        ]


def report_places(reading: Reading, root: Node, closings: Sequence[Node], drafts: Sequence[Draft]) -> None:
    """Every paragraph with what is known of it, for finding the report clause."""
    owners: dict[int, tuple[str, ...]] = {}
    for draft, assignment in zip(drafts, reading.assignments[-len(drafts) :] if drafts else [], strict=True):
        for node in walk(draft.node):
            owners[id(node)] = tuple(owner.name for owner in assignment.owners)
    closing = {id(node) for node in closings}
    labelled = [part for part in root.parts if part.label]
    final = labelled[-1] if labelled else root
    while final.kind in ("part", "roman", "upper", "article") and any(part.label for part in final.parts):
        final = [part for part in final.parts if part.label][-1]
    last = {id(node) for node in walk(final)} if labelled else set()
    sections: set[int] = set()
    for node in walk(root):
        titled = ":" in node.text[:60] or not node.text.endswith(".")
        heading = node.label and node.kind not in ("dash", "plus", "star") and titled
        if heading and about_reporting(node.text.split(":")[0]):
            sections |= {id(under) for under in walk(node)}
    seen_label = False

    def alone(node: Node) -> bool:
        return len(drafts) == 1 or (not labelled and "(qua " in node.text)

    for node in walk(root):
        seen_label = seen_label or node.label is not None
        if not node.text or (labelled and not seen_label):
            continue
        reading.places.append(
            Place(
                node.words, owners.get(id(node), ()), closing=id(node) in closing, last_item=id(node) in last,
                section=id(node) in sections, only=id(node) in owners and alone(node),
            )
        )  # fmt: skip
