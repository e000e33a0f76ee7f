"""Hình mô phỏng: a year at a glance as plain SVG, messages of each week as bars and overdue dues as a line."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from directive.calendar import vietnamese_date
from notifications.simulating import SimulatedDay

_WIDTH, _HEIGHT = 960, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 48, 48, 40
_BAR, _LINE, _INK, _GRID = "#0b4f8a", "#b3261e", "#1f2328", "#d0d7de"


def picture(days: Sequence[SimulatedDay], *, title: str) -> str:
    """Bars: messages a week (left scale). Line: dues overdue at the end of the week (right scale)."""
    weeks = _weeks(days)
    most = max((messages for _, messages, _ in weeks), default=0) or 1
    worst = max((late for _, _, late in weeks), default=0) or 1
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(weeks))
    floor, room = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    bars, points, labels = [], [], []
    for number, (monday, messages, late) in enumerate(weeks):
        x, tall = _LEFT + number * step, room * messages / most
        tip = escape(f"Tuần {vietnamese_date(monday)}: {messages} thông báo, {late} kỳ quá hạn")
        bars.append(
            f'<rect x="{x + 1:.1f}" y="{floor - tall:.1f}" width="{max(1.0, step - 2):.1f}" height="{tall:.1f}" '
            f'fill="{_BAR}"><title>{tip}</title></rect>'
        )
        points.append(f"{x + step / 2:.1f},{floor - room * late / worst:.1f}")
        if number == 0 or monday.month != weeks[number - 1][0].month:
            labels.append(_text(x, floor + 18, f"{monday.month:02}/{monday.year % 100:02}", size=11))
    total = sum(messages for _, messages, _ in weeks)
    sums = f"{total} thông báo; nhiều nhất {most} mỗi tuần; kỳ hạn quá hạn nhiều nhất {worst}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'font-family="Arial, sans-serif"><title>{escape(title)}</title><desc>{escape(sums)}</desc>',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
            _text(_LEFT, 20, title, size=15, weight="bold"),
            _text(_LEFT, 38, sums, size=12),
            f'<line x1="{_LEFT}" y1="{floor}" x2="{_WIDTH - _RIGHT}" y2="{floor}" stroke="{_GRID}"/>',
            *bars,
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{_LINE}" stroke-width="2"/>',
            *labels,
            _text(_LEFT - 6, _TOP + 4, str(most), size=11, anchor="end", fill=_BAR),
            _text(_WIDTH - _RIGHT + 6, _TOP + 4, str(worst), size=11, fill=_LINE),
            _text(_LEFT, _HEIGHT - 6, "Cột: thông báo mỗi tuần", size=11, fill=_BAR),
            _text(_LEFT + 170, _HEIGHT - 6, "Đường: kỳ hạn quá hạn cuối tuần", size=11, fill=_LINE),
            "</svg>\n",
        ]
    )


def _weeks(days: Sequence[SimulatedDay]) -> list[tuple[date, int, int]]:
    weeks: dict[date, tuple[int, int]] = {}
    for day in days:
        monday = day.on - timedelta(days=day.on.weekday())
        weeks[monday] = (weeks.get(monday, (0, 0))[0] + day.messages, day.overdue)
    return [(monday, messages, late) for monday, (messages, late) in sorted(weeks.items())]


def _text(
    x: float, y: float, words: str, *, size: int, weight: str = "normal", anchor: str = "start", fill: str = _INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(words)}</text>'
    )
