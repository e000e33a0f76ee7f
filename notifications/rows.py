"""The lines of a digest's lists, made in one go: a template needs ten times as long for thousands of them.

A row is [what, when, remark]; the last two may be empty.
"""

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

_LINE = '<li style="margin:0 0 4px">'


def as_html(rows: Iterable[Sequence[str]]) -> Markup:
    """List items; every word in them is escaped here."""
    return Markup("".join([_as_html(*map(escape, row)) for row in rows]))


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """The same, one line each."""
    return "".join([_as_text(*row) for row in rows])


def _as_html(what: str, when: str, remark: str) -> str:
    time = f" – <strong>{when}</strong>" if when else ""
    said = f"<br>Ý kiến: {remark}" if remark else ""
    return f"{_LINE}{what}{time}{said}</li>\n"


def _as_text(what: str, when: str, remark: str) -> str:
    time = f" – {when}" if when else ""
    said = f"    Ý kiến: {remark}\n" if remark else ""
    return f"  - {what}{time}\n{said}"
