"""Đôn đốc: sweep, preview, deliver, messages, policy."""

import argparse
import gc
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from directive.calendar import VIETNAM
from directive.errors import BadInput
from directive.incoming import ReceiptKind
from directive.ledger import MessageState
from directive.settings import Settings, day_of_text, load_settings
from tasks.channels import channel_names, site_channels
from tasks.clock import business_day, message_clock
from tasks.rooms import Rooms, rooms

if TYPE_CHECKING:
    from directive.calendar import Calendar
    from directive.incoming import Receipt
    from directive.ledger import Line, Message
    from directive.policy import Policy
    from notifications.sweep import SweepResult

STATES = {
    MessageState.PLANNED: "chờ gửi",
    MessageState.SENDING: "đang gửi",
    MessageState.SENT: "đã gửi",
    MessageState.DEFERRED: "sẽ gửi lại",
    MessageState.REFUSED: "bị từ chối",
    MessageState.UNSURE: "chưa rõ",
    MessageState.EXPIRED: "gộp sang ngày sau",
    MessageState.PASSED_ON: "chuyển kênh khác",
}


RECEIPTS = {
    ReceiptKind.RECEIVED: "Đã đến máy người nhận",
    ReceiptKind.SEEN: "Đã xem",
    ReceiptKind.RETURNED: "Bị trả lại",
    ReceiptKind.DELAYED: "Máy chủ báo chậm",
}


# --- sweep --------------------------------------------------------------------------------------------------------


def sweep_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="NGÀY", help="ngày đôn đốc (dd/mm/yyyy); mặc định hôm nay")


def run_sweep(args: argparse.Namespace) -> int:
    """The whole daily sweep with delivery, in this process."""
    gc.set_threshold(100_000)  # a sweep makes many tuples and no cycles: looking for them costs a tenth of its time
    from flows.heartbeat import beat
    from notifications.channels import close_all
    from notifications.site import site_of
    from notifications.sweep import sweep
    from tasks.weekly import send_weekly

    settings = _settings(args.on)
    with rooms(settings) as site:
        channels, calendar = site_channels(site), _calendar(site)
        clock, rules, on = message_clock(settings, calendar), site_of(settings, site.secret), business_day(settings)
        try:
            result = sweep(site.store, on=on, at=clock(), site=rules, channels=channels, clock=clock)
            weekly, _ = send_weekly(
                site.store, on=on, site=rules, settings=settings, channels=channels, clock=clock, calendar=calendar
            )
        finally:
            close_all(channels)
    beat(settings, result.on)
    print("\n".join(told(result)))
    if weekly:
        print(f"  Thư tuần gửi lãnh đạo: {weekly}.")
    if result.faults:
        raise result.faults[0]
    return 0


def told(result: "SweepResult") -> Iterable[str]:
    """What a sweep came to, in words."""
    from directive.calendar import named_day
    from directive.moments import REASONS

    yield f"Đôn đốc {named_day(result.on)}"
    if result.day_off:
        yield f"  Ngày nghỉ ({result.day_off}): không lập thông báo mới."
    planned = result.planned
    yield f"  Đã xem {planned.looked_at} kỳ hạn; lập {planned.messages} thông báo với {planned.told} nội dung."
    for reason, count in sorted(planned.suppressed.items()):
        yield f"  Không nhắc {count} mốc: {REASONS.get(reason, reason)}."
    if planned.waiting:
        yield f"  {planned.waiting} người đã có thông báo hôm nay hoặc đủ số thông báo trong tuần: để ngày sau."
    for state, count in sorted(result.settled.items()):
        yield f"  Lượt trước dừng giữa chừng: {count} thông báo → {STATES[state]}."
    if result.expired:
        yield f"  {result.expired} thông báo ngày trước chưa gửi được: gộp vào thông báo hôm nay."
    for state, count in sorted(result.delivered.items()):
        yield f"  {STATES[state].capitalize()}: {count}"
    if result.waiting:
        yield f"  Còn {result.waiting} thông báo chờ (ngoài giờ làm việc, hoặc sẽ thử lại): `dondoc deliver`."
    if result.delivered[MessageState.UNSURE] or result.settled[MessageState.UNSURE]:
        yield "  Có thông báo chưa rõ đã đến hay chưa: `dondoc messages --state unsure`."


# --- preview ------------------------------------------------------------------------------------------------------


