"""What a person changes in a proposal, and what stays: the document's own words."""

from collections import Counter
from datetime import date

import pytest
from builders_agencies import COMMITTEE_ID, LETTER_DAY, assignment, district, document, letter

from directive.correcting import apply
from directive.corrections import (
    AddReporters,
    Body,
    ConfirmCalendar,
    Correction,
    Dismiss,
    Divide,
    Drop,
    DropReport,
    Join,
    RemoveReporters,
    RequireEvidence,
    SetDate,
    SetDeadlines,
    SetLead,
    SetManner,
    SetOwners,
    SetPartners,
    SetReport,
    SetTitle,
    SettleName,
    Split,
    read_correction,
)
from directive.deadlines import ByReference, Continuous, OnDate
from directive.dividing import sentences
from directive.document import Manner
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.laying_out import lay_out
from directive.obligations import Kind, Proposal
from directive.proposing import propose
from directive.values import Span

HEALTH = Body(name="Phòng Y tế", agency_ids=("bs.yt",))
JUSTICE = Body(name="Phòng Tư pháp", agency_ids=("bs.tp",))
A_DAY = date(2024, 6, 14)


def sample() -> Proposal:
    return propose(letter(), district(), on=LETTER_DAY, office_id=COMMITTEE_ID)


def codes(proposal: Proposal) -> Counter[str]:
    return Counter(note.code for note in proposal.notes)


def kinds(proposal: Proposal) -> Counter[Kind]:
    return Counter(one.kind for one in lay_out(proposal, directive_id=1, first_id=1, directory=district()))


EVERY_KIND: list[Correction] = [
    SetOwners(at=3, owners=(HEALTH,)),
    SetPartners(at=3, partners=(HEALTH,)),
    SettleName(at=3, name="các cơ quan đơn vị", agency_ids=("bs.yt", "bs.ttyt")),
    SetLead(at=4, agency_id="bs.yt"),
    SetManner(at=6, manner=Manner.REQUEST),
    SetTitle(at=0, title="Giám sát  Kế hoạch 92"),
    RequireEvidence(at=0),
    SetDeadlines(at=0, deadlines=(Continuous(text="tiếp tục", span=Span(0, 8)),)),
    SetDate(at=0, day=A_DAY),
    Divide(at=0, spans=sentences(sample().assignments[0])),
    Split(at=7, parts=((0,), (1, 2))),
    Drop(at=1, reason="Đã giao tại văn bản khác"),
    AddReporters(agency_ids=("bs.tp",)),
    RemoveReporters(agency_ids=("bs.tckh",), reason="Không có nội dung"),
    SetReport(collector=HEALTH),
    DropReport(reason="Báo cáo theo văn bản khác"),
    ConfirmCalendar(calendar="nd09"),
    Dismiss(code="no-deadline"),
]


@pytest.mark.parametrize("correction", EVERY_KIND, ids=lambda one: one.kind)
def test_no_correction_changes_a_quoted_word(correction: Correction) -> None:
    before = sample()
    after = apply(before, correction)
    assert after != before
    text = letter().text
    for one in after.assignments:
        assert one.quote == text[one.span.start : one.span.end]
        assert (one.quote, one.span) in {(old.quote, old.span) for old in before.assignments}
        assert all(action.text.split() == text[slice(*action.span)].split() for action in one.actions)


@pytest.mark.parametrize("correction", EVERY_KIND, ids=lambda one: one.kind)
def test_a_correction_survives_the_log(correction: Correction) -> None:
    assert read_correction(correction.model_dump(mode="json")) == correction


def test_an_unknown_correction_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="Tải lại trang"):
        read_correction({"kind": "owners", "at": "hai"})


def test_a_lead_makes_the_other_joint_owner_a_partner() -> None:
    led = apply(sample(), SetLead(at=4, agency_id="bs.yt"))
    assert [owner.agency_ids for owner in led.assignments[4].owners] == [("bs.yt",)]
    assert [partner.agency_ids for partner in led.assignments[4].partners] == [("bs.ttyt",)]
    assert codes(sample())["joint-owners"] - codes(led)["joint-owners"] == 1
    assert kinds(led)[Kind.PERFORM] == 35


def test_a_stranger_cannot_lead() -> None:
    with pytest.raises(BadInput, match="Mục 5"):
        apply(sample(), SetLead(at=4, agency_id="bs.tckh"))


def test_an_open_name_is_settled_by_naming_agencies() -> None:
    settled = apply(sample(), SettleName(at=3, name="các cơ quan đơn vị", agency_ids=("bs.yt", "bs.ttyt")))
    assert settled.assignments[3].partners[0].agency_ids == ("bs.yt", "bs.ttyt")
    assert "open-group" not in codes(settled)
    assert settled.assignments[3].owners == sample().assignments[3].owners


def test_a_new_owner_performs_and_reports() -> None:
    given = apply(sample(), SetOwners(at=1, owners=(JUSTICE,)))
    assert given.report is not None
    assert "bs.tp" in given.report.reporters
    assert kinds(given) == {Kind.PERFORM: 36, Kind.REPORT: 37, Kind.COMPILE: 1}


def test_an_owner_the_text_named_keeps_its_words() -> None:
    before = sample().assignments[4]
    kept = apply(sample(), SetOwners(at=4, owners=(HEALTH,))).assignments[4]
    assert kept.owners[0].span == before.owners[0].span


def test_an_assignment_needs_an_owner() -> None:
    with pytest.raises(BadInput, match="bỏ theo dõi"):
        apply(sample(), SetOwners(at=4, owners=()))


