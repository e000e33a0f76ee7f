"""Chữ từ bên ngoài: text of letters and agencies made harmless before it enters any page, file or message."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_PLACES = {letter: 0x61 + place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # control, format, surrogates, private, unassigned


def clean(text: str) -> str:
    """Text in one normal form (NFC), line ends as newlines, nothing invisible."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _UNSEEN).strip()


def one_line(text: str) -> str:
    """Clean text on one line, for headings and cells."""
    return " ".join(clean(text).split())


def in_order(text: str) -> tuple[int, ...]:
    """A key that sorts by the Vietnamese alphabet: Đ after D, tones without weight."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c not in _TONES)
    return tuple(_PLACES.get(c, ord(c)) for c in unicodedata.normalize("NFC", bare))


def cut(text: str, limit: int) -> str:
    """One line of at most `limit` letters, cut at a word where there is one."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    short = line[: limit - 1]
    at_word = short.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else short).rstrip(" ,.;:") + "…"
