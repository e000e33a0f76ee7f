"""Plain text of any encoding in use → Unicode lines."""

import re
import unicodedata

from directive.errors import BadInput
from directive.formats import legacy
from directive.formats.loaded import MAX_TEXT, Extracted, check_length
from directive.formats.sniff import looks_like_text
from directive.formats.syllables import likeness
from directive.values import Note

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n|[\r\v\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_PAGE_BREAK = re.compile("(?<=[^\n])\f")
_ALIKE = {"Ð": "Đ", "\u2011": "-", "\uf0b7": "-", "\uf0a7": "-", "\uf0d8": "-", "\uf02d": "-", "\uf02b": "+"}
_LOOK_ALIKE = re.compile(f"[{''.join(_ALIKE)}]")
_C1 = re.compile("[\x80-\x9f]")  # where Windows keeps the dashes and quotes that stand beside old letters
_WINDOWS = {chr(c): bytes([c]).decode("cp1252", "replace") for c in range(0x80, 0xA0)}
_SAMPLE = 64 * 1024  # bytes or characters; enough to tell an encoding


def clean(text: str) -> str:
    r"""The one form all text takes: NFC, "\n" line ends, Đ for its look-alike Ð, nothing invisible.

    Private-use bullets of Symbol fonts become "-". Spelling, blanks and punctuation stay as issued.
    """
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    text = _LOOK_ALIKE.sub(lambda sign: _ALIKE[sign[0]], _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    return _PAGE_BREAK.sub("\n\f", text) if "\f" in text else text


def repaired(text: str) -> tuple[str, tuple[Note, ...]]:
    """Text from any source: old-encoding lines put right (with a Note), everything in one form."""
    encoding = legacy.find(text)
    if encoding is None:
        return clean(text), ()
    fixed = clean(legacy.repair(text, encoding))
    return fixed, legacy_notes(fixed, encoding)


def extract(data: bytes, *, name: str) -> Extracted:
    """A .txt or .md file → text."""
    if len(data) > MAX_TEXT:
        raise BadInput(
            f"{name}: tệp văn bản thuần lớn {len(data):,} byte, quá mức {MAX_TEXT:,} byte; "
            "hãy kiểm tra lại tệp và chỉ tải văn bản chỉ đạo."
        )
    text, notes = _decode(data, name=name)
    text, more = repaired(text)
    if not text.strip():
        raise BadInput(f"{name}: tệp không có chữ nào để đọc; hãy kiểm tra lại tệp gốc rồi tải lại.")
    check_length(text, name=name)
    return Extracted(text=text, notes=notes + more, kind="txt")


def _decode(data: bytes, *, name: str) -> tuple[str, tuple[Note, ...]]:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _lossy(data, "utf-8-sig" if codec == "utf-8" else codec)
    if not looks_like_text(data[:_SAMPLE]):
        raise _not_text(name)
    if 0 in data[:_SAMPLE]:
        little = data[1:_SAMPLE:2].count(0) > data[0:_SAMPLE:2].count(0)
        return _lossy(data, "utf-16-le" if little else "utf-16-be")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_8bit(data, name=name)


def _lossy(data: bytes, codec: str) -> tuple[str, tuple[Note, ...]]:
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    if not broken:
        return text, ()
    return text, (_broken_note(text, broken),)


def _broken_note(text: str, count: int) -> Note:
    return Note(
        code="broken-characters", message=f"Tệp có {count} ký tự hỏng (hiện là “\ufffd”); hãy đối chiếu bản gốc."
    )


def _decode_8bit(data: bytes, *, name: str) -> tuple[str, tuple[Note, ...]]:
    """Line by line, as an old text may carry newer lines: what is valid UTF-8 is that, the rest is in one old code."""
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    old = b"\n".join(line for line in lines if not _is_utf8(line))
    encoding = _best_8bit(old[:_SAMPLE])
    if encoding is None:
        return _nearly_utf8(data, name=name)
    text = "\n".join(line.decode("utf-8") if _is_utf8(line) else _line_8bit(line, encoding) for line in lines)
    return text, legacy_notes(text, encoding)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_8bit(line: bytes, encoding: str) -> str:
    if encoding == "cp1258":
        return unicodedata.normalize("NFC", line.decode("cp1258", "replace"))
    text = _C1.sub(lambda sign: _WINDOWS[sign[0]], line.decode("latin-1"))
    return legacy.convert(text, "tcvn3" if encoding == "tcvn3" else "vni")


def _best_8bit(sample: bytes) -> str | None:
    best, encoding = max((likeness(_line_8bit(sample, e)), e) for e in ("cp1258", "tcvn3", "vni"))
    return encoding if best >= 0.05 else None


def _nearly_utf8(data: bytes, *, name: str) -> tuple[str, tuple[Note, ...]]:
    """A UTF-8 text with a few damaged places is read with a Note; anything else has no encoding we can vouch for."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 50 <= sum(not c.isascii() for c in text) or broken * 200 <= len(text):
        return text, (_broken_note(text, broken),)
    raise BadInput(
        f"{name}: không nhận ra bảng mã của văn bản (có thể là VPS hoặc VISCII); "
        "hãy mở tệp bằng Word hoặc UniKey, chuyển sang Unicode (UTF-8) rồi tải lại."
    )


def _not_text(name: str) -> BadInput:
    return BadInput(
        f"{name}: nội dung là dữ liệu nhị phân, không phải chữ; hãy tải tệp .docx, .pdf, .txt, .doc hoặc .edxml."
    )


_OLD_NAMES = {"tcvn3": "TCVN3 (phông .Vn)", "vni": "VNI", "cp1258": "Windows-1258"}


def legacy_notes(text: str, encoding: str) -> tuple[Note, ...]:
    """What a clerk should know about a text that came in an old encoding."""
    notes = [
        Note(
            code="old-encoding",
            message=f"Văn bản gõ bằng bảng mã {_OLD_NAMES[encoding]}, đã chuyển sang Unicode; hãy đối chiếu tên riêng.",
        )
    ]
    if encoding == "tcvn3" and len(text) >= 500 and "ư" not in text:
        notes.append(
            Note(
                code="lost-letters",
                message="Văn bản không còn chữ “ư” nào: phần mềm đã xuất tệp làm mất chữ này; hãy tải lại từ tệp gốc.",
            )
        )
    return tuple(notes)
