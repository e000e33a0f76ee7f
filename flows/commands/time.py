"""`dondoc date`: what day a phrase means and why. `dondoc calendar`: the table of days. Neither opens the store."""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from directive.calendar import Calendar, named_day, official_calendar, read_days, vietnamese_date, with_site_days
from directive.deadlines import Deadline, Every, OnDate
from directive.dues import Anchors, Computed
from directive.errors import BadInput
from directive.explain import as_json, explained
from directive.occurrences import counting_settings, occurrences, without_due
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


def calendar_arguments(parser: argparse.ArgumentParser) -> None:
    """The table of days (lịch làm việc)."""
    acts = parser.add_subparsers(dest="act", metavar="VIỆC", required=True)
    check = acts.add_parser("check", help="những năm đã có và đã xác nhận; báo khi thiếu năm tới")
    check.add_argument("--today", metavar="NGÀY", help="ngày giả định")
    for name, meaning in (("show", "in các ngày của một năm"), ("propose", "đề xuất bảng ngày của một năm (CSV)")):
        act = acts.add_parser(name, help=meaning)
        act.add_argument("year", metavar="NĂM", type=int)
    for act in acts.choices.values():
        act.add_argument(
            "--days", metavar="TỆP", type=Path, help="bảng ngày riêng của đơn vị (CSV), đặt lên lịch chung"
        )


def run_calendar(args: argparse.Namespace) -> int:
    """Dispatch to one act."""
    if args.act == "propose":
        from directive.coming_year import as_csv, proposed

        print(as_csv(proposed(args.year)), end="")
        return 0
    calendar = _calendar(args.days)
    return _show(calendar, args.year) if args.act == "show" else _check(calendar, _day(args.today) or _today())


def _found(deadline: Deadline, args: argparse.Namespace, signed: date | None) -> tuple[Computed, ...]:
    since = _day(args.from_on)
    recurring = isinstance(deadline, Every)
    start = since or signed or (_today() if recurring else None)
    anchors = Anchors(
        issued=start if recurring else signed,
        received=_day(args.received_on),
        event=_day(args.event_on),
        meetings=tuple(_given_day(text) for text in args.meeting),
        at=_clock(args.at),
    )
    found = occurrences(
        deadline,
        anchors=anchors,
        calendar=_calendar(args.days),
        reporting=reporting_calendar(args.reporting),
        settings=counting_settings(),
        horizon=_horizon(deadline, start),
        level=ReportLevel(args.level),
    )
    return _earliest(found, args.count) if recurring else found


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


def _show(calendar: Calendar, year: int) -> int:
    rows = [row for row in calendar.rows if row.day.year == year]
    if not rows:
        raise BadInput(f"Lịch làm việc chưa có năm {year}. Chạy “dondoc calendar propose {year}” để có bản đề xuất.")
    for row in rows:
        work = "làm việc" if row.is_working else "nghỉ"
        doubt = "" if row.confirmed else " (chưa xác nhận)"
        basis = "; ".join(part for part in (row.legal_basis, row.source) if part)
        print(f"{named_day(row.day):<22} {work:<9} {row.reason}{doubt}\n{'':<33}{basis}")
    off = sum(1 for row in rows if not row.is_working and row.day.weekday() < 5)
    worked = calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
    print(f"Năm {year}: {worked} ngày làm việc, {off} ngày nghỉ ngoài thứ Bảy, Chủ nhật. Phiên bản {calendar.version}.")
    return 0


def _check(calendar: Calendar, on: date) -> int:
    from directive.coming_year import calendar_notes

    for year in sorted(calendar.years):
        unsure = sum(1 for row in calendar.rows if row.day.year == year and not row.confirmed)
        print(f"{year}: {'đã xác nhận' if not unsure else f'{unsure} ngày chưa xác nhận'}")
    notes = calendar_notes(calendar, on=on)
    for note in notes:
        print(f"{'THIẾU' if note.code == 'calendar-missing' else 'Lưu ý'}: {note.message}")
    print(f"Ngày kiểm tra {vietnamese_date(on)}, phiên bản {calendar.version}.")
    return 1 if any(note.code == "calendar-missing" for note in notes) else 0


def _calendar(days: Path | None) -> Calendar:
    if days is None:
        return official_calendar()
    try:
        rows = read_days(days.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"Không đọc được bảng ngày {days}: {error}. Kiểm tra đường dẫn; tệp phải là CSV, UTF-8."
        ) from error
    return with_site_days(official_calendar(), rows)


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
