"""Recurring obligations get the next year's Dues in time, once."""

from datetime import date
from pathlib import Path

import pytest
from conftest import AT
from test_intake import MARCH_11, district, files, issued

from directive import renewing
from directive.files import FileRoom
from directive.obligations import Kind
from directive.store import Store, directives, log

__all__ = ["MARCH_11", "district", "files"]


def years(store: Store) -> list[str]:
    with store.reading() as conn:
        compilation = directives.obligations(conn, directive_id=1, kind=Kind.COMPILE)[0]
        return [due.period for due in directives.dues(conn, obligation_ids=[compilation.obligation_id])]


@pytest.fixture
def letter(district: Store, files: FileRoom, tmp_path: Path) -> Store:
    issued(district, files)
    return district


def test_nothing_is_added_while_the_year_is_young(letter: Store) -> None:
    assert renewing.open_new_periods(letter, on=date(2024, 11, 15), at=AT, by="dondoc") == 0


def test_next_year_is_opened_before_this_one_ends(letter: Store) -> None:
    added = renewing.open_new_periods(letter, on=date(2024, 11, 18), at=AT, by="dondoc")

    assert added == 2 * 37
    assert years(letter) == ["6 tháng đầu năm 2024", "năm 2024", "6 tháng đầu năm 2025", "năm 2025"]


def test_a_second_run_adds_nothing(letter: Store) -> None:
    renewing.open_new_periods(letter, on=date(2024, 11, 18), at=AT, by="dondoc")

    assert renewing.open_new_periods(letter, on=date(2024, 11, 19), at=AT, by="dondoc") == 0
    with letter.reading() as conn:
        assert log.verify(conn) == []


def test_a_run_missed_for_months_still_adds_the_year(letter: Store) -> None:
    renewing.open_new_periods(letter, on=date(2025, 2, 3), at=AT, by="dondoc")

    assert "6 tháng đầu năm 2025" in years(letter)
