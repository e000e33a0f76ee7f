"""What the portal's pages show, gathered in few queries: a directive without its text, one agency's sheet, a board."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from directive.agencies import Agency, Contact
from directive.errors import NotFound
from directive.events import AnyEvent, OwnerChanged, ProgressSet, parse
from directive.ledger import Link, Message, MessageState
from directive.obligations import Obligation, Progress, Stage
from directive.store import directives, directory, replies
from directive.store import tables as t
from directive.tracked import Contest, Due, Extension, Reply
from directive.values import Frozen


class Headline(Frozen):
    """A directive as a page heads it: everything but its text and proposal (phần đầu của văn bản)."""

    directive_id: int
    stage: Stage
    issuer: str | None
    number: str | None
    issued_on: date | None
    received_on: date | None
    subject: str | None
    assigner: str | None
    signer: str | None
    collector_id: str | None
    office_id: str | None
    file_name: str
    file_sha256: str
    added_at: datetime


_HEAD = [t.directives.c[name] for name in Headline.model_fields]


class Words(Frozen):
    """The letter's own words: one quotation per assignment, and the report clause."""

    quotes: tuple[str, ...] = ()
    report: str = ""

    def of(self, obligation: Obligation) -> str:
        """What the letter says of one obligation."""
        if obligation.position is None:
            return self.report
        return self.quotes[obligation.position] if obligation.position < len(self.quotes) else obligation.title


class Sheet(Frozen):
    """Everything about one directive, for one agency or for all (phiếu theo dõi)."""

    headline: Headline
    words: Words
    agencies: dict[str, Agency]
    obligations: tuple[Obligation, ...]
    dues: tuple[Due, ...]
    replies: tuple[Reply, ...]  # without those replaced by later edits
    answered_for: dict[int, int | None]  # submission_id -> the report's Due it was for
    extensions: tuple[Extension, ...]
    contests: tuple[Contest, ...]


class Submission(Frozen):
    """One handing-in of an agency (lần nộp)."""

    submission_id: int
    idempotency_key: str
    directive_id: int
    agency_id: str
    due_id: int | None
    at: datetime
    by: str


def headline(conn: Connection, directive_id: int) -> Headline:
    """One directive without its text; NotFound when there is none."""
    found = _headlines(conn, select(*_HEAD).where(t.directives.c.directive_id == directive_id))
    if not found:
        raise NotFound(f"Không có văn bản số {directive_id} trong kho.")
    return found[0]


def headlines(
    conn: Connection,
    *,
    ids: Collection[int] | None = None,
    stage: Stage | None = None,
    reviewer_id: str | None = None,
    office_id: str | None = None,
) -> list[Headline]:
    """Directives, newest first. `reviewer_id` keeps those this agency collects, or assigned without a collector."""
    d = t.directives.c
    query = select(*_HEAD).order_by(d.directive_id.desc())
    if ids is not None:
        query = query.where(d.directive_id.in_(list(ids)))
    if stage is not None:
        query = query.where(d.stage == stage)
    if reviewer_id is not None:
        own = d.collector_id.is_(None) & (d.office_id == reviewer_id)
        query = query.where((d.collector_id == reviewer_id) | own)
    if office_id is not None:
        query = query.where(d.office_id == office_id)
    return _headlines(conn, query)


def owned_by(conn: Connection, agency_id: str) -> list[Headline]:
    """Directives in force that lay something on an agency, newest first."""
    o = t.obligations.c
    mine = select(o.directive_id).where(
        o.owner_id == agency_id, o.progress.notin_([Progress.WITHDRAWN, Progress.TRANSFERRED])
    )
    query = select(*_HEAD).where(t.directives.c.directive_id.in_(mine), t.directives.c.stage == Stage.ISSUED)
    return _headlines(conn, query.order_by(t.directives.c.directive_id.desc()))


