"""Sổ gửi: claim → send → record. Plain functions; any two processes may run them at the same time.

A message is claimed by a conditional change, in portions. Right before it leaves for good the try is written down, in
one small commit that also says how the one before it ended; the log gets the results once per portion. So whenever a
process dies, the next one knows of each message whether it never left (planned again), left and was received (sent),
or was on its way at that very moment (unsure: at most one, never sent again by itself).
"""

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from directive.errors import NotAllowed
from directive.events import MessagesMoved
from directive.ledger import Attempt, Message, MessageState, Move
from directive.policy import Policy
from directive.store import Store, messages
from directive.store.engine import Change
from notifications.channels import Channel, DeliveryError, Taken
from notifications.digest import KIND, Letter

PORTION = 50
BY = "dondoc"

Render = Callable[[Message], Letter]
Watch = Callable[[str, int], None]
"""Called at every step of the road with its name and the message's number; for those who must see it from outside."""


class Result(NamedTuple):
    """What became of one message."""

    message: Message
    move: Move
    ended: Attempt | None  # the try as written down, None when it never came to handing over


class Delivered(NamedTuple):
    """What one round of delivery came to, by state; `faults` are errors of the software itself."""

    states: Counter[MessageState]
    faults: list[Exception]


def nobody(_step: str, _message_id: int) -> None:
    """Nobody watches."""


def new_claim() -> str:
    """A name for this round of delivery: machine, process, and something nobody else has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def claim(
    store: Store, *, at: datetime, by: str, limit: int = PORTION, ids: Collection[int] | None = None
) -> list[Message]:
    """Take messages that wait; whoever comes second gets others."""
    with store.change(at=at, by=BY) as change:
        return claim_in(change, at=at, by=by, limit=limit, ids=ids)


def claim_in(
    change: Change, *, at: datetime, by: str, limit: int = PORTION, ids: Collection[int] | None = None
) -> list[Message]:
    """Take messages that wait, within a change."""
    change.alone()
    taken = messages.to_send(change.conn, at=at, limit=limit, ids=ids)
    moves = [(day, Move(number, MessageState.SENDING, tries)) for number, tries, day in taken]
    _record_moves(change, moves, at=at, claim=by)
    found = messages.messages(change.conn, ids=[number for number, _, _ in taken])
    return sorted(found, key=lambda message: message.message_id)


def deliver(
    store: Store,
    *,
    channels: Mapping[str, Channel],
    render: Render,
    policy: Policy,
    clock: Callable[[], datetime],
    by: str | None = None,
    ids: Collection[int] | None = None,
    limit: int | None = None,
    is_open: Callable[[datetime], bool] = lambda _: True,
    watch: Watch = nobody,
) -> Delivered:
    """Send what waits, portion by portion, until nothing is left, `limit` is reached or the office closes."""
    by = by or new_claim()
    done = Delivered(Counter(), [])
    results: list[Result] = []
    down: dict[str, DeliveryError] = {}
    while True:
        at = clock()
        room = PORTION if limit is None else min(PORTION, limit - done.states.total())
        with store.change(at=at, by=BY) as change:
            record_in(change, results, at=at, by=by)
            taken = claim_in(change, at=at, by=by, limit=room, ids=ids) if room > 0 and is_open(at) else []
        for result in results:
            watch("recorded", result.message.message_id)
        if not taken:
            return done
        for message in taken:
            watch("claimed", message.message_id)
        sender = _Sender(store, channels, render, policy, clock, by, watch, down, done.faults)
        results = sender.send_all(taken)
        done.states.update(result.move.state for result in results)


def record(store: Store, results: Iterable[Result], *, at: datetime, by: str) -> None:
    """Bring results into the log."""
    with store.change(at=at, by=BY) as change:
        record_in(change, list(results), at=at, by=by)


def record_in(change: Change, results: list[Result], *, at: datetime, by: str) -> None:
    """Bring results into the log, within a change. A message settled by others meanwhile keeps what they found,
    unless they were unsure and we know."""
    if not results:
        return
    change.alone()
    numbers = [result.message.message_id for result in results]
    now = messages.holders(change.conn, message_ids=numbers)
    ours = [r for r in results if _still_ours(*now[r.message.message_id], by)]
    _record_moves(change, [(r.message.day, r.move) for r in ours], at=at)
    messages.forget_tries(change.conn, message_ids=numbers)


def settle(
    store: Store, *, at: datetime, stale_after: timedelta, gone: Callable[[str], bool] = lambda _: False
) -> Counter[MessageState]:
    """Find out about messages held by processes that died: `gone` claims at once, silent ones after `stale_after`."""
    with store.change(at=at, by=BY) as change:
        change.alone()
        held = messages.held(change.conn, before=at + timedelta(days=1))
        stale = [m for m in held if gone(m.claimed_by) or (m.claimed_at or at) < at - stale_after]
        tries = messages.tries(change.conn, message_ids=[m.message_id for m in stale])
        moves = [(m.day, _settled(m, tries.get(m.message_id))) for m in stale]
        _record_moves(change, moves, at=at)
        messages.forget_tries(change.conn, message_ids=[m.message_id for m in stale])
    return Counter(move.state for _, move in moves)


def expire(store: Store, *, on: date, at: datetime) -> int:
    """Give up digests of earlier days that never left: what they said is open again and goes into today's."""
    with store.change(at=at, by=BY) as change:
        change.alone()
        moves = [
            (day, Move(number, MessageState.EXPIRED, tries, reason=f"gộp vào thông báo sau ngày {day:%d/%m/%Y}"))
            for number, tries, day in messages.left_over(change.conn, before=on, kind=KIND)
        ]
        _record_moves(change, moves, at=at, reopen_on=on)
    return len(moves)


