"""Fixed days: "trước ngày 30/6/2024", "chậm nhất là ngày ...", "trong quý II/2024" (rules 5-10, 16)."""

import re
from datetime import date

from directive.deadlines import OnDate
from directive.reading.patterns import pattern
from directive.reading.time_words import surroundings
from directive.reading.time_words.forms import (
    CLOCK,
    DATE,
    MONTH,
    PERIOD,
    QUARTER,
    Resolved,
    read_clock,
    read_day,
    resolve,
)
from directive.reading.time_words.periods import first_day, read_period
from directive.reading.time_words.sighting import Found, Rule, Sighting, follows, left_clause, may_be_licensed

_LEAD_WORDS = (
    "trước", "chậm nhất", "muộn nhất", "trễ nhất", "không muộn hơn", "không chậm hơn", "không chậm quá",
    "không muộn quá", "không trễ quá", "không để chậm sau", "không quá", "hạn cuối", "hạn chót", "thời hạn", "hạn",
    "là", "vào", "đến", "tới", "hết", "trong", "xong", "hoàn thành", "định kỳ", "lúc", "khoảng", "thời điểm", "ngay",
)  # fmt: skip
# "hoàn thành trước", "chậm nhất là đến hết", "Thời hạn: trước"
LEAD = rf"(?:(?:{'|'.join(_LEAD_WORDS)})(?: ?:)?,? ){{1,5}}"
LEAD_HEADS = tuple(w for w in _LEAD_WORDS if w not in ("là", "lúc", "khoảng", "định kỳ", "ngay"))
_LEADS_BEFORE = pattern(rf"(?:(?:{'|'.join(_LEAD_WORDS)}) )+$")
# Words of time and then something to count or name: what all patterns with a `LEAD` begin with.
GATE = pattern(
    rf"(?:{LEAD})?(?:ngày|\d|thứ|chủ nhật|tháng|quý|năm|tuần|nửa|thượng|trung|hạ|đầu|giữa|cuối|hết|sáu|chín|buổi"
    r"|sáng|chiều|mùng|mồng|thời gian)"
)
_STRONG = pattern(r"trước|nhất|không|hạn")
_DONE = pattern(r"xong|hoàn thành")

# Must match: "hoàn thành trước ngày 10/12/2023", "trước 30/8", "trước 14 giờ, ngày 05/12/2017", "chậm nhất là ngày
# 01 tháng 3 năm 2027", "vào ngày 15/6". Must not: "số 92/KH-UBND ngày 04/7/2022" (no word of time before the day).
_ON_DAY = pattern(rf"(?P<lead>{LEAD})(?:(?P<at>{CLOCK})(?: ?[,-])? (?:của |trong )?)?(?P<day>{DATE})")
# Must match: " và ngày 30/8/2024", ", 30/8/2024." behind another day. Must not: ", ngày 30/8/2024 tổ chức họp".
_MORE_DAYS = pattern(rf"(?:,? và |,? hoặc |, (?=(?:{DATE})(?: ?(?:[.;)\n]|$)|,? và (?:{DATE}))))(?P<day>{DATE})(?! ?-)")
# Must match: "trong quý II/2024", "hoàn thành trong tháng 6/2026", "đến hết năm 2025", "xong trước tháng 10".
# Must not: "kế hoạch năm 2025".
_IN_PERIOD = pattern(
    rf"(?P<lead>{LEAD})(?:thời gian )?(?P<period>{PERIOD})(?P<more>(?:,| và|, và) (?P<second>{MONTH}|{QUARTER}))?"
)
# Must match: "Quý II/2026" in a cell or after "Thời gian hoàn thành:", "trình năm 2025". Must not: "báo cáo quý II".
_BARE_PERIOD = pattern(rf"(?P<period>{PERIOD})")
# Must match: "ngày 30/6/2024" after "Hạn cuối:". Must not: the same day in running text.
_BARE_DAY = pattern(rf"(?:(?P<at>{CLOCK})(?: ?[,-])? (?:của )?)?(?P<day>{DATE})")
_REPORTS_ON = pattern(
    r"(?:báo cáo|gửi|nộp)(?: (?!của |số |tại |theo |họp |cuộc |phiên |từ |ký |kỳ |diễn |tổ chức )[^\W\d]+){1,12} $"
)
_CLAUSE_OVER = pattern(r" ?(?:[.;,)\n]|$| để tổng hợp)")
# Must match: "từ nay đến cuối năm 2025". Must not: "từ nay đến đó".
_FROM_NOW = pattern(rf"(?:kể )?từ nay (?:cho )?(?:đến|tới) (?:hết )?(?:(?P<day>{DATE})|(?P<period>{PERIOD}))")
# Must match: "trước 17h00 hôm nay", "trong ngày hôm nay". Must not: "cho đến hôm nay" (told of the past).
_TODAY = pattern(
    rf"{LEAD}(?P<at>{CLOCK}),? (?:chiều |trưa )?(?:cùng |trong )?(?:ngày )?hôm nay|trong ngày hôm nay(?: \({DATE}\))?"
)
# Must match: "ngay trong tuần", "ngay trong tháng". Must not: "ngay trong năm đầu", "khối lượng trong tuần".
_RIGHT_NOW = pattern(r"ngay trong (?P<period>tuần|tháng|quý)(?= ?[,;.)/\n]|$)")
# Must match: "(quý III/2026)", "(tháng 9/2026)". Must not: "(tháng 10/2022)" told of the past, "(năm 2024: 5 lớp)".
_IN_BRACKETS = pattern(rf"\( ?(?P<period>{MONTH}|{QUARTER}) ?\)")
# Must match: "đến năm 2030" after a label. Must not: "đến năm 2025" in the title of a plan: the horizon of a programme.
_HORIZON = pattern(r"(?P<lead>đến|tới|trước) (?P<period>năm \d{4}(?!\d))")
# Must match (English version of a text): "before June 25, 2025", "in July 2025". Must not: "in charge".
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ENGLISH = pattern(rf"(?P<lead>before|by|in) (?P<month>{'|'.join(_MONTHS)})(?: (?P<dd>\d{{1,2}}),)? (?P<year>\d{{4}})")


