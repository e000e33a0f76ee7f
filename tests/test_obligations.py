"""Document -> Proposal -> obligations: one for each owner, and a Note for everything a person must settle."""

from collections import Counter

import pytest
from builders_agencies import (
    COMMITTEE_ID,
    COMMUNE_IDS,
    FIVE_ORGANISATIONS,
    LAST_DAY_OF_DISTRICTS,
    LETTER_DAY,
    OFFICE_ID,
    assignment,
    commune_id,
    district,
    document,
    letter,
)

from directive.agencies import Agency, Level
from directive.document import Document, Manner
from directive.errors import BadInput
from directive.laying_out import lay_out
from directive.obligations import Kind, Obligation, Proposal
from directive.proposing import propose


def proposal_of(text: Document, **others: object) -> Proposal:
    return propose(text, district(), **{"on": LETTER_DAY, "office_id": COMMITTEE_ID, **others})  # type: ignore[arg-type]


def laid_out(text: Document) -> tuple[Obligation, ...]:
    return lay_out(proposal_of(text), directive_id=7, first_id=100, directory=district())


def codes(proposal: Proposal) -> Counter[str]:
    return Counter(note.code for note in proposal.notes)


def test_the_sample_letter_lays_36_duties_36_reports_and_one_compilation() -> None:
    obligations = laid_out(letter())
    assert Counter(one.kind for one in obligations) == {Kind.PERFORM: 36, Kind.REPORT: 36, Kind.COMPILE: 1}
    assert [one.obligation_id for one in obligations] == list(range(100, 173))
    by_label = Counter(one.label for one in obligations if one.kind is Kind.PERFORM)
    assert by_label == {"1": 1, "2": 1, "3": 2, "4": 1, "5": 2, "6": 6, "7": 1, "8": 22}


def test_the_collector_reports_like_the_others_and_compiles() -> None:
    collector = [one.kind for one in laid_out(letter()) if one.owner_id == "bs.ldtbxh"]
    assert collector == [Kind.PERFORM, Kind.REPORT, Kind.COMPILE]
    assert {one.collector_id for one in laid_out(letter())} == {"bs.ldtbxh"}


def test_a_plain_name_is_read_from_the_office_of_the_committee_as_well() -> None:
    assert proposal_of(letter(), office_id=OFFICE_ID).assignments == proposal_of(letter()).assignments


def test_without_an_office_names_are_read_from_the_issuer_as_printed() -> None:
    neighbour = Agency(agency_id="st.ubnd", name="UBND huyện Sơn Tịnh", level=Level.DISTRICT, parent_id="qng.ubnd")
    twin = Agency(agency_id="st.yt", name="Phòng Y tế", level=Level.DISTRICT, parent_id="st.ubnd")
    proposal = propose(letter(), district(neighbour, twin), on=LETTER_DAY)
    assert proposal.assignments == proposal_of(letter()).assignments


def test_every_quote_is_the_letters_own_words() -> None:
    text = letter()
    for one in proposal_of(text).assignments:
        assert one.quote == text.text[one.span.start : one.span.end]
        assert one.owners[0].name.split()[0] in one.quote.splitlines()[0]


def test_joint_owners_without_a_lead_are_asked_about_and_marked() -> None:
    notes = [note.message for note in proposal_of(letter()).notes if note.code == "joint-owners"]
    assert [note[:5] for note in notes] == ["Mục 3", "Mục 5"]
    assert {one.label for one in laid_out(letter()) if one.joint} == {"3", "5"}


def test_members_of_a_group_are_not_joint_owners() -> None:
    six = [one for one in laid_out(letter()) if one.label == "6"]
    assert [one.owner_id for one in six] == ["bs.mttq", *FIVE_ORGANISATIONS]
    assert not any(one.joint for one in six)


def test_one_lead_among_the_owners_leaves_nothing_to_ask() -> None:
    with_lead = proposal_of(document(assignment("Phòng Y tế", "Trung tâm Y tế huyện", lead=0)))
    assert "joint-owners" not in codes(with_lead)


def test_bodies_outside_the_command_are_asked_and_not_ordered() -> None:
    manners = {one.owner_id: one.manner for one in laid_out(letter())}
    assert manners["bs.mttq"] is manners["bs.hnct"] is manners["bs.hlhpn"] is Manner.REQUEST
    assert manners["bs.tckh"] is manners[commune_id("xã Bình Thanh")] is Manner.ORDER
    assert [n.message[:5] for n in proposal_of(letter()).notes if n.code == "outside-command"] == ["Mục 7"]


