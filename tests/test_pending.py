"""What waits for an act: told to the one who must act, in the one message of the day, and only while it waits."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import a_due, an_obligation
from follow_up_site import DUE, ISSUED, OFFICE, Recording, at_nine, fill, orders, people, site, swept
from sqlalchemy import select

from directive import answering, extending
from directive.answering import Decision, Point
from directive.calendar import official_calendar
from directive.events import DirectoryLoaded, MessagesPlanned
from directive.ledger import Message, MessageState
from directive.obligations import Progress
from directive.policy import read_policy
from directive.store import Store, log, messages, open_store, tables
from notifications import links
from notifications.channels import DeliveryError
from notifications.digest import Letter
from notifications.foreseeing import foresee
from notifications.sweep import sweep

THURSDAY = date(2024, 3, 14)
FRIDAY = date(2024, 3, 15)
REVIEWER = f"follower@{OFFICE}.example"  # the office has no officer of its own here
DECIDER = f"vice_chair@{OFFICE}.example"
CALENDAR = official_calendar()


def answered(store: Store, obligation_id: int = 1, agency_id: str = "phong-y-te", on: date = THURSDAY) -> None:
    point = Point(obligation_id=obligation_id, progress=Progress.REPORTED, result="Đã khám cho 120 cụ")
    answering.submit(
        store,
        directive_id=1,
        agency_id=agency_id,
        due_id=None,
        points=[point],
        idempotency_key=f"{obligation_id}-{on}",
        on=on,
        at=at_nine(on),
        by="Bà Hoa",
    )


def asked_for_more(store: Store, on: date = THURSDAY) -> int:
    return extending.ask(
        store,
        due_id=1,
        agency_id="phong-y-te",
        wanted_on=date(2024, 4, 12),
        reason="Chờ phân bổ kinh phí",
        on=on,
        at=at_nine(on),
        by="Bà Hoa",
    )


def got(store: Store, day: date, **but: Any) -> dict[str, Letter]:
    channel = Recording()
    swept(store, day, channel, **but)
    assert len({letter.address for letter in channel.letters}) == len(channel.letters)
    return {letter.address: letter for letter in channel.letters}


def purposes(store: Store, letter: Letter, at: datetime) -> set[tuple[str, str | None]]:
    with store.reading() as conn:
        found = [links.open_link(conn, url.rpartition("/")[2], at) for _, url in letter.links]
    return {(link.purpose.value, link.agency_id) for link in found}


def test_an_answer_is_told_to_its_reviewer_with_the_page_to_review_it(store: Store) -> None:
    fill(store)
    answered(store)

    letters = got(store, FRIDAY)

    assert set(letters) == {REVIEWER}
    assert "Báo cáo chờ xem xét (1)" in letters[REVIEWER].subject
    assert "Phòng Y tế huyện" in letters[REVIEWER].text
    assert "gửi ngày 14/3/2024" in letters[REVIEWER].text
    assert purposes(store, letters[REVIEWER], at_nine(FRIDAY)) == {("review", OFFICE)}


def test_it_is_said_again_in_its_rhythm_and_never_twice_for_one_step(store: Store) -> None:
    fill(store)
    answered(store)

    days = [THURSDAY + timedelta(days=n) for n in range(18)]
    said = [day for day in days if CALENDAR.is_working(day) and REVIEWER in got(store, day)]

    # At once, then three and seven working days after; it is 26 March when seven are over.
    assert said == [THURSDAY, date(2024, 3, 19), date(2024, 3, 25)]


def test_what_was_reviewed_is_not_mentioned_any_more(store: Store) -> None:
    fill(store)
    answered(store)
    verdict = Decision(reply_id=1, accepted=True, remark="")
    answering.review(store, directive_id=1, verdicts=[verdict], on=FRIDAY, at=at_nine(FRIDAY), by="Ông 9")

    assert got(store, FRIDAY) == {}


def test_requests_for_time_and_objections_go_to_who_decides_them_in_one_message(store: Store) -> None:
    fill(store)
    asked_for_more(store)
    answering.contest(
        store,
        obligation_id=2,
        agency_id="phong-van-hoa",
        reason="Thuộc Phòng Tài chính",
        on=THURSDAY,
        at=at_nine(THURSDAY),
        by="Ông Bình",
    )

    letters = got(store, FRIDAY)

    assert set(letters) == {DECIDER}
    letter = letters[DECIDER]
    assert "Chờ quyết định (2)" in letter.subject
    assert "đề nghị gia hạn đến hết 12/4/2024, gửi ngày 14/3/2024" in letter.text
    assert "Ý kiến: Chờ phân bổ kinh phí" in letter.text
    assert "cho rằng không thuộc thẩm quyền" in letter.text
    assert "Cần thêm thời gian" not in letter.text
    assert purposes(store, letter, at_nine(FRIDAY)) == {("decide", OFFICE)}


def test_who_has_no_vice_chair_asks_the_chairman(store: Store) -> None:
    fill(store, contacts=tuple(c for c in people() if c.contact_id != 10))
    asked_for_more(store)

    assert set(got(store, FRIDAY)) == {f"chairman@{OFFICE}.example"}


def test_late_duties_and_waiting_answers_share_the_one_message(store: Store) -> None:
    fill(store)
    answered(store, 2, "phong-van-hoa", on=date(2024, 4, 3))

    letter = got(store, date(2024, 4, 4))[REVIEWER]  # others are three working days late

    assert "Quá hạn cần đôn đốc trực tiếp" in letter.subject
    assert "báo cáo chờ xem xét (1)" in letter.subject.casefold()


def test_an_agency_without_any_due_is_asked_to_confirm_and_reminded(store: Store) -> None:
    obligations, dues = orders()
    bare = an_obligation(9, owner_id="xa-a", title="Thường xuyên tuyên truyền")
    fill(
        store, laid=((*(o for o in obligations if o.owner_id != "xa-a"), bare), tuple(d for d in dues if d.due_id != 3))
    )

    first = got(store, ISSUED)["can-bo@xa-a.example"]
    assert "Nhiệm vụ mới (1)" in first.subject
    assert "Thường xuyên tuyên truyền" in first.text
    assert purposes(store, first, at_nine(ISSUED)) == {("answer", "xa-a")}

    after_two = got(store, date(2024, 3, 5))
    assert "Chưa xác nhận tiếp nhận" in after_two["can-bo@xa-a.example"].subject
    answering.acknowledge(
        store,
        directive_id=1,
        agency_id="xa-a",
        obligation_ids=[9],
        on=date(2024, 3, 6),
        at=at_nine(date(2024, 3, 6)),
        by="Ông Tư",
    )
    assert "can-bo@xa-a.example" not in got(store, date(2024, 3, 8))


def two_duties(first: str) -> tuple[Any, Any]:
    """Two orders to one commune that it has not acknowledged; `first` is how the first Due stands."""
    laid = tuple(an_obligation(n, owner_id="xa-a", label=str(n)) for n in (1, 2))
    given = {"due_on": DUE, "original_on": DUE, "next_look_on": ISSUED}
    return laid, (a_due(1, state=first, **given), a_due(2, obligation_id=2, **given))


@pytest.mark.parametrize("first", ["met", "dropped", "reported"])
def test_a_due_that_asks_nothing_any_more_leaves_the_asking_to_the_next(store: Store, first: str) -> None:
    fill(store, laid=two_duties(first))

    assert "Nhiệm vụ mới" in got(store, ISSUED)["can-bo@xa-a.example"].subject


def test_who_was_asked_at_an_earlier_due_is_not_asked_anew(store: Store) -> None:
    fill(store, laid=two_duties("open"))
    officer, head = "can-bo@xa-a.example", "thu-truong@xa-a.example"
    got(store, ISSUED)
    assert {officer, head} <= set(got(store, date(2024, 3, 8)))  # five working days later
    answered(store, 1, "xa-a", on=date(2024, 3, 11))
    verdict = Decision(reply_id=1, accepted=True, remark="")
    acting = {"on": THURSDAY, "at": at_nine(THURSDAY), "by": "Ông 9"}
    answering.review(store, directive_id=1, verdicts=[verdict], **acting)  # type: ignore[arg-type]

    letters = got(store, date(2024, 3, 20))  # seven working days before the second falls due

    assert set(letters) == {officer}
    assert letters[officer].subject.startswith("Sắp đến hạn (1)")


def test_nobody_to_decide_is_written_down_once_and_told_when_somebody_comes(store: Store) -> None:
    fill(store, contacts=tuple(c for c in people() if c.agency_id != OFFICE))
    asked_for_more(store)

    assert [swept(store, FRIDAY, Recording()).planned.suppressed["no-contact"] for _ in range(2)] == [1, 0]
    leaders = tuple(c for c in people() if c.agency_id == OFFICE)
    store.record(DirectoryLoaded(contacts=leaders), at=at_nine(FRIDAY), by="test")
    assert set(got(store, date(2024, 3, 18))) == {DECIDER}


def test_a_message_that_never_left_says_it_the_next_day(store: Store) -> None:
    fill(store)
    answered(store)
    down = Recording(fails=lambda _: DeliveryError("không nối được", whole_channel=True))

    swept(store, THURSDAY, down)

    assert set(got(store, FRIDAY)) == {REVIEWER}


def test_what_was_said_of_waiting_things_is_the_fold_of_the_log(store: Store) -> None:
    fill(store)
    answered(store)
    asked_for_more(store)
    for day in (THURSDAY, FRIDAY, date(2024, 3, 19)):
        swept(store, day, Recording())

    copy = open_store("sqlite://")
    copy.create()
    with store.reading() as conn:
        log.replay(log.read(conn), copy)
        here = sorted(map(tuple, conn.execute(select(tables.pending_entries))))
    with copy.reading() as conn:
        assert sorted(map(tuple, conn.execute(select(tables.pending_entries)))) == here
    assert {row[0] for row in here} == {"review/1", "extension/1"}
    copy.close()


def test_a_preview_foresees_what_waits(memory: Store) -> None:
    fill(memory)
    answered(memory)

    (day,) = foresee(memory, on=FRIDAY, days=1, site=site(), channels=("folder",))

    assert [message.address for message in day.messages] == [REVIEWER]


# --- how much one person gets -------------------------------------------------------------------------------------


def another_message(store: Store, contact_id: int, number: int, kind: str = "claim") -> None:
    message = Message(
        message_id=number,
        kind=kind,
        day=DUE,
        contact_id=contact_id,
        agency_id="phong-y-te",
        channel="zalo",
        address="x",
        mail_id=f"<{number}@dondoc.example>",
        body={},
        state=MessageState.SENT,
    )
    with store.change(at=at_nine(DUE), by="test") as change:
        change.numbers("message")
        change.record(MessagesPlanned(day=DUE, messages=(message,)))


def test_nobody_gets_more_messages_a_day_than_the_budget_over_all_channels_and_kinds(store: Store) -> None:
    fill(store)
    another_message(store, 1, 1)
    another_message(store, 1, 2, kind="report")

    first = got(store, DUE)
    assert "can-bo@phong-y-te.example" not in first
    assert "can-bo@xa-a.example" in first
    with store.reading() as conn:
        put_off = [e for e in messages.entries(conn, due_ids=[1]) if e.outcome == "deferred"]
        assert {(e.step, e.reason, e.contact_id) for e in put_off} == {("due_today@240329", "day-full", 1)}
        assert messages.came_on(conn, day=DUE)[1] == 2
    swept(store, DUE, Recording())  # again the same day: nothing is written twice

    monday = got(store, date(2024, 4, 1))
    assert "Đã quá hạn (1)" in monday["can-bo@phong-y-te.example"].subject


def test_a_larger_budget_lets_the_message_go(store: Store) -> None:
    fill(store)
    another_message(store, 1, 1)
    another_message(store, 1, 2, kind="report")

    policy = read_policy("[fatigue]\nmessages_per_day = 3\n")

    assert "can-bo@phong-y-te.example" in got(store, DUE, policy=policy)


def test_steps_that_come_up_after_todays_message_are_put_off_with_their_reason(store: Store) -> None:
    fill(store)
    morning = at_nine(date(2024, 4, 1))
    channel = Recording()
    sweep(store, on=date(2024, 4, 1), at=morning, site=site(), channels={"folder": channel})
    asked_for_more_of_two = extending.ask(
        store,
        due_id=2,
        agency_id="phong-van-hoa",
        wanted_on=date(2024, 4, 12),
        reason="Chờ kinh phí",
        on=date(2024, 4, 1),
        at=morning,
        by="Ông Bình",
    )
    sweep(store, on=date(2024, 4, 1), at=morning, site=site(), channels={"folder": channel})
    assert DECIDER in {letter.address for letter in channel.letters}
    extending.decide(
        store, extension_id=asked_for_more_of_two, agreed=True, on=date(2024, 4, 1), at=morning, by="Ông 10"
    )
    channel.letters.clear()

    sweep(store, on=date(2024, 4, 1), at=morning, site=site(), channels={"folder": channel})

    assert channel.letters == []  # they had today's message before the new date came
    with store.reading() as conn:
        found = {(e.step, e.reason) for e in messages.entries(conn, due_ids=[2]) if e.outcome == "deferred"}
    assert ("extended/g1@240401", "had-today") in found
    assert "can-bo@phong-van-hoa.example" in got(store, date(2024, 4, 2))
