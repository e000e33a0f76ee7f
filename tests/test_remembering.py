"""A spelling settled once is known to the next letter; one that decides nothing is never kept."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders import an_agency

from directive import intake
from directive.agencies import Agency, Level
from directive.corrections import Body, SetReport, SettleName
from directive.events import DirectoryLoaded
from directive.files import FileRoom
from directive.obligations import LearnedName, Proposal
from directive.remembering import new_aliases
from directive.store import Store, directives, directory

AT = datetime(2024, 6, 18, 2, tzinfo=UTC)
DISTRICT = Agency(agency_id="bs", name="UBND huyện Bình Sơn", level=Level.DISTRICT)
HEALTH = Agency(agency_id="bs.yt", name="Phòng Y tế", level=Level.DISTRICT, parent_id="bs")
LABOUR = Agency(agency_id="bs.ld", name="Phòng Lao động", level=Level.DISTRICT, parent_id="bs")
LETTER = """ỦY BAN NHÂN DÂN
HUYỆN BÌNH SƠN

Số: {number}/UBND
V/v khám sức khỏe

Bình Sơn, ngày 18 tháng 6 năm 2024

Kính gửi: Các phòng, ban.

Chủ tịch UBND huyện có ý kiến như sau:

1. Giao Phòng Sức khỏe cộng đồng tổ chức khám sức khỏe cho người cao tuổi, hoàn thành trước ngày 30/9/2024.

2. Giao Phòng Lao động tổng hợp kết quả, báo cáo UBND huyện trước ngày 15/10/2024.

Nơi nhận:
- Như trên;
- Lưu: VT.
"""


@pytest.fixture
def site(memory: Store, tmp_path: Path) -> tuple[Store, FileRoom]:
    memory.record(DirectoryLoaded(agencies=(DISTRICT, HEALTH, LABOUR)), at=AT, by="test")
    return memory, FileRoom(tmp_path / "tep")


def taken_in(site: tuple[Store, FileRoom], number: str) -> tuple[int, Proposal]:
    store, files = site
    data = LETTER.format(number=number).encode()
    done = intake.take_in(
        store, files, data=data, name=f"{number}.txt", office_id="bs", on=AT.date(), at=AT, by="Văn thư"
    )
    return done.directive_id, done.proposal


def codes(proposal: Proposal) -> set[str]:
    return {note.code for note in proposal.notes}


def test_the_second_letter_with_the_same_spelling_asks_nothing(site: tuple[Store, FileRoom]) -> None:
    store, _ = site
    first, proposal = taken_in(site, "10")
    (written,) = (match.name for match in proposal.assignments[0].owners)
    assert codes(proposal) & {"unknown-agency", "unsure-agency"}

    settled = SettleName(at=0, name=written, agency_ids=("bs.yt",), remember="bs.yt")
    intake.correct(store, directive_id=first, correction=settled, at=AT, by="Văn thư")
    with store.reading() as conn:
        assert directory.loaded(conn).aliases == ()  # a draft decides nothing for others
    intake.confirm(store, directive_id=first, at=AT, by="Văn thư")

    _, again = taken_in(site, "11")
    assert again.assignments[0].owners[0].agency_ids == ("bs.yt",)
    assert not codes(again) & {"unknown-agency", "unsure-agency", "no-owner"}
    with store.reading() as conn:
        (alias,) = directory.loaded(conn).aliases
    assert (alias.alias, alias.target_id, alias.source) == (written, "bs.yt", f"Rà soát văn bản số {first}")


def test_a_choice_for_one_letter_only_is_not_kept(site: tuple[Store, FileRoom]) -> None:
    store, _ = site
    first, proposal = taken_in(site, "10")
    name = proposal.assignments[0].owners[0].name
    for remember in ("bs.yt", None):
        settled = SettleName(at=0, name=name, agency_ids=("bs.yt",), remember=remember)
        intake.correct(store, directive_id=first, correction=settled, at=AT, by="Văn thư")
    intake.confirm(store, directive_id=first, at=AT, by="Văn thư")

    with store.reading() as conn:
        assert directory.loaded(conn).aliases == ()


def test_what_is_corrected_after_confirming_is_confirmed_with_it(site: tuple[Store, FileRoom]) -> None:
    store, _ = site
    first, proposal = taken_in(site, "10")
    settled = SettleName(at=0, name=proposal.assignments[0].owners[0].name, agency_ids=("bs.yt",))
    intake.correct(store, directive_id=first, correction=settled, at=AT, by="Văn thư")
    intake.confirm(store, directive_id=first, at=AT, by="Văn thư")

    collector = SetReport(collector=Body(name="Phòng Lao động", agency_ids=("bs.ld",)))
    intake.correct(store, directive_id=first, correction=collector, at=AT, by="Văn thư")

    with store.reading() as conn:
        assert directives.one(conn, first).collector_id == "bs.ld"


def learned(name: str, target_id: str) -> Proposal:
    return Proposal(
        assignments=(), report=None, learned=(LearnedName(name=name, target_id=target_id),), read_on=date(2025, 9, 1)
    )


@pytest.mark.parametrize(
    ("others", "begins"),
    [
        pytest.param((), date(2020, 1, 1), id="with its agency"),
        pytest.param(
            (an_agency("cu", name="Phòng Sức khỏe", valid_to=date(2025, 6, 30), parent_id="bs"),),
            date(2025, 7, 1),
            id="after the body of that name has ended",
        ),
    ],
)
def test_a_name_holds_while_it_means_one_body(others: tuple[Agency, ...], begins: date) -> None:
    mine = HEALTH.model_copy(update={"valid_from": date(2020, 1, 1), "valid_to": date(2030, 12, 31)})
    known = DirectoryLoaded(agencies=(DISTRICT, mine, *others))

    (alias,) = new_aliases(learned("Phòng Sức khỏe", "bs.yt"), known, office_id="bs", directive_id=7)

    assert (alias.valid_from, alias.valid_to) == (begins, date(2030, 12, 31))


@pytest.mark.parametrize("name", ["Phòng Lao động", "Phòng Y tế", "PHÒNG Y TẾ"])
def test_a_name_that_is_taken_or_known_is_not_kept(name: str) -> None:
    known = DirectoryLoaded(agencies=(DISTRICT, HEALTH, LABOUR))

    assert new_aliases(learned(name, "bs.yt"), known, office_id="bs", directive_id=7) == ()
