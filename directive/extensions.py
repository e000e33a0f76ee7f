"""Gia hạn and tạm dừng: who may ask for more time, what a decision does to the due, and what a pause adds.

No published rule of law governs extensions of tasks given by directives; these are the rules offices' task systems
agree on. Both dates are kept: figures are given against the first one and the current one.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from directive.calendar import Calendar, vietnamese_date
from directive.counting import rolled
from directive.errors import BadInput, NotAllowed
from directive.obligations import SILENT, Obligation
from directive.tracked import Due, DueState, Extension, ExtensionState
from directive.values import Note

MANY = 3  # from the third granted extension on
MANY_LABEL = "gia hạn nhiều lần"
_GRANTED = frozenset({ExtensionState.AGREED, ExtensionState.OTHER_DATE})
_ENDED = frozenset({DueState.MET, DueState.DROPPED})


class Pause(NamedTuple):
    """A stretch in which the clock stands: from `start` on, until the work resumes on `end` (not paused any more)."""

    start: date
    end: date


def may_ask(
    due: Due,
    obligation: Obligation,
    *,
    by: str,
    wanted: date,
    reason: str,
    on: date,
    extensions: Iterable[Extension],
    parent_due: date | None = None,
) -> tuple[Note, ...]:
    """Why a request for more time cannot be taken; empty when it can.

    The owner asks, with a reason, for a day after the current one and not in the past, one open request at a time,
    while the work is open; a part never ends after the whole (`parent_due`).
    """
    return (
        *_who_and_when(due, obligation, by, extensions),
        *_wanted_day(due, wanted, on, parent_due),
        *(() if reason.strip() else (_no("no-reason", "Nêu lý do xin gia hạn."),)),
    )


def asked(
    due: Due,
    obligation: Obligation,
    *,
    extension_id: int,
    by: str,
    asked_by: str,
    wanted: date,
    reason: str,
    on: date,
    extensions: Iterable[Extension],
    parent_due: date | None = None,
) -> Extension:
    """The request as a value; NotAllowed names every obstacle. `by` is the agency, `asked_by` the name to show."""
    obstacles = may_ask(
        due, obligation, by=by, wanted=wanted, reason=reason, on=on, extensions=extensions, parent_due=parent_due
    )
    if obstacles:
        raise NotAllowed(" ".join(note.message for note in obstacles))
    return Extension(
        extension_id=extension_id,
        due_id=due.due_id,
        obligation_id=due.obligation_id,
        directive_id=due.directive_id,
        asked_on=on,
        asked_by=asked_by,
        wanted_on=wanted,
        reason=reason.strip(),
    )


def agreed(
    extension: Extension, *, by: str, on: date, other: date | None = None, parent_due: date | None = None
) -> Extension:
    """The assigner agrees to the day asked for, or names another (đồng ý, cho ngày khác)."""
    _still_open(extension)
    granted = other or extension.wanted_on
    if granted < on:
        raise NotAllowed(f"Ngày {vietnamese_date(granted)} đã qua. Chọn ngày từ {vietnamese_date(on)} trở đi.")
    if parent_due is not None and granted > parent_due:
        raise NotAllowed(f"Ngày gia hạn không được sau hạn của nhiệm vụ cấp trên, {vietnamese_date(parent_due)}.")
    state = ExtensionState.AGREED if granted == extension.wanted_on else ExtensionState.OTHER_DATE
    return extension.model_copy(update={"state": state, "decided_on": on, "decided_by": by, "granted_on": granted})


def refused(extension: Extension, *, by: str, on: date, remark: str) -> Extension:
    """The assigner refuses, and must say why (không đồng ý)."""
    _still_open(extension)
    if not remark.strip():
        raise BadInput("Không đồng ý gia hạn thì phải nêu lý do.")
    return extension.model_copy(
        update={"state": ExtensionState.REFUSED, "decided_on": on, "decided_by": by, "remark": remark.strip()}
    )


def withdrawn(extension: Extension, *, on: date) -> Extension:
    """The owner takes the request back before it is decided."""
    _still_open(extension)
    return extension.model_copy(update={"state": ExtensionState.WITHDRAWN, "decided_on": on})


def extended(due: Due, decided: Extension) -> Due:
    """The due after a decision: the day moves only when more time was granted, the first day never does.

    A granted day ends at 24:00, also where the first one ended at an hour.
    """
    if decided.state not in _GRANTED or decided.granted_on is None:
        return due
    moved = {"due_on": decided.granted_on, "due_at": None, "extensions": due.extensions + 1, "provisional": False}
    return due.model_copy(update=moved)


def granted_count(extensions: Iterable[Extension], *, due_id: int | None = None) -> int:
    """How often more time was granted (số lần gia hạn)."""
    return sum(1 for e in extensions if e.state in _GRANTED and due_id in (None, e.due_id))


def label(count: int) -> str:
    """What tables say about the number of extensions."""
    if count == 0:
        return ""
    return MANY_LABEL if count >= MANY else f"đã gia hạn {count} lần"


def after_pauses(day: date, pauses: Sequence[Pause], *, calendar: Calendar, in_working_days: bool) -> date:
    """The due day when the clock stood (tạm dừng): as many days later as were paused.

    The day the work is paused does not run any more, the day it resumes runs again. Working-day periods gain working
    days; others gain calendar days and, like any period, do not end on a day off (Civil Code 2015, art. 148(5)).
    A pause that begins after the due adds nothing; overlapping pauses count once.
    """
    for pause in _merged(pauses):
        if pause.start > day:
            break
        if in_working_days:
            day = calendar.nth_working_day(day, _paused_working_days(pause, calendar))
        else:
            day = rolled(day + (pause.end - pause.start), calendar=calendar)
    return day


def _paused_working_days(pause: Pause, calendar: Calendar) -> int:
    before = timedelta(days=1)
    return calendar.working_days_between(pause.start - before, pause.end - before)


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    merged: list[Pause] = []
    for pause in sorted(pauses):
        if pause.end < pause.start:
            raise BadInput("Ngày tiếp tục không thể đứng trước ngày tạm dừng.")
        if merged and pause.start <= merged[-1].end:
            merged[-1] = Pause(merged[-1].start, max(merged[-1].end, pause.end))
        else:
            merged.append(pause)
    return merged


def _who_and_when(due: Due, obligation: Obligation, by: str, extensions: Iterable[Extension]) -> tuple[Note, ...]:
    notes = []
    if by != obligation.owner_id:
        notes.append(_no("not-owner", "Chỉ đơn vị chủ trì được xin gia hạn."))
    if due.due_on is None:
        notes.append(_no("no-due", "Kỳ hạn chưa xác định ngày, chưa thể gia hạn."))
    if due.state in _ENDED or obligation.progress in SILENT:
        notes.append(_no("not-open", "Nhiệm vụ không còn đang thực hiện, không thể gia hạn."))
    if any(e.due_id == due.due_id and e.state is ExtensionState.ASKED for e in extensions):
        notes.append(_no("already-asked", "Đã có một đề nghị gia hạn đang chờ quyết định."))
    return tuple(notes)


def _wanted_day(due: Due, wanted: date, on: date, parent_due: date | None) -> tuple[Note, ...]:
    notes = []
    if wanted < on:
        notes.append(_no("in-the-past", f"Ngày xin gia hạn không được trước hôm nay, {vietnamese_date(on)}."))
    if due.due_on is not None and wanted <= due.due_on:
        notes.append(_no("not-later", f"Ngày xin gia hạn phải sau hạn hiện tại, {vietnamese_date(due.due_on)}."))
    if parent_due is not None and wanted > parent_due:
        text = f"Ngày xin gia hạn không được sau hạn của nhiệm vụ cấp trên, {vietnamese_date(parent_due)}."
        notes.append(_no("after-parent", text))
    return tuple(notes)


def _still_open(extension: Extension) -> None:
    if extension.state is not ExtensionState.ASKED:
        raise NotAllowed("Đề nghị gia hạn này đã được giải quyết hoặc đã rút.")


def _no(code: str, message: str) -> Note:
    return Note(code=code, message=message)
