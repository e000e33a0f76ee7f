"""What an agency says, and what the reviewer makes of it."""

from datetime import date, timedelta

import pytest
from builders import a_due, an_issued_directive, an_obligation
from conftest import AT

from directive import answering
from directive.answering import Decision, Point
from directive.errors import BadInput, DirectiveError, NotAllowed, NotFound
from directive.events import StageChanged
from directive.obligations import Kind, Obligation, Progress, Stage
from directive.store import Store, directives, log, replies
from directive.tracked import DueState, Evidence, ReplyState

TUESDAY = date(2024, 3, 12)
PHOTO = Evidence(sha256="a" * 64, name="ảnh.jpg", content_type="image/jpeg", size=10)


@pytest.fixture
def office(store: Store) -> Store:
    an_issued_directive(
        store,
        at=AT,
        obligations=(
            an_obligation(1),
            an_obligation(2, kind=Kind.REPORT, label=None, title="Báo cáo kết quả"),
            an_obligation(3, owner_id="phong-tai-chinh", label="2"),
            an_obligation(4, label="4", needs_evidence=True),
        ),
        dues=(
            a_due(1, obligation_id=2, period="6 tháng đầu năm 2024"),
            a_due(2, obligation_id=2, period="năm 2024", due_on=date(2024, 12, 17)),
            a_due(3, obligation_id=4),
        ),
    )
    return store


def answer(store: Store, *points: Point, key: str = "k1", due_id: int | None = 1) -> int:
    return answering.submit(
        store,
        directive_id=1,
        agency_id="phong-y-te",
        due_id=due_id,
        points=points or (Point(obligation_id=2, progress=Progress.REPORTED, result="Đã khám 3 xã"),),
        idempotency_key=key,
        on=TUESDAY,
        at=AT + timedelta(days=1),
        by="Cán bộ 1",
    )


def decide(store: Store, *verdicts: Decision) -> None:
    answering.review(store, directive_id=1, verdicts=verdicts, on=TUESDAY, at=AT + timedelta(days=2), by="Đầu mối")


def obligation(store: Store, number: int) -> Obligation:
    with store.reading() as conn:
        return directives.obligation(conn, number)


def state(store: Store, due_id: int) -> DueState:
    with store.reading() as conn:
        return directives.due(conn, due_id).state


def test_an_agency_that_says_done_has_only_reported(office: Store) -> None:
    answer(office, Point(obligation_id=4, progress=Progress.REPORTED, percent=100, result="Xong", evidence=(PHOTO,)))

    assert obligation(office, 4).progress is Progress.REPORTED
    assert state(office, 3) is DueState.REPORTED


def test_only_the_reviewer_makes_it_done(office: Store) -> None:
    answer(office, Point(obligation_id=4, progress=Progress.REPORTED, percent=100, result="Xong", evidence=(PHOTO,)))
    decide(office, Decision(reply_id=1, accepted=True))

    assert obligation(office, 4).progress is Progress.DONE
    assert obligation(office, 4).done_on == TUESDAY
    assert state(office, 3) is DueState.MET


def test_a_periodic_report_is_done_only_with_its_last_period(office: Store) -> None:
    answer(office)
    decide(office, Decision(reply_id=1, accepted=True))

    assert state(office, 1) is DueState.MET
    assert obligation(office, 2).progress is Progress.UNDER_WAY

    answer(office, Point(obligation_id=2, progress=Progress.REPORTED, result="Cả năm"), key="k2", due_id=2)
    decide(office, Decision(reply_id=2, accepted=True))
    assert obligation(office, 2).progress is Progress.DONE


def test_a_returned_answer_opens_its_due_again(office: Store) -> None:
    answer(office)
    decide(office, Decision(reply_id=1, accepted=False, remark="Thiếu số liệu"))

    assert state(office, 1) is DueState.RETURNED
    assert obligation(office, 2).progress is Progress.RETURNED
    with office.reading() as conn:
        assert directives.due(conn, 1).next_look_on == TUESDAY
        assert replies.replies(conn)[0].remark == "Thiếu số liệu"


def test_the_same_form_sent_twice_is_one_answer(office: Store) -> None:
    assert answer(office) == answer(office)

    with office.reading() as conn:
        assert len(replies.replies(conn)) == 1


def test_an_edited_answer_takes_the_place_of_the_first(office: Store) -> None:
    answer(office)
    answer(office, Point(obligation_id=2, progress=Progress.REPORTED, result="Đã khám 5 xã"), key="k2")

    with office.reading() as conn:
        assert [r.result for r in replies.replies(conn)] == ["Đã khám 5 xã"]
        assert [r.state for r in replies.replies(conn, current=False)] == [ReplyState.REPLACED, ReplyState.SUBMITTED]