def preview_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="NGÀY", help="ngày xem trước (dd/mm/yyyy); mặc định hôm nay")
    parser.add_argument("--days", type=int, default=1, metavar="N", help="số ngày xem trước")
    parser.add_argument("--full", action="store_true", help="in cả lời thông báo")


def run_preview(args: argparse.Namespace) -> int:
    """Who would get what and why; nothing is written."""
    from directive.calendar import named_day
    from notifications.foreseeing import foresee
    from notifications.site import site_of

    settings = _settings(args.on)
    if args.days < 1:
        raise BadInput("--days cần từ 1 trở lên.")
    on, channels = business_day(settings), channel_names(settings)
    with rooms(settings) as site:
        rules = site_of(settings, site.secret)
        for day in foresee(site.store, on=on, days=args.days, site=rules, channels=channels):
            reason = f" – ngày nghỉ ({day.day_off})" if day.day_off else f": {len(day.messages)} thông báo"
            print(f"{named_day(day.on).capitalize()}{reason}")
            for message in day.messages:
                print("\n".join(_previewed(message, full=args.full)))
            for line in day.suppressed:
                print(f"  – không nhắc {line.step} ({len(line.due_ids)} kỳ hạn): {_reason(line)}")
    return 0


def _previewed(message: "Message", *, full: bool) -> Iterable[str]:
    body = message.body
    to = body["to"]
    assert isinstance(to, dict), "a digest names its recipient"
    yield f"  → {to['name']}, {to['post']}, {to['agency']} <{message.address}> qua {message.channel}"
    sections = body["sections"]
    assert isinstance(sections, list), "a digest has sections"
    for section in sections:
        yield f"      {section['heading']} ({section['count']})"
        for group in section["groups"] if full else ():
            yield f"        {group['directive']}"
            for item in group["items"]:
                yield "          - " + " – ".join(filter(None, item))


def _reason(line: "Line") -> str:
    from directive.moments import REASONS

    return REASONS.get(line.reason, line.reason)


# --- deliver ------------------------------------------------------------------------------------------------------


def deliver_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="NGÀY", help="ngày giả định (dd/mm/yyyy)")
    parser.add_argument("--limit", type=int, metavar="N", help="gửi nhiều nhất N thông báo")
    parser.add_argument("--again", type=int, metavar="SỐ", help="gửi lại thông báo “chưa rõ” hoặc “bị từ chối” này")
    parser.add_argument("--by", default="chuyên viên", metavar="TÊN", help="người quyết định gửi lại")


def run_deliver(args: argparse.Namespace) -> int:
    """Send what waits; with --again a message whose fate is unknown, under the same Message-ID."""
    from notifications import outbox
    from notifications.channels import close_all
    from notifications.site import site_of
    from notifications.sweep import deliver

    settings = _settings(args.on)
    with rooms(settings) as site:
        calendar = _calendar(site)
        clock = message_clock(settings, calendar)
        rules = site_of(settings, site.secret)
        stale_after = rules.policy.delivery.stale_after
        outbox.settle(site.store, at=clock(), stale_after=stale_after, gone=outbox.process_gone)
        if args.again is not None:
            outbox.send_again(site.store, args.again, at=clock(), by=args.by)
        channels = site_channels(site)
        try:
            done = deliver(site.store, site=rules, channels=channels, clock=clock, calendar=calendar, limit=args.limit)
        finally:
            close_all(channels)
    print("; ".join(f"{STATES[state]}: {n}" for state, n in sorted(done.states.items())) or "Không có gì để gửi.")
    if done.faults:
        raise done.faults[0]
    return 0


# --- messages -----------------------------------------------------------------------------------------------------


def messages_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", type=int, metavar="SỐ", help="xem một thông báo")
    parser.add_argument("--on", metavar="NGÀY", help="chỉ ngày này (dd/mm/yyyy)")
    parser.add_argument("--state", choices=sorted(STATES), help="chỉ tình trạng này")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="nhiều nhất N dòng (mặc định 50)")


