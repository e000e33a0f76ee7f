"""The reorganisation of huyện Bình Sơn carried out in a store: 01/3/2025 and 01/7/2025."""

from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from builders_agencies import LETTER_DAY
from test_store import contents

from directive import intake
from directive.directory_files import load_directory, load_succession
from directive.errors import NotAllowed
from directive.events import DirectoryLoaded, LinkMinted, ProgressSet
from directive.files import FileRoom
from directive.ledger import Link, Purpose
from directive.obligations import Kind, Obligation, Progress
from directive.store import Store, directives, directory, log, open_store
from directive.store import succession as room
from directive.store.messages import link_with_hash
from directive.succeeding import Outcome, succeed
from directive.succession import Close, Transfer
from directive.tracked import DueState

BINH_SON = Path(__file__).parent.parent / "samples" / "binh-son"
DATA = load_directory(BINH_SON)
REFORM = load_succession(BINH_SON, DATA)
OFFICES_CHANGE, DISTRICTS_END = date(2025, 3, 1), date(2025, 7, 1)
LABOUR, HOME = "binh-son.phong-ldtbxh", "binh-son.phong-noi-vu"


def at(day: date) -> datetime:
    return datetime.combine(day, time(2), tzinfo=UTC)


def the_letter(store: Store, room_: Path) -> None:
    acting: dict[str, Any] = {"at": at(LETTER_DAY), "by": "Văn thư"}
    store.record(DirectoryLoaded(**dict(DATA)), **acting)
    data = (BINH_SON / "cong-van.txt").read_bytes()
    given = {"data": data, "name": "cong-van.txt", "office_id": "binh-son.ubnd", "expected_on": LETTER_DAY}
    intake.take_in(store, FileRoom(room_), **given, on=LETTER_DAY, **acting)
    intake.confirm(store, directive_id=1, **acting)
    intake.issue(store, directive_id=1, number="345/UBND-LĐTBXH", issued_on=LETTER_DAY, **acting)


def hand(store: Store, on: date, choices: dict[Any, Any] | None = None, **but: Any) -> Outcome:
    return succeed(store, REFORM, choices or {}, on=on, at=at(on), by="Quản trị", **but)


def every(store: Store) -> list[Obligation]:
    with store.reading() as conn:
        return directives.obligations(conn, directive_id=1)


def of(store: Store, agency_id: str) -> list[Obligation]:
    return [one for one in every(store) if one.owner_id == agency_id]


@pytest.fixture
def district(memory: Store, tmp_path: Path) -> Store:
    the_letter(memory, tmp_path)
    return memory


def test_an_office_that_ends_hands_on_its_duties_and_its_collecting(district: Store) -> None:
    number = next(one.obligation_id for one in of(district, LABOUR) if one.kind is Kind.PERFORM)
    said = {"directive_id": 1, "obligation_ids": (number,), "on": LETTER_DAY, "at": at(LETTER_DAY)}
    district.record(ProgressSet(progress=Progress.UNDER_WAY, **said), at=at(LETTER_DAY), by="Phòng LĐTBXH")

    done = hand(district, OFFICES_CHANGE, {LABOUR: Transfer(to=HOME)})

    assert (done.begun, done.done.questions) == (0, ())
    kept = next(one for one in of(district, HOME) if one.obligation_id == number)
    assert kept.progress is Progress.UNDER_WAY
    assert {one.collector_id for one in every(district) if one.kind is Kind.REPORT} == {HOME}
    with district.reading() as conn:
        assert directives.one(conn, 1).collector_id == HOME
        assert directory.agencies(conn, ids=[LABOUR])[0].valid_to == date(2025, 2, 28)


def test_22_communes_become_five_and_each_line_knows_where_it_comes_from(district: Store) -> None:
    hand(district, OFFICES_CHANGE, {LABOUR: Transfer(to=HOME)})
    hand(district, DISTRICTS_END)

    new = [one for one in every(district) if one.owner_id.startswith("quang-ngai.xa-")]
    assert Counter(one.kind for one in new) == {Kind.PERFORM: 5, Kind.REPORT: 5}
    with district.reading() as conn:
        came = {one.owner_id: len(room.origins(conn, one.obligation_id)) for one in new if one.kind is Kind.PERFORM}
        names = {i: directory.agencies(conn, ids=[i])[0].name for i in came}
    assert {names[i]: count for i, count in came.items()} == {
        "UBND xã Bình Sơn": 7,
        "UBND xã Vạn Tường": 6,
        "UBND xã Đông Sơn": 4,
        "UBND xã Bình Minh": 3,
        "UBND xã Bình Chương": 2,
    }
    assert Counter(one.progress for one in every(district))[Progress.TRANSFERRED] == 44


