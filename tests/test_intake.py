"""File -> draft -> confirmed -> issued, on the real letter."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import AT

from directive import intake
from directive.corrections import SetDate, SetLead
from directive.directory_files import load_directory
from directive.document import Manner
from directive.errors import BadInput, NotAllowed, Secret
from directive.events import DirectoryLoaded, ProposalConfirmed
from directive.files import FileRoom
from directive.obligations import Directive, Kind, Stage
from directive.store import Store, directives, log

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "binh-son"
MARCH_11 = date(2024, 3, 11)


@pytest.fixture
def files(tmp_path: Path) -> FileRoom:
    return FileRoom(tmp_path / "tep")


@pytest.fixture
def district(store: Store) -> Store:
    store.record(DirectoryLoaded(**dict(load_directory(SAMPLE))), at=AT, by="test")
    return store


def taken_in(store: Store, files: FileRoom, data: bytes | None = None) -> Directive:
    return intake.take_in(
        store,
        files,
        data=data or (SAMPLE / "cong-van.txt").read_bytes(),
        name="cong-van.txt",
        office_id="binh-son.van-phong",
        on=MARCH_11,
        at=AT,
        by="Văn thư",
    )


def issued(store: Store, files: FileRoom) -> Directive:
    draft = taken_in(store, files)
    intake.confirm(store, directive_id=draft.directive_id, at=AT, by="Văn thư")
    return intake.issue(
        store, directive_id=draft.directive_id, number="345/UBND-LĐTBXH", issued_on=MARCH_11, at=AT, by="Văn thư"
    )


def test_the_letter_lays_36_duties_36_reports_and_one_compilation(district: Store, files: FileRoom) -> None:
    directive = issued(district, files)

    with district.reading() as conn:
        obligations = directives.obligations(conn, directive_id=directive.directive_id)

    assert Counter(o.kind for o in obligations) == {Kind.PERFORM: 36, Kind.REPORT: 36, Kind.COMPILE: 1}
    assert directive.collector_id == "binh-son.phong-ldtbxh"
    requests = {o.owner_id for o in obligations if o.manner is Manner.REQUEST}
    assert {"binh-son.mttq", "binh-son.hoi-nct"} <= requests
    assert not any(owner.startswith("binh-son.xa") for owner in requests)


@pytest.mark.parametrize(
    ("kind", "period", "cut_off", "due"),
    [
        (Kind.REPORT, "6 tháng đầu năm 2024", date(2024, 6, 14), date(2024, 6, 18)),  # Fri -> Tue
        (Kind.COMPILE, "6 tháng đầu năm 2024", date(2024, 6, 14), date(2024, 6, 20)),  # Fri -> Thu
        (Kind.REPORT, "năm 2024", date(2024, 12, 14), date(2024, 12, 17)),  # Sat -> Tue
        (Kind.COMPILE, "năm 2024", date(2024, 12, 14), date(2024, 12, 19)),  # Sat -> Thu
    ],
)
def test_members_report_before_the_collector(
    district: Store, files: FileRoom, kind: Kind, period: str, cut_off: date, due: date
) -> None:
    directive = issued(district, files)

    with district.reading() as conn:
        kinds = {o.obligation_id: o.kind for o in directives.obligations(conn, directive_id=directive.directive_id)}
        dues = directives.dues(conn, directive_id=directive.directive_id)

    found = {(d.cut_off, d.due_on) for d in dues if kinds[d.obligation_id] is kind and d.period == period}
    assert found == {(cut_off, due)}


def test_no_clock_runs_before_number_and_date(district: Store, files: FileRoom) -> None:
    draft = taken_in(district, files)
    intake.confirm(district, directive_id=draft.directive_id, at=AT, by="Văn thư")

    with district.reading() as conn:
        assert directives.one(conn, draft.directive_id).stage is Stage.CONFIRMED
        assert directives.obligations(conn, directive_id=draft.directive_id) == []


def test_a_draft_cannot_be_issued_before_a_person_confirmed_it(district: Store, files: FileRoom) -> None:
    draft = taken_in(district, files)

    with pytest.raises(NotAllowed, match="dondoc confirm"):
        intake.issue(district, directive_id=draft.directive_id, number="1/UBND-VX", issued_on=MARCH_11, at=AT, by="x")


@pytest.mark.parametrize("number", ["", "345", "/UBND", "UBND-KGVX"])
def test_half_a_number_does_not_open_the_gate(district: Store, files: FileRoom, number: str) -> None:
    draft = taken_in(district, files)
    intake.confirm(district, directive_id=draft.directive_id, at=AT, by="Văn thư")

    with pytest.raises(BadInput):
        intake.issue(district, directive_id=draft.directive_id, number=number, issued_on=MARCH_11, at=AT, by="x")


def test_the_same_file_is_taken_in_once(district: Store, files: FileRoom) -> None:
    taken_in(district, files)

    with pytest.raises(NotAllowed, match="văn bản số 1"):
        taken_in(district, files)


def test_a_secret_document_is_stopped_at_the_door(district: Store, files: FileRoom) -> None:
    letter = (SAMPLE / "cong-van.txt").read_text(encoding="utf-8")

    with pytest.raises(Secret):
        taken_in(district, files, ("MẬT\n\n" + letter).encode())

    with district.reading() as conn:
        assert directives.every(conn) == []
    assert not files.root.exists()


def test_a_correction_is_an_event_and_never_alters_the_quoted_words(district: Store, files: FileRoom) -> None:
    draft = taken_in(district, files)
    quotes = [one.quote for one in draft.proposal.assignments]

    intake.correct(
        district,
        directive_id=draft.directive_id,
        correction=SetLead(at=4, agency_id="binh-son.phong-y-te"),
        at=AT,
        by="Văn thư",
    )
    after = intake.correct(
        district, directive_id=draft.directive_id, correction=SetDate(at=1, day=date(2024, 4, 30)), at=AT, by="Văn thư"
    )

    assert [one.quote for one in after.assignments] == quotes
    with district.reading() as conn:
        kinds = [e.kind for e in log.read(conn, stream=f"van-ban/{draft.directive_id}")]
    assert kinds == ["directive.added", "directive.corrected", "directive.corrected"]


def test_a_date_set_by_a_person_becomes_a_due(district: Store, files: FileRoom) -> None:
    draft = taken_in(district, files)
    said = SetDate(at=1, day=date(2024, 4, 30))
    intake.correct(district, directive_id=draft.directive_id, correction=said, at=AT, by="Văn thư")
    intake.confirm(district, directive_id=draft.directive_id, at=AT, by="Văn thư")
    intake.issue(district, directive_id=draft.directive_id, number="1/UBND-VX", issued_on=MARCH_11, at=AT, by="x")

    with district.reading() as conn:
        finance = directives.obligations(conn, owner_id="binh-son.phong-tckh", kind=Kind.PERFORM)[0]
        dues = directives.dues(conn, obligation_ids=[finance.obligation_id])

    assert [due.due_on for due in dues] == [date(2024, 4, 30)]


def test_issuing_that_breaks_off_leaves_the_draft_as_it_was(
    district: Store, files: FileRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = taken_in(district, files)
    intake.confirm(district, directive_id=draft.directive_id, at=AT, by="Văn thư")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("directive.store.log._write", killed)
        with pytest.raises(KeyboardInterrupt):
            intake.issue(
                district, directive_id=draft.directive_id, number="1/UBND-VX", issued_on=MARCH_11, at=AT, by="x"
            )

    with district.reading() as conn:
        assert directives.obligations(conn, directive_id=draft.directive_id) == []
        assert log.verify(conn) == []
    done = intake.issue(
        district, directive_id=draft.directive_id, number="1/UBND-VX", issued_on=MARCH_11, at=AT, by="x"
    )
    assert done.stage is Stage.ISSUED


TODAY = date(2026, 11, 23)  # Mon: the district and its communes ended on 30/06/2025
MAY_7 = date(2024, 5, 7)


def read_today(store: Store, files: FileRoom, **but: Any) -> Directive:
    """The letter of 2024 taken in long after its agencies ended."""
    data = (SAMPLE / "cong-van.txt").read_bytes()
    given: dict[str, Any] = {"data": data, "name": "cong-van.txt", "office_id": "binh-son.van-phong", "on": TODAY}
    return intake.take_in(store, files, **given | but, at=AT, by="Văn thư")


def owners_of_communes(directive: Directive) -> int:
    ids = {i for one in directive.proposal.assignments for match in one.owners for i in match.agency_ids}
    return sum(1 for agency_id in ids if agency_id.startswith(("binh-son.xa", "binh-son.tt")))


def test_an_undated_letter_says_as_of_which_day_its_names_were_read(district: Store, files: FileRoom) -> None:
    notes = [note for note in read_today(district, files).proposal.notes if note.code == "names-as-of"]

    assert len(notes) == 1
    assert "23/11/2026" in notes[0].message
    assert "--on" in notes[0].message


def test_a_letter_read_as_of_another_time_is_not_issued_until_it_is_read_again(
    district: Store, files: FileRoom
) -> None:
    draft = read_today(district, files)
    assert owners_of_communes(draft) == 0
    with district.change(at=AT, by="test") as change:  # somebody chose owners for what stayed open
        confirmed = ProposalConfirmed(directive_id=1, proposal=draft.proposal, collector_id=None)
        change.record(confirmed)
    issuing: dict[str, Any] = {"directive_id": 1, "number": "345/UBND-LĐTBXH", "issued_on": MAY_7, "at": AT, "by": "VT"}
    with pytest.raises(NotAllowed, match=r"--on 07/5/2024") as refused:
        intake.issue(district, **issuing)
    assert "23/11/2026" in str(refused.value)

    again = read_today(district, files, expected_on=MAY_7)

    assert (again.directive_id, again.stage, again.proposal.read_on) == (1, Stage.DRAFT, MAY_7)
    assert owners_of_communes(again) == 22
    intake.confirm(district, directive_id=1, at=AT, by="Văn thư")
    assert intake.issue(district, **issuing).stage is Stage.ISSUED


def test_another_day_that_gives_the_same_agencies_is_no_obstacle(district: Store, files: FileRoom) -> None:
    taken_in(district, files)
    intake.confirm(district, directive_id=1, at=AT, by="Văn thư")

    done = intake.issue(district, directive_id=1, number="9/UBND", issued_on=MAY_7, at=AT, by="Văn thư")

    assert done.stage is Stage.ISSUED


def test_an_issued_letter_is_not_read_again(district: Store, files: FileRoom) -> None:
    issued(district, files)

    with pytest.raises(NotAllowed, match="đã được tiếp nhận"):
        read_today(district, files, expected_on=MAY_7)
