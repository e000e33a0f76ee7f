"""The leaders' pages: every figure opens its lines, nothing from outside can break or fake them."""

import re
import string
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from builders import a_due, an_issued_directive, an_obligation
from conftest import AT
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_cases import HOSTILE, ON, a_district

from directive.calendar import official_calendar
from directive.dashboard import OVERVIEW, Overview, Page, gather, pages, rows, weekly
from directive.dashboard import markdown as md
from directive.dashboard.pictures import Part
from directive.dashboard.pictures import overview as draw
from directive.figures import Light, Measure, Scope
from directive.files import FileRoom
from directive.obligations import Kind
from directive.reporting import Asked, freeze
from directive.store import Store, open_store
from directive.store import figures as room

CALENDAR = official_calendar()
MORNING = datetime(2024, 6, 20, 0, 5, tzinfo=UTC)  # 07:05 in Vietnam
PORTAL = "https://dondoc.example"


def seen(store: Store, *, on: date = ON, assumed: bool = False) -> Overview:
    with store.reading() as conn:
        return gather(conn, on=on, at=MORNING, calendar=CALENDAR, assumed=assumed)


def made(overview: Overview) -> dict[str, Page]:
    return {page.key: page for page in pages(overview, portal_url=PORTAL + "/")}


@pytest.fixture(scope="module")
def district() -> Overview:
    store = open_store("sqlite://")
    store.create()
    a_district(store, hostile=HOSTILE)
    overview = seen(store)
    store.close()
    return overview


def rendered(markdown: str) -> str:
    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    renderer.validateLink = lambda _: True  # type: ignore[method-assign]
    return str(renderer.render(markdown))


def test_there_is_a_page_for_everything_a_leader_asks(district: Overview) -> None:
    keys = list(made(district))

    assert keys == [OVERVIEW, "don-vi", "qua-han", "sap-den-han", "chua-bao-cao", "bao-cao", "lich", "van-ban-1"]
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)


def test_every_figure_opens_as_many_lines_as_it_says(memory: Store) -> None:
    a_district(memory)
    with memory.reading() as conn:
        text = "".join(page.markdown for page in made(gather(conn, on=ON, at=MORNING, calendar=CALENDAR)).values())
        figures = set(re.findall(r"\[(\d+)\]\(https://dondoc\.example/danh-sach\?([^)]*)\)", text))
        counted = {query: len(room.lines(conn, on=ON, calendar=CALENDAR, **opened(query))) for _, query in figures}

    assert len(figures) > 100
    assert {(str(counted[query]), query) for _, query in figures} == figures


