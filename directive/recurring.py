"""Định kỳ: the dues of a recurring deadline (rules 11 and 12), from its own words or from the reporting calendar."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count, islice, takewhile

from directive.calendar import named_day, vietnamese_date
from directive.counting import DueMoment, clamped, day_before, rolled_back
from directive.deadlines import Deadline, Every, Period
from directive.dues import Computed, Step, WaitsFor
from directive.periods import ReportLevel, ReportPeriod, Sent, period_of, periods, reported_at, sent_by
from directive.settling import ENDS_AT_MIDNIGHT, LITERAL, Case, Doubt, clock, rolling, settled, unsettled

CYCLES = {
    Period.DAY: "hằng ngày",
    Period.WEEK: "hằng tuần",
    Period.MONTH: "hằng tháng",
    Period.QUARTER: "hằng quý",
    Period.HALF_YEAR: "6 tháng một lần",
    Period.NINE_MONTHS: "9 tháng",
    Period.YEAR: "hằng năm",
}
LEVELS = {
    ReportLevel.MEMBER: "đơn vị báo cáo",
    ReportLevel.COLLECTOR: "đầu mối tổng hợp",
    ReportLevel.ASSIGNER: "cơ quan giao việc",
}
_SIZES = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.NINE_MONTHS: 12, Period.YEAR: 12}


def recurring(deadline: Every, case: Case, beside: Sequence[Deadline]) -> Iterator[Computed]:
    """All occurrences from the directive's date (or the day the text says it starts) to the horizon."""
    start = deadline.starts or case.anchors.issued
    if start is None:
        text = f"Chờ ngày ban hành: “{deadline.text}” bắt đầu từ ngày đó."
        yield unsettled(case, text, WaitsFor.ISSUED)
        return
    end = min(case.horizon, deadline.ends) if deadline.ends else case.horizon
    annual = _has_annual(deadline, beside)
    for kind in (deadline.period, *deadline.also):
        yield from islice(_series(deadline, kind, start, end, case, annual=annual), 0, None, max(deadline.n, 1))


def _series(deadline: Every, kind: Period, start: date, end: date, case: Case, *, annual: bool) -> Iterable[Computed]:
    if kind is Period.DAY:
        return _daily(deadline, start, end, case)
    if kind is Period.WEEK and deadline.weekday is not None:
        return _weekly(deadline, deadline.weekday, start, end, case)
    if kind is Period.WEEK or (deadline.month_day is None and deadline.month is None):
        return _by_reporting_calendar(deadline, kind, start, end, case, annual=annual)
    return _on_month_day(deadline, kind, start, end, case)


def _has_annual(deadline: Every, beside: Sequence[Deadline]) -> bool:
    said = (deadline, *(other for other in beside if isinstance(other, Every)))
    return any(Period.YEAR in (every.period, *every.also) for every in said)


def _by_reporting_calendar(
    deadline: Every, kind: Period, start: date, end: date, case: Case, *, annual: bool
) -> Iterator[Computed]:
    """The text gives no day ("định kỳ 6 tháng, 1 năm theo quy định"): the chosen calendar does, for each level.

    The first period is the first whose data are not closed when the directive is issued.
    """
    folded = annual and case.reporting.fold_second_half
    for period in periods(kind, start=start, horizon=end, reporting=case.reporting):
        if folded and period.key.endswith("-H2"):
            continue
        sent = sent_by(period, case.level, reporting=case.reporting, calendar=case.calendar)
        if sent is None:
            text = f"Lịch báo cáo “{case.reporting.title}” không ghi ngày gửi của {LEVELS[case.level]} cho kỳ này."
            yield unsettled(case, f"{text} Nhập ngày gửi.", WaitsFor.DATE, key=period.key)
            return
        if start <= sent.day <= end:
            yield _sent(deadline, period, sent, case)


def _sent(deadline: Every, period: ReportPeriod, sent: Sent, case: Case) -> Computed:
    moment = DueMoment(sent.day, deadline.at)
    base = min(sent.day, period.cut_off)
    counted = sent.rule.month_day is None and sent.rule.working_days > 0
    skipped = case.calendar.skipped_between(base, sent.day) if counted else ()
    text = (
        f"Theo lịch báo cáo “{case.reporting.title}”, {LEVELS[case.level]} gửi {_how(sent, period)}: {clock(moment)}."
    )
    step = Step(rule=11, article=case.reporting.legal_basis, text=text, day=sent.day, skipped=skipped)
    doubt = Doubt(base, sent.day) if sent.rule.working_days >= 0 else Doubt(sent.day, sent.day + timedelta(days=7))
    return settled(
        case,
        moment,
        (_period_step(period), step),
        key=period.key,
        period=period,
        doubt=doubt if sent.rule.working_days or period.kind is Period.WEEK else None,
    )


def _how(sent: Sent, period: ReportPeriod) -> str:
    n = sent.rule.working_days
    if period.kind in (Period.DAY, Period.WEEK):
        return "vào ngày làm việc cuối của tuần"
    if sent.rule.month_day is None:
        hurry = ", sớm hơn để kịp ngày gửi của cấp trên" if sent.hurried else ""
        return f"sau ngày chốt số liệu {n:02} ngày làm việc{hurry}"
    edge = "trước ngày" if sent.rule.before else "ngày"
    shift = f", sớm hơn {-n:02} ngày làm việc" if n < 0 else f", cộng {n:02} ngày làm việc" if n else ""
    month = f"tháng {sent.rule.month}" if sent.rule.month else "tháng cuối kỳ"
    return f"{edge} {sent.rule.month_day:02} {month}{shift}"


