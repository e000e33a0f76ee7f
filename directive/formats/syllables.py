"""How Vietnamese a text looks: the measure by which an encoding is chosen."""

import re
import unicodedata

# Frequent words of official papers that carry a mark. A wrong decoding produces none of them.
_FREQUENT = (
    "báo bộ chính chỉ chủ chức các cáo có công căn cường cầu cộng của cứ dân dõi dẫn dục dựng giám giáo gửi "
    "hiện hoạch huyện hòa hướng hạnh hội hợp khoản không kiểm kính kế kết luật là lý lập nghĩa nghị ngày người "
    "nhân nhận những này năm nơi phòng phó phúc phường phố phối quyết quả quản sẽ số sở thành tháng thông thị "
    "thủ thực triển trì trước trưởng trấn tăng tư tướng tại tế tỉnh tịch tổ tổng từ tự uỷ viên việc việt và "
    "văn về vị với xây xã yêu điều đã đôn đơn được đạo đầu đến đề để định đốc độc ủy "
)
MARKED = frozenset(_FREQUENT.split())

_ONSET = "(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_NUCLEUS = (
    "oai|oay|oeo|uây|uôi|uya|uyê|uyu|iêu|yêu|ươi|ươu|uai|uao|ưa|ưi|ươ|ưu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi"
    "|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|yê|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{_NUCLEUS})(?:ch|nh|ng|[cmnpt])?")
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_WORD_EDGES = "()[]{}<>.,;:!?\"'“”‘’…*_-–/\\0123456789"


def likeness(text: str) -> float:
    """The share of the words that are frequent marked Vietnamese words: about 0.2 in a letter, else near 0."""
    words = text.casefold().split()
    if not words:
        return 0.0
    return sum(word.strip(_WORD_EDGES) in MARKED for word in words) / len(words)


def is_syllable(word: str) -> bool:
    """Whether a word, or each part of a hyphened one, is built as a Vietnamese syllable with at most one tone."""
    parts = re.split(r"[\s\-–/.,;:()“”\"'0-9]+", unicodedata.normalize("NFC", word).casefold())
    return all(_one_syllable(part) for part in parts if part)


def _one_syllable(part: str) -> bool:
    apart = unicodedata.normalize("NFD", part)
    toneless = apart.translate(_TONES)
    if len(apart) - len(toneless) > 1 or "ñ" in part:  # a tone sits on a vowel
        return False
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None
