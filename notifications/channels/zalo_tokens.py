"""Giữ khoá Zalo: one renewal for all who hold the same dead token; the new pair is saved before anybody uses it.

A refresh token works once. So the row of the pair is leased (see `directive.store.tokens`): one process asks Zalo, all
others wait for its answer. When Zalo does not take the refresh token any more, only a person can help, and is told so.
"""

import logging
import os
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from directive.store import Store, tokens
from notifications.channels import DeliveryError
from notifications.channels.zalo_client import Fresh, NotReached, ZaloError
from notifications.channels.zalo_facts import Token

log = logging.getLogger(__name__)

_POLL = 0.1  # seconds
_PASSES = (-32,)  # too many calls: the refresh token is still good


class TokenKeeper:
    """Gives the access token of one OA. `refresh` asks Zalo; `clock` is the true one, whatever day is assumed."""

    def __init__(
        self,
        store: Store,
        name: str,
        *,
        refresh: Callable[[str], Fresh],
        rules: Token,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
    ) -> None:
        self.store = store
        self.name = name
        self.refresh = refresh
        self.rules = rules
        self.clock = clock
        self.pause = pause

    def token(self) -> str:
        """A token that should still work."""
        pair = self._pair()
        soon = self.clock() + timedelta(minutes=self.rules.renew_before_minutes)
        return pair.access if pair.expires_at > soon else self.renewed(pair.access)

    def renewed(self, failed: str) -> str:
        """A token other than the one that failed. Whoever comes second gets what the first one brought."""
        holder = f"{os.getpid()}:{threading.get_ident()}:{secrets.token_hex(4)}"
        deadline = self.clock() + timedelta(seconds=self.rules.wait_seconds)
        while True:
            pair = self._pair()
            if pair.access != failed:
                return pair.access
            now = self.clock()
            until = now + timedelta(seconds=self.rules.lease_seconds)
            if tokens.lease(self.store, self.name, generation=pair.generation, by=holder, at=now, until=until):
                return self._renew(pair, holder)
            if now > deadline:
                raise DeliveryError("chờ khoá truy cập Zalo mới quá lâu", whole_channel=True)
            self.pause(_POLL)

    def _renew(self, pair: tokens.Pair, holder: str) -> str:
        try:
            fresh = self.refresh(pair.refresh)
        except ZaloError as error:
            if error.code in _PASSES:
                tokens.let_go(self.store, pair, by=holder, at=self.clock())
                raise DeliveryError(f"Zalo chưa làm mới khoá ({error.code})", whole_channel=True) from error
            why = f"Zalo không nhận khoá làm mới ({error.code}: {error.said}). Chạy `dondoc channels connect`."
            tokens.let_go(self.store, pair, by=holder, at=self.clock(), broken=why)
            log.error("%s: the refresh token is not taken any more (%s); a person must connect again", self.name, error)
            raise DeliveryError(why, whole_channel=True) from error
        except NotReached as error:
            tokens.let_go(self.store, pair, by=holder, at=self.clock())
            raise DeliveryError(f"không làm mới được khoá Zalo: {error}", whole_channel=True) from error
        at = self.clock()
        tokens.renew(
            self.store,
            pair,
            access=fresh.access,
            refresh=fresh.refresh,
            expires_at=at + fresh.lives,
            at=at,
        )
        return fresh.access

    def _pair(self) -> tokens.Pair:
        with self.store.reading() as conn:
            pair = tokens.pair(conn, self.name)
        if pair is None:
            raise DeliveryError("chưa kết nối Zalo OA. Chạy `dondoc channels connect`", whole_channel=True)
        if pair.broken:
            raise DeliveryError(pair.broken, whole_channel=True)
        return pair
