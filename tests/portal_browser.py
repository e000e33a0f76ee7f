"""A browser and a served portal for tests that look at pages as people do."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from portal_site import Place, a_place, fill

from directive.store import Store, open_store

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@contextmanager
def a_browser() -> Iterator[Any]:
    """The machine's Chromium; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def served(home: Path) -> Iterator[Place]:
    """A portal behind a real server; its address is `keys["url"]`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    store: Store = open_store(f"sqlite:///{home}/dondoc.db")
    store.create()
    fill(store)
    url = f"http://127.0.0.1:{port}"
    here = a_place(store, home, today="18/06/2024", demo=True, public_url=url)
    server = uvicorn.Server(uvicorn.Config(here.app, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    here.keys["url"] = url
    yield here
    server.should_exit = True
    thread.join(timeout=10)
    store.close()


def a_page(chromium: Any, size: dict[str, int], complaints: list[str]) -> Any:
    """A window of this size; what the browser complains of is kept."""
    context = chromium.new_context(viewport=size, locale="vi-VN")
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
