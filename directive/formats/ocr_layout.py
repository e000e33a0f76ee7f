"""The two places where an official page has columns: letterhead and signature block (NĐ 30/2020, Phụ lục I).

Character recognition reads straight across them. Here they are read column by column, as in every other format.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

_MOTTO = re.compile(r"(C[ỘO]NG\s+H[ÒO]A\s+X[ÃA]|[ĐD][ộo]c\s+l[ậa]p|[ĐD][ẢA]NG\s+C[ỘO]NG\s+S[ẢA]N)")
_ADDRESSED = re.compile(r"\W*K[íi]nh\s+g[ửu]i", re.IGNORECASE)
_RECIPIENTS = re.compile(r"\W*N[ơo]i\s+nh[ậa]n\b", re.IGNORECASE)
_RULE = re.compile(r"[_—–=~.,'‘’“”|-]+")  # the drawn rules under the names, and specks
_GAP = 1.2  # heights of a word: wider than any blank inside a justified line
_INDENT = 3  # characters
_MIDDLE = 0.4  # of the page width: the signature stands right of it


@dataclass(slots=True)
class Word:
    """One recognised word: where it stands on the page, in pixels, and how sure the program is, in per cent."""

    text: str
    confidence: float
    left: int
    right: int
    height: int
    top: int = 0


Line = list[Word]


def shown(line: Line) -> str:
    """The line as text."""
    return " ".join(word.text for word in line)


def in_columns(lines: list[Line]) -> list[Line]:
    """The lines of a page, letterhead and signature block taken apart."""
    edge = max((word.right for line in lines for word in line), default=0)
    head = _letterhead(lines)
    start = next((at for at in range(head[1], len(lines)) if _RECIPIENTS.match(shown(lines[at]))), len(lines))
    top, bottom = lines[: head[1]], lines[start:]
    split_head = [_without_rules(_cut(line, head[0])) for line in top]
    split_foot = [_at_widest_gap(line, edge) for line in bottom]
    return _left_then_right(split_head) + lines[head[1] : start] + _left_then_right(split_foot)


def placed(lines: list[Line]) -> list[tuple[str, Line]]:
    """Each line after what sets it apart on the page: an empty line where room is left, blanks for its indent.

    Sheets lie askew, so small indents count for nothing.
    """
    full = [line for line in lines if len(shown(line)) > 30]
    unit = _middle([(line[-1].right - line[0].left) / len(shown(line)) for line in full], 12.0)
    margin = _middle(sorted(line[0].left for line in lines)[: len(lines) // 2 + 1], 0.0)
    steps = sorted(_foot(b) - _foot(a) for a, b in pairwise(lines) if _foot(b) > _foot(a))
    step = steps[len(steps) // 3] if steps else 0.0
    out: list[tuple[str, Line]] = []
    before: Line | None = None
    for line in lines:
        apart = before is not None and not 0 <= _foot(line) - _foot(before) <= 1.4 * step
        indent = round((line[0].left - margin) / unit)
        out.append(("\n" * apart + " " * (indent if indent >= _INDENT else 0), line))
        before = line
    return out


def _middle(values: list[float] | list[int], otherwise: float) -> float:
    return sorted(values)[len(values) // 2] if values else otherwise


def _foot(line: Line) -> float:
    return _middle([word.top + word.height for word in line], 0.0)


def _letterhead(lines: list[Line]) -> tuple[int, int]:
    """Where its right column begins, in pixels, and how many lines it has; none without the motto."""
    gutter = 0
    for line in lines[:8]:
        if gutter == 0 and (found := _MOTTO.search(shown(line))):
            before = len(shown(line)[: found.start()].split())
            gutter = line[before].left - line[before].height // 4
    if gutter == 0:
        return 0, 0
    for at, line in enumerate(lines):
        if _ADDRESSED.match(shown(line)) or _crosses(line, gutter):
            return gutter, at
    return gutter, len(lines)


def _crosses(line: Line, gutter: int) -> bool:
    """Running text: a word over the gutter, or no more than a blank between the words on its two sides."""
    left, right = _cut(line, gutter)
    if any(word.left < gutter < word.right for word in left):
        return True
    left = [word for word in left if not _RULE.fullmatch(word.text)]
    return bool(left and right) and right[0].left - left[-1].right < left[-1].height * 0.6


def _cut(line: Line, gutter: int) -> tuple[Line, Line]:
    return [w for w in line if w.left < gutter], [w for w in line if w.left >= gutter]


def _without_rules(parts: tuple[Line, Line]) -> tuple[Line, Line]:
    """The drawn rules under the two names are read as dashes: at the end of the left part or alone in a line."""
    left, right = parts
    while left and _RULE.fullmatch(left[-1].text):
        left = left[:-1]
    return left, [] if all(_RULE.fullmatch(word.text) for word in right) else right


def _at_widest_gap(line: Line, edge: int) -> tuple[Line, Line]:
    gaps = [(line[at].left - line[at - 1].right, at) for at in range(1, len(line))]
    widest, at = max(gaps, default=(0, 0))
    if widest > _GAP * line[at - 1].height and line[at].left > edge * _MIDDLE:
        return line[:at], line[at:]
    return ([], line) if line[0].left > edge * _MIDDLE else (line, [])


def _left_then_right(parts: list[tuple[Line, Line]]) -> list[Line]:
    return [left for left, _ in parts if left] + [right for _, right in parts if right]
