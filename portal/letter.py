"""The letter as its clerk sees it: the extracted text cut into stretches, each coloured by what was read in it."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from directive.deadlines import Unstated
from directive.document import Document, Role
from directive.obligations import Match, Proposal
from directive.values import Span

_RANK = {"deadline": 0, "owner": 1, "partner": 2, "cited": 3, "report": 4, "unread": 5, "head": 6}
"""Where colours overlap, the more telling one wins."""

_HEAD = frozenset({Role.HEAD, Role.ADDRESSEE, Role.RECIPIENTS, Role.SIGNATURE})


class Mark(NamedTuple):
    """A stretch of the text that means something."""

    span: Span
    kind: str


class Piece(NamedTuple):
    """A stretch of the text as drawn: its colour, and the assignments that begin with it."""

    text: str
    kind: str
    starts: tuple[int, ...]


def pieces(document: Document, proposal: Proposal) -> list[Piece]:
    """The whole text in order, every character once."""
    text = document.text
    marks = [m for m in _marks(document, proposal) if 0 <= m.span.start < m.span.end <= len(text)]
    starts: dict[int, list[int]] = {}
    for number, one in enumerate(proposal.assignments):
        starts.setdefault(min(max(one.span.start, 0), len(text)), []).append(number)
    edges = sorted({0, len(text), *starts, *(m.span.start for m in marks), *(m.span.end for m in marks)})
    opening = sorted(marks, key=lambda m: m.span.start)
    open_now: list[Mark] = []
    drawn: list[Piece] = []
    at = 0
    for start, end in pairwise(edges):
        while at < len(opening) and opening[at].span.start <= start:
            open_now.append(opening[at])
            at += 1
        open_now = [m for m in open_now if m.span.end > start]
        kind = min((m.kind for m in open_now), key=_RANK.__getitem__, default="")
        drawn.append(Piece(text[start:end], kind, tuple(starts.get(start, ()))))
    return drawn


def _marks(document: Document, proposal: Proposal) -> Iterator[Mark]:
    for line in document.lines:
        if line.role in _HEAD:
            yield Mark(line.span, "head")
        elif line.role is Role.UNREAD:
            yield Mark(line.span, "unread")
    yield from (Mark(citation.span, "cited") for citation in document.citations)
    for one in proposal.assignments:
        yield from _parties(one.owners, "owner")
        yield from _parties(one.partners, "partner")
        yield from (Mark(d.span, "deadline") for d in one.deadlines if not isinstance(d, Unstated))
    if proposal.report is not None:
        if proposal.report.span is not None:
            yield Mark(proposal.report.span, "report")
        if proposal.report.collector is not None:
            yield from _parties([proposal.report.collector], "owner")
        yield from (Mark(d.span, "deadline") for d in proposal.report.deadlines if not isinstance(d, Unstated))


def _parties(matches: Iterable[Match], kind: str) -> Iterator[Mark]:
    return (Mark(match.span, kind) for match in matches if match.span is not None)
