"""Giải trình: how a due came by its day, in Vietnamese lines for people and as JSON for machines.

Both say the words of the letter, the anchor, each rule with its source of law, every day passed over with the reason
and the source, extensions, and the version of the calendar that was counted by.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from directive.calendar import WEEKLY_REST, SkippedDay, named_day, vietnamese_date
from directive.dues import Computed, Step
from directive.tracked import Due, Extension, ExtensionState
from directive.values import Note

_SIDE_RULES = (14, 15)  # anchor and internal target: they do not decide the day


def explained(computed: Computed, *, words: str = "") -> list[str]:
    """The lines for a due just computed."""
    lines = [*_head(words), _outcome(computed.due_on, computed.due_at, computed.unsettled, computed.provisional)]
    lines += _period(computed.period, computed.period_from, computed.cut_off, computed.opens_on)
    lines += _steps(computed.steps if computed.unsettled is None else ())
    lines += _notes(computed.notes)
    return [*lines, f"Lịch làm việc phiên bản {computed.calendar_version}."]


def explained_kept(due: Due, *, extensions: Sequence[Extension] = ()) -> list[str]:
    """The lines for a kept due, with its first date and what became of it (gia hạn)."""
    lines = [*_head(due.words), _outcome(due.due_on, due.due_at, due.unsettled, due.provisional)]
    lines += _period(due.period, due.period_from, due.cut_off, due.opens_on)
    lines += _steps(steps_of(due.why) if due.unsettled is None else ())
    if due.original_on is not None and due.original_on != due.due_on:
        lines.append(f"Hạn ban đầu: {moment_words(due.original_on, due.original_at)}.")
    lines += _moved(due)
    lines += [_extension(extension) for extension in extensions if extension.due_id == due.due_id]
    return [*lines, f"Lịch làm việc phiên bản {due.calendar_version}."] if due.calendar_version else lines


def as_json(computed: Computed, *, words: str = "") -> dict[str, object]:
    """The same facts for a program: dates as yyyy-mm-dd, hours as HH:MM, `due_at` null for 24:00."""
    facts = computed.model_dump(mode="json", exclude={"steps", "notes", "due_at"})
    return {
        "words": words,
        "due_at": f"{computed.due_at:%H:%M}" if computed.due_at else None,
        "due": moment_words(computed.due_on, computed.due_at) if computed.due_on else None,
        "rule": deciding_rule(computed),
        **facts,
        "steps": list(why(computed.steps)),
        "notes": [note.model_dump(mode="json") for note in computed.notes],
    }


def why(steps: Iterable[Step]) -> tuple[dict[str, object], ...]:
    """Steps as they are stored with a kept due."""
    return tuple(step.model_dump(mode="json") for step in steps)


def steps_of(stored: Iterable[dict[str, object]]) -> tuple[Step, ...]:
    """Stored steps as values."""
    return tuple(Step.model_validate(step) for step in stored)


def deciding_rule(computed: Computed) -> int | None:
    """The number of the rule that gave the day; None for an unsettled due."""
    rules = [step.rule for step in computed.steps if step.rule is not None and step.rule not in _SIDE_RULES]
    return rules[-1] if rules else None


def moment_words(day: date, at: time | None = None) -> str:
    """24:00 thứ Ba 07/5/2024."""
    return f"{at:%H:%M} {named_day(day)}" if at else f"24:00 {named_day(day)}"


def _head(words: str) -> list[str]:
    return [f"Câu chữ: “{words}”"] if words else []


def _outcome(day: date | None, at: time | None, unsettled: str | None, provisional: bool) -> str:
    if day is None:
        return f"Chưa xác định thời hạn. {unsettled or ''}".rstrip()
    return f"Hạn: {moment_words(day, at)}{' (tạm tính)' if provisional else ''}"


def _period(label: str, start: date | None, cut_off: date | None, opens: date | None) -> list[str]:
    lines = []
    if label and start and cut_off:
        lines.append(f"Kỳ: {label}, số liệu từ {vietnamese_date(start)} đến {vietnamese_date(cut_off)}")
    if opens:
        lines.append(f"Mở từ: 00:00 {named_day(opens)}")
    return lines


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        basis = "; ".join(part for part in (f"quy tắc {step.rule}" if step.rule else "", step.article) if part)
        yield f"{number}. {step.text}{f' [{basis}]' if basis else ''}"
        yield from _skipped(step.skipped)


def _skipped(days: Sequence[SkippedDay]) -> Iterator[str]:
    weekends = [day for day in days if day.source == WEEKLY_REST]
    if weekends:
        yield f"   - nghỉ hằng tuần: {', '.join(named_day(day.day) for day in weekends)}"
    for day in days:
        if day.source != WEEKLY_REST:
            doubt = "" if day.confirmed else " (chưa xác nhận)"
            yield f"   - {named_day(day.day)}: {day.reason}{doubt}. Nguồn: {day.source}"


def _moved(due: Due) -> list[str]:
    if due.moved_on is None:
        return []
    before = moment_words(due.moved_from) if due.moved_from else "chưa xác định"
    times = f" (lần {due.moves})" if due.moves > 1 else ""
    return [f"Tính lại ngày {vietnamese_date(due.moved_on)}{times}: trước đó là {before}; lý do: {due.moved_because}."]


def _notes(notes: Iterable[Note]) -> list[str]:
    return [f"Lưu ý: {note.message}" for note in notes]


def _extension(extension: Extension) -> str:
    asked = f"Gia hạn: {extension.asked_by} xin ngày {vietnamese_date(extension.asked_on)}"
    asked += f" đến {named_day(extension.wanted_on)}, lý do: {extension.reason}"
    match extension.state:
        case ExtensionState.AGREED | ExtensionState.OTHER_DATE if extension.granted_on:
            return f"{asked}; {extension.decided_by} cho đến {named_day(extension.granted_on)}."
        case ExtensionState.REFUSED:
            return f"{asked}; {extension.decided_by} không đồng ý: {extension.remark}."
        case ExtensionState.WITHDRAWN:
            return f"{asked}; đơn vị đã rút."
        case _:
            return f"{asked}; chờ quyết định."
