"""received, happened, date-due: what a person tells about time; the dues that follow are counted again."""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time

from directive import rescheduling
from directive.errors import BadInput
from directive.settings import day_of_text
from directive.shifts import Shift
from directive.store import Store, open_dues, sweeping
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms

_NAMES_SHOWN = 6
_LINES_SHOWN = 200


def received_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, metavar="VĂN-BẢN", help="số thứ tự trong kho (dondoc status)")
    _day(parser)
    _common(parser, "Văn thư")


def run_received(args: argparse.Namespace) -> int:
    return _carry_out(args, "ngày nhận văn bản", rescheduling.set_received, directive_id=args.directive)


def happened_arguments(parser: argparse.ArgumentParser) -> None:
    _due(parser)
    _common(parser, "Văn thư")


def run_happened(args: argparse.Namespace) -> int:
    return _carry_out(args, "ngày của mốc tính", rescheduling.set_event, due_id=args.due, everywhere=args.all)


def date_due_arguments(parser: argparse.ArgumentParser) -> None:
    _due(parser)
    parser.add_argument("--reason", required=True, metavar="LÝ-DO", help="văn bản hoặc ý kiến làm căn cứ")
    _common(parser, "Lãnh đạo UBND")


def run_date_due(args: argparse.Namespace) -> int:
    given = {"due_id": args.due, "everywhere": args.all, "reason": args.reason}
    return _carry_out(args, "ngày ấn định", rescheduling.set_day, **given)


def show_shifts(store: Store, shifts: Sequence[Shift], *, dry_run: bool, as_json: bool, head: str) -> None:
    """The list of who moved, from where to where, and because of what."""
    if as_json:
        print(json.dumps([_plain(shift) for shift in shifts], ensure_ascii=False, indent=1))
        return
    count = sum(len(shift.due_ids) for shift in shifts)
    moved = sum(len(shift.due_ids) for shift in shifts if shift.moved)
    will = "Sẽ ghi" if dry_run else "Đã ghi"
    print(f"{will} {head}; {count} kỳ hạn được tính lại, {moved} kỳ hạn đổi ngày.")
    shown = shifts[:_LINES_SHOWN]
    with store.reading() as conn:
        letters = open_dues.letters(conn, {shift.directive_id for shift in shown})
        names = sweeping.agency_names(conn, {owner for shift in shown for owner in shift.owner_ids})
    for shift in shown:
        number = letters[shift.directive_id].number or ""
        print(f"\nVăn bản {shift.directive_id} ({number}), {_what(shift)}")
        print(f"  {shift.sentence}")
        print(f"  {_who(shift, (names.get(owner, (owner, ''))[0] for owner in shift.owner_ids))}")
    if len(shifts) > len(shown):
        print(f"\n… và {len(shifts) - len(shown)} dòng khác; xem đủ bằng --json.")
    if dry_run:
        print("\nChưa ghi gì. Bỏ --dry-run để ghi.")
    elif any(shift.moved and not shift.stays for shift in shifts):
        print("\nĐơn vị có kỳ hạn đổi ngày được báo một lần ở lần quét kế tiếp (`dondoc sweep`).")


def _carry_out(args: argparse.Namespace, head: str, act: Callable[..., tuple[Shift, ...]], **given: object) -> int:
    with rooms() as site:
        shifts = act(
            site.store,
            day=day_of_text(args.day),
            hour=_clock(args.at),
            on=business_day(site.settings),
            at=_instant(site),
            by=args.by,
            dry_run=args.dry_run,
            **given,
        )
        show_shifts(site.store, shifts, dry_run=args.dry_run, as_json=args.json, head=head)
    return 0


def _plain(shift: Shift) -> dict[str, object]:
    facts = shift._asdict()
    del facts["move"]
    for name, moment in (("before", shift.before), ("after", shift.after)):
        facts[name] = (
            {"day": moment.day.isoformat(), "at": f"{moment.at:%H:%M}" if moment.at else None} if moment else None
        )
    return facts


def _what(shift: Shift) -> str:
    label = f"mục {shift.label}: " if shift.label else ""
    period = f", {shift.period}" if shift.period else ""
    return f"{label}{shift.title}{period}" + (f" (“{shift.words}”)" if shift.words else "")


def _who(shift: Shift, names: Iterable[str]) -> str:
    listed = list(names)
    first = "; ".join(listed[:_NAMES_SHOWN])
    more = f" và {len(listed) - _NAMES_SHOWN} đơn vị khác" if len(listed) > _NAMES_SHOWN else ""
    numbers = f"kỳ hạn {shift.due_ids[0]}" + (f" … {shift.due_ids[-1]}" if len(shift.due_ids) > 1 else "")
    return f"{first}{more} ({numbers})"


def _clock(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text.replace("h", ":").replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 a clock time has no zone
    except ValueError as error:
        raise BadInput(f"Giờ “{text}” sai dạng. Viết giờ:phút, ví dụ 14:00.") from error


def _instant(site: Rooms) -> datetime:
    return site.settings.instant(now())


def _due(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("due", type=int, metavar="KỲ-HẠN", help="số của kỳ hạn (dondoc status VĂN-BẢN)")
    _day(parser)
    parser.add_argument("--all", action="store_true", help="mọi kỳ hạn còn mở có cùng câu chữ trong văn bản đó")


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", metavar="NGÀY", help="dd/mm/yyyy")
    parser.add_argument("--at", metavar="GIỜ", help="giờ của mốc (HH:MM), khi thời hạn tính bằng giờ")


def _common(parser: argparse.ArgumentParser, who: str) -> None:
    parser.add_argument("--by", default=who, metavar="TÊN", help="người thực hiện, ghi vào nhật ký")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem kỳ hạn nào đổi, không ghi gì")
    parser.add_argument("--json", action="store_true", help="in JSON")
