"""Bàn giao trong kho: what a reorganisation does to the open obligations of the store, all of a day or nothing.

Nothing moves silently: what has one successor moves, the rest waits for an answer (`choices`) and is handed over when
the answer is given. Closed obligations, accepted answers and frozen reports keep the units of their time.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple

from directive.agencies import Agency
from directive.errors import NotAllowed
from directive.events import DirectoryLoaded, Event, HandedOver, OwnerChanged
from directive.handing_over import carry_out
from directive.obligations import Directive, Obligation, Progress, Stage
from directive.site import site_directory
from directive.store import Change, Reading, Store, directives, directory
from directive.store import succession as room
from directive.succession import Choice, HandOver, Move, Succession, Transfer, hand_over
from directive.tracked import Due, DueState

_UNANSWERED = (DueState.OPEN, DueState.RETURNED)


class Outcome(NamedTuple):
    """What was (or would be) handed over on a day."""

    done: HandOver
    obligations: dict[int, Obligation]  # as they were before
    names: dict[str, str]
    numbers: dict[int, str]  # of directives
    begun: int  # new obligations


class _Facts(NamedTuple):
    directives: dict[int, Directive]
    obligations: dict[int, Obligation]
    done: HandOver
    names: dict[str, str]


def succeed(
    store: Store,
    succession: Succession,
    choices: Mapping[int | str, Choice],
    *,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Outcome:
    """Hand over the open obligations of units that end on a day (kế thừa, bàn giao).

    `choices` are the operator's answers: by obligation, by agency, or "office:AGENCY" for a new assigner.
    """
    if on not in succession.days():
        raise NotAllowed(f"Ngày {on:%d/%m/%Y} không có đơn vị nào kết thúc trong bảng kế thừa.")
    if dry_run:
        with store.reading() as conn:
            found = _gather(conn, succession, choices, on)
            begun = len(_new(carry_out(found.done, found.obligations.values(), first_id=_FAR), found))
            return _outcome(found, begun)
    with store.change(at=at, by=by) as change:
        change.alone()
        found = _gather(change.conn, succession, choices, on)
        planned = _new(carry_out(found.done, found.obligations.values(), first_id=_FAR), found)
        first = change.numbers("obligation", len(planned)) if planned else 1
        after = carry_out(found.done, found.obligations.values(), first_id=first)
        change.record(*_directory_events(change.conn, succession, on))
        for directive_id in found.directives:
            change.record(*_events(change, found, after, succession, choices, directive_id, on))
    return _outcome(found, len(planned))


_FAR = 10**15  # numbers for counting only, past all that exist


def _gather(conn: Reading, succession: Succession, choices: Mapping[int | str, Choice], on: date) -> _Facts:
    ending = {row.predecessor_id for row in succession.rows if row.on == on}
    ids = room.touched(conn, ending)
    letters = {i: directives.one(conn, i) for i in ids}
    found = {o.obligation_id: o for i in ids for o in directives.obligations(conn, directive_id=i)}
    offices = {i: one.office_id for i, one in letters.items() if one.office_id and one.stage is Stage.ISSUED}
    names = site_directory(conn)
    done = hand_over(found.values(), succession, choices, on=on, offices=offices, named=names.full_name)
    open_questions = tuple(q for q in done.questions if _new_office(choices, offices, q.key) is None)
    known = {a.agency_id: names.full_name(a.agency_id) for a in directory.agencies(conn)}
    return _Facts(letters, found, done.model_copy(update={"questions": open_questions}), known)


def _new_office(choices: Mapping[int | str, Choice], offices: Mapping[int, str], key: int | str) -> str | None:
    """Who assigns from now on, where the question is about an office and was answered."""
    if not isinstance(key, str) or not key.startswith("office:"):
        return None
    directive_id = int(key.removeprefix("office:"))
    choice = choices.get(key) or choices.get(f"office:{offices[directive_id]}")
    return choice.to if isinstance(choice, Transfer) else None


def _new(after: Iterable[Obligation], found: _Facts) -> list[Obligation]:
    return [one for one in after if one.obligation_id not in found.obligations]


def _events(
    change: Change,
    found: _Facts,
    after: tuple[Obligation, ...],
    succession: Succession,
    choices: Mapping[int | str, Choice],
    directive_id: int,
    on: date,
) -> Iterator[Event]:
    """The events of one directive: owners that change, then what begins and ends."""
    mine = [one for one in after if one.directive_id == directive_id]
    moves = [m for m in found.done.moves if found.obligations[m.obligation_ids[0]].directive_id == directive_id]
    basis = {number: move.basis for move in moves for number in move.obligation_ids}
    for one in mine:
        before = found.obligations.get(one.obligation_id)
        if before and before.owner_id != one.owner_id:
            yield OwnerChanged(
                directive_id=directive_id,
                obligation_id=one.obligation_id,
                from_id=before.owner_id,
                to_id=one.owner_id,
                on=on,
                basis=basis[one.obligation_id],
            )
    begun = tuple(_new(mine, found))
    dues = directives.dues(change.conn, directive_id=directive_id)
    origins = tuple(_origins(moves, begun, found))
    letter = found.directives[directive_id]
    office = _new_office(choices, {directive_id: letter.office_id or ""}, f"office:{directive_id}")
    collector = next((m for m in found.done.collectors if m.directive_id == directive_id), None)
    said = HandedOver(
        directive_id=directive_id,
        on=on,
        basis="; ".join(dict.fromkeys(move.basis for move in moves if move.basis)) or _basis_of(succession, on),
        begun=begun,
        dues=tuple(_dues_of(change, begun, dict(origins), dues, on)),
        origins=origins,
        transferred=_ended(mine, found, Progress.TRANSFERRED),
        withdrawn=_ended(mine, found, Progress.WITHDRAWN),
        collector=(collector.from_id, collector.to_id) if collector else None,
        office_id=office,
        assigner=found.names.get(office) if office else None,
        links=tuple(_links(moves, found)),
    )
    if any((begun, said.transferred, said.withdrawn, said.collector, office, said.links)):
        yield said


def _ended(mine: list[Obligation], found: _Facts, progress: Progress) -> tuple[int, ...]:
    return tuple(
        one.obligation_id for one in mine if one.obligation_id in found.obligations and one.progress is progress
    )


def _origins(
    moves: Iterable[Move], begun: tuple[Obligation, ...], found: _Facts
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Which obligations each new one, and each that takes others in, goes on from."""
    by_duty = {(o.kind, o.position, o.owner_id): o.obligation_id for o in begun}
    for move in moves:
        one = found.obligations[move.obligation_ids[0]]
        number = move.into or by_duty.get((one.kind, one.position, move.to or ""))
        if number is not None:
            yield number, move.obligation_ids


