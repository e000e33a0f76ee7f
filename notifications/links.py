"""Liên kết có khoá: a key opens one thing for one person. Only its hash is kept; the key is derived when it is sent.

key = HMAC-SHA256(secret, link id), 256 bits in base64url. Whoever reads the database alone can open nothing, and the
same link can be written into tomorrow's message without keeping its key anywhere.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from directive.errors import DirectiveError, NotFound
from directive.events import LinkMinted, LinkRevoked
from directive.ledger import Link, Purpose
from directive.store import Reading, Store, messages


class Gone(DirectiveError):
    """The link has expired or was taken back (liên kết hết hạn hoặc đã thu hồi)."""

    http_status = 410


def key_of(link_id: int, secret: bytes) -> str:
    """The key that opens a link: 43 characters of base64url."""
    mac = hmac.new(secret, f"link.v1:{link_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_link(
    link_id: int,
    *,
    purpose: Purpose,
    secret: bytes,
    at: datetime,
    valid_days: int,
    directive_id: int | None = None,
    agency_id: str | None = None,
    contact_id: int | None = None,
) -> Link:
    """A link as a value; it opens something once it is recorded."""
    return Link(
        link_id=link_id,
        purpose=purpose,
        key_hash=hash_of(key_of(link_id, secret)),
        directive_id=directive_id,
        agency_id=agency_id,
        contact_id=contact_id,
        created_at=at,
        expires_at=at + timedelta(days=valid_days),
    )


def renew_after(at: datetime, valid_days: int) -> datetime:
    """A link that lives beyond this instant is written into messages again; one that does not is replaced."""
    return at + timedelta(days=valid_days / 4)


def mint(
    store: Store,
    purpose: Purpose,
    *,
    secret: bytes,
    at: datetime,
    by: str,
    valid_days: int,
    directive_id: int | None = None,
    agency_id: str | None = None,
    contact_id: int | None = None,
) -> str:
    """Make a link outside a message and return its key."""
    with store.change(at=at, by=by) as change:
        link_id = change.numbers("link")
        link = new_link(
            link_id,
            purpose=purpose,
            secret=secret,
            at=at,
            valid_days=valid_days,
            directive_id=directive_id,
            agency_id=agency_id,
            contact_id=contact_id,
        )
        change.record(LinkMinted(link=link))
    return key_of(link_id, secret)


def open_link(conn: Reading, key: str, at: datetime) -> Link:
    """The link a key opens; NotFound for an unknown key, Gone for one that no longer holds."""
    link = messages.link_with_hash(conn, hash_of(key))
    if link is None:
        raise NotFound("Liên kết không đúng. Mở lại từ thông báo gần nhất, hoặc liên hệ Văn phòng.")
    if link.revoked_at is not None and link.revoked_at <= at:
        raise Gone("Liên kết đã được thu hồi. Mở liên kết trong thông báo mới nhất, hoặc liên hệ Văn phòng.")
    if link.expires_at <= at:
        raise Gone("Liên kết đã hết hạn. Mở liên kết trong thông báo mới nhất, hoặc liên hệ Văn phòng.")
    return link


def revoke(store: Store, link_id: int, *, at: datetime, by: str, reason: str = "") -> None:
    """Take a link back; its key opens nothing from now on."""
    with store.change(at=at, by=by) as change:
        if not messages.links(change.conn, ids=[link_id]):
            raise NotFound(f"Không có liên kết số {link_id}.")
        change.record(LinkRevoked(link_id=link_id, at=at, reason=reason))


def url_of(link_id: int, *, public_url: str, secret: bytes) -> str:
    """The address to write into a message."""
    return address_of(key_of(link_id, secret), public_url=public_url)


def address_of(key: str, *, public_url: str) -> str:
    """The address a key is opened at."""
    return f"{public_url.rstrip('/')}/l/{key}"


# --- answers by mail ----------------------------------------------------------------------------------------------


def reply_token(message_id: int, secret: bytes) -> str:
    """What the Reply-To address of a message carries: small letters and digits, for servers that fold case."""
    return f"{message_id}-{_reply_mac(message_id, secret)}"


def message_answered(token: str, secret: bytes) -> int | None:
    """The message a Reply-To token belongs to, None when it is not one of ours."""
    number, _, mac = token.lower().partition("-")
    if not number.isascii() or not number.isdigit():
        return None
    return int(number) if hmac.compare_digest(mac, _reply_mac(int(number), secret)) else None


def _reply_mac(message_id: int, secret: bytes) -> str:
    return hmac.new(secret, f"reply.v1:{message_id}".encode(), hashlib.sha256).hexdigest()[:32]
