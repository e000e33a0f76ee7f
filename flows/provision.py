"""What a running Prefect server must have before the worker starts: pool, limits, deployments, no ghosts.

`python -m flows.provision` is run by `dondoc up` in a process of its own and may be repeated at any time.
"""

import asyncio
import hashlib
import logging
import subprocess
import sys
from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.states import Crashed

from directive.settings import load_settings
from directive.store import open_store
from directive.store.operating import mark, set_mark
from flows.engine import POOL, deployments_file

LOG = logging.getLogger(__name__)

LIMITS = {"mail": (2, 2.0), "zalo": (2, 2.0)}
"""Global concurrency limits: name -> (slots, slots given back per second)."""

_DEPLOYED = "deployed"


async def provision() -> None:
    """Make the pool and the limits, settle what a power cut left Running, and deploy when something changed."""
    async with get_client() as client:
        await _settle_ghosts(client)
        await _make_pool(client)
        await _make_limits(client)
        wanted = hashlib.sha256(deployments_file().read_bytes() + sys.version.encode()).hexdigest()
        if not await _is_deployed(client, wanted):
            _deploy()
            store = open_store(load_settings().url)
            set_mark(store, _DEPLOYED, wanted, at=datetime.now(UTC))
            store.close()


async def _settle_ghosts(client: PrefectClient) -> None:
    """Runs still Running have no process any more: the worker is started after this. Mark them Crashed."""
    running = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])))
    for run in await client.read_flow_runs(flow_run_filter=running):
        state: State[None] = Crashed(message="Máy dừng giữa chừng; lần chạy sau làm tiếp.")
        await client.set_flow_run_state(run.id, state, force=True)
        LOG.warning("settled run %s left Running", run.name)


async def _make_pool(client: PrefectClient) -> None:
    try:
        await client.read_work_pool(POOL)
    except ObjectNotFound:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))


async def _make_limits(client: PrefectClient) -> None:
    for name, (slots, decay) in LIMITS.items():
        limit = GlobalConcurrencyLimitCreate(name=name, limit=slots, slot_decay_per_second=decay)
        try:
            await client.create_global_concurrency_limit(limit)
        except ObjectAlreadyExists:
            continue


async def _is_deployed(client: PrefectClient, wanted: str) -> bool:
    store = open_store(load_settings().url)
    with store.reading() as conn:
        known = mark(conn, _DEPLOYED)
    store.close()
    return known == wanted and bool(await client.read_deployments(limit=1))


def _deploy() -> None:
    # Prefect has no supported function for "deploy this file": its command line is the interface.
    words = ["--no-prompt", "deploy", "--all", "--prefect-file", str(deployments_file())]
    done = subprocess.run([sys.executable, "-m", "prefect", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"dondoc: không triển khai được các luồng:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    asyncio.run(provision())
