"""`dondoc up`: one command that starts everything and stops it cleanly.

Prefect's server behind the guard, work pool, deployments, one worker, and the portal in a process of its own.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from directive.errors import NotAllowed
from directive.settings import Settings
from flows.engine import POOL, engine_environment, worker_environment
from flows.supervisor import Failed, Program, Say, is_taken, stop_all, wait_for, watch


def stay_up(settings: Settings, *, say: Say, loaded: Callable[[], None] | None = None) -> int:
    """Start, stay in the foreground, stop. `loaded` runs once everything answers (the demo's days)."""
    _check_ports(settings)
    began = time.monotonic()
    programs: list[Program] = []
    try:
        _start(settings, programs, say)
        say(f"Sẵn sàng sau {time.monotonic() - began:.0f} giây.")
        if loaded is not None:
            loaded()
        _tell(settings, say)
        stopped = watch(programs)
        if stopped is not None:
            say(f"{stopped} đã tự dừng; dừng tất cả. Xem nhật ký trong {settings.home.resolve() / 'log'}.")
        return 0 if stopped is None else 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop_all(programs, say)
        say(f"Đã dừng lúc {datetime.now(UTC).astimezone():%H:%M:%S}. Dữ liệu còn nguyên trong {settings.home}.")


def _start(settings: Settings, programs: list[Program], say: Say) -> None:
    env = engine_environment(settings)
    logs = settings.home.resolve() / "log"
    base = f"http://{settings.host}"

    say("Khởi động máy chủ Prefect …")
    where = ["--host", settings.host, "--log-level", "warning"]
    server = ["-m", "uvicorn", "--factory", "flows.server:build", *where, "--port", str(settings.engine_port)]
    programs.append(Program("máy chủ Prefect", server, env=env, log=logs / "prefect.log"))
    portal = ["-m", "uvicorn", "--factory", "flows.portal:build", *where, "--port", str(settings.port)]
    programs.append(Program("cổng thông tin", portal, env=env, log=logs / "portal.log"))
    wait_for(f"{base}:{settings.engine_port}/api/health", program=programs[0], seconds=180)

    say("Tạo nhóm việc và triển khai các luồng …")
    done = subprocess.run(
        [sys.executable, "-m", "flows.provision"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"Không triển khai được các luồng: {(done.stderr or done.stdout).strip()[-2000:]}")

    say("Khởi động bộ chạy luồng …")
    worker = ["-m", "prefect", "worker", "start", "--pool", POOL, "--limit", "2", "--name", "dondoc"]
    programs.append(Program("bộ chạy luồng", worker, env=worker_environment(settings), log=logs / "worker.log"))
    wait_for(f"{base}:{settings.port}/suc-khoe", program=programs[1], seconds=60)


def _check_ports(settings: Settings) -> None:
    for name, port in (("DONDOC_ENGINE_PORT", settings.engine_port), ("DONDOC_PORT", settings.port)):
        if is_taken(settings.host, port):
            raise NotAllowed(f"Cổng {port} đã có chương trình khác dùng. Dừng chương trình đó hoặc đặt {name} khác.")


def _tell(settings: Settings, say: Say) -> None:
    ui = f"http://{settings.host}:{settings.engine_port}"
    say("")
    say(f"  Bảng điều hành của lãnh đạo (giao diện Prefect):  {ui}/bang")
    say(f"  Cổng của đơn vị, văn thư và quản trị:             http://{settings.host}:{settings.port}/")
    say(f"  Các luồng, lịch chạy (quản trị):                  {ui}/v2/deployments")
    if settings.today:
        say(f"  Ngày giả định: {settings.today:%d/%m/%Y} (DONDOC_TODAY)")
    say("  Nhấn Ctrl-C để dừng.")
