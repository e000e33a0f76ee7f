"""Thư mục hộp thư đi: every letter becomes an .eml file. What a site uses before it has a mail server."""

import os
import unicodedata
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from notifications.channels import DeliveryError, HandingOver
from notifications.channels.plugin import Carrier, PluginChannel
from notifications.digest import Letter
from notifications.mime import Sender, build

_SENDER = Sender("Văn phòng", "van-phong@dondoc.invalid")


class NotifyFolder(Carrier):
    """Writes `<day>/<number>-<person>.eml`, whole or not at all; a file of the same name is the same letter."""

    service_name: Any = "Thư mục hộp thư đi"
    protocol: Any = "folder"
    templates: Any = ("{schema}://{path}",)

    def __init__(self, path: str, **given: Any) -> None:
        super().__init__(**given)
        self.path = Path(path)

    def hand_over(self, letter: Letter, handing_over: HandingOver) -> str:
        """Write one letter."""
        folder = self.path / letter.day.isoformat()
        target = folder / f"{letter.message_id:07}-{plain_name(letter.address)}.eml"
        mail = build(letter, _SENDER, at=datetime.combine(letter.day, time(0), tzinfo=UTC))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handing_over()
            half = target.with_suffix(".part")
            half.write_bytes(mail)
            os.replace(half, target)
        except OSError as error:
            reason = f"không ghi được {target}: {error.strerror}"
            raise DeliveryError(reason, whole_channel=True) from error
        return f"{letter.day.isoformat()}/{target.name}"

    def check(self) -> str:
        """Whether letters can be written there; DeliveryError when not."""
        return writable(self.path)

    def close(self) -> None:
        """Nothing is held open."""

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The address this channel was made from."""
        return f"folder://{self.path}"


def open_folder(url: str) -> PluginChannel:
    """A channel of `folder:///a/path` or `folder://a/relative/path`."""
    return PluginChannel("folder", NotifyFolder(url.partition("://")[2]))


def writable(path: Path) -> str:
    """Says that a folder can be written to; DeliveryError when it cannot."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        trial = path / f".thu-{os.getpid()}"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise DeliveryError(f"không ghi được {path}: {error.strerror}", whole_channel=True) from error
    return f"ghi vào {path}"


def plain_name(address: str) -> str:
    """An address as part of a file's name: "Cán bộ 1" is Can-bo-1."""
    plain = unicodedata.normalize("NFD", address.replace("đ", "d").replace("Đ", "D"))
    letters = (c for c in plain if not unicodedata.combining(c))
    return "".join(c if c.isascii() and (c.isalnum() or c in "@.-_") else "-" for c in letters)[:80]
