"""`dondoc review` shows the letter whole, with what was read in it marked: colours on a terminal, signs elsewhere."""

import re
from pathlib import Path

import pytest
from test_remembering import AT as NOW
from test_remembering import DISTRICT, HEALTH, LABOUR, taken_in

from directive.document import Document
from directive.events import DirectoryLoaded
from directive.files import FileRoom
from directive.marking import LEGEND
from directive.obligations import Directive, Proposal
from directive.store import Store, directives
from flows.commands import marked_letter as drawing
from flows.commands.marked_letter import marked_letter


@pytest.fixture
def letter(memory: Store, tmp_path: Path) -> Directive:
    memory.record(DirectoryLoaded(agencies=(DISTRICT, HEALTH, LABOUR)), at=NOW, by="test")
    number, _ = taken_in((memory, FileRoom(tmp_path)), "10")
    with memory.reading() as conn:
        return directives.one(conn, number)


def test_without_colours_signs_stand_around_what_was_read(letter: Directive) -> None:
    told = "\n".join(marked_letter(letter, letter.proposal, colours=False))

    assert "2. [1] " in told
    assert "{ĐV: Phòng Lao động}" in told
    assert "trước ngày 30/9/2024}" in told
    assert "\x1b" not in told


def test_with_colours_not_a_word_is_lost_or_added(letter: Directive) -> None:
    _, *lines = marked_letter(letter, letter.proposal, colours=True)

    plain = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(lines))
    assert re.sub(r"\[\d\] ", "", plain) == letter.document.text
    assert "\x1b[38;5;16;48;5;153mPhòng Lao động\x1b[0m" in "\n".join(lines)


@pytest.mark.parametrize("colours", [True, False])
def test_a_letter_cannot_write_to_the_terminal_itself(letter: Directive, colours: bool) -> None:
    evil = Document(text="Giao \x1b[2J\x1b]0;x\x07Phòng Y tế\r che mất dòng này \u202etúi")
    hostile = letter.model_copy(update={"document": evil})

    _, *lines = marked_letter(hostile, Proposal(assignments=(), report=None), colours=colours)

    assert lines == ["Giao  [2J ]0;x Phòng Y tế  che mất dòng này  túi"]


def test_every_mark_has_a_colour_and_a_sign() -> None:
    assert set(drawing._PAINT) == set(drawing._SIGN) == set(LEGEND)


@pytest.mark.parametrize(
    ("refused", "at_terminal", "shown"), [("", True, True), ("1", True, False), ("", False, False)]
)
def test_colours_only_where_a_person_sees_them(
    monkeypatch: pytest.MonkeyPatch, refused: str, at_terminal: bool, shown: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", refused)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout.isatty", lambda: at_terminal)

    assert drawing.shows_colours() is shown
