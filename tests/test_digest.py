"""What the messages say: HTML and text the same, orders and requests in their own tone, hostile words harmless."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import a_contact, a_due, an_obligation
from follow_up_site import DUE, ISSUED, SECRET, Recording, fill, people, site, swept

from directive.policy import MomentKind
from directive.store import Store
from notifications import links, wording
from notifications.channels.folder import open_folder
from notifications.digest import REPLY_ABOVE, Letter
from notifications.sweep import sweep

LATE = date(2024, 4, 15)


class Words(HTMLParser):
    """The text a reader of the HTML sees."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("title", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("title", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


def letters(store: Store, day: date, **but: object) -> dict[str, Letter]:
    channel = Recording()
    swept(store, day, channel, **but)
    return {letter.address: letter for letter in channel.letters}


def test_text_and_html_say_the_same(memory: Store) -> None:
    fill(memory)

    for letter in letters(memory, LATE).values():
        reader = Words()
        reader.feed(letter.html)
        html = _letters_of(" ".join(reader.words))
        for line in letter.text.splitlines():
            assert _letters_of(line) in html, line


def _letters_of(text: str) -> str:
    """Letters and digits only: a list is marked by dashes in one and by dots in the other."""
    return "".join(c for c in text.casefold() if c.isalnum())


def test_the_text_carries_the_whole_address_of_the_link(memory: Store) -> None:
    fill(memory)

    letter = letters(memory, DUE)["can-bo@phong-y-te.example"]

    address = re.search(r"https://dondoc\.example/l/(\S+)", letter.text)
    assert address
    assert address.group(0) in letter.html
    with memory.reading() as conn:
        link = links.open_link(conn, address.group(1), at=site_instant())
    assert (link.purpose, link.agency_id, link.contact_id) == ("answer", "phong-y-te", 1)


def site_instant() -> object:
    from follow_up_site import at_nine

    return at_nine(DUE)


def test_the_reply_line_comes_first_and_the_assumed_day_is_shown(memory: Store) -> None:
    fill(memory)
    channel = Recording()

    from follow_up_site import at_nine

    sweep(memory, on=DUE, at=at_nine(DUE), site=site(assumed=True), channels={"folder": channel})

    letter = channel.letters[0]
    assert letter.text.startswith(REPLY_ABOVE)
    assert letter.subject.startswith("[Giả định] ")
    assert "Ngày giả định" in letter.text
    assert "Ngày giả định" in letter.html


def test_a_request_is_polite_and_an_order_urges(memory: Store) -> None:
    fill(memory)

    found = letters(memory, date(2024, 4, 1))

    asked, ordered = found["can-bo@mttq.example"], found["can-bo@phong-y-te.example"]
    assert "Kính đề nghị Quý cơ quan" in asked.text
    assert not re.search("quá hạn|nhiệm vụ được giao|khẩn trương", asked.text + asked.subject, re.IGNORECASE)
    assert "khẩn trương" in ordered.text
    assert "quá hạn 3 ngày (1 ngày làm việc)" in ordered.text  # Fri -> Mon


def test_the_most_urgent_comes_first(memory: Store) -> None:
    obligations = tuple(an_obligation(n, progress="under_way") for n in (1, 2, 3))
    days = (date(2024, 4, 5), date(2024, 3, 29), date(2024, 3, 28))
    dues = tuple(a_due(n, obligation_id=n, due_on=day, next_look_on=ISSUED) for n, day in enumerate(days, 1))
    fill(memory, laid=(obligations, dues))

    text = letters(memory, DUE)["can-bo@phong-y-te.example"].text

    places = [text.index(words) for words in ("ĐÃ QUÁ HẠN", "ĐẾN HẠN HÔM NAY", "SẮP ĐẾN HẠN")]
    assert places == sorted(places)


def test_the_chairman_gets_the_list_and_a_drafted_letter(memory: Store) -> None:
    fill(memory)

    letter = letters(memory, LATE)["chairman@ubnd-huyen.example"]

    assert "trình Chủ tịch (3)" in letter.subject
    assert "V/v đôn đốc thực hiện nhiệm vụ được giao" in letter.text
    assert "còn 3 nhiệm vụ của 3 cơ quan, đơn vị đã quá thời hạn, chậm nhất 17 ngày (11 ngày làm việc)" in letter.text
    assert "trước ngày        tháng        năm 2024." in letter.text  # the signer sets the day


def test_hostile_words_stay_words(memory: Store) -> None:
    title = "<script>alert(1)</script> {{ 7*7 }}\r\nBcc: moi-nguoi@xau.example"
    obligations = (an_obligation(1, progress="under_way", title=title),)
    fill(memory, laid=(obligations, (a_due(1, due_on=DUE, next_look_on=ISSUED),)))

    letter = letters(memory, DUE)["can-bo@phong-y-te.example"]

    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "{{ 7*7 }}" in unescape(letter.html)


def test_a_hostile_name_writes_no_header(memory: Store, tmp_path: Path) -> None:
    contacts = (a_contact(1, name="Ông\r\nBcc: moi-nguoi@xau.example", email="mot@phong-y-te.example"), *people()[2:])
    fill(memory, contacts=contacts)
    folder = open_folder(f"folder://{tmp_path}")

    swept(memory, DUE, folder)

    for path in tmp_path.rglob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        assert mail["Bcc"] is None
        assert len(mail.get_all("To")) == 1


@pytest.mark.parametrize("kind", list(MomentKind))
def test_every_kind_of_moment_has_its_words(kind: MomentKind) -> None:
    if kind is MomentKind.ESCALATION:
        assert all((kind, level) in wording.OFFICE for level in (1, 2, 3))
    else:
        assert all(wording.AGENCY[kind])


def test_keys_are_not_kept_anywhere(memory: Store) -> None:
    from sqlalchemy import text

    fill(memory)
    found = letters(memory, DUE)

    keys = {match for letter in found.values() for match in re.findall(r"/l/(\S+)", letter.text)}
    with memory.reading() as conn:
        everything = " ".join(
            str(row) for name in ("events", "links", "messages") for row in conn.execute(text(f"SELECT * FROM {name}"))
        )
    assert len(keys) == 4
    assert not [key for key in keys if key in everything]
    assert links.hash_of(links.key_of(1, SECRET)) in everything