def _on_day(seen: Sighting) -> Found | None:
    lead = seen.match["lead"]
    resolved = resolve(read_day(seen.match["day"]), seen.signed)
    if not _governs_day(seen, lead, resolved):
        return None
    first = _one(seen, resolved, before="trước" in lead)
    days = _further_days(seen, first.end) if not seen.group("at") else []
    if days and resolved.year_missing and (year := days[0][0].day) is not None:
        said = read_day(seen.match["day"]).on(year.year)
        first = _one(seen, Resolved(said), before="trước" in lead) if said and said <= year else first
    end = days[-1][1].end() if days else first.end
    return Found(end, (*first.deadlines, *(_further(seen, day, match, "trước" in lead) for day, match in days)))


def _further_days(seen: Sighting, end: int) -> list[tuple[Resolved, re.Match[str]]]:
    """Days that share the words before the first: "trước ngày 15/8 và ngày 30/8/2024"."""
    found: list[tuple[Resolved, re.Match[str]]] = []
    while len(found) < 12 and (more := _MORE_DAYS.match(seen.flat.text, end)):
        found.append((resolve(read_day(more["day"]), seen.signed), more))
        end = more.end()
    return found


def _further(seen: Sighting, resolved: Resolved, match: re.Match[str], before: bool) -> OnDate:
    span = seen.flat.span(match.start("day"), match.end())
    return OnDate(
        text=seen.flat.source[span.start : span.end], span=span, day=resolved.day, before=before,
        year_missing=resolved.year_missing,
    )  # fmt: skip


def _governs_day(seen: Sighting, lead: str, resolved: Resolved) -> bool:
    """Whether the words before a day make it one by which something must be done."""
    if seen.licensed():
        return True
    left = _LEADS_BEFORE.sub("", seen.left())
    if _STRONG.search(lead):
        return not (surroundings.counts(left) or (_over(seen, resolved) and surroundings.happened(left)))
    if surroundings.tells(left):
        return False
    if resolved.year_missing and "ngày" not in seen.match["day"] and "tháng" not in seen.match["day"]:
        return False  # "hoàn thành 12/12 chỉ tiêu" is a fraction
    if _DONE.search(lead):
        return not seen.past(resolved.day)
    if seen.past(resolved.day) or surroundings.event(left):
        return False
    if "hết" in lead:
        return True
    return surroundings.delivers(left) or ("vào" not in lead and surroundings.orders(seen.right()))


