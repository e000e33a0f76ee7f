"""Zalo: an OA message while the person's window is open, a template message by phone when it is not.

`zalo://OA_ID`; app, secrets and facts come from the settings. The address of a person is their Zalo id, their phone
(84…), or both separated by a blank.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from directive.agencies import Contact
from directive.errors import BadInput
from directive.store import Store, addresses
from notifications.channels import DeliveryError, HandingOver
from notifications.channels.plugin import Carrier, PluginChannel
from notifications.channels.zalo_client import App, NotReached, Tokens, ZaloClient, ZaloError
from notifications.channels.zalo_facts import OA, TEMPLATE, Action, ZaloFacts, load_facts, phone_for_zalo
from notifications.channels.zalo_tokens import TokenKeeper
from notifications.channels.zalo_words import message_text, template_data
from notifications.digest import Letter

log = logging.getLogger(__name__)

Window = Callable[[str], datetime | None]
"""When a person last wrote to the OA, by Zalo id; None when never."""


class Way(NamedTuple):
    """How one person can be written to on Zalo."""

    user_id: str
    phone: str


class NotifyZalo(Carrier):
    """Official Account and template messages of one OA."""

    service_name: Any = "Zalo OA"
    secure_protocol: Any = "zalo"
    templates: Any = ("{schema}://{oa_id}",)

    def __init__(self, oa_id: str, *, client: ZaloClient, tokens: Tokens, heard: Window, **given: Any) -> None:
        super().__init__(**given)
        self.oa_id = oa_id
        self.client = client
        self.facts: ZaloFacts = client.facts
        self.tokens = tokens
        self.heard = heard

    def hand_over(self, letter: Letter, handing_over: HandingOver) -> str:
        """One letter to one person, by the way that is open just now."""
        way = way_of(letter.address)
        by_oa = bool(way.user_id) and self._window_is_open(way.user_id)
        if not by_oa:
            self._check_template(way)
        token = self.tokens.token()
        handing_over()
        if by_oa:
            try:
                return self._by_oa(way.user_id, letter, token)
            except _OtherWay as error:
                if not (way.phone and self.facts.template.id):
                    raise DeliveryError(error.reason, permanent=True) from error
            self._check_template(way)
        return self._by_template(way.phone, letter, token)

    def check(self) -> str:
        """Whether Zalo takes our token; DeliveryError when a person must act. Sends nothing."""
        self.tokens.token()
        way = (
            "có tin mẫu" if self.facts.template.id else "chưa khai mẫu tin: chỉ gửi được trong 7 ngày sau khi tương tác"
        )
        return f"OA {self.oa_id} đã kết nối, {way}"

    def close(self) -> None:
        """Give the connection back."""
        self.client.close()

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The address this channel was made from."""
        return f"zalo://{self.oa_id}"

    # --- the two ways ---------------------------------------------------------------------------------------------

    def _window_is_open(self, user_id: str) -> bool:
        heard = self.heard(user_id)
        rules = self.facts.message
        longest = timedelta(days=rules.window_days) if rules.pay_within_window else timedelta(hours=rules.free_hours)
        return heard is not None and self.client.clock() - heard < longest

    def _check_template(self, way: Way) -> None:
        """Everything that would be refused, found before the message is written down as leaving."""
        rules = self.facts.template
        if not way.phone:
            reason = "người nhận không tương tác với Zalo OA trong 7 ngày và chưa có số điện thoại"
            raise DeliveryError(reason, permanent=True)
        if not rules.id:
            raise DeliveryError("chưa khai mẫu tin Zalo ([template] id)", permanent=True)
        if rules.is_quiet(self.client.clock()):
            hours = f"{rules.quiet_from:%H:%M}–{rules.quiet_until:%H:%M}"
            raise DeliveryError(f"trong giờ không nhắn tin mẫu ({hours})")

    def _by_oa(self, user_id: str, letter: Letter, token: str) -> str:
        text = message_text(letter, self.facts.message.max_characters)
        number = self._said(OA, token, lambda key: self.client.send_text(user_id, text, token=key))
        for file in letter.files:
            self._send_file(user_id, file.name, file.data)
        return f"oa {number}"

    def _send_file(self, user_id: str, name: str, data: bytes) -> None:
        """A file after its message. The message has arrived and holds the link: a file that fails is only told."""
        token = self.tokens.token()

        def send(key: str) -> str:
            return self.client.send_file(user_id, self.client.upload(data, name, token=key), token=key)

        try:
            self._said(OA, token, send)
        except (DeliveryError, _OtherWay) as error:
            log.warning("zalo: a file was not sent: %s", error)

    def _by_template(self, phone: str, letter: Letter, token: str) -> str:
        data = template_data(letter, self.facts.template)
        tracking = f"dd-{letter.message_id}"
        try:
            number = self._said(
                TEMPLATE, token, lambda key: self.client.send_template(phone, data, tracking=tracking, token=key)
            )
        except _OtherWay as error:
            raise DeliveryError(error.reason, permanent=True) from error
        return f"template {number}"

    # --- what Zalo says -------------------------------------------------------------------------------------------

    def _said(self, api: str, token: str, call: Callable[[str], str]) -> str:
        """Do a call; pause when told to, renew the token once, and turn every other refusal into its outcome."""
        pauses = list(self.facts.rate.pauses_seconds)
        renewed = False
        while True:
            try:
                return call(token)
            except NotReached as error:
                raise DeliveryError(str(error), unsure=error.left, whole_channel=not error.left) from error
            except ZaloError as error:
                meaning = self.facts.meaning(error.api, error.code)
                if meaning.action is Action.REFRESH and not renewed:
                    token, renewed = self.tokens.renewed(token), True
                elif meaning.action is Action.SLOW and pauses:
                    self.client.pause(pauses.pop(0))
                else:
                    raise _outcome(meaning.action, f"zalo {api} {error.code}: {meaning.words or error.said}") from error


