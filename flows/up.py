"""`dondoc up`: one command that starts everything and stops it cleanly.

Prefect's server behind the guard, work pool, deployments, one worker, and the portal in a process of its own.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from directive.errors import NotAllowed
from directive.settings import Settings
from flows.engine import POOL, engine_environment, worker_environment
from flows.supervisor import Failed, Program, Say, is_taken, stop_all, wait_for, watch

ENGINE, PORTAL, WORKER = "engine", "portal", "worker"
PARTS = (ENGINE, PORTAL, WORKER)
"""What a running dondoc is made of. One machine runs all of them, many machines share them out."""


class Asked(NamedTuple):
    """Which parts this process keeps up, and how its worker is called."""

    parts: tuple[str, ...] = PARTS
    worker: str = "dondoc"
    limit: int = 2


def stay_up(
    settings: Settings, *, say: Say, loaded: Callable[[], None] | None = None, asked: Asked | None = None
) -> int:
    """Start, stay in the foreground, stop. `loaded` runs once everything answers (the demo's days)."""
    asked = asked or Asked()
    _check_ports(settings, asked)
    began = time.monotonic()
    programs: list[Program] = []
    try:
        _start(settings, asked, programs, say)
        say(f"Sẵn sàng sau {time.monotonic() - began:.0f} giây.")
        if loaded is not None:
            loaded()
        _tell(settings, asked, say)
        stopped = watch(programs)
        if stopped is not None:
            say(f"{stopped} đã tự dừng; dừng tất cả. Xem nhật ký trong {settings.home.resolve() / 'log'}.")
        return 0 if stopped is None else 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop_all(programs, say)
        say(f"Đã dừng lúc {datetime.now(UTC).astimezone():%H:%M:%S}. Dữ liệu còn nguyên trong {settings.home}.")


def _start(settings: Settings, asked: Asked, programs: list[Program], say: Say) -> None:
    logs = settings.home.resolve() / "log"
    where = ["--host", settings.host, "--log-level", "warning"]
    portal: Program | None = None

    def start(name: str, words: list[str], env: dict[str, str], log: str) -> Program:
        programs.append(Program(name, words, env=env, log=logs / log))
        return programs[-1]

    env = engine_environment(settings)
    if ENGINE in asked.parts:
        say("Khởi động máy chủ Prefect …")
        words = ["-m", "uvicorn", "--factory", "flows.server:build", *where, "--port", str(settings.engine_port)]
        server = start("máy chủ Prefect", words, env, "prefect.log")
    if PORTAL in asked.parts:
        words = ["-m", "uvicorn", "--factory", "flows.portal:build", *where, "--port", str(settings.port)]
        portal = start("cổng thông tin", words, env, "portal.log")
    if ENGINE in asked.parts:
        wait_for(f"{_base(settings)}:{settings.engine_port}/api/health", program=server, seconds=180)
        say("Tạo nhóm việc và triển khai các luồng …")
        _provision(env)
    if WORKER in asked.parts:
        say("Khởi động bộ chạy luồng …")
        words = ["-m", "prefect", "worker", "start", "--pool", POOL]
        words += ["--limit", str(asked.limit), "--name", asked.worker]
        start("bộ chạy luồng", words, worker_environment(settings), "worker.log")
    if portal is not None:
        wait_for(f"{_base(settings)}:{settings.port}/suc-khoe", program=portal, seconds=60)


def _provision(env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.provision"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"Không triển khai được các luồng: {(done.stderr or done.stdout).strip()[-2000:]}")


def _base(settings: Settings) -> str:
    """Where our own programs answer from this machine."""
    everywhere = settings.host in ("0.0.0.0", "::")
    return f"http://{'127.0.0.1' if everywhere else settings.host}"


def _check_ports(settings: Settings, asked: Asked) -> None:
    wanted = [(ENGINE, "DONDOC_ENGINE_PORT", settings.engine_port), (PORTAL, "DONDOC_PORT", settings.port)]
    for part, name, port in wanted:
        if part in asked.parts and is_taken(settings.host, port):
            raise NotAllowed(f"Cổng {port} đã có chương trình khác dùng. Dừng chương trình đó hoặc đặt {name} khác.")


def _tell(settings: Settings, asked: Asked, say: Say) -> None:
    ui = f"{_base(settings)}:{settings.engine_port}"
    say("")
    if ENGINE in asked.parts:
        say(f"  Bảng điều hành của lãnh đạo (giao diện Prefect):  {ui}/bang")
        say(f"  Các luồng, lịch chạy (quản trị):                  {ui}/v2/deployments")
    if PORTAL in asked.parts:
        say(f"  Cổng của đơn vị, văn thư và quản trị:             {_base(settings)}:{settings.port}/")
    if WORKER in asked.parts:
        say(f"  Bộ chạy luồng “{asked.worker}”, cùng lúc {asked.limit} luồng.")
    if settings.today:
        say(f"  Ngày giả định: {settings.today:%d/%m/%Y} (DONDOC_TODAY)")
    say("  Nhấn Ctrl-C để dừng.")
