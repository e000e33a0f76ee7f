"""axe-core looks at every page: nothing serious, on a phone and on a desk, by day and by night."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from portal_browser import DESK, PHONE, a_browser, a_page, served
from portal_site import CULTURE, HEALTH, LABOUR, OFFICE, Place, send
from test_portal_answer import hand_in
from test_portal_delegation import give, write
from test_portal_letter import LETTER

from directive.ledger import Purpose

FINDINGS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)"""
LOOKS = [(PHONE, "light"), (DESK, "light"), (PHONE, "dark")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with a_browser() as browser:
        yield browser


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path) as here:
        yield here


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (files(package.__name__) / "axe.min.js").read_text("utf-8")


def lived_in(place: Place) -> list[str]:
    """A portal where everything has happened once, and the addresses of all its pages."""
    answer, review = place.key(Purpose.ANSWER, HEALTH, contact_id=1), place.key(Purpose.REVIEW, LABOUR, contact_id=3)
    other, decide = place.key(Purpose.ANSWER, CULTURE), place.key(Purpose.DECIDE, OFFICE)
    everything = place.key(Purpose.ANSWER, HEALTH, directive_id=None)
    prepare = give(place, answer, 1, loi_dan="Nêu rõ số xã")
    write(place, prepare, o1__result="Đã khám " + "1.200 người; " * 40, o1__percent="40")
    receipt = hand_in(place, answer, o1__result="Đã khám " + "1.200 người; " * 40)
    send(place.client, f"/x/{review}", lam="tra:1", **{"nhan-xet-1": "Nêu rõ hai xã còn lại"})
    files_ = [("o1-tep", ("biên bản.txt", b"x", "text/plain"))]
    send(place.client, f"/t/{answer}", files=files_, lam="luu", o1__result="Đã khám thêm")
    write(place, prepare, o1__result="Bản của B")
    send(place.client, f"/t/{answer}/gia-han/1", ngay="2024-07-31", ly_do="Chờ số liệu")
    send(place.client, f"/t/{other}/khong-thuoc/2", ly_do="Thuộc Trung tâm Văn hoá")
    said = hand_in(place, other, o4__result="Báo cáo chung " * 40, o4__difficulties="Thiếu kinh phí")
    of_agency = ["", "/xem-lai", "/phan-cong", "/gia-han/1", "/khong-thuoc/1", "/cach-tinh/1"]
    return [
        "/",
        "/khong-co-trang-nay",
        *(f"/t/{answer}{path}" for path in of_agency),
        f"/t/{everything}",
        f"/t/{other}",
        receipt,
        said,
        f"/p/{prepare}",
        *(f"/x/{review}{path}" for path in ("", "/nv/1", "/bao-cao")),
        f"/q/{decide}",
        f"/vao/{place.key(Purpose.READ, OFFICE)}",
        *("/ban-lam-viec", "/van-ban", "/van-ban/1", "/van-ban/1/doc", "/danh-sach", "/nhiem-vu/1", "/giai-thich/1"),
        *("/hop-thu-di", "/thu-den", f"/don-vi/{CULTURE}"),
    ]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone", "desk", "phone by night"])
def test_axe_finds_nothing_serious(
    chromium: Any,
    place: Place,
    axe: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    url = place.keys["url"]
    paths = lived_in(place)
    page = a_page(chromium, size, [])
    page.emulate_media(color_scheme=scheme)
    page.goto(url)
    page.click("text=Vào bàn làm việc của chuyên viên")

    found = {}
    for path in paths:
        page.goto(url + path)
        page.evaluate(axe)
        if findings := page.evaluate(FINDINGS):
            found[path] = findings

    assert found == {}


@pytest.mark.browser
def test_axe_finds_nothing_serious_where_something_is_wrong(
    chromium: Any,
    place: Place,
    axe: str,
) -> None:
    page = a_page(chromium, PHONE, [])
    url = place.keys["url"]
    answer = place.key(Purpose.ANSWER, HEALTH)
    page.goto(f"{url}/t/{answer}")
    page.fill("#o1-result", "x")
    page.click("text=Thêm tỷ lệ, số liệu")
    page.fill("#o1-percent", "300")
    page.click("text=Xem lại và gửi")
    page.evaluate(axe)
    assert page.evaluate(FINDINGS) == []

    page.goto(f"{url}/t/{answer}/phan-cong")
    page.fill("#ten", "Trần Thị B")
    page.click("text=Tạo liên kết")
    page.evaluate(axe)
    assert "Cần họ tên" in page.inner_text("[role=alert]")
    assert page.evaluate(FINDINGS) == []


@pytest.mark.browser
@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone", "desk", "phone by night"])
def test_axe_finds_nothing_serious_at_the_clerks_desk(
    chromium: Any, place: Place, axe: str, size: dict[str, int], scheme: str
) -> None:
    """A draft with a name nobody knows, every part of its page open, and the pages around it."""
    url = place.keys["url"]
    page = a_page(chromium, size, [])
    page.emulate_media(color_scheme=scheme)
    page.goto(url)
    page.click("text=Vào bàn làm việc của chuyên viên")
    page.set_input_files("#tep", {"name": "moi.txt", "mimeType": "text/plain", "buffer": LETTER.encode()})
    page.click("text=Đọc văn bản")

    found = {}
    for path in ("/van-ban/2/doc", "/danh-ba", "/tinh-trang", "/van-ban/1/dung", "/nhiem-vu/1/dung"):
        page.goto(url + path)
        for part in page.query_selector_all("details"):
            part.evaluate("one => one.open = true")
        page.evaluate(axe)
        if findings := page.evaluate(FINDINGS):
            found[path] = findings

    assert found == {}
