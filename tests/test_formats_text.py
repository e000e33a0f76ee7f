"""Plain text: every encoding in use gives the same Unicode, and nothing else is changed."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from directive.errors import BadInput
from directive.formats import legacy, load_bytes
from directive.formats.syllables import is_syllable, likeness

LETTER = unicodedata.normalize(
    "NFC", (Path(__file__).parent.parent / "samples" / "binh-son" / "cong-van.txt").read_text("utf-8")
)
SMALL = LETTER.replace("–", "-").lower()  # TCVN3 and VNI fonts have no dash of that kind in their own place


def as_tcvn3(text: str) -> str:
    back = {letter: chr(code) for code, letter in legacy._TCVN3.items()}
    return "".join(back.get(c, c) for c in text)


def as_vni(text: str) -> str:
    back = {letter: piece for piece, letter in legacy._VNI.items() if piece.islower() or piece.isupper()}
    return "".join(back.get(c, c) for c in text)


def as_cp1258(text: str) -> bytes:
    """Windows-1258 writes â, ê, ô, ơ, ư, ă, đ as letters and the tone behind them."""
    out = b""
    for c in text:
        try:
            out += c.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", c)
            tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            letter = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones))
            out += (letter + "".join(tones)).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        pytest.param(LETTER.encode(), LETTER, id="UTF-8"),
        pytest.param(LETTER.encode("utf-8-sig"), LETTER, id="UTF-8 with a mark"),
        pytest.param(LETTER.encode("utf-16"), LETTER, id="UTF-16 with a mark"),
        pytest.param(LETTER.encode("utf-16-le"), LETTER, id="UTF-16 little endian, no mark"),
        pytest.param(LETTER.encode("utf-16-be"), LETTER, id="UTF-16 big endian, no mark"),
        pytest.param(LETTER.replace("\n", "\r\n").encode(), LETTER, id="Windows line ends"),
        pytest.param(unicodedata.normalize("NFD", LETTER).encode(), LETTER, id="NFD"),
        pytest.param(as_cp1258(LETTER), LETTER, id="Windows-1258, tones apart"),
        pytest.param(as_tcvn3(SMALL).encode("latin-1"), SMALL, id="TCVN3 bytes"),
        pytest.param(as_tcvn3(SMALL).encode(), SMALL, id="TCVN3 saved as UTF-8"),
        pytest.param(as_vni(LETTER).encode("cp1252"), LETTER, id="VNI bytes with Windows dashes"),
        pytest.param(as_vni(LETTER).encode(), LETTER, id="VNI saved as UTF-8"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, wanted: str) -> None:
    assert load_bytes(data, name="cong-van.txt").text == wanted


def test_an_old_encoding_is_told_to_the_clerk() -> None:
    loaded = load_bytes(as_vni(LETTER).encode(), name="cong-van.txt")
    assert [note.code for note in loaded.notes] == ["old-encoding"]
    assert "VNI" in loaded.notes[0].message


def test_the_soft_hyphen_of_tcvn3_is_a_letter() -> None:
    text = "Kính gửi: Sở Tư pháp, ủy ban nhân dân các phường; người đứng đầu các cơ quan trước ngày 15 tháng 8".lower()
    data = as_tcvn3(text)
    assert "\u00ad" in data
    assert load_bytes(data.encode("latin-1"), name="a.txt").text == text


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("KT. CHủ TịCH", "KT. CHỦ TỊCH"),
        ("ủY BAN NHÂN DÂN TỉNH", "ỦY BAN NHÂN DÂN TỈNH"),
        ("Bộ TRƯởNG, THứ TRƯởNG", "BỘ TRƯỞNG, THỨ TRƯỞNG"),
        ("Bộ Y tế, Sở Nội vụ, UBND", "Bộ Y tế, Sở Nội vụ, UBND"),
        ("UBND xã; ủy ban", "UBND xã; ủy ban"),
    ],
)
def test_capitals_that_tcvn3_fonts_drew_come_back(drawn: str, meant: str) -> None:
    assert legacy.with_capitals(drawn) == meant


def test_text_whose_tcvn3_soft_hyphens_were_dropped_gets_a_note() -> None:
    data = as_tcvn3(SMALL).replace("\u00ad", "").encode("latin-1")
    assert "lost-letters" in [note.code for note in load_bytes(data, name="a.txt").notes]


@pytest.mark.parametrize("encode", [as_tcvn3, as_vni], ids=["TCVN3", "VNI"])
def test_unicode_lines_inside_an_old_text_stay_as_they_are(encode) -> None:
    text = encode(SMALL) + "\nNguyễn Văn Hùng\nLê Hùng\n"
    assert load_bytes(text.encode(), name="a.txt").text == SMALL + "\nNguyễn Văn Hùng\nLê Hùng\n"


def test_utf8_lines_inside_a_byte_file_of_an_old_encoding_stay_as_they_are() -> None:
    data = as_vni(SMALL).encode("latin-1") + "\nPhạm Quang Sự".encode()
    assert load_bytes(data, name="a.txt").text == SMALL + "\nPhạm Quang Sự"


def test_old_words_on_a_unicode_line_are_converted_word_by_word() -> None:
    text = as_tcvn3(SMALL) + f"\nĐiều 1. {as_tcvn3('ủy ban nhân dân')} huyện Bình Sơn"
    assert load_bytes(text.encode(), name="a.txt").text.endswith("Điều 1. ủy ban nhân dân huyện Bình Sơn")


def test_an_unknown_encoding_is_refused_rather_than_guessed() -> None:
    vps_like = bytes(b if b < 128 else (b * 7 + 13) % 128 + 128 for b in as_tcvn3(SMALL).encode("latin-1"))
    with pytest.raises(BadInput, match="VPS"):
        load_bytes(vps_like, name="cu.txt")


def test_a_few_damaged_bytes_give_a_note_not_a_refusal() -> None:
    data = LETTER.encode().replace("Kính gửi".encode(), b"K\xffnh g\xfei", 1)
    loaded = load_bytes(data, name="a.txt")
    assert [note.code for note in loaded.notes] == ["broken-characters"]
    assert "Bình Sơn" in loaded.text


@pytest.mark.parametrize(
    "text",
    [
        "Văn hoá, Tuỳ theo",
        "Công văn số 581/UBND - KGVX  ngày",
        "**đậm**\t|",
        "English only, café",
        "chuyên giao kỹ thuật",
    ],
)
def test_spelling_blanks_and_marks_stay_as_issued(text: str) -> None:
    assert load_bytes(text.encode(), name="a.md").text == text


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("Ðề nghị", "Đề nghị"), ("818/\u2060UBND", "818/UBND"), ("\uf0b7 Rà soát", "- Rà soát"), ("a\fb", "a\n\fb")],
    ids=["look-alike of Đ", "invisible joiner", "bullet of a symbol font", "page break at a line start"],
)
def test_signs_that_only_look_right_are_put_right(given: str, wanted: str) -> None:
    assert load_bytes(given.encode(), name="a.txt").text == wanted


@pytest.mark.skipif(shutil.which("iconv") is None, reason="needs glibc's iconv")
def test_our_tcvn3_table_agrees_with_glibc() -> None:
    for code, letter in legacy._TCVN3.items():
        done = subprocess.run(["iconv", "-f", "TCVN", "-t", "UTF-8"], input=bytes([code, 32]), capture_output=True)
        assert done.stdout.decode() == letter + " ", hex(code)


def test_every_vietnamese_small_letter_survives_both_old_encodings() -> None:
    letters = "áàảãạâấầẩẫậăắằẳẵặéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
    assert legacy.from_tcvn3(as_tcvn3(letters)) == letters
    assert legacy.from_vni(as_vni(letters)) == letters
    assert legacy.from_vni(as_vni(letters.upper())) == letters.upper()


@pytest.mark.parametrize("word", ["nghiêng", "Ủy", "hoà", "quyết", "giếng", "Tài-chính", "đường", "khuya"])
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["nhaân", "uûy", "nh©n", "ñy", "HTML", "hoàá"])
def test_what_is_no_syllable_is_not_taken_for_one(word: str) -> None:
    assert not is_syllable(word)


def test_likeness_separates_right_from_wrong_decodings() -> None:
    assert likeness(LETTER) > 0.15
    assert max(likeness(as_tcvn3(LETTER)), likeness(as_vni(LETTER))) < 0.03
