"""The answer form as values: what an agency sees, what was typed, what of it is handed in. No database, no web."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from directive.answering import Point
from directive.calendar import Calendar
from directive.obligations import CLOSED, Kind, Obligation, Progress
from directive.store.pages import Sheet
from directive.tracked import Contest, Due, DueState, Evidence, Extension, ExtensionState, Reply, ReplyState
from directive.values import Frozen
from portal.lights import UNANSWERED, WAITING, Light, Timing, light, next_due, timing

MAX_TEXT = 20_000  # characters of one answer field: some ten pages
MAX_EVIDENCE = 12  # files of one point
_BEFORE = timedelta(days=30)  # a period without a cut-off is offered this long before its last day
_TEXTS = ("result", "figures", "difficulties", "proposals")


class Typed(Frozen):
    """What stands in the fields of one point, finished or not."""

    progress: str = Progress.UNDER_WAY.value
    percent: str = ""
    result: str = ""
    figures: str = ""
    difficulties: str = ""
    proposals: str = ""
    evidence: tuple[Evidence, ...] = ()
    contribution: int | None = None  # the colleague's words these fields began with
    prepared_by: str = ""

    @property
    def words(self) -> "Typed":
        """The same without who wrote it."""
        return self.model_copy(update={"contribution": None, "prepared_by": ""})

    @property
    def said(self) -> bool:
        """Whether anything was entered at all."""
        texts = any(getattr(self, name) for name in _TEXTS)
        return texts or bool(self.percent or self.evidence) or self.progress != Progress.UNDER_WAY.value

    @property
    def more(self) -> bool:
        """Whether something stands in the fields that are folded away."""
        return bool(self.figures or self.difficulties or self.proposals)


class Problem(NamedTuple):
    """Something that must be put right, and where."""

    field: str  # the id of the field on the page
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """One obligation as its agency sees it."""

    obligation: Obligation
    quote: str
    when: Timing
    light: Light
    current: Reply | None  # said for this period and not accepted yet: it is being edited
    last: Reply | None  # what was said before
    extension: Extension | None  # the newest request for more time
    contest: Contest | None  # the newest word about competence
    general: bool = False  # the report of the period itself

    @property
    def open(self) -> bool:
        """Whether the agency may say something about it."""
        return self.obligation.progress not in CLOSED | {Progress.CONTESTED}

    @property
    def can_ask_for_time(self) -> bool:
        asked = self.extension is not None and self.extension.state is ExtensionState.ASKED
        due = self.when.due
        return self.open and not asked and due is not None and due.due_on is not None and due.state in UNANSWERED

    @property
    def returned(self) -> Reply | None:
        """The answer the reviewer sent back, while nothing new was said."""
        return self.current if self.current is not None and self.current.state is ReplyState.RETURNED else None


@dataclass(frozen=True, slots=True)
class Part:
    """An agency's part of a directive for one period."""

    sheet: Sheet
    agency_id: str
    period: Due | None  # the report's Due this answer is for; None between periods
    periods: tuple[Due, ...]  # what may be chosen
    items: tuple[Item, ...]

    @property
    def answerable(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.open)

    @property
    def unseen(self) -> tuple[Item, ...]:
        """Not acknowledged yet."""
        return tuple(item for item in self.items if item.obligation.progress is Progress.ASSIGNED)


def part_of(sheet: Sheet, agency_id: str, *, chosen: str, on: date, calendar: Calendar) -> Part:
    """What one agency sees. `chosen` is the Due asked for, "khong" for none, empty for the usual one."""
    periods = tuple(_periods(sheet))
    period = _chosen(periods, chosen, on)
    said = _said(sheet)
    items = [
        _item(sheet, obligation, said.get(obligation.obligation_id, []), period, on=on, calendar=calendar)
        for obligation in sheet.obligations
        if _shown(sheet, obligation, period)
    ]
    items.sort(key=lambda item: item.general)
    return Part(sheet, agency_id, period, periods[:4], tuple(items))


def prefilled(item: Item) -> Typed:
    """The fields before anything was typed: an unsettled answer is edited, a new period starts empty."""
    return Typed() if item.current is None else typed_of(item.current)


def typed_of(reply: Reply) -> Typed:
    """The fields that would make this reply."""
    texts = {name: getattr(reply, name) for name in _TEXTS}
    percent = "" if reply.percent is None else str(reply.percent)
    return Typed(
        progress=reply.progress.value,
        percent=percent,
        evidence=reply.evidence,
        prepared_by=reply.prepared_by,
        **texts,
    )


