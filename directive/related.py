"""Quan hệ giữa hai văn bản, as a value."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Relation(StrEnum):
    """What a directive is to the other one."""

    CARRIES_OUT = "carries_out"  # thực hiện văn bản của cấp trên
    REPLACES = "replaces"  # thay thế
    CORRECTS = "corrects"  # đính chính
    RECALLS = "recalls"  # thu hồi
    PROLONGS = "prolongs"  # gia hạn


WORDS = {
    Relation.CARRIES_OUT: ("thực hiện", "được thực hiện bằng"),
    Relation.REPLACES: ("thay thế", "bị thay thế bởi"),
    Relation.CORRECTS: ("đính chính", "được đính chính bởi"),
    Relation.RECALLS: ("thu hồi", "bị thu hồi bởi"),
    Relation.PROLONGS: ("gia hạn", "được gia hạn bởi"),
}
"""What tables say, seen from the one and from the other."""


class Related(NamedTuple):
    """`directive_id` carries out, replaces ... `other_id`, or `other` in words where it is not in the store."""

    directive_id: int
    relation: Relation
    other_id: int | None
    other: str
    on: date
