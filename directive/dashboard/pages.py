"""The leaders' pages: a living overview, and daily ones by directive, agency, lateness, silence, report, calendar.

Pure: facts and a day -> markdown. Who publishes them, and where, is not known here.
"""

from collections.abc import Iterator

from directive.calendar import vietnamese_date
from directive.dashboard.daily import bao_cao, chua_bao_cao, don_vi, lich, lines_page, van_ban
from directive.dashboard.overview import WEEKS_AHEAD, Overview, most_urgent
from directive.dashboard.parts import (
    LEGEND,
    Door,
    Page,
    banner,
    names,
    picture,
    rates,
    stamp,
)
from directive.dashboard.tables import ahead_table, by_agency, by_directive, needing_attention
from directive.figures import Measure

OVERVIEW = "bang"
"""The key of the living page."""

TOP = 15


def pages(overview: Overview, *, portal_url: str) -> tuple[Page, ...]:
    """All pages of a day, the living one first."""
    door = Door(portal_url.rstrip("/"))
    return (
        _bang(overview, door),
        don_vi(overview, door),
        lines_page(overview, door, "qua-han", "Nhiệm vụ quá hạn", Measure.LATE, overview.late),
        lines_page(overview, door, "sap-den-han", "Nhiệm vụ sắp đến hạn", Measure.SOON, overview.soon),
        chua_bao_cao(overview, door),
        bao_cao(overview, door),
        lich(overview, door),
        *(van_ban(overview, detail, door) for detail in overview.details),
    )


def glance(overview: Overview, *, portal_url: str) -> str:
    """The picture and the two percentages alone: what stands beside a Run button."""
    total = overview.figures.total
    drawn = picture(total, title="Tình hình thực hiện nhiệm vụ")
    until = vietnamese_date(overview.on)
    return f"{banner(overview)}Đến hết ngày {until}:\n\n{drawn}{rates(total, Door(portal_url.rstrip('/')))}".strip()


# --- the living overview -----------------------------------------------------------------------------------------


def _bang(overview: Overview, door: Door) -> Page:
    numbers = overview.figures
    total = numbers.total
    text = "".join(
        (
            "# Bảng điều hành\n\n",
            banner(overview),
            f"{stamp(overview, live=True)}\n\n",
            picture(total, title="Tình hình thực hiện nhiệm vụ"),
            rates(total, door),
            "## Cần chú ý\n\n",
            *_attention(overview, door),
            "\n## Theo văn bản\n\n",
            by_directive(overview, door, most_urgent(numbers)[:TOP]),
            "\n## Theo đơn vị\n\n",
            by_agency(overview, door, needing_attention(overview.figures)[:TOP]),
            f"\n## Hạn trong {WEEKS_AHEAD} tuần tới\n\n",
            ahead_table(overview.ahead[:10], overview, door),
            "\n## Các bảng khác\n\n",
            _other_pages(overview),
            f"\n{LEGEND}\n",
        )
    )
    said = (
        f"{total.count(Measure.DONE)}/{total.counts.total} hoàn thành · {total.count(Measure.LATE)} quá hạn · "
        f"{total.unreported} chưa báo cáo"
    )
    return Page(OVERVIEW, "Bảng điều hành", said, text)


def _attention(overview: Overview, door: Door) -> Iterator[str]:
    numbers, total = overview.figures, overview.figures.total
    if late := total.count(Measure.LATE):
        owners = [agency for agency, group in numbers.by_agency.items() if group.count(Measure.LATE)]
        days = total.days_late
        yield (
            f"- 🔴 **{door.figure(late, Measure.LATE)} lượt quá hạn** của {len(owners)} đơn vị, lâu nhất "
            f"{days.calendar_days} ngày ({days.working_days} ngày làm việc)\n"
        )
    if soon := total.count(Measure.SOON):
        yield f"- 🟡 **{door.figure(soon, Measure.SOON)} lượt sắp đến hạn**\n"
    if total.unreported:
        silent = [one.line.agency_id for one in overview.unreported]
        shown = names(silent, numbers, door, limit=6)
        yield f"- 🟠 **{door.figure(total.unreported, Measure.UNREPORTED)} lượt chưa báo cáo**: {shown}\n"
    if waiting := total.count(Measure.WAITING):
        yield f"- 🔵 **{door.figure(waiting, Measure.WAITING)} lượt đã báo cáo, chờ xác nhận**\n"
    if numbers.silent:
        yield f"- ⚫ **{len(numbers.silent)} đơn vị chưa có tin nào** trong nhịp báo cáo\n"
    if unsettled := total.count(Measure.UNSETTLED):
        yield f"- ⚪ **{door.figure(unsettled, Measure.UNSETTLED)} lượt chưa xác định thời hạn**, cần bổ sung ngày\n"
    if not total.counts.total:
        yield "- Chưa có văn bản nào được ban hành.\n"


def _other_pages(overview: Overview) -> str:
    titles = {
        "don-vi": "Theo đơn vị",
        "qua-han": "Quá hạn",
        "sap-den-han": "Sắp đến hạn",
        "chua-bao-cao": "Chưa báo cáo",
        "bao-cao": "Báo cáo đã chốt",
        "lich": "Lịch các tuần tới",
    }
    return " · ".join(f"[{title}](/v2/artifacts/key/{key})" for key, title in titles.items()) + "\n"
