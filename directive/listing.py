"""Danh sách: any list of the store as columns and rows, for a sheet, for JSON, for another system."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from directive.calendar import VIETNAM, Calendar
from directive.figures import Scope
from directive.lines import judge
from directive.obligations import CLOSED, Stage
from directive.store import Reading, directives, directory, messages, pages, replies
from directive.store.figures import agency_names, directive_names, lines
from directive.tracked import DueState
from directive.wording import standing_words, state_words
from directive.writers.ics import Entry
from directive.writers.lists import Cell, Listing


class Asked(NamedTuple):
    """Which part of a list, on which day."""

    on: date
    calendar: Calendar
    directive_id: int | None = None
    agency_id: str | None = None


def obligations(conn: Reading, asked: Asked) -> Listing:
    """Every obligation and Due, as it stands on the day."""
    columns = (
        ("directive_id", "Văn bản số"), ("number", "Số, ký hiệu"), ("issued_on", "Ngày ban hành"),
        ("obligation_id", "Nhiệm vụ số"), ("due_id", "Kỳ hạn số"), ("label", "Mục"), ("title", "Nội dung nhiệm vụ"),
        ("agency_id", "Mã đơn vị"), ("owner", "Đơn vị chủ trì"), ("kind", "Loại"), ("period", "Kỳ báo cáo"),
        ("original_on", "Hạn ban đầu"), ("due_on", "Hạn xử lý"), ("extensions", "Số lần gia hạn"),
        ("answered_on", "Ngày báo cáo"), ("progress", "Tình trạng"), ("standing", "Thời hạn"),
        ("days_late", "Số ngày quá hạn"),
    )  # fmt: skip
    found = lines(conn, on=asked.on, calendar=asked.calendar, scope=Scope(asked.directive_id, asked.agency_id))
    agencies = agency_names(conn, {one.agency_id for one in found})
    heads = directive_names(conn, {one.directive_id for one in found})

    def rows() -> Iterator[Sequence[Cell]]:
        for line in found:
            judged, head, owner = judge(line, on=asked.on, calendar=asked.calendar), heads.get(line.directive_id), None
            owner = agencies.get(line.agency_id)
            yield (
                line.directive_id, head.number if head else None, line.issued_on, line.obligation_id, line.due_id,
                line.label, line.title, line.agency_id, owner.name if owner else line.agency_id, line.kind.value,
                line.period, line.original_on, line.due_on, line.extensions, line.answered_on, state_words(judged),
                standing_words(judged), judged.late.calendar_days or None,
            )  # fmt: skip

    return Listing("nhiem-vu", "Nhiệm vụ và kỳ hạn", columns, rows())


def letters(conn: Reading, asked: Asked) -> Listing:
    """Every directive."""
    columns = (
        ("directive_id", "Văn bản số"), ("stage", "Giai đoạn"), ("number", "Số, ký hiệu"),
        ("issued_on", "Ngày ban hành"), ("received_on", "Ngày đến"), ("issuer", "Cơ quan ban hành"),
        ("subject", "Trích yếu"), ("signer", "Người ký"), ("ended_on", "Ngày kết thúc"),
        ("archived_on", "Ngày nộp lưu"),
    )  # fmt: skip
    keys = [key for key, _ in columns]
    rows = (tuple(getattr(one, key) for key in keys) for one in directives.every(conn))
    return Listing("van-ban", "Văn bản chỉ đạo", columns, rows)


def bodies(conn: Reading, asked: Asked) -> Listing:
    """Every agency, in the columns an import reads."""
    from directive.agency_files import COLUMNS

    rows = (tuple(getattr(one, key) for key in COLUMNS) for one in directory.agencies(conn))
    return Listing("don-vi", "Cơ quan, đơn vị", tuple(COLUMNS.items()), rows)


def answers(conn: Reading, asked: Asked) -> Listing:
    """Every answer, those replaced by later ones left out."""
    columns = (
        ("reply_id", "Số"), ("directive_id", "Văn bản số"), ("obligation_id", "Nhiệm vụ số"),
        ("agency_id", "Mã đơn vị"), ("on", "Ngày"), ("by", "Người báo cáo"), ("progress", "Tiến độ"),
        ("percent", "Tỷ lệ (%)"), ("result", "Kết quả"), ("figures", "Số liệu"),
        ("difficulties", "Khó khăn, vướng mắc"), ("proposals", "Kiến nghị, đề xuất"),
        ("state", "Xem xét"), ("remark", "Nhận xét"),
    )  # fmt: skip
    keys = [key for key, _ in columns]
    found = replies.replies(conn, directive_id=asked.directive_id, agency_id=asked.agency_id)
    return Listing("bao-cao", "Báo cáo của đơn vị", columns, (tuple(getattr(r, key) for key in keys) for r in found))


def sent(conn: Reading, asked: Asked) -> Listing:
    """Every message of the ledger, without its words."""
    columns = (
        ("message_id", "Số"), ("day", "Ngày"), ("kind", "Loại"), ("agency_id", "Mã đơn vị"), ("contact_id", "Người số"),
        ("channel", "Kênh"), ("address", "Địa chỉ"), ("state", "Tình trạng"), ("sent_at", "Gửi lúc"),
        ("receipt", "Biên nhận"), ("reason", "Lý do"),
    )  # fmt: skip
    keys = [key for key, _ in columns]
    rows = (tuple(_plain(getattr(one, key)) for key in keys) for one in messages.messages(conn))
    return Listing("thong-bao", "Sổ thông báo", columns, rows)


LISTS: dict[str, Callable[[Reading, Asked], Listing]] = {
    "nhiem-vu": obligations,
    "van-ban": letters,
    "don-vi": bodies,
    "bao-cao": answers,
    "thong-bao": sent,
}


def _plain(value: Any) -> Cell:
    return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if isinstance(value, datetime) else value


def open_entries(conn: Reading, *, directive_id: int | None = None, agency_id: str | None = None) -> list[Entry]:
    """The last days that are still open, for a calendar."""
    heads = {one.directive_id: one for one in pages.headlines(conn) if one.stage is Stage.ISSUED}
    found = directives.obligations(conn, directive_id=directive_id, owner_id=agency_id)
    mine = {o.obligation_id: o for o in found if o.directive_id in heads and o.progress not in CLOSED}
    entries = []
    for due in directives.dues(conn, directive_id=directive_id):
        duty = mine.get(due.obligation_id)
        if duty is None or due.due_on is None or due.state not in (DueState.OPEN, DueState.RETURNED):
            continue
        head = heads[duty.directive_id]
        words = f"{duty.label}. {duty.title}" if duty.label else f"{duty.title} {due.period}".strip()
        entries.append(Entry(due, f"{words} – {duty.owner_id}" if agency_id is None else words, head.number or ""))
    return entries
