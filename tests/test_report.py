"""The Chairman's report: computed figures, agencies' own words, silence named, snapshots with corrections."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import a_due, an_agency, an_issued_directive, an_obligation
from conftest import AT
from report_cases import CUT_OFF, DUE, HOSTILE, ON, PERIOD, a_district, a_reply, dues, obligations

from directive import reporting
from directive.calendar import official_calendar
from directive.comparing import corrections
from directive.compiling import ReportFacts, compile_report
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.events import Reviewed, Submitted, Verdict
from directive.figures import Measure, figures
from directive.files import FileRoom
from directive.letterhead import initials, letterhead, place_of, signs_of
from directive.obligations import Kind, Progress
from directive.report import Report, digest
from directive.reporting import Asked, draft, edit_narrative, freeze, report_due
from directive.store import Store, directives, log, open_store, reports
from directive.store import figures as room
from directive.tracked import DueState, ReplyState

CALENDAR = official_calendar()


def compiled(store: Store, directive_id: int = 1, on: date = ON) -> Report:
    with store.reading() as conn:
        due_id = reporting.due_for(conn, directive_id, on=on)
        return draft(conn, Asked(directive_id, due_id, on, CALENDAR)).report


@pytest.fixture
def report(memory: Store) -> Report:
    a_district(memory)
    return compiled(memory)


def test_the_sums_of_the_report_are_those_of_its_annex(report: Report) -> None:
    done = [row for row in report.annex if row.state == "Hoàn thành"]
    late = [row for row in report.annex if row.standing.startswith("quá hạn") and row.state != "Hoàn thành"]

    assert report.figures[Measure.TOTAL] == len(report.annex) == 73
    assert report.figures[Measure.DONE] == len(done)
    assert report.figures[Measure.LATE] == len(late)


def test_agencies_that_did_not_report_are_named_and_nothing_is_said_of_their_work(report: Report) -> None:
    names = [one.agency for one in report.missing]

    assert "Hội Nông dân huyện" in names
    assert "UBND xã Bình Châu" in names
    assert len(names) == 7
    assert all((one.due_on, one.calendar_days, one.working_days) == (DUE, 2, 2) for one in report.missing)
    silent = {row.agency: row.state for row in report.annex if row.agency in names}
    assert set(silent.values()) == {"Chưa có báo cáo"}
    assert "Chưa có báo cáo không có nghĩa là chưa thực hiện" in report.general[-1]


def test_agencies_speak_in_their_own_words(memory: Store) -> None:
    a_district(memory, hostile=HOSTILE)
    words = {word.agency: word for result in compiled(memory).results for word in result.words}

    assert words["UBND xã Bình Thuận"].text == HOSTILE
    assert words["UBND thị trấn Châu Ổ"].figures == "03 Câu lạc bộ; 152 thành viên; quỹ 45 triệu đồng"
    assert words["UBND thị trấn Châu Ổ"].evidence == ("Kế hoạch 15.pdf",)


def test_results_follow_the_letter_and_name_who_was_silent(report: Report) -> None:
    assert [result.label for result in report.results] == ["1", "2", "3", "4", "5", "6", "7", "8", None]
    eighth = report.results[7]
    assert (len(eighth.owners), len(eighth.words), len(eighth.silent)) == (22, 17, 5)


def test_difficulties_and_proposals_keep_the_name_of_who_said_them(report: Report) -> None:
    assert [one.agency for one in report.difficulties] == ["UBND thị trấn Châu Ổ"]
    assert report.proposals[0].text.startswith("Đề nghị UBND huyện bổ sung kinh phí")


def test_an_answer_sent_back_is_not_quoted(memory: Store) -> None:
    directive_id = a_district(memory)
    returned = Reviewed(
        directive_id=directive_id, on=ON, verdicts=(Verdict(reply_id=1, state=ReplyState.RETURNED, remark="Thiếu số"),)
    )
    memory.record(returned, at=AT, by="test")

    assert compiled(memory).results[0].words == ()
    assert compiled(memory).results[0].silent == ("Phòng Lao động - Thương binh và Xã hội",)


def test_annex_and_figures_that_disagree_refuse_the_report(memory: Store) -> None:
    a_district(memory)
    with memory.reading() as conn:
        asked = Asked(1, None, ON, CALENDAR)
        numbers = draft(conn, asked).figures
        facts = reporting.gather(conn, asked)[0]

    fewer = ReportFacts(directive=facts.directive, head=facts.head, lines=facts.lines[1:], replies=())
    with pytest.raises(DirectiveError, match="Phụ lục có 72 dòng"):
        compile_report(fewer, numbers, {}, on=ON, calendar=CALENDAR)


def test_a_draft_directive_has_no_report(memory: Store) -> None:
    a_district(memory)
    with memory.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE directives SET stage = 'confirmed'")

    with pytest.raises(NotAllowed, match="chưa ban hành"):
        compiled(memory)


def test_a_due_of_another_directive_is_refused(memory: Store) -> None:
    a_district(memory)
    an_issued_directive(memory, at=AT, obligations=(an_obligation(900, directive_id=2),), dues=())

    with memory.reading() as conn, pytest.raises(BadInput, match="thuộc văn bản số 1"):
        draft(conn, Asked(2, 1, ON, CALENDAR))


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        pytest.param(CUT_OFF - timedelta(days=1), None, id="Thu 13/6: nothing asked for yet"),
        pytest.param(CUT_OFF, Kind.COMPILE, id="Fri 14/6: the cut-off"),
        pytest.param(date(2024, 11, 1), Kind.COMPILE, id="Fri 01/11: still the first half-year"),
    ],
)
def test_the_report_is_for_the_period_asked_for_last(on: date, kind: Kind | None) -> None:
    due_id = report_due(obligations(), dues(), on=on)
    owner = {due.due_id: due.obligation_id for due in dues()}

    assert kind == (obligations()[owner[due_id] - 1].kind if due_id else None)


# --- snapshots ---------------------------------------------------------------------------------------------------


def test_a_frozen_report_keeps_its_files_by_hash_and_its_digest(store: Store, tmp_path: Path) -> None:
    files, asked = FileRoom(tmp_path / "tep"), Asked(a_district(store), 38, ON, CALENDAR)
    frozen = freeze(store, files, asked, at=AT, by="test")

    assert set(frozen.files) == {"docx", "pdf", "xlsx"}
    assert all(files.check(sha256) for sha256 in frozen.files.values())
    assert frozen.digest == digest(frozen.content)
    assert frozen.content.period == PERIOD
    with store.reading() as conn:
        assert reports.one(conn, frozen.report_id) == frozen
        assert [head.report_id for head in reports.heads(conn, directive_id=1)] == [frozen.report_id]


def test_freezing_the_same_content_again_gives_the_report_that_is_there(memory: Store, tmp_path: Path) -> None:
    files, asked = FileRoom(tmp_path), Asked(a_district(memory), 38, ON, CALENDAR)
    first = freeze(memory, files, asked, at=AT, by="test")

    assert freeze(memory, files, asked, at=AT + timedelta(hours=1), by="test") == first


def test_the_frozen_report_itself_meets_the_duty_to_compile(memory: Store, tmp_path: Path) -> None:
    asked = Asked(a_district(memory), 38, ON, CALENDAR)
    frozen = freeze(memory, FileRoom(tmp_path), asked, at=AT, by="test")

    with memory.reading() as conn:
        due = directives.due(conn, 38)
        done = directives.obligation(conn, due.obligation_id)
        numbers = figures(room.facts(conn, on=ON, calendar=CALENDAR), on=ON, calendar=CALENDAR)
    assert (due.state, due.met_on, done.progress) == (DueState.MET, ON, Progress.DONE)
    assert frozen.content.annex[-1].state == "Hoàn thành"
    counts = numbers.total.counts.named()
    assert {name: n for name, n in frozen.content.figures.items() if name in counts} == counts


def test_a_later_change_appears_as_a_correction(memory: Store, tmp_path: Path) -> None:
    files, asked = FileRoom(tmp_path), Asked(a_district(memory), 38, ON, CALENDAR)
    first = freeze(memory, files, asked, at=AT, by="test")
    _report_late(memory, agency_id="xa-22")
    second = freeze(memory, files, asked, at=AT, by="test")

    assert second.report_id != first.report_id
    said = {(one.what, one.before, one.now) for one in second.content.corrections}
    assert (
        f"UBND xã Bình Châu, Báo cáo kết quả thực hiện ({PERIOD})",
        "Chưa có báo cáo",
        "Đã báo cáo, chờ xác nhận ngày 20/6/2024",
    ) in said
    assert ("Chưa báo cáo", "7", "6") in said
    assert ("Đã báo cáo, chờ xác nhận", "9", "10") in said
    with memory.reading() as conn:
        assert reports.one(conn, first.report_id) == first
        assert log.verify(conn) == []


def test_replaying_the_log_gives_the_same_reports(memory: Store, tmp_path: Path) -> None:
    asked = Asked(a_district(memory), 38, ON, CALENDAR)
    edit_narrative(memory, directive_id=1, due_id=38, section="chung", text="Lời của đầu mối.", at=AT, by="test")
    frozen = freeze(memory, FileRoom(tmp_path), asked, at=AT, by="test")
    copy = open_store("sqlite://")
    copy.create()

    with memory.reading() as conn:
        log.replay(log.read(conn), copy)
    with copy.reading() as conn:
        assert reports.one(conn, frozen.report_id) == frozen
    copy.close()


def test_the_collector_writes_passages_and_figures_stay_computed(memory: Store) -> None:
    a_district(memory)
    before = compiled(memory)
    for section in ("chung", "ket-qua-8"):
        edit_narrative(memory, directive_id=1, due_id=38, section=section, text=f"Lời {section}", at=AT, by="test")

    after = compiled(memory)
    assert after.narrative == {"chung": "Lời chung"}
    assert after.results[7].narrative == "Lời ket-qua-8"
    assert (after.figures, after.annex) == (before.figures, before.annex)
    assert list(corrections(before, after)) == []
    with pytest.raises(BadInput, match="so-lieu"):
        edit_narrative(memory, directive_id=1, due_id=38, section="so-lieu", text="100%", at=AT, by="test")


def _report_late(store: Store, agency_id: str) -> None:
    duty = next(o for o in obligations() if o.owner_id == agency_id and o.kind is Kind.REPORT)
    due_id = next(due.due_id for due in dues() if due.obligation_id == duty.obligation_id)
    reply = a_reply(999, duty, due_id, ON)
    submitted = Submitted(
        directive_id=1, submission_id=999, idempotency_key="999", agency_id=agency_id, due_id=due_id, replies=(reply,)
    )
    store.record(submitted, at=reply.at, by="test")


# --- the head ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Phòng Y tế", "PYT"),
        ("LĐ-TB&XH", "LĐTBXH"),
        ("Phòng LĐTBXH", "LĐTBXH"),
        ("Phòng Tài chính - Kế hoạch", "PTCKH"),
        ("Ủy ban nhân dân huyện Bình Sơn", "UBND"),
    ],
)
def test_the_symbol_names_the_agency(name: str, symbol: str) -> None:
    assert initials(name) == symbol


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("UBND huyện Bình Sơn", "Bình Sơn"),
        ("Ủy ban nhân dân tỉnh Quảng Ngãi", "Quảng Ngãi"),
        ("UBND xã Vạn Tường", "Vạn Tường"),
        ("Sở Y tế", None),
        (None, None),
    ],
)
def test_the_place_stands_in_the_name_of_the_issuer(issuer: str | None, place: str | None) -> None:
    assert place_of(issuer) == place


def test_a_collective_is_signed_for() -> None:
    assert signs_of("UBND xã Bình Châu") == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert signs_of("Phòng Y tế") == ("TRƯỞNG PHÒNG",)
    assert signs_of("Văn phòng HĐND và UBND") == ("CHÁNH VĂN PHÒNG",)


def test_number_and_day_are_left_blank() -> None:
    head = letterhead(an_agency("p", name="Phòng Y tế", short="YT"), issuer="UBND huyện Bình Sơn", on=ON)

    assert head.number_line.split() == ["Số:", "/BC-YT"]
    assert head.date_line.split() == ["Bình", "Sơn,", "ngày", "tháng", "năm", "2024"]


def test_an_extension_is_said_with_both_dates(memory: Store) -> None:
    moved = a_due(1, due_on=date(2024, 6, 28), original_on=date(2024, 6, 14), extensions=2, state=DueState.OPEN)
    an_issued_directive(memory, at=AT, obligations=(an_obligation(),), dues=(moved,))

    report = compiled(memory)
    assert any("Gia hạn 2 lần cho 1 lượt nhiệm vụ" in s and "quá hạn là 1" in s for s in report.general)
    assert (report.figures[Measure.LATE], report.original[Measure.LATE]) == (0, 1)