def problems(part: Part, typed: Mapping[int, Typed]) -> list[Problem]:
    """What keeps this answer from being handed in, in the order of the page."""
    found = [p for item in part.answerable for p in _problems(item, typed.get(item.obligation.obligation_id))]
    if not found and not new_points(part, typed):
        changed = any(item.current is not None for item in part.items)
        first = part.answerable[0].obligation.obligation_id if part.answerable else 0
        found.append(
            Problem(
                f"o{first}-result",
                "Chưa có nội dung nào thay đổi so với báo cáo đã gửi."
                if changed
                else "Báo cáo chưa có nội dung. Ghi kết quả ở ít nhất một nhiệm vụ.",
            )
        )
    return found


def new_points(part: Part, typed: Mapping[int, Typed]) -> list[Point]:
    """What is handed in: every point that says something that was not said yet.

    The period's own report follows from its points when it is left empty.
    """
    points = []
    for item in part.answerable:
        fields = typed.get(item.obligation.obligation_id, Typed())
        if not item.general and fields.said and fields.words != prefilled(item).words:
            points.append(_point(item, fields))
    general = next((item for item in part.answerable if item.general), None)
    if general is not None and (opening := _general(general, typed, points, part)) is not None:
        points.append(opening)
    return points


def prepared(part: Part, typed: Mapping[int, Typed]) -> tuple[list[Point], list[Problem]]:
    """What a colleague hands to the head, and what must be put right first."""
    points, wrong = [], []
    for item in part.answerable:
        fields = typed.get(item.obligation.obligation_id, Typed())
        if not fields.said:
            continue
        found = _problems(item, fields, changed=True)
        if item.general and not fields.result:
            found.append(Problem(f"o{item.obligation.obligation_id}-result", "Đánh giá chung: chưa có nội dung."))
        wrong += found
        if not found:
            whole = fields.model_copy(update={"progress": Progress.REPORTED.value, "percent": ""})
            points.append(_point(item, whole if item.general else fields))
    if not points and not wrong:
        first = part.answerable[0].obligation.obligation_id if part.answerable else 0
        wrong.append(Problem(f"o{first}-result", "Chưa có nội dung nào. Ghi kết quả ở ít nhất một nhiệm vụ."))
    return points, wrong


def silent_items(part: Part, points: Sequence[Point]) -> list[Item]:
    """Points of this period that stay without a word: shown before handing in."""
    named = {p.obligation_id for p in points}
    return [i for i in part.answerable if i.obligation.obligation_id not in named and i.current is None]


