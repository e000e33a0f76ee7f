"""The words of one paragraph of a .docx, as they would be printed once every tracked change is accepted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from directive.formats import legacy
from directive.formats.docx_styles import Styles, is_on
from directive.formats.numbering import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE = frozenset(W + t for t in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "rt", "instrText", "delText"))
_ADDED = frozenset(W + t for t in ("ins", "moveTo"))
_DRAWN = frozenset(W + t for t in ("drawing", "pict", "object"))
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": "\u00ad"}
_UNICODE = re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]")
_SYMBOL_AREA = {0xF000 + c: c for c in range(0x20, 0x100)}
_QUOTED = 40  # characters of a tracked change shown in a Note


@dataclass(slots=True)
class Changes:
    """Tracked changes met so far, and whether old fonts were."""

    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    old_fonts: set[legacy.Encoding] = field(default_factory=set)


@dataclass(slots=True)
class Piece:
    """Text of neighbouring runs in one encoding; VNI writes one letter with two characters, often in two runs."""

    text: str
    encoding: legacy.Encoding | None


def words(paragraph: etree._Element, *, styles: Styles, style: str | None, changes: Changes) -> list[Piece]:
    """The pieces of a paragraph, a form feed standing for a page break."""
    return [Piece(t, e) for t, e in _content(paragraph, styles, style, changes) if t]


def join(pieces: list[Piece], changes: Changes) -> str:
    """Pieces → text, old encodings put right."""
    out: list[str] = []
    at = 0
    while at < len(pieces):
        encoding, text = pieces[at].encoding, ""
        while at < len(pieces) and pieces[at].encoding == encoding:
            text += pieces[at].text
            at += 1
        out.append(_unicode(text, encoding, changes))
    return "".join(out)


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph (w:txbxContent), the drawn one only, not its copy for old readers."""
    for child in paragraph:
        if child.tag in _GONE:
            continue
        if child.tag == _MC + "AlternateContent":
            yield from text_boxes(chosen(child))
        elif child.tag == W + "txbxContent":
            yield child
        elif len(child):
            yield from text_boxes(child)


def chosen(alternative: etree._Element) -> etree._Element:
    """The branch of mc:AlternateContent a reader shows: the first choice, else the fallback."""
    choice = alternative.find(_MC + "Choice")
    fallback = alternative.find(_MC + "Fallback")
    if choice is not None:
        return choice
    return fallback if fallback is not None else alternative


def is_alternative(element: etree._Element) -> bool:
    """Whether Word offers the same content in two forms here."""
    return bool(element.tag == _MC + "AlternateContent")


def is_dropped(props: etree._Element | None) -> bool:
    """Whether the mark of a paragraph or row was deleted by a tracked change."""
    return props is not None and (props.find(W + "del") is not None or props.find(W + "moveFrom") is not None)


def _content(
    parent: etree._Element, styles: Styles, style: str | None, changes: Changes
) -> Iterator[tuple[str, legacy.Encoding | None]]:
    for child in parent:
        tag = child.tag
        if tag in (W + "del", W + "moveFrom"):
            _remember(changes.dropped, child)
        elif tag in _GONE or tag in _DRAWN:
            continue
        elif tag == W + "r":
            yield from _run(child, styles, style, changes)
        elif tag == _MC + "AlternateContent":
            yield from _content(chosen(child), styles, style, changes)
        elif tag == _MATH + "t":
            yield child.text or "", None
        else:
            if tag in _ADDED:
                _remember(changes.added, child)
            yield from _content(child, styles, style, changes)


def _run(
    run: etree._Element, styles: Styles, style: str | None, changes: Changes
) -> Iterator[tuple[str, legacy.Encoding | None]]:
    props = run.find(W + "rPr")
    if is_on(styles.run_property("vanish", props, style)):
        return
    font = _font(styles.run_property("rFonts", props, style))
    encoding = legacy.encoding_of_font(font)
    capitals = is_on(styles.run_property("caps", props, style))
    text = "".join(_run_text(run))
    if encoding and not _UNICODE.search(text):
        text = text.translate(_SYMBOL_AREA)
        if legacy.is_capitals_font(font):  # capitals exist only as small letters in this font
            text, encoding = legacy.convert(text, "tcvn3").upper(), None
            changes.old_fonts.add("tcvn3")
    else:
        encoding = None
    yield (text.upper() if capitals and encoding is None else text), encoding


def _run_text(run: etree._Element) -> Iterator[str]:
    for child in run:
        tag = child.tag
        if tag == W + "t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == W + "br":
            yield "\f" if child.get(W + "type") == "page" else "\n"
        elif tag == W + "sym":
            yield _symbol(child)
        elif tag == _MC + "AlternateContent":
            yield from _run_text(chosen(child))


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font: letters of the font "Symbol" are what they seem, drawn marks of others are bullets."""
    try:
        code = int(element.get(W + "char", ""), 16) & 0xFF
    except ValueError:
        return ""
    font = (element.get(W + "font") or "").casefold()
    return chr(code) if 0x20 <= code < 0x7F and "wingdings" not in font and "webdings" not in font else "-"


def _font(fonts: etree._Element | None) -> str | None:
    return None if fonts is None else fonts.get(W + "hAnsi") or fonts.get(W + "ascii")


def _unicode(text: str, encoding: legacy.Encoding | None, changes: Changes) -> str:
    if encoding is None or text.isascii():
        return text
    changes.old_fonts.add(encoding)
    return legacy.convert(text, encoding)


def _remember(kept: list[str], change: etree._Element) -> None:
    text = " ".join("".join(t.text or "" for t in change.iter(W + "t", W + "delText")).split())
    if text:
        kept.append(text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…")
