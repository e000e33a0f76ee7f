"""Thông báo trong ngày: everything due to one person, composed once and kept, rendered when it is sent.

`compose` gives a JSON-ready body: what was said stays what was said, whatever changes later. It holds no key; the
links are named by number and their keys are derived in `render`. HTML and text are made of the same words.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from directive.calendar import named_day
from directive.document import Manner
from directive.ledger import Message, Purpose
from directive.obligations import Kind
from notifications import links, rows, wording
from notifications.planning import Draft, Item
from notifications.sections import Background, name_of, section, sorted_sections
from notifications.urging import draft_letter

KIND = "digest"
LAST_LEVEL = 3  # of the ladder: here a letter is drafted
REPLY_ABOVE = "-- Vui lòng trả lời phía trên dòng này --"


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
    sections = [section(key, items, background) for key, items in sorted_sections(draft.items)]
    return {
        "to": {
            "name": draft.contact.name,
            "post": wording.POSTS[draft.contact.post],
            "agency": name_of(draft.contact.agency_id, background),
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
        names={i.looked.owner_id: name_of(i.looked.owner_id, background) for i in last},
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
    return f"{words} – {name_of(agency_id, background)}" if several else words


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