def _on_month_day(deadline: Every, kind: Period, start: date, end: date, case: Case) -> Iterator[Computed]:
    """The text gives the day (trước ngày 20 hằng tháng, ngày 25 tháng cuối quý, trước 20/6 hằng năm)."""
    size = _SIZES[kind]
    first = start.year * 12 + start.month - 1
    first -= first % size + size  # one earlier: a due may fall into the period after the one it closes
    days = (_named_day(deadline, kind, index) for index in count(first, size))
    for day in takewhile(lambda day: day <= end + timedelta(days=366), days):
        moment, steps, doubt = _moment(deadline, day, case)
        if moment.day > end:
            return
        if moment.day >= start:
            yield _named(deadline, kind, day, moment, steps, doubt, case)


def _named(
    deadline: Every,
    kind: Period,
    day: date,
    moment: DueMoment,
    steps: tuple[Step, ...],
    doubt: Doubt | None,
    case: Case,
) -> Computed:
    period = reported_at(moment.day, kind, reporting=case.reporting, next_period=deadline.next_period)
    opens = clamped(day.year, day.month, deadline.opens_month_day) if deadline.opens_month_day else None
    key = period.key if period else day.isoformat()
    led = (_period_step(period), *steps) if period else steps
    return settled(case, moment, led, key=key, period=period, opens_on=opens, doubt=doubt)


def _named_day(deadline: Every, kind: Period, index: int) -> date:
    """The day named for the period that begins in a calendar month (months since year 0)."""
    size = _SIZES[kind]
    last = 8 if kind is Period.NINE_MONTHS else size - 1
    offset = last if deadline.of_last_month or deadline.month is None else (deadline.month - 1) % size
    if deadline.next_period:
        offset = size + (0 if deadline.month is None else (deadline.month - 1) % size)
    month = index + offset
    return clamped(month // 12, month % 12 + 1, deadline.month_day or -1)


def _moment(deadline: Every, day: date, case: Case) -> tuple[DueMoment, tuple[Step, ...], Doubt | None]:
    """Rules 5, 6, 7 and 12 for one occurrence."""
    if deadline.at is not None:
        moment = DueMoment(day, deadline.at)
        return moment, (Step(rule=7, article=LITERAL, text=f"Hạn là đúng {clock(moment)}.", day=day),), None
    if deadline.before and not case.settings.before_is_inclusive:
        moment = DueMoment(day_before(day))
        text = f"“Trước ngày {vietnamese_date(day)}” không gồm ngày đó: hết hạn lúc {clock(moment)}."
        return moment, (Step(rule=5, article=LITERAL, text=text, day=moment.day),), None
    rule = 12 if deadline.opens_month_day else 5 if deadline.before else 6
    step = Step(rule=rule, article=ENDS_AT_MIDNIGHT, text=f"Hết hạn lúc {clock(DueMoment(day))}.", day=day)
    if rule == 6 and case.settings.roll_fixed_dates:
        rolled, more = rolling(day, 6, case.calendar)
        return DueMoment(rolled), (step, *more), Doubt(day_before(day), rolled)
    return DueMoment(day), (step,), None


def _weekly(deadline: Every, weekday: int, start: date, end: date, case: Case) -> Iterator[Computed]:
    """On a weekday (vào thứ Sáu hằng tuần); on a day off it is the last working day before."""
    monday = start - timedelta(days=start.weekday())
    for week in count():
        named = monday + timedelta(days=7 * week + weekday - deadline.before)
        day = rolled_back(named, calendar=case.calendar)
        if named > end:
            return
        if day < start:
            continue
        moment = DueMoment(day, deadline.at)
        period = period_of(monday + timedelta(days=7 * week), Period.WEEK, reporting=case.reporting)
        text = f"Định kỳ hằng tuần: hết hạn lúc {clock(moment)}."
        steps: tuple[Step, ...] = (Step(rule=11, article=LITERAL, text=text, day=day),)
        if day != named:
            text = f"{named_day(named)} là ngày nghỉ; lấy ngày làm việc liền trước, {named_day(day)}."
            skipped = case.calendar.skipped_between(day, named)
            steps = (Step(rule=11, article="", text=text[:1].upper() + text[1:], day=day, skipped=skipped), *steps)
        key = period.key if period else named.isoformat()
        yield settled(case, moment, steps, key=key, period=period, doubt=Doubt(day - timedelta(days=1), named))


def _daily(deadline: Every, start: date, end: date, case: Case) -> Iterator[Computed]:
    """Every day of a window the text sets, days off too (duty over a holiday); without a window, working days."""
    first = start if deadline.starts else start + timedelta(days=1)
    windowed = deadline.starts is not None and deadline.ends is not None
    for offset in range((end - first).days + 1):
        day = first + timedelta(days=offset)
        if not windowed and not case.calendar.is_working(day):
            continue
        moment = DueMoment(day, deadline.at)
        step = Step(rule=11, article=LITERAL, text=f"Định kỳ hằng ngày: hết hạn lúc {clock(moment)}.", day=day)
        period = period_of(day, Period.DAY, reporting=case.reporting)
        doubt = None if windowed else Doubt(day - timedelta(days=1), day)
        yield settled(case, moment, (step,), key=day.isoformat(), period=period, doubt=doubt)


def _period_step(period: ReportPeriod) -> Step:
    text = (
        f"Định kỳ {CYCLES[period.kind]}, kỳ {period.label}: số liệu từ {vietnamese_date(period.opens)} "
        f"đến {vietnamese_date(period.cut_off)}."
    )
    return Step(rule=11, article="", text=text, day=period.cut_off)
