"""Thời hạn trong một nhiệm vụ: which words are asked for deadlines, and where in the text what was found stands.

Dates of cited documents are hidden from the search; they are never deadlines.
"""

from collections.abc import Iterable
from datetime import date

from directive.deadlines import Deadline, Unstated
from directive.reading import time_words
from directive.reading.citations import cited_dates
from directive.reading.source import Passage
from directive.reading.spelling import tidy

_PIECE = 20_000  # characters asked at once
LONGEST = 100_000  # characters of one paragraph: fifty pages; what stands behind them is no sentence of a directive


def deadlines_in(passages: Iterable[Passage], *, signed: date | None, whole: bool = False) -> list[Deadline]:
    """The deadlines of some passages, in reading order, with spans in the original text.

    `whole` says that a passage is nothing but a time: a cell or a labelled field.
    """
    found: list[Deadline] = []
    for passage in passages:
        for start in range(0, max(min(len(passage.text), LONGEST), 1), _PIECE):
            piece = passage if len(passage.text) <= _PIECE else passage.cut(start, start + _PIECE)
            own = _in_piece(piece, signed=signed)
            found += own or (_in_phrase(piece, signed=signed) if whole and piece.text else [])
    return found


def _in_piece(piece: Passage, *, signed: date | None) -> list[Deadline]:
    return [
        deadline.model_copy(
            update={
                "text": tidy(piece.quote()[deadline.span.start : deadline.span.end]),
                "span": piece.span(deadline.span.start, deadline.span.end),
            }
        )
        for deadline in time_words.find(_hidden(piece.text), signed=signed)
        if not isinstance(deadline, Unstated)
    ]


def _in_phrase(piece: Passage, *, signed: date | None) -> list[Deadline]:
    deadline = time_words.read_phrase(piece.text, signed=signed)
    if isinstance(deadline, Unstated):
        return []
    return [deadline.model_copy(update={"text": tidy(piece.quote()), "span": piece.span()})]


def _hidden(text: str) -> str:
    """The text with the dates of citations blotted out, letter for letter."""
    for start, end in reversed(cited_dates(text)):
        text = text[:start] + "#" * (end - start) + text[end:]
    return text
