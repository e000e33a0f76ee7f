"""Does `/api/v1` keep to its own description? Runs schemathesis against a filled portal, without limits in the way.

schemathesis brings a plugin for pytest along, so it lives in an environment of its own:

    python -m venv /tmp/schema && /tmp/schema/bin/pip install schemathesis
    python -m bench.api /tmp/schema/bin/schemathesis [--examples 100]
"""

import argparse
import subprocess
import tempfile
import threading
from datetime import date, timedelta
from pathlib import Path

import uvicorn

from bench.portal import AT, fill, free_port, wait_for
from directive import answering, api_keys
from directive.files import FileRoom
from directive.ledger import ApiScope
from directive.obligations import Progress
from directive.settings import Settings
from directive.store import Store, migrate, open_store
from notifications import links
from portal.app import create_app
from portal.shield import Limiter, Limits

KEY = api_keys.PREFIX + "0" * 43


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("schemathesis")
    parser.add_argument("--examples", type=int, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url="", today=date(2024, 3, 18))
        store = open_store(settings.url)
        migrate.upgrade(store)
        fill(store, settings, 30)
        say_something(store)
        port = free_port()
        server = serve(store, settings, port)
        wait_for(port)
        url = f"http://127.0.0.1:{port}"
        command = [args.schemathesis, "run", f"{url}/api/v1/openapi.json", "--url", url, "--workers", "1"]
        command += ["-H", f"Authorization: Bearer {KEY}", "--max-examples", str(args.examples), "--seed", "1"]
        done = subprocess.run(command, check=False, cwd=home)
        server.should_exit = True
    raise SystemExit(done.returncode)


def say_something(store: Store) -> None:
    """Answers, and a key that reads everything."""
    for n in range(10):
        point = answering.Point(obligation_id=2 * n + 1, progress=Progress.UNDER_WAY, percent=n, result="Đã làm")
        answering.submit(
            store,
            directive_id=1,
            agency_id=f"don-vi-{n}",
            due_id=None,
            points=[point],
            idempotency_key=str(n),
            on=AT.date(),
            at=AT,
            by="bench",
        )
    far = AT + timedelta(days=700)
    api_keys.make(store, key=KEY, name="bench", scopes=list(ApiScope), expires_at=far, at=AT, by="bench")


def serve(store: Store, settings: Settings, port: int) -> uvicorn.Server:
    app = create_app(
        store=store,
        files=FileRoom(settings.home / "tep"),
        open_link=links.open_link,
        mint=lambda *_, **__: "",
        now=lambda: AT,
        settings=settings,
        secret=b"bench",
        limits=Limits(*(Limiter(per_minute=1e9, burst=1e9) for _ in range(3))),
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    return server


if __name__ == "__main__":
    main()