def _over(seen: Sighting, resolved: Resolved) -> bool:
    """Whether the day may be told of the past: it lies before the signing, or that is not known."""
    return seen.signed is None or seen.past(resolved.day)


def _in_period(seen: Sighting) -> Found | None:
    lead, words = seen.match["lead"], seen.match["period"]
    resolved = read_period(words, seen.signed)
    if words.startswith("năm") and re.search(r"đến $|tới $|trước $", lead) and "hết" not in lead:
        return _horizon(seen) if _STRONG.search(lead) or _DONE.search(lead) or seen.licensed() else None
    if not _governs_period(seen, lead, resolved):
        return None
    before = "trước" in lead and not re.match(r"cuối|hết", words)
    if before and resolved.day is not None:
        resolved = Resolved(first_day(resolved.day, words), resolved.year_missing)
    if seen.group("more") is None:
        return _one(seen, resolved, before=before, period_end=True)
    return _two(seen, words, before=before)


def _governs_period(seen: Sighting, lead: str, resolved: Resolved) -> bool:
    if seen.licensed():
        return True
    left = _LEADS_BEFORE.sub("", seen.left())
    if surroundings.counts(left) or seen.past(resolved.day):
        return False
    if _STRONG.search(lead) or _DONE.search(lead):
        return True
    if surroundings.tells(left):
        return False
    if lead == "vào " and seen.match["period"].startswith("năm"):  # "vào năm 2050": mostly a target
        return surroundings.reviews(left)
    if surroundings.makes(left) and not seen.match["period"].startswith("năm"):
        return True
    if surroundings.qualifies(left) or surroundings.event(left):
        return False
    return surroundings.acts(left) or (not left.strip(" ,-+") and surroundings.orders(seen.right()))


def _two(seen: Sighting, words: str, *, before: bool) -> Found:
    """ "trong tháng 11, tháng 12 năm 2025": two periods, the year said once."""
    start = seen.match.start("second")
    second = read_period(seen.match["second"], seen.signed)
    first = read_period(words, seen.signed)
    if first.year_missing and second.day is not None:
        first = read_period(f"{words} năm {second.day.year}", seen.signed)
    spans = seen.span(seen.match.start("more")), seen.span(start=start)
    values = tuple(
        OnDate(
            text=seen.flat.source[s.start : s.end],
            span=s,
            day=r.day,
            before=before,
            year_missing=r.year_missing,
            period_end=True,
        )
        for s, r in zip(spans, (first, second), strict=True)
    )
    return Found(seen.match.end(), values)


def _bare_period(seen: Sighting) -> Found | None:
    resolved = read_period(seen.match["period"], seen.signed)
    if not (seen.licensed() or (surroundings.hands_in(seen.left()) and not seen.past(resolved.day))):
        return None
    return _one(seen, resolved, period_end=True)


def _bare_day(seen: Sighting) -> Found | None:
    """A day without any word before it: only where the place says so, and never the hour of a meeting."""
    start = seen.match.start()
    invited = seen.group("at") and surroundings.invites(seen.flat.text[max(0, start - 20) : start])
    resolved = resolve(read_day(seen.match["day"]), seen.signed)
    if seen.bare or (seen.licensed() and start > 0 and not invited) or _report_day(seen, resolved):
        return _one(seen, resolved)
    return None


def _report_day(seen: Sighting, resolved: Resolved) -> bool:
    """ "báo cáo UBND huyện ngày 25/11/2025": a day still to come that closes a clause of reporting."""
    to_come = bool(resolved.day and seen.signed and resolved.day > seen.signed)
    return to_come and bool(_REPORTS_ON.search(seen.left()) and _CLAUSE_OVER.match(seen.right()))


def _from_now(seen: Sighting) -> Found | None:
    if not seen.bare and surroundings.heads_plan(seen.left()):
        return None
    day = seen.group("day")
    if day:
        return _one(seen, resolve(read_day(day), seen.signed))
    return _one(seen, read_period(seen.match["period"], seen.signed), period_end=True)


def _today(seen: Sighting) -> Found | None:
    return _one(seen, Resolved(seen.signed))