def test_an_open_group_matches_nobody_and_says_so() -> None:
    proposal = proposal_of(letter())
    assert proposal.assignments[3].partners[0].agency_ids == ()
    assert [n.message[:5] for n in proposal.notes if n.code == "open-group"] == ["Mục 4"]


def test_named_partners_are_kept_with_the_obligation() -> None:
    assert next(one for one in laid_out(letter()) if one.label == "1").partners == ("bs.hnct",)


def test_owners_and_addressees_are_checked_both_ways() -> None:
    proposal = proposal_of(document(assignment("Phòng Y tế"), addressees=("Trung tâm Y tế huyện",)))
    said = {note.code: note.message for note in proposal.notes}
    assert "Phòng Y tế" in said["owner-not-addressed"]
    assert "Trung tâm Y tế" in said["addressee-without-assignment"]
    assert not {"owner-not-addressed", "addressee-without-assignment"} & codes(proposal_of(letter())).keys()


def test_two_that_fit_are_both_shown_and_neither_is_taken() -> None:
    twin = district().agency("bs.yt").model_copy(update={"agency_id": "bs.yt2"})
    proposal = propose(document(assignment("Phòng Y tế")), district(twin), on=LETTER_DAY, office_id=COMMITTEE_ID)
    assert proposal.assignments[0].owners[0].agency_ids == ()
    assert proposal.assignments[0].owners[0].candidates == ("bs.yt", "bs.yt2")
    assert "unsure-agency" in codes(proposal)
    assert not lay_out(proposal, directive_id=1, first_id=1, directory=district(twin))


def test_a_group_that_has_no_members_on_the_day_names_the_day() -> None:
    day_after = LAST_DAY_OF_DISTRICTS.replace(month=7, day=1)
    notes = proposal_of(document(assignment("các tổ chức chính trị - xã hội huyện")), on=day_after).notes
    assert any("01/07/2025" in note.message and "tổ chức chính trị" in note.message for note in notes)


def test_a_body_that_has_ended_is_named_with_its_last_day() -> None:
    day_after = LAST_DAY_OF_DISTRICTS.replace(month=7, day=1)
    note = next(
        n for n in proposal_of(document(assignment("Phòng Y tế")), on=day_after).notes if n.code == "ended-agency"
    )
    assert "đến hết 30/06/2025" in note.message


def test_the_remaining_communes_are_those_not_named_before() -> None:
    text = document(
        assignment("UBND xã Bình Thanh", "UBND xã Bình Thạnh"),
        assignment("UBND các xã, thị trấn còn lại", label="2"),
        assignment("các xã, thị trấn", label="3", remainder=True),
    )
    owners = [one.owners[0].agency_ids for one in proposal_of(text).assignments]
    assert set(owners[1]) == set(COMMUNE_IDS) - {commune_id("xã Bình Thanh"), commune_id("xã Bình Thạnh")}
    assert owners[2] == ()


def test_a_party_of_several_names_is_taken_apart_only_when_all_of_them_fit() -> None:
    apart = proposal_of(document(assignment("Các phòng, ban, xã, thị trấn"), assignment("Phòng Y tế, Công ty A")))
    assert [len(owner.agency_ids) for owner in apart.assignments[0].owners] == [5, 22]
    assert [owner.name for owner in apart.assignments[1].owners] == ["Phòng Y tế, Công ty A"]


def test_as_above_means_everybody_the_letter_is_addressed_to() -> None:
    text = document(
        assignment("Như trên"), addressees=("Các phòng: Y tế, Văn hoá và Thông tin", "UBND các xã, thị trấn")
    )
    assert proposal_of(text).assignments[0].owners[0].agency_ids == ("bs.yt", "bs.vhtt", *COMMUNE_IDS)


def test_a_draft_without_any_day_asks_for_one() -> None:
    with pytest.raises(BadInput, match="ngày"):
        propose(letter(), district(), office_id=COMMITTEE_ID)


def test_what_the_reading_left_open_is_shown_once() -> None:
    proposal = proposal_of(letter())
    assert codes(proposal)["no-number"] == codes(proposal)["no-day"] == 1
    assert Counter((note.code, note.span) for note in proposal.notes).most_common(1)[0][1] == 1
    assert codes(proposal)["joint-owners"] == 2


def test_assignments_without_a_time_are_listed_in_one_note() -> None:
    assert codes(proposal_of(letter()))["no-deadline"] == 1
