"""Thu báo cáo qua thư: every waiting mail of the mailbox, one by one; a mail that fails stays where it is."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from directive.files import FileRoom
from directive.store import Store
from notifications.inbound.asking import ask
from notifications.inbound.mailbox import Inbox, open_inbox
from notifications.inbound.taking_in import Became, take_in
from notifications.inbound.zalo_calls import work_through
from notifications.site import Site

log = logging.getLogger(__name__)


class Collected(NamedTuple):
    """What one round came to. `faults` are errors of the software; `too_large` mails were moved aside unread."""

    became: Counter[Became]
    claims: list[int]
    too_large: int
    faults: list[Exception]


def collect(
    inbox: Inbox, *, store: Store, files: FileRoom, secret: bytes, clock: Callable[[], datetime], limit: int = 500
) -> Collected:
    """Take in what waits. Killed at any point, nothing is lost and nothing is kept twice."""
    done = Collected(Counter(), [], 0, [])
    too_large = 0
    with open_inbox(inbox) as opened:
        for number, waiting in enumerate(opened.waiting()):
            if number >= limit:
                break
            if not waiting.raw:
                too_large += 1
                log.warning("a mail is too large and was moved aside: %s", waiting.uid)
                opened.done(waiting.uid)
                continue
            try:
                became, mail_id = take_in(store, files, waiting.raw, secret=secret, at=clock())
            except Exception as error:  # one mail must not keep the others waiting; the round ends as failed
                done.faults.append(error)
                log.exception("a mail could not be taken in: %s", waiting.uid)
                continue
            done.became[became] += 1
            if became is Became.CLAIMED and mail_id is not None:
                done.claims.append(mail_id)
            opened.done(waiting.uid)
    return done._replace(too_large=too_large)


class Round(NamedTuple):
    """What one round of collecting came to, from all sides. `asked` people were asked to confirm a claim."""

    mail: Collected | None
    zalo: Counter[str]
    asked: int


def collect_replies(
    inbox: Inbox | None, *, site: Site, store: Store, files: FileRoom, clock: Callable[[], datetime], on: date
) -> Round:
    """Mail when there is a mailbox, Zalo's calls, and a word to everybody whose claim waits."""
    mail = collect(inbox, store=store, files=files, secret=site.secret, clock=clock) if inbox is not None else None
    zalo, claims = work_through(store, files, secret=site.secret, at=clock())
    asked = [
        ask(
            store,
            number,
            on=on,
            at=clock(),
            secret=site.secret,
            policy=site.policy,
            office_name=site.office_name,
            mail_domain=site.mail_domain,
        )
        for number in (*(mail.claims if mail else ()), *claims)
    ]
    return Round(mail, zalo, sum(one is not None for one in asked))
