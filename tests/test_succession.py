"""Units end; their open obligations go on with somebody, and nothing moves silently."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from builders_agencies import LETTER_DAY, letter

from directive.directory_files import load_directory, load_succession
from directive.document import Manner
from directive.errors import BadInput, NotAllowed
from directive.handing_over import carry_out
from directive.laying_out import lay_out
from directive.obligations import Kind, Obligation, Progress
from directive.proposing import propose
from directive.succession import Close, Passing, Share, Succeeds, Succession, Transfer, hand_over

BINH_SON = Path(__file__).parent.parent / "samples" / "binh-son"
DATA = load_directory(BINH_SON)
DIRECTORY = DATA.directory()
REFORM = load_succession(BINH_SON, DATA)
OFFICES_CHANGE, DISTRICTS_END = date(2025, 3, 1), date(2025, 7, 1)
LABOUR, HOME, HEALTH = "binh-son.phong-ldtbxh", "binh-son.phong-noi-vu", "binh-son.phong-y-te"


def sample() -> tuple[Obligation, ...]:
    proposal = propose(letter(), DIRECTORY, on=LETTER_DAY, office_id="binh-son.van-phong")
    return lay_out(proposal, directive_id=1, first_id=1, directory=DIRECTORY)


def an_obligation(number: int, owner_id: str, *, position: int | None = 0, kind: Kind = Kind.PERFORM) -> Obligation:
    return Obligation(
        obligation_id=number, directive_id=1, position=position, label="1", title="Việc", kind=kind,
        manner=Manner.ORDER, owner_id=owner_id, percent=40, progress=Progress.UNDER_WAY,
    )  # fmt: skip


def row(predecessor: str, successor: str | None, kind: Passing = Passing.SUCCEEDS) -> Succeeds:
    return Succeeds(predecessor_id=predecessor, successor_id=successor, on=DISTRICTS_END, kind=kind, basis="QĐ 1")


def after_offices_change() -> tuple[Obligation, ...]:
    done = hand_over(sample(), REFORM, {LABOUR: Transfer(to=HOME)}, on=OFFICES_CHANGE)
    changed = {one.obligation_id: one for one in carry_out(done, sample(), first_id=1000)}
    kept = [one for one in sample() if one.obligation_id not in changed]
    return (*kept, *changed.values())


def test_the_reform_had_two_days() -> None:
    assert REFORM.days() == (OFFICES_CHANGE, DISTRICTS_END)


def test_twenty_two_communes_become_five() -> None:
    communes = {one.predecessor_id: one.successor_id for one in REFORM.rows if one.predecessor_id in COMMUNES}
    assert Counter(communes.values()) == {
        "quang-ngai.xa-binh-son": 7, "quang-ngai.xa-van-tuong": 6, "quang-ngai.xa-dong-son": 4,
        "quang-ngai.xa-binh-minh": 3, "quang-ngai.xa-binh-chuong": 2,
    }  # fmt: skip


COMMUNES = DIRECTORY.members("binh-son.cac-xa", LETTER_DAY)


def test_two_communes_one_tone_apart_go_to_different_communes() -> None:
    def successor(name: str) -> str | None:
        [old] = DIRECTORY.resolve(name, on=LETTER_DAY, office="binh-son.ubnd").agency_ids
        return REFORM.of(old, DISTRICTS_END)[0].successor_id

    assert successor("UBND xã Bình Thanh") == "quang-ngai.xa-dong-son"
    assert successor("UBND xã Bình Thạnh") == "quang-ngai.xa-binh-son"


def test_a_name_and_a_code_live_on_for_another_body() -> None:
    old, new = DIRECTORY.agency("binh-son.xa-binh-minh"), DIRECTORY.agency("quang-ngai.xa-binh-minh")
    assert (old.name, old.code) == (new.name, new.code)
    before = DIRECTORY.resolve("UBND xã Bình Minh", on=date(2025, 6, 30)).agency_ids
    after = DIRECTORY.resolve("UBND xã Bình Minh", on=DISTRICTS_END).agency_ids
    assert (before, after) == ((old.agency_id,), (new.agency_id,))


def test_a_code_is_used_again_by_a_body_of_another_name() -> None:
    by_code = [one.name for one in DATA.agencies if one.code == "21040"]
    assert by_code == ["UBND thị trấn Châu Ổ", "UBND xã Bình Sơn"]


def test_a_renamed_office_keeps_its_obligations_without_a_question() -> None:
    done = hand_over(sample(), REFORM, {}, on=OFFICES_CHANGE)
    moved = [move for move in done.moves if move.to == "binh-son.phong-vhkhtt"]
    assert len(moved) == 2  # its assignment and its report
    assert all(move.basis == "Nghị định 45/2025/NĐ-CP" for move in moved)
    [one] = [one for one in carry_out(done, sample(), first_id=1000) if one.obligation_id == moved[0].obligation_ids[0]]
    assert one.owner_id == "binh-son.phong-vhkhtt"


def test_an_office_whose_work_is_divided_is_asked_about() -> None:
    done = hand_over(sample(), REFORM, {}, on=OFFICES_CHANGE, named=DIRECTORY.full_name)
    asked = [question for question in done.questions if question.predecessor_id == LABOUR]
    assert len(asked) == 3  # assignment 1, its report, the compilation
    assert all(question.options == (HOME, HEALTH) for question in asked)
    assert "Phòng Nội vụ huyện Bình Sơn (lao động, việc làm" in asked[0].message
    assert not any(LABOUR in {sample()[number - 1].owner_id for number in m.obligation_ids} for m in done.moves)


def test_the_new_collector_receives_the_answers_of_all() -> None:
    done = hand_over(sample(), REFORM, {LABOUR: Transfer(to=HOME)}, on=OFFICES_CHANGE)
    assert [(move.from_id, move.to_id) for move in done.collectors] == [(LABOUR, HOME)]
    assert {one.collector_id for one in after_offices_change()} == {HOME}


def test_an_answer_for_one_obligation_goes_before_that_for_its_unit() -> None:
    first = next(one for one in sample() if one.owner_id == LABOUR)
    choices = {LABOUR: Transfer(to=HOME), first.obligation_id: Transfer(to=HEALTH)}
    targets = {
        number: m.to
        for m in hand_over(sample(), REFORM, choices, on=OFFICES_CHANGE).moves
        for number in m.obligation_ids
    }
    assert targets[first.obligation_id] == HEALTH
    assert Counter(targets.values())[HOME] == 2


def test_lines_of_old_communes_become_one_line_of_the_new() -> None:
    done = hand_over(after_offices_change(), REFORM, {}, on=DISTRICTS_END)
    merged = [move for move in done.moves if move.to == "quang-ngai.xa-binh-son"]
    assert [len(move.obligation_ids) for move in merged] == [7, 7]
    changed = carry_out(done, after_offices_change(), first_id=1000)
    new = [one for one in changed if one.owner_id.startswith("quang-ngai.xa-")]
    assert Counter(one.kind for one in new) == {Kind.PERFORM: 5, Kind.REPORT: 5}
    assert sum(one.progress is Progress.TRANSFERRED for one in changed) == 44


def test_the_seven_histories_are_kept_and_no_percentage_is_added_up() -> None:
    old = (an_obligation(1, "a"), an_obligation(2, "b"))
    done = hand_over(old, Succession(rows=(row("a", "n"), row("b", "n"))), {}, on=DISTRICTS_END)
    first, second, new = carry_out(done, old, first_id=50)
    assert (first.owner_id, first.percent, first.progress) == ("a", 40, Progress.TRANSFERRED)
    assert (second.owner_id, second.percent) == ("b", 40)
    assert (new.obligation_id, new.owner_id, new.percent, new.progress) == (50, "n", None, Progress.ASSIGNED)


def test_a_district_duty_can_be_divided_among_the_communes() -> None:
    old = (an_obligation(1, "h"),)
    rows = Succession(rows=(row("h", "x1"), row("h", "x2")))
    assert hand_over(old, rows, {}, on=DISTRICTS_END).moves == ()
    done = hand_over(old, rows, {"h": Share(to=("x1", "x2"))}, on=DISTRICTS_END)
    changed = carry_out(done, old, first_id=9)
    assert [(one.obligation_id, one.owner_id, one.progress) for one in changed] == [
        (1, "h", Progress.TRANSFERRED), (9, "x1", Progress.ASSIGNED), (10, "x2", Progress.ASSIGNED)]  # fmt: skip


def test_two_units_divided_among_the_same_give_each_one_duty() -> None:
    old = (an_obligation(1, "a"), an_obligation(2, "b"))
    rows = Succession(rows=tuple(row(one, new) for one in "ab" for new in ("x1", "x2")))
    choices = {"a": Share(to=("x1", "x2")), "b": Share(to=("x1", "x2"))}
    changed = carry_out(hand_over(old, rows, choices, on=DISTRICTS_END), old, first_id=9)
    assert [one.owner_id for one in changed if one.progress is Progress.ASSIGNED] == ["x1", "x2"]


def test_a_successor_that_has_the_duty_already_takes_the_other_in() -> None:
    old = (
        an_obligation(1, "a", position=None, kind=Kind.REPORT),
        an_obligation(2, "b", position=None, kind=Kind.REPORT),
    )
    done = hand_over(old, Succession(rows=(row("a", "b"),)), {}, on=DISTRICTS_END)
    assert done.moves[0].into == 2
    [closed] = carry_out(done, old, first_id=9)
    assert (closed.obligation_id, closed.progress) == (1, Progress.TRANSFERRED)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((row("a", None, Passing.ENDS),), "chưa rõ đơn vị kế thừa"),
        ((row("a", "tinh", Passing.LIFTS),), "ngoài quyền chỉ đạo"),
        ((row("a", "x"), row("a", "y")), "2 đơn vị kế thừa"),
    ],
)
def test_what_has_no_one_successor_is_asked(rows: tuple[Succeeds, ...], words: str) -> None:
    done = hand_over((an_obligation(1, "a"),), Succession(rows=rows), {}, on=DISTRICTS_END)
    assert done.moves == ()
    [question] = done.questions
    assert (question.key, words in question.message) == (1, True)


def test_closing_needs_nobody_and_keeps_the_reason() -> None:
    old = (an_obligation(1, "a"),)
    rows = Succession(rows=(row("a", None, Passing.ENDS),))
    done = hand_over(old, rows, {1: Close(reason="Hết hiệu lực")}, on=DISTRICTS_END)
    assert done.moves[0].basis == "Hết hiệu lực; QĐ 1"
    [closed] = carry_out(done, old, first_id=9)
    assert (closed.progress, closed.owner_id) == (Progress.WITHDRAWN, "a")


def test_closed_obligations_stay_with_the_unit_of_their_time() -> None:
    finished = an_obligation(1, "a").model_copy(update={"progress": Progress.DONE})
    assert hand_over((finished,), Succession(rows=(row("a", "n"),)), {}, on=DISTRICTS_END).moves == ()


def test_a_day_before_the_reform_nothing_moves() -> None:
    done = hand_over(sample(), REFORM, {}, on=date(2025, 6, 30))
    assert (done.moves, done.questions) == ((), ())


def test_nobody_can_take_over_on_the_day_it_ends() -> None:
    rows = Succession(rows=(row("a", "x"), row("a", "y"), row("b", "x")))
    with pytest.raises(NotAllowed, match="cũng kết thúc"):
        hand_over((an_obligation(1, "a"),), rows, {1: Transfer(to="b")}, on=DISTRICTS_END)


def test_an_assigner_that_ends_is_always_asked_about() -> None:
    done = hand_over((), REFORM, {}, on=DISTRICTS_END, offices={7: "binh-son.ubnd", 8: "quang-ngai.ubnd"})
    [question] = done.questions
    assert question.key == "office:7"
    assert len(question.options) == 5


def test_every_open_obligation_moves_is_asked_about_or_stays_with_a_living_unit() -> None:
    done = hand_over(after_offices_change(), REFORM, {}, on=DISTRICTS_END)
    moved = {number for move in done.moves for number in move.obligation_ids}
    asked = {question.key for question in done.questions}
    for one in after_offices_change():
        assert (one.obligation_id in moved) + (one.obligation_id in asked) == 1


def test_every_unit_that_ends_has_its_row() -> None:
    ended = {one.agency_id for one in DATA.agencies if one.valid_to}
    assert ended == {one.predecessor_id for one in REFORM.rows}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a,b,2025-07-01,,", "cột on: A không kết thúc ngày 30/06/2025"),
        ("a,c,2025-01-01,,", "cột successor_id: không có cơ quan “c”"),
        ("a,,2025-01-01,,", "“ends” khi và chỉ khi"),
        ("z,b,2025-01-01,,", "cột predecessor_id: không có cơ quan “z”"),
        ("a,b,2025-01-01,,\na,b,2025-01-01,,", "dòng 3, cột successor_id: trùng với dòng 2"),
    ],
)
def test_a_faulty_row_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    agencies = "agency_id,name,level,valid_to\na,A,commune,2024-12-31\nb,B,commune,\n"
    (tmp_path / "agencies.csv").write_text(agencies, encoding="utf-8")
    (tmp_path / "succession.csv").write_text(f"predecessor_id,successor_id,on,kind,basis\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput) as error:
        load_succession(tmp_path, load_directory(tmp_path))
    assert told in str(error.value)
