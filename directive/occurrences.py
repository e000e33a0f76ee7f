"""Deadline + anchors + calendar -> dues (tính kỳ hạn).

Nothing is invented: what cannot be dated says what it waits for. Every due carries its steps, so that anybody can
check the day against the rule, the law and the days passed over.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import assert_never

from pydantic import ValidationError

from directive.calendar import Calendar, named_day, vietnamese_date
from directive.counting import DueMoment, day_before
from directive.deadlines import (
    ByReference,
    Conditional,
    Continuous,
    Deadline,
    Every,
    OnDate,
    OnEvent,
    Unstated,
    Window,
    Within,
)
from directive.dues import Anchors, Computed, CountingSettings, Step, WaitsFor
from directive.errors import BadInput
from directive.periods import ReportingCalendar, ReportLevel
from directive.recurring import recurring
from directive.relative import relative
from directive.settling import ENDS_AT_MIDNIGHT, LITERAL, Case, Doubt, clock, rolling, settled, unsettled
from directive.values import Note


@cache
def counting_settings() -> CountingSettings:
    """The choices that come with the software."""
    return read_counting_settings((files("directive.vocabulary") / "calendar.toml").read_text("utf-8"))


def read_counting_settings(text: str) -> CountingSettings:
    """The [counting] entry of a TOML text; what it does not name is as the law's words say. BadInput names a fault."""
    try:
        return CountingSettings.model_validate(tomllib.loads(text).get("counting", {}))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadInput(f"Mục [counting] có lỗi: {error}. Sửa theo tệp mẫu calendar.toml.") from error


def occurrences(
    deadline: Deadline,
    *,
    anchors: Anchors,
    calendar: Calendar,
    reporting: ReportingCalendar,
    settings: CountingSettings,
    horizon: date,
    level: ReportLevel = ReportLevel.MEMBER,
    beside: Sequence[Deadline] = (),
) -> tuple[Computed, ...]:
    """The dues of a deadline, in order of time; recurring ones up to `horizon`, both days counted.

    `level` says who sends a periodical report; `beside` are the other deadlines of the same obligation (an annual
    report beside a half-yearly one takes in the second half). A duty without any due day gives no due at all:
    see `without_due`. A due that cannot be dated yet is one `Computed` with `unsettled`.
    """
    case = Case(anchors, calendar, reporting, settings, horizon, level)
    try:
        return _computed(deadline, case, beside)
    except BadInput as error:  # a period of 99999 days: the text is at fault, a person decides
        return (unsettled(case, str(error), WaitsFor.DATE),)


def without_due(deadline: Deadline) -> Step | None:
    """Why a deadline has no due day; None when it has (or may have) one."""
    match deadline:
        case Continuous():
            text = "Nhiệm vụ thường xuyên: không có ngày đến hạn, được hỏi trong mỗi kỳ báo cáo."
        case OnEvent(at_once=True):
            text = "Thực hiện ngay: không ghi ngày đến hạn; người giao việc có thể đặt ngày."
        case OnEvent():
            text = "Báo cáo khi phát sinh: không có ngày đến hạn, được hỏi trong mỗi kỳ báo cáo."
        case Conditional():
            text = "Nhiệm vụ có điều kiện: không có ngày đến hạn, được hỏi trong mỗi kỳ báo cáo."
        case Unstated():
            text = "Văn bản không ghi thời hạn: không hạn, được hỏi trong mỗi kỳ báo cáo."
        case Window(closes=None):
            text = "Có ngày bắt đầu, không có ngày kết thúc: không có ngày đến hạn."
        case _:
            return None
    return Step(rule=None, article="", text=text)


