"""What a running Prefect server must have before the worker starts: pool, limits, deployments, no ghosts.

`python -m flows.provision` is run by `dondoc up` in a process of its own and may be repeated at any time, also while
workers on other machines are running flows.
"""

import asyncio
import hashlib
import logging
import subprocess
import sys
from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from directive.settings import load_settings
from directive.store import open_store
from directive.store.operating import mark, set_mark
from flows.engine import POOL, deployments_file
from flows.ghosts import settle_ghosts, watch_for_ghosts

LIMITS = {"mail": (2, 2.0), "zalo": (2, 2.0)}
"""Global concurrency limits: name -> (slots, slots given back per second)."""

_DEPLOYED = "deployed"


async def provision() -> None:
    """Make the pool and the limits, settle what a power cut left Running, and deploy when something changed."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    async with get_client() as client:
        await _make_pool(client)
        await settle_ghosts(client)
        await watch_for_ghosts(client)
        await _make_limits(client)
        wanted = hashlib.sha256(deployments_file().read_bytes() + sys.version.encode()).hexdigest()
        if not await _is_deployed(client, wanted):
            _deploy()
            store = open_store(load_settings().url)
            set_mark(store, _DEPLOYED, wanted, at=datetime.now(UTC))
            store.close()


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
