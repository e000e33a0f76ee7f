"""The daily pages: by agency, by lateness, by silence, by directive, frozen reports, the weeks ahead. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from directive.calendar import vietnamese_date
from directive.dashboard import markdown as md
from directive.dashboard import pictures
from directive.dashboard.overview import WEEKS_AHEAD, Detail, Overview
from directive.dashboard.parts import (
    LEGEND,
    Door,
    Page,
    banner,
    image,
    lights,
    picture,
    rates,
    stamp,
    subject,
    table_of_lines,
)
from directive.dashboard.tables import COUNTED, NUMBERS, ahead_table, by_agency, needing_attention, numbers_of
from directive.figures import Figures, Group, Measure, Scope
from directive.lines import Judged
from directive.store.figures import Ahead

TOP = 15


def _page(overview: Overview, key: str, title: str, drawn: str, *parts: str) -> Page:
    head = f"{banner(overview)}{stamp(overview)}\n\n"
    return Page(key, title, f"## {title}\n\n{head}{drawn}", f"# {title}\n\n{head}{drawn}{''.join(parts)}")


def don_vi(overview: Overview, door: Door) -> Page:
    """Agencies side by side: both lights, and only with others of their size."""
    numbers = overview.figures
    ordered = needing_attention(overview.figures)
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
        by_agency(overview, door, ordered[:300]),
        f"\n{LEGEND}\n",
    )


def _size_row(size: str, group: Group) -> list[str]:
    measures = (Measure.TOTAL, Measure.DONE, Measure.LATE)
    return [size, *(str(group.count(m)) for m in measures), group.counts.of_all.vietnamese]


def _lower_end(size: str) -> int:
    return int("".join(c for c in size.split("-")[0] if c.isdigit())) + size.startswith("trên")


def lines_page(overview: Overview, door: Door, key: str, title: str, measure: Measure, lines: Sequence[Judged]) -> Page:
    numbers = overview.figures
    owners = {agency: group for agency, group in numbers.by_agency.items() if group.count(measure)}
    said = f"**{door.figure(numbers.total.count(measure), measure)} lượt nhiệm vụ** của {len(owners)} đơn vị.\n\n"
    rest = (numbers.total.count(measure), measure, Scope())
    listed = table_of_lines(lines, numbers, door, rest=rest, with_directive=True)
    return _page(overview, key, title, said, listed if lines else "Không có.\n")


def chua_bao_cao(overview: Overview, door: Door) -> Page:
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


def van_ban(overview: Overview, detail: Detail, door: Door) -> Page:
    numbers, scope = detail.figures, Scope(detail.directive_id)
    known = numbers.directives[detail.directive_id]
    issued = f" ngày {vietnamese_date(known.issued_on)}" if known.issued_on else ""
    title = f"Văn bản {md.text(known.number, 40)}{issued}"
    rows = (
        [door.agency(numbers, i), *numbers_of(group, door, Scope(detail.directive_id, i))]
        for i, group in ((i, numbers.by_agency[i]) for i in needing_attention(numbers))
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
        *_by_period(numbers),
        "\n## Việc chưa hoàn thành\n\n",
        table_of_lines(detail.lines, numbers, door, rest=(open_lines, Measure.NOT_DONE, scope), with_directive=False),
        f"\n{LEGEND}\n",
    )


def _by_period(numbers: Figures) -> tuple[str, ...]:
    """Period beside period, once there are two; what belongs to none has a line of its own."""
    if len([period for period in numbers.by_period if period]) < 2:
        return ()
    rows = (
        [md.text(period or "Ngoài kỳ báo cáo", 60), *(str(group.count(m)) for m in COUNTED), lights(group)]
        for period, group in sorted(numbers.by_period.items())
    )
    return ("\n## Theo kỳ báo cáo\n\n", md.table((("Kỳ", "left"), *NUMBERS), rows))


def bao_cao(overview: Overview, door: Door) -> Page:
    """Frozen reports with their files, and the drafts that wait for a signature."""
    drafts = _drafts(overview, door)
    if not overview.reports:
        return _page(overview, "bao-cao", "Báo cáo đã chốt", "Chưa có báo cáo nào được chốt.\n", drafts)
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
    return _page(overview, "bao-cao", "Báo cáo đã chốt", said, md.table(columns, rows), drafts)


def _drafts(overview: Overview, door: Door) -> str:
    """Papers drafted for somebody to sign; empty without any."""
    if not overview.papers:
        return ""
    columns: tuple[md.Column, ...] = (("Số", "right"), ("Ngày", "right"), ("Dự thảo", "left"), ("Tệp", "left"))
    rows = (
        [
            str(one.paper_id),
            vietnamese_date(one.on),
            md.text(f"{one.title[0].upper()}{one.title[1:]}", 200),
            " ".join(door.paper_file(one.paper_id, kind) for kind in one.files),
        ]
        for one in overview.papers
    )
    return f"\n## Dự thảo chờ ký\n\n{md.table(columns, rows)}"


def lich(overview: Overview, door: Door) -> Page:
    weeks: defaultdict[tuple[int, int], list[Ahead]] = defaultdict(list)
    for one in overview.ahead:
        weeks[one.due_on.isocalendar()[:2]].append(one)
    parts = [
        f"## Tuần từ {vietnamese_date(date.fromisocalendar(*week, 1))}\n\n{ahead_table(some, overview, door)}\n"
        for week, some in weeks.items()
    ]
    said = f"**{sum(one.lines for one in overview.ahead)} kỳ hạn** trong {WEEKS_AHEAD} tuần tới.\n\n"
    return _page(overview, "lich", "Lịch các tuần tới", said, *parts)
