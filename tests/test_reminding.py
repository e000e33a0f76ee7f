"""Nhắc ngay: by hand, and yet by the ledger's rules: one message a day, in office hours, polite to whom we only ask."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from follow_up_site import DUE, Recording, fill, site, swept
from portal_site import CULTURE, HEALTH, LABOUR, Place, send
from portal_site import a_place as a_portal
from portal_site import fill as fill_portal
from test_portal_answer import hand_in

from directive.agencies import Absence
from directive.errors import NotAllowed
from directive.events import ProgressSet
from directive.ledger import MessageState, Purpose, Reminded
from directive.moments import HAD_TODAY, REASONS
from directive.obligations import Progress
from directive.store import Store, log, messages
from notifications.reminding import NOTHING_DUE, remind
from notifications.sweep import deliver

HAD_TODAYS = REASONS[HAD_TODAY]
LATE = date(2024, 4, 2)  # Tuesday, two working days after the due date
MORNING = datetime(2024, 4, 2, 2, tzinfo=UTC)  # 09:00 in Vietnam
NIGHT = datetime(2024, 4, 2, 14, tzinfo=UTC)


def reminded(store: Store, *agencies: str, on: date = LATE, at: datetime = MORNING) -> Reminded:
    return remind(
        store, directive_id=1, agency_ids=agencies, on=on, at=at, site=site(), channels=["folder"], by="Người tổng hợp"
    )


def test_a_reminder_goes_out_with_the_next_delivery(store: Store) -> None:
    fill(store)
    from directive.site import site_calendar

    done = reminded(store, "phong-y-te")
    channel = Recording()
    with store.reading() as conn:
        calendar = site_calendar(conn)
    deliver(store, site=site(), channels={"folder": channel}, clock=lambda: MORNING, calendar=calendar)

    assert done == Reminded(("phong-y-te",), ())
    (letter,) = channel.letters
    assert letter.address == "can-bo@phong-y-te.example"
    assert "quá hạn" in letter.text.lower()
    assert "https://dondoc.example/l/" in letter.text


def test_once_a_day_and_again_the_next(store: Store) -> None:
    fill(store)

    first, second = reminded(store, "phong-y-te"), reminded(store, "phong-y-te", "xa-a")
    third = reminded(store, "phong-y-te", on=date(2024, 4, 3), at=datetime(2024, 4, 3, 2, tzinfo=UTC))

    assert first.reminded == ("phong-y-te",)
    assert second == Reminded(("xa-a",), (("phong-y-te", HAD_TODAYS),))
    assert third.reminded == ("phong-y-te",)


def test_who_had_todays_digest_is_not_written_to_again_and_the_other_way_round(store: Store) -> None:
    fill(store)
    channel = Recording()
    reminded(store, "phong-y-te")
    swept(store, LATE, channel)

    assert [letter.address for letter in channel.letters].count("can-bo@phong-y-te.example") == 1
    assert reminded(store, "phong-van-hoa").left_out == (("phong-van-hoa", HAD_TODAYS),)


def test_what_the_ladder_had_to_say_is_said_the_next_day(store: Store) -> None:
    fill(store)
    reminded(store, "phong-y-te", on=DUE, at=datetime(2024, 3, 29, 2, tzinfo=UTC))
    channel = Recording()

    swept(store, DUE, channel)
    swept(store, date(2024, 4, 1), channel)

    days = [letter.day for letter in channel.letters if letter.address == "can-bo@phong-y-te.example"]
    assert days == [DUE, date(2024, 4, 1)]


@pytest.mark.parametrize(
    ("on", "at"),
    [(LATE, NIGHT), (date(2024, 4, 6), datetime(2024, 4, 6, 2, tzinfo=UTC))],
    ids=["at night", "on Saturday"],
)
def test_nobody_is_disturbed_outside_office_hours(store: Store, on: date, at: datetime) -> None:
    fill(store)

    with pytest.raises(NotAllowed):
        reminded(store, "phong-y-te", on=on, at=at)
    with store.reading() as conn:
        assert messages.counts(conn) == {}


def test_who_owes_nothing_is_left_alone(store: Store) -> None:
    fill(store)
    paused = ProgressSet(directive_id=1, obligation_ids=(1,), progress=Progress.PAUSED, on=LATE, at=MORNING)
    store.record(paused, at=MORNING, by="test")

    assert reminded(store, "phong-y-te", "khong-co").left_out == (
        ("phong-y-te", NOTHING_DUE),
        ("khong-co", NOTHING_DUE),
    )


def test_the_asked_are_asked_politely(store: Store) -> None:
    fill(store)
    reminded(store, "mttq")

    with store.reading() as conn:
        body = messages.messages(conn, ids=[1])[0].body

    assert body["request"] is True


def test_a_substitute_is_reminded_once_for_both(store: Store) -> None:
    away = Absence(contact_id=1, substitute_id=3, first=LATE, last=LATE)
    fill(store, absences=(away,))

    done = reminded(store, "phong-y-te", "phong-van-hoa")

    assert done == Reminded(("phong-y-te",), (("phong-van-hoa", HAD_TODAYS),))


def test_a_reminder_replays(store: Store) -> None:
    fill(store)
    reminded(store, "phong-y-te")
    from directive.store import open_store

    again = open_store("sqlite://")
    again.create()
    with store.reading() as conn:
        log.replay(log.read(conn), again)
        before = messages.messages(conn, ids=[1])
    with again.reading() as conn:
        assert messages.messages(conn, ids=[1]) == before
    assert before[0].state is MessageState.PLANNED
    again.close()


# --- the button --------------------------------------------------------------------------------------------------


@pytest.fixture
def asked() -> list[tuple[str, ...]]:
    return []


@pytest.fixture
def place(memory: Store, tmp_path: Path, asked: list[tuple[str, ...]]) -> Place:
    fill_portal(memory)

    def remind_(**given: object) -> Reminded:
        agencies = tuple(map(str, given["agency_ids"]))  # type: ignore[call-overload]
        asked.append(agencies)
        return Reminded(agencies[:1], tuple((one, HAD_TODAYS) for one in agencies[1:]))

    return a_portal(memory, tmp_path, remind=remind_)


def test_the_button_reminds_silent_agencies_of_this_board_only(place: Place, asked: list[tuple[str, ...]]) -> None:
    review = place.key(Purpose.REVIEW, LABOUR, contact_id=3)
    hand_in(place, place.key(Purpose.ANSWER, HEALTH), o1__result="Đã khám")
    assert f'value="nhac:{CULTURE}"' in place.client.get(f"/x/{review}").text

    one = send(place.client, f"/x/{review}", lam=f"nhac:{CULTURE}")
    foreign = send(place.client, f"/x/{review}", lam="nhac:so-y-te")
    nobody = send(place.client, f"/x/{review}", lam="nhac-chon")

    assert one.headers["location"].endswith("nhac=1")
    assert (foreign.status_code, nobody.status_code) == (422, 422)
    assert asked == [(CULTURE,)]


def test_who_was_not_reminded_is_named_with_the_reason(place: Place) -> None:
    review = place.key(Purpose.REVIEW, LABOUR)

    shown = send(place.client, f"/x/{review}", lam="nhac-chon", im=[HEALTH, CULTURE])

    assert f"Phòng Văn hoá và Thông tin: {HAD_TODAYS}" in shown.text


def test_an_agencys_key_reminds_nobody(place: Place, asked: list[tuple[str, ...]]) -> None:
    answer = place.key(Purpose.ANSWER, HEALTH)

    assert place.client.post(f"/x/{answer}", data={"lam": f"nhac:{CULTURE}"}).status_code in (403, 404)
    assert asked == []
