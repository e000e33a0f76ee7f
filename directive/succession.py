"""Kế thừa: units end, merge, split and are renamed on a day; their open obligations go on with somebody.

Nothing moves silently: what has one successor moves and is listed, everything else comes back as a question to the
operator. Closed obligations and past periods keep the units of their time. An agency is its id, not its name or code:
"Bình Minh" names two communes, and the new one re-uses the old one's statistical code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from directive.errors import NotAllowed
from directive.obligations import CLOSED, Kind, Obligation
from directive.values import Frozen


class Passing(StrEnum):
    """How a unit ends (cách kết thúc)."""

    SUCCEEDS = "succeeds"  # another unit goes on with its work: renamed, merged, or one of several it splits into
    LIFTS = "lifts"  # its work goes to a higher level, which the assigner does not command
    ENDS = "ends"  # nobody is known to go on


class Succeeds(Frozen):
    """One predecessor, one successor, the day from which the successor answers, and the basis document."""

    predecessor_id: str
    successor_id: str | None = None
    on: date
    kind: Passing = Passing.SUCCEEDS
    share: str = ""  # what part of the work goes there, when it is divided by subject
    basis: str = ""


class Succession(Frozen):
    """A reorganisation, or several: all rows a site knows."""

    rows: tuple[Succeeds, ...] = ()

    def days(self) -> tuple[date, ...]:
        """The days on which units end, in order; each is handed over by itself."""
        return tuple(sorted({row.on for row in self.rows}))

    def of(self, predecessor_id: str, on: date) -> tuple[Succeeds, ...]:
        """The rows of a unit that ends on a day; empty when it lives on."""
        return tuple(row for row in self.rows if row.predecessor_id == predecessor_id and row.on == on)


class Transfer(Frozen):
    """To one unit (chuyển cho một đơn vị)."""

    kind: Literal["transfer"] = "transfer"
    to: str


class Share(Frozen):
    """To several, each with an obligation of its own (chia cho nhiều đơn vị)."""

    kind: Literal["share"] = "share"
    to: tuple[str, ...]


class Close(Frozen):
    """Nobody goes on with it (kết thúc theo dõi)."""

    kind: Literal["close"] = "close"
    reason: str


Choice = Annotated[Transfer | Share | Close, Field(discriminator="kind")]
"""What an operator decided for an obligation, or for all of a unit."""


class Move(Frozen):
    """What one unit takes over: one obligation, or the same duty of several units, which becomes one for it.

    An obligation that is divided stands in several moves. `to` is None when nobody goes on with it.
    """

    obligation_ids: tuple[int, ...]
    to: str | None
    on: date
    basis: str
    into: int | None = None  # the successor's own obligation for the same duty, which takes these in


class Question(Frozen):
    """What an operator must decide. `key` is what the answer is given under in `choices`."""

    key: int | str
    predecessor_id: str
    message: str
    options: tuple[str, ...] = ()


class CollectorMove(Frozen):
    """The collector of a directive's answers is another unit from a day on."""

    directive_id: int
    from_id: str
    to_id: str
    on: date


class HandOver(Frozen):
    """What a reorganisation does to open obligations on one day."""

    moves: tuple[Move, ...] = ()
    collectors: tuple[CollectorMove, ...] = ()
    questions: tuple[Question, ...] = ()


class _Route(NamedTuple):
    """One obligation on its way to one unit, or to nobody."""

    obligation: Obligation
    to: str | None
    basis: str


def hand_over(
    obligations: Iterable[Obligation],
    succession: Succession,
    choices: Mapping[int | str, Choice],
    *,
    on: date,
    offices: Mapping[int, str] | None = None,
    named: Callable[[str], str] = str,
) -> HandOver:
    """What becomes of open obligations when units end on a day (bàn giao nhiệm vụ).

    `choices` answers questions by obligation_id, or by agency_id for everything of a unit. `offices` are the assigning
    offices by directive_id: one that ends needs a new assigner, which is always asked. `named` gives the names to ask
    with (`Directory.full_name`).
    """
    still_open = [one for one in obligations if one.progress not in CLOSED]
    routes: list[_Route] = []
    questions: list[Question] = []
    for one in still_open:
        if not (rows := succession.of(one.owner_id, on)):
            continue
        choice = choices.get(one.obligation_id, choices.get(one.owner_id)) or _only_way(rows)
        if choice is None:
            questions.append(_question(one, rows, named))
        else:
            routes += [_Route(one, to, _basis(to, choice, rows)) for to in _targets(choice, succession, on)]
    moves = _joined(routes, still_open, on)
    return HandOver(
        moves=tuple(moves),
        collectors=tuple(_collectors(still_open, moves, on)),
        questions=(*questions, *_assigner_questions(offices or {}, succession, on, named)),
    )


