"""Thư tuần gửi lãnh đạo: the overview as the content of a letter, in one screen of a phone.

JSON-ready, without any address: `path` is where a figure opens on the portal, and the letter's own link leads there.
"""

from collections.abc import Iterator
from typing import Any

from directive.calendar import named_day, vietnamese_date
from directive.dashboard.overview import Overview
from directive.dashboard.parts import clock
from directive.dashboard.pictures import parts_of
from directive.figures import Group, Measure, Scope, link
from directive.plain import cut, one_line
from directive.wording import rate_words

LATE_SHOWN = 5
NAMES_SHOWN = 8
AHEAD_SHOWN = 4

CARDS = (Measure.TOTAL, Measure.DONE, Measure.LATE, Measure.SOON, Measure.WAITING, Measure.UNREPORTED)
"""The same six figures as on the leaders' page, in the same order."""


def weekly(overview: Overview) -> dict[str, Any]:
    """What a leader should know of the week."""
    numbers, total = overview.figures, overview.figures.total
    late, soon = total.count(Measure.LATE), total.count(Measure.SOON)
    return {
        "subject": f"Tình hình thực hiện nhiệm vụ đến {vietnamese_date(overview.on)}: "
        f"{late} quá hạn, {soon} sắp đến hạn",
        "intro": f"{total.counts.total} lượt nhiệm vụ của {len(numbers.by_agency)} cơ quan, đơn vị theo "
        f"{len(numbers.by_directive)} văn bản; số liệu đến hết {named_day(overview.on)}, lập lúc {clock(overview.at)}.",
        "cards": [_card(total, measure) for measure in CARDS],
        "bar": list(_bar(total)),
        "rates": [rate_words(total.counts.of_due), rate_words(total.counts.of_all)],
        "sections": list(_sections(overview)),
    }


def _card(group: Group, measure: Measure) -> dict[str, Any]:
    return {"name": measure.value, "words": _NAMES[measure], "count": group.count(measure), "path": _path(measure)}


_NAMES = {
    Measure.TOTAL: "Tổng số",
    Measure.DONE: "Hoàn thành",
    Measure.LATE: "Quá hạn",
    Measure.SOON: "Sắp đến hạn",
    Measure.WAITING: "Chờ xác nhận",
    Measure.UNREPORTED: "Chưa báo cáo",
}


def _bar(group: Group) -> Iterator[dict[str, Any]]:
    """The pieces of one stacked bar; shares are whole percents, none of them nought."""
    total = group.counts.total
    for part in parts_of(group.counts):
        if part.lines:
            share = max(1, round(100 * part.lines / total))
            yield {"words": part.title, "count": part.lines, "colour": part.colour, "share": share}


def _sections(overview: Overview) -> Iterator[dict[str, Any]]:
    """Late, silent, ahead: in the shape every channel of messages understands."""
    numbers, total = overview.figures, overview.figures.total
    if late := total.count(Measure.LATE):
        shown = sorted(overview.late, key=lambda one: -one.late.calendar_days)[:LATE_SHOWN]
        rows = [
            [
                f"{cut(numbers.name_of(one.line.agency_id), 60)}: {cut(one.line.title, 80)}",
                f"quá hạn {one.late.calendar_days} ngày ({one.late.working_days} ngày làm việc)",
                "",
            ]
            for one in shown
        ]
        yield _section("Quá hạn lâu nhất", late, rows, more=late - len(shown), path=_path(Measure.LATE))
    if total.unreported:
        names = list(dict.fromkeys(numbers.name_of(one.line.agency_id) for one in overview.unreported))
        rows = [[cut(name, 80), "", ""] for name in names[:NAMES_SHOWN]]
        section = _section("Chưa báo cáo", total.unreported, rows, more=0, path=_path(Measure.UNREPORTED))
        yield section | {"intro": "Chưa có báo cáo không có nghĩa là chưa thực hiện.", "more": _more(names)}
    if overview.ahead:
        rows = [
            [f"{cut(one.title, 80)} ({one.lines} đơn vị)", f"hạn {vietnamese_date(one.due_on)}", ""]
            for one in overview.ahead[:AHEAD_SHOWN]
        ]
        count = sum(one.lines for one in overview.ahead)
        yield _section("Hạn các tuần tới", count, rows, more=0, path="")


def _more(names: list[str]) -> int:
    return max(0, len(names) - NAMES_SHOWN)


def _section(heading: str, count: int, rows: list[list[str]], *, more: int, path: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "count": count,
        "intro": "",
        "groups": [{"directive": "", "subject": "", "items": [[one_line(word) for word in row] for row in rows]}],
        "more": max(0, more),
        "path": path,
    }


def _path(measure: Measure) -> str:
    return link(measure, Scope())
