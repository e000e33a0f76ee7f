"""The fold: what each kind of event does to the tables. Nothing else writes to them.

Every function here depends on its event alone (and on rows made by earlier events), never on the clock, settings or
chance: replaying a log gives the same tables.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, singledispatch
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    Update,
    any_,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    update,
)

from directive import events as said
from directive.events import Event, Recorded
from directive.ledger import Line, Message, MessageState, Move, PendingLine
from directive.obligations import CLOSED, DEFAULT_REPORTING, Obligation, OwnerRole, Progress, Proposal, Stage
from directive.reducing import GONE, NO_MAIL, NO_MESSAGE, NO_WORDS, no_person
from directive.store import tables as t
from directive.tracked import Contest, Contribution, Due, DueState, Extension, Reply, ReplyState

AT_ONCE = date(1990, 1, 1)
"""A wake-up in the past: the next sweep looks at the Due, whatever its date."""

_MANY = 500  # ids in one statement; SQLite allows some thousand variables

_COUNTED = {
    "directive": t.directives.c.directive_id,
    "obligation": t.obligations.c.obligation_id,
    "due": t.dues.c.due_id,
    "submission": t.submissions.c.submission_id,
    "reply": t.replies.c.reply_id,
    "delegation": t.delegations.c.delegation_id,
    "contribution": t.contributions.c.contribution_id,
    "extension": t.extensions.c.extension_id,
    "contest": t.contests.c.contest_id,
    "message": t.messages.c.message_id,
    "link": t.links.c.link_id,
    "api_key": t.api_keys.c.api_key_id,
    "report": t.reports.c.report_id,
    "paper": t.papers.c.paper_id,
    "contact": t.contacts.c.contact_id,
    "mail": t.mails.c.mail_id,
}
"""Which ids each counter draws; a replay sets the counters past the ids it has seen."""


def reset_counters(conn: Connection) -> None:
    """Let each counter go on after the highest id in the tables (after a replay)."""
    conn.execute(delete(t.counters))
    highest = {name: conn.execute(select(func.max(column))).scalar() for name, column in _COUNTED.items()}
    rows = [{"name": name, "next": int(last) + 1} for name, last in highest.items() if last]
    _insert(conn, t.counters, rows)


def apply(conn: Connection, recorded: Sequence[tuple[Event, Recorded]]) -> None:
    """Fold events into the tables, in order."""
    for several, run in groupby(recorded, key=lambda pair: isinstance(pair[0], said.DuesMoved)):
        if several:
            _move_all(conn, [event for event, _ in run if isinstance(event, said.DuesMoved)])
        else:
            for event, place in run:
                fold(event, conn, place)


@singledispatch
def fold(event: Event, conn: Connection, place: Recorded) -> None:
    """What one event does to the tables."""
    raise TypeError(f"no fold for {event.kind}")


@fold.register
def _(event: said.DirectiveAdded, conn: Connection, place: Recorded) -> None:
    document = event.document
    conn.execute(
        insert(t.directives).values(
            directive_id=event.directive_id,
            stage=Stage.DRAFT,
            issuer=document.issuer,
            number=document.number,
            issued_on=document.date,
            subject=document.subject,
            assigner=event.assigner,
            signer=document.signer.name if document.signer else None,
            reporting=_reporting(event.proposal),
            office_id=event.office_id,
            file_name=event.file_name,
            file_sha256=event.file_sha256,
            added_at=place.at,
            envelope=event.envelope.model_dump(mode="json") if event.envelope else None,
            document=document.model_dump_json(),
            proposal=event.proposal.model_dump_json(),
        )
    )


@fold.register
def _(event: said.ProposalCorrected, conn: Connection, place: Recorded) -> None:
    _set_directive(
        conn, event.directive_id, proposal=event.proposal.model_dump_json(), reporting=_reporting(event.proposal)
    )


@fold.register
def _(event: said.ProposalReadAgain, conn: Connection, place: Recorded) -> None:
    _set_directive(
        conn,
        event.directive_id,
        proposal=event.proposal.model_dump_json(),
        reporting=_reporting(event.proposal),
        collector_id=None,
        office_id=event.office_id,
        stage=Stage.DRAFT,
    )


@fold.register
def _(event: said.ProposalConfirmed, conn: Connection, place: Recorded) -> None:
    _set_directive(
        conn,
        event.directive_id,
        proposal=event.proposal.model_dump_json(),
        reporting=_reporting(event.proposal),
        collector_id=event.collector_id,
        stage=Stage.CONFIRMED,
    )


@fold.register
def _(event: said.DirectiveIssued, conn: Connection, place: Recorded) -> None:
    _set_directive(
        conn,
        event.directive_id,
        stage=Stage.ISSUED,
        number=event.number,
        issued_on=event.issued_on,
        received_on=event.received_on,
        renew_on=event.renew_on,
    )
    _insert(conn, t.obligations, [_obligation_row(o) for o in event.obligations])
    _insert(conn, t.ownerships, [row for o in event.obligations for row in _ownership_rows(o, event.issued_on)])
    _insert(conn, t.dues, [_due_row(due) for due in event.dues])


@fold.register
def _(event: said.StageChanged, conn: Connection, place: Recorded) -> None:
    _set_directive(conn, event.directive_id, stage=event.stage, ended_on=event.on)
    if event.stage in (Stage.CLOSED, Stage.RECALLED, Stage.REPLACED):
        open_dues = t.dues.c.state.in_([DueState.OPEN, DueState.RETURNED, DueState.REPORTED])
        conn.execute(
            update(t.dues)
            .where(t.dues.c.directive_id == event.directive_id, open_dues)
            .values(state=DueState.DROPPED, next_look_on=None)
        )
        conn.execute(
            update(t.obligations)
            .where(t.obligations.c.directive_id == event.directive_id, t.obligations.c.progress != Progress.DONE)
            .values(progress=Progress.WITHDRAWN, progress_on=event.on)
        )


@fold.register
def _(event: said.DirectiveArchived, conn: Connection, place: Recorded) -> None:
    _set_directive(conn, event.directive_id, archived_on=event.on)


@fold.register
def _(event: said.DirectivesRelated, conn: Connection, place: Recorded) -> None:
    _insert(conn, t.relations, [event.related._asdict() | {"other_id": event.related.other_id or 0}])


@fold.register
def _(event: said.DuesAdded, conn: Connection, place: Recorded) -> None:
    _set_directive(conn, event.directive_id, renew_on=event.renew_on)
    _insert(conn, t.dues, [_due_row(due) for due in event.dues])


@fold.register
def _(event: said.DuesMoved, conn: Connection, place: Recorded) -> None:
    _move_all(conn, [event])


@fold.register
def _(event: said.DirectiveReceived, conn: Connection, place: Recorded) -> None:
    _set_directive(conn, event.directive_id, received_on=event.received_on, received_at=event.received_at)


@fold.register
def _(event: said.ProgressSet, conn: Connection, place: Recorded) -> None:
    values: dict[str, Any] = {"progress": event.progress, "progress_on": event.on}
    if event.spoken:
        values["last_word_at"] = event.at
    if event.progress is Progress.DONE:
        values |= {"done_on": event.on, "percent": 100}
    conn.execute(update(t.obligations).where(t.obligations.c.obligation_id.in_(event.obligation_ids)).values(**values))
    if event.progress in (Progress.WITHDRAWN, Progress.TRANSFERRED):
        conn.execute(
            update(t.dues)
            .where(t.dues.c.obligation_id.in_(event.obligation_ids), t.dues.c.state != DueState.MET)
            .values(state=DueState.DROPPED, next_look_on=None)
        )
    _wake(conn, event.obligation_ids)


@fold.register
def _(event: said.Submitted, conn: Connection, place: Recorded) -> None:
    conn.execute(
        insert(t.submissions).values(
            submission_id=event.submission_id,
            idempotency_key=event.idempotency_key,
            directive_id=event.directive_id,
            agency_id=event.agency_id,
            due_id=event.due_id,
            at=place.at,
            by=place.by,
        )
    )
    if event.replaced:
        conn.execute(
            update(t.replies).where(t.replies.c.reply_id.in_(event.replaced)).values(state=ReplyState.REPLACED)
        )
    _insert(conn, t.replies, [_reply_row(reply) for reply in event.replies])
    for reply in event.replies:
        conn.execute(
            update(t.obligations)
            .where(t.obligations.c.obligation_id == reply.obligation_id)
            .values(
                progress=reply.progress,
                percent=reply.percent,
                progress_on=reply.on,
                last_word_at=reply.at,
            )
        )
    if event.reopened:
        conn.execute(
            update(t.dues)
            .where(t.dues.c.due_id.in_(event.reopened))
            .values(state=DueState.OPEN, reported_on=None, next_look_on=event.replies[0].on)
        )
    answered = {reply.due_id: reply.on for reply in event.replies if reply.due_id is not None}
    for due_id, on in answered.items():
        conn.execute(update(t.dues).where(t.dues.c.due_id == due_id).values(state=DueState.REPORTED, reported_on=on))
    if event.contributions:
        seen = t.contributions.c.contribution_id.in_(event.contributions)
        conn.execute(update(t.contributions).where(seen).values(submission_id=event.submission_id))


@fold.register
def _(event: said.Delegated, conn: Connection, place: Recorded) -> None:
    one = event.delegation
    if event.instead_of:
        old = t.delegations.c.delegation_id.in_(event.instead_of)
        conn.execute(update(t.delegations).where(old).values(revoked_at=one.at))
    conn.execute(insert(t.delegations).values(**_plain(one) | {"obligation_ids": list(one.obligation_ids)}))


@fold.register
def _(event: said.DelegationRevoked, conn: Connection, place: Recorded) -> None:
    this = t.delegations.c.delegation_id == event.delegation_id
    conn.execute(update(t.delegations).where(this).values(revoked_at=event.at))


@fold.register
def _(event: said.Contributed, conn: Connection, place: Recorded) -> None:
    _insert(conn, t.contributions, [_reply_row(one) for one in event.contributions])


@fold.register
def _(event: said.Reviewed, conn: Connection, place: Recorded) -> None:
    for verdict in event.verdicts:
        conn.execute(
            update(t.replies)
            .where(t.replies.c.reply_id == verdict.reply_id)
            .values(state=verdict.state, remark=verdict.remark, reviewed_by=place.by, reviewed_on=event.on)
        )
    for obligation_id, progress in event.progress:
        values: dict[str, Any] = {"progress": progress, "progress_on": event.on}
        if progress is Progress.DONE:
            values["done_on"] = event.on
        conn.execute(update(t.obligations).where(t.obligations.c.obligation_id == obligation_id).values(**values))
    for due_id, state in event.due_states:
        day = {DueState.MET: {"met_on": event.on}, DueState.RETURNED: {"returned_on": event.on}}.get(state, {})
        conn.execute(update(t.dues).where(t.dues.c.due_id == due_id).values(state=state, **day))
    _look_again(conn, event.next_looks)


@fold.register
def _(event: said.ExtensionAsked, conn: Connection, place: Recorded) -> None:
    conn.execute(insert(t.extensions).values(**_plain(event.extension)))


@fold.register
def _(event: said.ExtensionDecided, conn: Connection, place: Recorded) -> None:
    _replace(conn, t.extensions, "extension_id", event.extension)
    if event.move is not None:
        _move_dues(conn, [(event.move, event.extension.decided_on, "")])
        granted = t.dues.c.due_id == event.extension.due_id
        conn.execute(update(t.dues).where(granted).values(extensions=t.dues.c.extensions + 1))


@fold.register
def _(event: said.Contested, conn: Connection, place: Recorded) -> None:
    conn.execute(insert(t.contests).values(**_plain(event.contest)))
    _set_obligation(conn, event.contest.obligation_id, progress=Progress.CONTESTED, progress_on=event.contest.on)
    _set_obligation(conn, event.contest.obligation_id, last_word_at=place.at)


@fold.register
def _(event: said.ContestDecided, conn: Connection, place: Recorded) -> None:
    _replace(conn, t.contests, "contest_id", event.contest)
    _set_obligation(conn, event.contest.obligation_id, progress=event.progress, progress_on=event.contest.decided_on)
    if event.progress is Progress.WITHDRAWN:
        conn.execute(
            update(t.dues)
            .where(t.dues.c.obligation_id == event.contest.obligation_id, t.dues.c.state != DueState.MET)
            .values(state=DueState.DROPPED, next_look_on=None)
        )
    _wake(conn, [event.contest.obligation_id])


@fold.register
def _(event: said.OwnerChanged, conn: Connection, place: Recorded) -> None:
    _set_obligation(conn, event.obligation_id, owner_id=event.to_id)
    mine = (
        (t.ownerships.c.obligation_id == event.obligation_id)
        & (t.ownerships.c.role == OwnerRole.OWNER)
        & (t.ownerships.c.valid_to.is_(None))
    )
    conn.execute(update(t.ownerships).where(mine).values(valid_to=event.on))
    _insert(
        conn,
        t.ownerships,
        [_ownership(event.obligation_id, event.to_id, OwnerRole.OWNER, valid_from=event.on, basis=event.basis)],
    )
    _wake(conn, [event.obligation_id])


@fold.register
def _(event: said.HandedOver, conn: Connection, place: Recorded) -> None:
    _insert(conn, t.obligations, [_obligation_row(o) for o in event.begun])
    rows = [row | {"basis": event.basis} for o in event.begun for row in _ownership_rows(o, event.on)]
    _insert(conn, t.ownerships, rows)
    _insert(conn, t.dues, [_due_row(due) for due in event.dues])
    came = [{"obligation_id": new, "from_id": old, "on": event.on} for new, some in event.origins for old in some]
    _insert(conn, t.origins, came)
    for ended, progress in ((event.transferred, Progress.TRANSFERRED), (event.withdrawn, Progress.WITHDRAWN)):
        _end_obligations(conn, ended, progress, event.on)
    if event.collector is not None:
        _change_collector(conn, event.directive_id, *event.collector, on=event.on, basis=event.basis)
    if event.office_id is not None:
        _set_directive(conn, event.directive_id, office_id=event.office_id, assigner=event.assigner)
    _pass_links_on(conn, event, place)


@fold.register
def _(event: said.ReportFrozen, conn: Connection, place: Recorded) -> None:
    _freeze(event, conn, place, directive_id=event.directive_id, due_id=event.due_id, span="")


@fold.register
def _(event: said.OverallFrozen, conn: Connection, place: Recorded) -> None:
    _freeze(event, conn, place, span=event.span, agency_id=event.agency_id)


def _freeze(event: said.ReportFrozen | said.OverallFrozen, conn: Connection, place: Recorded, **whose: Any) -> None:
    conn.execute(
        insert(t.reports).values(
            report_id=event.report_id,
            on=event.on,
            frozen_at=place.at,
            by=place.by,
            title=event.title,
            figures=event.figures,
            content=event.content,
            files=event.files,
            digest=event.digest,
            **whose,
        )
    )


@fold.register
def _(event: said.PaperKept, conn: Connection, place: Recorded) -> None:
    kept = event.model_dump(mode="json", exclude={"kind", "on"})
    conn.execute(insert(t.papers).values(**kept, on=event.on, at=place.at, by=place.by))


@fold.register
def _(event: said.NarrativeEdited, conn: Connection, place: Recorded) -> None:
    key = {"directive_id": event.directive_id, "due_id": event.due_id or 0, "section": event.section}
    _put(conn, t.narratives, key, {"text": event.text, "by": place.by, "at": place.at})


@fold.register
def _(event: said.DirectoryLoaded, conn: Connection, place: Recorded) -> None:
    for table, things in (
        (t.agencies, event.agencies),
        (t.aliases, event.aliases),
        (t.groups, event.groups),
        (t.memberships, event.memberships),
        (t.contacts, event.contacts),
        (t.absences, event.absences),
    ):
        _upsert(conn, table, [_plain(thing) for thing in things])


@fold.register
def _(event: said.CalendarChanged, conn: Connection, place: Recorded) -> None:
    _upsert(conn, t.calendar_days, [_plain(day) for day in event.days])


@fold.register
def _(event: said.TimeRulesChosen, conn: Connection, place: Recorded) -> None:
    hours = [entry.model_dump(mode="json") for entry in event.office_hours]
    _put(conn, t.time_rules, {"name": "site"}, {"office_hours": hours, "choices": event.choices.model_dump()})


@fold.register
def _(event: said.MessagesPlanned, conn: Connection, place: Recorded) -> None:
    _insert(conn, t.links, [_plain(link) for link in event.links])
    _insert(conn, t.messages, [_message_row(message) for message in event.messages])
    today = _kept_day(conn, event.day)
    _many(
        conn, _ENTRY, sorted([row for line in event.lines for row in _entry_rows(line, today)])
    )  # in the table's order
    _many(conn, _PENDING_ENTRY, [row for line in event.pending for row in _pending_rows(line, today)])
    on_postgres = conn.dialect.name == "postgresql"
    for day, due_ids in event.next_looks:
        listed = list(due_ids) if on_postgres else json.dumps(due_ids)
        conn.execute(_moving(("next_look_on",), False, on_postgres), {"next_look_on": day, "of": listed})


@fold.register
def _(event: said.MessagesMoved, conn: Connection, place: Recorded) -> None:
    m = t.messages
    for state, moves in _by_state(event.moves).items():
        values: dict[str, Any] = {"state": state}
        if state is MessageState.SENDING:
            values |= {"claimed_by": event.claim, "claimed_at": event.at}
        if state is MessageState.SENT:
            values["sent_at"] = event.at
        names = ("attempts", "next_try_at", "receipt", "reason")
        change = update(m).where(m.c.message_id == bindparam("of")).values(**values, **{n: bindparam(n) for n in names})
        conn.execute(change, [{"of": move.message_id} | {n: getattr(move, n) for n in names} for move in moves])
    if event.reopen_on is not None:
        _reopen(conn, [m.message_id for m in event.moves if m.state is MessageState.EXPIRED], event.reopen_on)


@fold.register
def _(event: said.LinkMinted, conn: Connection, place: Recorded) -> None:
    conn.execute(insert(t.links).values(**_plain(event.link)))


@fold.register
def _(event: said.LinkRevoked, conn: Connection, place: Recorded) -> None:
    conn.execute(update(t.links).where(t.links.c.link_id == event.link_id).values(revoked_at=event.at))


@fold.register
def _(event: said.ApiKeyMade, conn: Connection, place: Recorded) -> None:
    row = _plain(event.api_key) | {"scopes": [scope.value for scope in event.api_key.scopes]}
    conn.execute(insert(t.api_keys).values(**row))


@fold.register
def _(event: said.ApiKeyRevoked, conn: Connection, place: Recorded) -> None:
    this = t.api_keys.c.api_key_id == event.api_key_id
    conn.execute(update(t.api_keys).where(this).values(revoked_at=event.at))


@fold.register
def _(event: said.MessagePassedOn, conn: Connection, place: Recorded) -> None:
    old = t.messages.c.message_id == event.message_id
    conn.execute(update(t.messages).where(old).values(state=MessageState.PASSED_ON, reason=event.reason))
    _insert(conn, t.messages, [_message_row(event.message)])
    now = {"message_id": event.message.message_id, "channel": event.message.channel}
    for entries in (t.entries, t.pending_entries):
        conn.execute(update(entries).where(entries.c.message_id == event.message_id).values(**now))


@fold.register
def _(event: said.ReceiptRead, conn: Connection, place: Recorded) -> None:
    key = {"message_id": event.message_id, "what": event.what}
    _put(conn, t.receipts, key, {"at": event.at, "detail": event.detail})


@fold.register
def _(event: said.AddressChanged, conn: Connection, place: Recorded) -> None:
    _upsert(conn, t.addresses, [_plain(event.state)])


@fold.register
def _(event: said.AddressHeard, conn: Connection, place: Recorded) -> None:
    key = {"channel": event.channel, "address": event.address}
    values: dict[str, Any] = {"follows": event.what != "unfollow"}
    if event.what != "unfollow":  # who follows or writes may be answered for a while, and can be reached again
        values |= {"heard_at": event.at, "marked_at": None}
    here = [t.addresses.c[name] == value for name, value in key.items()]
    if conn.execute(update(t.addresses).where(*here).values(**values)).rowcount == 0:
        _insert(conn, t.addresses, [{"hard": 0, "soft": 0, "reason": ""} | key | values])


@fold.register
def _(event: said.ConsentSet, conn: Connection, place: Recorded) -> None:
    _upsert(conn, t.consents, [_plain(event.consent)])
    if event.consent.channel == "zalo":
        values: dict[str, Any] = {"zalo_consent": event.consent.given}
        if event.address:
            values["zalo_id"] = event.address
        conn.execute(update(t.contacts).where(t.contacts.c.contact_id == event.consent.contact_id).values(**values))


@fold.register
def _(event: said.MailArrived, conn: Connection, place: Recorded) -> None:
    row = _plain(event.mail) | {"left_out": list(event.mail.left_out)}
    row["evidence"] = [e.model_dump(mode="json") for e in event.mail.evidence]
    conn.execute(insert(t.mails).values(**row))


@fold.register
def _(event: said.MailSettled, conn: Connection, place: Recorded) -> None:
    values: dict[str, Any] = {"state": event.state, "settled_at": event.at, "settled_by": place.by}
    values |= {"submission_id": event.submission_id, "remark": event.remark}
    if event.agency_id is not None:
        values["agency_id"] = event.agency_id
    conn.execute(update(t.mails).where(t.mails.c.mail_id == event.mail_id).values(**values))


@fold.register
def _(event: said.RecordsErased, conn: Connection, place: Recorded) -> None:
    {"answers": _erase_answers, "messages": _erase_messages, "mails": _erase_mails, "contacts": _erase_contacts}[
        event.what
    ](event, conn)


def _erase_answers(event: said.RecordsErased, conn: Connection) -> None:
    for some in _portions(event.directive_ids):
        conn.execute(update(t.replies).where(t.replies.c.directive_id.in_(some)).values(**NO_WORDS))
        _erase_names(conn, t.replies, "reply_id", t.replies.c.directive_id.in_(some))
        written = t.contributions.c.directive_id.in_(some)
        conn.execute(update(t.contributions).where(written).values(**NO_WORDS))
        _erase_names(conn, t.contributions, "contribution_id", written)
        conn.execute(update(t.delegations).where(t.delegations.c.directive_id.in_(some)).values(note=""))


def _erase_messages(event: said.RecordsErased, conn: Connection) -> None:
    old = t.messages.c.day < event.before
    conn.execute(update(t.messages).where(old).values(**NO_MESSAGE))
    theirs = t.receipts.c.message_id.in_(select(t.messages.c.message_id).where(old))
    conn.execute(update(t.receipts).where(theirs).values(detail=""))


def _erase_mails(event: said.RecordsErased, conn: Connection) -> None:
    for some in _portions(event.mail_ids):
        these = t.mails.c.mail_id.in_(some)
        conn.execute(update(t.mails).where(these).values(**NO_MAIL | {"left_out": []}))
        _erase_names(conn, t.mails, "mail_id", these)


def _erase_contacts(event: said.RecordsErased, conn: Connection) -> None:
    for contact_id in event.contact_ids:
        here = t.contacts.c.contact_id == contact_id
        conn.execute(update(t.contacts).where(here).values(**no_person(contact_id)))


def _erase_names(conn: Connection, table: Table, key: str, these: ColumnElement[bool]) -> None:
    """The names of files go, their hashes stay."""
    for number, evidence in conn.execute(select(table.c[key], table.c.evidence).where(these)).all():
        if evidence:
            nameless = [file | {"name": GONE} for file in evidence]
            conn.execute(update(table).where(table.c[key] == number).values(evidence=nameless))


def _portions(ids: Sequence[int]) -> list[list[int]]:
    return [list(ids[start : start + _MANY]) for start in range(0, len(ids), _MANY)]


# --- rows --------------------------------------------------------------------------------------------------------


def _plain(value: Any) -> dict[str, Any]:
    """The fields of a value as they stand: all of them are columns of the same name."""
    return dict(value)


def _obligation_row(o: Obligation) -> dict[str, Any]:
    return dict(o) | {"deadlines": [d.model_dump(mode="json") for d in o.deadlines], "partners": list(o.partners)}


def _ownership_rows(o: Obligation, day: Any) -> list[dict[str, Any]]:
    rows = [_ownership(o.obligation_id, o.owner_id, OwnerRole.OWNER, valid_from=day)]
    rows += [_ownership(o.obligation_id, p, OwnerRole.PARTNER, valid_from=day) for p in dict.fromkeys(o.partners)]
    if o.collector_id:
        rows.append(_ownership(o.obligation_id, o.collector_id, OwnerRole.COLLECTOR, valid_from=day))
    return rows


def _ownership(obligation_id: int, agency_id: str, role: OwnerRole, *, valid_from: Any, basis: str = "") -> Any:
    return {
        "obligation_id": obligation_id,
        "agency_id": agency_id,
        "role": role,
        "valid_from": valid_from,
        "valid_to": None,
        "basis": basis,
    }


def _due_row(due: Due) -> dict[str, Any]:
    return dict(due) | {"why": list(due.why), "next_look_on": due.next_look_on or AT_ONCE}


def _reply_row(reply: Reply | Contribution) -> dict[str, Any]:
    return dict(reply) | {"evidence": [e.model_dump(mode="json") for e in reply.evidence]}


def _message_row(message: Message) -> dict[str, Any]:
    return dict(message) | {"links": list(message.links)}


def _entry_rows(line: Line, day: date | str | None) -> Iterator[tuple[Any, ...]]:
    folded, message_id = " ".join(line.folded), line.message_id or None
    outcome = line.outcome.value
    for due_id in line.due_ids:
        yield due_id, line.step, line.contact_id, line.channel, day, outcome, line.reason, folded, message_id


def _pending_rows(line: PendingLine, day: date | str | None) -> Iterator[tuple[Any, ...]]:
    folded, message_id = " ".join(line.folded), line.message_id or None
    for key in line.keys:
        yield key, line.step, line.contact_id, line.channel, day, line.outcome.value, line.reason, folded, message_id


def _by_state(moves: Sequence[Move]) -> dict[MessageState, list[Move]]:
    states: dict[MessageState, list[Move]] = {}
    for move in moves:
        states.setdefault(move.state, []).append(move)
    return states


def _end_obligations(conn: Connection, ids: Sequence[int], progress: Progress, on: date) -> None:
    """They end with their owner: what is still to be answered is nobody's any more; what was answered stays."""
    for start in range(0, len(ids), _MANY):
        some = list(ids[start : start + _MANY])
        o, d, w = t.obligations.c, t.dues.c, t.ownerships.c
        conn.execute(update(t.obligations).where(o.obligation_id.in_(some)).values(progress=progress, progress_on=on))
        unanswered = d.obligation_id.in_(some) & d.state.in_([DueState.OPEN, DueState.RETURNED])
        conn.execute(update(t.dues).where(unanswered).values(state=DueState.DROPPED, next_look_on=None))
        held = w.obligation_id.in_(some) & w.valid_to.is_(None)
        conn.execute(update(t.ownerships).where(held).values(valid_to=on))


