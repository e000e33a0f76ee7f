"""The report on many directives: which lines are of a span, the same figures in three files, snapshots and replay."""

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from conftest import AT
from report_cases import CUT_OFF, ON, a_district
from test_figures import CALENDAR, a_line
from test_report import _report_late
from test_writers import numbers_of, words_of_docx, words_of_pdf

from directive.comparing import corrections
from directive.deadlines import Period
from directive.errors import BadInput, NotAllowed, NotFound
from directive.figures import Measure, Scope
from directive.files import FileRoom
from directive.lines import within
from directive.obligations import Progress
from directive.overall_reporting import (
    AskedOverall,
    agency_named,
    draft_overall,
    freeze_overall,
    span_named,
    span_of,
)
from directive.plain import in_order
from directive.report import Report
from directive.reporting import write_files
from directive.store import Store, log, open_store, reports
from directive.store import figures as room
from directive.tracked import DueState

HALF = span_named("2024-H1")


def asked(span: str = "2024-H1", agency_id: str | None = None) -> AskedOverall:
    return AskedOverall(
        span_named(span), ON, CALENDAR, agency_id=agency_id, office_name="Văn phòng UBND huyện Bình Sơn"
    )


def compiled(store: Store, span: str = "2024-H1", agency_id: str | None = None) -> Report:
    with store.reading() as conn:
        return draft_overall(conn, asked(span, agency_id)).report


# --- which lines are of a span -----------------------------------------------------------------------------------

MET = {"state": DueState.MET, "progress": Progress.DONE}


@pytest.mark.parametrize(
    ("line", "is_within"),
    [
        pytest.param(a_line(issued_on=date(2024, 5, 14)), True, id="given Tue 14/5, still open: carried over"),
        pytest.param(a_line(issued_on=date(2024, 6, 14)), True, id="given Fri 14/6, the last day of the span"),
        pytest.param(a_line(issued_on=date(2024, 6, 15)), False, id="given Sat 15/6, after it"),
        pytest.param(a_line(reported_on=date(2024, 5, 14), **MET), False, id="finished Tue 14/5, before it"),
        pytest.param(a_line(reported_on=date(2024, 5, 15), **MET), True, id="finished Wed 15/5, its first day"),
        pytest.param(a_line(period="6 tháng", cut_off=CUT_OFF), True, id="report asked for Fri 14/6"),
        pytest.param(a_line(period="năm", cut_off=date(2024, 12, 14)), False, id="report asked for in December"),
    ],
)
def test_a_span_has_what_was_carried_over_and_what_came_new(line: object, is_within: bool) -> None:
    june = span_named("2024-06")

    assert within(line, Scope(since=june.opens, until=june.ends)) is is_within  # type: ignore[arg-type]


def test_both_databases_choose_the_lines_of_a_span_as_python_does(store: Store) -> None:
    a_district(store)
    with store.reading() as conn:
        everything = room.lines(conn, on=ON, calendar=CALENDAR)
        for first in (date(2024, 3, 1), date(2024, 6, 16), date(2024, 6, 17)):
            for until in (date(2024, 3, 11), date(2024, 3, 12), date(2024, 6, 15)):
                scope = Scope(since=first, until=until)
                chosen = room.lines(conn, on=ON, calendar=CALENDAR, scope=scope)
                assert chosen == [line for line in everything if within(line, scope)]
                assert room.facts(conn, on=ON, calendar=CALENDAR, scope=scope).counted == len(chosen)


@pytest.mark.parametrize(
    ("words", "label", "opens", "cut_off"),
    [
        ("06/2024", "tháng 6 năm 2024", date(2024, 5, 15), date(2024, 6, 14)),
        ("2024-06", "tháng 6 năm 2024", date(2024, 5, 15), date(2024, 6, 14)),
        ("2024-q2", "quý II năm 2024", date(2024, 3, 15), date(2024, 6, 14)),
        ("2024-H1", "6 tháng đầu năm 2024", date(2023, 12, 15), date(2024, 6, 14)),
        ("2024-H2", "6 tháng cuối năm 2024", date(2024, 6, 15), date(2024, 12, 14)),
        ("2024", "năm 2024", date(2023, 12, 15), date(2024, 12, 14)),
    ],
)
def test_spans_have_the_cut_offs_of_decree_09(words: str, label: str, opens: date, cut_off: date) -> None:
    span = span_named(words)

    assert (span.label, span.opens, span.cut_off) == (label, opens, cut_off)


@pytest.mark.parametrize("words", ["", "2024-13", "2024-H3", "0000", "tháng sáu", "2024-00"])
def test_a_span_that_does_not_exist_is_refused_with_the_way_to_write_it(words: str) -> None:
    with pytest.raises(BadInput, match=r"2024-06|Tháng từ 1 đến 12"):
        span_named(words)


