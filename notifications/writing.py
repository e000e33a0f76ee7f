"""Ghi thông báo vào sổ: one message per person with its ledger lines, links and wake-ups, in one event."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from directive.calendar import Calendar
from directive.events import MessagesPlanned
from directive.ledger import Line, Link, Message, PendingLine
from directive.policy import MomentKind
from directive.store import Reading, messages, pending, sweeping
from directive.store.engine import Change
from notifications import digest, links
from notifications.drafting import (
    Draft,
    deferred_lines,
    deferred_pending,
    drafts,
    grouped_looks,
    lines_of,
    pending_lines_of,
    week_before,
)
from notifications.planning import Saying
from notifications.roster import Roster
from notifications.sections import NEW, Background, subjects
from notifications.site import Site


class Writer:
    """Writes down drafts; knows directives and agencies by name and counts what it wrote."""

    def __init__(self, *, on: date, at: datetime, site: Site, calendar: Calendar) -> None:
        self.on = on
        self.at = at
        self.site = site
        self.calendar = calendar
        self.headings: dict[int, sweeping.Heading] = {}
        self.agencies: dict[str, tuple[str, str]] = {}
        self.messages = 0
        self.told = 0
        self.waiting = 0
        self.deferred: list[Line] = []  # not yet written down
        self.deferred_pending: list[PendingLine] = []

    def know_headings(self, conn: Reading, directive_ids: Collection[int]) -> Mapping[int, sweeping.Heading]:
        """All directives met so far, these among them."""
        self.headings |= sweeping.headings(conn, set(directive_ids) - self.headings.keys())
        return self.headings

    def know_agencies(self, conn: Reading, agency_ids: Collection[str]) -> None:
        """Learn the names of these agencies."""
        self.agencies |= sweeping.agency_names(conn, set(agency_ids) - self.agencies.keys())

    def ready(
        self, conn: Reading, sayings: Mapping[int, list[Saying]], roster: Roster | None
    ) -> tuple[list[Draft], set[int]]:
        """One draft per person, and the people who must wait for another day; why stands in `deferred`."""
        if roster is None or not sayings:
            return [], set()
        ready, waiting = drafts(
            sayings,
            roster=roster,
            policy=self.site.policy,
            said_today=messages.said_on(conn, day=self.on, kind=digest.KIND),
            said_this_week=messages.said_since(conn, day=week_before(self.on), kind=digest.KIND),
            came_today=messages.came_on(conn, day=self.on),
        )
        self.waiting += len(waiting)
        self._defer(conn, {person: sayings[person] for person in waiting}, waiting)
        return ready, set(waiting)

    def _defer(self, conn: Reading, sayings: Mapping[int, list[Saying]], why: Mapping[int, str]) -> None:
        """Keep why something is said another day, once a day."""
        subjects_of = [one for mine in sayings.values() for saying in mine for one in saying.dues]
        known = sweeping.told(conn, [one.due_id for one in subjects_of]) if subjects_of else {}
        self.deferred += deferred_lines(sayings, why, known=known, on=self.on)
        keys = {one.key for mine in sayings.values() for saying in mine for one in saying.pending}
        self.deferred_pending += deferred_pending(sayings, why, known=pending.told(conn, keys), on=self.on)

    def write(
        self,
        change: Change,
        ready: list[Draft],
        lines: list[Line],
        looks: Mapping[int, date | None],
        silent: Iterable[PendingLine] = (),
    ) -> None:
        """One message per person with its ledger lines, and the wake-ups, in one event."""
        minted: list[Link] = []
        link_ids = self._links_for(change, ready, minted)
        first = change.numbers("message", len(ready)) if ready else 0
        numbered, waiting = [], [*silent, *self.deferred_pending]
        lines += self.deferred
        self.deferred, self.deferred_pending = [], []
        for number, (draft, body) in enumerate(self._bodies(change.conn, ready), start=first):
            numbered.append(self._message(number, draft, body, link_ids[draft.contact.contact_id]))
            lines += lines_of(draft, number)
            waiting += pending_lines_of(draft, number)
        self.messages += len(numbered)
        self.told += sum(len(saying.dues) + len(saying.pending) for draft in ready for saying in draft.sayings)
        if numbered or lines or looks or waiting:
            change.record(
                MessagesPlanned(
                    day=self.on,
                    messages=tuple(numbered),
                    links=tuple(minted),
                    lines=tuple(lines),
                    pending=tuple(waiting),
                    next_looks=grouped_looks(looks),
                )
            )

    def _bodies(self, conn: Reading, ready: list[Draft]) -> list[tuple[Draft, dict[str, Any]]]:
        told = [(saying.moment.kind, saying.dues) for draft in ready for saying in draft.sayings]
        assigned = {
            (one.directive_id, one.owner_id)
            for draft in ready
            for saying in draft.sayings
            if saying.moment.kind in NEW
            for one in subjects(saying)
        }
        returned = [one.due_id for kind, dues in told if kind is MomentKind.RETURNED for one in dues]
        background = Background(
            on=self.on,
            assumed=self.site.assumed,
            office_name=self.site.office_name,
            calendar=self.calendar,
            headings=self.headings,
            agencies=self.agencies,
            titles=sweeping.assigned_titles(conn, assigned),
            remarks=sweeping.remarks(conn, returned),
        )
        return [(draft, digest.compose(draft, background)) for draft in ready]

    def _links_for(self, change: Change, ready: list[Draft], minted: list[Link]) -> dict[int, tuple[int, ...]]:
        """The links of each person: those they have while these live long enough, else new ones."""
        valid = self.site.policy.links.valid_days
        persons = [draft.contact.contact_id for draft in ready]
        known = messages.links_of(change.conn, contact_ids=persons, after=links.renew_after(self.at, valid))
        needed = {
            d.contact.contact_id: [(d.contact.contact_id, *wanted) for wanted in digest.purposes(d)] for d in ready
        }
        missing = [key for keys in needed.values() for key in keys if key not in known]
        first = change.numbers("link", len(missing)) if missing else 0
        for number, key in enumerate(missing, start=first):
            known[key] = number
            contact_id, purpose, agency_id = key
            minted.append(
                links.new_link(
                    number,
                    purpose=purpose,
                    secret=self.site.secret,
                    at=self.at,
                    valid_days=valid,
                    agency_id=agency_id,
                    contact_id=contact_id,
                )
            )
        return {person: tuple(known[key] for key in keys) for person, keys in needed.items()}

    def _message(self, number: int, draft: Draft, body: dict[str, Any], link_ids: tuple[int, ...]) -> Message:
        contact = draft.contact
        return Message(
            message_id=number,
            kind=digest.KIND,
            day=self.on,
            contact_id=contact.contact_id,
            agency_id=contact.agency_id,
            channel=draft.channel,
            address=draft.address,
            mail_id=f"<thong-bao.{self.on:%Y%m%d}.{number}@{self.site.mail_domain}>",
            body=body,
            links=link_ids,
        )