def _change_collector(conn: Connection, directive_id: int, old: str, new: str, *, on: date, basis: str) -> None:
    here = t.directives.c.directive_id == directive_id
    conn.execute(update(t.directives).where(here, t.directives.c.collector_id == old).values(collector_id=new))
    o, w = t.obligations.c, t.ownerships.c
    living = o.progress.not_in(sorted(CLOSED))
    theirs = select(o.obligation_id).where(o.directive_id == directive_id, o.collector_id == old, living)
    ids = [int(i) for i in conn.execute(theirs).scalars()]
    for start in range(0, len(ids), _MANY):
        some = ids[start : start + _MANY]
        conn.execute(update(t.obligations).where(o.obligation_id.in_(some)).values(collector_id=new))
        held = w.obligation_id.in_(some) & (w.role == OwnerRole.COLLECTOR) & w.valid_to.is_(None)
        conn.execute(update(t.ownerships).where(held).values(valid_to=on))
        _insert(conn, t.ownerships, [_ownership(i, new, OwnerRole.COLLECTOR, valid_from=on, basis=basis) for i in some])


def _pass_links_on(conn: Connection, event: said.HandedOver, place: Recorded) -> None:
    k = t.links.c
    for old, new in event.links:
        theirs = (k.directive_id == event.directive_id) & (k.agency_id == old) & k.revoked_at.is_(None)
        values = {"agency_id": new} if new else {"revoked_at": place.at}
        conn.execute(update(t.links).where(theirs).values(**values))


