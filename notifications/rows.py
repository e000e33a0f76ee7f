"""The lines of a digest's lists, made in one go: a template needs ten times as long for thousands of them.

A row is [what, when, remark]; the last two may be empty.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import chain
from typing import Any

from markupsafe import Markup

_MARKS = re.compile("[&<>\"']")
_HEAD = '<p style="margin:8px 0 4px;font-size:14px;color:#57606a">'
_LIST = '<ul style="margin:0 0 8px;padding-left:20px">'
_LINE = '<li style="margin:0 0 4px">'


def groups_as_html(groups: Iterable[Mapping[str, Any]]) -> Markup:
    """What each directive asks, under its name; every word is escaped here."""
    return Markup("".join(map(_group, groups)))


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """The same, one line each."""
    return "".join([_as_text(*row) for row in rows])


def _group(group: Mapping[str, Any]) -> str:
    subject = f" – {escape(group['subject'])}" if group["subject"] else ""
    lines = "".join([_as_html(*row) for row in _escaped(group["items"])])
    return f"{_HEAD}{escape(group['directive'])}{subject}</p>\n{_LIST}\n{lines}</ul>\n"


def _escaped(rows: Sequence[Sequence[str]]) -> Iterable[Iterable[str]]:
    """Rows safe for HTML. Most texts hold nothing to escape, and that is seen at once for all of them."""
    if _MARKS.search("".join(chain.from_iterable(rows))) is None:
        return rows
    return [map(escape, row) for row in rows]


def _as_html(what: str, when: str, remark: str) -> str:
    time = f" – <strong>{when}</strong>" if when else ""
    said = f"<br>Ý kiến: {remark}" if remark else ""
    return f"{_LINE}{what}{time}{said}</li>\n"


def _as_text(what: str, when: str, remark: str) -> str:
    time = f" – {when}" if when else ""
    said = f"    Ý kiến: {remark}\n" if remark else ""
    return f"  - {what}{time}\n{said}"
