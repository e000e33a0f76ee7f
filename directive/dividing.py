"""Chia, tách, gộp: the pieces of one assignment that are asked about apart, or together again.

The quoted text stays whole in every part; only which of its pieces a part answers for changes.
"""

import re

from directive.deadlines import Deadline, Unstated
from directive.document import Action
from directive.errors import BadInput, NotAllowed
from directive.obligations import Proposed, short_title
from directive.proposal_notes import place
from directive.values import Span

# "... trên địa bàn huyện. Kịp thời báo cáo" ends a sentence, "TP. Quảng Ngãi" does not; a line that
# opens with a dash begins another.
_SENTENCE_END = re.compile(r"(?<=[\w)”][.;!?])(?<!TP\.)(?<!TX\.)\s+(?=[A-ZÀ-ỸĐ])|\n(?=\s*[-–+]\s)")


def sentences(one: Proposed) -> tuple[Span, ...]:
    """The pieces an assignment may be divided into: its sentences, without label and heading."""
    start, pieces = _body_start(one), []
    for end in [*(found.start() for found in _SENTENCE_END.finditer(one.quote, start)), len(one.quote)]:
        piece = one.quote[start:end]
        stripped = piece.strip(" \t\n-–+")
        if stripped:
            first = one.span.start + start + piece.index(stripped)
            pieces.append(Span(first, first + len(stripped)))
        start = end
    return tuple(pieces)


def _body_start(one: Proposed) -> int:
    """Where the quote goes on after its label and heading: at the words the title was taken from."""
    words = one.title.rstrip("…").split()[:5]
    found = re.search(r"\s+".join(map(re.escape, words)), one.quote) if words else None
    return found.start() if found else 0


def divided(one: Proposed, spans: tuple[Span, ...]) -> tuple[Action, ...]:
    """The pieces as actions; they must be words of the assignment, one after the other."""
    ordered = sorted(spans)
    edges = [one.span.start, *(edge for span in ordered for edge in span), one.span.end]
    if not ordered or edges != sorted(edges) or any(span.start == span.end for span in ordered):
        raise BadInput(f"{place(one)}: mỗi việc là một đoạn lời văn của mục, các đoạn không chồng lên nhau. Chọn lại.")
    return tuple(Action(text=_quoted(one, span), span=span) for span in ordered)


def split(one: Proposed, parts: tuple[tuple[int, ...], ...]) -> tuple[Proposed, ...]:
    """One assignment for each part; every action in exactly one."""
    listed = sorted(index for part in parts for index in part)
    if len(parts) < 2 or not all(parts) or listed != list(range(len(one.actions))):
        have = f"Mục này có {len(one.actions)} việc."
        raise BadInput(f"{place(one)}: tách thành ít nhất hai phần, mỗi việc vào đúng một phần. {have}")
    return tuple(_part(one, number, part) for number, part in enumerate(parts, start=1))


def _part(one: Proposed, number: int, indices: tuple[int, ...]) -> Proposed:
    """One part: its own actions, and the deadlines that stand in them or in nobody's."""
    mine = tuple(one.actions[index] for index in sorted(indices))
    others = [action for action in one.actions if action not in mine]
    return one.model_copy(
        update={
            "label": f"{one.label}.{number}" if one.label else str(number),
            "title": short_title(None, mine[0].text),
            "actions": mine,
            "deadlines": tuple(deadline for deadline in one.deadlines if not _within(deadline, others)),
        }
    )


def _within(deadline: Deadline, actions: list[Action]) -> bool:
    if isinstance(deadline, Unstated):
        return False
    spans = [action.span for action in actions]
    return any(span.start <= deadline.span.start and deadline.span.end <= span.end for span in spans)


def joined(one: Proposed, other: Proposed, *, last: bool) -> Proposed:
    """Two parts of one assignment as one again; the `last` join gives it its own label back."""
    if (one.owners, one.partners) != (other.owners, other.partners):
        raise NotAllowed(f"{place(one)} và {place(other).lower()} có cơ quan khác nhau. Sửa cho giống nhau rồi gộp.")
    return one.model_copy(
        update={
            "label": (one.label or "").rpartition(".")[0] or None if last else one.label,
            "actions": tuple(sorted((*one.actions, *other.actions), key=lambda action: action.span)),
            "deadlines": (*one.deadlines, *(each for each in other.deadlines if each not in one.deadlines)),
        }
    )


def _quoted(one: Proposed, span: Span) -> str:
    return one.quote[span.start - one.span.start : span.end - one.span.start]