# --- writing -----------------------------------------------------------------------------------------------------


def _insert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        conn.execute(insert(table), rows)


_ENTRY, _PENDING_ENTRY = (
    f'INSERT INTO {table} ({of}, step, contact_id, channel, "on", outcome, reason, folded, message_id) '
    f"VALUES ({', '.join(['{0}'] * 9)})"
    for table, of in (("entries", "due_id"), ("pending_entries", "key"))
)


def _many(conn: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """One statement for very many rows, handed to the driver as they are: a sweep writes tens of thousands."""
    if rows:
        conn.exec_driver_sql(statement.format("?" if conn.dialect.name == "sqlite" else "%s"), rows)


def _kept_day(conn: Connection, day: date | None) -> date | str | None:
    """A day as the driver wants it: SQLite keeps days as text."""
    return day.isoformat() if day is not None and conn.dialect.name == "sqlite" else day


def _upsert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert, or replace the row with the same key."""
    for row in rows:
        key = {column.name: row[column.name] for column in table.primary_key}
        _put(conn, table, key, {name: value for name, value in row.items() if name not in key})


def _put(conn: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    here = [table.c[name] == value for name, value in key.items()]
    if conn.execute(update(table).where(*here).values(**(values or key))).rowcount == 0:
        conn.execute(insert(table).values(**key, **values))


def _replace(conn: Connection, table: Table, key: str, value: Extension | Contest) -> None:
    row = _plain(value)
    conn.execute(update(table).where(table.c[key] == row[key]).values(**row))


def _set_directive(conn: Connection, directive_id: int, **values: Any) -> None:
    conn.execute(update(t.directives).where(t.directives.c.directive_id == directive_id).values(**values))


def _set_obligation(conn: Connection, obligation_id: int, **values: Any) -> None:
    conn.execute(update(t.obligations).where(t.obligations.c.obligation_id == obligation_id).values(**values))


_KEPT_WITHOUT = {
    "original_on": ("original_on", "original_at"),  # an extension or pause: the first date stays what it was
    "cut_off": ("cut_off",),
    "anchor_on": ("anchor_on", "anchor_at"),
    "set_by": ("set_by",),
    "next_look_on": ("next_look_on",),
}


def _move_all(conn: Connection, events: Sequence[said.DuesMoved]) -> None:
    _move_dues(conn, ((move, event.on, event.reason) for event in events for move in event.moves))
    _drop(conn, [due_id for event in events for due_id in event.dropped])


def _move_dues(conn: Connection, said_moves: Iterable[tuple[said.DueMove, date | None, str]]) -> None:
    """One statement for all moves that set the same columns: a change of the calendar moves Dues by the thousand."""
    statements: dict[Update, list[dict[str, Any]]] = {}
    on_postgres = conn.dialect.name == "postgresql"
    for move, on, reason in said_moves:
        values = _moved_values(move, on=on, reason=reason)
        statement = _moving(tuple(values), move.moved and not move.quiet, on_postgres)
        ids = list(move.due_ids) if on_postgres else json.dumps(move.due_ids)
        statements.setdefault(statement, []).append(values | {"of": ids})
    for statement, rows in statements.items():
        conn.execute(statement, rows)


@cache
def _moving(names: tuple[str, ...], told: bool, on_postgres: bool) -> Update:
    """The statement that moves the Dues of a list, by the columns it sets."""
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    if told:
        values["moves"] = t.dues.c.moves + 1
    if on_postgres:
        listed = t.dues.c.due_id == any_(bindparam("of", type_=ARRAY(BigInteger)))
    else:
        listed = t.dues.c.due_id.in_(select(column("value")).select_from(func.json_each(bindparam("of"))))
    return update(t.dues).where(listed).values(**values)


def _moved_values(move: said.DueMove, *, on: Any, reason: str) -> dict[str, Any]:
    values = _plain(move) | {"why": list(move.why)}
    del values["due_ids"], values["moved"], values["moved_from"], values["quiet"], values["because"]
    for name, columns in _KEPT_WITHOUT.items():
        if not values[name]:
            for column in columns:
                del values[column]
    if move.moved:
        values |= {"moved_on": on, "moved_from": move.moved_from, "moved_because": move.because or reason}
    return values


def _drop(conn: Connection, due_ids: Sequence[int]) -> None:
    for start in range(0, len(due_ids), _MANY):
        some = t.dues.c.due_id.in_(list(due_ids[start : start + _MANY]))
        conn.execute(update(t.dues).where(some).values(state=DueState.DROPPED, next_look_on=None))


def _reporting(proposal: Proposal) -> str:
    return proposal.report.calendar if proposal.report else DEFAULT_REPORTING


def _wake(conn: Connection, obligation_ids: Sequence[int]) -> None:
    """What changed in an obligation may change which step is next: the following sweep looks at its Dues."""
    waiting = t.dues.c.state.not_in([DueState.MET, DueState.DROPPED])
    for start in range(0, len(obligation_ids), _MANY):
        theirs = t.dues.c.obligation_id.in_(list(obligation_ids[start : start + _MANY]))
        conn.execute(update(t.dues).where(theirs, waiting).values(next_look_on=AT_ONCE))


def _reopen(conn: Connection, message_ids: list[int], on: Any) -> None:
    """What an expired message said counts as unsaid: its lines leave the table, the log keeps them."""
    entries = t.entries
    for start in range(0, len(message_ids), _MANY):
        told = entries.c.message_id.in_(message_ids[start : start + _MANY])
        waiting = t.dues.c.state.not_in([DueState.MET, DueState.DROPPED])
        unsaid = select(entries.c.due_id).where(told)
        conn.execute(update(t.dues).where(t.dues.c.due_id.in_(unsaid), waiting).values(next_look_on=on))
        conn.execute(delete(entries).where(told))
        said = t.pending_entries.c.message_id.in_(message_ids[start : start + _MANY])
        conn.execute(delete(t.pending_entries).where(said))


def _look_again(conn: Connection, looks: Sequence[tuple[int, Any]]) -> None:
    if looks:
        conn.execute(
            update(t.dues).where(t.dues.c.due_id == bindparam("of")),
            [{"of": due_id, "next_look_on": day} for due_id, day in looks],
        )
