"""Như đã biết: the store as it was known at a moment, rebuilt from the log into memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from directive.store import log
from directive.store.engine import Reading, open_store

_TALK = ("thong-bao/", "lien-ket", "bien-nhan", "dia-chi", "thu-den")
"""Logs of what was said to whom: most of all events, and no figure depends on them."""


@contextmanager
def as_known(conn: Connection, moment: datetime) -> Iterator[Reading]:
    """A store that knows what was recorded up to and including a moment, messages left out; gone again at the end.

    The same rooms read from it. What was told later (an extension, a day of arrival, a correction) is not in it,
    whatever day it speaks of.
    """
    then = open_store("sqlite://")
    try:
        then.create()
        told = (event for event in log.read(conn, until=moment) if not event.stream.startswith(_TALK))
        log.replay(told, then)
        with then.reading() as past:
            yield past
    finally:
        then.close()
