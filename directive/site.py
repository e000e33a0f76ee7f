"""The site's own facts, gathered: its directory, its calendar, the rules a directive is dated with."""

from directive.calendar import Calendar, CalendarDay, official_calendar, with_site_days
from directive.dating import Rules
from directive.directory import Directory
from directive.obligations import Proposal
from directive.occurrences import counting_settings
from directive.periods import reporting_calendar
from directive.store import Reading
from directive.store import directory as kept


def site_directory(conn: Reading) -> Directory:
    """The directory as loaded."""
    loaded = kept.loaded(conn)
    return Directory(loaded.agencies, loaded.aliases, loaded.groups, loaded.memberships)


def site_calendar(conn: Reading) -> Calendar:
    """The official table of days with the site's own days over it."""
    days = [CalendarDay(**dict(day)) for day in kept.calendar_days(conn)]
    return with_site_days(official_calendar(), days) if days else official_calendar()


def rules_for(conn: Reading, proposal: Proposal) -> Rules:
    """What a directive's Dues are computed with."""
    name = proposal.report.calendar if proposal.report else "nd09"
    return Rules(calendar=site_calendar(conn), reporting=reporting_calendar(name), counting=counting_settings())
