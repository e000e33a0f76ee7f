"""The leaders' pages: a living overview, and daily ones by directive, agency, lateness, silence, report, calendar.

Pure: facts and a day -> markdown. Who publishes them, and where, is not known here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from directive.calendar import named_day, vietnamese_date
from directive.dashboard import markdown as md
from directive.dashboard import pictures
from directive.dashboard.overview import WEEKS_AHEAD, Detail, Overview, most_urgent
from directive.dashboard.parts import (
    LEGEND,
    Door,
    banner,
    image,
    lights,
    names,
    picture,
    rates,
    stamp,
    subject,
    table_of_lines,
)
from directive.figures import Figures, Group, Measure, Scope
from directive.lines import Judged
from directive.obligations import Kind
from directive.store.figures import Ahead

OVERVIEW = "bang"
"""The key of the living page."""

TOP = 15
NUMBERS: tuple[md.Column, ...] = (
    ("Tổng", "right"),
    ("Xong", "right"),
    ("Quá hạn", "right"),
    ("Chưa báo cáo", "right"),
    ("Đèn", "center"),
)


class Page(NamedTuple):
    """One page. `key` has only the letters a-z, digits and dashes; the description is markdown too."""

    key: str
    title: str
    description: str
    markdown: str


def pages(overview: Overview, *, portal_url: str) -> tuple[Page, ...]:
    """All pages of a day, the living one first."""
    door = Door(portal_url.rstrip("/"))
    return (
        _bang(overview, door),
        _don_vi(overview, door),
        _lines_page(overview, door, "qua-han", "Nhiệm vụ quá hạn", Measure.LATE, overview.late),
        _lines_page(overview, door, "sap-den-han", "Nhiệm vụ sắp đến hạn", Measure.SOON, overview.soon),
        _chua_bao_cao(overview, door),
        _bao_cao(overview, door),
        _lich(overview, door),
        *(_van_ban(overview, detail, door) for detail in overview.details),
    )


# --- the living overview -----------------------------------------------------------------------------------------


def _bang(overview: Overview, door: Door) -> Page:
    numbers = overview.figures
    total = numbers.total
    text = "".join(
        (
            "# Bảng điều hành thực hiện nhiệm vụ\n\n",
            banner(overview),
            f"{stamp(overview, live=True)}\n\n",
            picture(total, title="Tình hình thực hiện nhiệm vụ"),
            rates(total, door),
            "## Cần chú ý\n\n",
            *_attention(overview, door),
            "\n## Theo văn bản\n\n",
            _by_directive(overview, door, most_urgent(numbers)[:TOP]),
            "\n## Theo đơn vị\n\n",
            _by_agency(overview, door, _needing_attention(overview.figures)[:TOP]),
            f"\n## Hạn trong {WEEKS_AHEAD} tuần tới\n\n",
            _ahead_table(overview.ahead[:10], overview, door),
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


def _by_directive(overview: Overview, door: Door, ids: Sequence[int]) -> str:
    numbers = overview.figures
    rows = (
        [
            f"{door.directive(numbers, i)}<br>{subject(numbers, i, 70)}",
            *_numbers(numbers.by_directive[i], door, Scope(directive_id=i)),
        ]
        for i in ids
    )
    return md.table((("Văn bản", "left"), *NUMBERS), rows) + _more(len(numbers.by_directive), len(ids), "văn bản")


def _by_agency(overview: Overview, door: Door, ids: Sequence[str]) -> str:
    numbers = overview.figures
    rows = ([door.agency(numbers, i), *_numbers(numbers.by_agency[i], door, Scope(agency_id=i))] for i in ids)
    return md.table((("Đơn vị", "left"), *NUMBERS), rows) + _more(len(numbers.by_agency), len(ids), "đơn vị")


def _numbers(group: Group, door: Door, scope: Scope) -> list[str]:
    measures = (Measure.TOTAL, Measure.DONE, Measure.LATE, Measure.UNREPORTED)
    return [*(door.figure(group.count(m), m, scope) for m in measures), lights(group)]


def _more(total: int, shown: int, what: str) -> str:
    return f"\n… và {total - shown} {what} khác.\n" if total > shown else ""


def _needing_attention(numbers: Figures) -> list[str]:
    def urgency(agency_id: str) -> tuple[int, int, int, str]:
        group = numbers.by_agency[agency_id]
        late, unreported = group.count(Measure.LATE), group.count(Measure.UNREPORTED)
        return (-late, -unreported, -group.quiet, numbers.name_of(agency_id))

    return sorted(numbers.by_agency, key=urgency)


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


# --- daily pages -------------------------------------------------------------------------------------------------


def _page(overview: Overview, key: str, title: str, drawn: str, *parts: str) -> Page:
    head = f"{banner(overview)}{stamp(overview)}\n\n"
    return Page(key, title, f"## {title}\n\n{head}{drawn}", f"# {title}\n\n{head}{drawn}{''.join(parts)}")


def _don_vi(overview: Overview, door: Door) -> Page:
    """Agencies side by side: both lights, and only with others of their size."""
    numbers = overview.figures
    ordered = _needing_attention(overview.figures)
    some = [pictures.Bar(numbers.name_of(i), pictures.parts_of(numbers.by_agency[i].counts)) for i in ordered[:TOP]]
    drawn = image(pictures.bars(some, title="Theo đơn vị"), "Tỷ trọng theo đơn vị") if some else ""
    sizes = md.table(
        (("Cỡ (số lượt)", "left"), ("Tổng", "right"), ("Xong", "right"), ("Quá hạn", "right"), ("Hoàn thành", "right")),
        (_size_row(size, numbers.by_size[size]) for size in sorted(numbers.by_size, key=_lower_end)),
    )
    return _page(
        overview,
        "don-vi",
        "Tình hình theo đơn vị",
        drawn,
        "## Theo cỡ đơn vị\n\n",
        sizes,
        "\n## Từng đơn vị\n\n",
        _by_agency(overview, door, ordered[:300]),
        f"\n{LEGEND}\n",
    )


def _size_row(size: str, group: Group) -> list[str]:
    measures = (Measure.TOTAL, Measure.DONE, Measure.LATE)
    return [size, *(str(group.count(m)) for m in measures), group.counts.of_all.vietnamese]


def _lower_end(size: str) -> int:
    return int("".join(c for c in size.split("-")[0] if c.isdigit())) + size.startswith("trên")


def _lines_page(
    overview: Overview, door: Door, key: str, title: str, measure: Measure, lines: Sequence[Judged]
) -> Page:
    numbers = overview.figures
    owners = {agency: group for agency, group in numbers.by_agency.items() if group.count(measure)}
    said = f"**{door.figure(numbers.total.count(measure), measure)} lượt nhiệm vụ** của {len(owners)} đơn vị.\n\n"
    rest = (numbers.total.count(measure), measure, Scope())
    listed = table_of_lines(lines, numbers, door, rest=rest, with_directive=True)
    return _page(overview, key, title, said, listed if lines else "Không có.\n")


def _chua_bao_cao(overview: Overview, door: Door) -> Page:
    """Silent agencies by name. Nothing is said of what they did."""
    numbers = overview.figures
    said = (
        f"**{door.figure(numbers.total.unreported, Measure.UNREPORTED)} báo cáo chưa gửi.** "
        "Chưa có báo cáo không có nghĩa là chưa thực hiện.\n\n"
    )
    rest = (numbers.total.unreported, Measure.UNREPORTED, Scope())
    listed = table_of_lines(overview.unreported, numbers, door, rest=rest, with_directive=True)
    rows = ([door.agency(numbers, i), *_silence(numbers.by_agency[i], i, door)] for i in numbers.silent[:200])
    columns: tuple[md.Column, ...] = (
        ("Đơn vị", "left"),
        ("Việc chưa có tin", "right"),
        ("Tin gần nhất", "right"),
    )
    quiet = md.table(columns, rows) if numbers.silent else "Không có.\n"
    parts = ("## Báo cáo định kỳ\n\n", listed, "\n## Đơn vị chưa có tin về việc nào\n\n", quiet)
    return _page(overview, "chua-bao-cao", "Đơn vị chưa báo cáo", said, *parts)


def _silence(group: Group, agency_id: str, door: Door) -> list[str]:
    word = vietnamese_date(group.last_word_at.date()) if group.last_word_at else "chưa có"
    return [door.figure(group.quiet, Measure.QUIET, Scope(agency_id=agency_id)), word]


def _van_ban(overview: Overview, detail: Detail, door: Door) -> Page:
    numbers, scope = detail.figures, Scope(detail.directive_id)
    known = numbers.directives[detail.directive_id]
    issued = f" ngày {vietnamese_date(known.issued_on)}" if known.issued_on else ""
    title = f"Văn bản {md.text(known.number, 40)}{issued}"
    rows = (
        [door.agency(numbers, i), *_numbers(group, door, Scope(detail.directive_id, i))]
        for i, group in ((i, numbers.by_agency[i]) for i in _needing_attention(numbers))
    )
    open_lines = numbers.total.count(Measure.NOT_DONE)
    return _page(
        overview,
        f"van-ban-{detail.directive_id}",
        title,
        f"{subject(numbers, detail.directive_id, 200)}\n\n" + picture(numbers.total, title="Tình hình thực hiện"),
        rates(numbers.total, door, scope),
        "## Theo đơn vị\n\n",
        md.table((("Đơn vị", "left"), *NUMBERS), rows, max_bytes=30_000),
        "\n## Việc chưa hoàn thành\n\n",
        table_of_lines(detail.lines, numbers, door, rest=(open_lines, Measure.NOT_DONE, scope), with_directive=False),
        f"\n{LEGEND}\n",
    )


def _bao_cao(overview: Overview, door: Door) -> Page:
    if not overview.reports:
        return _page(overview, "bao-cao", "Báo cáo đã chốt", "Chưa có báo cáo nào được chốt.\n")
    columns: tuple[md.Column, ...] = (
        ("Số", "right"),
        ("Số liệu đến", "right"),
        ("Báo cáo", "left"),
        ("Tệp", "left"),
        ("Mã đối chiếu", "left"),
    )
    rows = (
        [
            str(head.report_id),
            vietnamese_date(head.on),
            md.text(head.title, 200),
            " ".join(door.report_file(head.report_id, kind) for kind in ("docx", "pdf", "xlsx") if kind in head.files),
            f"`{head.digest[:12]}`",
        ]
        for head in overview.reports
    )
    newest = overview.reports[0]
    files = " ".join(door.report_file(newest.report_id, kind) for kind in ("docx", "pdf", "xlsx"))
    said = f"Mới nhất: **{md.text(newest.title, 200)}** {files}\n\n"
    return _page(overview, "bao-cao", "Báo cáo đã chốt", said, md.table(columns, rows))


def _lich(overview: Overview, door: Door) -> Page:
    weeks: defaultdict[tuple[int, int], list[Ahead]] = defaultdict(list)
    for one in overview.ahead:
        weeks[one.due_on.isocalendar()[:2]].append(one)
    parts = [
        f"## Tuần từ {vietnamese_date(date.fromisocalendar(*week, 1))}\n\n{_ahead_table(some, overview, door)}\n"
        for week, some in weeks.items()
    ]
    said = f"**{sum(one.lines for one in overview.ahead)} kỳ hạn** trong {WEEKS_AHEAD} tuần tới.\n\n"
    return _page(overview, "lich", "Lịch các tuần tới", said, *parts)


def _ahead_table(some: Sequence[Ahead], overview: Overview, door: Door) -> str:
    if not some:
        return "Không có kỳ hạn nào.\n"
    columns: tuple[md.Column, ...] = (
        ("Ngày", "left"),
        ("Văn bản", "left"),
        ("Nhiệm vụ", "left"),
        ("Số đơn vị", "right"),
    )
    rows = (
        [named_day(one.due_on), door.directive(overview.figures, one.directive_id), _what(one), str(one.lines)]
        for one in some
    )
    return md.table(columns, rows, max_bytes=18_000)


def _what(one: Ahead) -> str:
    words = f"{one.label}. {one.title}" if one.label else one.title
    mark = {Kind.REPORT: "📄 ", Kind.COMPILE: "📚 "}.get(one.kind, "")
    return mark + md.text(f"{words} ({one.period})" if one.period else words, 110)