def test_an_agency_that_takes_its_done_back_opens_the_due_again(office: Store) -> None:
    answer(office, Point(obligation_id=4, progress=Progress.REPORTED, percent=100, result="Xong", evidence=(PHOTO,)))
    answer(office, Point(obligation_id=4, progress=Progress.UNDER_WAY, percent=80, result="Còn một xã"), key="k2")

    assert state(office, 3) is DueState.OPEN
    assert obligation(office, 4).progress is Progress.UNDER_WAY
    with office.reading() as conn:
        assert [r.result for r in replies.replies(conn)] == ["Còn một xã"]


def test_an_unreviewed_answer_of_june_outlives_that_of_december(office: Store) -> None:
    answer(office, Point(obligation_id=1, progress=Progress.UNDER_WAY, result="Tháng 6"))
    answer(office, Point(obligation_id=1, progress=Progress.UNDER_WAY, result="Tháng 12"), key="k2", due_id=2)

    with office.reading() as conn:
        assert [r.result for r in replies.replies(conn)] == ["Tháng 6", "Tháng 12"]


REFUSED = [
    ("another agency's obligation", Point(obligation_id=3, progress=Progress.REPORTED, result="x"), NotFound),
    ("an obligation that does not exist", Point(obligation_id=99, progress=Progress.REPORTED, result="x"), NotFound),
    ("no result", Point(obligation_id=1, progress=Progress.UNDER_WAY, result=" "), BadInput),
    ("101 percent", Point(obligation_id=1, progress=Progress.UNDER_WAY, percent=101, result="x"), BadInput),
    ("done by itself", Point(obligation_id=1, progress=Progress.DONE, result="x"), BadInput),
    ("no evidence where it is asked for", Point(obligation_id=4, progress=Progress.REPORTED, result="x"), BadInput),
]


@pytest.mark.parametrize(("point", "error"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_wrong_answer_is_refused_and_changes_nothing(
    office: Store, point: Point, error: type[DirectiveError]
) -> None:
    with pytest.raises(error):
        answer(office, Point(obligation_id=2, progress=Progress.REPORTED, result="tốt"), point)

    with office.reading() as conn:
        assert replies.replies(conn) == []
        assert log.verify(conn) == []


def test_an_answer_already_reviewed_cannot_be_reviewed_again(office: Store) -> None:
    answer(office)
    decide(office, Decision(reply_id=1, accepted=True))

    with pytest.raises(NotAllowed):
        decide(office, Decision(reply_id=1, accepted=False, remark="nhầm"))


def test_a_return_needs_a_remark(office: Store) -> None:
    answer(office)

    with pytest.raises(BadInput):
        decide(office, Decision(reply_id=1, accepted=False))


def test_a_recalled_directive_takes_no_more_answers(office: Store) -> None:
    office.record(
        StageChanged(directive_id=1, stage=Stage.RECALLED, on=TUESDAY, reason="ban hành nhầm"), at=AT, by="Văn thư"
    )

    with pytest.raises(NotAllowed):
        answer(office)
    assert state(office, 1) is DueState.DROPPED


def test_acknowledging_does_not_set_back_what_is_further_on(office: Store) -> None:
    answer(office, Point(obligation_id=1, progress=Progress.UNDER_WAY, percent=30, result="Đang làm"))
    answering.acknowledge(
        office, directive_id=1, agency_id="phong-y-te", obligation_ids=[1, 2, 4], on=TUESDAY, at=AT, by="Cán bộ 1"
    )

    assert [obligation(office, n).progress for n in (1, 2, 4)] == [
        Progress.UNDER_WAY,
        Progress.RECEIVED,
        Progress.RECEIVED,
    ]


@pytest.mark.parametrize(("upheld", "after"), [(True, Progress.WITHDRAWN), (False, Progress.RECEIVED)])
def test_a_contested_obligation_waits_for_the_assigner(office: Store, upheld: bool, after: Progress) -> None:
    number = answering.contest(
        office, obligation_id=4, agency_id="phong-y-te", reason="thuộc Trung tâm Y tế", on=TUESDAY, at=AT, by="Cán bộ 1"
    )
    assert obligation(office, 4).progress is Progress.CONTESTED

    answering.decide_contest(office, contest_id=number, upheld=upheld, remark="", on=TUESDAY, at=AT, by="Chủ tịch")
    assert obligation(office, 4).progress is after
    assert state(office, 3) is (DueState.DROPPED if upheld else DueState.OPEN)