def send_again(store: Store, message_id: int, *, at: datetime, by: str) -> None:
    """A person decided that an unsure, refused or expired message is to be sent (again), with the same Message-ID."""
    with store.change(at=at, by=by) as change:
        change.alone()
        found = messages.messages(change.conn, ids=[message_id])
        allowed = (MessageState.UNSURE, MessageState.REFUSED)
        if not found or found[0].state not in allowed:
            raise NotAllowed(
                f"Thông báo số {message_id} không ở tình trạng “chưa rõ” hoặc “bị từ chối”, không gửi lại."
            )
        move = Move(message_id, MessageState.PLANNED, found[0].attempts, reason=f"{by} cho gửi lại")
        _record_moves(change, [(found[0].day, move)], at=at)


def process_gone(claimed_by: str) -> bool:
    """Whether a claim was made by a process of this machine that no longer lives."""
    host, _, rest = claimed_by.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class _Sender:
    """One portion on its way: holds what every message of it needs."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        render: Render,
        policy: Policy,
        clock: Callable[[], datetime],
        by: str,
        watch: Watch,
        down: dict[str, DeliveryError],
        faults: list[Exception],
    ) -> None:
        self.store = store
        self.channels = channels
        self.render = render
        self.policy = policy
        self.clock = clock
        self.by = by
        self.watch = watch
        self.down = down
        self.faults = faults
        self.unwritten: Attempt | None = None  # how the last try ended, not yet written down

    def send_all(self, taken: Iterable[Message]) -> list[Result]:
        results = [result for message in taken if (result := self._send(message)) is not None]
        if self.unwritten is not None:
            messages.end_try(self.store, self.unwritten)
        return results

    def _send(self, message: Message) -> Result | None:
        number = message.attempts + 1
        started: list[Attempt] = []

        def handing_over() -> None:
            attempt = Attempt(message.message_id, number, self.by, self.clock(), None, "", "", "")
            self.watch("ready", message.message_id)
            if not messages.begin_try(self.store, attempt, ended=self.unwritten):
                raise Taken
            self.unwritten = None
            started.append(attempt)
            self.watch("leaving", message.message_id)

        try:
            move = self._handed(message, number, handing_over)
        except Taken:
            return None
        self.watch("left", message.message_id)
        if not started:
            return Result(message, move, None)
        ended = started[0]._replace(ended_at=self.clock(), state=move.state, receipt=move.receipt, reason=move.reason)
        self.unwritten = ended
        return Result(message, move, ended)

    def _handed(self, message: Message, number: int, handing_over: Callable[[], None]) -> Move:
        try:
            channel = self.channels.get(message.channel)
            if channel is None:
                raise DeliveryError(f"kênh “{message.channel}” không còn được cấu hình", whole_channel=True)
            if message.channel in self.down:
                raise self.down[message.channel]
            receipt = channel.send(self.render(message), handing_over)
        except DeliveryError as error:
            if error.whole_channel:
                self.down[message.channel] = error
            return self._failed(message, number, error)
        except Taken:
            raise
        except Exception as error:  # a letter that cannot be made must not stop the others; the round ends as failed
            self.faults.append(error)
            return self._failed(message, number, DeliveryError(f"lỗi phần mềm: {error}"))
        return Move(message.message_id, MessageState.SENT, number, receipt=receipt)

    def _failed(self, message: Message, number: int, error: DeliveryError) -> Move:
        if error.unsure:
            return Move(message.message_id, MessageState.UNSURE, number, reason=error.reason)
        if error.permanent:
            return Move(message.message_id, MessageState.REFUSED, number, reason=error.reason)
        waits = self.policy.delivery.retry_minutes
        later = self.clock() + timedelta(minutes=waits[min(number, len(waits)) - 1]) if waits else None
        state = MessageState.DEFERRED if number <= len(waits) else MessageState.EXPIRED
        return Move(message.message_id, state, number, next_try_at=later, reason=error.reason)


def _still_ours(state: MessageState, claimed_by: str, by: str) -> bool:
    return claimed_by == by and state in (MessageState.SENDING, MessageState.UNSURE)


def _settled(message: Message, attempt: Attempt | None) -> Move:
    number = message.message_id
    if attempt is None or attempt.claim != message.claimed_by:
        return Move(number, MessageState.PLANNED, message.attempts, reason="tiến trình gửi dừng trước khi gửi")
    if attempt.ended_at is None:
        return Move(number, MessageState.UNSURE, attempt.number, reason="tiến trình gửi dừng trong lúc gửi")
    return Move(number, MessageState(attempt.state), attempt.number, receipt=attempt.receipt, reason=attempt.reason)


def _record_moves(
    change: Change,
    moves: Iterable[tuple[date, Move]],
    *,
    at: datetime,
    claim: str = "",
    reopen_on: date | None = None,
) -> None:
    days: dict[date, list[Move]] = {}
    for day, move in moves:
        days.setdefault(day, []).append(move)
    for day, some in days.items():
        again = reopen_on or (day + timedelta(days=1))
        expired = any(move.state is MessageState.EXPIRED for move in some)
        change.record(
            MessagesMoved(day=day, at=at, moves=tuple(some), claim=claim, reopen_on=again if expired else None)
        )