class _OtherWay(Exception):
    """This person cannot be written to by this API."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _outcome(action: Action, reason: str) -> Exception:
    if action is Action.OTHER_WAY:
        return _OtherWay(reason)
    if action in (Action.SLOW, Action.STOP, Action.REFRESH):  # a token that was just renewed and still fails
        return DeliveryError(reason, whole_channel=True)
    return DeliveryError(reason, permanent=action in (Action.BUG, Action.NEXT_DAY))


# --- addresses ----------------------------------------------------------------------------------------------------


def zalo_address(contact: Contact) -> str | None:
    """Where a person is on Zalo; None without consent, or without an id and a mobile number."""
    if not contact.zalo_consent:
        return None
    phone = phone_for_zalo(contact.phone) if contact.phone else None
    return " ".join(part for part in (contact.zalo_id, phone) if part) or None


def way_of(address: str) -> Way:
    """The Zalo id and the phone in an address. A mobile number has 11 digits from 84, an id has many more."""
    parts = address.split()
    phone = next((part for part in parts if phone_for_zalo(part) == part), "")
    return Way(next((part for part in parts if part != phone and part.isdigit()), ""), phone)


# --- opening ------------------------------------------------------------------------------------------------------


class ZaloSite(NamedTuple):
    """What the Zalo channel needs of its site, besides its address. `clock` is the true one."""

    store: Store
    app: App
    facts: ZaloFacts
    clock: Callable[[], datetime]
    pause: Callable[[float], None]


def token_name(oa_id: str) -> str:
    """Under which name the tokens of an OA are kept."""
    return f"zalo/{oa_id}"


def oa_of(url: str) -> str:
    """The OA's id in `zalo://OA_ID`; BadInput when there is none."""
    oa_id = url.partition("://")[2].strip("/")
    if not oa_id.isdigit():
        raise BadInput("Địa chỉ kênh Zalo không hợp lệ. Mẫu: zalo://1234567890 (mã số của Zalo OA).")
    return oa_id


def open_zalo(url: str, site: ZaloSite | None) -> PluginChannel:
    """A channel of `zalo://OA_ID`. BadInput names the setting that is missing."""
    oa_id = oa_of(url)
    if site is None or not site.app.app_id or not site.app.secret:
        raise BadInput("Kênh Zalo cần DONDOC_ZALO_APP_ID và DONDOC_ZALO_APP_SECRET (hoặc DONDOC_ZALO_APP_SECRET_FILE).")
    client = ZaloClient(site.app, site.facts, clock=site.clock, pause=site.pause)
    keeper = TokenKeeper(
        site.store,
        token_name(oa_id),
        refresh=client.refresh,
        rules=site.facts.token,
        clock=site.clock,
        pause=site.pause,
    )

    def heard(user_id: str) -> datetime | None:
        with site.store.reading() as conn:
            known = addresses.state(conn, "zalo", user_id)
        return None if known.follows is False else known.heard_at

    return PluginChannel("zalo", NotifyZalo(oa_id, client=client, tokens=keeper, heard=heard))


__all__ = ["NotifyZalo", "ZaloSite", "load_facts", "oa_of", "open_zalo", "token_name", "way_of", "zalo_address"]
