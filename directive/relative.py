"""Trong thời hạn ... kể từ ...: the dues counted from an anchor (rules 1-4 and 14)."""

from datetime import date, datetime, time
from typing import assert_never

from directive.calendar import VIETNAM, Calendar, named_day
from directive.counting import (
    DueMoment,
    day_before,
    hours_from,
    in_office_hours,
    period_before,
    period_from,
    working_days_from,
)
from directive.deadlines import AnchorKind, Unit, Within
from directive.dues import Computed, Step, WaitsFor
from directive.settling import CIVIL_CODE, FIRST_DAY_NOT_COUNTED, Case, Doubt, clock, rolling, settled, unsettled
from directive.values import Note

UNITS = {
    Unit.HOUR: "giờ",
    Unit.DAY: "ngày",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.WEEK: "tuần",
    Unit.MONTH: "tháng",
    Unit.QUARTER: "quý",
    Unit.HALF_YEAR: "nửa năm",
    Unit.YEAR: "năm",
}
_RULE_OF = {Unit.HOUR: 4, Unit.DAY: 2, Unit.WORKING_DAY: 1}  # all longer ones: 3
_ARTICLE_OF = {
    1: FIRST_DAY_NOT_COUNTED,
    2: f"{CIVIL_CODE}, Điều 147 khoản 2, Điều 148 khoản 2",
    3: f"{CIVIL_CODE}, Điều 147 khoản 2, Điều 148 khoản 3, khoản 4",
    4: f"{CIVIL_CODE}, Điều 147 khoản 1",
}
_ARRIVAL = "Nghị định 30/2020/NĐ-CP, Điều 18 khoản 1"
_ANCHOR_WORDS = {
    AnchorKind.ISSUED: "ngày ban hành",
    AnchorKind.RECEIVED: "ngày nhận văn bản",
    AnchorKind.CUT_OFF: "ngày chốt số liệu",
    AnchorKind.DATE: "ngày ghi trong văn bản",
    AnchorKind.EVENT: "ngày xảy ra sự kiện",
    AnchorKind.DUE: "ngày đến hạn của nhiệm vụ khác",
    AnchorKind.MEETING: "ngày họp",
}


def relative(deadline: Within, case: Case) -> list[Computed]:
    """The dues of a period, forward or back from its anchor; several when it counts back from several meetings."""
    if deadline.anchor.kind is AnchorKind.MEETING and case.anchors.meetings:
        days = [day for day in sorted(case.anchors.meetings) if day <= case.horizon]
        return [_from_anchor(deadline, day, None, case, key=f"meeting-{day}") for day in days]
    day, assumed = _anchor_day(deadline, case)
    if day is None:
        return [_waiting(deadline, case)]
    return [_from_anchor(deadline, day, assumed, case, key="once")]


def _anchor_day(deadline: Within, case: Case) -> tuple[date | None, Step | None]:
    """The day counting starts from; with a step when it had to be assumed."""
    anchors = case.anchors
    match deadline.anchor.kind:
        case AnchorKind.ISSUED:
            return anchors.issued, None
        case AnchorKind.RECEIVED if anchors.received is None and anchors.issued is not None:
            n = case.settings.received_after_working_days
            day = working_days_from(anchors.issued, n, calendar=case.calendar)
            text = f"Chưa có ngày nhận; tạm lấy ngày ban hành cộng {n:02} ngày làm việc, {named_day(day)}."
            skipped = case.calendar.skipped_between(anchors.issued, day)
            return day, Step(rule=14, article=_ARRIVAL, text=text, day=day, skipped=skipped)
        case AnchorKind.RECEIVED:
            return anchors.received, None
        case AnchorKind.CUT_OFF:
            return anchors.cut_off, None
        case AnchorKind.DATE:
            return deadline.anchor.day, None
        case AnchorKind.EVENT:
            return anchors.event, None
        case AnchorKind.DUE:
            return anchors.due, None
        case AnchorKind.MEETING:
            return None, None
    assert_never(deadline.anchor.kind)


