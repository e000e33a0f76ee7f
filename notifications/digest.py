"""Thông báo trong ngày: everything due to one person, composed once and kept, rendered when it is sent.

`compose` gives a JSON-ready body: what was said stays what was said, whatever changes later. It holds no key; the
links are named by number and their keys are derived in `render`. HTML and text are made of the same words.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from directive.agencies import Contact
from directive.calendar import Calendar, named_day, vietnamese_date
from directive.document import Manner
from directive.issuers import issuer_in_a_sentence
from directive.ledger import Message, Purpose
from directive.obligations import Kind
from directive.plain import in_order
from directive.policy import MOVED, MomentKind
from directive.store.sweeping import Heading, Looked
from notifications import links, rows, wording
from notifications.planning import Draft, Item, by_moment
from notifications.urging import draft_letter

KIND = "digest"
LAST_LEVEL = 3  # of the ladder: here a letter is drafted
REPLY_ABOVE = "-- Vui lòng trả lời phía trên dòng này --"
_SHOWN_TO_OFFICE = 40  # items of one section; the rest is counted by agency and stands behind the link
_SHOWN_TO_AGENCY = 1000
_NEW = (MomentKind.ASSIGNMENT, MomentKind.ACKNOWLEDGE)


class Background(NamedTuple):
    """What a body is composed of besides the draft."""

    on: date
    assumed: bool
    office_name: str
    calendar: Calendar
    headings: Mapping[int, Heading]
    agencies: Mapping[str, tuple[str, str]]  # agency_id -> name, standing
    titles: Mapping[tuple[int, str], list[tuple[str | None, str]]]  # all obligations of a newly assigned agency
    remarks: Mapping[int, str]  # due_id -> why the answer was returned


class Enclosure(NamedTuple):
    """A file that goes with a letter."""

    name: str
    content_type: str
    data: bytes


class Letter(NamedTuple):
    """A rendered message, ready for a channel."""

    message_id: int
    channel: str
    address: str
    name: str
    subject: str
    text: str
    html: str
    mail_id: str
    thread: str  # one thread per person
    reply_token: str
    day: date
    links: tuple[tuple[str, str], ...] = ()  # words, address
    body: Mapping[str, Any] = MappingProxyType({})  # what it was rendered from
    files: tuple[Enclosure, ...] = ()


def compose(draft: Draft, background: Background) -> dict[str, Any]:
    """The content of one person's digest, the most urgent first; never split."""
    office = all(item.office for item in draft.items)
    wanted = purposes(draft)
    several = len({agency_id for _, agency_id in wanted}) > 1
    sections = [_section(key, items, background) for key, items in _sorted_sections(draft.items)]
    return {
        "to": {
            "name": draft.contact.name,
            "post": wording.POSTS[draft.contact.post],
            "agency": _name(draft.contact.agency_id, background),
        },
        "from": background.office_name,
        "day": named_day(background.on),
        "assumed": background.assumed,
        "office": office,
        "request": not office and all(i.looked.manner == Manner.REQUEST for i in draft.items),
        "instead_of": list(draft.instead_of),
        "links": [_link_words(purpose, agency_id, several, background) for purpose, agency_id in wanted],
        "sections": sections,
        "counts": [[s["heading"], s["count"]] for s in sections],
        "draft": _draft(draft.items, background),
    }


def _draft(items: list[Item], background: Background) -> list[str]:
    """The drafted văn bản đôn đốc, when something has come to the last level."""
    last = [item for item in items if item.moment.level >= LAST_LEVEL]
    if not last:
        return []
    return draft_letter(
        last,
        headings={i.looked.directive_id: background.headings[i.looked.directive_id] for i in last},
        names={i.looked.owner_id: _name(i.looked.owner_id, background) for i in last},
        on=background.on,
        calendar=background.calendar,
    )


def purposes(draft: Draft) -> tuple[tuple[Purpose, str], ...]:
    """What the links of a draft are to open, and for which agency: a substitute may answer for another one."""
    found: dict[tuple[Purpose, str], None] = {}
    asked = dict.fromkeys([(item.office, item.looked.owner_id, item.looked.kind) for item in draft.items])
    for office, owner_id, kind in asked:
        if office:
            found[(Purpose.READ, draft.contact.agency_id)] = None
            continue
        found[(Purpose.ANSWER, owner_id)] = None
        if kind == Kind.COMPILE:
            found[(Purpose.REVIEW, owner_id)] = None
    return tuple(found)


