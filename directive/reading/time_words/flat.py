"""A text made flat for matching, and the way back to the characters as written.

Extracted texts break phrases over lines and pages, star them, and use a dozen kinds of dash and blank. The flat
text is lower case with one blank between words and `HARD` where an item or paragraph ends, so that every pattern can
be written with plain blanks. Its characters map back to the original ones: a quotation stays exactly as issued.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from directive.reading.patterns import pattern
from directive.values import Span

_PAGE_WIDTH = 160  # characters of the widest wrapped line
HARD = "\n"  # end of an item or paragraph: no phrase runs across it

# Signs and spellings of the same thing; both sides have the same length, so that places stay.
_SAME = (
    *((dash, "-") for dash in "‐‑‒–—―−﹣-"),
    *(
        (blank, " ")
        for blank in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000*_`"
    ),
    *((mark, "'") for mark in "‘’′´ʼ"),
    *((slash, "/") for slash in "⁄∕"),
    ("quí", "quý"),
    ("qúy", "quý"),
    ("tuỳ", "tùy"),
    ("hoả", "hỏa"),
    ("định kì", "định kỳ"),
    ("đinh kỳ", "định kỳ"),  # what OCR makes of frequent words
    ("hăng", "hằng"),
    ("trươc", "trước"),
    ("truớc", "trước"),
    ("trưởc", "trước"),
    ("ngảy", "ngày"),
    ("thảng", "tháng"),
    ("thuờng", "thường"),
)

# Page furniture between two halves of a sentence: "\f", "- 3 -", "Trang 2/5", "===== Trang 2 =====", and a lone
# number with an empty line or page end on either side. Must not match: a number in the middle of a wrapped sentence.
_FURNITURE = pattern(
    r"[\n\f][ \t]*(?:=+ ?trang \d+ ?=+|trang \d{1,4}(?: ?/ ?\d{1,4})?|- ?\d{1,3} ?-)[ \t]*(?=[\n\f]|\Z)"
    r"|(?:\n[ \t]*\n|\f)[ \t]*\d{1,3}[ \t]*(?=\n|\Z)"
    r"|\n[ \t]*\d{1,3}[ \t]*(?=\n[ \t]*[\n\f]|\f)"
)
# A run of blanks with its line breaks, and characters without width inside words.
_RUN = pattern(r"\s{2,}|[^\S ]|[\u200b\u200c\u200d\u00ad\ufeff]+")
# "- item", "a) item", "1. item", "1.2. item", "(1) item", "Điều 3", "| cell"
_ITEM = pattern(r"(?:[-+•●▪◦·] ?\S|\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})[.)] |\d{1,2}(?:\.\d{1,2})+\.? |điều \d|\|)")


@dataclass(frozen=True, slots=True)
class Flat:
    """The flat text and, for each place where characters were dropped, how far the original runs ahead from there."""

    text: str
    source: str
    places: list[int]
    ahead: list[int]

    def origin(self, at: int) -> int:
        """The index in the original text of the flat character at `at`."""
        return at + self.ahead[bisect_right(self.places, at) - 1]

    def span(self, start: int, end: int) -> Span:
        """The original span of a flat piece that neither starts nor ends in a blank."""
        return Span(self.origin(start), self.origin(end - 1) + 1)


def flatten(source: str) -> Flat:
    """Make a text flat. Linear in its length; the same characters in the same order, only blanks differ."""
    text = _lower(source)
    for written, plain in _SAME:
        text = text.replace(written, plain)
    text = _FURNITURE.sub(_blank, text)
    pieces: list[str] = []
    places, ahead = [0], [0]
    done = length = 0
    for run in _RUN.finditer(text):
        kept = _kept(text, run, source)
        pieces.append(text[done : run.start()])
        pieces.append(kept)
        length += run.start() - done + len(kept)
        done = run.end()
        if done != length + ahead[-1]:
            places.append(length)
            ahead.append(done - length)
    pieces.append(text[done:])
    return Flat("".join(pieces), source, places, ahead)


def _lower(source: str) -> str:
    """Lower case of the same length ("İ" would become two characters)."""
    low = source.lower()
    if len(low) == len(source):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in source)


def _blank(furniture: re.Match[str]) -> str:
    text = furniture.string
    before, after = (
        text[max(0, furniture.start() - 12) : furniture.start()].rstrip(),
        text[furniture.end() : furniture.end() + 40].lstrip(),
    )
    if before.endswith(("ngày", "tháng")) and after.startswith(("tháng", "năm")):
        return furniture.group()  # the day or month itself, alone on its line
    return "".join(c if c in "\n\f" else " " for c in furniture.group())


def _kept(text: str, run: re.Match[str], source: str) -> str:
    """What a run of blanks becomes: nothing, one blank, or the end of an item."""
    blanks = run.group()
    if not blanks[0].isspace():
        return ""
    if "\n" not in blanks:
        return " "
    if _ITEM.match(text, run.end()):
        return HARD
    before = text[run.start() - 1 : run.start()]
    following = source[run.end() : run.end() + 1]
    goes_on = following.islower() or (following.isdigit() and before not in ".;:!?/")
    paragraph = blanks.count("\n") > 1 and not goes_on
    return HARD if before == "|" or paragraph or _unwrapped(text, run.start()) else " "


def _unwrapped(text: str, end: int) -> bool:
    """Whether the line that ends here is longer than a page is wide: then each line is a paragraph."""
    return text.rfind("\n", max(0, end - _PAGE_WIDTH), end) < 0 and end > _PAGE_WIDTH and text[end - 1] in ".;:!?/)"
