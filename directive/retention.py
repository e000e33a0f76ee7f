"""Bảo quản: when the work file of an ended directive goes to the archive, and what is erased when its time is over.

An erasure takes words, names, addresses and files away and keeps who, when, which and how many. The log is told of it,
and its chain still holds: see docs/verify.md.
"""

import tomllib
from calendar import monthrange
from datetime import date, datetime
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from directive.errors import BadInput, NotAllowed
from directive.events import DirectiveArchived, Erasable, RecordsErased
from directive.files import FileRoom
from directive.reducing import Erasing
from directive.store import Reading, Store, log, retention
from directive.store.retention import Ended
from directive.values import Frozen
from directive.workfile import WorkFile, collected, packed

WHATS: dict[Erasable, str] = {
    "answers": "lời báo cáo và minh chứng",
    "messages": "nội dung thông báo",
    "mails": "thư đến",
    "contacts": "người đã thôi phụ trách",
}


class ArchiveRule(Frozen):
    """When a work file is to be handed in, counted from the end of the work."""

    months: int = Field(ge=0, le=240)
    basis: str


class Rule(Frozen):
    """How long something is kept after it is over, and by which decision; empty until the office says so."""

    years: int = Field(ge=1, le=200)
    basis: str = ""


class Rules(Frozen):
    """All rules of a site (bảng thời hạn)."""

    archive: ArchiveRule
    answers: Rule
    messages: Rule
    mails: Rule
    contacts: Rule

    def of(self, what: Erasable) -> Rule:
        """The rule for one kind of record."""
        rule: Rule = getattr(self, what)
        return rule


class Overview(NamedTuple):
    """What is to be done on a day: work files with the day they are to be handed in, and how many records may go."""

    to_archive: list[tuple[Ended, date]]
    erasable: dict[Erasable, int]


class Erased(NamedTuple):
    """What an erasure came to."""

    records: int
    events: int
    files: int


def load_rules(path: Path | None = None) -> Rules:
    """The rules of a file, or those shipped."""
    name = path.name if path else "retention.toml"
    try:
        text = path.read_text("utf-8") if path else (resources("directive.vocabulary") / name).read_text("utf-8")
        return Rules.model_validate(tomllib.loads(text))
    except OSError as error:
        raise BadInput(f"Không đọc được {path}: {error.strerror}. Kiểm tra đường dẫn.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{name} không phải TOML dùng được: {error}. Chép lại từ tệp mẫu rồi sửa.") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadInput(f"{name}: {wrong}. Cần các mục archive, {', '.join(WHATS)}.") from error


def overview(conn: Reading, rules: Rules, *, on: date) -> Overview:
    """What waits on a day."""
    waiting = [
        (one, _months_later(one.ended_on, rules.archive.months)) for one in retention.ended(conn, archived=False)
    ]
    return Overview(waiting, {what: _count(conn, what, _before(rules, what, on)) for what in WHATS})


def archive(
    store: Store, files: FileRoom, *, directive_id: int, to: Path, receiver: str, on: date, at: datetime, by: str
) -> WorkFile:
    """Pack the work file of an ended directive and write down that it was handed in; once only.

    The file comes before the record: a file nobody names is harmless.
    """
    if not receiver.strip():
        raise BadInput("Chưa ghi bên nhận hồ sơ. Ghi tên lưu trữ cơ quan hoặc người nhận.")
    with store.change(at=at, by=by) as change:
        change.alone()
        over = {one.directive_id: one for one in retention.ended(change.conn)}
        if directive_id not in over:
            raise NotAllowed(f"Văn bản số {directive_id} chưa kết thúc. Kết thúc bằng `dondoc end` rồi nộp lưu.")
        if (handed_in := over[directive_id].archived_on) is not None:
            raise NotAllowed(f"Hồ sơ văn bản số {directive_id} đã nộp lưu ngày {handed_in:%d/%m/%Y}.")
        made = packed(collected(change.conn, files, directive_id), to)
        change.record(
            DirectiveArchived(
                directive_id=directive_id,
                on=on,
                receiver=receiver.strip(),
                file_sha256=made.sha256,
                manifest_sha256=made.manifest_sha256,
            )
        )
    return made


def erase(
    store: Store, files: FileRoom, *, what: Erasable, rules: Rules, basis: str, on: date, at: datetime, by: str
) -> Erased:
    """Erase what is old enough, by rule: words first, in one transaction, then the files nobody needs any more.

    Killed in between, the files go with the next erasure. Nothing is written when nothing is old enough.
    """
    basis = basis.strip() or rules.of(what).basis.strip()
    if not basis:
        raise BadInput("Chưa ghi căn cứ xoá. Thêm --basis với số, ngày của quyết định hoặc biên bản huỷ tài liệu.")
    before = _before(rules, what, on)
    with store.change(at=at, by=by) as change:
        change.alone()
        conn = change.conn
        records = _count(conn, what, before)
        events = 0
        if records:
            said = _said(conn, what, before=before, on=on, basis=basis)
            old = retention.all_messages(conn, before=before) if what == "messages" else set[int]()
            reduced = log.reduce(conn, Erasing(said, old))
            events = sum(len(one.seqs) for one in reduced)
            change.record(said.model_copy(update={"reduced": reduced}))
    gone = _erase_files(store, files)
    if records:
        store.scrub()
    return Erased(records, events, gone)


def _erase_files(store: Store, files: FileRoom) -> int:
    with store.reading() as conn:
        named = {sha256 for one in retention.erasures(conn) for sha256 in one.files}
        useless = named - retention.needed(conn) if named else named
    return sum(files.erase(sha256) for sha256 in sorted(useless))


def _said(conn: Reading, what: Erasable, *, before: date, on: date, basis: str) -> RecordsErased:
    directives = _answered(conn, before) if what == "answers" else ()
    mails = retention.old_mails(conn, before=before) if what == "mails" else ()
    return RecordsErased(
        what=what,
        on=on,
        before=before,
        basis=basis,
        directive_ids=directives,
        mail_ids=mails,
        contact_ids=retention.left_contacts(conn, before=before) if what == "contacts" else (),
        files=tuple(sorted(retention.files_of_answers(conn, directives) | retention.files_of_mails(conn, mails))),
    )


def _count(conn: Reading, what: Erasable, before: date) -> int:
    if what == "answers":
        return len(_answered(conn, before))
    if what == "messages":
        return len(retention.old_messages(conn, before=before))
    if what == "mails":
        return len(retention.old_mails(conn, before=before))
    return len(retention.left_contacts(conn, before=before))


def _answered(conn: Reading, before: date) -> tuple[int, ...]:
    over = retention.ended(conn, archived=True, before=before)
    return retention.with_answers(conn, (one.directive_id for one in over))


def _before(rules: Rules, what: Erasable, on: date) -> date:
    return _months_later(on, -12 * rules.of(what).years)


def _months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