def opened(query: str) -> dict[str, Any]:
    """What the portal's list shows for an address."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    directive_id = int(asked["van-ban"]) if "van-ban" in asked else None
    return {"measure": Measure(asked["muc"]), "scope": Scope(directive_id, asked.get("don-vi"), asked.get("ky"))}


def test_the_overview_says_when_it_was_written_and_for_which_day(district: Overview) -> None:
    text = made(district)[OVERVIEW].markdown

    assert "cập nhật lúc **07:05 ngày 20/6/2024**" in text
    assert "thứ Năm 20/6/2024" in text


def test_daily_pages_do_not_change_within_a_day(district: Overview) -> None:
    later = made(replace(district, at=MORNING + timedelta(hours=3)))

    assert {key for key, page in made(district).items() if page != later[key]} == {OVERVIEW}


def test_an_assumed_day_is_said_on_every_page(district: Overview) -> None:
    for page in made(replace(district, assumed=True)).values():
        assert "Ngày giả định: thứ Năm 20/6/2024." in page.markdown
    assert all("Ngày giả định" not in page.markdown for page in made(district).values())


def test_silent_agencies_are_named_and_nothing_is_said_of_their_work(district: Overview) -> None:
    text = made(district)["chua-bao-cao"].markdown

    for name in ("Hội Nông dân huyện", "UBND xã Bình Châu", "Phòng Tài chính \\- Kế hoạch"):
        assert name in text
    assert "Chưa có báo cáo không có nghĩa là chưa thực hiện" in text
    assert "UBND xã Bình An" not in text


def test_lights_stand_beside_each_agency(district: Overview) -> None:
    finance = next(line for line in made(district)["don-vi"].markdown.splitlines() if "Tài chính" in line)
    numbers = district.figures.by_agency

    assert finance.endswith("| 🔴🔴 |")
    assert (numbers["phong-y-te"].completion, numbers["phong-y-te"].freshness) == (Light.GREEN, Light.GREEN)


def test_frozen_reports_are_listed_with_their_files(memory: Store, tmp_path: Path) -> None:
    frozen = freeze(memory, FileRoom(tmp_path), Asked(a_district(memory), 38, ON, CALENDAR), at=AT, by="test")
    text = made(seen(memory))["bao-cao"].markdown

    for kind in ("docx", "pdf", "xlsx"):
        assert f"({PORTAL}/bao-cao/{frozen.report_id}/{kind})" in text
    assert frozen.digest[:12] in text


def test_the_weeks_ahead_show_what_was_not_asked_about_yet(store: Store) -> None:
    a_district(store)
    text = made(seen(store, on=date(2024, 6, 3)))["lich"].markdown

    assert "thứ Ba 18/6/2024" in text
    assert "| 7 |" in text  # the others have reported already
    assert "## Tuần từ 17/6/2024" in text


def test_an_empty_office_has_pages_too(memory: Store) -> None:
    assert "Chưa có văn bản nào được ban hành" in made(seen(memory))[OVERVIEW].markdown
    assert rows(seen(memory)) == []


def test_pages_stay_far_below_what_makes_a_browser_hang(district: Overview) -> None:
    long = [replace_title(one, HOSTILE * 3) for one in district.late] * 400
    big = replace(district, late=tuple(long), details=())
    page = made(big)["qua-han"]

    assert all(len(page.markdown.encode()) < 100_000 for page in made(district).values())
    assert len(page.markdown.encode()) < 100_000
    shown = page.markdown.count("/nhiem-vu/")
    assert 0 < shown < len(long)


def test_what_is_cut_is_one_link_away(district: Overview) -> None:
    few = replace(district, late=district.late[:3])

    assert f"… còn 7 dòng; [mở danh sách đầy đủ]({PORTAL}/danh-sach?muc=qua-han)" in made(few)["qua-han"].markdown


def replace_title(one: object, title: str) -> object:
    return one._replace(line=one.line._replace(title=title))  # type: ignore[attr-defined]


# --- text from outside -------------------------------------------------------------------------------------------

ATTACKS = (
    "a | b | c",
    "`mã` và ```khối",
    "[liên kết](http://xau.example) ![ảnh](http://xau.example/x.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "hai\n\n# Tiêu đề giả\n\n| bảng | giả |\n|---|---|",
    "&lt;b&gt; &#91;x&#93;",
    "http://xau.example https://xau.example www.xau.example ai@xau.example",
    "[^1] ~~bỏ~~ **đậm** __đậm__ - [ ] việc",
    "\\| thoát \\",
    "$x$ :smile: ```mermaid",
    "1. một\n2. hai",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_from_outside_is_shown_as_letters(attack: str) -> None:
    html = rendered(f"| a | b |\n|---|---|\n| {md.text(attack)} | sau |\n")
    cells = re.findall(r"<td>(.*?)</td>", html)

    assert len(cells) == 2
    assert cells[1] == "sau"
    assert "<" not in cells[0].replace("&lt;", "")
    assert unescape(cells[0]).replace("\u2060", "") == " ".join(attack.split())
    assert not re.search(r"(https?://|www\.|\w@)\w", unescape(cells[0]))


@given(st.text(alphabet=st.sampled_from([*string.punctuation, *"aà \n\t\r0\x00\u202e"]), max_size=60))
def test_no_text_makes_markup(words: str) -> None:
    html = rendered(f"# {md.text(words)}\n\n| a | b |\n|---|---|\n| {md.text(words)} | sau |\n")
    tags = set(re.findall(r"<(/?\w+)", html))

    assert tags <= {t for name in ("h1", "table", "thead", "tbody", "tr", "th", "td") for t in (name, f"/{name}")}
    assert html.count("<td>") == 2


@pytest.mark.parametrize("spoil", [lambda text: f"{text}{HOSTILE}", lambda text: HOSTILE])
def test_hostile_names_and_titles_cannot_break_a_page(memory: Store, spoil: Callable[[str], str]) -> None:
    a_district(memory)
    for table, column in (
        ("agencies", "name"),
        ("obligations", "title"),
        ("directives", "subject"),
        ("directives", "number"),
    ):
        with memory.engine.begin() as conn:
            for key, value in conn.exec_driver_sql(f"SELECT rowid, {column} FROM {table}").all():
                conn.exec_driver_sql(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (spoil(value), key))

    for page in made(seen(memory)).values():
        html = rendered(page.markdown)
        assert "<script" not in html
        assert "xau.example" not in "".join(re.findall(r'(?:href|src)="[^"]*"', html))
        assert {urlsplit(a).netloc for a in re.findall(r'href="([^"]*)"', html)} <= {"dondoc.example", ""}
        for table in re.findall(r"<table>.*?</table>", html, re.DOTALL):
            widths = {row.count("<td") + row.count("<th") - row.count("<thead") for row in table.split("<tr>")[1:]}
            assert len(widths) == 1, page.key


# --- pictures ----------------------------------------------------------------------------------------------------


def test_pictures_are_well_formed_and_say_their_numbers(district: Overview) -> None:
    for page in made(district).values():
        for data in re.findall(r"data:image/svg\+xml;base64,([^)]+)", page.markdown):
            svg = ElementTree.fromstring(b64decode(data))
            assert svg.find("{http://www.w3.org/2000/svg}title") is not None
            assert svg.get("role") == "img"
    words = draw((), (Part("<Xong>", 3, "#000000"), Part("Muộn", 1, "#ff0000")), title="A & B")
    assert "&lt;Xong&gt;: 3" in words
    assert "A &amp; B" in words


def test_the_pieces_of_the_bar_add_up_to_everything(district: Overview) -> None:
    from directive.dashboard.pictures import parts_of

    counts = district.figures.total.counts
    assert sum(part.lines for part in parts_of(counts)) == counts.total


# --- letter and raw list -----------------------------------------------------------------------------------------


def test_the_weekly_letter_has_the_figures_of_the_page(district: Overview) -> None:
    letter = weekly(district)

    assert letter["subject"] == "Tình hình thực hiện nhiệm vụ đến 20/6/2024: 10 quá hạn, 1 sắp đến hạn"
    assert [(card["words"], card["count"]) for card in letter["cards"]] == [
        *(("Tổng số", 73), ("Hoàn thành", 20), ("Quá hạn", 10)),
        *(("Sắp đến hạn", 1), ("Chờ xác nhận", 9), ("Chưa báo cáo", 7)),
    ]
    assert sum(part["count"] for part in letter["bar"]) == 73
    assert [section["heading"] for section in letter["sections"]] == [
        *("Quá hạn lâu nhất", "Chưa báo cáo", "Hạn các tuần tới"),
    ]
    assert letter["sections"][0]["path"] == "/danh-sach?muc=qua-han"
    assert len(letter["sections"][0]["groups"][0]["items"]) + letter["sections"][0]["more"] == 10


def test_the_raw_list_has_every_open_line(district: Overview) -> None:
    listed = rows(district)

    assert len(listed) == district.figures.total.count(Measure.NOT_DONE) == 53
    assert listed[0]["Đơn vị"] == "Phòng Tài chính - Kế hoạch"
    assert listed[0]["Số ngày quá hạn"] == 20
    cut = rows(replace(district, open_lines=district.open_lines[:10]))
    assert cut[-1]["Nhiệm vụ"] == "… còn 43 dòng, xem trong cổng"


def test_two_periods_stand_side_by_side_and_add_up(memory: Store) -> None:
    reports = tuple(an_obligation(n, owner_id=f"xa-{n}", kind=Kind.REPORT) for n in (1, 2))
    halves = [
        a_due(2 * n + half, obligation_id=n, period=name, cut_off=cut_off, due_on=cut_off + timedelta(days=4))
        for n in (1, 2)
        for half, (name, cut_off) in enumerate((("kỳ I", date(2024, 3, 14)), ("kỳ II", date(2024, 6, 14))))
    ]
    an_issued_directive(memory, at=AT, obligations=reports, dues=tuple(halves))

    page = made(seen(memory))["van-ban-1"].markdown
    assert "## Theo kỳ báo cáo" in page
    assert "| kỳ I | 2 | 0 | 2 | 2 |" in page
    assert "| kỳ II | 2 | 0 | 2 | 2 |" in page
