"""Hình: cards and bars as SVG, drawn by hand. They stand on a ground of their own, so any page colour will do.

Letters are large for the width of the drawing (480): a phone shows it at two thirds, a screen at one and a half.
"""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from directive.figures import Counts, Measure
from directive.plain import cut

WIDTH = 480
INK, SOFT, LINE, GROUND = "#1c2733", "#5b6875", "#d9dfe6", "#ffffff"
GREEN, OLIVE, BLUE, AMBER, RED, GREY = "#1f7a4d", "#7a9a3b", "#3c6fa8", "#b26a00", "#b3261e", "#9aa5b1"
_FONT = "Segoe UI, Roboto, Noto Sans, Helvetica Neue, Arial, sans-serif"


class Card(NamedTuple):
    """One figure with its name."""

    title: str
    value: str
    colour: str = INK
    under: str = ""


class Part(NamedTuple):
    """One piece of a bar."""

    title: str
    lines: int
    colour: str


class Bar(NamedTuple):
    """One named bar of several pieces."""

    title: str
    parts: tuple[Part, ...]


def parts_of(counts: Counts) -> tuple[Part, ...]:
    """The pieces of a bar, in the order of urgency read from the left: done, running, late, without a day."""
    count = counts.count
    apart = count(Measure.NO_DEADLINE) + count(Measure.UNSETTLED)
    return (
        Part("Xong, không trễ", count(Measure.DONE_IN_TIME) + count(Measure.DONE_NO_DEADLINE), GREEN),
        Part("Xong, quá hạn", count(Measure.DONE_LATE), OLIVE),
        Part("Trong hạn", count(Measure.IN_TIME), BLUE),
        Part("Quá hạn", count(Measure.LATE), RED),
        Part("Không hạn, chưa xác định", apart, GREY),
        Part("Tạm dừng", count(Measure.STOPPED), LINE),
    )


def overview(cards: Sequence[Card], parts: Sequence[Part], *, title: str) -> str:
    """Cards in rows of three over one stacked bar with its legend."""
    rows = -(-len(cards) // 3)
    legend = [part for part in parts if part.lines]
    bar_top = 14 + rows * 98
    height = bar_top + 40 + -(-len(legend) // 2) * 24 + 12
    drawn = [_card(card, number) for number, card in enumerate(cards)]
    drawn.append(_stack(parts, x=14, y=bar_top, width=WIDTH - 28, height=26, letters=15))
    drawn += [_legend(part, number, bar_top + 56) for number, part in enumerate(legend)]
    said = ", ".join(f"{card.title}: {card.value}" for card in cards)
    return _svg(drawn, height=height, title=title, description=said)


def bars(some: Sequence[Bar], *, title: str) -> str:
    """One bar per agency or directive, all of the same length: what counts is the share; the sum stands at the end."""
    height = 12 + len(some) * 46 + 30
    drawn = []
    for number, bar in enumerate(some):
        top = 12 + number * 46
        total = sum(part.lines for part in bar.parts)
        drawn.append(_words(14, top + 14, cut(bar.title, 52), 14, INK))
        drawn.append(_words(WIDTH - 14, top + 14, str(total), 14, SOFT, anchor="end"))
        drawn.append(_stack(bar.parts, x=14, y=top + 20, width=WIDTH - 28, height=18, letters=12))
    legend = {part.title: part for bar in some for part in bar.parts if part.lines}
    x = 14.0
    for part in legend.values():
        drawn.append(f'<rect x="{x:.0f}" y="{height - 22}" width="10" height="10" rx="2" fill="{part.colour}"/>')
        drawn.append(_words(x + 14, height - 13, part.title, 10.5, SOFT))
        x += 24 + len(part.title) * 5.4
    said = "; ".join(f"{bar.title}: {', '.join(f'{p.title} {p.lines}' for p in bar.parts if p.lines)}" for bar in some)
    return _svg(drawn, height=height, title=title, description=said)


def data_address(svg: str) -> str:
    """The picture as a data address: nothing is fetched, nothing needs a server."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _card(card: Card, number: int) -> str:
    width = (WIDTH - 28 - 2 * 10) / 3
    x, y = 14 + (number % 3) * (width + 10), 14 + (number // 3) * 98
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="88" rx="8" fill="#f6f8fa" stroke="{LINE}"/>'
        f'<rect x="{x:.1f}" y="{y + 14}" width="4" height="60" rx="2" fill="{card.colour}"/>'
        + _words(x + 14, y + 24, card.title, 14, SOFT)
        + _words(x + 14, y + 55, card.value, 30, card.colour, bold=True)
        + _words(x + 14, y + 76, card.under, 12, SOFT)
    )


def _stack(parts: Sequence[Part], *, x: float, y: float, width: float, height: float, letters: float) -> str:
    total = sum(part.lines for part in parts)
    if not total:
        return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="3" fill="{LINE}"/>'
    drawn = []
    for part in parts:
        share = width * part.lines / total
        if part.lines:
            shown = max(share - 1, 1)
            drawn.append(f'<rect x="{x:.2f}" y="{y}" width="{shown:.2f}" height="{height}" fill="{part.colour}"/>')
        if share > letters * 0.65 * len(str(part.lines)) + 6:
            ink = INK if part.colour == LINE else GROUND
            middle = y + height / 2 + letters * 0.36
            drawn.append(_words(x + share / 2, middle, str(part.lines), letters, ink, anchor="middle", bold=True))
        x += share
    return "".join(drawn)


def _legend(part: Part, number: int, top: float) -> str:
    x, y = 14 + (number % 2) * 232, top + (number // 2) * 24
    square = f'<rect x="{x}" y="{y - 11}" width="13" height="13" rx="2" fill="{part.colour}"/>'
    return square + _words(x + 20, y, f"{part.title}: {part.lines}", 13, INK)


def _words(
    x: float, y: float, words: str, size: float, colour: str, *, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def _svg(drawn: Sequence[str], *, height: float, title: str, description: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH * 1.5:.0f}" '
        f'height="{height * 1.5:.0f}" role="img" font-family="{_FONT}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="10" fill="{GROUND}" stroke="{LINE}"/>'
        f"{''.join(drawn)}</svg>"
    )
