"""What holds for every text whatever: no refusal, true places, one role a line, time that grows with length only."""

import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directive.document import Document
from directive.reading.document import read
from directive.reading.source import searchable

_SAMPLE = (Path(__file__).parents[1] / "samples" / "binh-son" / "cong-van.txt").read_text("utf-8")
_PIECES = st.sampled_from(
    [
        "Số: 12/UBND-KT",
        "Kính gửi:",
        "- Sở Y tế;",
        "1. ",
        "a) ",
        "- ",
        "I. ",
        "Điều 1. ",
        "Giao ",
        "Đề nghị ",
        "Sở Nội vụ",
        "UBND các xã",
        " chủ trì, phối hợp với ",
        "các đơn vị liên quan",
        " trước ngày 15/6/2026",
        ".",
        ";",
        ":",
        "\n",
        "\n\n",
        "\f",
        " 2 ",
        "| a | b |",
        "STT",
        "KT. CHỦ TỊCH",
        "Nơi nhận:",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "V/v",
        "ngày tháng năm",
        "**",
        "\u0301",
        "(",
        ")",
        "PHỤ LỤC",
        "QUYẾT ĐỊNH:",
        "báo cáo UBND tỉnh (qua Sở Y tế) định kỳ 6 tháng",
        "Đơn vị chủ trì: ",
        "MẬT",
        "©)",
        "\u00ad",
        "\t",
        "Trần Văn An",
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=200), st.lists(_PIECES, max_size=40).map(" ".join), st.lists(_PIECES, max_size=40).map("\n".join)
)


def _places(document: Document) -> list[tuple[int, int]]:
    spans = [assignment.span for assignment in document.assignments]
    spans += [party.span for a in document.assignments for party in (*a.owners, *a.partners)]
    spans += [action.span for a in document.assignments for action in a.actions]
    spans += [deadline.span for a in document.assignments for deadline in a.deadlines if deadline.kind != "unstated"]
    spans += [citation.span for citation in document.citations]
    spans += [note.span for note in document.notes if note.span]
    return [*spans, *(line.span for line in document.lines)]


@settings(max_examples=120, deadline=None)
@given(_TEXTS)
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    document = read(text)
    assert document.text == text
    assert all(0 <= start <= end <= len(text) for start, end in _places(document))


@settings(max_examples=80, deadline=None)
@given(_TEXTS)
def test_every_written_line_has_exactly_one_role(text: str) -> None:
    document = read(text)
    written = [line for line in searchable(text).text.split("\n") if line.strip()]
    assert len(document.lines) == len(written)
    ends = [(line.span.start, line.span.end) for line in document.lines]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))


def test_the_place_of_an_assignment_holds_its_words() -> None:
    document = read(_SAMPLE)
    for assignment in document.assignments:
        place = document.text[assignment.span.start : assignment.span.end]
        assert assignment.text.split()[0] in place
        assert assignment.text.split()[-1] in place
        for owner in assignment.owners:
            assert document.text[owner.span.start : owner.span.end] == owner.name


def test_decomposed_letters_and_markdown_stars_change_nothing() -> None:

    plain, decomposed = read(_SAMPLE), read(unicodedata.normalize("NFD", _SAMPLE))
    assert [a.text for a in decomposed.assignments] == [a.text for a in plain.assignments]
    assert [[o.name for o in a.owners] for a in decomposed.assignments] == [
        [o.name for o in a.owners] for a in plain.assignments
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "(" * 200_000,
        "- " * 200_000,
        "giao " * 100_000,
        "1. " * 100_000,
        "các cơ quan, " * 40_000,
        "x\n" * 20_000,
        "\n".join(f"{n}. Tăng cường kiểm tra số {n}." for n in range(1, 5001)),
        "trong quá trình thực hiện " * 20_000,
    ],
    ids=["one word", "brackets", "dashes", "verbs", "labels", "groups", "short lines", "numbered lines", "clauses"],
)
@pytest.mark.slow
def test_time_grows_with_length_only(text: str) -> None:
    started = time.process_time()
    read(text)
    long = time.process_time() - started
    started = time.process_time()
    read(text[: len(text) // 4])
    short = time.process_time() - started
    assert long < 10 * short + 1.5


def test_what_is_not_searched_for_deadlines_is_said() -> None:
    long = "1. Sở Y tế " + "thực hiện các nhiệm vụ được giao " * 4000 + "trước ngày 15/6/2024."

    document = read(long)

    assert "too-long" in {note.code for note in document.notes}
