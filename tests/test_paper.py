"""Letters to print: the words of the mail, and a QR code that opens the very link."""

from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from follow_up_site import Recording, fill, swept
from pypdfium2 import PdfDocument

from directive.store import Store
from notifications.channels import DeliveryError, open_channels
from notifications.digest import Letter
from notifications.paper import write_letter

HOSTILE = '#eval("1") $x^2$ *đậm* _nghiêng_ @ref <tag> [ngoặc] \\ // /* ' + "Dài" * 1700


@pytest.fixture
def letter(memory: Store) -> Letter:
    fill(memory)
    channel = Recording("letter")
    swept(memory, date(2024, 4, 1), channel)
    return next(one for one in channel.letters if one.name == "Cán bộ 1")


def words(pdf: bytes) -> str:
    document = PdfDocument(pdf)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
        return text.replace("\u200b", "").replace("\u2060", "").replace("\r\n", " ").replace("\ufffe", "")
    finally:
        document.close()


def test_the_letter_says_what_the_mail_says(letter: Letter) -> None:
    said = " ".join(words(write_letter(letter)).split())

    assert "Kính gửi: Cán bộ 1, Cán bộ đầu mối, Phòng Y tế huyện" in said
    assert "Đã quá hạn (1)" in said
    assert "Chỉ đạo trạm y tế khám sức khỏe" in said
    assert "12/UBND" in said
    assert letter.links[0][1] in said.replace(" ", "")


def test_the_same_letter_gives_the_same_bytes(letter: Letter) -> None:
    assert write_letter(letter) == write_letter(letter)


def test_names_from_outside_are_only_letters(letter: Letter) -> None:
    body = dict(letter.body) | {"to": {"name": HOSTILE, "post": "", "agency": HOSTILE}}

    pdf = write_letter(letter._replace(name=HOSTILE, body=body))

    assert '#eval("1") $x^2$ *đậm* _nghiêng_' in " ".join(words(pdf).split())


@pytest.mark.parametrize("dots_per_inch", [100, 300], ids=["a telephone's glance", "a scanner"])
def test_the_printed_code_opens_the_very_link(letter: Letter, dots_per_inch: int) -> None:
    pdf = PdfDocument(write_letter(letter))
    page = pdf[0].render(scale=dots_per_inch / 72).to_pil().convert("L")
    pdf.close()

    (code,) = zxingcpp.read_barcodes(page)

    assert code.text == letter.links[0][1]


def test_a_stamp_on_the_code_does_not_spoil_it(letter: Letter) -> None:
    pdf = PdfDocument(write_letter(letter))
    page = pdf[0].render(scale=3).to_pil().convert("L")
    pdf.close()
    (whole,) = zxingcpp.read_barcodes(page)
    corner, far = whole.position.top_left, whole.position.bottom_right
    middle = ((corner.x + far.x) // 2, (corner.y + far.y) // 2)
    half = (far.x - corner.x) // 8  # a sixteenth of the code
    page.paste(0, (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half))

    (code,) = zxingcpp.read_barcodes(page)

    assert code.text == letter.links[0][1]


def test_the_channel_writes_one_file_per_letter(letter: Letter, tmp_path: Path) -> None:
    channel = open_channels(f"letter://{tmp_path}", outbox=tmp_path)["letter"]

    receipts = {channel.send(letter, lambda: None) for _ in range(2)}

    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")] == list(receipts)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DeliveryError, match="không ghi được"):
        open_channels(f"letter://{tmp_path}/file", outbox=tmp_path)["letter"].send(letter, lambda: None)
