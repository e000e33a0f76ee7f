"""Bảng mã cũ: text typed for TCVN3 (.VnTime) and VNI fonts, turned into Unicode.

Such text reaches us as Latin-1 characters ("ñy ban nh©n d©n", "uûy ban nhaân daân"): from byte files, from Word files
whose font name tells, from PDFs without a character map, and pasted into Unicode texts, sometimes line by line.
VPS and VISCII are not read: a wrong table would give wrong names, so the caller refuses them.
"""

import re
from codecs import charmap_decode
from collections.abc import Callable
from typing import Literal

from directive.formats.syllables import is_syllable, likeness

Encoding = Literal["tcvn3", "vni"]

# TCVN 5712:1993, third set (VN3): positions A1 to FE; "·" marks positions without a letter, kept as they are.
_VN3 = "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ"
_TCVN3 = {0xA1 + i: letter for i, letter in enumerate(_VN3) if letter != "·"}
_TCVN3_PAGE = "".join(_TCVN3.get(code, chr(code)) for code in range(256))
_BEYOND_ONE_BYTE = re.compile("[^\x00-\xff]")

_SINGLE = dict(zip("ñÑôÔöÖíìæóòîÍÌÆÓÒÎ", "đĐơƠưƯíìỉĩịỵÍÌỈĨỊỴ", strict=True))
_TONE_MARKS = "ùøûõï"  # acute, grave, hook, tilde, dot below: after a plain vowel, ô (ơ) or ö (ư)
_CIRCUMFLEX = "âáàåãä"  # none, acute, grave, hook, tilde, dot below, all over a circumflex
_BREVE = "êéèúüë"
_VNI_VOWELS = (
    ("a", _TONE_MARKS, "áàảãạ"),
    ("a", _CIRCUMFLEX, "âấầẩẫậ"),
    ("a", _BREVE, "ăắằẳẵặ"),
    ("e", _TONE_MARKS, "éèẻẽẹ"),
    ("e", _CIRCUMFLEX, "êếềểễệ"),
    ("o", _TONE_MARKS, "óòỏõọ"),
    ("o", _CIRCUMFLEX, "ôốồổỗộ"),
    ("ô", _TONE_MARKS, "ớờởỡợ"),
    ("u", _TONE_MARKS, "úùủũụ"),
    ("ö", _TONE_MARKS, "ứừửữự"),
    ("y", _TONE_MARKS[:4], "ýỳỷỹ"),
)


def _vni_table() -> dict[str, str]:
    table = dict(_SINGLE)
    for vowel, marks, letters in _VNI_VOWELS:
        for mark, letter in zip(marks, letters, strict=True):
            table[vowel + mark] = letter
            table[vowel.upper() + mark.upper()] = letter.upper()
            table[vowel.upper() + mark] = letter.upper()  # "Uûy": fonts show the small mark over a capital too
    return table


_VNI = _vni_table()
_MARKS = "".join(sorted(set(_TONE_MARKS + _CIRCUMFLEX + _BREVE)))
_VNI_PIECE = re.compile(f"[aeouyôöAEOUYÔÖ][{_MARKS}{_MARKS.upper()}]|[{''.join(_SINGLE)}]")


def from_tcvn3(text: str) -> str:
    """TCVN3 read as Latin-1 → Unicode. The soft hyphen (0xAD) is ư here and must still be in the text."""
    if _BEYOND_ONE_BYTE.search(text):
        return text.translate(_TCVN3)
    return charmap_decode(text.encode("latin-1"), "strict", _TCVN3_PAGE)[0]  # ten times faster


def from_vni(text: str) -> str:
    """VNI read as Latin-1 → Unicode; the longest piece wins ("uû" before "u")."""
    return _VNI_PIECE.sub(_vni_letter, text)


def _vni_letter(piece: re.Match[str]) -> str:
    found = _VNI.get(piece[0])
    return found if found is not None else "".join(_VNI.get(c, c) for c in piece[0])


