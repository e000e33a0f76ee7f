"""Short forms of a column or labelled field of time: "2026", "T10/2025", "Quý IV/2025 - Quý I/2026", "Từ năm 2026".

In running text these are no deadlines; the place alone makes them one.
"""

from datetime import date

from directive.deadlines import Every, OnDate, OnEvent, Window
from directive.reading.patterns import pattern
from directive.reading.time_words import windows
from directive.reading.time_words.every import MORE, read_periods
from directive.reading.time_words.forms import DATE, NUMBER, PERIOD, read_quarter
from directive.reading.time_words.periods import first_day, read_period
from directive.reading.time_words.sighting import Found, Rule, Sighting, may_be_licensed

# Must match: "Tháng 6 - Tháng 12/2026", "01/6 - 30/6/2026". Must not: "tháng 9-10/2026" (one period, its last month).
_BETWEEN = pattern(rf"(?P<opens>{DATE}|{PERIOD})(?P<to> ?(?:-|đến)(?: hết)? ?(?:ngày )?)(?P<closes>{DATE}|{PERIOD})")
# Must match: "2026", "T10/2025", "10/2025", "Q.IV/2025". Must not: "12/12" (a fraction), "2026-2030" (a span).
_SHORT = pattern(
    r"(?:(?P<quarter>q\.? ?(?:iv|i{1,3}|[1-4])) ?/ ?|(?:t\.? ?)?(?P<month>\d{1,2}) ?/ ?)?"
    r"(?P<year>(?:19|20)\d\d)(?![\d/])(?! ?- ?\d)"
)
# Must match: "Từ năm 2026", "Từ Quý IV/2025". Must not: "từ năm 2026 đến năm 2030".
_FROM = pattern(rf"(?:kể )?từ (?P<opens>{PERIOD})(?! ?(?:-|đến))")
# Must match: "06 tháng, 01 năm". Must not: "06 tháng" alone, which may be a length of time.
_SERIES = pattern(rf"(?P<list>{NUMBER} (?:tháng|quý|năm|tuần)(?=,| và| /|/|;| -){MORE})")
# Must match: "Sau khi có hướng dẫn của Trung ương". Must not: the same in running text, where it orders steps.
_AFTER = pattern(r"sau khi [^.,;|\n]{2,100}")
_ON_REQUEST = pattern(r"theo yêu cầu(?: [^.;|\n]{2,60})?")


def _between(seen: Sighting) -> Found | None:
    if not seen.licensed():
        return None
    opens, closes = windows.read_between(seen.match, seen.signed)
    span = seen.span()
    value = Window(text=seen.flat.source[span.start : span.end], span=span, opens=opens, closes=closes)
    return Found(seen.match.end(), (value,))


def _short(seen: Sighting) -> Found | None:
    if not seen.licensed():
        return None
    year, quarter, month = seen.match["year"], seen.group("quarter"), seen.group("month")
    words = f"tháng {month} năm {year}" if month else f"năm {year}"
    if quarter:
        words = f"quý {read_quarter(quarter[1:].strip('. '))} năm {year}"
    span = seen.span()
    day = read_period(words, seen.signed).day
    value = OnDate(text=seen.flat.source[span.start : span.end], span=span, day=day, period_end=True)
    return Found(seen.match.end(), (value,))


def _from(seen: Sighting) -> Found | None:
    if not seen.licensed():
        return None
    words = seen.match["opens"]
    end, span = read_period(words, seen.signed).day, seen.span()
    opens: date | None = first_day(end, words) if end is not None else None
    value = Window(text=seen.flat.source[span.start : span.end], span=span, opens=opens, closes=None)
    return Found(seen.match.end(), (value,))


def _series(seen: Sighting) -> Found | None:
    periods = read_periods(seen.match["list"])
    if not seen.licensed() or len(periods) < 2:
        return None
    span, (first, n) = seen.span(), periods[0]
    also = tuple(period for period, _ in periods[1:])
    value = Every(text=seen.flat.source[span.start : span.end], span=span, period=first, n=n, also=also)
    return Found(seen.match.end(), (value,))


def _event(seen: Sighting) -> Found | None:
    if not seen.licensed():
        return None
    end = seen.match.start() + len(seen.match.group().rstrip())
    span = seen.span(end)
    return Found(end, (OnEvent(text=seen.flat.source[span.start : span.end], span=span),))


_PERIOD_HEADS = ("tháng", "quý", "năm", "đầu", "giữa", "cuối", "ngày", "#")
_NUMBER_HEADS = ("#", "một", "hai", "ba", "sáu")
RULES = (
    Rule(_PERIOD_HEADS, _BETWEEN, _between, needs=may_be_licensed),
    Rule(("#",), _SHORT, _short, needs=may_be_licensed),
    Rule(("từ", "kể từ"), _FROM, _from, needs=may_be_licensed),
    Rule(_NUMBER_HEADS, _SERIES, _series, needs=may_be_licensed),
    Rule(("sau",), _AFTER, _event, needs=may_be_licensed),
    Rule(("theo yêu cầu",), _ON_REQUEST, _event, needs=may_be_licensed),
)
