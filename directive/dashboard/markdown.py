"""Markdown for pages that others read with trust: text from outside can neither break nor fake them.

The renderer of the Prefect UI is GitHub-flavoured: it makes links of bare addresses too, after entities and escapes are
resolved. A word joiner inside the address keeps it plain text.
"""

import re
import string
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from directive.plain import cut

Align = Literal["left", "right", "center"]
Column = tuple[str, Align]

_HARMLESS = ",'\"%/;?"
_SPECIAL = str.maketrans({c: f"\\{c}" for c in string.punctuation if c not in _HARMLESS})
_ADDRESS = re.compile(r"(https?|ftp|mailto|xmpp|www)(?=[.:])|@", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_RULES: dict[Align, str] = {"left": ":--", "right": "--:", "center": ":-:"}


def text(words: str, limit: int = 160) -> str:
    """Words from outside as they are: no markup, no link, no picture, no second line."""
    plain = _ADDRESS.sub(lambda found: found[0] + _WORD_JOINER, cut(words, limit))
    return plain.translate(_SPECIAL)


def link(words: str, address: str, limit: int = 160) -> str:
    """Escaped words that open one of our own addresses."""
    return f"[{text(words, limit)}]({address})"


class Fitted(NamedTuple):
    """A table as text, and how many rows found room in it."""

    text: str
    shown: int


def fitted(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, max_bytes: int = 60_000) -> Fitted:
    """A table of finished cells; the last rows are left out when it would grow beyond `max_bytes`."""
    head = f"| {' | '.join(title for title, _ in columns)} |\n|{'|'.join(_RULES[align] for _, align in columns)}|\n"
    written, size = [head], len(head.encode())
    for row in rows:
        line = f"| {' | '.join(row)} |\n"
        size += len(line.encode())
        if size > max_bytes:
            break
        written.append(line)
    return Fitted("".join(written), len(written) - 1)


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, max_bytes: int = 60_000) -> str:
    """`fitted` for tables whose rows were counted before."""
    return fitted(columns, rows, max_bytes=max_bytes).text
