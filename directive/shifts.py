"""Dời kỳ hạn: open dues that get another day together, and what is written down of it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from directive.counting import DueMoment
from directive.dues import Computed
from directive.events import DueMove
from directive.explain import moment_words, why
from directive.store.open_dues import OpenDue


class Shift(NamedTuple):
    """Dues of one directive that get the same new day: one line of the list of who moved.

    `after` is None when the due does not exist any more (a daily report on what is now a day off). With `stays` the
    current day was granted and stays; only the first one moves. Equal days: only how certain the day is has changed.
    """

    directive_id: int
    due_ids: tuple[int, ...]
    owner_ids: tuple[str, ...]
    label: str | None
    title: str
    words: str
    period: str
    before: DueMoment | None
    after: DueMoment | None
    stays: bool
    provisional: bool
    because: str
    move: DueMove | None = None  # what is written down; not kept in results

    @property
    def moved(self) -> bool:
        """Whether the day itself is another one."""
        return self.before != self.after

    @property
    def sentence(self) -> str:
        """ "24:00 thứ Hai 17/6/2024 → 24:00 thứ Ba 18/6/2024 (thứ Tư 12/6/2024: Nghỉ phòng chống bão)"."""
        before = moment_words(*self.before) if self.before else "chưa xác định"
        after = moment_words(*self.after) if self.after else "không còn"
        words = f"{before} → {after}" if self.moved else f"{after}, chỉ thay đổi mức chắc chắn"
        words += " (hạn ban đầu; hạn hiện tại giữ nguyên)" if self.stays else ""
        return words + (" (tạm tính)" if self.provisional else "") + (f" ({self.because})" if self.because else "")


def differs(due: OpenDue, after: Computed) -> bool:
    """Whether counting again gives another first day, or another certainty."""
    if after.due_on is None:
        return False  # what has a day keeps it; what waits still waits
    if (after.due_on, after.due_at) != (due.original_on, due.original_at):
        return True
    certain = (after.provisional, after.cut_off) != (due.provisional, due.cut_off)
    return certain and not is_granted(due)


def shifted(
    alike: list[OpenDue], after: Computed, *, on: date, because: str, set_by: str = "", anchored: bool = False
) -> Shift:
    """Dues that are alike, on their new day; `anchored` writes their anchor down, `set_by` who named the day."""
    due = alike[0]
    stays = is_granted(due)
    moved = not stays and (after.due_on, after.due_at) != (due.due_on, due.due_at)
    move = DueMove(
        due_ids=tuple(one.due_id for one in alike),
        due_on=due.due_on if stays else after.due_on,
        due_at=due.due_at if stays else after.due_at,
        original_on=after.due_on,
        original_at=after.due_at,
        cut_off=after.cut_off,
        provisional=due.provisional if stays else after.provisional,
        unsettled=None if stays else after.unsettled,
        why=why(after.steps),
        calendar_version=after.calendar_version,
        anchor_on=due.anchor_on if anchored else None,
        anchor_at=due.anchor_at if anchored else None,
        set_by=set_by,
        moved=moved,
        moved_from=due.due_on if moved else None,
        quiet=moved and not due.heard,
        because=because,
        next_look_on=on if moved else None,
    )
    before = DueMoment(due.original_on, due.original_at) if due.original_on else None
    return _line(alike, before, after.moment, because)._replace(stays=stays, provisional=move.provisional, move=move)


def vanished(alike: list[OpenDue], because: str) -> Shift:
    """Dues that do not exist any more."""
    due = alike[0]
    return _line(alike, DueMoment(due.due_on, due.due_at) if due.due_on else None, None, because)


def _line(alike: list[OpenDue], before: DueMoment | None, after: DueMoment | None, because: str) -> Shift:
    due = alike[0]
    return Shift(
        directive_id=due.directive_id,
        due_ids=tuple(one.due_id for one in alike),
        owner_ids=tuple(one.owner_id for one in alike),
        label=due.label,
        title=due.title,
        words=due.words,
        period=due.period,
        before=before,
        after=after,
        stays=False,
        provisional=False,
        because=because,
    )


def is_granted(due: OpenDue) -> bool:
    """The current day was granted by an extension, or gained by a pause."""
    return due.extensions > 0 or (due.due_on, due.due_at) != (due.original_on, due.original_at)


def in_groups(dues: Iterable[OpenDue]) -> list[list[OpenDue]]:
    """Dues that get the same day, together."""
    groups: dict[tuple[object, ...], list[OpenDue]] = {}
    for due in dues:
        groups.setdefault(due[3:], []).append(due)
    return list(groups.values())
