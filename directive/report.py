"""Báo cáo: what is handed to the Chairman, as values. Figures are computed, never typed.

Agencies speak in their own words, attributed and unchanged. Who said nothing is named as not having reported; nothing
is said of what they did. There are two kinds: of one directive (`compiling`), and of many in a span of time
(`overall`).
"""

import hashlib
import json
from datetime import date
from enum import StrEnum

from directive.dues import Standing
from directive.figures import Answer, Counts, Rate
from directive.letterhead import Letterhead
from directive.values import Frozen


class Section(StrEnum):
    """Passages a person may write (phần lời); those under one assignment are named by `result_section`."""

    GENERAL = "chung"
    DIFFICULTIES = "kho-khan"
    PROPOSALS = "kien-nghi"


def result_section(position: int | None) -> str:
    """The name of the passage under one assignment; None is the periodical report itself."""
    return "ket-qua-bao-cao" if position is None else f"ket-qua-{position + 1}"


def shortened_section(reply_id: int) -> str:
    """The name of the collector's shorter wording of one answer; a newer answer has another one."""
    return f"rut-gon-{reply_id}"


class Word(Frozen):
    """What one agency said about one assignment: its own words, or the collector's shorter wording of them."""

    agency_id: str
    agency: str
    on: date
    text: str
    figures: str = ""
    evidence: tuple[str, ...] = ()  # names of files
    accepted: bool = False
    reply_id: int
    original: str = ""  # the agency's own words, where `text` is shorter


class Result(Frozen):
    """Kết quả of one assignment: its words by agency, and the owners that said nothing."""

    position: int | None  # None for the periodical report itself
    label: str | None
    title: str
    owners: tuple[str, ...]
    narrative: str = ""
    words: tuple[Word, ...] = ()
    silent: tuple[str, ...] = ()


class Said(Frozen):
    """A difficulty or a proposal of one agency, and the assignment it was written under."""

    agency: str
    text: str
    about: str = ""


class Missing(Frozen):
    """An agency that did not report (cơ quan chưa báo cáo), and by how much its day has passed."""

    agency_id: str
    agency: str
    due_on: date | None
    calendar_days: int
    working_days: int
    directive: str = ""  # its number; empty where the whole report is about one
    period: str = ""


class AnnexRow(Frozen):
    """One line of the annex."""

    obligation_id: int
    due_id: int | None
    directive: str = ""  # its number; empty where the whole report is about one
    label: str
    title: str
    agency_id: str
    agency: str
    period: str
    original_on: date | None
    due_on: date | None
    extensions: int
    answered_on: date | None
    answer: Answer
    timing: Standing
    state: str
    standing: str
    calendar_days: int
    working_days: int


class Correction(Frozen):
    """A fact that was different in the report frozen before (đính chính)."""

    what: str
    before: str
    now: str


class NamedRate(Frozen):
    """A percentage, its fraction and its denominator."""

    percent: str
    part: int
    whole: int
    of: str


class Chapter(Frozen):
    """One directive in a report on many: its figures in words, and what was said where one agency is reported on."""

    directive_id: int
    title: str
    summary: str
    results: tuple[Result, ...] = ()


class Row(Frozen):
    """The figures of one directive, agency or field in a table."""

    name: str
    figures: dict[str, int]
    rates: tuple[NamedRate, NamedRate]


class Cut(Frozen):
    """The same figures along one axis (bảng số liệu theo ...); its rows add up to the whole."""

    by: str  # "văn bản", "cơ quan, đơn vị", "lĩnh vực"
    rows: tuple[Row, ...]


class Report(Frozen):
    """Báo cáo of one directive, for a period or as of a day; or of many (`span`), of all agencies or of one."""

    directive_id: int | None = None  # None: of many
    due_id: int | None = None
    agency_id: str | None = None
    span: str = ""  # "2024-06", "2024-H1", "2024"; empty for the report of one directive
    on: date
    period: str
    title: str
    head: Letterhead
    addressee: str
    opening: str
    general: tuple[str, ...]
    figures: dict[str, int]
    original: dict[str, int]
    rates: tuple[NamedRate, NamedRate]
    results: tuple[Result, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    cuts: tuple[Cut, ...] = ()
    difficulties: tuple[Said, ...]
    proposals: tuple[Said, ...]
    narrative: dict[str, str]  # of `Section`
    missing: tuple[Missing, ...]
    annex: tuple[AnnexRow, ...]
    corrections: tuple[Correction, ...] = ()
    closing: str
    recipients: tuple[str, ...]
    note: str = ""  # e.g. that the day is assumed


def digest(report: Report) -> str:
    """Mã đối chiếu: SHA-256 of the canonical content; equal reports give equal digests."""
    content = report.model_dump(mode="json")
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def same_content(before: Report, now: Report) -> bool:
    """Whether nothing but the list of corrections differs; a report that corrects nothing is the old one."""
    return before.model_copy(update={"corrections": ()}) == now.model_copy(update={"corrections": ()})


def named_rate(rate: Rate) -> NamedRate:
    """A rate as a report keeps it."""
    return NamedRate(percent=rate.vietnamese, part=rate.part, whole=rate.whole, of=rate.of)


def both_rates(counts: Counts) -> tuple[NamedRate, NamedRate]:
    """Both percentages, each with its denominator."""
    return named_rate(counts.of_due), named_rate(counts.of_all)
