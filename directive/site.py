"""The site's own facts, gathered: its directory, its calendar, the rules a directive is dated with."""

from functools import lru_cache

from directive.calendar import Calendar, CalendarDay, OfficeHours, official_calendar, with_site_days
from directive.dating import Rules
from directive.directory import Directory
from directive.dues import CountingSettings
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
    """The official table of days with the site's own days and hours over it."""
    days, chosen = kept.calendar_days(conn), kept.time_rules(conn)
    return _laid_over(tuple(days), chosen.office_hours if chosen else ())


@lru_cache(maxsize=4)  # building one takes as long as a page
def _laid_over(days: tuple[CalendarDay, ...], hours: tuple[OfficeHours, ...]) -> Calendar:
    return with_site_days(official_calendar(), days, office_hours=hours) if days or hours else official_calendar()


def site_choices(conn: Reading) -> CountingSettings:
    """The office's own choices in counting, else those that come with the software."""
    chosen = kept.time_rules(conn)
    return chosen.choices if chosen else counting_settings()


def rules_for(conn: Reading, proposal: Proposal) -> Rules:
    """What a directive's Dues are computed with."""
    name = proposal.report.calendar if proposal.report else "nd09"
    return Rules(calendar=site_calendar(conn), reporting=reporting_calendar(name), counting=site_choices(conn))
