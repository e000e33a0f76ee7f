"""Danh bạ cơ quan: names of a text -> agencies, as of the directive's date.

An exact folded name decides; two that fit decide nothing and are both shown; similarity only suggests. A plain name
("Phòng Y tế") means the body of the office that writes, or of those above it, never that of a neighbour.
"""

from collections.abc import Iterable
from datetime import date

from rapidfuzz import fuzz, process

from directive.agencies import Agency, Alias, Group, Match, Membership, valid_on
from directive.group_names import is_open, is_plural, levels_said, plain_group, remainder_of, without_related
from directive.name_index import Entry, Found, NameIndex, Places, seats_meant
from directive.names import name_words
from directive.territories import COMMITTEE, Territory, Words, holds, territories, without_territory

_SIMILAR_ENOUGH = 70  # of 100; below that a suggestion only distracts
_SUGGESTIONS = 5
_PROVINCE = name_words("tỉnh")  # beside it "thành phố" means a city of that rank, not one of a province's districts
_CANDIDATES = 20  # a name that fits more bodies needs its place, not a longer list


def is_settled(match: Match) -> bool:
    """Whether the directory knows what is meant: agencies, a group (even one without members), or openly nobody."""
    return bool(match.agency_ids or match.group_id or match.open)


class Directory:
    """The agencies, names and groups of a site, indexed for reading. Holds no people and never changes."""

    def __init__(
        self,
        agencies: Iterable[Agency] = (),
        aliases: Iterable[Alias] = (),
        groups: Iterable[Group] = (),
        memberships: Iterable[Membership] = (),
    ) -> None:
        self.agencies: dict[str, Agency] = {agency.agency_id: agency for agency in agencies}
        self.groups: dict[str, Group] = {group.group_id: group for group in groups}
        self._members: dict[str, list[Membership]] = {}
        for membership in memberships:
            self._members.setdefault(membership.group_id, []).append(membership)
        self._territories = territories(self.agencies)
        self._seats = {seat: place for seat, place in self._territories.items() if place.seat_id == seat}
        self._places = Places(self._seats.values())
        self._below: dict[str | None, list[Territory]] = {}  # the committees right below a committee
        for seat, place in self._seats.items():
            self._below.setdefault(self.agencies[seat].parent_id, []).append(place)
        self._agency_names, self._group_names = NameIndex(self._seats), NameIndex(self._seats)
        self._index(aliases)
        self._texts: dict[str, str] = {}

    def agency(self, agency_id: str) -> Agency:
        """The agency with this id; KeyError when the directory has none."""
        return self.agencies[agency_id]

    def name(self, agency_id: str) -> str:
        """The name to show for an agency or group; the id itself when the directory no longer knows it."""
        if agency := self.agencies.get(agency_id):
            return agency.name
        return group.name if (group := self.groups.get(agency_id)) else agency_id

    def full_name(self, agency_id: str) -> str:
        """The name with its territory, for lists where several bodies share one: "Phòng Kinh tế xã Đông Sơn"."""
        name, territory = self.name(agency_id), self._territories.get(agency_id)
        if territory is None or territory.seat_id == agency_id or holds(name_words(name), territory.place):
            return name
        words = name.split()
        if name_words(" ".join(words[-len(territory.level) :])) == territory.level:
            words = words[: -len(territory.level)]
        seat = self.name(territory.seat_id).split()
        place = seat[-len(territory.level + territory.place) :]
        return " ".join((*words, *place))

    def members(self, group_id: str, on: date) -> tuple[str, ...]:
        """The agencies of a group on a day, in the directory's order. A body that has ended is in no group."""
        return tuple(
            membership.agency_id
            for membership in self._members.get(group_id, ())
            if valid_on(membership, on) and self._lives(membership.agency_id, on)
        )

    def resolve(self, name: str, *, on: date, office: str | None = None) -> Match:
        """What a name of a text stands for on a day (đối chiếu tên với danh bạ).

        `office` is the agency that writes: plain names are read from where it stands. A name that decides nothing
        comes back with the bodies it may mean or looks like.
        """
        match = self.look_up(name, on=on, office=office)
        if is_settled(match) or match.candidates:
            return match
        return match.model_copy(update={"candidates": self.suggest(name, on=on)})

    def look_up(self, name: str, *, on: date, office: str | None = None) -> Match:
        """As `resolve`, without looking for names that are merely alike: microseconds in a directory of any size."""
        match = self._look_up(name, name_words(name), on, office)
        if is_settled(match) or "(" not in name:
            return match
        plain = name.partition("(")[0]  # "Trung tâm Y tế huyện (TTYT)", "UBND tỉnh (b/c)"
        shorter = self._look_up(name, name_words(plain), on, office)
        return shorter if is_settled(shorter) else match

    def ended(self, name: str, *, on: date, office: str | None = None) -> tuple[Agency, ...]:
        """Agencies this name means at another time: why it means none on this day."""
        found = self._find_agency(name_words(name), None, office).ids
        return tuple(self.agencies[one] for one in found if not self._lives(one, on))

    def suggest(self, name: str, *, on: date, limit: int = _SUGGESTIONS) -> tuple[str, ...]:
        """Agencies and groups whose names look like this one, the likest first. A person decides."""
        alike = process.extract(
            " ".join(name_words(name)),
            self._names_to_compare(),
            scorer=fuzz.ratio,
            score_cutoff=_SIMILAR_ENOUGH,
            limit=4 * limit,
        )
        return tuple(thing_id for _, _, thing_id in alike if self._lives(thing_id, on))[:limit]

    def _look_up(self, name: str, words: Words, on: date, office: str | None) -> Match:
        if rest := remainder_of(words):
            whole = self._exactly(name, rest, on, office)
            return whole.model_copy(update={"remainder": True, "plural": True})
        if not is_open(words):
            return self._exactly(name, words, on, office)
        if group_ids := self._find_group(words, on, office).ids:  # a site may define even "các địa phương"
            return self._as_group(name, group_ids, on)
        among = self._exactly(name, without_related(words), on, office) if without_related(words) != words else None
        return Match(name=name, candidates=among.agency_ids if among else (), open=True, plural=True)

    def _exactly(self, name: str, words: Words, on: date, office: str | None) -> Match:
        agency = self._find_agency(words, on, office)
        if len(agency.ids) == 1:
            return Match(name=name, agency_ids=agency.ids)
        if agency.ids:
            return Match(name=name, candidates=agency.ids[:_CANDIDATES])
        group = self._find_group(words, on, office)
        if group.ids:
            return self._as_group(name, group.ids, on)
        if committees := self._committees(words, on, office):
            return Match(name=name, agency_ids=committees, plural=True)
        alike = agency.doubtful + group.doubtful + self._places.named(words)
        living = tuple(one for one in alike if self._lives(one, on))
        return Match(name=name, candidates=living, plural=is_plural(words))

    def _as_group(self, name: str, group_ids: tuple[str, ...], on: date) -> Match:
        if len(group_ids) > 1:
            return Match(name=name, candidates=group_ids, plural=True)
        group = self.groups[group_ids[0]]
        members = () if group.open else self.members(group.group_id, on)
        return Match(name=name, agency_ids=members, group_id=group.group_id, plural=True, open=group.open)

    def _find_agency(self, words: Words, on: date | None, office: str | None) -> Found:
        """The agencies these words name exactly; `on` None looks at all times."""
        found = self._find(self._agency_names, words, on, office)
        plain = plain_group(words)
        if found.ids or plain == words or not plain:
            return found
        spread = self._find(self._agency_names, plain, on, office)  # "Các phòng Y tế": one of a list spread out
        return spread if len(spread.ids) == 1 and len(plain) > 1 else found

    def _find_group(self, words: Words, on: date, office: str | None) -> Found:
        if not is_plural(words) and words not in self._group_names:
            return Found()
        return self._find(self._group_names, plain_group(words), on, office)

    def _find(self, index: NameIndex, words: Words, on: date | None, office: str | None) -> Found:
        here = self._territories.get(office) if office else None
        return index.find(self._places.readings(words), here=here, valid=lambda entry: self._holds(entry, on))

    def _holds(self, entry: Entry, on: date | None) -> bool:
        if on is None:
            return entry.thing_id in self.agencies or entry.thing_id in self.groups
        return (
            (entry.valid_from is None or entry.valid_from <= on)
            and (entry.valid_to is None or on <= entry.valid_to)
            and self._lives(entry.thing_id, on)
        )

    def _lives(self, thing_id: str, on: date) -> bool:
        agency = self.agencies.get(thing_id)
        return valid_on(agency, on) if agency else thing_id in self.groups

    def _committees(self, words: Words, on: date, office: str | None) -> tuple[str, ...]:
        """The committees of a group no directory needs to define: "UBND các xã, thị trấn", of the office or a place.

        Only right below what is meant: a site knows all communes of its own huyện, hardly all huyện of its province,
        and a group that lacks members without saying so is worse than one a person must fill.
        """
        here = self._territories.get(office) if office else None
        own = here._replace(chain=(here.seat_id,)) if here else None
        for said, where in self._places.readings(words):
            levels = levels_said(said)
            for seat in seats_meant(where, own, self._seats) if levels and _PROVINCE not in levels else ():
                below = [place.seat_id for place in self._below.get(seat, ()) if place.level in levels]
                if living := tuple(one for one in below if self._lives(one, on)):
                    return living
        return ()

    def _index(self, aliases: Iterable[Alias]) -> None:
        for agency in self.agencies.values():
            for name in {agency.name, agency.short or agency.name}:
                self._add_agency_name(name, Entry(agency.agency_id))
        for group in self.groups.values():
            self._add_group_name(group.name, Entry(group.group_id))
        for alias in aliases:
            add = self._add_group_name if alias.target_id in self.groups else self._add_agency_name
            add(alias.alias, Entry(alias.target_id, alias.valid_from, alias.valid_to))

    def _add_agency_name(self, name: str, entry: Entry) -> None:
        territory = self._territories.get(entry.thing_id)
        words = without_territory(name_words(name), territory)
        placed = territory is not None and bool(territory.place) and holds(words, territory.place)
        self._agency_names.add(words, entry._replace(placed=placed), territory)

    def _add_group_name(self, name: str, entry: Entry) -> None:
        parent_id = self.groups[entry.thing_id].parent_id
        territory = self._territories.get(parent_id) if parent_id else None
        words = without_territory(plain_group(name_words(name)), territory)
        self._group_names.add(words, entry, territory)
        if words[: len(COMMITTEE)] == COMMITTEE and len(words) > len(COMMITTEE):
            self._group_names.add(words[len(COMMITTEE) :], entry, territory)  # "các xã, thị trấn"

    def _names_to_compare(self) -> dict[str, str]:
        """One text per agency and group; made when somebody first asks for a suggestion."""
        if not self._texts:
            names = {one: self.name(one) for one in (*self.agencies, *self.groups)}
            self._texts = {thing_id: " ".join(name_words(name)) for thing_id, name in names.items()}
        return self._texts
