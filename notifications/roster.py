"""Danh sách người nhận: who can be written to on a day, with substitutes and channels. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

from directive.agencies import Absence, Contact, Post, valid_on
from directive.moments import People
from directive.policy import OFFICE, Addressee, post_of

Reach = Callable[[Contact, str], str | None]
"""(person, channel) -> the address there, None when the person cannot be reached by this channel."""

_OFFICE_POSTS = frozenset(post_of(addressee) for addressee in OFFICE)
_CHAIN = 5  # substitutes of substitutes


class Roster:
    """The people who can be written to on a day, with their substitutes and channels."""

    def __init__(
        self,
        contacts: Iterable[Contact],
        absences: Iterable[Absence],
        *,
        on: date,
        channels: Iterable[str],
        reach: Reach,
    ) -> None:
        self.contacts = {contact.contact_id: contact for contact in contacts if valid_on(contact, on)}
        self._away = {a.contact_id: a.substitute_id for a in absences if a.first <= on <= a.last}
        self._ways: dict[int, tuple[str, str]] = {}
        for contact in self.contacts.values():
            if way := next(ways(contact, channels, reach), None):
                self._ways[contact.contact_id] = way
        self._posts: dict[tuple[str, Post], tuple[int, ...]] = {}
        for contact_id in self._ways:
            key = (self.contacts[contact_id].agency_id, self.contacts[contact_id].post)
            self._posts[key] = (*self._posts.get(key, ()), contact_id)
        offices = {c.agency_id for c in self.contacts.values() if c.post in _OFFICE_POSTS}
        self._only_office = offices.pop() if len(offices) == 1 else None
        self._people: dict[tuple[str, str | None, str | None], People] = {}

    def people(self, owner_id: str, collector_id: str | None, office_id: str | None) -> People:
        """Who the addressees of an obligation are; without an office named, the only one there is."""
        office_id = office_id or self._only_office
        key = (owner_id, collector_id, office_id)
        if key not in self._people:
            where = {Addressee.OFFICER: owner_id, Addressee.HEAD: owner_id, Addressee.COLLECTOR: collector_id}
            self._people[key] = {
                addressee: self._posts.get((where.get(addressee, office_id) or "", post_of(addressee)), ())
                for addressee in Addressee
            }
        return self._people[key]

    def recipient(self, contact_id: int) -> int:
        """The person to write to: the substitute of somebody absent, when there is one that can be reached."""
        here = contact_id
        for _ in range(_CHAIN):
            substitute = self._away.get(here)
            if substitute is None or substitute not in self._ways:
                return here
            here = substitute
        return here

    def is_reached(self, contact_id: int) -> bool:
        """Whether a person can be written to at all."""
        return contact_id in self._ways

    def way(self, contact_id: int) -> tuple[str, str]:
        """Channel and address of a person."""
        return self._ways[contact_id]

    def of_office(self, contact_id: int) -> bool:
        """Whether a person is written to as one of the assigner's office."""
        return self.contacts[contact_id].post in _OFFICE_POSTS

    def shared(self, collectors: Collection[str] = ()) -> set[int]:
        """People whose digest speaks of several agencies: the Office, leaders, substitutes from elsewhere,
        and those of the collectors given."""
        found = {c.contact_id for c in self.contacts.values() if c.post in _OFFICE_POSTS or c.agency_id in collectors}
        for absent in self._away:
            substitute = self.recipient(absent)
            here, there = self.contacts.get(absent), self.contacts.get(substitute)
            if here and there and here.agency_id != there.agency_id:
                found.add(substitute)
        return found


def turning_days(contacts: Iterable[Contact], absences: Iterable[Absence]) -> frozenset[date]:
    """The days on which somebody comes, goes, or is absent or back: between them everybody's roster is the same."""
    next_day = timedelta(days=1)
    comings = {one.valid_from for one in contacts if one.valid_from}
    goings = {day for one in contacts if one.valid_to for day in (one.valid_to, one.valid_to + next_day)}
    return frozenset(comings | goings | {day for one in absences for day in (one.first, one.last + next_day)})


def ways(contact: Contact, channels: Iterable[str], reach: Reach) -> Iterator[tuple[str, str]]:
    """Channel and address of a person, the preferred one first."""
    known = list(channels)
    preferred = [name for name in contact.channels if name in known]
    for name in dict.fromkeys((*preferred, *known)):
        if address := reach(contact, name):
            yield name, address
