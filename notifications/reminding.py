"""Nhắc ngay: a collector asks that silent agencies be reminded now. A message of the ledger like any other.

It is the day's message of its person: whoever had today's message is not written to again, and whoever is reminded by
hand hears of the rest on the next working day. Never outside office hours, never beyond the week's share, and polite
to those who can only be asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from directive.calendar import VIETNAM, Calendar
from directive.counting import in_office_hours, next_opening
from directive.errors import NotAllowed
from directive.ledger import Outcome, Reminded
from directive.moments import HAD_TODAY, NO_CONTACT, REASONS, Moment
from directive.obligations import Kind, Obligation, Stage
from directive.policy import Addressee, MomentKind
from directive.site import site_calendar
from directive.store import Reading, Store, addresses, directives, directory, messages, sweeping
from directive.store.sweeping import Looked
from directive.tracked import Due, DueState
from notifications import digest
from notifications.channels import names_in_order, reach_except
from notifications.drafting import Draft, drafts, week_before
from notifications.planning import Saying
from notifications.roster import Roster
from notifications.site import Site
from notifications.writing import Writer

STEP = "by_hand"
"""The step's name in the ledger; with the day after it, so that one Due is reminded of once a day."""

NOTHING_DUE = "không có kỳ hạn nào đang chờ báo cáo"


class _Call(NamedTuple):
    """Everything one call needs."""

    site: Site
    on: date
    at: datetime
    calendar: Calendar
    directive_id: int


def remind(
    store: Store,
    *,
    directive_id: int,
    agency_ids: Sequence[str],
    on: date,
    at: datetime,
    site: Site,
    channels: Iterable[str],
    by: str,
) -> Reminded:
    """Write down a reminder for each of these agencies; who gets none is named with the reason."""
    with store.change(at=at, by=by) as change:
        change.alone()
        call = _Call(site, on, at, site_calendar(change.conn), directive_id)
        _check_open(change.conn, call)
        roster = _roster(change.conn, call, agency_ids, channels)
        sayings: dict[int, list[Saying]] = {}
        whose: dict[int, str] = {}
        left_out: list[tuple[str, str]] = []
        for agency_id in dict.fromkeys(agency_ids):
            found = _sayings(change.conn, call, agency_id, roster)
            if isinstance(found, str):
                left_out.append((agency_id, found))
                continue
            recipient = roster.recipient(found[0].moment.contact_id)
            if recipient in sayings:
                left_out.append((agency_id, REASONS[HAD_TODAY]))  # one person stands in for two agencies
                continue
            sayings[recipient], whose[recipient] = found, agency_id
        ready, waiting = _drafts(change.conn, call, sayings, roster)
        writer = Writer(on=on, at=at, site=site, calendar=call.calendar)
        writer.know_headings(change.conn, {directive_id})
        writer.know_agencies(change.conn, {*whose.values(), *(draft.contact.agency_id for draft in ready)})
        writer.write(change, ready, [], {})
        left_out += [(whose[person], REASONS[why]) for person, why in waiting.items()]
        return Reminded(tuple(whose[draft.contact.contact_id] for draft in ready), tuple(left_out))


def _check_open(conn: Reading, call: _Call) -> None:
    if directives.stage(conn, call.directive_id) is not Stage.ISSUED:
        raise NotAllowed("Văn bản không còn hiệu lực theo dõi nên không nhắc.")
    if not call.calendar.is_working(call.on):
        raise NotAllowed(f"Hôm nay là ngày nghỉ ({call.calendar.reason(call.on)}): không gửi thông báo.")
    if call.site.policy.hours.office_hours_only and not in_office_hours(call.at, calendar=call.calendar):
        opens = next_opening(call.at, calendar=call.calendar).astimezone(VIETNAM)
        raise NotAllowed(f"Ngoài giờ làm việc: không gửi thông báo. Nhắc được từ {opens:%H:%M ngày %d/%m/%Y}.")


def _roster(conn: Reading, call: _Call, agency_ids: Sequence[str], channels: Iterable[str]) -> Roster:
    return Roster(
        sweeping.people(conn, agency_ids),
        directory.absences(conn),
        on=call.on,
        channels=names_in_order(channels, call.site.policy.channels.order),
        reach=reach_except(addresses.marked(conn)),
    )


def _sayings(conn: Reading, call: _Call, agency_id: str, roster: Roster) -> list[Saying] | str:
    """What one agency is told, or why it is told nothing."""
    looked = list(_waiting(conn, call, agency_id))
    if not looked:
        return NOTHING_DUE
    people = roster.people(agency_id, None, None)
    persons = people[Addressee.OFFICER] or people[Addressee.HEAD]
    if not persons:
        return REASONS[NO_CONTACT]
    kinds: dict[MomentKind, list[Looked]] = {}
    for one in looked:
        kinds.setdefault(_kind(one, call.on), []).append(one)
    return [Saying(_moment(kind, persons[0], call.on), False, dues) for kind, dues in kinds.items()]


def _drafts(
    conn: Reading, call: _Call, sayings: dict[int, list[Saying]], roster: Roster
) -> tuple[list[Draft], dict[int, str]]:
    return drafts(
        sayings,
        roster=roster,
        policy=call.site.policy,
        said_today=messages.said_on(conn, day=call.on, kind=digest.KIND),
        said_this_week=messages.said_since(conn, day=week_before(call.on), kind=digest.KIND),
        came_today=messages.came_on(conn, day=call.on),
    )


def _waiting(conn: Reading, call: _Call, agency_id: str) -> Iterator[Looked]:
    """The agency's Dues that wait for its word: begun, dated, and not stopped."""
    stop = call.site.policy.stop
    mine = {
        o.obligation_id: o
        for o in directives.obligations(conn, directive_id=call.directive_id, owner_id=agency_id)
        if o.progress not in stop.progress and o.kind is not Kind.COMPILE
    }
    for due in directives.dues(conn, obligation_ids=list(mine)):
        begun = due.cut_off is None or due.cut_off <= call.on
        if due.state in (DueState.OPEN, DueState.RETURNED) and due.due_on is not None and begun:
            yield _looked(due, mine[due.obligation_id])


def _looked(due: Due, o: Obligation) -> Looked:
    return Looked(
        due_id=due.due_id,
        obligation_id=o.obligation_id,
        directive_id=o.directive_id,
        owner_id=o.owner_id,
        kind=o.kind,
        manner=o.manner,
        progress=o.progress,
        state=due.state,
        cut_off=due.cut_off,
        due_on=due.due_on,
        returned_on=due.returned_on,
        extensions=due.extensions,
        collector_id=o.collector_id,
        label=o.label,
        title=o.title,
        period=due.period,
        due_at=due.due_at,
    )


def _moment(kind: MomentKind, contact_id: int, on: date) -> Moment:
    return Moment(f"{STEP}/{on:%y%m%d}", kind, 0, contact_id, Outcome.TOLD, "", (), on)


def _kind(one: Looked, on: date) -> MomentKind:
    if one.state == DueState.RETURNED:
        return MomentKind.RETURNED
    if one.due_on is not None and one.due_on < on:
        return MomentKind.OVERDUE_NOTICE
    if one.due_on == on:
        return MomentKind.DUE_TODAY
    return MomentKind.STATUS_REQUEST if one.cut_off is not None else MomentKind.REMINDER