def run_messages(args: argparse.Namespace) -> int:
    """The ledger of messages."""
    from directive.store import addresses, messages

    settings = load_settings()
    with rooms(settings) as site, site.store.reading() as conn:
        if args.number is not None:
            found = messages.messages(conn, ids=[args.number])
            if not found:
                raise BadInput(f"Không có thông báo số {args.number}. Xem danh sách bằng `dondoc messages`.")
            said = addresses.receipts(conn, message_ids=[args.number]).get(args.number, [])
            print("\n".join(_in_full(found[0], said)))
            return 0
        listed = messages.messages(
            conn,
            day=day_of_text(args.on) if args.on else None,
            states=[MessageState(args.state)] if args.state else None,
            limit=args.limit,
        )
        counts = messages.counts(conn)
    for message in listed:
        print(_in_a_line(message))
    by_state: dict[MessageState, int] = {}
    for (_, state), count in counts.items():
        by_state[state] = by_state.get(state, 0) + count
    print("Tất cả: " + (", ".join(f"{STATES[s]} {n}" for s, n in sorted(by_state.items())) or "chưa có thông báo nào"))
    return 0


def _in_a_line(message: "Message") -> str:
    to = message.body.get("to")
    name = to["name"] if isinstance(to, dict) else message.address
    when = f"{message.sent_at.astimezone(VIETNAM):%H:%M}" if message.sent_at else "     "
    told = f"{message.message_id:>6}  {message.day:%d/%m/%Y} {when}  {STATES[message.state]:<12}  {message.channel:<7}"
    return f"{told} {name} <{message.address}>" + (f"  [{message.reason}]" if message.reason else "")


def _in_full(message: "Message", receipts: Sequence["Receipt"]) -> Iterable[str]:
    from notifications.digest import render

    letter = render(message, secret=b"shown", public_url="…")
    yield _in_a_line(message)
    yield f"Message-ID: {message.mail_id}; số lần thử: {message.attempts}; biên nhận: {message.receipt or 'chưa có'}"
    for one in receipts:
        detail = f" ({one.detail})" if one.detail else ""
        yield f"{RECEIPTS[one.what]} lúc {one.at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}{detail}"
    yield f"Tiêu đề: {letter.subject}"
    yield ""
    yield letter.text


# --- policy -------------------------------------------------------------------------------------------------------


def policy_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["show", "check"], default="show", help="show: in bậc đôn đốc")
    parser.add_argument("file", nargs="?", type=Path, help="tệp policy.toml cần kiểm tra")


def run_policy(args: argparse.Namespace) -> int:
    """The ladder as a table."""
    from directive.policy import load_policy

    policy = load_policy(args.file or load_settings().policy_file)
    if args.action == "check":
        print(f"Bậc đôn đốc hợp lệ: {len(policy.step)} bậc, phiên bản {policy.version}.")
        return 0
    print("\n".join(ladder(policy)))
    return 0


def ladder(policy: "Policy") -> Iterable[str]:
    """The ladder as lines of a table."""
    from directive.why_told import ADDRESSEES, ANCHORS, WEEKDAYS

    rows = [("Bậc", "Khi nào (ngày làm việc)", "Gửi ai", "Việc đề nghị")]
    for step in policy.step:
        when = ANCHORS[step.anchor] + (f" {step.days:+d}" if step.days else "")
        rows.append(
            (step.name, when, ", ".join(ADDRESSEES[a] for a in step.to), "có" if step.requests == "yes" else "–")
        )
    weekly = policy.weekly
    to = ", ".join(ADDRESSEES[a] for a in weekly.to)
    asked = "có" if weekly.requests == "yes" else "–"
    rows.append(("weekly", f"{WEEKDAYS[weekly.weekday]} hằng tuần, sau hạn +{weekly.after_days}", to, asked))
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for number, row in enumerate(rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("─" * width for width in widths)
    hours = "trong giờ làm việc" if policy.hours.office_hours_only else "bất kỳ lúc nào"
    fatigue = policy.fatigue
    most = f"{fatigue.messages_per_day} thông báo một ngày, {fatigue.messages_per_week} trong 7 ngày (trừ mốc gấp)"
    yield f"Gửi {hours}; mỗi người nhiều nhất {most}."
    yield f"Kênh: {' → '.join(policy.channels.order)}. Phiên bản {policy.version}."


# --- the site -----------------------------------------------------------------------------------------------------


def _settings(on: str | None) -> Settings:
    """Settings; a day given by hand is an assumed day unless it is the real one."""
    settings = load_settings()
    day = business_day(settings, on)
    return settings if day == business_day(settings) else settings.model_copy(update={"today": day})


def _calendar(site: Rooms) -> "Calendar":
    from directive.site import site_calendar

    with site.store.reading() as conn:
        return site_calendar(conn)
