"""Các mục của thông báo: what one person is told, grouped by urgency and by directive. Pure; HTML and text share it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from functools import cache, lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from directive.calendar import Calendar, vietnamese_date
from directive.document import Manner
from directive.issuers import issuer_in_a_sentence
from directive.pending import Pending, PendingKind
from directive.plain import in_order
from directive.policy import MOVED, MomentKind
from directive.store.sweeping import Heading, Looked
from notifications import wording
from notifications.planning import Saying

_SHOWN_TO_OFFICE = 40  # items of one section; the rest is counted by agency and stands behind the link
_SHOWN_TO_AGENCY = 1000
_number = attrgetter("due_id")
_place = attrgetter("directive_id", "due_id")
NEW = (MomentKind.ASSIGNMENT, MomentKind.ACKNOWLEDGE)
"""Steps that speak of a whole directive instead of one Due."""


WAITING = (MomentKind.REVIEW, MomentKind.DECISION)
"""Steps that speak of what waits for the reader's own act."""

Subject = Looked | Pending


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


def sorted_sections(sayings: Iterable[Saying]) -> list[tuple[Key, list[Saying]]]:
    """What is said by section, the most urgent section first."""
    sections: dict[Key, list[Saying]] = {}
    for saying in sayings:
        sections.setdefault((saying.moment.kind, saying.moment.level, saying.office), []).append(saying)
    return sorted(sections.items(), key=lambda pair: _urgency(pair[0]))


def only_asked(saying: Saying) -> bool:
    """Whether it speaks of nothing but requests (đề nghị)."""
    asked = [one.manner for one in subjects(saying) if isinstance(one, Looked) or one.kind is PendingKind.RECEIPT]
    return bool(asked) and all(manner == Manner.REQUEST for manner in asked)


def subjects(saying: Saying) -> Iterator[Subject]:
    """What it speaks of."""
    return chain(saying.dues, saying.pending)


def _urgency(key: Key) -> tuple[int, int]:
    kind, level, _ = key
    order = (MomentKind.ESCALATION, *wording.AGENCY)
    return order.index(kind) if kind in order else len(order), -level


def section(key: Key, sayings: list[Saying], background: Background) -> dict[str, Any]:
    """One section of a body, JSON-ready."""
    kind, level, office = key
    distinct: list[Looked] | list[Pending] = _in_order(sayings) or _pending_in_order(sayings)
    owners = {one.owner_id for saying in sayings for one in subjects(saying)}
    several = office or kind in WAITING or len(owners) > 1
    words = _words(kind, level, office=office)
    polite = all(map(only_asked, sayings))
    shown = _SHOWN_TO_OFFICE if several else _SHOWN_TO_AGENCY
    listed = _new_rows(one for saying in sayings for one in subjects(saying)) if kind in NEW else distinct
    return {
        "kind": kind.value,
        "level": level,
        "heading": words.polite if polite and words.polite else words.heading,
        "polite": polite,
        "intro": words.request if polite and words.request else words.order,
        "count": sum(len(_titles(one, background)) for one in listed) if kind in NEW else len(distinct),
        "groups": _groups(listed[:shown], _Manner(kind, several, _that_moved(sayings)), background),
        "more": max(0, len(listed) - shown),
        "by_agency": _by_agency(listed, background) if several else [],
    }


def _in_order(sayings: list[Saying]) -> list[Looked]:
    """Each Due once, the earliest first; all Dues of one saying have the same date."""
    days: dict[date, dict[int, Looked]] = {}
    for saying in sayings:
        if saying.dues:
            day = days.setdefault(saying.dues[0].due_on or date.max, {})
            day.update(zip(map(_number, saying.dues), saying.dues, strict=True))
    return [one for day in sorted(days) for one in sorted(days[day].values(), key=_place)]


def _pending_in_order(sayings: list[Saying]) -> list[Pending]:
    """Each thing that waits once, the one that waits longest first."""
    waiting = {one.key: one for saying in sayings for one in saying.pending}
    return sorted(waiting.values(), key=lambda one: (one.since, one.directive_id, one.key))


