"""The paper tells the truth: settings, commands, promises, pictures."""

import re
from pathlib import Path

import pytest

from directive.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_example(name: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert re.search(rf"^DONDOC_{name.upper()}=", example, re.MULTILINE)


def test_every_command_the_readme_shows_exists() -> None:
    from flows.cli import COMMANDS

    shown = set(re.findall(r"`?dondoc ([a-z][a-z-]+)", README)) - {"reads", "is"}

    assert shown - set(COMMANDS) == set()
    assert len(shown) > 10


def test_the_two_commands_of_a_newcomer_come_first() -> None:
    first_screen = README[:1500]

    assert "make run" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_every_picture_and_file_a_paper_names_is_there(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r"`(tests/test_\w+\.py|docs/[\w/.-]+)`", text)

    missing = [name for name in named if not (paper.parent / name).exists() and not (ROOT / name).exists()]
    assert missing == []


def test_pictures_stay_small() -> None:
    assert [p.name for p in (ROOT / "docs").rglob("*.png") if p.stat().st_size > 200_000] == []
