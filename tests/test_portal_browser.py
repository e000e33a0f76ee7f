"""A real browser: answer on a phone, return, correct, accept; no page wider than the phone; colours can be read."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from portal_browser import DESK, PHONE, a_browser, a_page, fits, served
from portal_site import CULTURE, HEALTH, LABOUR, OFFICE, Place, send
from test_portal_answer import hand_in
from test_portal_delegation import give

from directive.ledger import Purpose
from directive.obligations import Progress
from directive.store import directives, replies
from directive.tracked import ReplyState


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with a_browser() as browser:
        yield browser


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path) as here:
        yield here


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
    paths += [f"/t/{keys['t']}/phan-cong", f"/x/{keys['x']}/bao-cao", f"/p/{give(place, keys['t'], 1)}"]
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


@pytest.mark.browser
def test_the_whole_way_with_a_colleague_and_a_decision(chromium: Any, place: Place, tmp_path: Path) -> None:
    """Give a part away, write it, take it in, ask for time, hand in, return, correct, accept, decide."""
    complaints: list[str] = []
    url = place.keys["url"]
    head, colleague, desk = (a_page(chromium, size, complaints) for size in (PHONE, PHONE, DESK))
    answer = f"{url}/l/{place.key(Purpose.ANSWER, HEALTH, contact_id=1)}"
    review = f"{url}/l/{place.key(Purpose.REVIEW, LABOUR, contact_id=3)}"
    decide = f"{url}/l/{place.key(Purpose.DECIDE, OFFICE, contact_id=4)}"
    picture = tmp_path / "biên bản khám.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 2000)

    head.goto(answer)
    head.click("#o1 >> text=Phân công soạn")
    assert fits(head)
    assert head.is_checked("input[name=nv][value='1']")
    head.fill("#ten", "Trần Thị B")
    head.fill("#loi_dan", "Nêu rõ số xã đã khám")
    head.click("text=Tạo liên kết")
    link = head.input_value("#lien-ket")
    assert fits(head)

    colleague.goto(link)
    assert fits(colleague)
    assert "Nêu rõ số xã đã khám" in colleague.inner_text("main")
    assert colleague.locator("article").count() == 1
    colleague.fill("#o1-result", "Đã khám 1.200 người ở 20 xã")
    colleague.set_input_files("#o1-tep", picture)
    colleague.dblclick("button[value=chuyen]")
    colleague.wait_for_url("**xong=chuyen")

    head.goto(answer)
    assert "Trần Thị B, Phòng Y tế đã soạn phần này" in head.inner_text("#o1")
    head.fill("#o1-result", "Đã khám 1.200 người ở 20/22 xã")
    head.click("#o1 >> text=Xin gia hạn")
    head.fill("#ngay", "2024-07-31")
    head.fill("#ly_do", "Hai xã vùng cao chưa bố trí được bác sĩ")
    head.click("text=Gửi đề nghị")
    assert head.input_value("#o1-result") == "Đã khám 1.200 người ở 20/22 xã"
    head.click("text=Xem lại và gửi")
    head.click("text=Gửi báo cáo")
    head.wait_for_url("**/bien-nhan/*")
    receipt = head.inner_text("main")
    assert "Trần Thị B, Phòng Y tế" in receipt
    assert "biên bản khám.png" in receipt

    desk.goto(review)
    card = desk.locator("article", has_text="20/22 xã")
    card.locator("input[name^=nhan-xet]").fill("Nêu tên hai xã còn lại")
    card.get_by_role("button", name="Trả lại").click()
    colleague.goto(link)
    assert "Nêu tên hai xã còn lại" in colleague.inner_text("#o1")
    colleague.fill("#o1-result", "Đã khám 1.200 người ở 20/22 xã; còn Bình An, Bình Khương")
    colleague.click("button[value=chuyen]")
    head.goto(answer)
    head.click("text=Xem lại và gửi")
    head.click("text=Gửi báo cáo")
    head.wait_for_url("**/bien-nhan/*")
    desk.goto(review)
    desk.check("#tat-ca")
    desk.click("text=Xác nhận mục đã chọn")
    assert "Đã xác nhận 2" in desk.inner_text("main")

    desk.goto(decide)
    desk.click("text=Đồng ý đến 31/07/2024")
    assert "Đã ghi quyết định" in desk.inner_text("main")
    head.goto(answer)
    assert "Được gia hạn đến 31/07/2024" in head.inner_text("#o1")
    head.click("text=Phân công đồng nghiệp soạn từng phần")
    head.click("text=Thu hồi")
    colleague.goto(link)
    assert "thu hồi" in colleague.inner_text("main")

    with place.store.reading() as conn:
        said = [(r.state, r.prepared_by) for r in replies.replies(conn, obligation_ids=[1], current=False)]
    assert said == [(s, "Trần Thị B, Phòng Y tế") for s in (ReplyState.RETURNED, ReplyState.ACCEPTED)]
    assert [c for c in complaints if "410" not in c] == []


@pytest.mark.browser
def test_an_answer_is_handed_in_by_keyboard_alone(chromium: Any, place: Place) -> None:
    page = a_page(chromium, PHONE, [])
    page.goto(f"{place.keys['url']}/l/{place.key(Purpose.ANSWER, HEALTH)}")

    def to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                hidden = page.evaluate("document.activeElement.matches('.choice input')")
                assert hidden or outline != "none", selector
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    to("button[value='tiep-nhan']")
    page.keyboard.press("Enter")
    page.wait_for_url("**xong=tiep-nhan")
    to("#o1-progress input")
    page.keyboard.press("ArrowRight")
    to("#o1-result")
    page.keyboard.type("Đã khám xong 22 xã")
    to("button[value='xem-lai']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/xem-lai")
    to("button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bien-nhan/*")

    with place.store.reading() as conn:
        assert directives.obligation(conn, 1).progress is Progress.REPORTED


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
