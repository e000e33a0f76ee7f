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

from directive.agencies import Contact, Post
from directive.calendar import named_day
from directive.ledger import Message, Purpose
from directive.obligations import Kind
from directive.pending import Pending, PendingKind
from notifications import links, rows, wording
from notifications.drafting import Draft
from notifications.planning import Saying
from notifications.sections import WAITING, Background, name_of, only_asked, section, sorted_sections
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
    office = all(saying.office for saying in draft.sayings)
    wanted = purposes(draft)
    several = len({agency_id for _, agency_id in wanted}) > 1
    sections = [section(key, sayings, background) for key, sayings in sorted_sections(draft.sayings)]
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
        "own": any(not s.office and s.moment.kind not in WAITING for s in draft.sayings),
        "request": not office and all(only_asked(saying) for saying in draft.sayings),
        "instead_of": list(draft.instead_of),
        "links": [_link_words(purpose, agency_id, several, background) for purpose, agency_id in wanted],
        "sections": sections,
        "counts": [[s["heading"], s["count"]] for s in sections],
        "draft": _draft(draft.sayings, background),
    }


def _draft(sayings: list[Saying], background: Background) -> list[str]:
    """The drafted văn bản đôn đốc, when something has come to the last level."""
    last = {one.due_id: one for s in sayings if s.moment.level >= LAST_LEVEL for one in s.dues}
    return draft_letter(list(last.values()), background) if last else []


def purposes(draft: Draft) -> tuple[tuple[Purpose, str], ...]:
    """What the links of a draft are to open, and for which agency: a substitute may answer for another one."""
    found: dict[tuple[Purpose, str], None] = {}
    for saying in draft.sayings:
        found |= dict.fromkeys(_pending_purpose(saying, one, draft.contact) for one in saying.pending)
    asked = dict.fromkeys([(s.office, one.owner_id, one.kind) for s in draft.sayings for one in s.dues])
    for office, owner_id, kind in asked:
        if office:
            found[(Purpose.READ, draft.contact.agency_id)] = None
            continue
        found[(Purpose.ANSWER, owner_id)] = None
        if kind == Kind.COMPILE:
            found[(Purpose.REVIEW, owner_id)] = None
    return tuple(found)


def _pending_purpose(saying: Saying, one: Pending, to: Contact) -> tuple[Purpose, str]:
    if one.kind is PendingKind.RECEIPT:
        return Purpose.ANSWER, one.owner_id
    if one.kind is PendingKind.REVIEW:
        return Purpose.REVIEW, one.reviewer_id or to.agency_id
    only_follows = to.post is Post.FOLLOWER and saying.moment.contact_id == to.contact_id
    return (Purpose.READ, to.agency_id) if only_follows else (Purpose.DECIDE, one.office_id or to.agency_id)


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
