"""Kênh gửi: how a rendered letter reaches a person. Every channel is an Apprise plugin, one module each.

A channel hands over one letter to one person and says what became of it: a receipt, or a `DeliveryError`. Nothing here
relies on what Apprise's `notify` returns, which differs between its versions and hides who refused and why.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from directive.agencies import Contact
from directive.errors import BadInput
from notifications.digest import Letter

if TYPE_CHECKING:
    from notifications.channels.zalo import ZaloSite


class DeliveryError(Exception):
    """A channel could not hand a letter over.

    `permanent`: asking again is useless (an unknown mailbox). `unsure`: the line broke after the letter had left, so
    nobody knows whether it arrived. `whole_channel`: the service itself cannot be reached, not this one person.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, unsure: bool = False, whole_channel: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.unsure = unsure
        self.whole_channel = whole_channel


class Taken(Exception):
    """Another process took the letter meanwhile; it must not be handed over by this one."""


HandingOver = Callable[[], None]
"""Called by a channel right before the letter leaves for good; raises `Taken` to stop it."""


class Channel(Protocol):
    """One way to reach people. `name` stands in the ledger."""

    name: str

    def send(self, letter: Letter, handing_over: HandingOver) -> str:
        """Hand one letter over and return the receipt; DeliveryError when it cannot be."""

    def close(self) -> None:
        """Give connections back."""


def reach(contact: Contact, channel: str) -> str | None:
    """The address of a person on a channel, None when there is none."""
    if channel == "mail":
        return contact.email
    if channel == "folder":
        return contact.email or contact.phone or contact.name
    if channel == "zalo":
        from notifications.channels.zalo import zalo_address

        return zalo_address(contact)
    if channel == "letter":
        return contact.name
    return contact.phone or contact.email


def reach_except(marked: Collection[tuple[str, str]]) -> Callable[[Contact, str], str | None]:
    """`reach`, passing over addresses that were given up: (channel, address)."""

    def reached(contact: Contact, channel: str) -> str | None:
        address = reach(contact, channel)
        return None if address is None or (channel, address) in marked else address

    return reached


def open_channels(urls: str, *, outbox: Path, zalo: "ZaloSite | None" = None) -> dict[str, Channel]:
    """The site's channels by name, from addresses separated by blanks; without any, letters go into a folder.

    `vbmail://`, `vbmails://`, `zalo://`, `letter://` and `folder://` are ours; any other address is one of Apprise's
    services, in which `{phone}`, `{email}` and `{name}` stand for the person's.
    """
    channels: dict[str, Channel] = {}
    for url in urls.split() or [f"folder://{outbox}"]:
        channel = _open(url, zalo)
        if channel.name in channels:
            raise BadInput(f"DONDOC_CHANNELS có hai kênh “{channel.name}”. Giữ lại một.")
        channels[channel.name] = channel
    return channels


def close_all(channels: Mapping[str, Channel]) -> None:
    """Give all connections back."""
    for channel in channels.values():
        channel.close()


def names_in_order(channels: Iterable[str], order: Iterable[str]) -> tuple[str, ...]:
    """The site's channels in the policy's order; those it does not name come last."""
    have = list(channels)
    first = [name for name in order if name in have]
    return (*first, *(name for name in have if name not in first))


def _open(url: str, zalo: "ZaloSite | None") -> Channel:
    schema = url.partition("://")[0].lower()
    if schema == "folder":
        from notifications.channels.folder import open_folder

        return open_folder(url)
    if schema in ("vbmail", "vbmails"):
        from notifications.channels.mail import open_mail

        return open_mail(url)
    if schema == "letter":
        from notifications.channels.letter import open_letter

        return open_letter(url)
    if schema == "zalo":
        from notifications.channels.zalo import open_zalo

        return open_zalo(url, zalo)
    from notifications.channels.service import ServiceChannel

    return ServiceChannel(url)
