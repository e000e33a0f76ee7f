"""Directives replace, recall, correct and carry out each other; doubled duties are found."""

from datetime import date
from typing import Any

import pytest
from builders import an_issued_directive, an_obligation
from conftest import AT
from test_store import contents

from directive.doubling import Duty, doubles
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.obligations import Progress, Stage
from directive.related import Relation
from directive.relations import relate
from directive.store import Store, directives, log, open_store
from directive.store import relations as room

ACT: dict[str, Any] = {"on": date(2024, 4, 1), "at": AT, "by": "Văn thư"}
TITLE = "Kiểm tra công tác phòng chống dịch tại các trạm y tế"


def two_letters(store: Store) -> None:
    for number in (1, 2):
        an_issued_directive(store, at=AT, obligations=(an_obligation(number, directive_id=number, title=TITLE),))


def test_what_is_replaced_ends_and_says_by_what(store: Store) -> None:
    two_letters(store)
    relate(store, directive_id=2, relation=Relation.REPLACES, other_id=1, **ACT)
    copy = open_store("sqlite://")
    copy.create()

    with store.reading() as conn:
        assert directives.one(conn, 1).stage is Stage.REPLACED
        assert directives.one(conn, 2).stage is Stage.ISSUED
        assert directives.obligation(conn, 1).progress is Progress.WITHDRAWN
        assert room.of(conn, 1) == room.of(conn, 2) != []
        log.replay(log.read(conn), copy)
    assert contents(copy) == contents(store)
    copy.close()


def test_a_superior_document_may_be_outside_the_store_and_ends_nothing(memory: Store) -> None:
    two_letters(memory)
    relate(memory, directive_id=1, relation=Relation.CARRIES_OUT, other="Công văn 99/UBND của UBND tỉnh", **ACT)
    relate(memory, directive_id=2, relation=Relation.CARRIES_OUT, other_id=1, **ACT)
    with memory.reading() as conn:
        assert [one.other or one.directive_id for one in room.of(conn, 1)] == ["Công văn 99/UBND của UBND tỉnh", 2]
        assert directives.one(conn, 1).stage is Stage.ISSUED


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"relation": Relation.REPLACES, "other_id": 2}, BadInput),  # itself
        ({"relation": Relation.REPLACES}, BadInput),
        ({"relation": Relation.CORRECTS, "other_id": 9}, DirectiveError),
        ({"relation": Relation.CORRECTS, "other_id": 1}, NotAllowed),  # told already
    ],
)
def test_a_senseless_relation_is_refused(given: dict[str, Any], error: type[Exception], memory: Store) -> None:
    two_letters(memory)
    relate(memory, directive_id=2, relation=Relation.CORRECTS, other_id=1, **ACT)
    with pytest.raises(error):
        relate(memory, directive_id=2, **given, **ACT)


def test_nothing_is_replaced_twice(memory: Store) -> None:
    two_letters(memory)
    relate(memory, directive_id=2, relation=Relation.REPLACES, other_id=1, **ACT)
    with pytest.raises(NotAllowed, match="không còn hiệu lực"):
        relate(memory, directive_id=2, relation=Relation.RECALLS, other_id=1, **ACT)


def duty(number: int, title: str, *, directive: int, owner: str = "xa-a", day: int = 1) -> Duty:
    return Duty(number, directive, owner, "1", title, date(2024, 6, day))


def test_the_same_matter_with_another_day_is_a_conflict() -> None:
    [pair] = doubles([duty(1, TITLE, directive=1), duty(2, TITLE + " xã", directive=2, day=9)])
    assert (pair.first.obligation_id, pair.second.obligation_id, pair.conflicts) == (1, 2, True)
    [same] = doubles([duty(1, TITLE, directive=1), duty(2, TITLE, directive=2)])
    assert not same.conflicts


@pytest.mark.parametrize(
    "other",
    [
        duty(2, TITLE, directive=1),  # one directive may say it twice
        duty(2, TITLE, directive=2, owner="xa-b"),
        duty(2, "Kiểm tra công tác phòng cháy chữa cháy tại các chợ", directive=2),
    ],
    ids=["same directive", "another agency", "another matter"],
)
def test_what_only_looks_alike_is_left_alone(other: Duty) -> None:
    assert doubles([duty(1, TITLE, directive=1), other]) == ()


def test_the_store_gives_what_is_to_be_compared(memory: Store) -> None:
    two_letters(memory)
    with memory.reading() as conn:
        [pair] = doubles(room.open_duties(conn))
    assert {pair.first.directive_id, pair.second.directive_id} == {1, 2}
