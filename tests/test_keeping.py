"""Drafted papers are kept once, with their files, in the log; a hand-over list says who takes what."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import an_agency, an_issued_directive, an_obligation
from conftest import AT
from report_cases import ON, a_district

from directive.calendar import official_calendar
from directive.errors import NotAllowed, NotFound
from directive.events import DirectoryLoaded
from directive.files import FileRoom
from directive.handover_list import gather, handover_paper
from directive.keeping import keep_paper
from directive.kept import KeptPaper, PaperKind
from directive.store import Store, log, open_store, papers
from directive.succession import Succeeds, Succession
from directive.urging import gather as gather_urging
from directive.urging import urging_letter

CALENDAR = official_calendar()
DAY = date(2025, 7, 1)


def kept_letter(store: Store, files: FileRoom, *, on: date = ON) -> KeptPaper:
    with store.reading() as conn:
        facts = gather_urging(conn, directive_id=1, on=on, calendar=CALENDAR)
    return keep_paper(
        store,
        files,
        urging_letter(facts, on=on),
        what=PaperKind.URGING,
        directive_id=1,
        agencies=["phong-tckh"],
        at=AT,
        by="Văn phòng",
    )


def test_a_letter_is_kept_once_with_both_files(store: Store, tmp_path: Path) -> None:
    a_district(store)
    files = FileRoom(tmp_path)
    first = kept_letter(store, files)

    assert kept_letter(store, files) == first
    assert kept_letter(store, files, on=ON + timedelta(days=1)).paper_id != first.paper_id
    assert (first.what, first.directive_id, first.agencies, first.by) == (
        *(PaperKind.URGING, 1, ("phong-tckh",), "Văn phòng"),
    )
    assert set(first.files) == {"docx", "pdf"}
    assert all(files.check(sha256) for sha256 in first.files.values())
    with store.reading() as conn:
        assert papers.one(conn, first.paper_id) == first
        assert len(papers.every(conn, directive_id=1)) == 2
        assert papers.every(conn, what=PaperKind.HANDOVER) == []
        with pytest.raises(NotFound):
            papers.one(conn, 99)


def test_kept_papers_come_back_from_the_log(memory: Store, tmp_path: Path) -> None:
    a_district(memory)
    kept = kept_letter(memory, FileRoom(tmp_path))
    copy = open_store("sqlite://")
    copy.create()

    with memory.reading() as conn:
        assert log.verify(conn) == []
        log.replay(log.read(conn), copy)
    with copy.reading() as conn:
        assert papers.every(conn) == [kept]
    copy.close()


def test_the_list_of_a_hand_over_comes_from_the_open_obligations(memory: Store) -> None:
    agencies = [an_agency(i, name=f"UBND xã {i.title()}") for i in ("a", "b", "n", "x", "y")]
    duties = tuple(an_obligation(n, owner_id=owner) for n, owner in enumerate("abx", start=1))
    an_issued_directive(memory, at=AT, obligations=duties, dues=())
    memory.record(DirectoryLoaded(agencies=tuple(agencies)), at=AT, by="test")
    rows = (
        Succeeds(predecessor_id="a", successor_id="n", on=DAY, basis="Nghị quyết 1677/NQ-UBTVQH15"),
        Succeeds(predecessor_id="x", successor_id="n", on=DAY),
        Succeeds(predecessor_id="x", successor_id="y", on=DAY),
    )

    with memory.reading() as conn:
        facts = gather(conn, Succession(rows=rows), on=DAY)
        with pytest.raises(NotAllowed, match="Không có nhiệm vụ nào phải bàn giao"):
            gather(conn, Succession(rows=rows), on=DAY + timedelta(days=1))
    paper = handover_paper(facts, on=DAY)

    assert [row[3:5] for row in paper.annexes[0].table.rows] == [("UBND xã A", "UBND xã N")]
    said = " ".join(block.text for block in paper.blocks if hasattr(block, "text"))
    assert "Nghị quyết 1677/NQ-UBTVQH15" in said
    assert "UBND xã X kết thúc ngày 01/07/2025, có 2 đơn vị kế thừa: UBND xã N, UBND xã Y" in said
