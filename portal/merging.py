"""What stands in the fields of a point: what the head typed, what a colleague wrote for it, or the answer being edited.

What the head typed is never covered by a colleague's words; it is the head who takes them. No database, no web.
"""

from collections.abc import Mapping

from directive.tracked import Contribution
from portal.points import Item, Typed, prefilled

_SAME = ("result", "figures", "difficulties", "proposals", "evidence")


def typed_of_contribution(written: Contribution) -> Typed:
    """The fields as a colleague filled them in."""
    percent = "" if written.percent is None else str(written.percent)
    return Typed(
        progress=written.progress.value,
        percent=percent,
        contribution=written.contribution_id,
        prepared_by=written.by,
        **{name: getattr(written, name) for name in _SAME},
    )


def shown(item: Item, drafted: Typed | None, offered: Contribution | None) -> Typed:
    """The fields of a page that is opened now."""
    if offered is not None and (drafted is None or _is_untouched(item, drafted)):
        return typed_of_contribution(offered)
    return drafted if drafted is not None else prefilled(item)


def built_on(item: Item, drafted: Typed | None, waiting: Mapping[int, Contribution], number: int | None) -> Typed:
    """The fields the sent page was drawn with. `number` is the contribution it showed; a foreign one is none."""
    showed = waiting.get(number) if number is not None else None
    if showed is None or showed.obligation_id != item.obligation.obligation_id:
        return drafted if drafted is not None and drafted.contribution is None else prefilled(item)
    if drafted is not None and drafted.contribution == number:
        return drafted
    return typed_of_contribution(showed)


def _is_untouched(item: Item, drafted: Typed) -> bool:
    return not drafted.said or drafted.words == prefilled(item).words
