"""Thư giấy -> .pdf with Typst and our own fonts: what the mail says, and the link as a QR code for a phone.

Text from outside goes in as data; the template never evaluates it.
"""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from typing import Any

import segno
import typst

from directive.errors import DirectiveError
from directive.plain import one_line
from notifications.digest import Letter

_LONG = re.compile(r"\S{25,}")
_WORD_JOINER, _ZERO_WIDTH_SPACE = "\u2060", "\u200b"


def write_letter(letter: Letter) -> bytes:
    """The .pdf of a letter: the same bytes on every machine."""
    data = json.dumps(as_data(letter), ensure_ascii=False)
    with (
        as_file(files("notifications") / "letter.typ") as template,
        as_file(files("directive") / "vocabulary" / "fonts") as fonts,
    ):
        written, warnings = typst.compile_with_warnings(
            template,
            format="pdf",
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"letter": data},
            pdf_standards="a-2b",
            timestamp=datetime.combine(letter.day, time(0), tzinfo=UTC),
        )
    if warnings:
        said = "; ".join(str(getattr(warning, "message", warning)) for warning in warnings)
        raise DirectiveError(f"Không dàn được thư giấy: {said}. Kiểm tra tệp chữ trong directive/vocabulary/fonts.")
    return bytes(written)


def as_data(letter: Letter) -> dict[str, Any]:
    """Everything the template shows, cleaned and breakable."""
    body = letter.body
    to: Any = body.get("to", {})
    return {
        "office": _text(body.get("from") or "Văn phòng"),
        "number": letter.message_id,
        "day": [letter.day.day, letter.day.month, letter.day.year],
        "subject": _text(letter.subject),
        "name": _text(letter.name),
        "post": _text(to.get("post", "")),
        "agency": _text(to.get("agency", "")),
        "blocks": list(_blocks(body)),
        "links": [{"words": _text(words), "url": url, "qr": qr_svg(url)} for words, url in letter.links],
    }


def qr_svg(url: str) -> str:
    """The link as a QR code. Level M: a crease or a stamp may cover a seventh of it."""
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="svg", border=4, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


def _blocks(body: Any) -> Iterator[dict[str, Any]]:
    for section in body.get("sections", []):
        yield {"kind": "heading", "text": f"{_text(section['heading'])} ({section['count']})"}
        yield {"kind": "text", "text": _text(section["intro"])}
        for group in section["groups"]:
            subject = f" – {group['subject']}" if group.get("subject") else ""
            yield {"kind": "source", "text": _text(f"{group['directive']}{subject}")}
            for what, when, remark in group["items"]:
                note = f"Ý kiến: {_text(remark)}" if remark else ""
                yield {"kind": "item", "text": _text(what), "when": _text(when), "note": note}
        if section.get("more"):
            yield {"kind": "text", "text": f"… và {section['more']} nhiệm vụ khác, xem đầy đủ theo liên kết."}
    for line in body.get("quote", []):
        yield {"kind": "text", "text": _text(line)}


def _text(words: Any) -> str:
    """One line with places to break, and none inside a document's number."""
    whole = re.sub(r"(?<=\w)/(?=\w)", "/" + _WORD_JOINER, one_line(str(words)))
    return _LONG.sub(lambda found: _ZERO_WIDTH_SPACE.join(re.findall(".{1,8}", found[0])), whole)
