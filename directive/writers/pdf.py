"""Paper -> .pdf (PDF/A-2b) with Typst and our own fonts: the same bytes on every machine.

Text from outside goes in as data. The template never evaluates it, so "#", "$" or "*" are only letters.
"""

import json
import re
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from typing import Any

import typst

from directive.errors import DirectiveError
from directive.writers.docx import rule_length
from directive.writers.papers import Paper

TAGGED = 300
"""Up to so many rows of annexes a paper is tagged for screen readers; beyond, tags would make up most of the file."""

_LONG = re.compile(r"\S{25,}")
_WORD_JOINER, _ZERO_WIDTH_SPACE = "\u2060", "\u200b"


def write(paper: Paper) -> bytes:
    """The .pdf of a paper."""
    data = json.dumps(_prepared(_as_data(paper)), ensure_ascii=False)
    room = files("directive")
    with as_file(room / "writers" / "paper.typ") as template, as_file(room / "vocabulary" / "fonts") as fonts:
        written, warnings = typst.compile_with_warnings(
            template,
            format="pdf",
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"paper": data},
            pdf_standards="a-2b",
            pdf_tags=sum(len(annex.table.rows) for annex in paper.annexes) <= TAGGED,
            timestamp=datetime.combine(paper.on, time(0), tzinfo=UTC),
        )
    if warnings:
        said = "; ".join(str(getattr(warning, "message", warning)) for warning in warnings)
        raise DirectiveError(f"Không dàn được trang PDF: {said}. Kiểm tra tệp chữ trong directive/vocabulary/fonts.")
    return bytes(written)


def _as_data(paper: Paper) -> dict[str, Any]:
    data = paper.model_dump(mode="json")
    data["head"] |= {"number_line": paper.head.number_line, "date_line": paper.head.date_line}
    return data | {
        "year": paper.on.year,
        "month": paper.on.month,
        "day": paper.on.day,
        "attachment_line": paper.attachment_line,
        "agency_rule": rule_length(paper.head.agency),
    }


def _prepared(value: Any) -> Any:
    """Texts with places to break, and none inside a document's number ("818/UBND" stays on one line)."""
    if isinstance(value, str):
        whole = re.sub(r"(?<=\w)/(?=\w)", "/" + _WORD_JOINER, value)
        return _LONG.sub(lambda found: _ZERO_WIDTH_SPACE.join(_pieces(found[0])), whole)
    if isinstance(value, dict):
        return {name: _prepared(part) for name, part in value.items()}
    return [_prepared(part) for part in value] if isinstance(value, list) else value


def _pieces(word: str, size: int = 8) -> list[str]:
    return [word[start : start + size] for start in range(0, len(word), size)]
