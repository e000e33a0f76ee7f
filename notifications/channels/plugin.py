"""What our Apprise plugins have in common: they carry one whole letter, and keep what became of it."""

from typing import TYPE_CHECKING, Any

from apprise import NotifyType
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase

from notifications.channels import DeliveryError, HandingOver, Taken
from notifications.digest import Letter

if TYPE_CHECKING:
    _Base = object
else:
    _Base = NotifyBase


class Carrier(_Base):
    """Base of our plugins. Apprise passes a body and a title; the letter itself is laid in before."""

    request_rate_per_sec = 0  # Apprise would sleep 5.5 s between letters
    letter: Letter | None = None
    handing_over: HandingOver = staticmethod(lambda: None)
    receipt: str = ""
    error: DeliveryError | Taken | None = None

    def hand_over(self, letter: Letter, handing_over: HandingOver) -> str:
        """Hand one letter over and return the receipt."""
        raise NotImplementedError

    def send(
        self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, attach: Any = None, **given: Any
    ) -> bool:
        """Called by Apprise. What it returns is not relied on: see `receipt` and `error`."""
        self.receipt, self.error = "", None
        if self.letter is None:
            self.error = DeliveryError("không có thư để gửi", permanent=True)
            return False
        try:
            self.receipt = self.hand_over(self.letter, self.handing_over)
        except (DeliveryError, Taken) as error:
            self.error = error
            return False
        return True


class PluginChannel:
    """A channel that dispatches through one of our plugins."""

    def __init__(self, name: str, plugin: Any) -> None:
        self.name = name
        self.plugin = plugin

    def send(self, letter: Letter, handing_over: HandingOver) -> str:
        """Hand one letter over through Apprise."""
        plugin = self.plugin
        plugin.letter, plugin.handing_over = letter, handing_over
        plugin.error = DeliveryError("kênh không nhận thư", permanent=True)  # should Apprise never call `send`
        plugin.notify(body=letter.subject, title="")
        if plugin.error is not None:
            raise plugin.error
        return str(plugin.receipt)

    def close(self) -> None:
        """Give connections back."""
        self.plugin.close()


def register(plugin: type, *schemas: str) -> None:
    """Make a plugin known to Apprise under its schemas, once per process; for sites that address Apprise themselves."""
    manager = NotificationManager()  # type: ignore[no-untyped-call]
    for schema in schemas:
        if schema not in manager:
            manager.add(plugin, schemas=schema)  # type: ignore[no-untyped-call]
