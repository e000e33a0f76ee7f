"""Report -> Paper: the report in template 1.4, I to IV. Everything from outside is cleaned here, once."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from directive.calendar import vietnamese_date
from directive.figures import Measure
from directive.plain import clean, one_line
from directive.report import Chapter, Report, Result, Said, Section, Word
from directive.writers.papers import Column, Paper, Paragraph, Style, Table
from directive.writers.report_annexes import annexes

RESULT_COLUMNS = (
    Column(title="", width=42),
    Column(title="Trong hạn", width=30, align="center"),
    Column(title="Quá hạn", width=30, align="center"),
    Column(title="Không hạn, chưa xác định, tạm dừng", width=34, align="center"),
    Column(title="Cộng", width=24, align="center"),
)


def report_paper(report: Report) -> Paper:
    """A report as a paper in template 1.4."""
    return Paper(
        head=report.head,
        on=report.on,
        type_name="BÁO CÁO",
        subject=_unbroken(one_line(report.title), report.period),
        addressees=(one_line(report.addressee),),
        blocks=tuple(_blocks(report)),
        closing=one_line(report.closing),
        recipients=report.recipients,
        annexes=tuple(annexes(report)),
        note=one_line(report.note),
    )


def _unbroken(text: str, part: str) -> str:
    """Text in which this part, numbers and days are not torn at the end of a line."""
    text = text.replace(part, part.replace(" ", "\u00a0")) if part else text
    return re.sub(r"\b(số|ngày) (?=\d)", "\\1\u00a0", text)


def _blocks(report: Report) -> Iterator[Paragraph | Table]:
    yield Paragraph(text=one_line(report.opening))
    yield Paragraph(style=Style.HEADING, text="I. TÌNH HÌNH CHUNG")
    yield from (Paragraph(text=one_line(sentence)) for sentence in report.general)
    yield _two_axes(report.figures)
    yield from _lines(report.narrative.get(Section.GENERAL, ""))
    yield from _results(report)
    yield Paragraph(style=Style.HEADING, text="III. KHÓ KHĂN, VƯỚNG MẮC")
    yield from _passages(report.difficulties, report.narrative.get(Section.DIFFICULTIES, ""))
    yield Paragraph(style=Style.HEADING, text="IV. KIẾN NGHỊ, ĐỀ XUẤT")
    yield from _passages(report.proposals, report.narrative.get(Section.PROPOSALS, ""))
    if report.corrections:
        yield Paragraph(style=Style.HEADING, text="V. ĐÍNH CHÍNH SO VỚI BÁO CÁO ĐÃ CHỐT")
        for one in report.corrections:
            text = f"trước: {one_line(one.before)}; nay: {one_line(one.now)}."
            yield Paragraph(lead=f"- {one_line(one.what)}: ", text=text)


def _results(report: Report) -> Iterator[Paragraph]:
    if report.directive_id is None:
        yield Paragraph(style=Style.HEADING, text="II. KẾT QUẢ THỰC HIỆN TỪNG VĂN BẢN")
        for number, chapter in enumerate(report.chapters, start=1):
            yield from _chapter(number, chapter)
        return
    yield Paragraph(style=Style.HEADING, text="II. KẾT QUẢ THỰC HIỆN TỪNG NHIỆM VỤ")
    for number, result in enumerate(filter(_tells, report.results), start=1):
        yield from _result(f"{number}.", result)


def _chapter(number: int, chapter: Chapter) -> Iterator[Paragraph]:
    yield Paragraph(style=Style.ITEM, text=f"{number}. {_unbroken(one_line(chapter.title), '')}")
    yield Paragraph(text=one_line(chapter.summary))
    for part, result in enumerate(filter(_tells, chapter.results), start=1):
        yield from _result(f"{number}.{part}.", result, alone=True)


def _tells(result: Result) -> bool:
    return result.position is not None or bool(result.words or result.narrative)


def _two_axes(figures: dict[str, int]) -> Table:
    count = figures.__getitem__
    apart = count(Measure.NO_DEADLINE) + count(Measure.UNSETTLED) + count(Measure.STOPPED)
    done = (count(Measure.DONE_IN_TIME), count(Measure.DONE_LATE), count(Measure.DONE_NO_DEADLINE))
    still = (count(Measure.IN_TIME), count(Measure.LATE), apart)
    rows = (
        ("Đã hoàn thành", *done, count(Measure.DONE)),
        ("Chưa hoàn thành", *still, count(Measure.NOT_DONE)),
        ("Cộng", *(a + b for a, b in zip(done, still, strict=True)), count(Measure.TOTAL)),
    )
    return Table(columns=RESULT_COLUMNS, rows=tuple(tuple(str(cell) for cell in row) for row in rows), size=13)


def _result(number: str, result: Result, *, alone: bool = False) -> Iterator[Paragraph]:
    """One assignment; `alone` when the whole report is about its one owner."""
    yield Paragraph(style=Style.ITEM, text=f"{number} {one_line(result.title)}")
    if not alone:
        yield Paragraph(style=Style.REMARK, text=f"Cơ quan, đơn vị thực hiện: {_owners(result.owners)}.")
    yield from _lines(result.narrative)
    for words in _alike(result.words):
        yield from _word(words)
    if result.silent and len(result.silent) == len(result.owners):
        of = "" if alone else " của cơ quan, đơn vị nào"
        yield Paragraph(style=Style.REMARK, text=f"Chưa có báo cáo{of} về nhiệm vụ này.")
    elif result.silent:
        yield Paragraph(style=Style.REMARK, text=f"Chưa có báo cáo: {_names(result.silent)}.")


def _alike(words: Sequence[Word]) -> list[list[Word]]:
    """Agencies that say the very same are quoted together."""
    together: dict[object, list[Word]] = {}
    for word in words:
        key = (clean(word.text), word.figures, not word.original) if not word.evidence else word.reply_id
        together.setdefault(key, []).append(word)
    return list(together.values())


def _word(words: Sequence[Word]) -> Iterator[Paragraph]:
    word = words[0]
    said = "; ".join(
        f"{one_line(one.agency)} ({vietnamese_date(one.on)}{'' if one.accepted else ', chờ xác nhận'}"
        f"{', lược ghi' if one.original else ''})"
        for one in words
    )
    yield from _quoted(said, word.text)
    if word.figures:
        yield Paragraph(style=Style.QUOTE, lead="Số liệu: ", text=one_line(word.figures))
    if word.evidence:
        yield Paragraph(style=Style.REMARK, text=f"Minh chứng: {'; '.join(one_line(name) for name in word.evidence)}.")


def _quoted(who: str, text: str) -> Iterator[Paragraph]:
    first, *rest = clean(text).split("\n") if text else [""]
    yield Paragraph(style=Style.QUOTE, lead=f"- {who}: ", text=one_line(first))
    yield from (Paragraph(style=Style.QUOTE, text=one_line(line)) for line in rest if line.strip())


def _passages(said: Sequence[Said], narrative: str) -> Iterator[Paragraph]:
    """What agencies wrote, under the assignment they wrote it about; who says the very same is named together."""
    yield from _lines(narrative)
    for number, (about, some) in enumerate(groupby(said, key=lambda one: one.about), start=1):
        if about:
            yield Paragraph(style=Style.ITEM, text=f"{number}. Về nhiệm vụ: {one_line(about)}")
        together: dict[str, list[str]] = {}
        for one in some:
            together.setdefault(clean(one.text), []).append(one_line(one.agency))
        for text, agencies in together.items():
            yield from _quoted("; ".join(agencies), text)
    if not said and not narrative:
        yield Paragraph(text="Chưa có cơ quan, đơn vị nào nêu trong báo cáo.")


def _lines(text: str) -> Iterator[Paragraph]:
    yield from (Paragraph(text=one_line(line)) for line in clean(text).split("\n") if line.strip())


def _owners(names: Sequence[str], limit: int = 8) -> str:
    """Names with semicolons; many are counted, the annex names them."""
    if len(names) > limit:
        return f"{len(names)} cơ quan, đơn vị, theo Phụ lục"
    return _names(names)


def _names(names: Sequence[str]) -> str:
    return "; ".join(one_line(name) for name in names)
