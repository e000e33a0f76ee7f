"""Any other service Apprise knows, by its address: the site's choice, at the price of a plain yes or no."""

from urllib.parse import quote

from directive.errors import BadInput
from notifications.channels import DeliveryError, HandingOver
from notifications.digest import Letter

_PLACES = ("{phone}", "{email}", "{name}", "{address}")


class ServiceChannel:
    """One Apprise address; `{phone}`, `{email}`, `{name}` in it stand for the person's. The schema is its name."""

    def __init__(self, url: str) -> None:
        from apprise import Apprise

        self.template = url
        self.name = url.partition("://")[0].lower()
        plain = url
        for place in _PLACES:
            plain = plain.replace(place, "0900000000")
        if "://" not in url or not Apprise().add(plain):
            raise BadInput(
                f"DONDOC_CHANNELS: không hiểu kênh “{self.name}”. Xem tên các kênh bằng `apprise --details`."
            )

    def send(self, letter: Letter, handing_over: HandingOver) -> str:
        """Hand one letter over as plain text. Apprise does not say why it failed, so it is tried again later."""
        from apprise import Apprise

        url = self.template
        for place in _PLACES:
            url = url.replace(place, quote(letter.name if place == "{name}" else letter.address, safe="@"))
        service = Apprise()
        service.add(url)
        handing_over()
        if not service.notify(title=letter.subject, body=letter.text):
            raise DeliveryError(f"dịch vụ {self.name} không nhận")
        return self.name

    def close(self) -> None:
        """Nothing is held open."""