def _link_words(purpose: Purpose, agency_id: str, several: bool, background: Background) -> str:
    words = wording.LINK_WORDS[purpose]
    return f"{words} – {_name(agency_id, background)}" if several else words


def render(message: Message, *, secret: bytes, public_url: str) -> Letter:
    """A message as it is sent: the composed content with its links opened."""
    body: dict[str, Any] = message.body
    urls = [
        {"words": words, "url": links.url_of(link_id, public_url=public_url, secret=secret)}
        for link_id, words in zip(message.links, body["links"], strict=True)
    ]
    templates = _templates(message.kind)
    given = {"m": body, "links": urls, "reply_above": REPLY_ABOVE}
    return Letter(
        message_id=message.message_id,
        channel=message.channel,
        address=message.address,
        name=body["to"]["name"],
        subject=" ".join(templates["subject.txt"].render(given).split()),
        text=templates["body.txt"].render(given).strip() + "\n",
        html=templates["body.html"].render(given),
        mail_id=message.mail_id,
        thread=f"<nguoi-nhan.{message.contact_id}{message.mail_id[message.mail_id.index('@') :]}",
        reply_token=links.reply_token(message.message_id, secret),
        day=message.day,
        links=tuple((link["words"], link["url"]) for link in urls),
        body=body,
    )


# --- sections -----------------------------------------------------------------------------------------------------

_Key = tuple[MomentKind, int, bool]  # kind, level, said to the Office


def _sorted_sections(items: Iterable[Item]) -> list[tuple[_Key, list[Item]]]:
    sections: dict[_Key, list[Item]] = {}
    for moment, mine in by_moment(items):
        sections.setdefault((moment.kind, moment.level, mine[0].office), []).extend(mine)
    return sorted(sections.items(), key=lambda pair: _urgency(pair[0]))


def _urgency(key: _Key) -> tuple[int, int]:
    kind, level, _ = key
    order = (MomentKind.ESCALATION, *wording.AGENCY)
    return order.index(kind) if kind in order else len(order), -level


def _section(key: _Key, items: list[Item], background: Background) -> dict[str, Any]:
    kind, level, office = key
    several = office or len({i.looked.owner_id for i in items}) > 1
    words = _words(kind, level, office=office)
    polite = all(i.looked.manner == Manner.REQUEST for i in items)
    items = sorted(items, key=lambda i: (i.looked.due_on or date.max, i.looked.directive_id, i.looked.due_id))
    shown = _SHOWN_TO_OFFICE if several else _SHOWN_TO_AGENCY
    distinct = list({i.looked.due_id: i for i in items}.values())
    listed = _new_rows(distinct, background) if kind in _NEW else distinct
    return {
        "kind": kind.value,
        "level": level,
        "heading": words.polite if polite and words.polite else words.heading,
        "polite": polite,
        "intro": words.request if polite and words.request else words.order,
        "count": sum(len(_titles(i, background)) for i in listed) if kind in _NEW else len(distinct),
        "groups": _groups(listed[:shown], kind, background, several),
        "more": max(0, len(listed) - shown),
        "by_agency": _by_agency(distinct, background) if several else [],
    }


def _words(kind: MomentKind, level: int, *, office: bool) -> wording.Words:
    if office and (kind, level) in wording.OFFICE:
        return wording.OFFICE[(kind, level)]
    return wording.AGENCY.get(kind) or wording.OTHER


def _groups(items: list[Item], kind: MomentKind, background: Background, several: bool) -> list[dict[str, Any]]:
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(item.looked.directive_id, []).append(item)
    return [
        {
            "directive": directive_words(background.headings[directive_id]),
            "subject": background.headings[directive_id].subject or "",
            "items": _rows(mine, kind, background, several),
        }
        for directive_id, mine in groups.items()
    ]


def _rows(items: list[Item], kind: MomentKind, background: Background, several: bool) -> list[list[str]]:
    """[what, when, remark] for each item."""
    if kind in _NEW:
        return [[_lead(label, title), "", ""] for i in items for label, title in _titles(i, background)]
    return [
        [
            _lead(i.looked.label, i.looked.title)
            + (f" ({i.looked.period})" if i.looked.period else "")
            + (f" – {_name(i.looked.owner_id, background)}" if several else ""),
            _time_words(i, background),
            background.remarks.get(i.looked.due_id, "") if kind is MomentKind.RETURNED else "",
        ]
        for i in items
    ]


