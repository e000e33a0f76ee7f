"""An issuer's name in a sentence."""

import pytest

from directive.issuers import issuer_in_a_sentence


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("ỦY BAN NHÂN DÂN HUYỆN BÌNH SƠN", "UBND huyện Bình Sơn"),
        ("UBND TỈNH QUẢNG NGÃI", "UBND tỉnh Quảng Ngãi"),
        ("SỞ VĂN HÓA VÀ THỂ THAO", "Sở Văn Hóa và Thể Thao"),
        ("THỊ XÃ ĐỨC PHỔ", "Thị xã Đức Phổ"),
        ("UBND xã Bình Đông", "UBND xã Bình Đông"),
        ("Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
        ("", ""),
    ],
)
def test_capitals_belong_to_the_letterhead(printed: str, said: str) -> None:
    assert issuer_in_a_sentence(printed) == said
