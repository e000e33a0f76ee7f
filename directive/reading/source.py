"""Văn bản gốc: the extracted text in a form that can be searched, and the way back to the exact place in it.

Matching needs composed letters, plain spaces and no markdown stars; quoting needs the text as it came. `Passage`
holds the searchable words together with the place each of them came from, so spans always point into the original.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from directive.reading.misprints import repaired
from directive.reading.patterns import pattern
from directive.values import Span

# What the searchable form leaves out or puts together.
_ODD = pattern(
    "\r\n"
    "|[\u00ad\u200b-\u200f\u2060\ufeff]+"  # soft hyphens and invisible marks
    "|\\*{2,}|(?<![\\s*])\\*|\\*(?=[^\\s*])"  # markdown emphasis, not the bullet "* "
    "|[^\\W\\d_][\u0300-\u0345\u031b\u0323]+"  # letters with their marks apart (NFD)
)
_ANY_ODD = pattern("[\r\u00ad\u200b-\u200f\u2060\ufeff*\u0300-\u0345\u031b\u0323]")  # every odd piece holds one
_FOLLOWERS = pattern("[\u0300-\u0345\u031b\u0323]*")
# What the searchable form writes differently, letter for letter: line and page ends, odd spaces, Eth typed for Đ.
_PLAIN = str.maketrans(
    dict.fromkeys("\r\f\v\u0085\u2028\u2029", "\n")
    | dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | {"Ð": "Đ"}
)
_ANY_PLAIN = pattern("[" + "".join(map(chr, _PLAIN)) + "]")
# "hoà" and "thuỷ" carry the tone on the last letter, "qúy" on the first: "hòa", "thủy", "quý" are looked for.
_TONE = pattern("[oOuU][àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?![^\\W\\d_])|(?<=[qQ])[úùủũụÚÙỦŨỤ][yY]")
_AFTER, _FIRST = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ", "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_PAIRS = tuple(zip(_AFTER.split(" "), _FIRST.split(" "), strict=True))
_MOVED = {f(a): f(b) for a, b in _PAIRS for f in (str, str.upper, str.capitalize)}
_BACK = {b: a for a, b in _MOVED.items() if a[-1] in "ỳýỷỹỵỲÝỶỸỴ"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of searchable text. `starts[i]` is where run i begins here, `origins[i]` where it begins in the source.

    `said` is the same piece as written, letter for letter as long as `text`: what is quoted comes from it.
    """

    text: str
    starts: tuple[int, ...] | list[int]
    origins: tuple[int, ...] | list[int]
    source: str = field(repr=False)
    said: str = ""

    def quote(self, start: int = 0, end: int | None = None) -> str:
        """A piece as it was written."""
        return (self.said or self.text)[start:end]

    def place(self, at: int) -> int:
        """Where character `at` of this passage stands in the source."""
        if not self.starts:
            return 0
        run = max(bisect_right(self.starts, at) - 1, 0)
        return min(self.origins[run] + at - self.starts[run], len(self.source))

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The span in the source of a piece of this passage, with the marks that belong to its last letter."""
        stop = len(self.text) if end is None else end
        if stop <= start:
            return Span(self.place(start), self.place(start))
        last = self.place(stop - 1) + 1
        followers = _FOLLOWERS.match(self.source, last)
        return Span(self.place(start), followers.end() if followers else last)

    def cut(self, start: int, end: int | None = None) -> "Passage":
        """A piece of this passage."""
        stop = len(self.text) if end is None else min(end, len(self.text))
        if stop <= start:
            return Passage("", (0,), (self.place(start),), self.source)
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, stop - 1) - 1, 0)
        starts = [max(s - start, 0) for s in self.starts[first : last + 1]]
        origins = list(self.origins[first : last + 1])
        origins[0] += start - self.starts[first]
        return Passage(self.text[start:stop], starts, origins, self.source, self.said[start:stop])

    def strip(self) -> "Passage":
        """Without blanks at either end."""
        left = len(self.text) - len(self.text.lstrip())
        return self.cut(left, len(self.text.rstrip()) if left < len(self.text) else left)


def join(pieces: Iterable[Passage], glue: str = " ") -> Passage:
    """Pieces as one passage. The glue stands for whatever lay between them in the source."""
    kept = [piece for piece in pieces if piece.text]
    if len(kept) == 1:
        return kept[0]
    text: list[str] = []
    said: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    at = 0
    for number, piece in enumerate(kept):
        between = "" if number == 0 else glue
        if between:
            starts.append(at)
            origins.append(max(piece.place(0) - 1, 0))
            at += len(between)
        text += [between, piece.text]
        said += [between, piece.quote()]
        starts += [start + at for start in piece.starts]
        origins += piece.origins
        at += len(piece.text)
    return Passage("".join(text), starts or [0], origins or [0], kept[0].source if kept else "", "".join(said))


def searchable(source: str) -> Passage:
    """The whole text in searchable form: composed letters, "\\n" for every line or page end, no emphasis marks."""
    text: list[str] = []
    starts: list[int] = [0]
    origins: list[int] = [0]
    done = at = 0
    for odd in _ODD.finditer(source) if _ANY_ODD.search(source) else ():
        plain = _composed(odd.group())
        before = source[done : odd.start()]
        text += [before, plain]
        at += len(before)
        if plain:
            starts.append(at)
            origins.append(odd.start())
        done = odd.end()
        at += len(plain)
        starts.append(at)
        origins.append(done)
    text.append(source[done:])
    said_text = "".join(text)
    if _ANY_PLAIN.search(said_text):
        said_text = said_text.translate(_PLAIN)
    return Passage(repaired(toned(said_text)), starts, origins, source, said_text)


def toned(text: str) -> str:
    """The text with its tone marks where they are looked for."""
    return _TONE.sub(_moved, text)


@cache
def _composed(odd: str) -> str:
    """What an odd piece stands for."""
    if odd == "\r\n":
        return "\n"
    return unicodedata.normalize("NFC", odd) if odd[0].isalpha() else ""


def _moved(found: re.Match[str]) -> str:
    pair = found.group()
    before = found.string[found.start() - 1 : found.start()]
    if before in ("q", "Q"):  # "quý" is right as it is, "qúy" is not
        return _BACK.get(pair, pair)
    return _MOVED.get(pair, pair)