def _computed(deadline: Deadline, case: Case, beside: Sequence[Deadline]) -> tuple[Computed, ...]:
    match deadline:
        case OnDate():
            return (_on_date(deadline, case),)
        case Within():
            return tuple(relative(deadline, case))
        case Every():
            return tuple(recurring(deadline, case, beside))
        case Window():
            return (_window(deadline, deadline.closes, case),) if deadline.closes else ()
        case ByReference():
            text = f"Thời hạn nằm trong văn bản khác ({deadline.reference}). Nhập ngày theo văn bản đó."
            return (unsettled(case, text, WaitsFor.REFERENCE),)
        case Continuous() | OnEvent() | Conditional() | Unstated():
            return ()
    assert_never(deadline)


def _on_date(deadline: OnDate, case: Case) -> Computed:
    """Rules 5-9 and 16."""
    if deadline.day is None:
        text = f"Không xác định được ngày trong “{deadline.text}”. Nhập ngày đúng."
        return unsettled(case, text, WaitsFor.DATE)
    notes: tuple[Note, ...] = ()
    if deadline.year_missing:
        text = f"“{deadline.text}” không ghi năm; tạm hiểu là {vietnamese_date(deadline.day)}. Cần xác nhận."
        notes += (Note(code="year-missing", message=text, span=deadline.span),)
    if deadline.horizon:
        text = f"“{deadline.text}” có thể là mốc của cả chương trình, không phải hạn của nhiệm vụ. Cần xác nhận."
        notes += (Note(code="programme-horizon", message=text, span=deadline.span),)
    moment, steps = _fixed(deadline, deadline.day, case)
    doubt = Doubt(day_before(deadline.day), moment.day) if moment.day > deadline.day else None
    return settled(case, moment, steps, notes=notes, provisional=bool(notes), doubt=doubt)


def _fixed(deadline: OnDate, day: date, case: Case) -> tuple[DueMoment, tuple[Step, ...]]:
    if deadline.at is not None:
        moment = DueMoment(day, deadline.at)
        return moment, (Step(rule=7, article=LITERAL, text=f"Hạn là đúng {clock(moment)}.", day=day),)
    if deadline.before and not case.settings.before_is_inclusive:
        moment = DueMoment(day_before(day))
        text = f"“Trước ngày {vietnamese_date(day)}” không gồm ngày đó: hết hạn lúc {clock(moment)}."
        return moment, (Step(rule=5, article=LITERAL, text=text, day=moment.day),)
    if deadline.before:
        text = f"Cơ quan chọn cách hiểu “trước ngày {vietnamese_date(day)}” gồm cả ngày đó: hết hạn lúc "
        return DueMoment(day), (Step(rule=5, article="", text=text + clock(DueMoment(day)) + ".", day=day),)
    rule = 9 if deadline.horizon else 8 if deadline.period_end else 6
    start = "Ngày cuối của kỳ là" if rule in (8, 9) else "Hạn là"
    text = f"{start} {named_day(day)}: hết hạn lúc 24:00 ngày đó."
    step = Step(rule=rule, article=ENDS_AT_MIDNIGHT, text=text, day=day)
    if rule == 6 and case.settings.roll_fixed_dates:
        end, more = rolling(day, 6, case.calendar)
        return DueMoment(end), (step, *more)
    return DueMoment(day), (step,)


def _window(deadline: Window, closes: date, case: Case) -> Computed:
    """Rule 12: opens at 00:00 of the first day, ends at 24:00 of the last; both ends counted."""
    notes: tuple[Note, ...] = ()
    if deadline.opens is not None and deadline.opens > closes:
        text = f"“{deadline.text}”: ngày bắt đầu đứng sau ngày kết thúc. Kiểm tra lại."
        notes = (Note(code="window-reversed", message=text, span=deadline.span),)
    start = f"Mở từ 00:00 {named_day(deadline.opens)}, " if deadline.opens else ""
    text = f"{start}hết hạn lúc {clock(DueMoment(closes))}; tính cả hai ngày đầu và cuối."
    step = Step(rule=12, article=ENDS_AT_MIDNIGHT, text=text[:1].upper() + text[1:], day=closes)
    return settled(case, DueMoment(closes), (step,), opens_on=deadline.opens, notes=notes, provisional=bool(notes))
