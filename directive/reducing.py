"""Rút gọn: what is left of an event when its texts are erased. Who, when, which, how many stay; words and names go.

Pure. The fold of `RecordsErased` blanks the very same fields of the tables, so that replaying a log whose events were
reduced gives the tables as they are.
"""

from collections.abc import Collection
from datetime import date
from functools import singledispatch
from typing import Any, NamedTuple

from directive.agencies import Contact
from directive.events import (
    Contributed,
    Delegated,
    DirectoryLoaded,
    Event,
    MailArrived,
    MessagePassedOn,
    MessagesMoved,
    MessagesPlanned,
    ReceiptRead,
    RecordsErased,
    Submitted,
)
from directive.ledger import Message
from directive.tracked import Evidence

GONE = "(đã xoá theo thời hạn bảo quản)"

NO_WORDS: dict[str, Any] = {"result": "", "figures": "", "difficulties": "", "proposals": ""}
"""Fields of a reply."""

NO_MESSAGE: dict[str, Any] = {"body": {}, "address": "", "receipt": "", "reason": ""}

NO_MAIL: dict[str, Any] = {"sender": "", "sender_name": "", "subject": "", "text": "", "left_out": ()}


class Erasing(NamedTuple):
    """What is being erased, with the numbers of the old messages at hand."""

    said: RecordsErased
    old_messages: Collection[int] = ()


def reduce(event: Event, erasing: Erasing) -> Event:
    """The event without the erased texts; the very same object when it holds none of them."""
    return _reduced(event, erasing)


@singledispatch
def _reduced(event: Event, erasing: Erasing) -> Event:
    return event


@_reduced.register
def _(event: Submitted, erasing: Erasing) -> Event:
    if erasing.said.what != "answers" or event.directive_id not in erasing.said.directive_ids:
        return event
    replies = tuple(
        reply.model_copy(update=NO_WORDS | {"evidence": nameless(reply.evidence)}) for reply in event.replies
    )
    return event.model_copy(update={"replies": replies})


@_reduced.register
def _(event: Contributed, erasing: Erasing) -> Event:
    if erasing.said.what != "answers" or event.directive_id not in erasing.said.directive_ids:
        return event
    written = tuple(
        one.model_copy(update=NO_WORDS | {"evidence": nameless(one.evidence)}) for one in event.contributions
    )
    return event.model_copy(update={"contributions": written})


@_reduced.register
def _(event: Delegated, erasing: Erasing) -> Event:
    if erasing.said.what != "answers" or event.directive_id not in erasing.said.directive_ids:
        return event
    return event.model_copy(update={"delegation": event.delegation.model_copy(update={"note": ""})})


@_reduced.register
def _(event: MessagesPlanned, erasing: Erasing) -> Event:
    if not _is_old(event.day, erasing):
        return event
    return event.model_copy(update={"messages": tuple(map(_silent, event.messages))})


@_reduced.register
def _(event: MessagePassedOn, erasing: Erasing) -> Event:
    if not _is_old(event.day, erasing):
        return event
    return event.model_copy(update={"reason": "", "message": _silent(event.message)})


@_reduced.register
def _(event: MessagesMoved, erasing: Erasing) -> Event:
    if not _is_old(event.day, erasing):
        return event
    moves = tuple(move._replace(receipt="", reason="") for move in event.moves)
    return event.model_copy(update={"moves": moves})


@_reduced.register
def _(event: ReceiptRead, erasing: Erasing) -> Event:
    if erasing.said.what != "messages" or event.message_id not in erasing.old_messages:
        return event
    return event.model_copy(update={"detail": ""})


@_reduced.register
def _(event: MailArrived, erasing: Erasing) -> Event:
    if erasing.said.what != "mails" or event.mail.mail_id not in erasing.said.mail_ids:
        return event
    mail = event.mail.model_copy(update=NO_MAIL | {"evidence": nameless(event.mail.evidence)})
    return event.model_copy(update={"mail": mail})


@_reduced.register
def _(event: DirectoryLoaded, erasing: Erasing) -> Event:
    ids = set(erasing.said.contact_ids)
    if erasing.said.what != "contacts" or not any(one.contact_id in ids for one in event.contacts):
        return event
    contacts = tuple(nobody(one) if one.contact_id in ids else one for one in event.contacts)
    return event.model_copy(update={"contacts": contacts})


def nobody(contact: Contact) -> Contact:
    """A person's row without the person."""
    return contact.model_copy(update=no_person(contact.contact_id))


def no_person(contact_id: int) -> dict[str, Any]:
    """The fields of a contact that name somebody, blank."""
    return {"name": f"Người liên hệ {contact_id} {GONE}", "email": None, "phone": None, "zalo_id": None}


def nameless(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Files by hash and size only: a name often says who it is about."""
    return tuple(one.model_copy(update={"name": GONE}) for one in evidence)


def _silent(message: Message) -> Message:
    return message.model_copy(update=NO_MESSAGE)


def _is_old(day: date, erasing: Erasing) -> bool:
    return erasing.said.what == "messages" and day < erasing.said.before