def test_communes_one_tone_apart_and_reused_codes_do_not_mix(district: Store) -> None:
    hand(district, DISTRICTS_END)

    by_number = {one.obligation_id: one for one in every(district)}
    with district.reading() as conn:
        to = {
            by_number[old].owner_id: one.owner_id
            for one in by_number.values()
            for old in room.origins(conn, one.obligation_id)
        }
        codes = {a.agency_id: a.code for a in directory.agencies(conn)}
    assert to["binh-son.xa-binh-thanh"] == "quang-ngai.xa-dong-son"  # Bình Thanh
    assert to["binh-son.xa-binh-thanh-nang"] == "quang-ngai.xa-binh-son"  # Bình Thạnh
    assert codes["binh-son.xa-binh-minh"] == codes["quang-ngai.xa-binh-minh"]  # two bodies all the same
    assert to["binh-son.xa-binh-minh"] == "quang-ngai.xa-binh-minh"


def test_what_the_seven_owed_is_owed_once_by_the_one(district: Store) -> None:
    hand(district, DISTRICTS_END)

    [report] = [one for one in of(district, "quang-ngai.xa-binh-son") if one.kind is Kind.REPORT]
    with district.reading() as conn:
        dues = directives.dues(conn, obligation_ids=[report.obligation_id])
        old = directives.dues(conn, obligation_ids=room.origins(conn, report.obligation_id))
    assert len(old) == 7 * len(dues)
    assert {due.state for due in old} == {DueState.DROPPED}
    assert {due.due_on for due in dues} == {due.due_on for due in old}


def test_a_dry_run_says_the_same_and_writes_nothing(district: Store) -> None:
    before = contents(district)
    would = hand(district, DISTRICTS_END, dry_run=True)
    assert contents(district) == before
    done = hand(district, DISTRICTS_END)
    assert (would.done, would.begun) == (done.done, done.begun)


def test_what_was_not_answered_waits_and_a_second_hand_over_moves_only_that(district: Store) -> None:
    first = hand(district, OFFICES_CHANGE)
    assert len(first.done.questions) == 3
    assert len(of(district, LABOUR)) == 3

    second = hand(district, OFFICES_CHANGE, {LABOUR: Close(reason="Hết hiệu lực")})

    assert {n for move in second.done.moves for n in move.obligation_ids} == {
        one.obligation_id for one in of(district, LABOUR)
    }
    assert {one.progress for one in of(district, LABOUR)} == {Progress.WITHDRAWN}


def test_the_assigner_that_ends_is_replaced_only_when_named(district: Store) -> None:
    hand(district, DISTRICTS_END)
    with district.reading() as conn:
        assert directives.one(conn, 1).office_id == "binh-son.ubnd"

    done = hand(district, DISTRICTS_END, {"office:binh-son.ubnd": Transfer(to="quang-ngai.xa-binh-son")})

    assert not any(str(question.key).startswith("office:") for question in done.done.questions)
    with district.reading() as conn:
        assert directives.one(conn, 1).office_id == "quang-ngai.xa-binh-son"


@pytest.mark.parametrize(
    ("unit", "opens"),
    [("binh-son.xa-binh-minh", "quang-ngai.xa-binh-minh"), ("binh-son.phong-y-te", "binh-son.phong-y-te")],
    ids=["one successor: the link opens its part", "not handed over yet: the link stays"],
)
def test_links_follow_their_duties(unit: str, opens: str, district: Store) -> None:
    contact = next(one.contact_id for one in DATA.contacts if one.agency_id == unit)
    link = Link(
        link_id=1, purpose=Purpose.ANSWER, key_hash="0" * 64, directive_id=1, agency_id=unit, contact_id=contact,
        created_at=at(LETTER_DAY), expires_at=at(date(2026, 1, 1)),
    )  # fmt: skip
    district.record(LinkMinted(link=link), at=at(LETTER_DAY), by="Văn thư")

    hand(district, DISTRICTS_END)

    with district.reading() as conn:
        found = link_with_hash(conn, "0" * 64)
    assert found is not None
    assert (found.agency_id, found.revoked_at) == (opens, None)


def test_a_day_on_which_nobody_ends_is_refused(district: Store) -> None:
    with pytest.raises(NotAllowed, match="không có đơn vị nào"):
        hand(district, date(2025, 6, 30))


def test_the_log_replayed_gives_the_same_successors(store: Store, tmp_path: Path) -> None:
    the_letter(store, tmp_path)
    hand(store, OFFICES_CHANGE, {LABOUR: Transfer(to=HOME)})
    hand(store, DISTRICTS_END)
    copy = open_store("sqlite://")
    copy.create()

    with store.reading() as conn:
        log.replay(log.read(conn), copy)
        assert log.verify(conn) == []

    assert contents(copy) == contents(store)
    copy.close()
