"""`dondoc calendar`: the table of days. check, show, propose read it; the other acts change the site's own days."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from directive.calendar import (
    Calendar,
    CalendarDay,
    named_day,
    official_calendar,
    read_days,
    read_office_hours,
    vietnamese_date,
    with_site_days,
)
from directive.dues import CountingSettings
from directive.errors import BadInput, NotFound
from directive.settings import Settings, day_of_text, load_settings


def calendar_arguments(parser: argparse.ArgumentParser) -> None:
    """The table of days (lịch làm việc)."""
    acts = parser.add_subparsers(dest="act", metavar="VIỆC", required=True)
    check = acts.add_parser("check", help="những năm đã có và đã xác nhận; báo khi thiếu năm tới")
    check.add_argument("--today", metavar="NGÀY", help="ngày giả định")
    show = acts.add_parser("show", help="in các ngày của một năm")
    propose = acts.add_parser("propose", help="đề xuất bảng ngày của một năm (CSV), để đối chiếu")
    load = acts.add_parser("load", help="nạp bảng ngày (CSV) vào kho và tính lại các kỳ hạn")
    load.add_argument("file", metavar="TỆP", type=Path)
    confirm = acts.add_parser("confirm", help="xác nhận các ngày của một năm, hoặc của một bảng ngày đã đối chiếu")
    confirm.add_argument("what", metavar="NĂM|TỆP")
    confirm.add_argument("--source", required=True, metavar="VĂN-BẢN", help="số, ngày của thông báo nghỉ lễ, Tết")
    add = acts.add_parser("add", help="thêm một ngày nghỉ hoặc ngày làm việc và tính lại các kỳ hạn")
    _add_arguments(add)
    rules = acts.add_parser("rules", help="giờ làm việc và cách tính riêng của cơ quan: xem, hoặc nạp từ tệp TOML")
    rules.add_argument("file", metavar="TỆP", type=Path, nargs="?", help="mục [[office_hours]] và [counting]")
    recount = acts.add_parser("recount", help="tính lại mọi kỳ hạn theo lịch hiện có (sau khi nâng cấp)")
    for act in (show, propose):
        act.add_argument("year", metavar="NĂM", type=int)
    for act in (check, show):
        act.add_argument("--days", metavar="TỆP", type=Path, help="bảng ngày (CSV) xem thử, chưa nạp vào kho")
    for act in (load, confirm, add, rules, recount):
        act.add_argument("--by", default="Văn phòng", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")
        act.add_argument("--dry-run", action="store_true", help="chỉ xem kỳ hạn nào đổi, không ghi gì")
        act.add_argument("--json", action="store_true", help="in JSON")


def _add_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("day", metavar="NGÀY")
    work = add.add_mutually_exclusive_group(required=True)
    work.add_argument("--off", dest="is_working", action="store_false", help="ngày nghỉ")
    work.add_argument("--working", dest="is_working", action="store_true", help="ngày làm việc (làm bù)")
    add.add_argument("--reason", required=True, metavar="LÝ-DO", help="ví dụ “Nghỉ phòng chống bão số 3”")
    add.add_argument("--basis", required=True, metavar="VĂN-BẢN", help="văn bản quyết định: số, ngày, cơ quan")
    add.add_argument("--unconfirmed", action="store_true", help="mới dự kiến: kỳ hạn tính qua ngày này là tạm tính")


def run_calendar(args: argparse.Namespace) -> int:
    """Dispatch to one act."""
    match args.act:
        case "propose":
            return _propose(args.year)
        case "load":
            return _change(_rows(args.file), args)
        case "confirm":
            return _change(_to_confirm(args.what, args.source), args)
        case "add":
            return _change((_day(args),), args)
        case "recount":
            return _change((), args)
        case "rules":
            return _show_rules() if args.file is None else _change_rules(args)
        case "show":
            return _show(as_it_stands(args.days), args.year)
        case _:
            on = day_of_text(args.today) if args.today else load_settings().day(datetime.now(UTC))
            return _check(as_it_stands(args.days), on)


def _propose(year: int) -> int:
    from directive.coming_year import as_csv, proposed

    print(as_csv(proposed(year)), end="")
    return 0


def _to_confirm(what: str, source: str) -> tuple[CalendarDay, ...]:
    """A year as it stands in the table, or the rows of a file a person compared with the official notice."""
    from directive.rescheduling import confirmed_days

    if not what.isdigit():
        return tuple(row.model_copy(update={"confirmed": True, "source": source}) for row in _rows(Path(what)))
    rows = confirmed_days(as_it_stands(None), int(what), source=source)
    if not rows:
        raise NotFound(f"Năm {what} không có ngày nào chờ xác nhận. Xem “dondoc calendar check”.")
    return rows


def _day(args: argparse.Namespace) -> CalendarDay:
    return CalendarDay(
        day=day_of_text(args.day),
        is_working=args.is_working,
        reason=args.reason,
        legal_basis=args.basis,
        confirmed=not args.unconfirmed,
    )


def _change(rows: tuple[CalendarDay, ...], args: argparse.Namespace) -> int:
    from directive.rescheduling import change_days
    from flows.commands.rescheduling import show_shifts
    from tasks.clock import business_day, now
    from tasks.rooms import rooms

    with rooms() as site:
        on, at = business_day(site.settings), site.settings.instant(now())
        shifts = change_days(site.store, rows, on=on, at=at, by=args.by, dry_run=args.dry_run)
        show_shifts(site.store, shifts, dry_run=args.dry_run, as_json=args.json, head=f"{len(rows)} ngày vào lịch")
    return 0


def _change_rules(args: argparse.Namespace) -> int:
    from directive.occurrences import read_counting_settings
    from directive.rescheduling import change_rules
    from flows.commands.rescheduling import show_shifts
    from tasks.clock import business_day, now
    from tasks.rooms import rooms

    text = _text(args.file)
    hours, choices = read_office_hours(text), read_counting_settings(text)
    with rooms() as site:
        on, at = business_day(site.settings), site.settings.instant(now())
        acting: dict[str, Any] = {"on": on, "at": at, "by": args.by, "dry_run": args.dry_run}
        shifts = change_rules(site.store, office_hours=hours, choices=choices, **acting)
        show_shifts(site.store, shifts, dry_run=args.dry_run, as_json=args.json, head="giờ làm việc và cách tính riêng")
    return 0


def _show_rules() -> int:
    choices = choices_as_they_stand()
    for hours in as_it_stands(None).office_hours:
        sessions = ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in hours.sessions)
        print(f"Từ {hours.day:02}/{hours.month:02}: {sessions} ({hours.source})")
    print(f"“trước ngày X” gồm cả ngày X: {_yes_no(choices.before_is_inclusive)}")
    print(f"Ngày ấn định rơi vào ngày nghỉ thì lùi sang ngày làm việc: {_yes_no(choices.roll_fixed_dates)}")
    print(f"Chưa vào sổ đến thì coi là nhận sau ngày ban hành {choices.received_after_working_days} ngày làm việc")
    return 0


def _yes_no(yes: bool) -> str:
    return "có" if yes else "không"


def as_it_stands(days: Path | None) -> Calendar:
    """The table with the site's own days over it, where there is a store; a file to look at lies over both."""
    settings = load_settings()
    calendar = _site(settings) if _has_store(settings) else official_calendar()
    return with_site_days(calendar, _rows(days)) if days else calendar


def choices_as_they_stand() -> CountingSettings:
    """The office's own choices in counting, where there is a store."""
    from directive.occurrences import counting_settings

    settings = load_settings()
    if not _has_store(settings):
        return counting_settings()
    from directive.site import site_choices
    from tasks.rooms import rooms

    with rooms(settings) as site, site.store.reading() as conn:
        return site_choices(conn)


def _has_store(settings: Settings) -> bool:
    return bool(settings.database_url) or (settings.home / "dondoc.db").exists()


def _site(settings: Settings) -> Calendar:
    from directive.site import site_calendar
    from tasks.rooms import rooms

    with rooms(settings) as site, site.store.reading() as conn:
        return site_calendar(conn)


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


def _rows(days: Path) -> tuple[CalendarDay, ...]:
    return read_days(_text(days))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Không đọc được tệp {path}: {error}. Kiểm tra đường dẫn; tệp phải là văn bản UTF-8.") from error
