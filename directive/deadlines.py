"""Thời hạn: what the words of a text say about time. Nothing here is computed against a calendar.

A `Deadline` keeps the words it came from. `directive.reading.time_words` reads phrases into these values;
`directive.dues` turns them into dated Dues. Kinds are those of the reading contract; the rule numbers in the
docstrings are the counting rules kept with `directive.counting`.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from directive.values import Frozen, Span


class Unit(StrEnum):
    """What a period is counted in."""

    HOUR = "hour"
    DAY = "day"  # calendar days (ngày)
    WORKING_DAY = "working_day"  # ngày làm việc
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Period(StrEnum):
    """How often something recurs (chu kỳ)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


class AnchorKind(StrEnum):
    """The event a period is counted from (mốc tính)."""

    ISSUED = "issued"  # ngày ban hành, ngày ký
    RECEIVED = "received"  # ngày nhận được văn bản
    CUT_OFF = "cut_off"  # ngày chốt số liệu
    DATE = "date"  # a date written in the text
    EVENT = "event"  # something that has yet to happen; somebody must tell when it did
    DUE = "due"  # another due date
    MEETING = "meeting"  # phiên họp, kỳ họp: counted backwards from it


class Anchor(Frozen):
    """Where counting starts. `day` is given only for `DATE`; `words` quotes the event."""

    kind: AnchorKind
    words: str = ""
    day: date | None = None


class Said(Frozen):
    """What all deadlines have: the exact words and where they stand in the extracted text."""

    text: str
    span: Span


class OnDate(Said):
    """By one day (chậm nhất ngày X, trước ngày X, trong quý II/2024): counting rules 5-10 and 16.

    `day` is the last day as written; for "trước ngày X" it is X and `before` is true (the due moment is then
    24:00 of the day before). None when the text names a day that does not exist or a year cannot be told.
    """

    kind: Literal["on_date"] = "on_date"
    day: date | None
    before: bool = False
    at: time | None = None  # "trước 14 giờ ngày ..."
    year_missing: bool = False  # "trước 30/9": the year was supplied by the reader (rule 16)
    horizon: bool = False  # "đến năm 2030": often the horizon of a programme (rule 9)
    period_end: bool = False  # "trong quý II/2024": the last day of a period (rule 8)


class Within(Said):
    """A period counted from an anchor (trong thời hạn 05 ngày làm việc kể từ ngày ...): rules 1-4."""

    kind: Literal["within"] = "within"
    n: int
    unit: Unit
    anchor: Anchor
    backwards: bool = False  # "trước ngày họp 05 ngày"
    at: time | None = None  # "trong buổi sáng ngày làm việc tiếp theo"


class Every(Said):
    """Recurring (định kỳ): rule 11, 12 and the reporting calendars.

    Without `month_day`, `weekday`, `month`: the day comes from the reporting calendar confirmed for the directive.
    """

    kind: Literal["every"] = "every"
    period: Period
    n: int = 1  # every n periods ("hai năm một lần")
    also: tuple[Period, ...] = ()  # further series said in the same breath ("6 tháng, 1 năm"): each recurs by itself
    month_day: int | None = None  # 1-31; -1 is the last day of the month
    month: int | None = None  # of the year, for yearly; of the period when `of_last_month` is not set
    weekday: int | None = None  # Monday is 0
    of_last_month: bool = False  # "ngày 20 của tháng cuối quý"
    next_period: bool = False  # "trước ngày 15/01 của năm sau liền kề"
    before: bool = False
    at: time | None = None
    opens_month_day: int | None = None  # "từ ngày 1 đến ngày 5 hằng tháng"
    starts: date | None = None
    ends: date | None = None
    by_rule: bool = False  # "theo quy định", "theo chế độ báo cáo": the dates live in another document


class Window(Said):
    """From one day to another (từ ngày ... đến hết ngày ...): rule 12. Either end may be open."""

    kind: Literal["window"] = "window"
    opens: date | None
    closes: date | None


class Continuous(Said):
    """Always (thường xuyên, 24/24h): never overdue itself, asked about in each report."""

    kind: Literal["continuous"] = "continuous"


class OnEvent(Said):
    """When something happens (kịp thời báo cáo khi phát sinh ...): no due day; `at_once` for "ngay", "hỏa tốc"."""

    kind: Literal["on_event"] = "on_event"
    at_once: bool = False


class ByReference(Said):
    """The time lives in another document (theo Kế hoạch số 92/KH-UBND, theo quy định)."""

    kind: Literal["by_reference"] = "by_reference"
    reference: str


class Conditional(Said):
    """Only if (tuỳ theo điều kiện kinh phí, nếu có): marks the obligation as conditional."""

    kind: Literal["conditional"] = "conditional"


class Unstated(Frozen):
    """The text sets no time (không hạn). Asked about in each report."""

    kind: Literal["unstated"] = "unstated"


Deadline = Annotated[
    OnDate | Within | Every | Window | Continuous | OnEvent | ByReference | Conditional | Unstated,
    Field(discriminator="kind"),
]
