"""`/danh-ba`: agencies with the names and people known of them, with a search; a remembered name can be given up.
`/tinh-trang`: whether what the clerk relies on is in order."""

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from starlette.responses import Response

from directive.agencies import Agency, Alias, Contact, Post, valid_on
from directive.coming_year import calendar_notes
from directive.errors import NotFound
from directive.events import DirectoryLoaded
from directive.incoming import MailState
from directive.ledger import MessageState
from directive.names import fold
from directive.plain import in_order
from directive.store import Reading, addresses, directory, mails, operating, pages
from portal.doors import NO_SUCH_PAGE, operator
from portal.pages import day, go, page
from portal.site import Visit

ON_A_PAGE = 50

POST_WORDS = {
    Post.OFFICER: "cán bộ đầu mối",
    Post.HEAD: "thủ trưởng",
    Post.FOLLOWER: "chuyên viên theo dõi",
    Post.VICE_CHAIR: "Phó Chủ tịch phụ trách",
    Post.CHAIRMAN: "Chủ tịch",
    Post.OPERATOR: "quản trị",
}


class Entry(NamedTuple):
    """One agency as the page lists it."""

    agency: Agency
    above: str
    aliases: list[Alias]
    people: list[Contact]


class Check(NamedTuple):
    """One thing looked at: whether it is in order, and what to do when not."""

    good: bool
    name: str
    words: str


def open_directory(visit: Visit) -> Response:
    """Agencies and people, those that hold the words looked for."""
    words = visit.asked("tim")[:200]
    number = visit.asked("trang")
    which = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        loaded = directory.loaded(conn)
        marked = addresses.marked(conn)
    found = [one for one in _entries(loaded) if _holds(one, words)]
    found.sort(key=lambda one: in_order(one.agency.name))
    return page(
        visit,
        "contacts.html",
        signed_in=who,
        words=words,
        entries=found[(which - 1) * ON_A_PAGE : which * ON_A_PAGE],
        count=len(found),
        number=which,
        pages=-(-len(found) // ON_A_PAGE),
        posts=POST_WORDS,
        valid=lambda thing: valid_on(thing, visit.on),
        is_marked=lambda address: any(address and at == address for _, at in marked),
        done=bool(visit.asked("xong")),
    )


def give_up_name(visit: Visit) -> Response:
    """From today on a name means this agency no more; letters of earlier days still do."""
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        known = directory.loaded(conn).aliases
    name, agency_id = visit.form.text("ten"), visit.form.text("co-quan")
    alias = next((one for one in known if (one.alias, one.target_id) == (name, agency_id)), None)
    if visit.form.text("lam") != "thoi-dung" or alias is None:
        raise NotFound(NO_SUCH_PAGE)
    ended = alias.model_copy(update={"valid_to": visit.on - timedelta(days=1)})
    visit.site.store.record(DirectoryLoaded(aliases=(ended,)), at=visit.at, by=who.name)
    return go("/danh-ba?xong=1")


def show_health(visit: Visit) -> Response:
    """What is in order and what is not, in sentences with the remedy."""
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        checks = [*_checks(visit, conn), *_calendar(visit, conn)]
        counts = pages.outbox_counts(conn)
        troubled = addresses.troubled(conn)
    return page(visit, "health.html", signed_in=who, checks=checks, counts=counts, troubled=troubled)


def _entries(loaded: DirectoryLoaded) -> list[Entry]:
    names = {one.agency_id: one.name for one in loaded.agencies}
    aliases: dict[str, list[Alias]] = {}
    for alias in loaded.aliases:
        aliases.setdefault(alias.target_id, []).append(alias)
    people: dict[str, list[Contact]] = {}
    for contact in loaded.contacts:
        people.setdefault(contact.agency_id, []).append(contact)
    return [_entry(one, names, aliases, people) for one in loaded.agencies]


def _entry(
    one: Agency, names: Mapping[str, str], aliases: Mapping[str, list[Alias]], people: Mapping[str, list[Contact]]
) -> Entry:
    return Entry(one, names.get(one.parent_id or "", ""), aliases.get(one.agency_id, []), people.get(one.agency_id, []))


def _holds(one: Entry, words: str) -> bool:
    """Every word looked for stands in a name, a code, a person or an address.

    It only looks and names nobody: a word typed without marks finds all that read alike, one with marks its own.
    """
    if not words:
        return True
    said = [one.agency.name, one.agency.short or "", one.agency.agency_id, one.above]
    said += [alias.alias for alias in one.aliases]
    said += [text for person in one.people for text in (person.name, person.email or "", person.phone or "")]
    whole = fold(" ".join(said))
    bare = _bare(whole)
    return all(word in (bare if word.isascii() else whole) for word in fold(words).split())


def _bare(folded: str) -> str:
    """Without any mark: "phòng y tế" as "phong y te"."""
    letters = unicodedata.normalize("NFD", folded.replace("đ", "d"))
    return letters.encode("ascii", "ignore").decode().replace("`", "")


def _checks(visit: Visit, conn: Reading) -> list[Check]:
    room = visit.site.files.root.parent.is_dir()
    swept = operating.mark(conn, operating.LAST_SWEEP)
    last = date.fromisoformat(swept) if swept else None
    counts = pages.outbox_counts(conn)
    stuck = counts.get(MessageState.UNSURE, 0) + counts.get(MessageState.REFUSED, 0)
    held = len(mails.mails(conn, states=[MailState.HELD], limit=ON_A_PAGE))
    people = directory.contacts(conn)
    reached = {one.agency_id for one in people if valid_on(one, visit.on) and (one.email or one.zalo_id)}
    mute = [one for one in directory.agencies(conn) if valid_on(one, visit.on) and one.agency_id not in reached]
    fresh = last is not None and last >= visit.on - timedelta(days=4)  # a weekend and a day off lie between
    return [
        Check(True, "Kho dữ liệu", "đọc được"),
        Check(room, "Kho tệp", "thấy được" if room else "không thấy thư mục dữ liệu; kiểm tra ổ đĩa"),
        Check(fresh, "Lượt đôn đốc gần nhất", f"ngày {day(last)}" if last else "chưa có; chạy `dondoc sweep`"),
        Check(stuck == 0, "Thông báo bị từ chối hoặc chưa rõ đã đến", f"{stuck}; xem Hộp thư đi" if stuck else "không"),
        Check(held == 0, "Thư đến chờ phân loại", f"{held}; xem Thư đến" if held else "không"),
        Check(not mute, "Cơ quan chưa có địa chỉ liên hệ", f"{len(mute)}; xem Danh bạ" if mute else "không"),
    ]


def _calendar(visit: Visit, conn: Reading) -> list[Check]:
    notes = calendar_notes(visit.site.calendar(conn), on=visit.on)
    if not notes:
        return [Check(True, "Lịch làm việc", "đủ ngày")]
    return [Check(False, "Lịch làm việc", note.message) for note in notes]
