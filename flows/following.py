"""Đôn đốc: request status, remind, escalate, deliver. The same three steps, different kinds of moments."""

from collections import Counter
from datetime import date
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.ledger import MessageState
from directive.policy import MomentKind
from directive.settings import load_settings
from flows.naming import asked, for_day
from notifications.sweep import Prepared
from tasks.clock import scheduled_day
from tasks.following import deliver_chunk, plan_messages

REQUESTS = frozenset(
    {
        MomentKind.ASSIGNMENT,
        MomentKind.ACKNOWLEDGE,
        MomentKind.STATUS_REQUEST,
        MomentKind.EXTENDED,
        MomentKind.RETURNED,
        MomentKind.REVIEW,
        MomentKind.DECISION,
    }
)
REMINDERS = frozenset({MomentKind.REMINDER, MomentKind.DUE_TODAY})
ESCALATIONS = frozenset({MomentKind.OVERDUE_NOTICE, MomentKind.ESCALATION})

MOST_CHUNKS = 200
"""About 10,000 messages a run; what is left waits for the next one."""

Day = Annotated[date | None, asked("Ngày", "Để trống: ngày theo lịch chạy")]


@flow(name="Đề nghị báo cáo", flow_run_name=for_day("Đề nghị báo cáo"))
def request_status(on: Day = None) -> State[None]:
    """Ask for reports whose cut-off has come, and for acknowledgement (đề nghị báo cáo)."""
    return _say(on, REQUESTS)


@flow(name="Nhắc việc", flow_run_name=for_day("Nhắc việc"))
def remind(on: Day = None) -> State[None]:
    """Send the reminders that fall due on a day (nhắc việc)."""
    return _say(on, REMINDERS)


@flow(name="Đôn đốc quá hạn", flow_run_name=for_day("Đôn đốc quá hạn"))
def escalate(on: Day = None) -> State[None]:
    """Urge what is overdue, up to the leaders (đôn đốc, báo cáo lãnh đạo)."""
    return _say(on, ESCALATIONS)


@flow(name="Gửi tiếp thông báo", flow_run_name=for_day("Gửi tiếp thông báo"))
def deliver(on: Day = None) -> State[None]:
    """Hand over the messages that still wait (gửi tiếp)."""
    del on  # names the run; what waits is known from the ledger
    return Completed(name=sent_words(deliver_all()))


def deliver_all() -> Counter[MessageState]:
    """Chunk after chunk until nothing waits that may go now."""
    states = Counter[MessageState]()
    for _ in range(MOST_CHUNKS):
        chunk = deliver_chunk()
        if not chunk:
            break
        states += chunk
    return states


def sent_words(states: Counter[MessageState]) -> str:
    """The name of a finished run: what was sent, and what a person must look at."""
    words = [f"Đã gửi {states[MessageState.SENT]} thông báo"]
    for state, said in (
        (MessageState.DEFERRED, "sẽ gửi lại"),
        (MessageState.REFUSED, "bị từ chối"),
        (MessageState.UNSURE, "chưa rõ"),
        (MessageState.PASSED_ON, "chuyển kênh khác"),
    ):
        if states[state]:
            words.append(f"{states[state]} {said}")
    return ", ".join(words)


def _say(on: date | None, kinds: frozenset[MomentKind]) -> State[None]:
    prepared: Prepared = plan_messages(scheduled_day(load_settings(), on), kinds)
    if prepared.day_off:
        return Completed(name="Ngày nghỉ")
    return Completed(name=sent_words(deliver_all()))
