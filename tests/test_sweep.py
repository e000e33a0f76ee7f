"""The daily sweep on both databases: once, caught up, folded, one message a person, nothing lost on the way."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import a_contact, a_due, an_obligation
from follow_up_site import DUE, ISSUED, NAMES, OFFICE, Recording, at_nine, fill, orders, people, site, swept

from directive.agencies import Absence, Post
from directive.calendar import official_calendar
from directive.events import DirectoryLoaded, ProgressSet
from directive.ledger import MessageState, Outcome
from directive.obligations import Progress
from directive.policy import read_policy
from directive.store import Store, log, messages, open_store, tables
from notifications.channels import DeliveryError
from notifications.foreseeing import foresee

THURSDAY = date(2024, 4, 4)  # four working days after the due
CALENDAR = official_calendar()


def told(store: Store) -> set[tuple[int, str, int]]:
    with store.reading() as conn:
        entries = messages.entries(conn, due_ids=range(1, 100))
    steps = {(e.due_id, e.step, e.contact_id) for e in entries if e.outcome is Outcome.TOLD}
    return steps | {(e.due_id, step, e.contact_id) for e in entries for step in e.folded}


def test_the_same_day_twice_says_nothing_new(store: Store) -> None:
    fill(store)
    channel = Recording()

    first = swept(store, THURSDAY, channel)
    letters = len(channel.letters)
    second = swept(store, THURSDAY, channel, at=at_nine(THURSDAY) + timedelta(hours=1))

    assert (first.planned.messages, letters) == (9, 9)  # four officers, four heads, the follower
    assert (second.planned.messages, second.delivered) == (0, Counter())
    assert len(channel.letters) == letters


def test_three_days_missed_is_one_digest_each_and_no_step_lost(store: Store) -> None:
    fill(store)
    every_day, late = Recording(), Recording()
    other = open_store("sqlite://")
    other.create()
    fill(other)
    for n in range(35):
        if CALENDAR.is_working(day := ISSUED + timedelta(days=n)):
            swept(other, day, every_day)

    swept(store, date(2024, 3, 29), late)
    swept(store, THURSDAY, late)

    assert told(store) == told(other)
    assert max(Counter((letter.address, letter.day) for letter in late.letters).values()) == 1
    assert max(Counter((letter.address, letter.day) for letter in every_day.letters).values()) == 1
    other.close()


def test_a_day_off_plans_nothing(store: Store) -> None:
    fill(store)

    result = swept(store, date(2024, 3, 30), Recording())  # Saturday

    assert result.day_off == "thứ Bảy"
    assert result.planned.messages == 0


def test_outside_office_hours_messages_wait_for_the_opening(store: Store) -> None:
    fill(store)
    channel = Recording()

    at_night = swept(store, THURSDAY, channel, at=at_nine(THURSDAY) + timedelta(hours=11))
    assert (at_night.planned.messages, at_night.waiting, channel.letters) == (9, 9, [])

    morning = swept(store, THURSDAY, channel, at=at_nine(THURSDAY))
    assert (morning.waiting, len(channel.letters)) == (0, 9)


def test_everything_due_to_a_person_is_one_message(store: Store) -> None:
    obligations = tuple(an_obligation(n, progress="under_way") for n in range(1, 8))
    dues = tuple(
        a_due(n, obligation_id=n, due_on=DUE - timedelta(days=n), next_look_on=ISSUED) for n in range(1, 8)
    )  # fmt: skip
    fill(store, laid=(obligations, dues))
    channel = Recording()

    swept(store, DUE, channel)

    officer = [letter for letter in channel.letters if letter.address == "can-bo@phong-y-te.example"]
    assert len(officer) == 1
    assert officer[0].text.count("quá hạn") >= 7


def test_the_follower_hears_of_all_agencies_in_one_message_even_across_portions(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.planner.PORTION", 1)
    monkeypatch.setattr("notifications.planner.portions.__defaults__", (1,))
    fill(store)
    channel = Recording()

    swept(store, THURSDAY, channel)

    follower = [letter for letter in channel.letters if letter.address == f"follower@{OFFICE}.example"]
    assert len(follower) == 1
    assert all(name in follower[0].text for agency, name in NAMES.items() if agency != "mttq")
    assert NAMES["mttq"] not in follower[0].text


def test_an_absent_person_is_replaced_and_not_told_again_on_return(store: Store) -> None:
    away = Absence(contact_id=1, substitute_id=3, first=date(2024, 4, 1), last=date(2024, 4, 5))
    fill(store, absences=(away,))
    channel = Recording()

    swept(store, date(2024, 4, 1), channel)
    substitute = [letter for letter in channel.letters if letter.address == "can-bo@phong-van-hoa.example"]
    assert "can-bo@phong-y-te.example" not in {letter.address for letter in channel.letters}
    assert len(substitute) == 1
    assert "gửi thay cho: Cán bộ 1" in substitute[0].text
    assert substitute[0].text.count("https://dondoc.example/l/") == 2  # one link for each agency

    channel.letters.clear()
    swept(store, date(2024, 4, 8), channel)  # back on Monday: neither told again
    assert "can-bo@phong-y-te.example" not in {letter.address for letter in channel.letters}


def test_nobody_to_tell_is_written_down_and_told_when_somebody_comes(store: Store) -> None:
    fill(store, contacts=tuple(c for c in people() if c.agency_id != "phong-y-te"))
    channel = Recording()

    result = swept(store, DUE, channel)
    assert result.planned.suppressed["no-contact"] == 4  # -7, -3, -1 and today
    newcomer = a_contact(50, "phong-y-te", email="moi@phong-y-te.example")
    store.record(DirectoryLoaded(contacts=(newcomer,)), at=at_nine(DUE), by="test")

    channel.letters.clear()
    swept(store, DUE, channel)
    assert [letter.address for letter in channel.letters] == ["moi@phong-y-te.example"]


def test_a_paused_obligation_is_silent_and_speaks_again_the_day_it_goes_on(store: Store) -> None:
    fill(store)
    pause = {"directive_id": 1, "obligation_ids": (1,), "on": ISSUED, "at": at_nine(ISSUED)}
    store.record(ProgressSet(progress=Progress.PAUSED, **pause), at=at_nine(ISSUED), by="test")
    channel = Recording()

    for day in (date(2024, 3, 26), DUE, date(2024, 4, 1)):
        swept(store, day, channel)
    assert not [letter for letter in channel.letters if "phong-y-te" in letter.address]

    again = pause | {"on": THURSDAY, "at": at_nine(THURSDAY)}
    store.record(ProgressSet(progress=Progress.UNDER_WAY, **again), at=at_nine(THURSDAY), by="test")
    swept(store, THURSDAY, channel)
    assert len([letter for letter in channel.letters if "phong-y-te" in letter.address]) == 2


def test_mild_steps_wait_when_the_week_is_used_up_and_urgent_ones_do_not(store: Store) -> None:
    # One due on Wed 27/3: urgent words on Wed and Thu. The other on Tue 9/4: its first reminder falls on Fri 29/3.
    obligations = tuple(an_obligation(n, progress="under_way") for n in (1, 2))
    days = (date(2024, 3, 27), date(2024, 4, 9))
    dues = tuple(a_due(n, obligation_id=n, due_on=day, next_look_on=ISSUED) for n, day in enumerate(days, 1))
    fill(store, laid=(obligations, dues))
    policy = read_policy("[fatigue]\nmessages_per_week = 1\n")
    channel = Recording()

    for n in range(10):
        if CALENDAR.is_working(day := date(2024, 3, 27) + timedelta(days=n)):
            swept(store, day, channel, policy=policy)

    officer = [letter.day for letter in channel.letters if letter.address == "can-bo@phong-y-te.example"]
    assert officer == [date(2024, 3, 27), date(2024, 3, 28), date(2024, 4, 4)]  # seven days after the last one
    assert (2, "reminder-7", 1) in told(store)


def test_a_changed_ladder_is_obeyed_although_wake_ups_were_computed_by_the_old_one(store: Store) -> None:
    fill(store)
    channel = Recording()
    swept(store, date(2024, 3, 14), channel)
    assert channel.letters == []

    earlier = read_policy('[[step]]\nname = "reminder-7"\ndays = -10\n')
    swept(store, date(2024, 3, 15), channel, policy=earlier)

    assert len(channel.letters) == 4


def test_a_mail_server_that_is_down_all_day_costs_nobody_a_step_nor_two_messages(store: Store) -> None:
    fill(store)
    down = Recording(fails=lambda _: DeliveryError("không nối được", whole_channel=True))
    up = Recording()

    result = swept(store, date(2024, 4, 1), down)
    assert result.delivered == Counter({MessageState.DEFERRED: 8})
    result = swept(store, THURSDAY, up)

    assert result.expired == 8
    assert Counter(letter.address for letter in up.letters) == Counter(
        [f"{who}@{agency}.example" for agency in NAMES for who in ("can-bo", "thu-truong")]
        + [f"follower@{OFFICE}.example"]
    )


def test_the_ledger_is_the_fold_of_its_log(store: Store) -> None:
    from sqlalchemy import select

    fill(store)
    refuses = Recording(fails=lambda m: DeliveryError("550", permanent=True) if "xa-a" in m.address else None)
    down = Recording(fails=lambda _: DeliveryError("không nối được", whole_channel=True))
    swept(store, DUE, down)
    for day in (date(2024, 4, 1), THURSDAY, date(2024, 4, 15)):
        swept(store, day, refuses)

    copy = open_store("sqlite://")
    copy.create()
    with store.reading() as conn:
        log.replay(log.read(conn), copy)
        assert log.verify(conn) == []

    def contents(one: Store) -> dict[str, list[str]]:
        with one.reading() as conn:
            return {t.name: sorted(map(repr, conn.execute(select(t)))) for t in tables.FOLDED}

    assert contents(copy) == contents(store)
    copy.close()


def test_a_head_and_a_follower_of_the_same_agency_are_told_as_what_they_are(store: Store) -> None:
    contacts = (*people(), a_contact(20, OFFICE, post=Post.OFFICER, email=f"can-bo@{OFFICE}.example"))
    obligations, dues = orders()
    own = an_obligation(9, owner_id=OFFICE, progress="under_way")
    due = a_due(9, obligation_id=9, due_on=DUE, next_look_on=ISSUED)
    fill(store, contacts=contacts, laid=((*obligations, own), (*dues, due)))
    channel = Recording()

    swept(store, THURSDAY, channel)

    officer = next(letter for letter in channel.letters if letter.address == f"can-bo@{OFFICE}.example")
    assert "Đã quá hạn" in officer.subject


def test_a_preview_writes_nothing_and_says_what_the_sweep_will_say(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    store.create()
    fill(store)
    store.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    foreseen = list(foresee(store, on=DUE, days=8, site=site(), channels=("folder",)))
    store.close()

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    channel = Recording()
    for day in foreseen:
        channel.letters.clear()
        swept(store, day.on, channel)
        assert sorted(m.address for m in day.messages) == sorted(letter.address for letter in channel.letters)
    assert [len(day.messages) for day in foreseen] == [4, 0, 0, 8, 0, 1, 0, 0]  # Fri 29/3 … Fri 5/4
    store.close()
