"""Uploads are counted in streamed bytes; a file that is too large never costs the text typed around it."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portal_site import HEALTH, Place, a_place, fields_of, fill, send

from directive.errors import BadInput
from directive.ledger import Purpose
from directive.store import Store, replies
from portal import forms
from portal.forms import TooLarge, clean_name, clean_text, read_form

BOUNDARY = "ranh"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, data: bytes, filename: str | None = None) -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + data + b"\r\n"


def read(body: bytes, kind: str = MULTIPART, *, step: int = 1000) -> forms.Form:
    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, len(body), step):
            yield body[start : start + step]

    return asyncio.run(read_form(kind, stream()))


END = f"--{BOUNDARY}--\r\n".encode()


def test_a_file_too_large_is_named_and_the_text_after_it_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_FILE", 5_000)
    body = part("a", "trước".encode()) + part("tep", b"x" * 9_000, "lon.pdf") + part("b", b"sau") + END

    form = read(body)

    assert (form.text("a"), form.text("b"), form.files) == ("trước", "sau", {})
    assert form.problems[0].startswith("Tệp “lon.pdf” lớn hơn")


def test_a_body_beyond_all_measure_is_cut_off_while_it_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_BODY", 10_000)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield part("tep", b"", "a.pdf")[:-2]
        while True:
            sent += 1000
            yield b"x" * 1000

    with pytest.raises(TooLarge):
        asyncio.run(read_form(MULTIPART, endless()))
    assert sent <= 11_000


def test_more_files_than_allowed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_FILES", 2)
    body = b"".join(part("tep", b"x", f"{n}.pdf") for n in range(4)) + END

    form = read(body)

    assert [u.name for u in form.files["tep"]] == ["0.pdf", "1.pdf"]
    assert len(form.problems) == 2
    form.close()


def test_an_empty_file_field_is_no_file() -> None:
    assert read(part("tep", b"", "") + END) == forms.Form()


def test_a_torn_body_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput):
        read(b"--khac\r\nrac\r\n\r\n")


@given(st.binary(max_size=400), st.sampled_from([MULTIPART, "application/x-www-form-urlencoded", "text/x", ""]))
def test_no_body_breaks_the_reader(body: bytes, kind: str) -> None:
    try:
        form = read(body, kind, step=7)
    except (BadInput, TooLarge):
        return
    form.close()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\báo cáo.docx", "báo cáo.docx"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("  ...  ", "tep"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text())
def test_cleaned_text_can_be_kept_in_any_database_and_stays_clean(text: str) -> None:
    cleaned = clean_text(text)

    assert "\x00" not in cleaned
    assert clean_text(cleaned) == cleaned
    assert clean_name(text) not in ("", ".", "..")


def test_two_clicks_at_once_make_one_submission(store: Store, tmp_path: Path) -> None:
    """On both databases, and truly at the same time."""
    fill(store)
    place: Place = a_place(store, tmp_path)
    key = place.key(Purpose.ANSWER, HEALTH)
    client = place.client
    send(client, f"/t/{key}", lam="xem-lai", o1__result="Đã khám")
    data = fields_of(client.get(f"/t/{key}/xem-lai").text)
    cookies = dict(client.cookies)
    places: list[str] = []

    def click() -> None:
        browser = place.client
        browser.cookies.update(cookies)
        places.append(browser.post(f"/t/{key}/xem-lai", data=data).headers.get("location", "none"))

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert set(places) == {f"/t/{key}/bien-nhan/1"}
    with place.store.reading() as conn:
        assert len(replies.replies(conn, current=False)) == 2
