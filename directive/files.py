"""Kho tệp: originals, evidence and reports on disk, each under the SHA-256 of its own bytes.

A name that follows from the content cannot be overwritten with something else, the same file is kept once, and a
stranger can check any copy. Nothing is ever changed here, and only `directive.retention` takes a file away.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from directive.errors import DirectiveError, NotFound

_NAME = re.compile(r"[0-9a-f]{64}")


class Damaged(DirectiveError):
    """Tệp trong kho không còn khớp với mã băm của nó."""


class FileRoom:
    """A folder of files named by content: `root/ab/cd/abcd…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, data: bytes) -> str:
        """Write the bytes durably, once; gives their SHA-256.

        A file of this name that is already there is not rewritten, unless it is damaged: then the good bytes heal it.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.is_file() and self.check(sha256):
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_durably(target, data)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the file lies or would lie. Refuses anything that is not a hash, so no name can climb out."""
        if not _NAME.fullmatch(sha256):
            raise NotFound(f"Kho tệp: “{sha256[:80]}” không phải là mã băm SHA-256; hãy mở lại tệp từ hồ sơ của nó.")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes, proved against their name: a damaged file is an error, never an answer."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound(
                f"Kho tệp {self.root}: không có tệp {sha256[:12]}…; hãy khôi phục tệp này từ bản sao lưu gần nhất."
            ) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(
                f"Kho tệp {self.root}: tệp {sha256[:12]}… đã bị thay đổi hoặc hỏng; hãy khôi phục từ bản sao lưu."
            )
        return data

    def erase(self, sha256: str) -> bool:
        """Take a file away for good; whether it was there. Copies in backups live as long as those."""
        path = self.path(sha256)
        there = path.is_file()
        path.unlink(missing_ok=True)
        return there

    def check(self, sha256: str) -> bool:
        """Whether the file is there and its bytes still give its name."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _write_durably(target: Path, data: bytes) -> None:
    """Whole or not at all: two writers of the same content race harmlessly, a power cut leaves no half file."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o440)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """The new name itself must survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
