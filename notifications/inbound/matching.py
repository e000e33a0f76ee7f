"""Whose mail is it: by the key in the address it was sent to, or by the thread and a known sender. Pure.

A key is proof that the writer had our message. A Message-ID is not: it can be guessed, so the sender must be known too.
A sender alone is a suggestion to the person who looks through the holding area.
"""

from collections.abc import Mapping
from typing import NamedTuple

from directive.agencies import Contact
from directive.incoming import MailState
from directive.ledger import Message


class Matched(NamedTuple):
    """What a mail belongs to, and how that is known."""

    state: MailState
    message_id: int | None
    contact_id: int | None
    agency_id: str | None
    why: str


def match(
    *,
    sender: str,
    by_key: Message | None,
    by_thread: Message | None,
    people: Mapping[int, Contact],
) -> Matched:
    """`people`: everybody known under the sender's address, and the recipients of the two messages."""
    writers = [one for one in people.values() if (one.email or "").lower() == sender]
    if by_key is not None:
        writer = _of(writers, by_key)
        why = "khoá trả lời và địa chỉ người gửi" if writer else "khoá trả lời; địa chỉ người gửi chưa có trong danh bạ"
        return _claim(by_key, writer, why)
    if by_thread is not None:
        writer = _of(writers, by_thread)
        if writer:
            return _claim(by_thread, writer, "luồng thư và địa chỉ người gửi")
        why = f"trả lời thông báo số {by_thread.message_id} nhưng từ địa chỉ không phải của đơn vị"
        return Matched(MailState.HELD, by_thread.message_id, None, None, why)
    agencies = {one.agency_id for one in writers}
    if len(agencies) == 1:
        return Matched(
            MailState.HELD, None, writers[0].contact_id, agencies.pop(), "thư mới của người có trong danh bạ"
        )
    return Matched(MailState.HELD, None, None, None, "không rõ của đơn vị nào")


def _of(writers: list[Contact], message: Message) -> Contact | None:
    return next((one for one in writers if one.agency_id == message.agency_id), None)


def _claim(message: Message, writer: Contact | None, why: str) -> Matched:
    contact_id = writer.contact_id if writer else message.contact_id
    return Matched(MailState.CLAIMED, message.message_id, contact_id, message.agency_id, why)