class _Manner(NamedTuple):
    """How the rows of a section are written."""

    kind: MomentKind
    several: bool  # agencies, so that each row names its own
    moved: frozenset[int]  # Dues whose move is told here


def _words(kind: MomentKind, level: int, *, office: bool) -> wording.Words:
    if office and (kind, level) in wording.OFFICE:
        return wording.OFFICE[(kind, level)]
    return wording.AGENCY.get(kind) or wording.OTHER


def _groups(listed: Sequence[Subject], manner: _Manner, background: Background) -> list[dict[str, Any]]:
    groups: dict[int, list[Subject]] = {}
    for one in listed:
        groups.setdefault(one.directive_id, []).append(one)
    return [
        {
            "directive": directive_words(background.headings[directive_id]),
            "subject": background.headings[directive_id].subject or "",
            "items": _rows(mine, manner, background),
        }
        for directive_id, mine in groups.items()
    ]


def _rows(listed: list[Subject], manner: _Manner, background: Background) -> list[list[str]]:
    """[what, when, remark] for each Due or thing that waits."""
    if manner.kind in NEW:
        return [[_lead(label, title), "", ""] for one in listed for label, title in _titles(one, background)]
    waiting = [_pending_row(one, background) for one in listed if isinstance(one, Pending)]
    return waiting or _due_rows([one for one in listed if isinstance(one, Looked)], manner, background)


def _pending_row(one: Pending, background: Background) -> list[str]:
    what = f"{_lead(one.label, one.title)} – {name_of(one.owner_id, background)}"
    sent = f"gửi ngày {_written(one.since)}"
    if one.kind is PendingKind.EXTENSION:
        wanted = f" đến hết {_written(one.wanted_on)}" if one.wanted_on else ""
        return [what, f"đề nghị gia hạn{wanted}, {sent}", one.reason]
    if one.kind is PendingKind.CONTEST:
        return [what, f"cho rằng không thuộc thẩm quyền, {sent}", one.reason]
    return [what, sent, one.reason]


def _due_rows(dues: list[Looked], manner: _Manner, background: Background) -> list[list[str]]:
    remarks = background.remarks if manner.kind is MomentKind.RETURNED else {}
    return [
        [
            _lead(one.label, one.title)
            + (f" ({one.period})" if one.period else "")
            + (f" – {name_of(one.owner_id, background)}" if manner.several else ""),
            _time_words(one, one.due_id in manner.moved, background),
            remarks.get(one.due_id, ""),
        ]
        for one in dues
    ]


def _lead(label: str | None, title: str) -> str:
    return f"{label}. {title}" if label else title


def _new_rows(listed: Iterable[Subject]) -> list[Subject]:
    """One per directive and agency: it stands for all the obligations laid on the agency there."""
    return list({(one.directive_id, one.owner_id): one for one in listed}.values())


def _titles(one: Subject, background: Background) -> list[tuple[str | None, str]]:
    return background.titles.get((one.directive_id, one.owner_id)) or [(one.label, one.title)]


def _by_agency(dues: Sequence[Subject], background: Background) -> list[list[str]]:
    counts = Counter([one.owner_id for one in dues])
    named = [(name_of(owner_id, background), count) for owner_id, count in counts.items()]
    return [[name, str(count)] for name, count in sorted(named, key=lambda pair: (-pair[1], in_order(pair[0])))]


def name_of(agency_id: str, background: Background) -> str:
    """An agency as messages call it."""
    return background.agencies.get(agency_id, (agency_id, ""))[0]


def _time_words(one: Looked, moved: bool, background: Background) -> str:
    if one.due_on is None:
        return ""
    polite = one.manner == Manner.REQUEST
    words = due_words(one.due_on, one.due_at, on=background.on, calendar=background.calendar, polite=polite)
    return f"{words}; {_moved_words(one)}" if moved else words


def _that_moved(sayings: list[Saying]) -> frozenset[int]:
    """Dues whose date moved and who hear of it here; a reminder of the same day speaks for it."""
    return frozenset(
        one.due_id
        for moment, _, dues, _ in sayings
        if any(key.partition("/")[0] == MOVED for key in (moment.step, *moment.folded))
        for one in dues
        if one.moves > 0
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