def test_a_set_date_is_marked_as_not_the_texts() -> None:
    dated = apply(sample(), SetDate(at=1, day=A_DAY))
    *said, deadline = dated.assignments[1].deadlines
    assert tuple(said) == sample().assignments[1].deadlines
    assert isinstance(deadline, OnDate)
    assert deadline.day == A_DAY
    assert deadline.span.start == deadline.span.end
    [untimed] = [note.message for note in dated.notes if note.code == "no-deadline"]
    assert "mục 3, 4" in untimed


def test_a_date_for_a_reference_keeps_the_words_of_the_text() -> None:
    said = ByReference(text="theo Kế hoạch số 92", span=Span(3, 22), reference="Kế hoạch số 92")
    proposal = propose(
        document(assignment("Phòng Y tế", deadlines=(said,))), district(), on=LETTER_DAY, office_id=COMMITTEE_ID
    )
    assert "by-reference" in codes(proposal)
    dated = apply(proposal, SetDate(at=0, day=A_DAY, instead_of=0))
    assert dated.assignments[0].deadlines == (OnDate(text=said.text, span=said.span, day=A_DAY),)
    assert "by-reference" not in codes(dated)


def test_sentences_are_offered_without_label_and_heading() -> None:
    one = sample().assignments[0]
    first, second = sentences(one)
    text = letter().text
    assert text[first.start : first.end].startswith("Phối hợp với Ban đại diện")
    assert text[second.start : second.end].startswith("Kịp thời báo cáo")
    assert second.end == one.span.end


def test_a_split_part_answers_for_its_own_actions() -> None:
    apart = apply(sample(), Split(at=7, parts=((0,), (1, 2))))
    assert [one.label for one in apart.assignments[7:]] == ["8.1", "8.2"]
    assert [len(one.actions) for one in apart.assignments[7:]] == [1, 2]
    assert kinds(apart)[Kind.PERFORM] == 36 + 22


def test_a_split_takes_each_deadline_to_its_action() -> None:
    yearly = letter().text.index("hàng năm")
    said = Continuous(text="hàng năm", span=Span(yearly, yearly + 8))
    apart = apply(apply(sample(), SetDeadlines(at=7, deadlines=(said,))), Split(at=7, parts=((0,), (1,), (2,))))
    assert [len(one.deadlines) for one in apart.assignments[7:]] == [0, 1, 0]


@pytest.mark.parametrize("parts", [((0, 1, 2),), ((0,), (1,)), ((0, 1), (1, 2)), ((0, 1, 2), ()), ((0, 1), (2, 3))])
def test_a_split_gives_every_action_to_exactly_one_part(parts: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(BadInput, match="3 việc"):
        apply(sample(), Split(at=7, parts=parts))


def test_joining_the_parts_gives_the_assignment_back() -> None:
    apart = apply(sample(), Split(at=7, parts=((0,), (1,), (2,))))
    together = apply(apply(apart, Join(at=7)), Join(at=7))
    assert [one.label for one in together.assignments] == list("12345678")
    assert together.assignments[7].actions == sample().assignments[7].actions


def test_two_assignments_of_the_text_are_never_joined() -> None:
    with pytest.raises(NotAllowed, match="cùng một mục"):
        apply(sample(), Join(at=0))


def test_pieces_must_be_words_of_the_assignment() -> None:
    one = sample().assignments[0]
    for spans in [(Span(0, 5),), (Span(one.span.start, one.span.end + 1),), (one.span, one.span), ()]:
        with pytest.raises(BadInput, match="Mục 1"):
            apply(sample(), Divide(at=0, spans=spans))


def test_a_dropped_assignment_takes_its_notes_along() -> None:
    dropped = apply(sample(), Drop(at=4, reason="Trùng văn bản khác"))
    assert [one.label for one in dropped.assignments] == list("1234678")
    assert codes(dropped)["joint-owners"] == 1
    with pytest.raises(BadInput, match="lý do"):
        apply(sample(), Drop(at=4, reason=" "))


def test_reporters_are_added_once_and_taken_off_with_a_reason() -> None:
    added = apply(apply(sample(), AddReporters(agency_ids=("bs.tp",))), AddReporters(agency_ids=("bs.tp", "bs.yt")))
    assert kinds(added)[Kind.REPORT] == 37
    assert kinds(apply(added, RemoveReporters(agency_ids=("bs.tp",), reason="Nhầm")))[Kind.REPORT] == 36


def test_the_last_reporter_cannot_be_taken_off() -> None:
    report = sample().report
    assert report is not None
    with pytest.raises(NotAllowed, match="bỏ chế độ báo cáo"):
        apply(sample(), RemoveReporters(agency_ids=report.reporters, reason="Nhầm"))


def test_a_report_can_be_asked_for_where_the_text_has_none() -> None:
    plain = propose(document(assignment("Phòng Y tế")), district(), on=LETTER_DAY, office_id=COMMITTEE_ID)
    assert "no-report-clause" in codes(plain)
    asked = apply(plain, SetReport(collector=HEALTH, deadlines=(OnDate(text="", span=Span(0, 0), day=A_DAY),)))
    assert kinds(asked) == {Kind.PERFORM: 1, Kind.REPORT: 1, Kind.COMPILE: 1}
    assert "no-report-clause" not in codes(asked)


def test_a_confirmed_calendar_needs_no_further_note() -> None:
    confirmed = apply(sample(), ConfirmCalendar(calendar="bctk"))
    assert confirmed.report is not None
    assert (confirmed.report.calendar, confirmed.report.calendar_confirmed) == ("bctk", True)
    assert "calendar-unconfirmed" not in codes(confirmed)


@pytest.mark.parametrize(
    "correction", [SetTitle(at=8, title="x"), SetTitle(at=-1, title="x"), SetTitle(at=0, title="  ")]
)
def test_what_is_not_there_cannot_be_corrected(correction: Correction) -> None:
    with pytest.raises(DirectiveError):
        apply(sample(), correction)