def fingerprint(part: Part, points: Sequence[Point]) -> str:
    """One name for one content on top of one state: sent twice it is recognised, said again later it is not."""
    before = {p.obligation_id: _newest(part, p.obligation_id) for p in points}
    content = [p.model_dump(mode="json") for p in points]
    period = part.period.due_id if part.period else None
    named = [part.sheet.headline.directive_id, part.agency_id, period, content, sorted(before.items())]
    return hashlib.sha256(json.dumps(named, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _newest(part: Part, obligation_id: int) -> int:
    return max((r.reply_id for r in part.sheet.replies if r.obligation_id == obligation_id), default=0)


def _periods(sheet: Sheet) -> list[Due]:
    reporting = {o.obligation_id for o in sheet.obligations if o.kind is not Kind.PERFORM and o.progress not in CLOSED}
    waiting = [d for d in sheet.dues if d.obligation_id in reporting and d.state in WAITING]
    return sorted(waiting, key=lambda d: (d.due_on or date.max, d.due_id))


def _chosen(periods: Sequence[Due], chosen: str, on: date) -> Due | None:
    if chosen == "khong":
        return None
    for due in periods:
        if str(due.due_id) == chosen:
            return due
    return next((due for due in periods if _has_opened(due, on)), None)


def _has_opened(due: Due, on: date) -> bool:
    opens = due.opens_on or due.cut_off or (due.due_on - _BEFORE if due.due_on else None)
    return opens is None or opens <= on


def _shown(sheet: Sheet, obligation: Obligation, period: Due | None) -> bool:
    if obligation.progress in (Progress.WITHDRAWN, Progress.TRANSFERRED):
        return False
    if obligation.kind is Kind.PERFORM:
        return True
    if period is not None:
        return obligation.obligation_id == period.obligation_id
    return not any(d.obligation_id == obligation.obligation_id for d in sheet.dues)


def _said(sheet: Sheet) -> dict[int, list[Reply]]:
    said: dict[int, list[Reply]] = {}
    for reply in sheet.replies:
        said.setdefault(reply.obligation_id, []).append(reply)
    return said


def _item(
    sheet: Sheet, obligation: Obligation, said: list[Reply], period: Due | None, *, on: date, calendar: Calendar
) -> Item:
    own = [d for d in sheet.dues if d.obligation_id == obligation.obligation_id]
    general = period is not None and obligation.obligation_id == period.obligation_id
    when = timing(period if general else next_due(own), on=on, calendar=calendar)
    current = said[-1] if said and _still_edited(sheet, said[-1], period) else None
    before = said[:-1] if current is not None else said
    mine = [e for e in sheet.extensions if e.obligation_id == obligation.obligation_id]
    contests = [c for c in sheet.contests if c.obligation_id == obligation.obligation_id]
    return Item(
        obligation=obligation,
        quote=sheet.words.of(obligation),
        when=when,
        light=light(obligation, when, on=on),
        current=current,
        last=before[-1] if before else None,
        extension=mine[-1] if mine else None,
        contest=contests[-1] if contests else None,
        general=general,
    )


def _still_edited(sheet: Sheet, reply: Reply, period: Due | None) -> bool:
    if reply.state not in (ReplyState.SUBMITTED, ReplyState.RETURNED):
        return False
    return sheet.answered_for.get(reply.submission_id) == (period.due_id if period else None)


def _point(item: Item, fields: Typed) -> Point:
    return Point(
        obligation_id=item.obligation.obligation_id,
        progress=Progress(fields.progress),
        percent=int(fields.percent) if fields.percent else None,
        evidence=fields.evidence,
        prepared_by=fields.prepared_by,
        **{name: getattr(fields, name) for name in _TEXTS},
    )


def _general(item: Item, typed: Mapping[int, Typed], points: Sequence[Point], part: Part) -> Point | None:
    """The point that settles the period: what was typed, else a pointer to the other points."""
    fields = typed.get(item.obligation.obligation_id, Typed())
    if fields.result:
        whole = fields.model_copy(update={"progress": Progress.REPORTED.value, "percent": ""})
        unchanged = item.current is not None and whole.words == typed_of(item.current).words
        settled = item.when.due is not None and item.when.due.state is DueState.REPORTED
        return None if unchanged and (settled or not points) else _point(item, whole)
    if not points:
        return None
    labels = {i.obligation.obligation_id: i.obligation.label or i.obligation.title for i in part.items}
    named = ", ".join(labels[p.obligation_id] for p in points)
    pointer = fields.model_copy(
        update={"progress": Progress.REPORTED.value, "percent": "", "result": f"Kết quả nêu ở từng nhiệm vụ: {named}."}
    )
    return _point(item, pointer)


def _problems(item: Item, fields: Typed | None, *, changed: bool = False) -> list[Problem]:
    if fields is None or not fields.said or (not changed and fields.words == prefilled(item).words):
        return []
    place = f"o{item.obligation.obligation_id}"
    name = "Đánh giá chung" if item.general else f"Nhiệm vụ {item.obligation.label or item.obligation.title}"
    found = []
    if fields.progress not in (Progress.UNDER_WAY.value, Progress.REPORTED.value):
        found.append(Problem(f"{place}-progress", f"{name}: chọn “Đang thực hiện” hoặc “Đã hoàn thành”."))
    if fields.percent and not (fields.percent.isascii() and fields.percent.isdigit() and int(fields.percent) <= 100):
        found.append(Problem(f"{place}-percent", f"{name}: tỷ lệ hoàn thành là một số từ 0 đến 100."))
    if not fields.result and not item.general:
        found.append(
            Problem(f"{place}-result", f"{name}: chưa ghi kết quả. Nếu chưa làm được, ghi rõ lý do và việc sẽ làm.")
        )
    wants = item.obligation.needs_evidence and fields.progress == Progress.REPORTED.value and not item.general
    if wants and not fields.evidence:
        found.append(Problem(f"{place}-tep", f"{name}: báo cáo hoàn thành cần ít nhất một tệp minh chứng."))
    for text in _TEXTS:
        if len(getattr(fields, text)) > MAX_TEXT:
            limit = f"{MAX_TEXT:,}".replace(",", ".")
            found.append(Problem(f"{place}-{text}", f"{name}: nội dung dài quá {limit} ký tự. Đính kèm thành tệp."))
    return found
