"""The engine as `dondoc up` runs it: a real Prefect server behind the guard, provisioned with the real file."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from directive.calendar import VIETNAM
from directive.settings import Settings
from directive.store import migrate, open_store
from flows.engine import engine_environment
from flows.supervisor import Program, wait_for

pytestmark = [pytest.mark.engine]


def a_free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("engine")
    settings = Settings(home=home, engine_port=a_free_port(), _env_file=None)  # type: ignore[call-arg]
    store = open_store(settings.url)
    migrate.upgrade(store)
    store.close()
    env = engine_environment(settings) | {
        "DONDOC_HOME": str(home),
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
    }
    words = ["-m", "uvicorn", "--factory", "flows.server:build", "--port", str(settings.engine_port)]
    server = Program("Prefect", [*words, "--log-level", "warning"], env=env, log=home / "server.log")
    try:
        base = f"http://127.0.0.1:{settings.engine_port}"
        wait_for(f"{base}/api/health", program=server, seconds=180)
        done = subprocess.run(
            [sys.executable, "-m", "flows.provision"],
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with httpx.Client(base_url=base, timeout=30) as client:
            yield client
    finally:
        server.stop()


def ask(client: httpx.Client, path: str, **filters: Any) -> Any:
    answer = client.post(f"/api/{path}", json=filters)
    answer.raise_for_status()
    return answer.json()


def test_a_deployed_schedule_gets_scheduled_runs(engine: httpx.Client) -> None:
    """The one failure that nothing else shows: a healthy server whose scheduler creates no runs."""
    deployment = next(d for d in ask(engine, "deployments/filter") if d["name"] == "Việc hằng ngày")
    until = time.monotonic() + 60
    runs: list[Any] = []
    while not runs and time.monotonic() < until:
        runs = ask(
            engine,
            "flow_runs/filter",
            flow_runs={"deployment_id": {"any_": [deployment["id"]]}, "state": {"type": {"any_": ["SCHEDULED"]}}},
        )
        time.sleep(0.5)

    assert runs, "no scheduled run was created: check the pins of SQLAlchemy and FastAPI"
    starts = sorted(datetime.fromisoformat(run["expected_start_time"]) for run in runs)
    assert starts[0].astimezone(VIETNAM).strftime("%H:%M") == "08:00"
    assert starts[0] - datetime.now(VIETNAM) < timedelta(days=1)


def test_every_deployment_of_the_file_is_there_with_module_entrypoint(engine: httpx.Client) -> None:
    import yaml

    wanted = yaml.safe_load(Path("prefect.yaml").read_text(encoding="utf-8"))["deployments"]

    deployed = {d["name"]: d for d in ask(engine, "deployments/filter")}

    assert set(deployed) == {d["name"] for d in wanted}
    assert all(":" not in d["entrypoint"] and d["pull_steps"] in (None, []) for d in deployed.values())
    assert all(d["description"] for d in deployed.values())


def test_provisioning_again_changes_nothing(engine: httpx.Client) -> None:
    before = {d["name"]: d["id"] for d in ask(engine, "deployments/filter")}
    port = engine.base_url.port
    env = {**os.environ, "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    env["DONDOC_HOME"] = os.environ.get("DONDOC_HOME", "")

    assert before
    assert {d["name"]: d["id"] for d in ask(engine, "deployments/filter")} == before
    limits = ask(engine, "v2/concurrency_limits/filter")
    assert {limit["name"] for limit in limits} == {"mail", "zalo"}


def test_the_page_asks_the_host_it_was_opened_from(engine: httpx.Client) -> None:
    assert engine.get("/ui-settings").json()["api_url"] == "/api"


def test_the_short_address_says_when_there_is_no_dashboard_yet(engine: httpx.Client) -> None:
    answer = engine.get("/bang")

    assert answer.status_code == 404
    assert "Bảng điều hành" in answer.text
