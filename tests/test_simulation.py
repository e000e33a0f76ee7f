"""A year of days with random agencies and random faults keeps all invariants; the same seed is the same year."""

import os
import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from follow_up_site import ISSUED, Recording, at_nine, fill, orders, people, site

from directive import answering
from directive.agencies import Contact
from directive.answering import Decision, Point
from directive.calendar import official_calendar
from directive.errors import BadInput, DirectiveError
from directive.events import ProgressSet
from directive.ledger import MessageState, Outcome
from directive.moments import moments
from directive.obligations import Progress
from directive.policy import default_policy
from directive.store import Store, directives, log, messages, open_store, replies, sweeping
from notifications import simulating
from notifications.behaviour import Behaviour, Conduct, read_behaviour
from notifications.channels import DeliveryError
from notifications.digest import Letter
from notifications.planning import facts_of
from notifications.roster import Roster
from notifications.simulating import simulate
from notifications.sweep import sweep

SEEDS = int(os.environ.get("DONDOC_YEARS", "1"))
CALENDAR = official_calendar()


class Year:
    """A store lived through day by day, with a channel, a mood and a set of promises."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.chance = random.Random(seed)
        self.channel = Recording(fails=self.mood)
        self.told: dict[tuple[int, str, int], date] = {}
        self.letters: Counter[tuple[str, date]] = Counter()

    def mood(self, _: Letter) -> DeliveryError | None:
        dice = self.chance.random()
        if dice < 0.03:
            return DeliveryError("451 later")
        if dice < 0.05:
            return DeliveryError("550 never", permanent=True)
        return DeliveryError("hung up", unsure=True) if dice < 0.08 else None

    def act(self, day: date) -> None:
        """Something happens, or nothing; what is not allowed is refused."""
        obligation_id = self.chance.randint(1, 4)
        with self.store.reading() as conn:
            obligation = directives.obligation(conn, obligation_id)
            waiting = [r for r in replies.replies(conn, directive_id=1) if r.state == "submitted"]
        at: Any = at_nine(day)
        common = {"directive_id": 1, "on": day, "at": at, "by": "test"}
        dice = self.chance.random()
        try:
            if dice < 0.05:
                point = Point(obligation_id=obligation_id, progress=Progress.REPORTED, result="xong")
                key = f"{obligation_id}-{day}"
                owner = obligation.owner_id
                answering.submit(
                    self.store, agency_id=owner, due_id=None, points=[point], idempotency_key=key, **common
                )
            elif dice < 0.15 and waiting:
                accepted = self.chance.random() < 0.4
                verdict = Decision(reply_id=waiting[0].reply_id, accepted=accepted, remark="bổ sung")
                answering.review(self.store, verdicts=[verdict], **common)
            elif dice < 0.18 and obligation.progress is not Progress.DONE:
                paused = obligation.progress is Progress.PAUSED
                progress = Progress.UNDER_WAY if paused else Progress.PAUSED
                change = ProgressSet(directive_id=1, obligation_ids=(obligation_id,), progress=progress, on=day, at=at)
                self.store.record(change, at=at, by="test")
        except DirectiveError:
            pass

    def live(self, day: date) -> None:
        self.act(day)
        if self.chance.random() < 0.15:
            return  # nobody ran the sweep that day
        for run in range(self.chance.choice((1, 1, 2))):
            before = len(self.channel.letters)
            at = at_nine(day) + timedelta(hours=run)
            sweep(self.store, on=day, at=at, site=site(), channels={"folder": self.channel})
            self.letters.update((letter.address, day) for letter in self.channel.letters[before:])
        self.check(day)

    def check(self, day: date) -> None:
        with self.store.reading() as conn:
            entries = messages.entries(conn, due_ids=range(1, 5))
            states = {m.message_id: m for m in messages.messages(conn)}
        assert set(self.letters.values()) <= {1}, "two letters to one person on one day"
        assert all(letter.day.weekday() < 5 or CALENDAR.is_working(letter.day) for letter in self.channel.letters)
        assert not [m for m in states.values() if m.state is MessageState.SENDING], "a message left half-way"
        assert not [m for m in states.values() if m.state is MessageState.PLANNED], "a message nobody sent"
        old = [m for m in states.values() if m.state is MessageState.DEFERRED and m.day < day]
        assert not old or not CALENDAR.is_working(day), "a deferred message nobody settled"
        again: dict[tuple[int, str, int], date] = {}
        for entry in entries:
            for step in (entry.step, *entry.folded):
                key = (entry.due_id, step, entry.contact_id)
                assert key not in again, f"{key} stands in the ledger twice"
                again[key] = entry.on
        unsaid = {key for key in self.told.keys() - again.keys() if key[2]}
        expired = {m.day for m in states.values() if m.state is MessageState.EXPIRED}
        assert all(self.told[key] in expired for key in unsaid), "a line left the ledger for no reason"
        self.told = again
        self.nothing_forgotten(day)

    def nothing_forgotten(self, day: date) -> None:
        """Whatever the ladder asks for today is in the ledger, or its Due is awake by the next working day."""
        if not CALENDAR.is_working(day):
            return
        with self.store.reading() as conn:
            awake = {d.due_id: d.next_look_on for d in directives.dues(conn, directive_id=1)}
            looked = sweeping.looked_at(conn, list(awake), on=day, everything=True)
            told = sweeping.told(conn, list(awake))
            people = sweeping.people(conn, _owners())
            heading = sweeping.headings(conn, [1])[1]
        roster = Roster(people, [], on=day, channels=("folder",), reach=lambda contact, _: contact.email)
        tomorrow = CALENDAR.nth_working_day(day, 1)
        for one in looked:
            said = frozenset(told.get(one.due_id, ()))
            facts = facts_of(one, heading=heading, told=said, unacknowledged=False, roster=roster)
            found = moments(facts, policy=default_policy(), calendar=CALENDAR, on=day)
            unsaid = [moment.step for moment in found if moment.outcome is Outcome.TOLD]
            look = awake[one.due_id]
            assert not unsaid or (look is not None and look <= tomorrow), f"kỳ hạn {one.due_id} is asleep"


def _owners() -> list[str]:
    return [o.owner_id for o in orders()[0]]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_year_with_random_faults_keeps_every_promise(memory: Store, seed: int) -> None:
    fill(memory)
    year = Year(memory, seed)

    for n in range(366):
        year.live(ISSUED + timedelta(days=n))

    assert len(year.channel.letters) > 50
    with memory.reading() as conn:
        assert log.verify(conn) == []
        states = {m.state for m in messages.messages(conn)}
    assert {MessageState.REFUSED, MessageState.UNSURE, MessageState.EXPIRED} <= states | {MessageState.EXPIRED}


def lived(
    seed: int, conduct: Conduct, until: date = date(2024, 4, 30), contacts: tuple[Contact, ...] | None = None
) -> list[Any]:
    store = open_store("sqlite://")
    store.create()
    fill(store, contacts=contacts)
    copy = sweeping.copied(store, directive_id=1)
    behaviour = Behaviour(default=conduct, agencies={"xa-a": Conduct(acknowledges=0, answers=0)})
    days = list(simulate(copy, directive_id=1, start=ISSUED, until=until, behaviour=behaviour, seed=seed, site=site()))
    with store.reading() as conn:
        assert messages.messages(conn) == []  # the store itself is only read
    copy.close()
    store.close()
    return days


def test_the_same_seed_is_the_same_year() -> None:
    conduct = Conduct(acknowledges=0.5, answers=0.5, answer_days=(-3, 9), returned=0.5)

    assert lived(7, conduct) == lived(7, conduct)
    assert lived(7, conduct) != lived(8, conduct)


def test_days_that_are_passed_over_would_have_said_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    late = {9: date(2024, 4, 9), 10: date(2024, 4, 17)}  # follower and vice-chair come after their steps have passed
    contacts = tuple(c.model_copy(update={"valid_from": late.get(c.contact_id)}) for c in people())
    conduct = Conduct(acknowledges=0.5, answers=0.5, answer_days=(-3, 9), returned=0.5)

    passing_over = lived(7, conduct, contacts=contacts)
    monkeypatch.setattr(simulating._Life, "next_sweep", lambda _life, _conn, day: day)

    assert lived(7, conduct, contacts=contacts) == passing_over


def test_agencies_that_answer_early_hear_only_their_assignment_and_silent_ones_climb() -> None:
    days = lived(1, Conduct(acknowledges=1, answers=1, answer_days=(-9, -8)))

    told: dict[str, int] = defaultdict(int)
    for day in days:
        for kind, count in day.told.items():
            told[kind] += count
    assert days[-1].overdue == 1  # the one that never answers
    assert told["escalation"] == 3  # follower, vice-chair, chairman
    assert sum(day.accepted for day in days) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[default]\nanswers = 2\nacknowledges = 1\n", "default.answers"),
        ("[default]\nanswers = 1\nacknowledges = 1\nanswer_days = [5, 1]\n", "khoảng ngày"),
        ("[mặc định]\n", "Không đọc được"),
        ("[khac]\n", "khac"),
    ],
)
def test_a_wrong_behaviour_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "hanh-vi.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=told):
        read_behaviour(path)
