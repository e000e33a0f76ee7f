"""One key for all spellings of a name; different keys for different names."""

import csv
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directive.names import fold, name_key

# Syllables whose tone may be typed in two places, and some that differ by the tone or a vowel mark alone.
SYLLABLES = (
    "hoá", "hòa", "uỷ", "thuý", "quý", "khoẻ", "toà", "hoạ", "loé", "huý", "ngoặc", "thuở", "giếng", "nghĩa",
    "Bình", "Thanh", "Thạnh", "Thành", "Sơn", "Đông", "Dương", "Ổ", "Ủy", "ban", "xã", "trấn",
)  # fmt: skip
_MARKS = "\u0300\u0301\u0303\u0309\u0323"


def moved_tone(word: str, to: int) -> str:
    """The same word with its tone typed on another of its letters."""
    letters = list(unicodedata.normalize("NFD", word))
    tones = [letter for letter in letters if letter in _MARKS]
    rest = [letter for letter in letters if letter not in _MARKS]
    bases = [at for at, letter in enumerate(rest) if not unicodedata.combining(letter)]
    at = bases[to % len(bases)] + 1
    return unicodedata.normalize("NFC", "".join(rest[:at] + tones + rest[at:]))


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6), st.integers(0, 5))
def test_a_tone_typed_elsewhere_is_the_same_name(words: list[str], to: int) -> None:
    assert fold(" ".join(moved_tone(word, to) for word in words)) == fold(" ".join(words))


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6), st.sampled_from(["NFC", "NFD"]))
def test_capitals_composition_and_blanks_do_not_matter(words: list[str], form: str) -> None:
    name = " ".join(words)
    written = unicodedata.normalize(form, "\u00a0 ".join(words).upper())
    assert fold(written) == fold(name)


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6))
def test_folding_twice_changes_nothing(words: list[str]) -> None:
    name = " - ".join(words)
    assert fold(fold(name)) == fold(name)
    assert name_key(fold(name)) == name_key(name)


