"""Agencies, names, groups, contacts and the site's calendar days, as values."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from directive.agencies import Absence, Agency, Alias, Contact, Group, Membership
from directive.calendar import CalendarDay, OfficeHours
from directive.dues import CountingSettings
from directive.events import DirectoryLoaded, TimeRulesChosen
from directive.store import tables as t


def loaded(conn: Connection) -> DirectoryLoaded:
    """The whole directory as it stands, in the shape it is loaded in."""
    return DirectoryLoaded(
        agencies=tuple(agencies(conn)),
        aliases=tuple(
            Alias(**row._mapping) for row in conn.execute(select(t.aliases).order_by(*t.aliases.primary_key))
        ),
        groups=tuple(Group(**row._mapping) for row in conn.execute(select(t.groups).order_by(t.groups.c.group_id))),
        memberships=tuple(
            Membership(**row._mapping)
            for row in conn.execute(select(t.memberships).order_by(*t.memberships.primary_key))
        ),
        contacts=tuple(contacts(conn)),
        absences=tuple(absences(conn)),
    )


def agencies(conn: Connection, ids: Collection[str] | None = None) -> list[Agency]:
    """Agencies by id; sort names in Python, databases disagree about Vietnamese."""
    query = select(t.agencies).order_by(t.agencies.c.agency_id)
    if ids is not None:
        query = query.where(t.agencies.c.agency_id.in_(list(ids)))
    return [Agency(**row._mapping) for row in conn.execute(query)]


def contacts(conn: Connection, *, agency_ids: Collection[str] | None = None) -> list[Contact]:
    """People to write to."""
    query = select(t.contacts).order_by(t.contacts.c.contact_id)
    if agency_ids is not None:
        query = query.where(t.contacts.c.agency_id.in_(list(agency_ids)))
    return [Contact(**row._mapping) for row in conn.execute(query)]


def absences(conn: Connection) -> list[Absence]:
    """Who is away, and who stands in."""
    return [Absence(**row._mapping) for row in conn.execute(select(t.absences))]


def calendar_days(conn: Connection) -> list[CalendarDay]:
    """Days the site confirmed or added."""
    return [
        CalendarDay(**row._mapping) for row in conn.execute(select(t.calendar_days).order_by(t.calendar_days.c.day))
    ]


def time_rules(conn: Connection) -> TimeRulesChosen | None:
    """The office's own hours and choices, None when it never chose any."""
    row = conn.execute(select(t.time_rules)).one_or_none()
    if row is None:
        return None
    hours = tuple(OfficeHours.model_validate(entry) for entry in row.office_hours)
    return TimeRulesChosen(office_hours=hours, choices=CountingSettings.model_validate(row.choices))