def _right_now(seen: Sighting) -> Found | None:
    return _one(seen, read_period(f"{seen.match['period']} này", seen.signed), period_end=True)


def _in_brackets(seen: Sighting) -> Found | None:
    resolved = read_period(seen.match["period"], seen.signed)
    if seen.signed is None or resolved.day is None or seen.past(resolved.day):
        return None
    inner = seen.span(seen.match.end("period"), seen.match.start("period"))
    value = OnDate(
        text=seen.flat.source[inner.start : inner.end],
        span=inner,
        day=resolved.day,
        year_missing=resolved.year_missing,
        period_end=True,
    )
    return Found(seen.match.end(), (value,))


def _horizon(seen: Sighting) -> Found | None:
    if not (seen.licensed() or _DONE.search(seen.match["lead"]) or "nhất" in seen.match["lead"]):
        return None
    year = int(seen.match["period"][-4:]) if seen.match["period"][-4:].isdigit() else None
    before = "trước" in seen.match["lead"]
    day = date(year, 1 if before else 12, 1 if before else 31) if year and year > 0 else None
    return _one(seen, Resolved(day), before=before, period_end=True, horizon=True)


def _english(seen: Sighting) -> Found | None:
    month, year, dd = _MONTHS.index(seen.match["month"]) + 1, seen.match["year"], seen.group("dd")
    if dd is None:
        return _one(seen, read_period(f"tháng {month} năm {year}", seen.signed), period_end=True)
    return _one(seen, resolve(read_day(f"{dd}/{month}/{year}"), seen.signed), before=seen.match["lead"] == "before")


def _one(
    seen: Sighting, resolved: Resolved, *, before: bool = False, period_end: bool = False, horizon: bool = False
) -> Found:
    label = seen.match.group().rfind(": ") + 2 if ": " in seen.match.group() else 0  # "Hoàn thành: Quý II/2026"
    span = seen.span(start=seen.match.start() + label)
    at = read_clock(seen.group("at"))
    value = OnDate(
        text=seen.flat.source[span.start : span.end],
        span=span,
        day=resolved.day,
        before=before and at is None,  # an hour is the moment itself (rule 7)
        at=at,
        year_missing=resolved.year_missing,
        period_end=period_end,
        horizon=horizon,
    )
    return Found(seen.match.end(), (value,))


GATE_OPENS = follows(GATE)


def _may_be_handed_in(text: str, start: int) -> bool:
    return may_be_licensed(text, start) or surroundings.hands_in(left_clause(text, start))


def _may_be_report_day(text: str, start: int) -> bool:
    return may_be_licensed(text, start) or _REPORTS_ON.search(left_clause(text, start)) is not None


_NOW = follows(pattern(r"(?:kể )?từ nay"))
_DIGIT_NEAR = follows(pattern(r".{0,80}?\d", re.DOTALL))
_PERIOD_NEAR = follows(pattern(r".{0,60}?(?:tháng|quý|năm|tuần)", re.DOTALL))
_PERIOD_HEADS = (
    "tháng", "quý", "năm", "cuối", "đầu", "giữa", "tuần", "nửa", "thượng tuần", "trung tuần", "hạ tuần", "#", "sáu",
)  # fmt: skip
RULES = (
    Rule(("từ", "kể từ"), _FROM_NOW, _from_now, needs=_NOW),
    Rule((*LEAD_HEADS, "ngay trong"), _ON_DAY, _on_day, gated=True, needs=_DIGIT_NEAR),
    Rule((*LEAD_HEADS, "ngay trong"), _IN_PERIOD, _in_period, gated=True, needs=_PERIOD_NEAR),
    Rule(("đến", "tới", "trước"), _HORIZON, _horizon),
    Rule(LEAD_HEADS, _TODAY, _today),
    Rule(("ngay",), _RIGHT_NOW, _right_now),
    Rule(("(",), _IN_BRACKETS, _in_brackets),
    Rule(_PERIOD_HEADS, _BARE_PERIOD, _bare_period, needs=_may_be_handed_in),
    Rule(("ngày", "#", "thứ"), _BARE_DAY, _bare_day, needs=_may_be_report_day),
    Rule(("before", "by", "in"), _ENGLISH, _english),
)
