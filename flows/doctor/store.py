"""The store: reachable, of the right shape, swept, backed up; the calendar; who can be reached; the channels."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from directive.calendar import VIETNAM
from directive.coming_year import calendar_notes
from directive.ledger import MessageState
from directive.settings import Settings
from directive.site import site_calendar
from directive.store import Store, health, operating, version
from flows.doctor.finding import Finding, bad, good, odd
from tasks.rooms import Rooms

OLDEST_POSTGRES = 13
SWEPT_BY = time(9)
"""When a day's sweep, scheduled for 08:00, must have been."""

LAST_BACKUP = "last-backup"


def database(store: Store, *, deep: bool) -> Iterator[Finding]:
    """Whether it answers, is not damaged, and speaks UTF-8."""
    check = "cơ sở dữ liệu"
    found = health.database(store, deep=deep)
    number = ".".join(map(str, found.version))
    if found.troubles:
        remedy = "Dừng dondoc, giữ nguyên tệp hỏng, khôi phục bản sao lưu gần nhất (dondoc restore)"
        yield bad(check, f"{found.name} báo hỏng: {'; '.join(found.troubles)}", remedy)
    elif found.encoding.upper() not in ("UTF8", "UTF-8"):
        yield bad(check, f"mã chữ là {found.encoding}", "Tạo cơ sở dữ liệu mới với ENCODING 'UTF8' rồi dondoc restore")
    elif found.name == "PostgreSQL" and found.version[0] < OLDEST_POSTGRES:
        yield bad(check, f"PostgreSQL {number} quá cũ", f"Nâng lên PostgreSQL {OLDEST_POSTGRES} trở lên")
    else:
        yield good(check, f"{found.name} {number}, {found.size / 1024**2:.0f} MB")


def migrations(store: Store) -> Iterator[Finding]:
    """Whether the tables are those this version of the program knows."""
    check = "phiên bản kho"
    found, wanted = version.current(store), version.newest()
    if found == wanted:
        yield good(check, found)
    elif found is None:
        yield bad(check, "kho chưa có bảng nào", "Chạy `dondoc upgrade` (hoặc `dondoc up`)")
    else:
        yield bad(check, f"kho ở {found}, chương trình cần {wanted}", "Chạy `dondoc upgrade`; nó sao lưu trước")


def calendar(store: Store, on: date) -> Iterator[Finding]:
    """Whether the table of working days covers what is counted with it."""
    with store.reading() as conn:
        table = site_calendar(conn)
    notes = calendar_notes(table, on=on)
    for note in notes:
        grade = bad if note.code == "calendar-missing" else odd
        yield grade("lịch làm việc", note.message, "")
    if not notes:
        yield good("lịch làm việc", f"có đủ đến hết năm {max(table.years)}")


def sweep(settings: Settings, store: Store, now: datetime) -> Iterator[Finding]:
    """The watchdog: complains when a day's sweep did not run."""
    check = "lượt đôn đốc"
    wanted = expected_sweep(settings, now)
    with store.reading() as conn:
        said, idle = operating.mark(conn, operating.LAST_SWEEP), not health.events_written(conn)
    last = date.fromisoformat(said) if said else None
    remedy = "Xem luồng “Việc hằng ngày” trong giao diện Prefect, hoặc chạy `dondoc sweep`"
    if last is None:
        words = "chưa có lượt nào"
        yield good(check, words + "; kho còn trống") if idle else odd(check, words, remedy)
    elif last < wanted:
        yield bad(check, f"lần cuối cho ngày {last:%d/%m/%Y}; lượt ngày {wanted:%d/%m/%Y} không chạy", remedy)
    else:
        yield good(check, f"đã chạy cho ngày {last:%d/%m/%Y}")


def expected_sweep(settings: Settings, now: datetime) -> date:
    """The last day whose sweep must have been made by now. Days off are swept too and say nothing."""
    local = now.astimezone(VIETNAM)
    day = settings.day(now)
    return day if local.time() >= SWEPT_BY else day - timedelta(days=1)


def messages(store: Store) -> Iterator[Finding]:
    """What waits, and what only a person can settle."""
    check = "thông báo"
    with store.reading() as conn:
        counts = health.unfinished(conn)
    waiting = counts.get(MessageState.PLANNED, 0) + counts.get(MessageState.DEFERRED, 0)
    if unsure := counts.get(MessageState.UNSURE, 0):
        remedy = "Hỏi người nhận, rồi `dondoc messages --state unsure` và `dondoc deliver --again SỐ`"
        yield odd(check, f"{unsure} thông báo chưa rõ đã đến hay chưa", remedy)
    else:
        yield good(check, f"{waiting} thông báo đang chờ gửi" if waiting else "không có gì tồn đọng")


def backup(settings: Settings, store: Store, now: datetime) -> Iterator[Finding]:
    """Whether there is a backup of yesterday."""
    check = "sao lưu"
    with store.reading() as conn:
        said, idle = operating.mark(conn, LAST_BACKUP), not health.events_written(conn)
    last = datetime.fromisoformat(said) if said else None
    if last is None:
        yield (
            good(check, "chưa cần: kho còn trống")
            if idle
            else odd(check, "chưa có bản nào", "Chạy `dondoc backup`; luồng “Sao lưu” làm việc này mỗi tối")
        )
    elif now - last > timedelta(days=2):
        words = f"bản cuối lúc {last.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        yield bad(check, words, "Xem luồng “Sao lưu”, hoặc chạy `dondoc backup`")
    else:
        yield good(check, f"bản cuối lúc {last.astimezone(VIETNAM):%H:%M %d/%m/%Y}, ở {settings.backups}")


def contacts(site: Rooms) -> Iterator[Finding]:
    """Agencies with something to do that nobody can be told of."""
    from flows.commands.contacts import reached

    check = "người liên hệ"
    found = reached(site)
    names = [found.directory.full_name(agency_id) for agency_id, _ in found.silent]
    if names:
        more = f" và {len(names) - 5} cơ quan khác" if len(names) > 5 else ""
        words = f"{len(names)} cơ quan không ai nhận được thông báo: {'; '.join(names[:5])}{more}"
        yield bad(check, words, "Bổ sung địa chỉ: `dondoc contacts check` để xem, `dondoc contacts import` để nạp")
        return
    marked = [one for one in found.troubled if one.marked_at]
    if marked:
        yield odd(check, f"{len(marked)} địa chỉ đã ngừng gửi vì hỏng", "Xem `dondoc contacts check`; sửa địa chỉ")
        return
    yield good(check, f"cả {len(found.wanted)} cơ quan có việc đều nhận được thông báo")


def channels(site: Rooms) -> Iterator[Finding]:
    """Every channel, tried as far as it goes without sending."""
    from flows.commands.channels import checked

    for one in checked(site):
        check = f"kênh {one.name}"
        remedy = "Sửa DONDOC_CHANNELS hoặc máy chủ đó; thông báo vẫn nằm trong sổ và được gửi sau khi sửa"
        yield good(check, one.words) if one.good else bad(check, one.words, remedy)
