"""What a check found: one sentence, a grade, and the remedy."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from directive.errors import DirectiveError


class Grade(StrEnum):
    """How it stands (mức)."""

    GOOD = "tot"
    ODD = "chu-y"  # works, but somebody should look
    BAD = "hong"  # something does not work, or soon will not


SIGNS = {Grade.GOOD: "✓", Grade.ODD: "!", Grade.BAD: "✗"}


class Finding(NamedTuple):
    """One line of the doctor."""

    check: str
    grade: Grade
    words: str
    remedy: str = ""


def good(check: str, words: str) -> Finding:
    return Finding(check, Grade.GOOD, words)


def odd(check: str, words: str, remedy: str) -> Finding:
    return Finding(check, Grade.ODD, words, remedy)


def bad(check: str, words: str, remedy: str) -> Finding:
    return Finding(check, Grade.BAD, words, remedy)


def line(finding: Finding) -> str:
    """One line for a terminal."""
    said = f"{SIGNS[finding.grade]} {finding.check}: {finding.words.rstrip('.')}."
    return f"{said} → {finding.remedy.rstrip('.')}." if finding.remedy else said


def worst(findings: Iterable[Finding]) -> Grade:
    """The grade of the whole."""
    grades = {one.grade for one in findings}
    return next((grade for grade in (Grade.BAD, Grade.ODD) if grade in grades), Grade.GOOD)


def as_json(findings: Sequence[Finding], *, at: datetime) -> dict[str, Any]:
    """For a monitor. `tot` is what the exit status says."""
    return {
        "tot": worst(findings) is not Grade.BAD,
        "muc": worst(findings).value,
        "luc": at.isoformat(),
        "kiem_tra": [
            {"ten": one.check, "muc": one.grade.value, "loi": one.words, "cach_sua": one.remedy} for one in findings
        ],
    }


def caught(check: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a check says; whatever it raises is a finding too, so that the others are still made."""
    try:
        yield from look()
    except DirectiveError as error:
        yield bad(check, str(error), "")
    except Exception as error:  # a driver, a disk, a stranger's answer: the doctor must outlive them all
        said = " ".join(str(error).split())[:300] or type(error).__name__
        yield bad(check, f"không kiểm tra được ({type(error).__name__}: {said})", "Xem nhật ký của dịch vụ này")