def _from_anchor(deadline: Within, start: date, assumed: Step | None, case: Case, *, key: str) -> Computed:
    if deadline.unit is Unit.HOUR:
        return _hours(deadline, start, assumed, case, key=key)
    rule = _RULE_OF.get(deadline.unit, 3)
    count = period_before if deadline.backwards else period_from
    nominal = count(start, deadline.n, deadline.unit, calendar=case.calendar)
    working = deadline.unit is Unit.WORKING_DAY
    first, last = (nominal, start) if deadline.backwards else (start, nominal)
    skipped = case.calendar.skipped_between(first, last) if working else ()
    step = Step(
        rule=rule,
        article=_ARTICLE_OF[rule],
        text=_counted(deadline, start, nominal, case.calendar),
        day=nominal,
        skipped=skipped,
    )
    end, more = (nominal, ()) if working or deadline.backwards else rolling(nominal, rule, case.calendar)
    doubt = Doubt(first, last) if working else Doubt(day_before(nominal), end)
    return settled(
        case,
        DueMoment(end, deadline.at),
        (*_anchor_steps(deadline, start, assumed), step, *more),
        key=key,
        doubt=None if deadline.backwards and not working else doubt,
        notes=_assumed_notes(assumed),
        provisional=assumed is not None,
    )


def _hours(deadline: Within, start: date, assumed: Step | None, case: Case, *, key: str) -> Computed:
    """Rule 4: by the clock, never rolled, flagged when the office is closed then."""
    if case.anchors.at is None or assumed is not None:
        text = f"“{deadline.text}” tính bằng giờ; cần biết giờ của {_ANCHOR_WORDS[deadline.anchor.kind]}."
        return unsettled(case, text, _waits_for(deadline.anchor.kind), key=key)
    begun = datetime.combine(start, case.anchors.at, tzinfo=VIETNAM)
    moment = hours_from(begun, -deadline.n if deadline.backwards else deadline.n)
    notes: tuple[Note, ...] = ()
    if not in_office_hours(_at(moment), calendar=case.calendar):
        notes = (Note(code="outside-office-hours", message=f"Hạn {clock(moment)} nằm ngoài giờ làm việc."),)
    text = f"{'Tính lùi' if deadline.backwards else 'Cộng'} {deadline.n:02} giờ theo đồng hồ từ {begun:%H:%M} "
    step = Step(rule=4, article=_ARTICLE_OF[4], text=f"{text}{named_day(start)}: {clock(moment)}.", day=moment.day)
    return settled(case, moment, (*_anchor_steps(deadline, start, assumed), step), key=key, notes=notes)


def _anchor_steps(deadline: Within, start: date, assumed: Step | None) -> tuple[Step, ...]:
    if assumed is not None:
        return (assumed,)
    text = f"Mốc tính, {_anchor_words(deadline)}: {named_day(start)}."
    return (Step(rule=14, article="", text=text, day=start),)


def _counted(deadline: Within, start: date, end: date, calendar: Calendar) -> str:
    amount = f"{deadline.n:02} {UNITS[deadline.unit]}"
    if deadline.n == 0:
        return f"Trong chính ngày mốc: {named_day(end)}."
    made_up = calendar.made_up_between(*sorted((start, end))) if deadline.unit is Unit.WORKING_DAY else ()
    also = f" (có tính ngày làm bù {', '.join(named_day(day) for day in made_up)})" if made_up else ""
    if deadline.backwards:
        return f"Tính lùi {amount}, không tính ngày mốc{also}: {named_day(end)}."
    return f"Đếm {amount}, không tính ngày mốc{also}: ngày cuối là {named_day(end)}."


def _assumed_notes(assumed: Step | None) -> tuple[Note, ...]:
    if assumed is None:
        return ()
    text = "Chưa có ngày nhận văn bản; hạn tạm tính theo ngày ban hành. Nhập ngày nhận để tính lại."
    return (Note(code="arrival-assumed", message=text),)


def _anchor_words(deadline: Within) -> str:
    """The letter's own words for the anchor, where it has some."""
    said = deadline.anchor.words
    return f"“{said}”" if said else _ANCHOR_WORDS[deadline.anchor.kind]


def _waiting(deadline: Within, case: Case) -> Computed:
    kind = deadline.anchor.kind
    if kind in (AnchorKind.ISSUED, AnchorKind.RECEIVED):
        text = f"Chờ ngày ban hành: “{deadline.text}” tính từ {_ANCHOR_WORDS[kind]}."
        return unsettled(case, text, WaitsFor.ISSUED)
    text = f"Chờ ngày của mốc {_anchor_words(deadline)}: “{deadline.text}” tính từ đó."
    return unsettled(case, text, _waits_for(kind))


def _waits_for(kind: AnchorKind) -> WaitsFor:
    return WaitsFor(kind.value)


def _at(moment: DueMoment) -> datetime:
    return datetime.combine(moment.day, moment.at or time(23, 59), tzinfo=VIETNAM)