def words(conn: Connection, directive_id: int) -> Words:
    """The letter's words, without building the whole proposal: pages are opened far more often than read."""
    text = conn.execute(select(t.directives.c.proposal).where(t.directives.c.directive_id == directive_id)).scalar()
    if text is None:
        raise NotFound(f"Không có văn bản số {directive_id} trong kho.")
    proposal = json.loads(text)
    report = proposal.get("report") or {}
    return Words(quotes=tuple(a["quote"] for a in proposal["assignments"]), report=report.get("quote", ""))


def sheet(conn: Connection, directive_id: int, *, agency_id: str | None = None) -> Sheet:
    """One agency's part of a directive, or the whole of it."""
    obligations = directives.obligations(conn, directive_id=directive_id, owner_id=agency_id)
    ids = [o.obligation_id for o in obligations]
    whole = agency_id is None
    dues = directives.dues(conn, directive_id=directive_id, obligation_ids=None if whole else ids)
    said = replies.replies(conn, directive_id=directive_id, obligation_ids=None if whole else ids)
    head = headline(conn, directive_id)
    wanted = {o.owner_id for o in obligations} | {p for o in obligations for p in o.partners}
    wanted |= {a for a in (agency_id, head.collector_id, head.office_id) if a}
    mine = set(ids)
    return Sheet(
        headline=head,
        words=words(conn, directive_id),
        agencies={a.agency_id: a for a in directory.agencies(conn, ids=wanted)},
        obligations=tuple(obligations),
        dues=tuple(dues),
        replies=tuple(said),
        answered_for=_answered_for(conn, directive_id, agency_id),
        extensions=tuple(e for e in replies.extensions(conn, directive_id=directive_id) if e.obligation_id in mine),
        contests=tuple(c for c in replies.contests(conn, directive_id=directive_id) if c.obligation_id in mine),
    )


def contact(conn: Connection, contact_id: int) -> Contact | None:
    """One person to write to."""
    row = conn.execute(select(t.contacts).where(t.contacts.c.contact_id == contact_id)).one_or_none()
    return None if row is None else Contact(**row._mapping)


def submission(conn: Connection, submission_id: int) -> Submission | None:
    """One handing-in, None when there is none."""
    columns = [t.submissions.c[name] for name in Submission.model_fields]
    row = conn.execute(select(*columns).where(t.submissions.c.submission_id == submission_id)).one_or_none()
    return None if row is None else Submission.model_validate(dict(row._mapping))


class Sent(Frozen):
    """One message of the ledger as a list shows it (một dòng của hộp thư đi)."""

    message: Message
    person: str
    agency: str


class Happening(Frozen):
    """One event of a directive's log that concerns one obligation."""

    at: datetime
    by: str
    event: AnyEvent


def outbox(
    conn: Connection,
    *,
    day: date | None = None,
    state: MessageState | None = None,
    message_id: int | None = None,
    limit: int,
    offset: int = 0,
) -> list[Sent]:
    """Messages with the names of their recipients, the newest day first."""
    m = t.messages.c
    query = (
        select(t.messages, t.contacts.c.name.label("person"), t.agencies.c.name.label("agency"))
        .join(t.contacts, t.contacts.c.contact_id == m.contact_id, isouter=True)
        .join(t.agencies, t.agencies.c.agency_id == m.agency_id, isouter=True)
        .order_by(m.day.desc(), m.message_id.desc())
    )
    if day is not None:
        query = query.where(m.day == day)
    if state is not None:
        query = query.where(m.state == state)
    if message_id is not None:
        query = query.where(m.message_id == message_id)
    return [_sent(row) for row in conn.execute(query.limit(limit).offset(offset))]


class Told(Frozen):
    """The last message an agency was told of a directive in (lần nhắc gần nhất)."""

    day: date
    state: MessageState
    sent_at: datetime | None


