"""The store: one way to write, a log that can be checked, tables that are its fold."""

from datetime import timedelta

import pytest
from builders import MONDAY, a_due, an_issued_directive, an_obligation
from conftest import AT
from sqlalchemy import select, text

from directive import events
from directive.events import ProgressSet
from directive.obligations import Progress, Stage
from directive.store import Store, directives, fold, log, open_store, tables


def filled(store: Store) -> int:
    obligations = (an_obligation(1), an_obligation(2, label="2"))
    directive_id = an_issued_directive(
        store, at=AT, obligations=obligations, dues=(a_due(1), a_due(2, obligation_id=2))
    )
    later = AT + timedelta(hours=1)
    received = ProgressSet(
        directive_id=directive_id, obligation_ids=(1,), progress=Progress.RECEIVED, on=MONDAY, at=later
    )
    store.record(received, at=later, by="Cán bộ 1")
    return directive_id


def contents(store: Store) -> dict[str, list[str]]:
    with store.reading() as conn:
        return {t.name: sorted(map(repr, conn.execute(select(t)))) for t in tables.FOLDED}


def test_what_was_recorded_is_read_back(store: Store) -> None:
    directive_id = filled(store)

    with store.reading() as conn:
        directive = directives.one(conn, directive_id)
        obligations = directives.obligations(conn, directive_id=directive_id)
        dues = directives.dues(conn, directive_id=directive_id)

    assert (directive.stage, directive.number) == (Stage.ISSUED, "12/UBND")
    assert [o.progress for o in obligations] == [Progress.RECEIVED, Progress.ASSIGNED]
    woken = a_due(1, next_look_on=fold.AT_ONCE)  # what changed in an obligation is looked at by the next sweep
    assert dues == [woken, a_due(2, obligation_id=2)]


def test_replaying_the_log_into_an_empty_store_gives_the_same_tables(store: Store) -> None:
    filled(store)
    copy = open_store("sqlite://")
    copy.create()

    with store.reading() as conn:
        count = log.replay(log.read(conn), copy)

    assert count == 5
    assert contents(copy) == contents(store)
    with copy.change(at=AT, by="test") as change:
        assert change.numbers("directive") == 2
    copy.close()


def test_an_untouched_log_verifies(store: Store) -> None:
    filled(store)

    with store.reading() as conn:
        assert log.verify(conn) == []


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("UPDATE events SET payload = replace(payload, '12/UBND', '13/UBND')", "nội dung không khớp"),
        ("UPDATE events SET seq = 9 WHERE stream = 'van-ban/1' AND seq = 3", "thiếu sự kiện"),
        ("DELETE FROM events WHERE stream = 'van-ban/1' AND seq = 4", "sự kiện cuối"),
        ("DELETE FROM events WHERE stream = 'danh-ba'", "không còn sự kiện nào"),
        ("UPDATE events SET \"by\" = 'ai đó' WHERE seq = 1", "nội dung không khớp"),
    ],
)
def test_a_damaged_log_is_found(store: Store, damage: str, why: str) -> None:
    filled(store)
    with store.engine.begin() as conn:
        conn.execute(text(damage))

    with store.reading() as conn:
        broken = log.verify(conn)

    assert any(why in b.why for b in broken), broken


def test_a_change_that_fails_leaves_nothing_behind(store: Store) -> None:
    filled(store)
    before = contents(store)
    done = ProgressSet(directive_id=1, obligation_ids=(2,), progress=Progress.DONE, on=MONDAY, at=AT)

    with pytest.raises(KeyboardInterrupt), store.change(at=AT, by="test") as change:
        change.numbers("due", 3)
        change.record(done)
        raise KeyboardInterrupt

    assert contents(store) == before
    with store.reading() as conn:
        assert log.verify(conn) == []


def test_numbers_are_never_given_twice(store: Store) -> None:
    with store.change(at=AT, by="test") as change:
        first = change.numbers("due", 5)
    with store.change(at=AT, by="test") as change:
        second = change.numbers("due")

    assert (first, second) == (1, 6)


def test_every_event_has_a_fold() -> None:
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.Event)]
    concrete = [kind for kind in kinds if isinstance(kind.model_fields["kind"].default, str)]

    assert len(concrete) > 20
    assert [k.__name__ for k in concrete if fold.fold.dispatch(k) is fold.fold.dispatch(object)] == []
