"""Danh từ chung cho nhiều tên: "Các phòng: Nội vụ, Y tế" are "Phòng Nội vụ" and "Phòng Y tế"."""

from directive.reading.cues import cue, listed, longest, tokens
from directive.reading.scanning import (
    PLACE_ENDS,
    PLACE_LEVELS,
    PLACES,
    SHORT_HEADS,
    SPREADABLE,
    Found,
    Scan,
    begins_name,
    field_at,
    key_at,
    stops_at,
    written_between,
)


def lists_fields(scan: Scan, noun: str, at: int) -> bool:
    """Whether names of offices follow a noun and a colon: at least two with capitals, divided by a comma."""
    if noun not in SPREADABLE or noun in PLACES or not spreads(scan, at - 1):
        return False
    behind = at + (field_at(scan, at) or _capitals(scan, at))
    return key_at(scan, behind) == "," and behind + 1 < len(scan.words) and scan.words[behind + 1].capital


def lists_places(scan: Scan, at: int) -> bool:
    """Whether at least two names of places follow, divided by a comma: "Kỳ Anh, Cẩm Xuyên"."""
    behind = at
    while behind < len(scan.words) and scan.words[behind].capital:
        behind += 1
    comma = key_at(scan, behind) == "," and behind + 1 < len(scan.words)
    return at < behind <= at + 4 and comma and scan.words[behind + 1].capital and spreads(scan, at - 1)


def spreads(scan: Scan, at: int) -> bool:
    """Whether names without their noun follow: "Các phòng: Nội vụ", "các Sở Công Thương, Xây dựng"."""
    words = scan.words
    if key_at(scan, at) == ":":
        behind = at + 1
        if behind >= len(words) or words[behind].end - words[at].end > 200:
            return False
        return (
            words[behind].capital
            and (bool(field_at(scan, behind)) or not (begins_name(scan, behind) or _sentence(scan, behind)))
            and not stops_at(scan, behind)
        )
    if at >= len(words) or not words[at].capital or scan.shout:
        return False
    if len(words[at].key) > 2 and scan.text[words[at].start : words[at].end].isupper() and not field_at(scan, at):
        return False  # "các trường THPT": a kind, not a name
    return bool(field_at(scan, at)) or not begins_name(scan, at)


def _sentence(scan: Scan, at: int) -> bool:
    """Whether a sentence begins: "UBND các xã: Rà soát ...". The syllables of a place all have capitals."""
    behind = scan.words[at + 1] if at + 1 < len(scan.words) else None
    verb = longest(cue("acts", "verbs"), scan.words, at)
    return bool(verb) and not scan.shout and behind is not None and behind.key[0].isalpha() and not behind.capital


def spread_noun(
    scan: Scan, start: int, head: int, at: int, *, nouns: int = 0, mixed: bool = False
) -> tuple[list[Found], int] | None:
    """ "Các phòng: Nội vụ, Y tế" as "Phòng Nội vụ", "Phòng Y tế"."""
    at += key_at(scan, at) == ":"
    noun = written_between(scan, head, nouns or head + 1)
    if scan.words[head].key not in PLACES:
        noun = noun[0].upper() + noun[1:]
    rest = spread_names(scan, start, 0, at, noun=noun)
    if mixed and scan.words[head].key in PLACES:  # "các xã, phường: A, B": which is which must be looked up
        return [found._replace(name=_ranked(found.name.removeprefix(f"{noun} "), noun)) for found in rest[0]], rest[1]
    return rest if rest[0] else None


def _ranked(place: str, noun: str) -> str:
    """A province or city with its noun; of other mixed lists the name alone."""
    if noun == "tỉnh" or noun == "thành":
        return f"{'thành phố' if place.lower() in listed('names', 'cities') else 'tỉnh'} {place}"
    return place


def spread_names(scan: Scan, start: int, head: int, at: int, *, noun: str = "") -> tuple[list[Found], int]:
    """The names behind a spread noun, one by one."""
    words = scan.words
    noun = noun or written_between(scan, start, head)
    names: list[Found] = []
    end = at
    while at < len(words):
        field = field_at(scan, at)
        if not field and not words[at].capital:
            break
        if not field and begins_name(scan, at) and not _place_like_body(scan, at, noun):
            break
        if field and not words[at].capital and not scan.shout:
            break
        agency = longest(cue("names", "agencies"), words, at)
        if noun.lower() != "bộ" and agency and agency >= field and not _place_like_body(scan, at, noun):
            break
        behind = at + (field or _capitals(scan, at))
        first, last = words[at], words[behind - 1]
        own = first.key in PLACES or first.key in PLACE_ENDS
        written = scan.text[first.start : last.end]
        names.append(Found(written if own else f"{noun} {written}", first.start, last.end))
        end = behind
        if behind < len(words) and words[behind].key == "(":
            close = next((i for i in range(behind, min(behind + 60, len(words))) if words[i].key == ")"), behind)
            end = behind = close + 1 if close > behind else behind
        if behind >= len(words) or words[behind].key not in (",", "và", ";", "/"):
            break
        at = behind + 1
        if at < len(words) and words[at].key == "và":
            at += 1
    return names, end


def _place_like_body(scan: Scan, at: int, noun: str) -> bool:
    """ "các phường: Diên Hồng, Hội Phú": among places a syllable that could head a body is part of a name."""
    if tokens(noun)[-1].key not in PLACES | {"các"} or scan.words[at].key not in SHORT_HEADS or field_at(scan, at + 1):
        return False
    behind = scan.words[at + 1] if at + 1 < len(scan.words) else None
    ends = key_at(scan, at + 2) in (",", "và", ";", ".", ":", "") or bool(stops_at(scan, at + 2))
    return behind is not None and behind.capital and ends


def _capitals(scan: Scan, at: int) -> int:
    """How many tokens a name of unknown words takes: up to a mark, a verb or the next "và"."""
    words = scan.words
    count = 1
    while at + count < len(words):
        word = words[at + count]
        if word.key == "-" and at + count + 1 < len(words) and words[at + count + 1].capital:
            count += 2
            continue
        if not word.key[0].isalnum() or word.key == "và" or (not word.capital and stops_at(scan, at + count)):
            break
        count += 1
    return count


def under_prefix(found: list[Found], before: Found) -> list[Found]:
    """ "UBND các huyện: A, B và thành phố C": the last has its own level, the body before it is still meant."""
    written = before.name[: len(before.name) - (before.end - before.start)].split()
    levels = [word for word in written if word in PLACE_LEVELS]
    if len(found) != 1 or not levels or written[0] in PLACE_LEVELS or found[0].name.split()[0] not in PLACE_LEVELS:
        return found
    return [found[0]._replace(name=f"{' '.join(written[: written.index(levels[0])])} {found[0].name}")]
