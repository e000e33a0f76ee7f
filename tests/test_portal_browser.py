"""A real browser: answer on a phone, return, correct, accept; no page wider than the phone; colours can be read."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from portal_site import CULTURE, HEALTH, LABOUR, OFFICE, Place, a_place, fill, send
from test_portal_answer import hand_in

from directive.ledger import Purpose
from directive.obligations import Progress
from directive.store import Store, directives, open_store, replies
from directive.tracked import ReplyState

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A served portal; its pages complain in the console when something is refused."""
    store: Store = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    store.create()
    fill(store)
    here = a_place(store, tmp_path, today="18/06/2024", demo=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(here.app, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    here.keys["url"] = f"http://127.0.0.1:{port}"
    yield here
    server.should_exit = True
    thread.join(timeout=10)
    store.close()


def a_page(chromium: Any, size: dict[str, int], complaints: list[str]) -> Any:
    context = chromium.new_context(viewport=size, locale="vi-VN")
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.browser
def test_answer_return_correct_accept(chromium: Any, place: Place, tmp_path: Path) -> None:
    complaints: list[str] = []
    url = place.keys["url"]
    phone, desk = a_page(chromium, PHONE, complaints), a_page(chromium, DESK, complaints)
    answer = f"{url}/l/{place.key(Purpose.ANSWER, HEALTH, contact_id=1)}"
    review = f"{url}/l/{place.key(Purpose.REVIEW, LABOUR, contact_id=3)}"
    picture = tmp_path / "ảnh buổi khám.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 2000)

    phone.goto(answer)
    assert fits(phone)
    phone.click("text=Đã tiếp nhận")
    assert "đã tiếp nhận" in phone.inner_text("[role=status] >> nth=1").lower()
    phone.fill("#o1-result", "Đã khám 1.200 người ở 20 xã")
    phone.click("text=Thêm tỷ lệ, số liệu")
    phone.fill("#o1-percent", "120")
    phone.set_input_files("#o1-tep", picture)
    phone.click("text=Xem lại và gửi")
    assert "từ 0 đến 100" in phone.inner_text("[role=alert]")
    assert phone.input_value("#o1-result") == "Đã khám 1.200 người ở 20 xã"
    assert "ảnh buổi khám.png" in phone.inner_text("#o1")
    phone.fill("#o1-percent", "100")
    phone.click("#o1 >> text=Đã hoàn thành, đề nghị xác nhận")
    phone.click("text=Xem lại và gửi")
    assert fits(phone)
    phone.dblclick("button:has-text('Gửi báo cáo')")
    phone.wait_for_url("**/bien-nhan/*")
    assert "Đã nhận báo cáo" in phone.inner_text("main")
    assert fits(phone)

    desk.goto(review)
    card = desk.locator("article", has_text="1.200 người")
    card.locator("input[name^=nhan-xet]").fill("Nêu rõ hai xã còn lại")
    card.get_by_role("button", name="Trả lại").click()
    assert "Đã trả lại 1 nội dung" in desk.inner_text("main")

    phone.goto(answer)
    assert "Nêu rõ hai xã còn lại" in phone.inner_text("#o1")
    phone.fill("#o1-result", "Đã khám 1.320 người ở 22 xã")
    phone.click("text=Xem lại và gửi")
    phone.click("text=Gửi báo cáo")
    phone.wait_for_url("**/bien-nhan/*")

    desk.goto(review)
    desk.check("#tat-ca")
    desk.click("text=Xác nhận mục đã chọn")
    assert "Đã xác nhận" in desk.inner_text("main")

    with place.store.reading() as conn:
        assert directives.obligation(conn, 1).progress is Progress.DONE
        said = [r.state for r in replies.replies(conn, obligation_ids=[1], current=False)]
    assert said == [ReplyState.RETURNED, ReplyState.ACCEPTED]
    assert [c for c in complaints if "422" not in c] == []


@pytest.mark.browser
def test_no_page_is_wider_than_a_phone(chromium: Any, place: Place) -> None:
    complaints: list[str] = []
    url = place.keys["url"]
    page = a_page(chromium, PHONE, complaints)
    page.goto(url)
    page.click("text=Vào bàn làm việc của chuyên viên")
    keys = {
        "t": place.key(Purpose.ANSWER, HEALTH),
        "x": place.key(Purpose.REVIEW, LABOUR),
        "q": place.key(Purpose.DECIDE, OFFICE),
    }
    hand_in(place, keys["t"], o1__result="Đã khám " + "1.200 người; " * 40, o1__percent="40")
    send(place.client, f"/t/{keys['t']}/gia-han/1", ngay="2024-07-31", ly_do="Chờ số liệu")
    paths = ["/", "/ban-lam-viec", "/van-ban", "/van-ban/1", "/van-ban/1/doc", "/danh-sach", "/nhiem-vu/1"]
    paths += [f"/don-vi/{CULTURE}", "/giai-thich/1", "/hop-thu-di", f"/x/{keys['x']}/nv/1"]
    paths += [f"/{door}/{key}" for door, key in keys.items()]
    paths += [f"/t/{keys['t']}/{act}/1" for act in ("gia-han", "khong-thuoc", "cach-tinh")]

    for path in paths:
        assert page.goto(url + path).status == 200, path
        assert fits(page), path
        assert page.locator("h1").count() == 1, path
        assert page.locator("a:not([href]), img:not([alt]), button:empty").count() == 0, path
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]),textarea,select')]"
            ".filter(f => !f.labels.length && !f.ariaLabel).map(f => f.name)"
        )
        assert unnamed == [], path
    assert complaints == []


@pytest.mark.browser
def test_the_keyboard_alone_is_enough(chromium: Any, place: Place) -> None:
    page = a_page(chromium, DESK, [])
    page.goto(f"{place.keys['url']}/l/{place.key(Purpose.ANSWER, HEALTH)}")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "o1-result":
            break
    page.keyboard.type("Gõ bằng bàn phím")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the folded fields
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    page.keyboard.press("Enter")  # in a one-line field: keeps the draft, sends nothing

    page.wait_for_url("**luu=1")
    assert page.input_value("#o1-result") == "Gõ bằng bàn phím"
    with place.store.reading() as conn:
        assert replies.replies(conn) == []


PAIRS = [
    *[(ink, ground) for ink in ("ink", "soft") for ground in ("paper", "card", "sunk", "quote")],
    *[("ink", ground) for ground in ("good-wash", "warn-wash", "bad-wash", "wash")],
    *[(ink, "card") for ink in ("main", "done", "reported", "under-way", "returned", "late", "quiet")],
    ("main-ink", "main"),
    ("late", "paper"),
    ("main", "paper"),
    ("main", "sunk"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_colours_can_be_read(theme: str, ink: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""
    style = (files("portal") / "static" / "dondoc.css").read_text("utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", light if theme == "light" else dark))

    lighter, darker = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
