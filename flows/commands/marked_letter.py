"""The letter's own words for a terminal: colours where it shows them, written marks where it does not."""

import os
import sys
from collections.abc import Iterator

from directive.marking import LEGEND, Piece, pieces
from directive.obligations import Directive, Proposal

_PAINT = {
    "deadline": "38;5;16;48;5;222",
    "owner": "38;5;16;48;5;153",
    "partner": "38;5;16;48;5;183",
    "cited": "38;5;16;48;5;230",
    "report": "38;5;16;48;5;157",
    "unread": "38;5;16;48;5;217",
    "furniture": "38;5;16;48;5;252;9",
    "head": "38;5;16;48;5;254",
    "task": "4",
}
"""The same colours as the portal's page, from the 256 every terminal of today has."""

_SIGN = {
    "deadline": "TH",
    "owner": "ĐV",
    "partner": "PH",
    "cited": "VD",
    "report": "BC",
    "unread": "??",
    "furniture": "TR",
    "head": "TT",
    "task": "",  # its number stands before it; the words themselves stay as they are
}


def shows_colours() -> bool:
    """A person at a terminal who did not refuse colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def marked_letter(directive: Directive, proposal: Proposal, *, colours: bool) -> Iterator[str]:
    """The whole letter line by line, with the numbers `--correct` asks for, under a legend."""
    yield "Nguyên văn: " + " ".join(_stretch(words, kind, colours) for kind, words in LEGEND.items() if _said(kind))
    yield from "".join(_drawn(piece, colours) for piece in pieces(directive.document, proposal)).split("\n")


def _said(kind: str) -> bool:
    return bool(_SIGN[kind])


def _drawn(piece: Piece, colours: bool) -> str:
    numbers = "".join(f"[{number}] " for number in piece.starts)
    words = "\n".join(_stretch(line, piece.kind, colours) for line in piece.text.split("\n"))
    return (f"\x1b[1m{numbers}\x1b[0m" if colours and numbers else numbers) + words


def _stretch(words: str, kind: str, colours: bool) -> str:
    """One line of a stretch. Control characters of a letter never reach the terminal."""
    plain = "".join(letter if letter.isprintable() or letter == "\t" else " " for letter in words)
    if not kind or not plain.strip():
        return plain
    if colours:
        return f"\x1b[{_PAINT[kind]}m{plain}\x1b[0m"
    return f"{{{_SIGN[kind]}: {plain}}}" if _SIGN[kind] else plain
