"""The annexes of a report: its lines, the figures along each axis, who did not report."""

from collections.abc import Iterator, Sequence

from directive.figures import Answer, Measure
from directive.plain import one_line
from directive.report import AnnexRow, Cut, Missing, Report, Row, digest
from directive.wording import day_words
from directive.writers.papers import Annex, Column, Table

WHOLE = 1_000
"""A report on many directives with more lines than this shows the late ones; the workbook has them all."""

ANNEX_COLUMNS = (
    Column(title="TT", width=9, align="center"),
    Column(title="Nhiệm vụ", width=58),
    Column(title="Cơ quan, đơn vị chủ trì", width=44),
    Column(title="Kỳ báo cáo", width=24),
    Column(title="Thời hạn ban đầu", width=20, align="center"),
    Column(title="Thời hạn hiện nay", width=20, align="center"),
    Column(title="Ngày báo cáo", width=20, align="center"),
    Column(title="Tiến độ", width=26),
    Column(title="Tình trạng thời hạn", width=26),
)

OVERALL_COLUMNS = (
    Column(title="TT", width=10, align="center"),
    Column(title="Văn bản", width=29),
    Column(title="Nhiệm vụ", width=52),
    Column(title="Cơ quan, đơn vị chủ trì", width=37),
    Column(title="Kỳ báo cáo", width=20),
    *ANNEX_COLUMNS[4:7],
    Column(title="Tiến độ", width=21),
    Column(title="Tình trạng thời hạn", width=18),
)

CUT_MEASURES = (
    *(Measure.TOTAL, Measure.DONE_IN_TIME, Measure.DONE_LATE, Measure.DONE_NO_DEADLINE),
    *(Measure.IN_TIME, Measure.LATE, Measure.NO_DEADLINE, Measure.UNSETTLED, Measure.STOPPED, Measure.UNREPORTED),
)

_SHORT = {
    Measure.IN_TIME: "Chưa xong, trong hạn",
    Measure.LATE: "Chưa xong, quá hạn",
    Measure.NO_DEADLINE: "Chưa xong, không hạn",
    Measure.UNSETTLED: "Chưa xác định hạn",
    Measure.STOPPED: "Tạm dừng",
}


def annexes(report: Report) -> Iterator[Annex]:
    """All annexes, numbered when there are several."""
    found = list(_annexes(report))
    for number, annex in enumerate(found, start=1):
        label = f"Phụ lục {_roman(number)}" if len(found) > 1 else "Phụ lục"
        yield annex.model_copy(update={"label": label})


def annex_cells(number: int, row: AnnexRow) -> tuple[str, ...]:
    """One line of the annex as text, in the order of `ANNEX_COLUMNS`."""
    title = f"{row.label}. {row.title}" if row.label else row.title
    return (
        str(number),
        one_line(title),
        one_line(row.agency),
        one_line(row.period),
        day_words(row.original_on),
        day_words(row.due_on),
        day_words(row.answered_on),
        row.state,
        row.standing,
    )


def cut_table(cut: Cut, report: Report, *, first: float, size: float = 11) -> Table:
    """The figures along one axis, with their sum; `first` is the width of the names."""
    columns = (
        Column(title="TT", width=10, align="center"),
        Column(title=cut.by[0].upper() + cut.by[1:], width=first),
        *(Column(title=_title(m), width=16.5, align="center") for m in CUT_MEASURES),
        Column(title="Tỷ lệ (1)", width=18, align="center"),
        Column(title="Tỷ lệ (2)", width=18, align="center"),
    )
    whole = Row(name="Cộng", figures=report.figures, rates=report.rates)
    rows = [_cells(str(n), row) for n, row in enumerate(cut.rows, start=1)]
    return Table(columns=columns, rows=(*rows, _cells("", whole)), size=size)


def _annexes(report: Report) -> Iterator[Annex]:
    of_many = report.directive_id is None
    rates = "; ".join(f"({n}) tính trên {rate.of}" for n, rate in enumerate(report.rates, start=1))
    for cut in report.cuts:
        table = cut_table(cut, report, first=42)
        yield Annex(label="", title=f"SỐ LIỆU THEO {cut.by.upper()}", table=table, foot=f"Tỷ lệ hoàn thành: {rates}.")
    yield _lines_annex(report, of_many=of_many)
    if report.missing:
        table = _missing_table(report.missing, of_many=of_many)
        yield Annex(label="", title="CƠ QUAN, ĐƠN VỊ CHƯA GỬI BÁO CÁO", table=table)


def _lines_annex(report: Report, *, of_many: bool) -> Annex:
    numbered = list(enumerate(report.annex, start=1))
    title, foot = "TÌNH HÌNH THỰC HIỆN TỪNG NHIỆM VỤ", ""
    if of_many and len(numbered) > WHOLE:
        numbered = [(n, row) for n, row in numbered if row.calendar_days > 0 and row.answer is Answer.OPEN]
        title = "NHIỆM VỤ QUÁ HẠN, CHƯA HOÀN THÀNH"
        foot = f"Danh sách đầy đủ {len(report.annex)} lượt nhiệm vụ, cùng số thứ tự, ở tệp .xlsx kèm theo. "
    cells = [annex_cells(n, row) for n, row in numbered]
    if of_many:
        named = (one_line(row.directive) for _, row in numbered)
        cells = [(number, name, *rest) for name, (number, *rest) in zip(named, cells, strict=True)]
    return Annex(
        label="",
        title=title,
        table=Table(columns=OVERALL_COLUMNS if of_many else ANNEX_COLUMNS, rows=tuple(cells), size=11),
        foot=f"{foot}Mã đối chiếu số liệu (SHA-256): {digest(report)}",
    )


def _missing_table(missing: Sequence[Missing], *, of_many: bool) -> Table:
    columns = (
        Column(title="TT", width=12, align="center"),
        Column(title="Cơ quan, đơn vị", width=75 if of_many else 105),
        *([Column(title="Văn bản", width=40), Column(title="Kỳ báo cáo", width=36)] if of_many else []),
        Column(title="Thời hạn gửi báo cáo", width=30 if of_many else 40, align="center"),
        Column(title="Số ngày quá hạn", width=24 if of_many else 40, align="center"),
        Column(title="Số ngày làm việc quá hạn", width=30 if of_many else 50, align="center"),
    )
    rows = (
        (
            *(str(n), one_line(m.agency)),
            *([one_line(m.directive), one_line(m.period)] if of_many else []),
            *(day_words(m.due_on), _late(m.calendar_days), _late(m.working_days)),
        )
        for n, m in enumerate(missing, start=1)
    )
    return Table(columns=columns, rows=tuple(rows), size=12)


def _cells(number: str, row: Row) -> tuple[str, ...]:
    counts = (str(row.figures.get(m.value, 0)) for m in CUT_MEASURES)
    return (number, one_line(row.name), *counts, *(rate.percent for rate in row.rates))


def _title(measure: Measure) -> str:
    return _SHORT.get(measure, measure.vietnamese)


def _late(days: int) -> str:
    return str(days) if days > 0 else "–"


def _roman(number: int) -> str:
    """Up to 39: "I", "II" ... "XII"."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