def _only_way(rows: tuple[Succeeds, ...]) -> Choice | None:
    """One successor at the same level: nothing to choose."""
    successor_id = rows[0].successor_id
    return Transfer(to=successor_id) if len(rows) == 1 and rows[0].kind is Passing.SUCCEEDS and successor_id else None


def _targets(choice: Choice, succession: Succession, on: date) -> tuple[str | None, ...]:
    match choice:
        case Close():
            return (None,)
        case Transfer(to=to):
            wanted: tuple[str, ...] = (to,)
        case Share(to=several):
            wanted = tuple(dict.fromkeys(several))
    if not wanted:
        raise NotAllowed("Chia nhiệm vụ mà chưa chọn đơn vị nào. Chọn ít nhất một, hoặc kết thúc theo dõi.")
    for to in wanted:
        if succession.of(to, on):
            ask = "nên không nhận bàn giao được. Chọn đơn vị khác."
            raise NotAllowed(f"“{to}” cũng kết thúc ngày {on:%d/%m/%Y} {ask}")
    return wanted


def _basis(to: str | None, choice: Choice, rows: tuple[Succeeds, ...]) -> str:
    """The basis of this way; of all ways where the operator went another one. A closing gives its reason first."""
    own = [row.basis for row in rows if row.basis and row.successor_id == to]
    bases = own or [row.basis for row in rows if row.basis]
    return "; ".join(dict.fromkeys([choice.reason, *bases] if isinstance(choice, Close) else bases))


def _question(one: Obligation, rows: tuple[Succeeds, ...], named: Callable[[str], str]) -> Question:
    options = tuple(row.successor_id for row in rows if row.successor_id)
    known = [(named(row.successor_id), row.share) for row in rows if row.successor_id]
    shares = ", ".join(name + (f" ({share})" if share else "") for name, share in known)
    if not options:
        ask = "chưa rõ đơn vị kế thừa. Chọn đơn vị nhận, hoặc kết thúc theo dõi."
    elif len(options) == 1:
        ask = f"việc chuyển lên {shares}, ngoài quyền chỉ đạo của người giao. Chuyển theo, giao lại, hay kết thúc?"
    else:
        ask = f"có {len(options)} đơn vị kế thừa: {shares}. Chuyển cho một, chia cho nhiều, hay kết thúc?"
    label = f"mục {one.label}" if one.label else one.title
    ends = f"{named(one.owner_id)} kết thúc ngày {rows[0].on:%d/%m/%Y}"
    return Question(
        key=one.obligation_id,
        predecessor_id=one.owner_id,
        message=f"Nhiệm vụ {one.obligation_id} ({label}): {ends}, {ask}",
        options=options,
    )


def _joined(routes: list[_Route], still_open: list[Obligation], on: date) -> list[Move]:
    """One move for each unit and duty: seven communes' lines become one line of the commune they became."""
    leaving = {route.obligation.obligation_id for route in routes}
    own = {(_duty(one), one.owner_id): one.obligation_id for one in still_open if one.obligation_id not in leaving}
    together: dict[object, list[_Route]] = {}
    for route in routes:
        alone = route.obligation.obligation_id if route.to is None else None
        together.setdefault((_duty(route.obligation), route.to, alone), []).append(route)
    return [
        Move(
            obligation_ids=tuple(route.obligation.obligation_id for route in same),
            to=same[0].to,
            on=on,
            basis="; ".join(dict.fromkeys(route.basis for route in same if route.basis)),
            into=own.get((_duty(same[0].obligation), same[0].to)) if same[0].to else None,
        )
        for same in together.values()
    ]


def _duty(one: Obligation) -> tuple[object, ...]:
    """What an agency can be asked for only once in a directive."""
    return one.directive_id, one.kind, one.position


def _collectors(still_open: list[Obligation], moves: list[Move], on: date) -> Iterator[CollectorMove]:
    """Answers go to whoever compiles them now; a compilation that is divided has no one collector."""
    for one in still_open:
        taking = [move for move in moves if one.obligation_id in move.obligation_ids]
        if one.kind is Kind.COMPILE and len(taking) == 1 and taking[0].to:
            yield CollectorMove(directive_id=one.directive_id, from_id=one.owner_id, to_id=taking[0].to, on=on)


def _assigner_questions(
    offices: Mapping[int, str], succession: Succession, on: date, named: Callable[[str], str]
) -> Iterator[Question]:
    for directive_id, office_id in offices.items():
        if rows := succession.of(office_id, on):
            yield Question(
                key=f"office:{directive_id}",
                predecessor_id=office_id,
                message=f"Văn bản {directive_id}: cơ quan giao việc {named(office_id)} kết thúc ngày {on:%d/%m/%Y}. "
                "Chỉ định người giao mới; trước đó không ai quyết định gia hạn được.",
                options=tuple(row.successor_id for row in rows if row.successor_id),
            )
