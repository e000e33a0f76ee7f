"""The demo lives its days through the real doors, and ends where the README says."""

from collections import Counter
from pathlib import Path

import pytest

from directive.store import directives, log
from directive.tracked import DueState
from flows import trying
from flows.demo import read_script, sample_folder
from tasks.rooms import rooms


@pytest.mark.slow
def test_the_demo_shows_done_late_and_silent_agencies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DONDOC_HOME", "DONDOC_TODAY", "DONDOC_DEMO", "DONDOC_OFFICE_NAME"):
        monkeypatch.setenv(name, str(tmp_path) if name == "DONDOC_HOME" else "")
    said: list[str] = []
    settings = trying.demo_settings()

    trying.load(settings, say=said.append)
    trying.load(settings, say=said.append)

    assert "đã có" in said[-1]
    with rooms(settings) as site, site.store.reading() as conn:
        assert log.verify(conn) == []
        dues = directives.dues(conn, directive_id=1)
    first_half = Counter(due.state for due in dues if due.period == "6 tháng đầu năm 2024")
    assert first_half[DueState.MET] >= 20
    assert first_half[DueState.REPORTED] >= 3
    assert first_half[DueState.OPEN] >= 5
    assert len(list((settings.home / "hop-thu-di").rglob("*.eml"))) > 100


def test_every_answer_of_the_script_belongs_to_an_agency_of_the_letter() -> None:
    script = read_script(sample_folder())

    assert len({answer.agency for answer in script.answers}) == 36
    assert script.collector in {answer.agency for answer in script.answers}
