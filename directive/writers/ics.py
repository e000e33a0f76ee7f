"""Lịch hạn: last days as iCalendar (RFC 5545), with alarms. The same entry keeps its UID when its day moves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import icalendar

from directive.tracked import Due

ALARMS = (timedelta(days=-7), timedelta(days=-1), timedelta(hours=8))
"""Before the last day, on its eve, and at eight in the morning of it."""


class Entry(NamedTuple):
    """One Due, what it is about, and in which directive."""

    due: Due
    words: str
    directive: str


def write(entries: Iterable[Entry], *, at: datetime, name: str = "Hạn báo cáo – Đôn đốc") -> bytes:
    """The calendar of these Dues; those without a day are left out."""
    feed = icalendar.Calendar()
    feed.add("prodid", "-//dondoc//VN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", name)
    for entry in entries:
        if entry.due.due_on is not None:
            feed.add_component(_event(entry, at))
    return bytes(feed.to_ical())


def _event(entry: Entry, at: datetime) -> icalendar.Event:
    due = entry.due
    assert due.due_on is not None, "left out before"
    event = icalendar.Event()
    event.add("uid", f"ky-han-{due.due_id}@dondoc")
    event.add("summary", f"Hạn: {entry.words}")
    event.add("description", f"{entry.directive}. {due.words}".strip())
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("dtstamp", at)
    event.add("transp", "TRANSPARENT")
    for before in ALARMS:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"Hạn {due.due_on:%d/%m/%Y}: {entry.words}")
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
