"""Ghi chú cần rà soát: what a careful clerk must look at before the paper is registered.

Codes are stable and in English; messages are written for the clerk.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from directive.deadlines import Continuous, OnDate
from directive.document import Assignment, DocType, Document, Role
from directive.reading.head_cells import Head
from directive.reading.outline import Node
from directive.reading.patterns import pattern
from directive.reading.timing import LONGEST
from directive.values import Note, Span

_OPEN = pattern(r"liên quan|chức năng|khác\b|còn lại|có thẩm quyền", re.IGNORECASE)
_REFERENCE = pattern(
    r"như trên|có tên (?:ở|tại)|nêu (?:trên|tại)|được giao|được phân công|tại (?:mục|khoản|điểm|phụ lục)", re.IGNORECASE
)
_ASSIGNING = pattern(r"(?<!được )\bgiao\b(?! thông| dịch| lưu)|yêu cầu|đề nghị|chủ trì|phân công", re.IGNORECASE)


def notes_on(document: Document, head: Head, repaired: Sequence[Node]) -> tuple[Note, ...]:
    """Everything to be looked at, in the order a clerk meets it."""
    notes = [*_on_head(document, head), *_on_units(document, repaired)]
    for assignment in document.assignments:
        notes += _on_assignment(document, assignment)
    notes += [*_on_lines(document), *_on_length(document)]
    return tuple(notes)


def _on_head(document: Document, head: Head) -> Iterator[Note]:
    yield from _on_number(document, head)
    if document.date is None and head.broken_day:
        message = "Ngày ban hành ghi một ngày không có trong lịch; cần đối chiếu bản gốc."
        yield Note(code="impossible-date", message=message, span=head.day_span)
    elif document.date is None:
        message = "Văn bản chưa có ngày ban hành (hoặc không đọc được); chưa tính được thời hạn."
        yield Note(code="no-day", message=message, span=head.day_span)
    if head.damaged_subject:
        yield Note(code="ocr-doubt", message="Trích yếu có chỗ hỏng do nhận dạng chữ; cần đối chiếu bản gốc.")
    missing = (
        (document.subject, "no-subject", "Không thấy trích yếu nội dung văn bản."),
        (document.issuer, "no-issuer", "Không thấy tên cơ quan ban hành."),
        (document.signer and document.signer.name, "no-signer", "Không thấy họ tên người ký."),
        (document.assignments, "no-assignment", "Không thấy nhiệm vụ nào được giao trong văn bản."),
    )
    yield from (Note(code=code, message=message) for value, code, message in missing if not value)
    signer = document.signer
    if signer and signer.name and signer.span and signer.name.split()[0] not in _composed(document.text, signer.span):
        message = f"Họ của người ký đọc không rõ, hiểu là “{signer.name}”; cần đối chiếu bản gốc."
        yield Note(code="ocr-doubt", message=message, span=signer.span)
    if document.secrecy:
        message = f"Văn bản có dấu chỉ độ mật “{document.secrecy}”; không được đưa vào hệ thống."
        yield Note(code="secret", message=message)


def _composed(text: str, span: Span) -> str:
    """A piece of the text with each letter and its marks in one character."""
    return unicodedata.normalize("NFC", text[span.start : span.end])


def _on_number(document: Document, head: Head) -> Iterator[Note]:
    number = document.number
    if number is None or number.startswith(("/", "-")):
        message = "Văn bản chưa có số; chưa vào sổ thì chưa tính thời hạn."
        yield Note(code="no-number", message=message, span=head.number_span)
    elif not number[0].isdigit() or re.search(r"[^\d/.-]", number.split("/")[0].split("-")[0].rstrip("abcđ")):
        message = f"Số văn bản “{number}” có ký tự lạ; cần đối chiếu bản gốc."
        yield Note(code="ocr-doubt", message=message, span=head.number_span)
    if number and head.symbol and document.doc_type == DocType.LETTER and not re.search(r"[-/]", head.symbol):
        message = f"Ký hiệu “{head.symbol}” thiếu đơn vị soạn thảo hoặc lĩnh vực (ví dụ UBND-KGVX)."
        yield Note(code="symbol-incomplete", message=message, span=head.number_span)


def _on_units(document: Document, repaired: Sequence[Node]) -> Iterator[Note]:
    for node in repaired:
        shown = node.label.shown if node.label else ""
        yield Note(
            code="label-repaired",
            message=f"Số thứ tự bị nhận dạng sai, đọc là “{shown}” theo thứ tự các mục.",
            span=node.words.span(),
        )
    for citation in document.citations:
        written = document.text[citation.span.start : citation.span.end]
        if citation.date is None and re.search(r"ngày\s*\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}", written):
            yield Note(
                code="impossible-date",
                message=f"Văn bản viện dẫn {citation.number} ghi ngày không có trong lịch.",
                span=citation.span,
            )
        elif citation.date and document.date and citation.date > document.date:
            yield Note(
                code="citation-after-issue",
                message=f"Văn bản viện dẫn {citation.number} đề ngày sau ngày ban hành.",
                span=citation.span,
            )


def _on_assignment(document: Document, assignment: Assignment) -> Iterator[Note]:
    place = f"Mục {assignment.label}" if assignment.label else "Nhiệm vụ không đánh số"
    if len(assignment.owners) > 1 and not any(owner.lead for owner in assignment.owners):
        names = "; ".join(owner.name for owner in assignment.owners[:4])
        yield Note(
            code="joint-owners",
            message=f"{place}: nhiều đơn vị cùng được giao ({names}), chưa rõ đơn vị chủ trì.",
            span=assignment.span,
        )
    if not assignment.owners:
        yield Note(code="no-owner", message=f"{place}: không rõ giao cho đơn vị nào.", span=assignment.span)
    for party in (*assignment.owners, *assignment.partners):
        if _OPEN.search(party.name) and not _REFERENCE.search(party.name):
            yield Note(
                code="open-group",
                message=f"{place}: “{party.name}” chưa nêu tên; cần chỉ rõ những đơn vị nào.",
                span=party.span,
            )
        elif _REFERENCE.search(party.name):
            yield Note(
                code="by-reference",
                message=f"{place}: “{party.name}” dẫn sang chỗ khác; cần tra và ghi tên.",
                span=party.span,
            )
    yield from _on_deadlines(document, assignment, place)


def _on_deadlines(document: Document, assignment: Assignment, place: str) -> Iterator[Note]:
    for deadline in assignment.deadlines:
        match deadline:
            case OnDate(day=None, year_missing=False, horizon=False, period_end=False):
                yield Note(
                    code="impossible-date",
                    message=f"{place}: “{deadline.text}” không phải một ngày có trong lịch.",
                    span=deadline.span,
                )
            case OnDate(year_missing=True):
                yield Note(
                    code="year-missing",
                    message=f"{place}: “{deadline.text}” không ghi năm; cần xác nhận.",
                    span=deadline.span,
                )
            case OnDate(day=day) if day and document.date and day < document.date:
                yield Note(
                    code="date-before-issue",
                    message=f"{place}: hạn “{deadline.text}” đã qua trước ngày ban hành; cần hỏi lại.",
                    span=deadline.span,
                )
            case Continuous():
                yield Note(
                    code="continuous",
                    message=f"{place}: việc thường xuyên, không có hạn; sẽ được hỏi ở mỗi kỳ báo cáo.",
                    span=deadline.span,
                )
            case _:
                pass


def _on_length(document: Document) -> Iterator[Note]:
    """A paragraph longer than any sentence of a directive is not searched for deadlines to its end."""
    for line in document.lines:
        if line.span.end - line.span.start > LONGEST:
            rest = Span(line.span.start + LONGEST, line.span.end)
            message = f"Đoạn dài hơn {LONGEST} ký tự: phần sau không được tìm thời hạn. Chia đoạn rồi đọc lại."
            yield Note(code="too-long", message=message, span=rest)


def _on_lines(document: Document) -> Iterator[Note]:
    for line in document.lines:
        if line.role == Role.UNREAD:
            words = document.text[line.span.start : line.span.end]
            message = (
                "Dòng này có vẻ giao việc nhưng chưa đọc được."
                if _ASSIGNING.search(words)
                else "Dòng này chưa rõ thuộc phần nào của văn bản."
            )
            yield Note(code="unread", message=message, span=line.span)


def assigns(words: str) -> bool:
    """Whether words hold a verb of assigning; an unread line that does is a failure of reading."""
    return bool(_ASSIGNING.search(words))
