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
from directive.events import MessagesPlanned
from directive.ledger import Link, Message, Outcome, Reminded
from directive.moments import Moment
from directive.obligations import Kind, Obligation, Stage
from directive.policy import Addressee, MomentKind
from directive.site import site_calendar
from directive.store import Reading, Store, addresses, directives, directory, messages, sweeping
from directive.store.engine import Change
from directive.store.sweeping import Looked
from directive.tracked import Due, DueState
from notifications import digest, links
from notifications.channels import names_in_order, reach_except
from notifications.drafting import Draft, lines_of, week_before
from notifications.planning import Saying
from notifications.roster import Roster
from notifications.sections import Background
from notifications.site import Site

STEP = "by_hand"
"""The step's name in the ledger; with the day after it, so that one Due is reminded of once a day."""

HAD_TODAYS = "hôm nay đã có thông báo gửi người nhận"
NOBODY = "chưa có người nhận trong danh bạ"
NOTHING_DUE = "không có kỳ hạn nào đang chờ báo cáo"
USED_UP = "đã đủ số thông báo trong ngày hoặc trong tuần"


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
        ready: list[Draft] = []
        left_out: list[tuple[str, str]] = []
        for agency_id in dict.fromkeys(agency_ids):
            found = _draft(change.conn, call, agency_id, roster)
            if isinstance(found, str):
                left_out.append((agency_id, found))
            elif found.contact.contact_id in {d.contact.contact_id for d in ready}:
                left_out.append((agency_id, HAD_TODAYS))  # one person stands in for two agencies
            else:
                ready.append(found)
        if ready:
            _write(change, call, ready)
        reminded = tuple(draft.sayings[0].dues[0].owner_id for draft in ready)
        return Reminded(reminded, tuple(left_out))


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


def _draft(conn: Reading, call: _Call, agency_id: str, roster: Roster) -> Draft | str:
    """What one agency is told, or why it is told nothing."""
    looked = list(_waiting(conn, call, agency_id))
    if not looked:
        return NOTHING_DUE
    people = roster.people(agency_id, None, None)
    persons = people[Addressee.OFFICER] or people[Addressee.HEAD]
    if not persons:
        return NOBODY
    recipient = roster.recipient(persons[0])
    channel, address = roster.way(recipient)
    if (recipient, channel) in messages.said_on(conn, day=call.on, kind=digest.KIND):
        return HAD_TODAYS
    week = messages.said_since(conn, day=week_before(call.on), kind=digest.KIND)
    fatigue = call.site.policy.fatigue
    today = messages.came_on(conn, day=call.on).get(recipient, 0)
    if today >= fatigue.messages_per_day or week.get((recipient, channel), 0) >= fatigue.messages_per_week:
        return USED_UP
    sayings = [Saying(_moment(one, persons[0], call.on), False, [one]) for one in looked]
    absent = () if recipient == persons[0] else (roster.contacts[persons[0]].name,)
    return Draft(roster.contacts[recipient], channel, address, sayings, absent)


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


def _moment(one: Looked, contact_id: int, on: date) -> Moment:
    return Moment(f"{STEP}/{on:%y%m%d}", _kind(one, on), 0, contact_id, Outcome.TOLD, "", (), on)


def _kind(one: Looked, on: date) -> MomentKind:
    if one.state == DueState.RETURNED:
        return MomentKind.RETURNED
    if one.due_on is not None and one.due_on < on:
        return MomentKind.OVERDUE_NOTICE
    if one.due_on == on:
        return MomentKind.DUE_TODAY
    return MomentKind.STATUS_REQUEST if one.cut_off is not None else MomentKind.REMINDER


def _write(change: Change, call: _Call, ready: list[Draft]) -> None:
    bodies = _bodies(change.conn, call, ready)
    minted: list[Link] = []
    wanted = _links(change, call, ready, minted)
    first = change.numbers("message", len(ready))
    written, lines = [], []
    for number, draft in enumerate(ready, start=first):
        written.append(
            Message(
                message_id=number,
                kind=digest.KIND,
                day=call.on,
                contact_id=draft.contact.contact_id,
                agency_id=draft.sayings[0].dues[0].owner_id,
                channel=draft.channel,
                address=draft.address,
                mail_id=f"<thong-bao.{call.on:%Y%m%d}.{number}@{call.site.mail_domain}>",
                body=bodies[number - first],
                links=(wanted[number - first],),
            )
        )
        lines += lines_of(draft, number)
    change.record(MessagesPlanned(day=call.on, messages=tuple(written), links=tuple(minted), lines=tuple(lines)))


def _bodies(conn: Reading, call: _Call, ready: list[Draft]) -> list[dict[str, object]]:
    told = [(saying.moment.kind, one) for draft in ready for saying in draft.sayings for one in saying.dues]
    agencies = {one.owner_id for _, one in told} | {draft.contact.agency_id for draft in ready}
    background = Background(
        on=call.on,
        assumed=call.site.assumed,
        office_name=call.site.office_name,
        calendar=call.calendar,
        headings=sweeping.headings(conn, {call.directive_id}),
        agencies=sweeping.agency_names(conn, agencies),
        titles={},
        remarks=sweeping.remarks(conn, [one.due_id for kind, one in told if kind is MomentKind.RETURNED]),
    )
    return [digest.compose(draft, background) for draft in ready]


def _links(change: Change, call: _Call, ready: list[Draft], minted: list[Link]) -> list[int]:
    """The answer link of each: the one they have while it lives long enough, else a new one."""
    valid = call.site.policy.links.valid_days
    persons = [draft.contact.contact_id for draft in ready]
    known = messages.links_of(change.conn, contact_ids=persons, after=links.renew_after(call.at, valid))
    found = []
    for draft in ready:
        ((purpose, agency_id),) = digest.purposes(draft)
        key = (draft.contact.contact_id, purpose, agency_id)
        if key not in known:
            known[key] = change.numbers("link")
            minted.append(
                links.new_link(
                    known[key],
                    purpose=purpose,
                    secret=call.site.secret,
                    at=call.at,
                    valid_days=valid,
                    agency_id=agency_id,
                    contact_id=draft.contact.contact_id,
                )
            )
        found.append(known[key])
    return found
