"""Thư tuần gửi lãnh đạo: the overview as a letter, the same in text and in HTML."""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from directive.calendar import named_day, vietnamese_date
from directive.dashboard.overview import Overview
from directive.dashboard.parts import clock
from directive.figures import Measure, Scope, link
from directive.plain import cut
from directive.wording import rate_words


class Weekly(NamedTuple):
    """The letter's content; `html` is a fragment to be put into the letter's own frame."""

    subject: str
    text: str
    html: str


class _Item(NamedTuple):
    words: str
    address: str | None = None
    under: tuple[str, ...] = ()


def weekly(overview: Overview, *, portal_url: str, board_url: str) -> Weekly:
    """What a leader should know of the week; `board_url` opens the living page."""
    total = overview.figures.total
    items = list(_items(overview, portal_url.rstrip("/")))
    subject = f"Tình hình thực hiện nhiệm vụ đến {vietnamese_date(overview.on)}: " + (
        f"{total.count(Measure.LATE)} quá hạn, {total.count(Measure.SOON)} sắp đến hạn"
    )
    opening = f"Số liệu đến hết {named_day(overview.on)}, lập lúc {clock(overview.at)}."
    if overview.assumed:
        opening = f"NGÀY GIẢ ĐỊNH, DÙNG ĐỂ TẬP HUẤN. {opening}"
    return Weekly(subject, _as_text(opening, items, board_url), _as_html(opening, items, board_url))


def _items(overview: Overview, portal_url: str) -> Iterator[_Item]:
    numbers, total = overview.figures, overview.figures.total

    def of(measure: Measure, words: str, under: tuple[str, ...] = ()) -> _Item:
        return _Item(f"{total.count(measure)} {words}", f"{portal_url}{link(measure, Scope())}", under)

    yield of(Measure.TOTAL, f"lượt nhiệm vụ của {len(numbers.by_agency)} cơ quan, đơn vị")
    yield of(Measure.DONE, "đã hoàn thành", (rate_words(total.counts.of_due), rate_words(total.counts.of_all)))
    yield of(Measure.LATE, "quá hạn", tuple(_late(overview)))
    yield of(Measure.SOON, "sắp đến hạn")
    yield of(Measure.WAITING, "đã báo cáo, chờ xác nhận")
    silent = tuple(dict.fromkeys(numbers.name_of(one.line.agency_id) for one in overview.unreported))
    yield of(Measure.UNREPORTED, "chưa báo cáo", tuple(cut(name, 80) for name in silent[:10]))
    ahead = tuple(f"{vietnamese_date(one.due_on)}: {cut(one.title, 80)} ({one.lines})" for one in overview.ahead[:5])
    if ahead:
        yield _Item("Kỳ hạn sắp tới", None, ahead)


def _late(overview: Overview) -> Iterator[str]:
    for one in overview.late[:8]:
        agency = cut(overview.figures.name_of(one.line.agency_id), 60)
        yield f"{agency}: {cut(one.line.title, 80)} (quá hạn {one.late.calendar_days} ngày)"


def _as_text(opening: str, items: list[_Item], board_url: str) -> str:
    lines = [opening, ""]
    for item in items:
        lines.append(f"- {item.words}" + (f": {item.address}" if item.address else ":"))
        lines += [f"    {word}" for word in item.under]
    return "\n".join([*lines, "", f"Bảng điều hành: {board_url}", ""])


def _as_html(opening: str, items: list[_Item], board_url: str) -> str:
    written = "".join(_html_item(item) for item in items)
    board = f'<p><a href="{escape(board_url)}">Mở bảng điều hành</a></p>'
    return f"<p>{escape(opening)}</p><ul>{written}</ul>{board}"


def _html_item(item: _Item) -> str:
    words = escape(item.words)
    head = f'<a href="{escape(item.address)}">{words}</a>' if item.address else words
    under = "".join(f"<li>{escape(word)}</li>" for word in item.under)
    return f"<li>{head}{f'<ul>{under}</ul>' if under else ''}</li>"
