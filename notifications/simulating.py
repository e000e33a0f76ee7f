"""Mô phỏng: live through the coming days of one directive in memory, with agencies that act as told.

The real ladder, the real sweep and the real acts of answering and reviewing, on a copy; only the handing over of
letters is left out. The store itself is only read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from directive import answering
from directive.answering import Decision, Point
from directive.calendar import VIETNAM, Calendar
from directive.events import MessagesMoved
from directive.ledger import Message, MessageState, Move
from directive.obligations import Kind, Obligation, Progress
from directive.renewing import open_new_periods
from directive.site import site_calendar
from directive.store import Reading, Store, directives, directory, messages, pending, replies, sweeping
from directive.tracked import Due, DueState, ReplyState
from notifications.behaviour import Behaviour, chance_of
from notifications.planner import plan
from notifications.planning import next_look_at_pending
from notifications.roster import Roster, turning_days
from notifications.site import Site

_BY = "mô phỏng"


class SimulatedDay(NamedTuple):
    """One working day: what was said, by kind of moment; what came in; where things stand in the evening."""

    on: date
    messages: int
    told: Counter[str]  # section kind -> items
    answered: int
    returned: int
    accepted: int
    open: int
    overdue: int
    silent: int  # obligations whose agency never said a word


class Act(NamedTuple):
    """Something an agency or the reviewer does on a day."""

    what: str  # "acknowledge", "answer", "review"
    agency_id: str
    number: int  # directive, due or reply


def simulate(
    copy: Store,
    *,
    directive_id: int,
    start: date,
    until: date,
    behaviour: Behaviour,
    seed: int,
    site: Site,
) -> Iterator[SimulatedDay]:
    """Day by day from `start`, on a copy that may be changed."""
    with copy.reading() as conn:
        calendar = site_calendar(conn)
    life = _Life(copy, directive_id, behaviour, seed, calendar, site)
    for day in (start + timedelta(days=n) for n in range((until - start).days + 1)):
        if calendar.is_working(day):
            yield life.live(day)


class _Life:
    """The simulated course of one directive."""

    def __init__(
        self, store: Store, directive_id: int, behaviour: Behaviour, seed: int, calendar: Calendar, site: Site
    ) -> None:
        self.store = store
        self.directive_id = directive_id
        self.behaviour = behaviour
        self.seed = seed
        self.calendar = calendar
        self.site = site
        self.acts: dict[date, list[Act]] = {}
        self.planned_for: set[tuple[str, str, int, int]] = set()  # what, agency, due or directive, round
        self.said: set[str] = set()
        self.obligations: dict[int, Obligation] = {}
        self.dues: dict[int, Due] = {}
        self.quiet_until: date | None = None  # no sweep before that day would say anything, if nobody acts
        with store.reading() as conn:
            self.turning = turning_days(directory.contacts(conn), directory.absences(conn))

    def live(self, day: date) -> SimulatedDay:
        """One working day: people act first, then the sweep looks."""
        at = datetime.combine(day, self.calendar.season(day).sessions[0][0], tzinfo=VIETNAM)
        if open_new_periods(self.store, on=day, at=at, by=_BY) or not self.obligations:
            self.look()
            self.expect(day)
            self.quiet_until = None
        done = Counter(kind for act in self.due_acts(day) if (kind := self.do(act, day, at)))
        if done:
            self.look()
            self.expect(day)
            self.quiet_until = None
        return self.evening(day, done, self.sweep(day, at))

    def look(self) -> None:
        with self.store.reading() as conn:
            self.obligations = {
                o.obligation_id: o for o in directives.obligations(conn, directive_id=self.directive_id)
            }
            self.dues = {d.due_id: d for d in directives.dues(conn, directive_id=self.directive_id)}

    # --- what people do -------------------------------------------------------------------------------------------

    def expect(self, day: date) -> None:
        """Put into the calendar of acts what agencies are going to do about what is open."""
        for agency_id in dict.fromkeys(o.owner_id for o in self.obligations.values()):
            self.expect_one("acknowledge", agency_id, self.directive_id, day)
        for due in self.dues.values():
            if due.due_on is not None and due.state in (DueState.OPEN, DueState.RETURNED):
                rounds = 1 if due.state is DueState.RETURNED else 0
                owner = self.obligations[due.obligation_id].owner_id
                self.expect_one("answer", owner, due.due_id, due.due_on, rounds)

    def expect_one(self, what: str, agency_id: str, number: int, anchor: date, rounds: int = 0) -> None:
        """Throw the dice once: whether an agency acts, and when."""
        if (what, agency_id, number, rounds) in self.planned_for:
            return
        self.planned_for.add((what, agency_id, number, rounds))
        conduct = self.behaviour.of(agency_id)
        dice = chance_of(self.seed, what, agency_id, number, rounds)
        likely = conduct.acknowledges if what == "acknowledge" else conduct.answers
        first, last = conduct.acknowledge_days if what == "acknowledge" else conduct.answer_days
        if dice.random() >= likely and not rounds:
            return
        returned_on = self.dues[number].returned_on if rounds else None
        if returned_on is not None:
            anchor, first, last = returned_on, 1, 3
        self.put(self.calendar.nth_working_day(anchor, dice.randint(first, last)), Act(what, agency_id, number))

    def put(self, day: date, act: Act) -> None:
        self.acts.setdefault(day, []).append(act)

    def due_acts(self, day: date) -> list[Act]:
        """Acts of this day and of days off before it."""
        ready = [d for d in self.acts if d <= day]
        return [act for d in sorted(ready) for act in self.acts.pop(d)]

    def do(self, act: Act, day: date, at: datetime) -> str:
        if act.what == "acknowledge":
            return self.acknowledge(act.agency_id, day, at)
        if act.what == "answer":
            return self.answer(act, day, at)
        return self.review(act, day, at)

    def acknowledge(self, agency_id: str, day: date, at: datetime) -> str:
        mine = [o.obligation_id for o in self.obligations.values() if o.owner_id == agency_id]
        answering.acknowledge(
            self.store,
            directive_id=self.directive_id,
            agency_id=agency_id,
            obligation_ids=mine,
            on=day,
            at=at,
            by=_BY,
        )
        self.said.add(agency_id)
        return "acknowledged"

    def answer(self, act: Act, day: date, at: datetime) -> str:
        due = self.dues[act.number]
        obligation = self.obligations[due.obligation_id]
        if due.state not in (DueState.OPEN, DueState.RETURNED):
            return ""
        answering.submit(
            self.store,
            directive_id=self.directive_id,
            agency_id=act.agency_id,
            due_id=due.due_id if obligation.kind is not Kind.PERFORM else None,
            points=[Point(obligation_id=obligation.obligation_id, progress=Progress.REPORTED, result=_BY)],
            idempotency_key=f"{_BY}-{due.due_id}-{day}",
            on=day,
            at=at,
            by=_BY,
        )
        self.said.add(act.agency_id)
        conduct = self.behaviour.of(act.agency_id)
        dice = chance_of(self.seed, "review", due.due_id, day)
        later = self.calendar.nth_working_day(day, max(1, dice.randint(*conduct.review_days)))
        self.put(later, act._replace(what="review"))
        return "answered"

    def review(self, act: Act, day: date, at: datetime) -> str:
        due = self.dues[act.number]
        with self.store.reading() as conn:
            waiting = [
                r
                for r in replies.replies(conn, obligation_ids=[due.obligation_id])
                if r.due_id == due.due_id and r.state is ReplyState.SUBMITTED
            ]
        if not waiting:
            return ""
        dice = chance_of(self.seed, "verdict", due.due_id)
        sent_back = due.returned_on is None and dice.random() < self.behaviour.of(act.agency_id).returned
        verdicts = [Decision(reply_id=r.reply_id, accepted=not sent_back, remark=_BY) for r in waiting]
        answering.review(self.store, directive_id=self.directive_id, verdicts=verdicts, on=day, at=at, by=_BY)
        return "returned" if sent_back else "accepted"

    # --- what the sweep does --------------------------------------------------------------------------------------

    def sweep(self, day: date, at: datetime) -> list[Message]:
        if self.quiet_until and day < self.quiet_until:
            return []
        channels = ("folder",)
        planned = plan(self.store, on=day, at=at, site=self.site, channels=channels, calendar=self.calendar)
        with self.store.reading() as conn:
            said = messages.messages(conn, day=day)
            self.quiet_until = None if planned.waiting else self.next_sweep(conn, day)
        if said:
            moves = tuple(
                Move(m.message_id, MessageState.SENT, 1, receipt=_BY) for m in said if m.state is MessageState.PLANNED
            )
            self.store.record(MessagesMoved(day=day, at=at, moves=moves), at=at, by=_BY)
        self.give_way(said, day)
        return said

    def next_sweep(self, conn: Reading, day: date) -> date:
        """The next day on which a step can come up: of a Due, of a thing that waits, or because people change."""
        tomorrow = self.calendar.nth_working_day(day, 1)
        due = sweeping.next_awake(conn) or date.max
        if due <= tomorrow:
            return tomorrow
        nobody = Roster([], [], on=day, channels=(), reach=lambda _contact, _channel: None)
        waiting = pending.pending(conn)
        asked = next_look_at_pending(waiting, roster=nobody, policy=self.site.policy, calendar=self.calendar, on=day)
        turning = (turning for turning in self.turning if turning > day)
        return min(due, asked or date.max, *turning)

    def give_way(self, said: Iterable[Message], day: date) -> None:
        """Some agencies answer once it has been carried to the leaders often enough."""
        levels = [section["level"] for m in said for section in _sections(m)]
        highest = max(levels, default=0)
        for due in self.dues.values():
            if due.state is not DueState.OPEN or due.due_on is None or due.due_on >= day:
                continue
            agency_id = self.obligations[due.obligation_id].owner_id
            key = ("yield", agency_id, due.due_id, 0)
            if highest >= self.behaviour.of(agency_id).yields_to and key not in self.planned_for:
                self.planned_for.add(key)
                self.put(self.calendar.nth_working_day(day, 2), Act("answer", agency_id, due.due_id))

    def evening(self, day: date, done: Counter[str], said: list[Message]) -> SimulatedDay:
        told = Counter[str]()
        for message in said:
            for section in _sections(message):
                told[section["kind"]] += section["count"]
        waiting = [d for d in self.dues.values() if d.state in (DueState.OPEN, DueState.RETURNED)]
        late = [d for d in waiting if d.due_on is not None and d.due_on < day]
        silent = sum(o.owner_id not in self.said for o in self.obligations.values())
        return SimulatedDay(
            on=day,
            messages=len(said),
            told=told,
            answered=done["answered"],
            returned=done["returned"],
            accepted=done["accepted"],
            open=len(waiting),
            overdue=len(late),
            silent=silent,
        )


def _sections(message: Message) -> list[dict[str, Any]]:
    body: dict[str, Any] = message.body
    return list(body["sections"])
