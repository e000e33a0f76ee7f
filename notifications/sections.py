"""Các mục của thông báo: what one person is told, grouped by urgency and by directive. Pure; HTML and text share it."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import cache, lru_cache
from typing import Any, NamedTuple

from directive.calendar import Calendar, vietnamese_date
from directive.document import Manner
from directive.issuers import issuer_in_a_sentence
from directive.policy import MOVED, MomentKind
from directive.store.sweeping import Heading, Looked
from notifications import wording
from notifications.planning import Item, by_moment

_SHOWN_TO_OFFICE = 40  # items of one section; the rest is counted by agency and stands behind the link
_SHOWN_TO_AGENCY = 1000
NEW = (MomentKind.ASSIGNMENT, MomentKind.ACKNOWLEDGE)
"""Steps that speak of a whole directive instead of one Due."""


class Background(NamedTuple):
    """What a body is composed of besides the draft."""

    on: date
    assumed: bool
    office_name: str
    calendar: Calendar
    headings: Mapping[int, Heading]
    agencies: Mapping[str, tuple[str, str]]  # agency_id -> name, standing
    titles: Mapping[tuple[int, str], list[tuple[str | None, str]]]  # all obligations of a newly assigned agency
    remarks: Mapping[int, str]  # due_id -> why the answer was returned


Key = tuple[MomentKind, int, bool]  # kind, level, said to the Office


def sorted_sections(items: Iterable[Item]) -> list[tuple[Key, list[Item]]]:
    """Items by section, the most urgent section first."""
    sections: dict[Key, list[Item]] = {}
    for moment, mine in by_moment(items):
        sections.setdefault((moment.kind, moment.level, mine[0].office), []).extend(mine)
    return sorted(sections.items(), key=lambda pair: _urgency(pair[0]))


def _urgency(key: Key) -> tuple[int, int]:
    kind, level, _ = key
    order = (MomentKind.ESCALATION, *wording.AGENCY)
    return order.index(kind) if kind in order else len(order), -level


def section(key: Key, items: list[Item], background: Background) -> dict[str, Any]:
    """One section of a body, JSON-ready."""
    kind, level, office = key
    several = office or len({i.looked.owner_id for i in items}) > 1
    words = _words(kind, level, office=office)
    polite = all(i.looked.manner == Manner.REQUEST for i in items)
    items = sorted(items, key=lambda i: (i.looked.due_on or date.max, i.looked.directive_id, i.looked.due_id))
    shown = _SHOWN_TO_OFFICE if several else _SHOWN_TO_AGENCY
    distinct = list({i.looked.due_id: i for i in items}.values())
    listed = _new_rows(distinct, background) if kind in NEW else distinct
    return {
        "kind": kind.value,
        "level": level,
        "heading": words.polite if polite and words.polite else words.heading,
        "polite": polite,
        "intro": words.request if polite and words.request else words.order,
        "count": sum(len(_titles(i, background)) for i in listed) if kind in NEW else len(distinct),
        "groups": _groups(listed[:shown], kind, background, several),
        "more": max(0, len(listed) - shown),
        "by_agency": _by_agency(distinct, background) if several else [],
    }


def _words(kind: MomentKind, level: int, *, office: bool) -> wording.Words:
    if office and (kind, level) in wording.OFFICE:
        return wording.OFFICE[(kind, level)]
    return wording.AGENCY.get(kind) or wording.OTHER


def _groups(items: list[Item], kind: MomentKind, background: Background, several: bool) -> list[dict[str, Any]]:
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(item.looked.directive_id, []).append(item)
    return [
        {
            "directive": directive_words(background.headings[directive_id]),
            "subject": background.headings[directive_id].subject or "",
            "items": _rows(mine, kind, background, several),
        }
        for directive_id, mine in groups.items()
    ]


def _rows(items: list[Item], kind: MomentKind, background: Background, several: bool) -> list[list[str]]:
    """[what, when, remark] for each item."""
    if kind in NEW:
        return [[_lead(label, title), "", ""] for i in items for label, title in _titles(i, background)]
    return [
        [
            _lead(i.looked.label, i.looked.title)
            + (f" ({i.looked.period})" if i.looked.period else "")
            + (f" – {name_of(i.looked.owner_id, background)}" if several else ""),
            _time_words(i, background),
            background.remarks.get(i.looked.due_id, "") if kind is MomentKind.RETURNED else "",
        ]
        for i in items
    ]


def _lead(label: str | None, title: str) -> str:
    return f"{label}. {title}" if label else title


def _new_rows(items: list[Item], background: Background) -> list[Item]:
    """One item per directive and agency: it stands for all the obligations laid on the agency there."""
    return list({(i.looked.directive_id, i.looked.owner_id): i for i in items}.values())


def _titles(item: Item, background: Background) -> list[tuple[str | None, str]]:
    key = (item.looked.directive_id, item.looked.owner_id)
    return background.titles.get(key) or [(item.looked.label, item.looked.title)]


def _by_agency(items: list[Item], background: Background) -> list[list[str]]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.looked.owner_id] = counts.get(item.looked.owner_id, 0) + 1
    named = [(name_of(one, background), count) for one, count in counts.items()]
    return [[name, str(count)] for name, count in sorted(named, key=lambda pair: (-pair[1], pair[0]))]


def name_of(agency_id: str, background: Background) -> str:
    """An agency as messages call it."""
    return background.agencies.get(agency_id, (agency_id, ""))[0]


def _time_words(item: Item, background: Background) -> str:
    due_on, due_at = item.looked.due_on, item.looked.due_at
    if due_on is None:
        return ""
    polite = item.looked.manner == Manner.REQUEST
    words = due_words(due_on, due_at, on=background.on, calendar=background.calendar, polite=polite)
    return f"{words}; {_moved_words(item.looked)}" if _tells_of_move(item) else words


def _tells_of_move(item: Item) -> bool:
    """Whether a date that moved is told here; a reminder of the same day speaks for it."""
    return item.looked.moves > 0 and any(
        key.partition("/")[0] == MOVED for key in (item.moment.step, *item.moment.folded)
    )


def _moved_words(looked: Looked) -> str:
    """ "thay cho hạn 12/6/2024, lý do: Nghỉ phòng chống bão"."""
    before = f"thay cho hạn {_written(looked.moved_from)}" if looked.moved_from else "trước đây chưa xác định"
    return f"{before}, lý do: {looked.moved_because}" if looked.moved_because else before


@lru_cache(maxsize=4096)  # of thousands of items few differ
def due_words(due_on: date, due_at: time | None, *, on: date, calendar: Calendar, polite: bool = False) -> str:
    """ "hạn 29/3/2024, còn 3 ngày làm việc" · "hạn 29/3/2024, quá hạn 5 ngày (3 ngày làm việc)"."""
    hour = f"{due_at:%H giờ %M} ngày " if due_at else ""
    if polite:
        return f"đề nghị phản hồi đến hết {hour or 'ngày '}{_written(due_on)}"
    said = f"hạn {hour}{_written(due_on)}"
    if on > due_on:
        return f"{said}, quá hạn {(on - due_on).days} ngày ({calendar.working_days_between(due_on, on)} ngày làm việc)"
    if on == due_on:
        return f"{said}, hôm nay là ngày cuối"
    return f"{said}, còn {calendar.working_days_between(on, due_on)} ngày làm việc"


@cache
def _written(day: date) -> str:
    return vietnamese_date(day)


@lru_cache(maxsize=4096)
def directive_words(heading: Heading) -> str:
    """Văn bản số 12/UBND ngày 11/03/2024 của UBND huyện."""
    words = f"Văn bản số {heading.number}" if heading.number else "Văn bản"
    if heading.issued_on:
        words += f" ngày {_written(heading.issued_on)}"
    return f"{words} của {issuer_in_a_sentence(heading.issuer)}" if heading.issuer else words
