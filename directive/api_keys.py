"""Khoá API: keys by which other systems read. Stored hashed, limited to what they are for, for a time, revocable."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from directive.errors import BadInput, NotFound
from directive.events import ApiKeyMade, ApiKeyRevoked
from directive.ledger import ApiKey, ApiScope
from directive.store import Reading, Store, api_reading, directives, directory

PREFIX = "dondoc_"
"""Every key begins with it: searches for leaked secrets find it."""


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def make(
    store: Store,
    *,
    key: str,
    name: str,
    scopes: Collection[ApiScope],
    expires_at: datetime,
    at: datetime,
    by: str,
    directive_id: int | None = None,
    agency_id: str | None = None,
) -> ApiKey:
    """Record a key; the caller drew it by chance and shows it once."""
    if not name.strip() or not scopes or expires_at <= at:
        raise BadInput("Khoá API cần tên hệ thống, ít nhất một phạm vi và thời hạn sau lúc tạo.")
    with store.change(at=at, by=by) as change:
        if directive_id is not None:
            directives.stage(change.conn, directive_id)
        if agency_id is not None and not directory.agencies(change.conn, ids=[agency_id]):
            raise NotFound(f"Danh bạ không có cơ quan “{agency_id}”.")
        made = ApiKey(
            api_key_id=change.numbers("api_key"),
            name=name.strip(),
            key_hash=hash_of(key),
            scopes=tuple(sorted(set(scopes))),
            directive_id=directive_id,
            agency_id=agency_id,
            created_at=at,
            expires_at=expires_at,
        )
        change.record(ApiKeyMade(api_key=made))
    return made


def revoke(store: Store, api_key_id: int, *, at: datetime, by: str) -> ApiKey:
    """Take a key back. Taking back twice is taking back once."""
    with store.change(at=at, by=by) as change:
        found = [k for k in api_reading.keys(change.conn) if k.api_key_id == api_key_id]
        if not found:
            raise NotFound(f"Không có khoá API số {api_key_id}. Xem danh sách bằng `dondoc keys list`.")
        if found[0].revoked_at is None:
            change.record(ApiKeyRevoked(api_key_id=api_key_id, at=at))
    return found[0]


def opened(conn: Reading, key: str, at: datetime) -> ApiKey | None:
    """The key's rights; None for one that is unknown, over or taken back: a caller is not told which."""
    found = api_reading.key_with_hash(conn, hash_of(key)) if key.startswith(PREFIX) else None
    alive = found is not None and found.revoked_at is None and at < found.expires_at
    return found if alive else None
