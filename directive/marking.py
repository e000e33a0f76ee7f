"""Nguyên văn có màu: the extracted text of a letter cut into stretches, each marked by what was read in it (pure).

The portal's page and the command line draw the same stretches with the same legend.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from directive.deadlines import Unstated
from directive.document import Document, Role
from directive.obligations import Match, Proposal
from directive.values import Span

LEGEND = {
    "deadline": "thời hạn",
    "owner": "đơn vị",
    "partner": "phối hợp",
    "cited": "viện dẫn",
    "report": "chế độ báo cáo",
    "unread": "chưa hiểu",
    "furniture": "đầu trang, số trang",
    "head": "thể thức",
    "task": "nhiệm vụ",
}
"""What the marks mean. Where stretches overlap, the more telling one wins: the one that stands first here."""

_RANK = {kind: rank for rank, kind in enumerate(LEGEND)}

_OF_LINES = {
    Role.HEAD: "head",
    Role.ADDRESSEE: "head",
    Role.RECIPIENTS: "head",
    Role.SIGNATURE: "head",
    Role.FURNITURE: "furniture",
    Role.UNREAD: "unread",
}


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
        if line.role in _OF_LINES:
            yield Mark(line.span, _OF_LINES[line.role])
    yield from (Mark(citation.span, "cited") for citation in document.citations)
    for one in proposal.assignments:
        yield Mark(one.span, "task")
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