def _lead(label: str | None, title: str) -> str:
    return f"{label}. {title}" if label else title


def _new_rows(items: list[Item], background: Background) -> list[Item]:
    """One item per directive and agency: it stands for all the obligations laid on the agency there."""
    return list({(i.looked.directive_id, i.looked.owner_id): i for i in items}.values())


def _titles(item: Item, background: Background) -> list[tuple[str | None, str]]:
    key = (item.looked.directive_id, item.looked.owner_id)
    return background.titles.get(key) or [(item.looked.label, item.looked.title)]


def _by_agency(items: list[Item], background: Background) -> list[list[str]]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.looked.owner_id] = counts.get(item.looked.owner_id, 0) + 1
    named = [(_name(one, background), count) for one, count in counts.items()]
    return [[name, str(count)] for name, count in sorted(named, key=lambda pair: (-pair[1], in_order(pair[0])))]


def _name(agency_id: str, background: Background) -> str:
    return background.agencies.get(agency_id, (agency_id, ""))[0]


def _time_words(item: Item, background: Background) -> str:
    due_on, due_at = item.looked.due_on, item.looked.due_at
    if due_on is None:
        return ""
    polite = item.looked.manner == Manner.REQUEST
    words = due_words(due_on, due_at, on=background.on, calendar=background.calendar, polite=polite)
    return f"{words}; {_moved_words(item.looked)}" if _tells_of_move(item) else words


def _tells_of_move(item: Item) -> bool:
    """Whether a date that moved is told here; a reminder of the same day speaks for it."""
    return item.looked.moves > 0 and any(
        key.partition("/")[0] == MOVED for key in (item.moment.step, *item.moment.folded)
    )


def _moved_words(looked: Looked) -> str:
    """ "thay cho hạn 12/6/2024, lý do: Nghỉ phòng chống bão"."""
    before = f"thay cho hạn {_written(looked.moved_from)}" if looked.moved_from else "trước đây chưa xác định"
    return f"{before}, lý do: {looked.moved_because}" if looked.moved_because else before


@lru_cache(maxsize=4096)  # of thousands of items few differ
def due_words(due_on: date, due_at: time | None, *, on: date, calendar: Calendar, polite: bool = False) -> str:
    """ "hạn 29/3/2024, còn 3 ngày làm việc" · "hạn 29/3/2024, quá hạn 5 ngày (3 ngày làm việc)"."""
    hour = f"{due_at:%H giờ %M} ngày " if due_at else ""
    if polite:
        return f"đề nghị phản hồi đến hết {hour or 'ngày '}{_written(due_on)}"
    said = f"hạn {hour}{_written(due_on)}"
    if on > due_on:
        return f"{said}, quá hạn {(on - due_on).days} ngày ({calendar.working_days_between(due_on, on)} ngày làm việc)"
    if on == due_on:
        return f"{said}, hôm nay là ngày cuối"
    return f"{said}, còn {calendar.working_days_between(on, due_on)} ngày làm việc"


@cache
def _written(day: date) -> str:
    return vietnamese_date(day)


@lru_cache(maxsize=4096)
def directive_words(heading: Heading) -> str:
    """Văn bản số 12/UBND ngày 11/03/2024 của UBND huyện."""
    words = f"Văn bản số {heading.number}" if heading.number else "Văn bản"
    if heading.issued_on:
        words += f" ngày {_written(heading.issued_on)}"
    return f"{words} của {issuer_in_a_sentence(heading.issuer)}" if heading.issuer else words


@cache
def _environment(*, escape: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications"),
        undefined=StrictUndefined,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"groups_as_html": rows.groups_as_html, "rows_as_text": rows.as_text}
    return environment


@cache
def _templates(kind: str) -> dict[str, Any]:
    return {
        name: _environment(escape=name.endswith(".html")).get_template(f"{kind}/{name}")
        for name in ("subject.txt", "body.txt", "body.html")
    }


def person_words(contact: Contact) -> str:
    """Name and post, as a ledger line shows them."""
    return f"{contact.name} ({wording.POSTS[contact.post].lower()})"