def _dues_of(
    change: Change, begun: tuple[Obligation, ...], origins: Mapping[int, tuple[int, ...]], dues: list[Due], on: date
) -> Iterator[Due]:
    """What the old ones still owed, once for the new one: of several days of one occurrence the earliest."""
    for one in begun:
        owed: dict[object, Due] = {}
        for due in dues:
            if due.obligation_id in origins.get(one.obligation_id, ()) and due.state in _UNANSWERED:
                name = (due.deadline_place, due.key, due.words)
                known = owed.get(name)
                if known is None or (due.due_on or date.max) < (known.due_on or date.max):
                    owed[name] = due
        numbers = count(change.numbers("due", len(owed))) if owed else count()
        for due in owed.values():
            fresh = {"due_id": next(numbers), "obligation_id": one.obligation_id, "next_look_on": on}
            yield due.model_copy(update=fresh | {"state": DueState.OPEN, "returned_on": None})


def _links(moves: Iterable[Move], found: _Facts) -> Iterator[tuple[str, str | None]]:
    """Each unit whose part went, and its one successor in this directive; None when there are several or none."""
    targets: dict[str, set[str | None]] = {}
    for move in moves:
        for number in move.obligation_ids:
            targets.setdefault(found.obligations[number].owner_id, set()).add(move.to)
    for old, several in sorted(targets.items()):
        yield old, next(iter(several)) if len(several) == 1 else None


def _directory_events(conn: Reading, succession: Succession, on: date) -> Iterator[DirectoryLoaded]:
    """Units end in the directory too; people who go on serve the one successor that has nobody yet."""
    rows = [row for row in succession.rows if row.on == on]
    ending = {row.predecessor_id for row in rows}
    last = on - timedelta(days=1)
    agencies = tuple(_ended_agency(a, last) for a in directory.agencies(conn, ids=ending) if a.valid_to != last)
    heirs: dict[str, set[str]] = {}
    for row in rows:
        if row.successor_id:
            heirs.setdefault(row.predecessor_id, set()).add(row.successor_id)
    people = directory.contacts(conn)
    staffed = {c.agency_id for c in people if c.valid_to is None or c.valid_to >= on}
    follow = tuple(
        person.model_copy(update={"agency_id": heir})
        for person in people
        if person.agency_id in ending and (person.valid_to is None or person.valid_to >= on)
        for heir in heirs.get(person.agency_id, ())
        if len(heirs[person.agency_id]) == 1 and heir not in staffed
    )
    if agencies or follow:
        yield DirectoryLoaded(agencies=agencies, contacts=follow)


def _ended_agency(agency: Agency, last: date) -> Agency:
    return agency.model_copy(update={"valid_to": last})


def _basis_of(succession: Succession, on: date) -> str:
    return "; ".join(dict.fromkeys(row.basis for row in succession.rows if row.on == on and row.basis))


def _outcome(found: _Facts, begun: int) -> Outcome:
    numbers = {i: one.number or f"văn bản {i}" for i, one in found.directives.items()}
    return Outcome(found.done, found.obligations, found.names, numbers, begun)
