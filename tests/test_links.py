"""Keys: who holds one opens one thing for one person, while it lasts."""

from datetime import timedelta

import pytest
from conftest import AT

from directive.errors import NotFound
from directive.ledger import Purpose
from directive.store import Store
from notifications import links

SECRET = b"a secret of thirty-two characters"


def minted(store: Store) -> str:
    return links.mint(
        store, Purpose.ANSWER, secret=SECRET, at=AT, by="test", valid_days=10, agency_id="phong-y-te", contact_id=1
    )


def test_a_key_opens_its_link(memory: Store) -> None:
    key = minted(memory)

    with memory.reading() as conn:
        link = links.open_link(conn, key, AT)

    assert (link.agency_id, link.contact_id, link.purpose) == ("phong-y-te", 1, Purpose.ANSWER)
    assert len(key) == 43  # 256 bits


def test_another_secret_opens_nothing(memory: Store) -> None:
    minted(memory)

    with memory.reading() as conn, pytest.raises(NotFound) as raised:
        links.open_link(conn, links.key_of(1, b"another secret of the same length"), AT)
    assert raised.value.http_status == 404


@pytest.mark.parametrize(("days", "opens"), [(9, True), (10, False), (11, False)])
def test_a_link_lasts_to_its_last_instant(memory: Store, days: int, opens: bool) -> None:
    key = minted(memory)

    with memory.reading() as conn:
        if opens:
            links.open_link(conn, key, AT + timedelta(days=days))
            return
        with pytest.raises(links.Gone) as raised:
            links.open_link(conn, key, AT + timedelta(days=days))
    assert raised.value.http_status == 410


def test_a_revoked_link_opens_nothing(memory: Store) -> None:
    key = minted(memory)

    links.revoke(memory, 1, at=AT, by="test", reason="chuyển công tác")

    with memory.reading() as conn, pytest.raises(links.Gone):
        links.open_link(conn, key, AT + timedelta(seconds=1))
    with pytest.raises(NotFound):
        links.revoke(memory, 99, at=AT, by="test")


def test_a_reply_address_names_its_message_whatever_the_case() -> None:
    token = links.reply_token(17, SECRET)

    assert links.message_answered(token.upper(), SECRET) == 17
    assert links.message_answered(token.replace("17-", "18-"), SECRET) is None
    assert links.message_answered("x", SECRET) is None
    assert links.message_answered("²-a", SECRET) is None
