"""The leaders' weekly letter: on the site's weekday, once a week, never a second message on one day."""

import re
from datetime import date
from html import unescape

import pytest
from builders import a_contact
from follow_up_site import OFFICE, SECRET, Recording, at_nine, fill, people, site, swept

from directive.agencies import Absence, Post
from directive.calendar import official_calendar
from directive.ledger import Message, MessageState
from directive.policy import read_policy
from directive.store import Store, messages
from directive.store.operating import LAST_SWEEP, mark
from notifications.digest import render
from notifications.sweep import deliver
from notifications.weekly import KIND, Sender, plan_letters, week_start

CALENDAR = official_calendar()
MONDAY = date(2024, 3, 18)


def sender(weekday: str = "monday") -> Sender:
    policy = read_policy(f'[leaders]\nweekday = "{weekday}"\n')
    return Sender(policy, SECRET, "Văn phòng", "dondoc.example", "https://prefect.example/bang")


def planned(store: Store, on: date, weekday: str = "monday") -> list[int]:
    """Who got the week's letter planned on a day."""
    before = len(of_kind(store))
    count = plan_letters(store, on=on, at=at_nine(on), sender=sender(weekday), calendar=CALENDAR, channels=("folder",))
    found = of_kind(store)
    assert len(found) == before + count
    return sorted(m.contact_id for m in found if m.day == on)


def of_kind(store: Store) -> list[Message]:
    with store.reading() as conn:
        return [m for m in messages.messages(conn) if m.kind == KIND]


def test_leaders_get_one_letter_a_week_on_the_sites_weekday(store: Store) -> None:
    fill(store)

    assert planned(store, MONDAY) == [10, 11]  # vice-chair and chairman
    assert planned(store, MONDAY) == [10, 11]
    assert len(of_kind(store)) == 2
    assert planned(store, date(2024, 3, 22)) == []  # Friday of the same week
    assert planned(store, date(2024, 3, 25)) == [10, 11]  # the next Monday


@pytest.mark.parametrize(
    ("on", "weekday", "start"),
    [
        pytest.param(date(2024, 3, 18), "monday", date(2024, 3, 18), id="Mon 18/3"),
        pytest.param(date(2024, 3, 22), "monday", date(2024, 3, 18), id="Fri 22/3: since Mon"),
        pytest.param(date(2024, 3, 20), "friday", date(2024, 3, 15), id="Wed 20/3: since Fri of last week"),
    ],
)
def test_a_week_begins_on_the_sites_weekday(on: date, weekday: str, start: date) -> None:
    assert week_start(on, sender(weekday).policy) == start


def test_a_day_off_or_a_missed_day_moves_the_letter_and_does_not_double_it(memory: Store) -> None:
    fill(memory)

    assert planned(memory, date(2024, 4, 18), "thursday") == []  # Giỗ Tổ, Thu 18/4/2024: a day off
    assert planned(memory, date(2024, 4, 19), "thursday") == [10, 11]  # Friday
    assert planned(memory, date(2024, 5, 14), "monday") == [10, 11]  # nothing ran on Mon 13/5


def test_who_has_had_a_message_today_gets_the_letter_on_the_next_working_day(memory: Store) -> None:
    fill(memory)
    day = date(2024, 4, 12)  # Friday: the tenth working day after the due, the leaders are told
    swept(memory, day, Recording())

    assert planned(memory, day, "friday") == []
    assert planned(memory, date(2024, 4, 15), "friday") == [10, 11]  # Monday


def test_a_substitute_gets_one_letter_for_both(memory: Store) -> None:
    fill(memory, absences=(Absence(contact_id=11, substitute_id=10, first=MONDAY, last=MONDAY),))

    assert planned(memory, MONDAY) == [10]
    assert of_kind(memory)[0].body["instead_of"] == ["Ông 11"]


def test_without_leaders_or_duties_nothing_is_written(memory: Store) -> None:
    assert (
        plan_letters(memory, on=MONDAY, at=at_nine(MONDAY), sender=sender(), calendar=CALENDAR, channels=("folder",))
        == 0
    )
    fill(memory, contacts=people()[:-2])
    assert planned(memory, MONDAY) == []


def test_the_letter_is_sent_with_links_to_every_figure_and_says_the_same_in_both_forms(memory: Store) -> None:
    hostile = a_contact(10, OFFICE, post=Post.VICE_CHAIR, name='<img src=x> "B"', email="pct@ubnd-huyen.example")
    fill(memory, contacts=(*people()[:-2], hostile))
    planned(memory, MONDAY)
    channel = Recording()
    done = deliver(
        memory,
        site=site(),
        channels={channel.name: channel},
        clock=lambda: at_nine(MONDAY),
        calendar=CALENDAR,
    )

    assert done.states == {MessageState.SENT: 1}
    letter = channel.letters[0]
    shown = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", re.sub("(?s)<title>.*?</title>", "", letter.html))))
    key = letter.links[0][1]
    assert f'href="{key}?toi=/danh-sach%3Fmuc%3Dqua-han"' in letter.html
    assert "https://prefect.example/bang" in letter.text
    assert "https://prefect.example/bang" in letter.html
    assert "<img" not in letter.html
    for said in ('Kính gửi: <img src=x> "B"', "4 lượt nhiệm vụ của 4 cơ quan, đơn vị", "Tỷ lệ hoàn thành:"):
        assert said in shown
        assert said in letter.text
    assert "Tổng số: 4" in letter.text
    assert "4 Tổng số" in shown


def test_a_letter_is_composed_once_and_rendered_alike_for_ever(memory: Store) -> None:
    fill(memory)
    planned(memory, MONDAY)
    message = of_kind(memory)[0]

    first = render(message, secret=SECRET, public_url="https://dondoc.example")
    assert render(message, secret=SECRET, public_url="https://dondoc.example") == first
    assert first.subject.startswith("Tình hình thực hiện nhiệm vụ đến 18/3/2024")
    with memory.reading() as conn:
        assert mark(conn, LAST_SWEEP) is None
