"""Figures: published statistics as vectors, sums that add up, one rule in Python and in SQL."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import MONDAY, a_due, an_issued_directive, an_obligation
from conftest import AT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directive.calendar import official_calendar
from directive.dues import Standing
from directive.errors import DirectiveError
from directive.fields_of_work import field_of
from directive.figures import (
    Answer,
    Axis,
    DirectiveName,
    Facts,
    Figures,
    Light,
    Measure,
    Scope,
    Tally,
    figures,
    link,
    reconcile,
    size_class,
)
from directive.lines import Line, holds, judge, tally
from directive.obligations import Kind, Obligation, Progress
from directive.store import Store, open_store
from directive.store import figures as room
from directive.tracked import Due, DueState

CALENDAR = official_calendar()
ON = date(2024, 6, 20)


def tallies(lines: int, answer: Answer, standing: Standing, agency_id: str = "a", **but: Any) -> tuple[Tally, ...]:
    """So many like lines of one agency, on every axis."""
    keys = {Axis.AGENCY: agency_id, Axis.DIRECTIVE: "1", Axis.PERIOD: ""}
    given = {"answer": answer, "standing": standing, "original": standing, "lines": lines} | but
    return tuple(Tally(axis=axis, key=key, **given) for axis, key in keys.items())


def figures_of(*some: tuple[Tally, ...], **but: Any) -> Figures:
    return figures(Facts(tallies=sum(some, ()), **but), on=ON, calendar=CALENDAR)


def published(done_in_time: int, done_late: int, in_time: int, late: int) -> Figures:
    return figures_of(
        tallies(done_in_time, Answer.DONE, Standing.IN_TIME),
        tallies(done_late, Answer.DONE, Standing.OVERDUE),
        tallies(in_time, Answer.OPEN, Standing.IN_TIME),
        tallies(late, Answer.OPEN, Standing.OVERDUE),
    )


@pytest.mark.parametrize(
    ("done_in_time", "done_late", "in_time", "late", "total", "of_due", "of_all"),
    [
        pytest.param(14068, 1983, 5640, 223, 21914, "98,63%", "73,25%", id="1270/BC-TCTTTg, tasks of 2017"),
        pytest.param(2501, 0, 0, 222, 2723, "91,85%", "91,85%", id="VPCP 2016, only what was due"),
        pytest.param(4069, 0, 3138, 142, 7349, "96,63%", "55,37%", id="26/10/2016"),
        pytest.param(585, 0, 67, 181, 833, "76,37%", "70,23%", id="Quảng Nam, first half of 2020"),
        pytest.param(13119, 0, 2414, 0, 15533, "100,00%", "84,46%", id="Hải Phòng 2018, of everything given"),
    ],
)
def test_published_statistics_come_out_as_published(
    done_in_time: int, done_late: int, in_time: int, late: int, total: int, of_due: str, of_all: str
) -> None:
    counts = published(done_in_time, done_late, in_time, late).total.counts

    assert counts.total == total
    assert (counts.of_due.vietnamese, counts.of_all.vietnamese) == (of_due, of_all)


def test_both_percentages_name_their_denominator() -> None:
    counts = published(14068, 1983, 5640, 223).total.counts

    assert (counts.of_due.whole, counts.of_all.whole) == (16274, 21914)
    assert counts.of_due.of != counts.of_all.of


def test_a_percentage_is_never_100_while_something_is_missing() -> None:
    assert published(99_999, 0, 0, 1).total.counts.of_due.vietnamese == "99,99%"
    assert published(1, 0, 0, 99_999).total.counts.of_due.vietnamese == "0,01%"
    assert figures_of().total.counts.of_due.vietnamese == "–"


def test_sums_that_do_not_add_up_refuse_the_report_and_name_the_difference() -> None:
    right = published(5, 1, 3, 2)
    reconcile(right)

    wrong = replace(right, by_agency={"a": replace(right.total, counts=published(5, 1, 3, 1).total.counts)})
    with pytest.raises(DirectiveError, match=r"cộng theo cơ quan được 10, trong khi tổng là 11 \(chênh -1\)"):
        reconcile(wrong)
    with pytest.raises(DirectiveError, match=r"đếm riêng"):
        reconcile(replace(right, counted=12))


def test_parts_that_were_published_but_do_not_add_up_are_refused() -> None:
    """Hải Phòng 2018 printed 2.065 and 348 as the parts of 2.414."""
    right = published(13119, 0, 2414 - 348, 348)
    reconcile(right)
    parts = {"2065": published(13119, 0, 2065, 0).total, "348": published(0, 0, 0, 348).total}

    with pytest.raises(DirectiveError, match=r"cộng theo cơ quan được 15532, trong khi tổng là 15533 \(chênh -1\)"):
        reconcile(replace(right, by_agency=parts))


def test_a_light_fades_when_no_word_came_in_the_rhythm() -> None:
    heard = tallies(3, Answer.OPEN, Standing.NO_DEADLINE, "a", last_word_at=AT)
    partly = tallies(3, Answer.OPEN, Standing.NO_DEADLINE, "b", quiet=1, last_word_at=AT)
    never = tallies(3, Answer.OPEN, Standing.IN_TIME, "c", quiet=3)
    early = tallies(3, Answer.OPEN, Standing.IN_TIME, "d")
    got = figures_of(heard, partly, never, early)

    lights = {agency: group.freshness for agency, group in got.by_agency.items()}
    assert lights == {"a": Light.GREEN, "b": Light.YELLOW, "c": Light.RED, "d": Light.GREY}
    assert got.silent == ("c",)


def test_agencies_are_compared_with_agencies_of_their_size() -> None:
    few, many = tallies(1, Answer.DONE, Standing.IN_TIME, "a"), tallies(90, Answer.OPEN, Standing.OVERDUE, "b")

    assert {name: group.counts.total for name, group in figures_of(few, many).by_size.items()} == {
        "1-5": 1,
        "21-100": 90,
    }
    assert [size_class(n) for n in (1, 5, 6, 20, 21, 100, 101)] == [
        "1-5",
        "1-5",
        "6-20",
        "6-20",
        "21-100",
        "21-100",
        "trên 100",
    ]


def test_a_figure_opens_the_lines_it_counted() -> None:
    assert link(Measure.LATE) == "/danh-sach?muc=qua-han"
    assert link(Measure.LATE, Scope(3, "xa-a", "6 tháng")) == (
        "/danh-sach?muc=qua-han&van-ban=3&don-vi=xa-a&ky=6+th%C3%A1ng"
    )


# --- the line ----------------------------------------------------------------------------------------------------


def a_line(**but: Any) -> Line:
    given = {
        "obligation_id": 1,
        "directive_id": 1,
        "agency_id": "a",
        "kind": Kind.PERFORM,
        "manner": "order",
        "label": "1",
        "title": "Việc",
        "progress": Progress.ASSIGNED,
        "percent": None,
        "last_word_at": None,
        "done_on": None,
        "issued_on": MONDAY,
        "due_id": 1,
        "original_on": date(2024, 6, 18),
        "due_on": date(2024, 6, 18),
        "state": DueState.OPEN,
    }
    return Line(**given | but)


def cell(line: Line, on: date) -> tuple[Answer, Standing]:
    judged = judge(line, on=on, calendar=CALENDAR)
    return judged.cell.answer, judged.cell.standing


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        pytest.param(date(2024, 6, 12), Standing.IN_TIME, id="Wed 12/6: four working days to go"),
        pytest.param(date(2024, 6, 13), Standing.DUE_SOON, id="Thu 13/6: three working days to go"),
        pytest.param(date(2024, 6, 18), Standing.DUE_SOON, id="Tue 18/6: the last day is still in time"),
        pytest.param(date(2024, 6, 19), Standing.OVERDUE, id="Wed 19/6: late"),
    ],
)
def test_the_last_day_is_still_in_time(on: date, standing: Standing) -> None:
    assert cell(a_line(), on) == (Answer.OPEN, standing)


def test_a_slow_reviewer_does_not_make_an_agency_late() -> None:
    waiting = a_line(state=DueState.REPORTED, reported_on=date(2024, 6, 18))
    accepted = a_line(state=DueState.MET, reported_on=date(2024, 6, 18), met_on=date(2024, 7, 8))

    assert cell(waiting, date(2024, 7, 5)) == (Answer.WAITING, Standing.IN_TIME)
    assert cell(accepted, date(2024, 7, 8)) == (Answer.DONE, Standing.IN_TIME)


def test_an_answer_sent_back_is_judged_by_the_day_again() -> None:
    assert cell(a_line(state=DueState.RETURNED, reported_on=date(2024, 6, 18)), ON) == (Answer.OPEN, Standing.OVERDUE)


def test_an_extension_is_counted_and_both_dates_are_kept() -> None:
    moved = judge(a_line(due_on=date(2024, 6, 28), extensions=1), on=ON, calendar=CALENDAR)
    got = figures_of(tally([moved]))

    assert (moved.cell.standing, moved.original) == (Standing.IN_TIME, Standing.OVERDUE)
    assert (got.total.counts.count(Measure.LATE), got.total.original.count(Measure.LATE)) == (0, 1)
    assert (got.total.extended, got.total.extensions) == (1, 1)


def test_days_late_are_given_in_calendar_and_working_days() -> None:
    got = figures_of(tally([judge(a_line(due_on=date(2024, 6, 14)), on=ON, calendar=CALENDAR)]))

    assert got.total.days_late == (6, 4)


def test_what_is_paused_or_contested_is_neither_late_nor_in_time() -> None:
    for progress in (Progress.PAUSED, Progress.CONTESTED):
        judged = judge(a_line(progress=progress), on=ON, calendar=CALENDAR)
        assert holds(judged, Measure.STOPPED)
        assert not holds(judged, Measure.LATE)


# --- the same rule in SQL ----------------------------------------------------------------------------------------

days = st.dates(date(2024, 3, 11), date(2024, 12, 31))
maybe = st.none() | days


@st.composite
def duties(draw: st.DrawFn) -> tuple[tuple[Obligation, ...], tuple[Due, ...]]:
    """Obligations of three agencies with up to three Dues each, in any state."""
    obligations, dues = [], []
    for n in range(1, draw(st.integers(1, 6)) + 1):
        word = draw(maybe)
        obligations.append(
            an_obligation(
                n,
                owner_id=draw(st.sampled_from(["a", "b", "c"])),
                kind=draw(st.sampled_from(list(Kind))),
                progress=draw(st.sampled_from(list(Progress))),
                done_on=draw(maybe),
                last_word_at=word and datetime(word.year, word.month, word.day, draw(st.integers(0, 23)), tzinfo=UTC),
            )
        )
        for _ in range(draw(st.integers(0, 3))):
            due_on = draw(maybe)
            dues.append(
                a_due(
                    len(dues) + 1,
                    obligation_id=n,
                    period=draw(st.sampled_from(["", "6 tháng", "1 năm"])),
                    cut_off=draw(maybe),
                    opens_on=draw(maybe),
                    due_on=due_on,
                    original_on=draw(st.just(due_on) | maybe),
                    unsettled=draw(st.sampled_from([None, "", "Chờ ngày ban hành"])),
                    state=draw(st.sampled_from(list(DueState))),
                    reported_on=draw(maybe),
                    met_on=draw(maybe),
                    extensions=draw(st.integers(0, 2)),
                )
            )
    return tuple(obligations), tuple(dues)


def check_both_ways(store: Store, on: date, scope: Scope) -> None:
    with store.reading() as conn:
        facts = room.facts(conn, on=on, calendar=CALENDAR, scope=scope)
        lines = room.lines(conn, on=on, calendar=CALENDAR, scope=scope)
        by_measure = {
            m: {
                (line.obligation_id, line.due_id)
                for line in room.lines(conn, on=on, calendar=CALENDAR, scope=scope, measure=m)
            }
            for m in Measure
        }
    judged = [judge(line, on=on, calendar=CALENDAR) for line in lines]
    from_sql = figures(facts, on=on, calendar=CALENDAR)
    reconcile(from_sql)
    from_python = figures(replace(facts, tallies=tally(judged)), on=on, calendar=CALENDAR)
    assert from_sql == from_python
    for measure in Measure:
        opened = {(one.line.obligation_id, one.line.due_id) for one in judged if holds(one, measure)}
        assert by_measure[measure] == opened, measure
        assert from_sql.total.count(measure) == len(opened), measure


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=duties(), on=days, period=st.sampled_from([None, "6 tháng"]))
def test_sql_and_python_judge_alike_and_every_figure_opens_what_it_counted(
    made: tuple[tuple[Obligation, ...], tuple[Due, ...]], on: date, period: str | None
) -> None:
    store = open_store("sqlite://")
    store.create()
    an_issued_directive(store, at=AT, obligations=made[0], dues=made[1])
    try:
        check_both_ways(store, on, Scope(period=period))
    finally:
        store.close()


def test_both_databases_judge_alike(store: Store) -> None:
    obligations = tuple(
        an_obligation(
            n, owner_id=f"a{n % 3}", kind=Kind.REPORT, last_word_at=AT + timedelta(days=5 * n) if n % 2 else None
        )
        for n in range(1, 13)
    )
    dues = tuple(
        a_due(
            n,
            obligation_id=n,
            period="6 tháng đầu năm 2024",
            cut_off=date(2024, 6, 14),
            due_on=date(2024, 6, 10) + timedelta(days=n),
            state=list(DueState)[n % 5],
            reported_on=date(2024, 6, 18),
        )
        for n in range(1, 11)
    )
    an_issued_directive(store, at=AT, obligations=obligations, dues=dues)

    for on in (date(2024, 6, 10), ON, date(2024, 8, 1)):
        check_both_ways(store, on, Scope())
        check_both_ways(store, on, Scope(directive_id=1, agency_id="a1"))


def test_a_periodical_duty_has_a_line_for_each_period_that_was_asked_about(memory: Store) -> None:
    first = a_due(1, period="6 tháng đầu năm 2024", cut_off=date(2024, 6, 14), due_on=date(2024, 6, 18))
    year = a_due(2, period="năm 2024", cut_off=date(2024, 12, 14), due_on=date(2024, 12, 17))
    an_issued_directive(memory, at=AT, obligations=(an_obligation(kind=Kind.REPORT),), dues=(first, year))

    def periods(on: date, period: str | None = None) -> Counter[str]:
        with memory.reading() as conn:
            return Counter(
                line.period for line in room.lines(conn, on=on, calendar=CALENDAR, scope=Scope(period=period))
            )

    assert periods(MONDAY) == {"6 tháng đầu năm 2024": 1}
    assert periods(date(2024, 12, 13)) == {"6 tháng đầu năm 2024": 1}
    assert periods(date(2024, 12, 14)) == {"6 tháng đầu năm 2024": 1, "năm 2024": 1}
    assert periods(date(2024, 12, 14), "năm 2024") == {"năm 2024": 1}


@pytest.mark.parametrize(
    ("number", "field"),
    [
        ("581/UBND-KGVX", "Khoa giáo - Văn xã"),
        ("345/UBND-LĐTBXH", "Lao động - Thương binh và Xã hội"),
        ("15/UBND - th", "Tổng hợp"),
        ("92/KH-UBND", "Chưa phân lĩnh vực"),
        ("12/CT-UBND-NC", "Nội chính"),
        ("07/UBND-XYZ", "XYZ"),
        ("/UBND", "Chưa phân lĩnh vực"),
        ("128/2025/QĐ-UBND", "Chưa phân lĩnh vực"),
        ("", "Chưa phân lĩnh vực"),
    ],
)
def test_the_symbol_tells_the_field(number: str, field: str) -> None:
    assert field_of(number) == field


def test_directives_of_one_field_are_counted_together() -> None:
    three = figures_of(
        *(
            tuple(t._replace(key=str(n)) if t.axis is Axis.DIRECTIVE else t for t in some)
            for n, some in enumerate([tallies(n, Answer.OPEN, Standing.IN_TIME) for n in (2, 3, 4)])
        ),
        directives={n: DirectiveName(number, "") for n, number in enumerate(["1/UBND-NC", "2/UBND-NC", "3/UBND-TH"])},
    )

    reconcile(three)
    assert {name: group.counts.total for name, group in three.by_field.items()} == {"Nội chính": 5, "Tổng hợp": 4}
