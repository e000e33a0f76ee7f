"""Thư tuần: once a week the leaders get the picture by mail, planned like every message and kept in the ledger.

Due from the site's weekday on. Who has had a digest that day gets it on the next working day: one message a day per
person stays one. A week that was missed (days off, an outage) is made up for with one letter, never with several.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from directive import dashboard
from directive.agencies import Contact, Post
from directive.calendar import Calendar, named_day
from directive.events import MessagesPlanned
from directive.figures import Measure
from directive.ledger import Link, Message, Purpose
from directive.policy import Policy, post_of
from directive.store import Change, Reading, Store, addresses, directory, messages, sweeping
from notifications import digest, links, outbox, wording
from notifications.channels import names_in_order, reach_except
from notifications.roster import Roster

KIND = "weekly"


class Sender(NamedTuple):
    """What a letter needs to know of the site. `board_url` opens the leaders' page."""

    policy: Policy
    secret: bytes
    office_name: str
    mail_domain: str
    board_url: str
    assumed: bool = False


class Addressed(NamedTuple):
    """Whom one letter goes to, and for whom it is."""

    contact: Contact
    channel: str
    address: str
    instead_of: tuple[str, ...]


def plan_letters(
    store: Store, *, on: date, at: datetime, sender: Sender, calendar: Calendar, channels: Iterable[str]
) -> int:
    """Write down the week's letters that are due on a day; how many. Running it again writes nothing new."""
    if not calendar.is_working(on):
        return 0
    with store.change(at=at, by=outbox.BY) as change:
        change.alone()
        waiting = list(_addressed(change.conn, on=on, policy=sender.policy, channels=channels))
        if not waiting:
            return 0
        overview = dashboard.gather(change.conn, on=on, at=at, calendar=calendar, assumed=sender.assumed)
        if not overview.figures.total.counts.total:
            return 0
        content = dashboard.weekly(overview)
        agencies = {
            a.agency_id: a.name for a in directory.agencies(change.conn, {w.contact.agency_id for w in waiting})
        }
        _write(change, [(one, _body(one, content, agencies, on=on, sender=sender)) for one in waiting], on, at, sender)
    return len(waiting)


def sample(conn: Reading, *, on: date, at: datetime, sender: Sender, calendar: Calendar) -> Message:
    """The letter as it would be on a day, to nobody: its link opens nothing. Nothing is written."""
    overview = dashboard.gather(conn, on=on, at=at, calendar=calendar, assumed=sender.assumed)
    nobody = Contact(contact_id=0, agency_id="", name="Lãnh đạo UBND", post=Post.CHAIRMAN)
    one = Addressed(nobody, "folder", "xem-truoc", ())
    body = _body(one, dashboard.weekly(overview), {"": sender.office_name}, on=on, sender=sender)
    return _message(0, one, body, 0, on=on, sender=sender)


def week_start(on: date, policy: Policy) -> date:
    """The last day that was the site's weekday, this one included: a letter since then is this week's."""
    return on - timedelta(days=(on.weekday() - policy.leaders.number) % 7)


def _addressed(conn: Reading, *, on: date, policy: Policy, channels: Iterable[str]) -> Iterable[Addressed]:
    """Leaders without this week's letter and without a message today; substitutes stand in, nobody gets two."""
    roster = Roster(
        sweeping.people(conn, ()),
        directory.absences(conn),
        on=on,
        channels=names_in_order(channels, policy.channels.order),
        reach=reach_except(addresses.marked(conn)),
    )
    posts = {post_of(addressee) for addressee in policy.leaders.to}
    leaders = [c for c in roster.contacts.values() if c.post in posts]
    absent: dict[int, list[str]] = {}
    for leader in leaders:
        recipient = roster.recipient(leader.contact_id)
        absent.setdefault(recipient, []).extend([leader.name] if recipient != leader.contact_id else [])
    had = messages.said_since(conn, day=week_start(on, policy), kind=KIND).keys()
    today = messages.said_on(conn, day=on, kind=digest.KIND)
    for recipient in sorted(absent):
        if not roster.is_reached(recipient):
            continue
        channel, address = roster.way(recipient)
        if (recipient, channel) not in had | today:
            yield Addressed(roster.contacts[recipient], channel, address, tuple(absent[recipient]))


def _body(
    one: Addressed, content: dict[str, Any], agencies: dict[str, str], *, on: date, sender: Sender
) -> dict[str, Any]:
    contact = one.contact
    return content | {
        "to": {
            "name": contact.name,
            "post": wording.POSTS[Post(contact.post)],
            "agency": agencies.get(contact.agency_id, contact.agency_id),
        },
        "from": sender.office_name,
        "day": named_day(on),
        "assumed": sender.assumed,
        "instead_of": list(one.instead_of),
        "links": ["Xem chi tiết từng con số"],
        "board": sender.board_url,
        "counts": [[c["words"], c["count"]] for c in content["cards"] if c["name"] == Measure.LATE.value],
    }


def _write(change: Change, ready: list[tuple[Addressed, dict[str, Any]]], on: date, at: datetime, by: Sender) -> None:
    minted: list[Link] = []
    link_ids = _links(change, [one.contact for one, _ in ready], minted, at=at, sender=by)
    first = change.numbers("message", len(ready))
    letters = tuple(
        _message(number, one, body, link_ids[one.contact.contact_id], on=on, sender=by)
        for number, (one, body) in enumerate(ready, start=first)
    )
    change.record(MessagesPlanned(day=on, messages=letters, links=tuple(minted)))


def _message(number: int, one: Addressed, body: dict[str, Any], link_id: int, *, on: date, sender: Sender) -> Message:
    return Message(
        message_id=number,
        kind=KIND,
        day=on,
        contact_id=one.contact.contact_id,
        agency_id=one.contact.agency_id,
        channel=one.channel,
        address=one.address,
        mail_id=f"<thong-bao.{on:%Y%m%d}.{number}@{sender.mail_domain}>",
        body=body,
        links=(link_id,),
    )


def _links(
    change: Change, persons: list[Contact], minted: list[Link], *, at: datetime, sender: Sender
) -> dict[int, int]:
    """The reading link of each person: the one they have while it lives long enough, else a new one."""
    valid = sender.policy.links.valid_days
    ids = [person.contact_id for person in persons]
    known = messages.links_of(change.conn, contact_ids=ids, after=links.renew_after(at, valid))
    found: dict[int, int] = {}
    for person in persons:
        key = (person.contact_id, Purpose.READ, person.agency_id)
        if key not in known:
            known[key] = change.numbers("link")
            minted.append(
                links.new_link(
                    known[key],
                    purpose=Purpose.READ,
                    secret=sender.secret,
                    at=at,
                    valid_days=valid,
                    agency_id=person.agency_id,
                    contact_id=person.contact_id,
                )
            )
        found[person.contact_id] = known[key]
    return found
