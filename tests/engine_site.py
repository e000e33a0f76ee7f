"""A running engine for tests: Prefect's server behind the guard, provisioned with the real file, and a worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil

from directive.settings import Settings
from flows.engine import POOL, engine_environment, worker_environment
from flows.supervisor import Program, wait_for

ADMIN, LEADER = "mat-khau-quan-tri", "mat-khau-lanh-dao"


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Engine:
    """Server and worker of one site, to be started, killed and started again."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        port = a_free_port()
        self.settings = Settings(
            home=home,
            engine_port=port,
            admin_password=ADMIN,
            leader_password=LEADER,
            _env_file=None,  # type: ignore[call-arg]
        )
        self.base = f"http://127.0.0.1:{port}"
        self.environment = {
            "DONDOC_HOME": str(home),
            "DONDOC_ENGINE_PORT": str(port),
            "DONDOC_ADMIN_PASSWORD": ADMIN,
            "DONDOC_LEADER_PASSWORD": LEADER,
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
            **environment,
        }
        self.programs: list[Program] = []

    def start_server(self) -> None:
        env = engine_environment(self.settings) | self.environment
        words = ["-m", "uvicorn", "--factory", "flows.server:build", "--port", str(self.settings.engine_port)]
        server = Program("Prefect", [*words, "--log-level", "warning"], env=env, log=self.home / "server.log")
        self.programs.append(server)
        wait_for(f"{self.base}/api/health", program=server, seconds=180)

    def provision(self) -> str:
        """What the provisioning said."""
        done = subprocess.run(
            [sys.executable, "-m", "flows.provision"],
            env={**os.environ, **engine_environment(self.settings), **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start_worker(self, name: str = "dondoc", **environment: str) -> Program:
        env = worker_environment(self.settings) | self.environment | environment
        words = ["-m", "prefect", "worker", "start", "--pool", POOL, "--limit", "2", "--name", name]
        worker = Program(name, words, env=env, log=self.home / f"{name}.log")
        self.programs.append(worker)
        return worker

    def kill(self, program: Program) -> None:
        """End a program and everything it started at once, as a power cut does."""
        process = psutil.Process(program.process.pid)
        for one in [process, *process.children(recursive=True)]:
            one.send_signal(signal.SIGKILL)
        program.process.wait()
        self.programs.remove(program)

    def stop(self) -> None:
        for program in reversed(self.programs):
            program.stop()

    def client(self, who: tuple[str, str] = ("quan-tri", ADMIN)) -> httpx.Client:
        """A client that may also post."""
        name = str(uuid4())
        token = httpx.get(f"{self.base}/api/csrf-token", params={"client": name}, auth=who).json()["token"]
        headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": name}
        return httpx.Client(base_url=self.base, auth=who, timeout=30, headers=headers)

    def run(self, name: str) -> str:
        """Start a deployment's run by hand; its id."""
        with self.client() as client:
            number = next(d["id"] for d in ask(client, "deployments/filter") if d["name"] == name)
            answer = client.post(f"/api/deployments/{number}/create_flow_run", json={})
            answer.raise_for_status()
            return str(answer.json()["id"])

    def state(self, run_id: str) -> tuple[str, str]:
        """Type and name of a run's state."""
        with self.client() as client:
            state = client.get(f"/api/flow_runs/{run_id}").json()["state"]
            return state["type"], state["name"]

    def wait_for_end(self, run_id: str, seconds: float = 600) -> tuple[str, str]:
        until = time.monotonic() + seconds
        state = self.state(run_id)
        while state[0] not in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") and time.monotonic() < until:
            time.sleep(1)
            state = self.state(run_id)
        return state


def ask(client: httpx.Client, path: str, **filters: Any) -> Any:
    answer = client.post(f"/api/{path}", json=filters)
    answer.raise_for_status()
    return answer.json()
