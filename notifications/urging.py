"""Dự thảo văn bản đôn đốc: what the Office may put before the Chairman when nothing else helped. Never sent."""

from collections.abc import Iterator

from directive.calendar import vietnamese_date
from directive.plain import in_order
from directive.store.sweeping import Looked
from directive.urging_words import Lateness, demands, opening
from notifications.sections import Background, directive_words, name_of

_LISTED = 100
_ASSIGNER = "Chủ tịch Ủy ban nhân dân"


def draft_letter(late: list[Looked], background: Background) -> list[str]:
    """The paragraphs of a letter that urges the agencies these Dues are laid on; number and date stay blank."""
    named = {one.owner_id: name_of(one.owner_id, background) for one in late}
    late = sorted(late, key=lambda one: (in_order(named[one.owner_id]), one.due_on or background.on, one.due_id))
    headings = [background.headings[directive_id] for directive_id in {one.directive_id: None for one in late}]
    what = directive_words(headings[0]) if len(headings) == 1 else f"{len(headings)} văn bản chỉ đạo"
    assigner = next((heading.assigner for heading in headings if heading.assigner), None) or _ASSIGNER
    collectors = {one.collector_id for one in late if one.collector_id}
    collector = name_of(collectors.pop(), background) if len(collectors) == 1 else ""
    return [
        "V/v đôn đốc thực hiện nhiệm vụ được giao",
        f"Kính gửi: {'; '.join(sorted(named.values(), key=in_order))}.",
        opening(what, _lateness(late, background), on=background.on),
        *demands(
            assigner=assigner, office=background.office_name or "Văn phòng", collector=collector, on=background.on
        ),
        "Danh sách nhiệm vụ quá hạn:",
        *(_line(one, background) for one in late[:_LISTED]),
        *_left_out(len(late)),
    ]


def _lateness(late: list[Looked], background: Background) -> Lateness:
    on = background.on
    first = min(one.due_on or on for one in late)
    working = background.calendar.working_days_between(first, on)
    return Lateness(len(late), len({one.owner_id for one in late}), (on - first).days, working)


def _line(one: Looked, background: Background) -> str:
    heading = background.headings[one.directive_id]
    label = f"nhiệm vụ {one.label}, " if one.label else ""
    due = f", hạn {vietnamese_date(one.due_on)}" if one.due_on else ""
    return f"- {name_of(one.owner_id, background)}: {one.title} ({label}{directive_words(heading)}{due})."


def _left_out(count: int) -> Iterator[str]:
    if count > _LISTED:
        yield f"… và {count - _LISTED} nhiệm vụ khác (danh sách kèm theo)."
