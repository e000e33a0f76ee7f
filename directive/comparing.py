"""Đính chính: what a report says now that an earlier one said otherwise."""

from collections.abc import Iterator

from directive.calendar import vietnamese_date
from directive.figures import Measure
from directive.report import AnnexRow, Correction, Report
from directive.wording import day_words


def corrections(before: Report, now: Report) -> Iterator[Correction]:
    """What is different now from what was reported: line by line, then the sums."""
    was = {(row.obligation_id, row.due_id): row for row in before.annex}
    for row in now.annex:
        yield from _row_corrections(was.pop((row.obligation_id, row.due_id), None), row)
    for row in was.values():
        yield Correction(what=_line_name(row), before=row.state, now="không còn theo dõi")
    for measure in Measure:
        old, new = before.figures.get(measure), now.figures.get(measure)
        if old != new:
            yield Correction(what=measure.vietnamese, before=str(old), now=str(new))


def _row_corrections(old: AnnexRow | None, new: AnnexRow) -> Iterator[Correction]:
    if old is None:
        yield Correction(what=_line_name(new), before="chưa có trong báo cáo", now=new.state)
        return
    if (old.state, old.answered_on) != (new.state, new.answered_on):
        yield Correction(what=_line_name(new), before=_state_on(old), now=_state_on(new))
    if old.due_on != new.due_on:
        before, now = (day_words(row.due_on, "không hạn") for row in (old, new))
        yield Correction(what=f"{_line_name(new)}, thời hạn", before=before, now=now)


def _line_name(row: AnnexRow) -> str:
    what = f"nhiệm vụ {row.label}" if row.label else row.title
    source = f", văn bản {row.directive}" if row.directive else ""
    return f"{row.agency}, {what}{source}" + (f" ({row.period})" if row.period else "")


def _state_on(row: AnnexRow) -> str:
    return f"{row.state} ngày {vietnamese_date(row.answered_on)}" if row.answered_on else row.state
