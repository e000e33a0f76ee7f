"""What was known at a moment is what a snapshot taken at that moment holds."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from builders import a_due, an_issued_directive, an_obligation
from conftest import AT
from sqlalchemy import select
from test_store import contents

from directive import extending
from directive.calendar import CalendarDay, official_calendar
from directive.events import ProgressSet
from directive.hindsight import revised
from directive.lines import Judged, judge
from directive.obligations import Progress
from directive.rescheduling import change_days
from directive.settings import moment_of_text
from directive.store import Reading, Store, open_store, tables
from directive.store import figures as room
from directive.store.past import as_known

LATE_DAY = date(2024, 4, 2)  # Tue; both dues ended on Fri 29/03/2024


def lived_through(store: Store) -> list[tuple[datetime, dict[str, list[str]]]]:
    """A few weeks with a snapshot after each act."""
    snapshots = []

    def snap(moment: datetime) -> None:
        snapshots.append((moment, contents(store)))

    obligations = (an_obligation(1), an_obligation(2, label="2"))
    an_issued_directive(store, at=AT, obligations=obligations, dues=(a_due(1), a_due(2, obligation_id=2)))
    snap(AT)
    storm = CalendarDay(day=date(2024, 3, 13), is_working=False, reason="bão", legal_basis="QĐ 1")
    change_days(store, [storm], on=date(2024, 3, 12), at=AT + timedelta(days=1), by="Văn phòng")
    snap(AT + timedelta(days=1))
    done = {"progress": Progress.UNDER_WAY, "on": date(2024, 3, 20), "at": AT + timedelta(days=9)}
    store.record(ProgressSet(directive_id=1, obligation_ids=(2,), **done), at=AT + timedelta(days=9), by="Cán bộ 1")
    snap(AT + timedelta(days=9))
    asked = {"on": date(2024, 4, 5), "at": AT + timedelta(days=25)}
    number = extending.ask(
        store,
        due_id=1,
        agency_id="phong-y-te",
        wanted_on=date(2024, 4, 12),
        reason="chờ số liệu",
        by="Cán bộ 1",
        **asked,
    )
    extending.decide(store, extension_id=number, agreed=True, by="Lãnh đạo", **asked)
    snap(AT + timedelta(days=25))
    return snapshots


def test_every_moment_on_the_way_comes_back_as_its_snapshot(store: Store) -> None:
    snapshots = lived_through(store)

    with store.reading() as conn:
        for moment, kept in snapshots:
            with as_known(conn, moment) as past:
                rebuilt = {name: rows for name, rows in contents_of(past).items() if rows}
            assert rebuilt == {name: rows for name, rows in kept.items() if rows}


def contents_of(past: Reading) -> dict[str, list[str]]:

    return {t.name: sorted(map(repr, past.execute(select(t)))) for t in tables.FOLDED}


def test_late_then_and_explained_later_is_told_as_such(memory: Store) -> None:
    lived_through(memory)
    calendar = official_calendar()

    def lines(conn: Reading) -> list[Judged]:
        return [judge(x, on=LATE_DAY, calendar=calendar) for x in room.lines(conn, on=LATE_DAY, calendar=calendar)]

    with memory.reading() as conn, as_known(conn, moment_of_text("02/04/2024")) as past:
        found = revised(lines(past), lines(conn))

    [one] = found
    assert (one.obligation_id, one.due_id) == (1, 1)
    assert one.then == "hạn 29/3/2024, quá hạn 4 ngày (2 ngày làm việc), chưa có báo cáo"
    assert one.now == "hạn 12/4/2024, trong hạn, chưa có báo cáo"


def test_nothing_is_known_before_the_first_event(memory: Store) -> None:
    lived_through(memory)
    with memory.reading() as conn, as_known(conn, AT - timedelta(seconds=1)) as past:
        assert not any(contents_of(past).values())


def test_looking_back_writes_nothing(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    store.create()
    lived_through(store)
    before = contents(store)
    with store.reading() as conn, as_known(conn, AT):
        pass
    assert contents(store) == before
    store.close()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("18/6/2024 14:30", datetime(2024, 6, 18, 7, 30, tzinfo=UTC)),
        ("2024-06-18T00:00", datetime(2024, 6, 17, 17, tzinfo=UTC)),
        ("18/06/2024", datetime(2024, 6, 18, 16, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_moment_is_vietnams_and_a_day_means_its_end(text: str, moment: datetime) -> None:
    assert moment_of_text(text) == moment