def test_a_half_year_has_two_numbers() -> None:
    assert span_of(Period.HALF_YEAR, year=2024, number=1) == HALF
    with pytest.raises(BadInput):
        span_of(Period.HALF_YEAR, year=2024, number=3)


# --- what it says ------------------------------------------------------------------------------------------------


def test_every_cut_adds_up_to_the_whole(memory: Store) -> None:
    a_district(memory)
    report = compiled(memory)

    assert [cut.by for cut in report.cuts] == ["cơ quan, đơn vị"]  # one directive, one field, one size: nothing new
    for cut in report.cuts:
        for name, whole in report.figures.items():
            assert sum(row.figures[name] for row in cut.rows) == whole, (cut.by, name)
    assert report.figures[Measure.TOTAL] == len(report.annex) == 73


def test_one_agency_speaks_in_its_own_words_and_stands_alone(memory: Store) -> None:
    a_district(memory)
    report = compiled(memory, agency_id="xa-1")

    assert {row.agency_id for row in report.annex} == {"xa-1"}
    assert [word.text[:14] for result in report.chapters[0].results for word in result.words] == ["Đã ban hành kế"]
    assert [one.agency for one in report.difficulties] == ["UBND thị trấn Châu Ổ"]
    assert "của UBND thị trấn Châu Ổ" in report.title
    assert report.cuts == ()


def test_the_office_writes_to_the_chairman(memory: Store) -> None:
    a_district(memory)
    report = compiled(memory)

    assert (report.head.name, report.head.symbol) == ("Văn phòng UBND huyện Bình Sơn", "BC-VP")
    assert report.head.superior == "UBND HUYỆN BÌNH SƠN"
    assert report.head.signs == ("CHÁNH VĂN PHÒNG",)
    assert report.addressee == "Chủ tịch UBND huyện Bình Sơn"


def test_the_three_files_of_a_span_carry_the_same_numbers(memory: Store) -> None:
    a_district(memory)
    report = compiled(memory)
    files = write_files(report)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    by_agency = list(book["Theo cơ quan"].iter_rows(min_row=2, values_only=True))

    assert numbers_of(words_of_docx(files["docx"])) == numbers_of(words_of_pdf(files["pdf"]))
    assert by_agency[-1][1:3] == ("Cộng", 73)
    assert sum(row[2] for row in by_agency[:-1]) == 73
    assert len(list(book["Phụ lục"].iter_rows(min_row=2))) == 73
    assert book["Phụ lục"]["A2"].value == "345/UBND-LĐTBXH"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_span_without_duties_is_said_so(memory: Store) -> None:
    a_district(memory)
    with pytest.raises(NotAllowed, match="Không có nhiệm vụ nào trong kỳ"):
        compiled(memory, "2023-12")
    with pytest.raises(BadInput, match="chưa bắt đầu"):
        compiled(memory, "2025")


def test_an_agency_is_found_by_its_exact_name(memory: Store) -> None:
    a_district(memory)
    with memory.reading() as conn:
        assert agency_named(conn, "ubnd xã bình thuận") == "xa-2"
        assert agency_named(conn, "xa-3") == "xa-3"
        with pytest.raises(NotFound):
            agency_named(conn, "UBND xã Bình")


def test_names_are_sorted_by_the_vietnamese_alphabet() -> None:
    names = ["Ủy ban MTTQ", "Đoàn Thanh niên", "Hội Nông dân", "Ban đại diện", "Công an", "Ăn", "An"]

    assert sorted(names, key=in_order) == [
        *("An", "Ăn", "Ban đại diện", "Công an", "Đoàn Thanh niên", "Hội Nông dân", "Ủy ban MTTQ"),
    ]


# --- snapshots ---------------------------------------------------------------------------------------------------


def test_a_frozen_span_is_compared_with_the_one_before_and_replayed(store: Store, tmp_path: Path) -> None:
    a_district(store)
    files = FileRoom(tmp_path)
    first = freeze_overall(store, files, asked(), at=AT, by="test")
    again = freeze_overall(store, files, asked(), at=AT + timedelta(hours=1), by="test")
    one = freeze_overall(store, files, asked(agency_id="xa-22"), at=AT, by="test")
    _report_late(store, agency_id="xa-22")
    second = freeze_overall(store, files, asked(), at=AT, by="test")

    assert again == first
    assert (one.agency_id, one.content.corrections, one.directive_id) == ("xa-22", (), None)
    assert ("Chưa báo cáo", "7", "6") in {(c.what, c.before, c.now) for c in second.content.corrections}
    assert list(corrections(first.content, second.content)) == list(second.content.corrections)
    copy = open_store("sqlite://")
    copy.create()
    with store.reading() as conn:
        assert log.verify(conn) == []
        log.replay(log.read(conn), copy)
        mine = [reports.one(conn, head.report_id) for head in reports.heads(conn)]
    with copy.reading() as conn:
        assert [reports.one(conn, head.report_id) for head in reports.heads(conn)] == mine
    copy.close()
