"""The words every module uses: a frozen value, a span of text, a note for a person."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Base of all values: immutable, no unknown fields, collections are tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Span(NamedTuple):
    """A piece of the extracted text, in characters: `start` counts, `end` does not."""

    start: int
    end: int


class Note(Frozen):
    """Something a person must look at (ghi chú cần rà soát).

    An unclear text gives Notes, never an exception. `code` is stable and in English
    (`no-number`, `joint-owners`), `message` is Vietnamese and written for a clerk.
    """

    code: str
    message: str
    span: Span | None = None