@given(st.text(max_size=40))
def test_no_text_makes_a_key_fail(text: str) -> None:
    name_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bình Thanh", "Bình Thạnh"),
        ("Sở Nội vụ", "Sở Ngoại vụ"),
        ("xã Bình An", "xã Bình Ân"),
        ("Đông Sơn", "Dông Sơn"),
        ("Ban Dân tộc", "Ban Dân tốc"),
        ("UBND xã Bình Minh", "UBND xã Bình Mình"),
    ],
)
def test_one_mark_apart_is_another_name(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert name_key(one) != name_key(other)


SPELLINGS = {
    "Phòng Lao động - Thương binh và Xã hội": [
        "phòng LĐTBXH", "Phòng LĐ-TB&XH", "Phòng LĐTB&XH", "Phòng LĐ - TB và XH",
        "Phòng Lao động – Thương binh và Xã hội", "Phòng Lao động, Thương binh và Xã hội",
        "Trưởng phòng Lao động-Thương binh và Xã hội",
    ],
    "Phòng Tài chính - Kế hoạch": ["Phòng TC-KH", "Phòng TCKH", "Phòng Tài chính- Kế hoạch",
                                 "Phòng Tài chính và Kế hoạch"],
    "Phòng Văn hóa và Thông tin": ["Phòng VHTT", "Phòng VH&TT", "Phòng VH-TT", "Phòng Văn hoá và Thông tin"],
    "Phòng Nông nghiệp và Phát triển nông thôn": ["Phòng NN&PTNT", "Phòng NNPTNT", "Phòng NN và PTNT",
                                                "Phòng Nông nghiệp & PTNT"],
    "Trung tâm Truyền thông - Văn hóa - Thể thao": ["TT TT-VH-TT", "Trung tâm TT-VH-TT",
                                                  "Trung tâm Truyền thông- Văn hoá- Thể thao"],
    "Trung tâm Y tế": ["TTYT", "TT Y tế", "Giám đốc Trung tâm y tế"],
    "Ban đại diện Hội Người cao tuổi": ["Ban Đại diện Hội NCT", "BĐD Hội người cao tuổi", "Ban đại diện NCT"],
    "Ủy ban Mặt trận Tổ quốc Việt Nam": ["Ủy ban MTTQ Việt Nam", "Ủy ban MTTQVN", "UBMTTQ Việt Nam", "UBMTTQVN", "MTTQ",
                                        "Đề nghị Uỷ ban MTTQ Việt Nam", "Mặt trận Tổ quốc Việt Nam"],
    "Văn phòng HĐND và UBND": ["VP HĐND&UBND", "Văn phòng HĐND-UBND", "Chánh Văn phòng HĐND và UBND", "VP UBND"],
    "Sở Tài nguyên và Môi trường": ["Sở TN&MT", "Sở TNMT", "Giám đốc Sở Tài nguyên và Môi trường"],
    "Sở Kế hoạch và Đầu tư": ["Sở KHĐT", "Sở KH&ĐT", "Sở Kế hoạch - Đầu tư"],
    "Sở Nông nghiệp và Môi trường": ["Sở NN&MT", "Giao Sở NNMT"],
    "Liên đoàn Lao động": ["LĐLĐ", "Chủ tịch LĐLĐ"],
    "Hội Liên hiệp Phụ nữ": ["HLHPN", "Hội LHPN", "Hội LHPN Việt Nam", "Chủ tịch Hội Phụ nữ"],
    "Hội Cựu chiến binh": ["Hội CCB", "CCB"],
    "Hội Nông dân": ["Hội ND", "HND"],
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh": ["Đoàn TNCS Hồ Chí Minh", "ĐTN", "Đoàn TNCS HCM", "Bí thư Đoàn Thanh niên"],
    "UBND các xã, thị trấn": ["Ủy ban nhân dân các xã, thị trấn", "Chủ tịch UBND các xã, thị trấn",
                             "Yêu cầu đồng chí Chủ tịch Uỷ ban nhân dân các xã và thị trấn", "UBND các xã, TT"],
    "UBND thị xã Đức Phổ": ["Ủy ban nhân dân TX Đức Phổ", "UBND TX. Đức Phổ"],
    "UBND thành phố Quảng Ngãi": ["UBND TP. Quảng Ngãi", "UBND TP Quảng Ngãi"],
    "UBND phường Trần Phú": ["UBND P. Trần Phú"],
    "Sở Công Thương": ["Sở CT", "Giám đốc Sở Công thương"],
    "các sở, ban, ngành tỉnh": ["Thủ trưởng các sở, ban, ngành tỉnh", "lãnh đạo các sở, ban, ngành tỉnh"],
    "các Sở": ["Giám đốc các Sở", "Giao Giám đốc các Sở"],
    "Thông tấn xã Việt Nam": ["TTXVN"],
    "Văn phòng Chính phủ": ["VPCP"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "spelling"), [(name, spelling) for name, spellings in SPELLINGS.items() for spelling in spellings]
)
def test_spellings_in_use_share_one_key(name: str, spelling: str) -> None:
    assert name_key(spelling) == name_key(name)


def test_different_names_of_the_table_have_different_keys() -> None:
    assert len({name_key(name) for name in SPELLINGS}) == len(SPELLINGS)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Phòng TP", "Phòng Tư pháp"),
        ("TP Quảng Ngãi", "thành phố Quảng Ngãi"),
        ("TT Châu Ổ", "thị trấn Châu Ổ"),
        ("TT Văn hóa", "Trung tâm Văn hóa"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("CT UBND huyện", "Ủy ban nhân dân huyện"),
        ("P. TC-KH", "Phòng Tài chính - Kế hoạch"),
    ],
)
def test_an_abbreviation_is_read_by_its_neighbours(said: str, meant: str) -> None:
    assert name_key(said) == name_key(meant)


def test_manners_alone_stay_a_name() -> None:
    assert name_key("Đề nghị") == name_key("đề nghị")
    assert name_key("Chủ tịch") != ""


@pytest.mark.parametrize("table", ["abbreviations.csv", "manners.csv", "body_names.csv"])
def test_every_row_of_the_vocabulary_names_its_source(table: str) -> None:
    text = (files("directive.vocabulary") / table).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows
    assert [row for row in rows if not row["source"]] == []
