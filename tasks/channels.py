"""The site's channels, opened with everything they need of it. Knows no Prefect."""

import time
from typing import TYPE_CHECKING

from directive.settings import Settings
from tasks.clock import now
from tasks.rooms import Rooms

if TYPE_CHECKING:
    from notifications.channels import Channel
    from notifications.channels.zalo import ZaloSite


def site_channels(site: Rooms) -> "dict[str, Channel]":
    """The channels of DONDOC_CHANNELS by name."""
    from notifications.channels import open_channels

    zalo = zalo_site(site) if "zalo://" in site.settings.channels else None
    return open_channels(site.settings.channels, outbox=site.outbox, zalo=zalo)


def channel_names(settings: Settings) -> tuple[str, ...]:
    """The names of the site's channels, without opening any."""
    names = {"vbmail": "mail", "vbmails": "mail"}
    schemas = [url.partition("://")[0].lower() for url in settings.channels.split()] or ["folder"]
    return tuple(names.get(schema, schema) for schema in schemas)


def zalo_site(site: Rooms) -> "ZaloSite":
    """What Zalo is spoken to with. Its clock is the true one: Zalo knows no assumed day."""
    from notifications.channels.zalo import ZaloSite
    from notifications.channels.zalo_client import App
    from notifications.channels.zalo_facts import load_facts

    settings = site.settings
    app = App(settings.zalo_app_id, settings.zalo_app_secret.get_secret_value())
    return ZaloSite(site.store, app, load_facts(settings.zalo_file), now, time.sleep)
