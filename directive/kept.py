"""Dự thảo đã lưu: papers drafted for somebody to check and sign, kept with their files by hash. Never sent by us."""

from datetime import date, datetime
from enum import StrEnum

from directive.values import Frozen


class PaperKind(StrEnum):
    """What was drafted (loại dự thảo)."""

    URGING = "urging"  # văn bản đôn đốc
    HANDOVER = "handover"  # danh sách bàn giao


class KeptPaper(Frozen):
    """One drafted paper, without its text: that stands in its files."""

    paper_id: int
    what: PaperKind
    directive_id: int | None
    agencies: tuple[str, ...]
    on: date
    at: datetime
    by: str
    title: str
    files: dict[str, str]  # format -> sha256
