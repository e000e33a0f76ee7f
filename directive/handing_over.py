"""Bàn giao: the obligations as they are after a hand-over. What to hand over is decided in `directive.succession`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count

from directive.obligations import CLOSED, Obligation, Progress
from directive.succession import CollectorMove, HandOver


def carry_out(done: HandOver, obligations: Iterable[Obligation], *, first_id: int) -> tuple[Obligation, ...]:
    """The obligations a hand-over changes or creates, as they are from its day on.

    One unit taking over from one keeps the obligation, its number and its progress. Where several become one, or one
    several, the old ones are closed as *transferred* with their history, and new ones begin: percentages of different
    units are never added up or copied.
    """
    before = {one.obligation_id: one for one in obligations}
    divided = Counter(number for move in done.moves for number in move.obligation_ids)
    changed: dict[int, Obligation] = {}
    numbers = count(first_id)
    for move in done.moves:
        old = [before[number] for number in move.obligation_ids]
        if move.to and move.into is None and len(old) == 1 == divided[old[0].obligation_id]:
            changed[old[0].obligation_id] = old[0].model_copy(update={"owner_id": move.to})
            continue
        end = Progress.TRANSFERRED if move.to else Progress.WITHDRAWN
        for one in old:
            changed[one.obligation_id] = one.model_copy(update={"progress": end, "progress_on": move.on})
        if move.to and move.into is None:
            number = next(numbers)
            changed[number] = _begun(old, move.to, number)
    for collector in done.collectors:
        changed |= _collected(before | changed, collector)
    return tuple(changed.values())


def _collected(obligations: Mapping[int, Obligation], move: CollectorMove) -> dict[int, Obligation]:
    """The directive's obligations that answer through the new collector."""
    return {
        number: one.model_copy(update={"collector_id": move.to_id})
        for number, one in obligations.items()
        if (one.directive_id, one.collector_id) == (move.directive_id, move.from_id) and one.progress not in CLOSED
    }


def _begun(old: list[Obligation], owner_id: str, obligation_id: int) -> Obligation:
    return old[0].model_copy(
        update={
            "obligation_id": obligation_id,
            "owner_id": owner_id,
            "joint": False,
            "partners": tuple(dict.fromkeys(one for each in old for one in each.partners if one != owner_id)),
            "progress": Progress.ASSIGNED,
            "percent": None,
            "progress_on": None,
            "last_word_at": None,
            "done_on": None,
        }
    )
