"""Report -> .xlsx annex: typed cells (numbers are numbers, days are days), filters, no formula from outside."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from directive.calendar import vietnamese_date
from directive.figures import Measure
from directive.plain import one_line
from directive.report import AnnexRow, Cut, NamedRate, Report, Row, digest
from directive.writers.report_annexes import CUT_MEASURES

_DIRECTIVE = (("Văn bản", 22),)
_TITLES: tuple[tuple[str, int], ...] = (
    ("TT", 6),
    ("Số mục", 8),
    ("Nhiệm vụ", 60),
    ("Cơ quan, đơn vị chủ trì", 38),
    ("Kỳ báo cáo", 22),
    ("Thời hạn ban đầu", 13),
    ("Thời hạn hiện nay", 13),
    ("Số lần gia hạn", 9),
    ("Ngày báo cáo", 13),
    ("Tiến độ", 26),
    ("Tình trạng thời hạn", 26),
    ("Số ngày quá hạn", 10),
    ("Số ngày làm việc quá hạn", 12),
)


def write(report: Report) -> bytes:
    """The workbook of a report: figures, the annex, and who did not report."""
    written = io.BytesIO()
    # Text that begins with "=" stays text: an agency's words are never run by the reader's Excel.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"title": one_line(report.title)[:255], "created": datetime.combine(report.on, time(0))})
    formats = _formats(book)
    _figures(book.add_worksheet("Số liệu"), report, formats)
    for cut in report.cuts:
        _cut(book.add_worksheet(f"Theo {cut.by.partition(',')[0].partition(' (')[0]}"), cut, report, formats)
    _annex(book.add_worksheet("Phụ lục"), report, formats)
    if report.missing:
        _missing(book.add_worksheet("Chưa báo cáo"), report, formats)
    book.close()
    return written.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    cell = font | {"border": 1, "text_wrap": True}
    return {
        "title": book.add_format(font | {"bold": True, "font_size": 14}),
        "note": book.add_format(font | {"italic": True}),
        "head": book.add_format(cell | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E7ECF3"}),
        "text": book.add_format(cell),
        "number": book.add_format(cell | {"num_format": "#,##0", "align": "center"}),
        "percent": book.add_format(cell | {"num_format": "0.00", "align": "center"}),
        "day": book.add_format(cell | {"num_format": "dd/mm/yyyy", "align": "center"}),
        "late": book.add_format(cell | {"font_color": "#B3261E"}),
    }


def _figures(sheet: Any, report: Report, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, one_line(report.title), formats["title"])
    sheet.write_string(1, 0, f"Số liệu tính đến hết ngày {vietnamese_date(report.on)}", formats["note"])
    sheet.write_row(3, 0, ["Chỉ tiêu", "Theo thời hạn hiện nay", "Theo thời hạn ban đầu"], formats["head"])
    row = 4
    for measure in Measure:
        if measure.value in report.figures:
            sheet.write_string(row, 0, measure.vietnamese, formats["text"])
            sheet.write_number(row, 1, report.figures[measure.value], formats["number"])
            _put(sheet, row, 2, report.original.get(measure.value), formats)
            row += 1
    for rate in report.rates:
        sheet.write_string(row, 0, f"Tỷ lệ hoàn thành tính trên {rate.of}", formats["text"])
        sheet.write_string(row, 1, rate.percent, formats["number"])
        sheet.write_string(row, 2, f"{rate.part}/{rate.whole}", formats["number"])
        row += 1
    sheet.write_string(row + 1, 0, f"Mã đối chiếu số liệu (SHA-256): {digest(report)}", formats["note"])
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, 2, 22)
    _print_setup(sheet)


def _cut(sheet: Any, cut: Cut, report: Report, formats: dict[str, Any]) -> None:
    """The figures along one axis; the last line is the sum, out of the filter's reach."""
    rates = [f"Tỷ lệ (%) tính trên {rate.of}" for rate in report.rates]
    titles = ["TT", cut.by[0].upper() + cut.by[1:], *(m.vietnamese for m in CUT_MEASURES), *rates]
    _head(sheet, titles, [6, 46, *(12 for _ in CUT_MEASURES), 18, 18], formats)
    whole = Row(name="Cộng", figures=report.figures, rates=report.rates)
    for number, row in enumerate((*cut.rows, whole), start=1):
        place = number if number <= len(cut.rows) else None
        counts = [row.figures.get(m.value, 0) for m in CUT_MEASURES]
        for column, value in enumerate((place, row.name, *counts)):
            _put(sheet, number, column, value, formats)
        for column, rate in enumerate(row.rates, start=2 + len(counts)):
            _put_rate(sheet, number, column, rate, formats)
    sheet.autofilter(0, 0, len(cut.rows), len(titles) - 1)


def _put_rate(sheet: Any, row: int, column: int, rate: NamedRate, formats: dict[str, Any]) -> None:
    if rate.whole:
        sheet.write_number(row, column, float(rate.percent.rstrip("%").replace(",", ".")), formats["percent"])
    else:
        sheet.write_string(row, column, rate.percent, formats["number"])


def _annex(sheet: Any, report: Report, formats: dict[str, Any]) -> None:
    of_many = report.directive_id is None
    titles = [*(_DIRECTIVE if of_many else ()), *_TITLES]
    _head(sheet, [title for title, _ in titles], [width for _, width in titles], formats)
    late_at = len(titles) - 3
    for number, row in enumerate(report.annex, start=1):
        cells = (row.directive, *_cells(number, row)) if of_many else _cells(number, row)
        for column, value in enumerate(cells):
            _put(sheet, number, column, value, formats, late=row.calendar_days > 0 and column == late_at)
    sheet.autofilter(0, 0, len(report.annex), len(titles) - 1)


def _cells(number: int, row: AnnexRow) -> Sequence[str | int | date | None]:
    return (
        number,
        row.label,
        row.title,
        row.agency,
        row.period,
        row.original_on,
        row.due_on,
        row.extensions,
        row.answered_on,
        row.state,
        row.standing,
        row.calendar_days or None,
        row.working_days if row.calendar_days else None,
    )


def _missing(sheet: Any, report: Report, formats: dict[str, Any]) -> None:
    titles = ["TT", "Cơ quan, đơn vị", "Thời hạn gửi báo cáo", "Số ngày quá hạn", "Số ngày làm việc quá hạn"]
    widths = [6, 50, 16, 14, 16]
    of_many = report.directive_id is None
    if of_many:
        titles, widths = [*titles, "Văn bản", "Kỳ báo cáo"], [*widths, 24, 24]
    _head(sheet, titles, widths, formats)
    for number, one in enumerate(report.missing, start=1):
        days = (one.calendar_days or None, one.working_days if one.calendar_days else None)
        source = (one.directive, one.period) if of_many else ()
        for column, value in enumerate((number, one.agency, one.due_on, *days, *source)):
            _put(sheet, number, column, value, formats)
    sheet.autofilter(0, 0, len(report.missing), len(titles) - 1)


def _head(sheet: Any, titles: Sequence[str], widths: Sequence[int], formats: dict[str, Any]) -> None:
    sheet.write_row(0, 0, titles, formats["head"])
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _print_setup(sheet)


def _print_setup(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _put(
    sheet: Any, row: int, column: int, value: str | int | date | None, formats: dict[str, Any], *, late: bool = False
) -> None:
    if value is None:
        sheet.write_blank(row, column, None, formats["text"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time(0)), formats["day"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["number"])
    else:
        # A cell holds 32,767 letters; the whole text stands in the report itself.
        sheet.write_string(row, column, one_line(value)[:32_000], formats["late" if late else "text"])