_CAPITALS = "A-ZĐĂÂÊÔƠƯ" + "".join(c.upper() for c in _VN3 if c.upper() != c)
# whole words without a plain small letter that have a capital behind their first letter
_LARGE = re.compile(rf"(?<![^\W_])[^\W\d_a-z]+[{_CAPITALS}][^\W\d_a-z]*(?![^\W_])")
_INITIAL = f"[A-ZĂÂÊÔƠƯĐ][^\\W\\d_a-z{_CAPITALS}]{{1,2}}"  # "Bộ": large on the page if its neighbour is
_BESIDE_LARGE = re.compile(
    f"(?<![^\\W_]){_INITIAL}(?= [{_CAPITALS}]{{2,}}(?![^\\W_]))|(?<=[{_CAPITALS}]{{2}} ){_INITIAL}(?![^\\W_])"
)


def with_capitals(text: str) -> str:
    """TCVN3 text has no capitals with tones; its fonts draw them. "CHủ TịCH" was "CHỦ TỊCH" on the page.

    Told by capitals inside the word; a word with a capital at its head only ("Bộ") goes with its neighbour ("TRƯỞNG").
    """
    text = _LARGE.sub(lambda word: word[0].upper(), text)
    return _BESIDE_LARGE.sub(lambda word: word[0].upper(), text)


_CONVERT: dict[Encoding, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}


def convert(text: str, encoding: Encoding) -> str:
    """Text known to be in an old encoding → Unicode."""
    converted = _CONVERT[encoding](text)
    return with_capitals(converted) if encoding == "tcvn3" else converted


def encoding_of_font(font: str | None) -> Encoding | None:
    """The encoding a font name gives away: ".VnTime", "VNI-Times"."""
    name = (font or "").casefold()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith("vni") else None


def is_capitals_font(font: str | None) -> bool:
    """ ".VnTimeH" and its sisters draw small letters as capitals."""
    name = font or ""
    return name.casefold().startswith(".vn") and name.endswith("H")


# --- deciding ---

_BEYOND_LATIN1 = re.compile("[\u0102-\u01b0\u0300-\u0323\u1ea0-\u1ef9]")  # letters only Unicode text has
_HIGH = re.compile("[\u00a1-\u00ff]")
_SAMPLE = 64 * 1024  # characters; a verdict needs no more


def find(text: str) -> Encoding | None:
    """The old encoding some lines of a Unicode text are in, or None. Counts frequent words before and after.

    Lines that already have letters only Unicode knows (ạ, ế, ư …) do not vote.
    """
    lines = [line for line in text[:_SAMPLE].split("\n") if _HIGH.search(line) and not _BEYOND_LATIN1.search(line)]
    sample = "\n".join(lines)
    if not sample:
        return None
    now = likeness(sample)
    best, encoding = max((likeness(convert(sample, encoding)), encoding) for encoding in _CONVERT)
    return encoding if best >= 0.05 and best > 2 * now else None


def repair(text: str, encoding: Encoding) -> str:
    """Convert the lines, and on mixed lines the words, that are in the old encoding; leave what is Unicode alone."""
    return "\n".join(_repair_line(line, encoding) for line in text.split("\n"))


def _repair_line(line: str, encoding: Encoding) -> str:
    if not _HIGH.search(line):
        return line
    if _BEYOND_LATIN1.search(line):
        return re.sub(r"\S+", lambda word: _repair_word(word[0], encoding), line)
    return line if _is_unicode_name(line) else convert(line, encoding)


def _repair_word(word: str, encoding: Encoding) -> str:
    if _BEYOND_LATIN1.search(word) or not _HIGH.search(word) or is_syllable(word):
        return word
    converted = convert(word, encoding)
    return converted if is_syllable(converted) else word


def _is_unicode_name(line: str) -> bool:
    """A signer typed later in Unicode ("Lê Hùng") under an old text: capitalised words, syllables as they stand."""
    words = line.split()
    return 2 <= len(words) <= 5 and all(w[0].isupper() and w[1:].islower() and is_syllable(w) for w in words)
