"""No query of a day's work goes over the size of what is open: the databases' own plans are read.

Everything a sweep, an answer page or the measures ask is listened to, and then explained by the database. On PostgreSQL
walking through whole tables is forbidden for the explanation, so that a plan that still does it has no index to use.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from follow_up_site import NAMES, Recording, fill, swept
from sqlalchemy import Connection, event

from directive.store import Store, health, messages, pages

DAY = date(2024, 4, 4)
LATER = date(2024, 4, 9)  # seven working days after the dues: the vice-chair hears of it
LARGE = {
    "events",
    "obligations",
    "dues",
    "entries",
    "messages",
    "attempts",
    "links",
    "replies",
    "submissions",
    "ownerships",
}
"""Tables that grow with what is open, or with the years. The others grow with the office."""


@contextmanager
def listening(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Statements that read or change rows, as the database gets them."""
    heard: list[tuple[str, Any]] = []

    def hear(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
            heard.append((statement, parameters[0] if many else parameters))

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def walked(store: Store, heard: list[tuple[str, Any]]) -> set[tuple[str, str]]:
    """Large tables that are read from end to end, with the statement that does it."""
    found = set()
    with store.engine.connect() as conn:
        postgres = conn.dialect.name == "postgresql"
        if postgres:
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, parameters in {one[0]: one for one in heard}.values():
            found |= {(table, _short(statement)) for table in _explained(conn, statement, parameters, postgres)}
    return found


def _explained(conn: Connection, statement: str, parameters: Any, postgres: bool) -> set[str]:
    explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
    lines = [" ".join(map(str, row)) for row in conn.exec_driver_sql(explain + statement, parameters)]
    if "LIMIT" in statement and not any("TEMP B-TREE" in line for line in lines):
        return set()  # follows an index and stops at once
    # PostgreSQL: "Seq Scan on dues d"; SQLite: "SCAN dues" without an index, of which also a whole one may be walked.
    pattern = r"Seq Scan on (\w+)" if postgres else r"SCAN (?:TABLE )?(\w+)"
    names = {name for line in lines for name in re.findall(pattern, line)}
    aliases = dict(re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", statement))
    tables = {next((t for t, alias in aliases.items() if alias == name), name) for name in names}
    return tables & LARGE


def _short(statement: str) -> str:
    return " ".join(statement.split())[:400]


@pytest.fixture
def site(store: Store) -> Store:
    fill(store)
    swept(store, DAY, Recording())
    return store


def test_a_sweep_pays_for_what_is_due(site: Store) -> None:
    with listening(site) as heard:
        result = swept(site, LATER, Recording())  # something to say
        swept(site, LATER, Recording())  # nothing to say

    assert result.planned.messages > 0
    assert len(heard) > 20
    assert walked(site, heard) == set()


def test_an_answer_page_pays_for_its_own_directive(site: Store) -> None:
    with listening(site) as heard, site.reading() as conn:
        for agency_id in NAMES:
            pages.sheet(conn, 1, agency_id=agency_id)
            pages.owned_by(conn, agency_id)
        messages.link_with_hash(conn, "0" * 64)

    assert len(heard) > 10
    assert walked(site, heard) == set()


def test_the_measures_pay_for_what_waits(site: Store) -> None:
    with listening(site) as heard, site.reading() as conn:
        health.unfinished(conn)
        health.messages_of(conn, DAY)
        health.dues_awake(conn, DAY)
        health.events_written(conn)
        health.last_event_at(conn)

    assert walked(site, heard) == set()


def test_a_walk_through_a_large_table_would_be_noticed(site: Store) -> None:
    with listening(site) as heard, site.reading() as conn:
        conn.exec_driver_sql("SELECT count(*) FROM obligations WHERE title <> 'x'").scalar()

    assert {table for table, _ in walked(site, heard)} == {"obligations"}
