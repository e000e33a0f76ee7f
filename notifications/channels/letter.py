"""Thư giấy: a .pdf to print and send by hand, for people no other channel reaches. `letter:///a/folder`."""

import os
from pathlib import Path
from typing import Any

from notifications.channels import DeliveryError, HandingOver
from notifications.channels.folder import plain_name, writable
from notifications.channels.plugin import Carrier, PluginChannel
from notifications.digest import Letter
from notifications.paper import write_letter


class NotifyLetter(Carrier):
    """Writes `<day>/<number>-<person>.pdf`, whole or not at all."""

    service_name: Any = "Thư giấy"
    protocol: Any = "letter"
    templates: Any = ("{schema}://{path}",)

    def __init__(self, path: str, **given: Any) -> None:
        super().__init__(**given)
        self.path = Path(path)

    def hand_over(self, letter: Letter, handing_over: HandingOver) -> str:
        """Write one letter."""
        target = self.path / letter.day.isoformat() / f"{letter.message_id:07}-{plain_name(letter.address)}.pdf"
        content = write_letter(letter)
        handing_over()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_suffix(".part")
            half.write_bytes(content)
            os.replace(half, target)
        except OSError as error:
            raise DeliveryError(f"không ghi được {target}: {error.strerror}", whole_channel=True) from error
        return f"{letter.day.isoformat()}/{target.name}"

    def check(self) -> str:
        """Whether letters can be written there; DeliveryError when not."""
        return writable(self.path)

    def close(self) -> None:
        """Nothing is held open."""

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The address this channel was made from."""
        return f"letter://{self.path}"


def open_letter(url: str) -> PluginChannel:
    """A channel of `letter:///a/path` or `letter://a/relative/path`."""
    return PluginChannel("letter", NotifyLetter(url.partition("://")[2]))
