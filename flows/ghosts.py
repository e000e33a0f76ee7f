"""Runs whose process is no more (lượt chạy ma): settled at start, and by Prefect itself when their heartbeat stops.

A worker that dies with its flow (a power cut) leaves the run Running for ever. Ours lose nothing by it: every flow
decides by state, and the next one goes on. But the list of runs must not lie to the operator.
"""

import logging
from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY
from prefect.states import Crashed

from flows.engine import POOL

LOG = logging.getLogger(__name__)

WORKER = "dondoc"
"""The name of the worker that `dondoc up` starts."""

AUTOMATION = "Lượt chạy mất nhịp"
MESSAGE = "Máy dừng giữa chừng; lần chạy sau làm tiếp."

_ALIVE = timedelta(seconds=90)  # a worker tells every 30 s that it is there
_LEFT = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
_PAGE = 200


async def settle_ghosts(client: PrefectClient) -> int:
    """Mark what is left from before as Crashed, when nobody can be running it; how many there were.

    `dondoc up` calls this before its worker starts. While a worker of another machine is alive, its runs may be too:
    then they are left to `watch_for_ghosts`.
    """
    workers = await client.read_workers_for_work_pool(POOL)
    now = datetime.now(UTC)
    alive = [w.name for w in workers if w.name != WORKER and now - _of(w.last_heartbeat_time) < _ALIVE]
    if alive:
        LOG.warning("runs are left alone: workers %s are at work", ", ".join(alive))
        return 0
    settled = 0
    while runs := await _left(client):
        for run in runs:
            state: State[None] = Crashed(message=MESSAGE)
            await client.set_flow_run_state(run.id, state, force=True)
            LOG.warning("settled run %s left %s", run.name, run.state_name)
        settled += len(runs)
    return settled


async def watch_for_ghosts(client: PrefectClient) -> None:
    """An automation: a run that told its heartbeat once and then went silent is Crashed.

    The window is wide: one close to the heartbeat's own interval crashes healthy runs.
    """
    if await client.read_automations_by_name(AUTOMATION):
        return
    await client.create_automation(
        AutomationCore(
            name=AUTOMATION,
            description="Tiến trình của lượt chạy đã mất (mất điện, bị dừng). Lượt sau làm tiếp, không mất gì.",
            trigger=EventTrigger(
                posture=Posture.Proactive,
                after={"prefect.flow-run.heartbeat"},
                expect={
                    "prefect.flow-run.heartbeat",
                    "prefect.flow-run.Completed",
                    "prefect.flow-run.Failed",
                    "prefect.flow-run.Cancelled",
                    "prefect.flow-run.Crashed",
                },
                match={"prefect.resource.id": ["prefect.flow-run.*"]},
                for_each={"prefect.resource.id"},
                threshold=1,
                within=silence(),
            ),
            actions=[ChangeFlowRunState(state=StateType.CRASHED, message=MESSAGE)],
        )
    )


def silence() -> timedelta:
    """How long a run may be silent: five heartbeats, fifteen minutes by default."""
    return timedelta(seconds=5 * (PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() or 180))


async def _left(client: PrefectClient) -> list[FlowRun]:
    left = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_LEFT)))
    return await client.read_flow_runs(flow_run_filter=left, limit=_PAGE)


def _of(instant: datetime | None) -> datetime:
    return instant or datetime.min.replace(tzinfo=UTC)
