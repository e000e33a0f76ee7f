"""`dondoc date`: what day a phrase means, and why; by the site's own days and choices where there is a store."""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from directive.calendar import Calendar
from directive.deadlines import Deadline, Every, OnDate
from directive.dues import Anchors, Computed, CountingSettings
from directive.errors import BadInput
from directive.explain import as_json, explained
from directive.occurrences import occurrences, without_due
from directive.periods import ReportLevel, reporting_calendar

_YEARS_AHEAD = 12  # far enough for the next occurrences of anything yearly


def date_arguments(parser: argparse.ArgumentParser) -> None:
    """The calculator (máy tính thời hạn)."""
    parser.add_argument("phrase", metavar="CÂU", help="ví dụ: “trong thời hạn 05 ngày làm việc kể từ ngày nhận được”")
    for name, meaning in (
        ("signed", "ngày ban hành văn bản"),
        ("received", "ngày nhận văn bản"),
        ("event", "ngày xảy ra sự kiện"),
        ("from", "tính các kỳ từ ngày này (mặc định: ngày ban hành, hoặc hôm nay)"),
    ):
        parser.add_argument(f"--{name}", metavar="NGÀY", dest=f"{name}_on", type=str, help=meaning)
    parser.add_argument("--meeting", metavar="NGÀY", action="append", default=[], help="ngày họp; ghi được nhiều lần")
    parser.add_argument("--at", metavar="GIỜ", help="giờ của mốc, khi thời hạn tính bằng giờ (HH:MM)")
    parser.add_argument("--count", metavar="N", type=int, default=5, help="số kỳ in ra với thời hạn định kỳ (5)")
    parser.add_argument(
        "--level", choices=[level.value for level in ReportLevel], default="member", help="cấp gửi báo cáo"
    )
    parser.add_argument("--reporting", metavar="TÊN", default="nd09", help="lịch báo cáo (nd09)")
    parser.add_argument("--days", metavar="TỆP", type=Path, help="bảng ngày riêng của đơn vị (CSV), đặt lên lịch chung")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run_date(args: argparse.Namespace) -> int:
    """Read the phrase, compute, explain."""
    from directive.reading.time_words import read_phrase

    signed = _day(args.signed_on)
    deadline = read_phrase(args.phrase, signed=signed)
    if isinstance(deadline, OnDate) and deadline.day is None:
        raise BadInput(
            f"“{args.phrase}” ghi ngày không có thật hoặc không đủ để xác định. Kiểm tra lại ngày, tháng, năm."
        )
    found = _found(deadline, args, signed)
    if args.json:
        print(json.dumps(_report(args.phrase, deadline, found), ensure_ascii=False, indent=2))
    else:
        print("\n\n".join("\n".join(lines) for lines in _paragraphs(args.phrase, deadline, found)))
    return 0


def _found(deadline: Deadline, args: argparse.Namespace, signed: date | None) -> tuple[Computed, ...]:
    since = _day(args.from_on)
    recurring = isinstance(deadline, Every)
    start = since or signed or (_today() if recurring else None)
    meetings = tuple(_given_day(text) for text in args.meeting or filter(None, [args.event_on]))
    anchors = Anchors(
        issued=start if recurring else signed,
        received=_day(args.received_on),
        event=_day(args.event_on) or next(iter(meetings), None),
        meetings=meetings,
        at=_clock(args.at),
    )
    calendar, choices = _rules(args.days)
    found = occurrences(
        deadline,
        anchors=anchors,
        calendar=calendar,
        reporting=reporting_calendar(args.reporting),
        settings=choices,
        horizon=_horizon(deadline, start),
        level=ReportLevel(args.level),
    )
    return _earliest(found, args.count) if recurring else found


def _rules(days: Path | None) -> tuple[Calendar, CountingSettings]:
    from flows.commands.calendar import as_it_stands, choices_as_they_stand

    return as_it_stands(days), choices_as_they_stand()


def _horizon(deadline: Deadline, start: date | None) -> date:
    """How far to expand: a year of days or weeks, more of anything longer."""
    if not isinstance(deadline, Every) or start is None:
        return date(2079, 12, 31)
    years = 1 if deadline.period in ("day", "week") else _YEARS_AHEAD * max(deadline.n, 1)
    return min(start + timedelta(days=366 * years), date(2079, 1, 31))


def _earliest(found: Sequence[Computed], count: int) -> tuple[Computed, ...]:
    return tuple(sorted(found, key=lambda due: due.due_on or date.min)[: max(count, 1)])


def _paragraphs(phrase: str, deadline: Deadline, found: Sequence[Computed]) -> list[list[str]]:
    reason = without_due(deadline)
    if not found:
        return [[f"Câu chữ: “{phrase}”", reason.text if reason else "Không có kỳ hạn nào trong khoảng thời gian này."]]
    head, *rest = found
    return [explained(head, words=phrase), *(explained(due) for due in rest)]


def _report(phrase: str, deadline: Deadline, found: Sequence[Computed]) -> dict[str, object]:
    reason = without_due(deadline)
    first = (
        as_json(found[0], words=phrase) if found else {"words": phrase, "due_on": None, "due_at": None, "rule": None}
    )
    steps = first.get("steps") or ([reason.model_dump(mode="json")] if reason else [])
    report = {"phrase": phrase, "kind": deadline.kind} | first | {"steps": steps}
    if len(found) > 1:
        report["occurrences"] = [as_json(due) for due in found]
    return report | {"deadline": deadline.model_dump(mode="json")}


def _day(text: str | None) -> date | None:
    return None if text is None else _given_day(text)


def _given_day(text: str) -> date:
    from directive.settings import day_of_text

    return day_of_text(text)


def _clock(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text.replace("h", ":").replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 a clock time has no zone
    except ValueError as error:
        raise BadInput(f"Giờ “{text}” sai dạng. Viết giờ:phút, ví dụ 14:00.") from error


def _today() -> date:
    from directive.settings import load_settings

    return load_settings().day(datetime.now(UTC))
