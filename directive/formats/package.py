"""Archives and XML from strangers: sizes checked before and while unpacking, no entities, no network."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from directive.errors import BadInput

MAX_PART = 40 * 1024 * 1024  # unpacked bytes of one part
MAX_MEMBERS = 10_000
MAX_MARKS = 2_000_000  # elements and attributes; each costs about 120 bytes once parsed


class Package:
    """An OOXML package opened for reading: parts by name, each read with a limit."""

    def __init__(self, data: bytes, *, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise broken(name) from None
        if len(self._zip.NameToInfo) > MAX_MEMBERS:
            raise bomb(name)

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._zip.NameToInfo)

    def read(self, part: str, *, limit: int = MAX_PART) -> bytes:
        """The bytes of a part. What the directory declares is checked first, what really comes out as well."""
        info = self._zip.NameToInfo[part]
        if info.flag_bits & 1:
            raise BadInput(f"{self.name}: tệp nén đặt mật khẩu; hãy bỏ mật khẩu rồi tải lại.")
        if info.file_size > limit:
            raise bomb(self.name)
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
            raise broken(self.name) from None
        if len(data) > limit:
            raise bomb(self.name)
        return data

    def xml(self, part: str) -> etree._Element | None:
        """A part parsed, or None when the package has no such part."""
        return parse(self.read(part), name=self.name) if part in self else None


def parse(data: bytes, *, name: str) -> etree._Element:
    """XML → its root. Refuses DTDs, more nesting than 256 levels and more marks than memory allows."""
    if len(data) > MAX_PART or data.count(b"<") + data.count(b"=") > MAX_MARKS:
        raise bomb(name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise broken(name) from None
    return _without_dtd(root, name=name)


def parse_long(data: bytes, *, name: str) -> etree._Element:
    """As `parse`, for XML that carries whole files in base64: single texts over 10 MB are allowed, nothing else is."""
    if data.count(b"<") + data.count(b"=") > MAX_MARKS or _nesting(data) > 200:
        raise bomb(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise broken(name) from None
    return _without_dtd(root, name=name)


def _without_dtd(root: etree._Element, *, name: str) -> etree._Element:
    if getattr(root.getroottree().docinfo, "doctype", ""):  # missing from the published stubs
        raise BadInput(f"{name}: tệp XML có khai báo DTD, không an toàn để đọc; hãy xuất lại tệp từ phần mềm gốc.")
    return root


def _nesting(data: bytes) -> int:
    """An upper bound of the depth: opening tags minus closing ones, counted as they come."""
    depth = deepest = at = 0
    while (at := data.find(b"<", at)) >= 0:
        if data[at + 1 : at + 2] == b"/":
            depth -= 1
        elif data[at + 1 : at + 2] not in (b"!", b"?"):
            depth += 1
            end = data.find(b">", at)
            depth -= data[end - 1 : end] == b"/"
        deepest = max(deepest, depth)
        at += 1
    return deepest


def broken(name: str) -> BadInput:
    """A file that is cut off or damaged."""
    return BadInput(
        f"{name}: tệp hỏng hoặc tải chưa trọn vẹn, không mở được; hãy mở thử bằng Word rồi gửi lại tệp gốc."
    )


def bomb(name: str) -> BadInput:
    """A file that unpacks into far more than a letter can hold."""
    return BadInput(
        f"{name}: tệp khi giải nén lớn bất thường nên không đọc; hãy mở bằng Word, lưu lại thành .docx mới rồi tải lại."
    )