def last_told(conn: Connection, directive_id: int) -> dict[str, Told]:
    """When each agency was last written to about a directive, and what became of the message."""
    m, e, d, o = t.messages.c, t.entries.c, t.dues.c, t.obligations.c
    query = (
        select(o.owner_id, m.day, m.state, m.sent_at)
        .join_from(t.entries, t.dues, d.due_id == e.due_id)
        .join(t.obligations, o.obligation_id == d.obligation_id)
        .join(t.messages, m.message_id == e.message_id)
        .join(t.contacts, t.contacts.c.contact_id == e.contact_id)  # whom it was for, whoever received it
        .where(d.directive_id == directive_id, t.contacts.c.agency_id == o.owner_id)
        .distinct()
        .order_by(m.day)
    )
    rows = conn.execute(query)
    return {row.owner_id: Told(day=row.day, state=MessageState(row.state), sent_at=row.sent_at) for row in rows}


def outbox_counts(conn: Connection, *, day: date | None = None) -> dict[MessageState, int]:
    """How many messages are in which state."""
    query = select(t.messages.c.state, func.count()).group_by(t.messages.c.state)
    if day is not None:
        query = query.where(t.messages.c.day == day)
    return {MessageState(state): int(count) for state, count in conn.execute(query)}


class Made(Frozen):
    """A frozen report in a list (báo cáo đã chốt)."""

    report_id: int
    directive_id: int | None  # None: of many directives
    agency_id: str | None = None
    on: date
    title: str
    files: dict[str, str]  # format -> sha256


def reports(conn: Connection, *, directive_id: int | None = None, report_id: int | None = None) -> list[Made]:
    """Frozen reports without their content, newest first."""
    columns = [t.reports.c[name] for name in Made.model_fields]
    query = select(*columns).order_by(t.reports.c.report_id.desc())
    if directive_id is not None:
        query = query.where(t.reports.c.directive_id == directive_id)
    if report_id is not None:
        query = query.where(t.reports.c.report_id == report_id)
    return [Made(**row._mapping) for row in conn.execute(query)]


def history(conn: Connection, obligation: Obligation) -> list[Happening]:
    """What the log says about one obligation, oldest first. The text search only narrows; the values decide."""
    e = t.events.c
    number = obligation.obligation_id
    query = select(e.at, e.by, e.payload).where(
        e.stream == f"van-ban/{obligation.directive_id}",
        e.kind.in_(_TELLING),
        e.payload.contains(str(number), autoescape=True),
    )
    read = [Happening(at=r.at, by=r.by, event=parse(r.payload)) for r in conn.execute(query.order_by(e.seq))]
    return [one for one in read if number in _concerned(one.event)]


def drafts_beside(conn: Connection, link: Link) -> list[int]:
    """Links of the same person for the same purpose, the one with the newest draft first: a new message brings a new
    link, and what was typed behind the old one must not be lost."""
    k = t.links.c
    query = select(k.link_id).join(t.drafts, t.drafts.c.link_id == k.link_id)
    for column, value in ((k.agency_id, link.agency_id), (k.contact_id, link.contact_id)):
        query = query.where(column.is_(None) if value is None else column == value)
    query = query.where(k.purpose == link.purpose).order_by(t.drafts.c.saved_at.desc())
    return [int(i) for i in conn.execute(query).scalars()]


_TELLING = ("obligation.progress", "obligation.owner")
"""Kinds whose facts stand nowhere else: answers, extensions and contests are values of their own."""


def _concerned(event: AnyEvent) -> tuple[int, ...]:
    if isinstance(event, ProgressSet):
        return event.obligation_ids
    return (event.obligation_id,) if isinstance(event, OwnerChanged) else ()


def _sent(row: Row[Any]) -> Sent:
    fields = dict(row._mapping)
    person, agency = fields.pop("person"), fields.pop("agency")
    return Sent(message=Message(**fields), person=person or "", agency=agency or "")


def _headlines(conn: Connection, query: Select[Any]) -> list[Headline]:
    return [Headline.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def _answered_for(conn: Connection, directive_id: int, agency_id: str | None) -> dict[int, int | None]:
    s = t.submissions.c
    query = select(s.submission_id, s.due_id).where(s.directive_id == directive_id)
    if agency_id is not None:
        query = query.where(s.agency_id == agency_id)
    return {int(row.submission_id): row.due_id for row in conn.execute(query)}
