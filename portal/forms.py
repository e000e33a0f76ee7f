"""What a browser sends: text fields and files, read from the stream with every limit counted in streamed bytes.

A file that is too large is noted and its bytes are thrown away while the rest is read on, so that whoever chose it
keeps the text typed around it. Only a request beyond all measure is cut off.
"""

import re
import tempfile
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from directive.errors import BadInput, DirectiveError

MAX_BODY = 120 * 1024 * 1024  # bytes of one request
MAX_FILE = 20 * 1024 * 1024  # bytes of one file: a phone's photos and a scanned report of some dozen pages
MAX_FILES = 20  # files of one request
MAX_FIELDS = 4000  # a review page of a large directive has a field or two per answer
MAX_TEXT = 64 * 1024  # bytes of one text field
MAX_PLAIN = 4 * 1024 * 1024  # bytes of a form without files
_SPOOL = 512 * 1024

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class TooLarge(DirectiveError):
    """Dữ liệu gửi lên vượt quá giới hạn."""

    http_status = 413


@dataclass(slots=True)
class Upload:
    """One file as it came: cleaned name, size so far, and its bytes unless it grew too large."""

    name: str
    file: IO[bytes]
    size: int = 0
    too_large: bool = False

    def read(self) -> bytes:
        self.file.seek(0)
        return self.file.read()


@dataclass(slots=True)
class Form:
    """A submitted form. Values are cleaned of control characters; `problems` are Vietnamese, for the person."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[Upload]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The last value of a field, empty when it was not sent."""
        return self.fields.get(name, [""])[-1]

    def texts(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    def number(self, name: str) -> int | None:
        """A whole number, None when the field is empty; BadInput when it is something else."""
        text = self.text(name).strip().rstrip("%").strip()
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise BadInput(f"“{text[:40]}” không phải là số nguyên.")
        return int(text)

    def numbers(self, name: str) -> list[int]:
        """Ids ticked in a list; anything that is not a number is left out."""
        return [int(text) for text in self.texts(name) if re.fullmatch(r"\d{1,18}", text)]

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)

    def close(self) -> None:
        for upload in (u for some in self.files.values() for u in some):
            upload.file.close()


def clean_text(raw: str) -> str:
    """Typed text as it is kept: NFC, line ends as \\n, no control or direction characters, no blanks at the ends."""
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()


def clean_name(raw: str) -> str:
    """A file's name without folders, control characters and what file systems refuse; never empty."""
    last = clean_text(raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(_NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    if len(name) > 120:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: 119 - len(ending)]}{dot}{ending}" if dot and len(ending) <= 8 else name[:120]
    return name or "tep"


async def read_form(content_type: str, stream: AsyncIterator[bytes]) -> Form:
    """The form in a request's body; an empty one when the body is no form."""
    kind, options = parse_options_header(content_type)
    if kind == b"multipart/form-data" and options.get(b"boundary"):
        return await _read_parts(options[b"boundary"], stream)
    if kind == b"application/x-www-form-urlencoded":
        return await _read_plain(stream)
    return Form()


async def _read_plain(stream: AsyncIterator[bytes]) -> Form:
    body = bytearray()
    async for chunk in stream:
        body += chunk
        if len(body) > MAX_PLAIN:
            raise _beyond(MAX_PLAIN)
    form = Form()
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="replace"
        )
    except ValueError as error:
        raise TooLarge("Biểu mẫu có quá nhiều ô. Chia thành nhiều lần gửi.") from error
    for name, value in pairs:
        form.add(name, clean_text(value[:MAX_TEXT]))
    return form


async def _read_parts(boundary: bytes, stream: AsyncIterator[bytes]) -> Form:
    parts = _Parts()
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": parts.begin,
            "on_part_data": parts.data,
            "on_part_end": parts.end,
            "on_header_field": parts.header_name,
            "on_header_value": parts.header_value,
            "on_header_end": parts.header_end,
            "on_headers_finished": parts.headers_finished,
        },
    )
    total = 0
    try:
        async for chunk in stream:
            total += len(chunk)
            if total > MAX_BODY:
                raise _beyond(MAX_BODY)
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        parts.form.close()
        raise BadInput("Dữ liệu biểu mẫu bị hỏng trên đường truyền. Mở lại trang và gửi lại.") from error
    except BaseException:
        parts.form.close()
        raise
    finally:
        parts.close_unfinished()
    return parts.form


class _Parts:
    """Receives the parser's callbacks and fills a form."""

    def __init__(self) -> None:
        self.form = Form()
        self._header, self._value = b"", b""
        self._disposition = b""
        self._name = ""
        self._text = bytearray()
        self._upload: Upload | None = None
        self._count = 0

    def begin(self) -> None:
        self._disposition, self._name, self._upload = b"", "", None
        self._text = bytearray()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._count += 1
        if self._count > MAX_FIELDS:
            raise TooLarge("Biểu mẫu có quá nhiều ô. Chia thành nhiều lần gửi.")
        if b"filename" in options:
            # A temporary file per upload: the bytes of a slow line do not wait in memory.
            spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 - closed with the form
            self._upload = Upload(clean_name(options[b"filename"].decode("utf-8", "replace")), spool)

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._upload is None:
            room = MAX_TEXT - len(self._text)
            self._text += data[start : min(end, start + max(room, 0))]
            return
        self._upload.size += end - start
        if self._upload.size > MAX_FILE:
            self._upload.too_large = True
            self._upload.file.truncate(0)
        else:
            self._upload.file.write(data[start:end])

    def end(self) -> None:
        if self._upload is None:
            self.form.add(self._name, clean_text(self._text.decode("utf-8", "replace")))
            return
        self._keep(self._upload)
        self._upload = None

    def close_unfinished(self) -> None:
        """A file the body breaks off in the middle of is nobody's."""
        if self._upload is not None:
            self._upload.file.close()

    def _keep(self, upload: Upload) -> None:
        kept = sum(len(some) for some in self.form.files.values())
        if upload.size == 0 or upload.too_large or kept >= MAX_FILES:
            upload.file.close()
            if upload.too_large:
                self.form.problems.append(
                    f"Tệp “{upload.name}” lớn hơn {MAX_FILE // 2**20} MB nên chưa được nhận. Nén hoặc chia nhỏ tệp."
                )
            elif upload.size:
                self.form.problems.append(
                    f"Tệp “{upload.name}” chưa được nhận: mỗi lần gửi tối đa {MAX_FILES} tệp. Lưu nháp rồi gửi tiếp."
                )
            elif upload.name != "tep":
                self.form.problems.append(f"Tệp “{upload.name}” trống nên chưa được nhận. Chọn lại tệp.")
            return
        self.form.files.setdefault(self._name, []).append(upload)


def _beyond(limit: int) -> TooLarge:
    return TooLarge(f"Dữ liệu gửi lên quá {limit // 2**20} MB. Lưu nháp từng phần và gửi ít tệp hơn mỗi lần.")
