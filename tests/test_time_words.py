"""Rules of reading time: what counts, what does not, however it is written; and promises for any text."""

import doctest
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directive.deadlines import Every, OnDate, Period, Unstated, Window, Within
from directive.reading import time_words
from directive.reading.time_words import find, read_phrase

SIGNED = date(2024, 2, 15)  # a Thursday
SILENT = ("on_event", "by_reference", "conditional")  # kinds without a day: noted, never due


def timed(text: str, signed: date | None = SIGNED) -> list[str]:
    return [d.text for d in find(text, signed=signed) if d.kind not in SILENT]


def day_of(text: str, signed: date | None = SIGNED) -> date | None:
    found = read_phrase(text, signed=signed)
    assert isinstance(found, OnDate), found
    return found.day


@pytest.mark.parametrize(
    "written",
    [
        "05/6/2024", "5/6/2024", "05/06/2024", "05/ 6/2024", "05 / 6 / 2024", "05.6.2024", "05-06-2024", "ngày 05.6",
        "5/6/24",
        "ngày 05 tháng 6 năm 2024", "ngày 5 tháng 06 năm 2024", "ngày 05 tháng 6, năm 2024", "05 tháng 6 năm 2024",
        "ngày05/6/2024", "ngày 05 tháng6 năm2024", "ngày 05/6 năm 2024", "ngày 05 tháng 6/2024",
        "ngày mùng 5 tháng 6 năm 2024",
        "ngày thứ Tư (05/6/2024)", "thứ Tư, ngày 05/6/2024", "ngày 05/6/2024 (thứ Tư)", "**ngày 05/6/2024**",
        "ngày\n05/6/2024", "ngày 05 tháng\n 6 năm\n2024", "ngày\n\n                    2\n\n05/6/2024",
        "ngày\n\f05/6/2024", "ngày\n- 3 -\n05/6/2024", "ngày\n===== Trang 2 =====\n05/6/2024", "ngày\u00a005/6/2024",
        "ngày 05⁄6⁄2024", "ngày 05–06–2024", "ngảy 05/6/2024", "ngày 05/6", "05 tháng 6", "ngày 05/6 năm nay",
        "ngày O5/6/2024", "ngày 05/O6/2024",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    text = f"Báo cáo UBND huyện trước {written}."
    (found,) = find(text, signed=SIGNED)
    assert isinstance(found, OnDate)
    assert (found.day, found.before) == (date(2024, 6, 5), True)
    assert text[found.span.start : found.span.end] == found.text


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("14h", time(14)), ("14h00", time(14)), ("07h00'", time(7)), ("07h00’", time(7)), ("14 giờ", time(14)),
        ("14 giờ 00", time(14)), ("14 giờ 30 phút", time(14, 30)), ("16 giờ 00 phút", time(16)), ("17:00", time(17)),
        ("5 giờ chiều", time(17)), ("8g30", time(8, 30)), ("24 giờ", None), ("24h00", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("join", [" ngày ", ", ngày ", " của ngày "])
def test_an_hour_is_read_however_it_is_written(written: str, hour: time | None, join: str) -> None:
    found = read_phrase(f"trước {written}{join}05/6/2024", signed=SIGNED)
    assert isinstance(found, OnDate)
    assert (found.day, found.at) == (date(2024, 6, 5), hour)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("tháng 6/2024", date(2024, 6, 30)), ("tháng 06 năm 2024", date(2024, 6, 30)), ("tháng 6", date(2024, 6, 30)),
        ("tháng 6-2024", date(2024, 6, 30)), ("tháng 2/2025", date(2025, 2, 28)), ("tháng 01", date(2025, 1, 31)),
        ("quý II/2024", date(2024, 6, 30)), ("Quý II năm 2024", date(2024, 6, 30)), ("quí II năm 2024",
        date(2024, 6, 30)),
        ("qúy 2/2024", date(2024, 6, 30)), ("quý 2 năm 2024", date(2024, 6, 30)), ("quý IV", date(2024, 12, 31)),
        ("quý III - IV/2024", date(2024, 12, 31)), ("quý II", date(2024, 6, 30)), ("quý I/2025", date(2025, 3, 31)),
        ("tháng 9-10/2024", date(2024, 10, 31)), ("năm 2024", date(2024, 12, 31)), ("năm 2024 - 2025",
        date(2025, 12, 31)),
        ("6 tháng đầu năm 2024", date(2024, 6, 30)), ("cuối năm 2024", date(2024, 12, 31)), ("tháng này",
        date(2024, 2, 29)),
        ("cuối tháng 6/2024", date(2024, 6, 30)), ("giữa tháng 6/2024", date(2024, 6, 15)), ("giữa năm 2024",
        date(2024, 6, 30)),
        ("đầu quý III/2024", date(2024, 7, 1)), ("tuần này", date(2024, 2, 18)), ("quý này", date(2024, 3, 31)),
        ("tháng sau", date(2024, 3, 31)), ("năm nay", date(2024, 12, 31)), ("quý tới", date(2024, 6, 30)),
    ],
)  # fmt: skip
def test_a_period_ends_on_its_last_day(written: str, last: date) -> None:
    found = read_phrase(f"hoàn thành trong {written}", signed=SIGNED)
    assert isinstance(found, OnDate)
    assert (found.day, found.period_end) == (last, True)


@pytest.mark.parametrize(
    ("written", "n"),
    [
        ("05", 5), ("5", 5), ("năm (05)", 5), ("05 (năm)", 5), ("năm", 5), ("mười lăm (15)", 15), ("mười lăm", 15),
        ("hai", 2), ("sáu", 6), ("mười", 10), ("hai mươi mốt", 21), ("ba mươi", 30), ("bốn mươi lăm", 45), ("6ó", 6),
        ("chín mươi", 90), ("một trăm tám mươi", 180), ("O5", 5),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "lead", ["không quá", "trong vòng", "trong thời hạn", "chậm nhất", "muộn nhất là", "trong thời hạn không quá"]
)
def test_a_number_is_read_in_digits_or_words(written: str, n: int, lead: str) -> None:
    found = read_phrase(f"{lead} {written} ngày làm việc, kể từ ngày nhận được văn bản này")
    assert isinstance(found, Within)
    assert (found.n, found.unit, found.anchor.kind) == (n, "working_day", "received")


@pytest.mark.parametrize(
    ("phrase", "unit"),
    [
        ("trong 10 ngày kể từ ngày ký", "day"), ("trong 10 ngày làm việc kể từ ngày ký", "working_day"),
        ("trong 10 ngày (làm việc) kể từ ngày ký", "working_day"), ("trong 10 ngày kể từ ngày ký (ngày làm việc)",
        "working_day"),
        ("trong 10 ngày kể từ ngày ký, tính theo ngày làm việc", "working_day"), ("trong 2 tuần kể từ ngày ký",
        "week"),
        ("trong 24 giờ kể từ ngày ký", "hour"), ("trong 24h kể từ ngày ký", "hour"), ("trong 6 tháng kể từ ngày ký",
        "month"),
        ("trong 2 năm kể từ ngày ký", "year"), ("trong 2 quý tính từ ngày ký", "quarter"),
    ],
)  # fmt: skip
def test_working_days_are_told_from_days(phrase: str, unit: str) -> None:
    found = read_phrase(phrase)
    assert isinstance(found, Within)
    assert (found.unit, found.anchor.kind) == (unit, "issued")


def test_an_anchor_written_as_a_date_gives_its_day() -> None:
    found = read_phrase("trong thời hạn 30 ngày kể từ ngày 01/7/2024")
    assert isinstance(found, Within)
    assert (found.anchor.kind, found.anchor.day) == ("date", date(2024, 7, 1))


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("báo cáo hằng tháng, quý, 6 tháng, năm", (Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR)),
        ("báo cáo UBND tỉnh theo định kỳ hàng tháng, qúy, năm", (Period.MONTH, Period.QUARTER, Period.YEAR)),
        ("định kỳ 03 tháng/lần báo cáo", (Period.QUARTER,)),
        ("định kỳ 03 tháng/Ilần báo cáo", (Period.QUARTER,)),  # OCR
        ("định kỳ sáu tháng báo cáo", (Period.HALF_YEAR,)),
        ("định kỳ báo cáo UBND tỉnh hằng quý và cả năm", (Period.QUARTER, Period.YEAR)),
        ("thực hiện báo cáo tháng, quý, 6 tháng, năm", (Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR)),
        ("sáu tháng một lần báo cáo kết quả", (Period.HALF_YEAR,)),
        ("kiểm tra 02 lần/năm", (Period.HALF_YEAR,)),
        ("Mỗi quý một lần, báo cáo kết quả", (Period.QUARTER,)),
        ("Định kỳ (06 tháng, 01 năm) báo cáo kết quả", (Period.HALF_YEAR, Period.YEAR)),
        ("định kỳ 9 tháng và cả năm báo cáo", (Period.NINE_MONTHS, Period.YEAR)),
    ],
)  # fmt: skip
def test_a_list_of_periods_is_one_deadline_with_several_series(text: str, series: tuple[Period, ...]) -> None:
    (found,) = [d for d in find(text) if d.kind == "every"]
    assert isinstance(found, Every)
    assert (found.period, *found.also) == series


@pytest.mark.parametrize(
    ("phrase", "period", "n"),
    [("định kỳ hai năm một lần", "year", 2), ("15 ngày một lần", "day", 15), ("hai tuần một lần", "week", 2)],
)
def test_every_other_period_is_counted(phrase: str, period: str, n: int) -> None:
    found = read_phrase(phrase)
    assert isinstance(found, Every)
    assert (found.period, found.n) == (period, n)


@pytest.mark.parametrize(
    ("text", "phrase", "fields"),
    [
        (
            "Định kỳ hằng tuần, trước 16 giờ 00 ngày thứ Sáu, chủ đầu tư gửi báo cáo",
            "Định kỳ hằng tuần, trước 16 giờ 00 ngày thứ Sáu",
            {"period": "week", "weekday": 4, "at": time(16)},
        ),
        ("báo cáo hàng năm (trước ngày 10/12)", "hàng năm (trước ngày 10/12)", {"period": "year",
        "month": 12, "month_day": 10}),
        (
            "báo cáo trước ngày 30 tháng 6 hằng năm kể từ năm 2027",
            "trước ngày 30 tháng 6 hằng năm kể từ năm 2027",
            {"period": "year", "month": 6, "month_day": 30, "starts": date(2027, 1, 1)},
        ),
        (
            "gửi trước ngày 15/01 của năm sau liền kề",
            "trước ngày 15/01 của năm sau liền kề",
            {"period": "year", "month": 1, "month_day": 15, "next_period": True},
        ),
        (
            "gửi trước ngày 10 của tháng đầu quý sau",
            "trước ngày 10 của tháng đầu quý sau",
            {"period": "quarter", "month": 1, "month_day": 10, "next_period": True},
        ),
        ("gửi trước ngày 05 tháng sau", "trước ngày 05 tháng sau", {"period": "month",
        "month_day": 5, "next_period": True}),
        ("vào ngày làm việc cuối cùng của tháng", "vào ngày làm việc cuối cùng của tháng", {"period": "month",
        "month_day": -1}),
        (
            "Báo cáo 6 tháng: các đơn vị gửi Sở Tài chính trước ngày 05/7",
            "trước ngày 05/7",
            {"period": "year", "month": 7, "month_day": 5, "before": True},
        ),
        (
            "báo cáo trước ngày 20/6 (đối với báo cáo 6 tháng)",
            "trước ngày 20/6",
            {"period": "year", "month": 6, "month_day": 20, "before": True},
        ),
        (
            "Hằng năm, các xã báo cáo UBND huyện trước ngày 15/12",
            "trước ngày 15/12",
            {"period": "year", "month": 12, "month_day": 15},
        ),
    ],
)  # fmt: skip
def test_a_day_is_read_with_its_rhythm(text: str, phrase: str, fields: dict[str, object]) -> None:
    (found,) = find(text, signed=SIGNED)
    assert isinstance(found, Every)
    assert found.text == phrase
    assert {name: getattr(found, name) for name in fields} == fields


def test_two_days_share_one_year_word() -> None:
    found = find("báo cáo trước ngày 15/6 và 15/12 hằng năm")
    assert [(d.text, d.month, d.before) for d in found if isinstance(d, Every)] == [
        ("trước ngày 15/6", 6, True),
        ("15/12 hằng năm", 12, True),
    ]


def test_a_named_year_makes_a_report_day_a_single_day() -> None:
    (found,) = find("Báo cáo 6 tháng đầu năm 2024 gửi trước ngày 15/6", signed=SIGNED)
    assert isinstance(found, OnDate)
    assert found.day == date(2024, 6, 15)


@pytest.mark.parametrize(
    ("written", "opens", "closes"),
    [
        ("từ ngày 10/5/2026 đến hết ngày 14/5/2026", date(2026, 5, 10), date(2026, 5, 14)),
        ("từ 10/5 đến 14/5/2026", date(2026, 5, 10), date(2026, 5, 14)),
        ("từ ngày 10 đến ngày 14/5/2026", date(2026, 5, 10), date(2026, 5, 14)),
        ("từ 10/5 - 14/5/2026", date(2026, 5, 10), date(2026, 5, 14)),
        ("từ ngày 20/12 đến ngày 10/01/2027", date(2026, 12, 20), date(2027, 1, 10)),
        ("từ ngày 11/9 đến hết năm 2026", date(2026, 9, 11), date(2026, 12, 31)),
        ("từ tháng 6 đến tháng 9 năm 2026", date(2026, 6, 1), date(2026, 9, 30)),
        ("từ quý II đến quý IV/2026", date(2026, 4, 1), date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_a_window_has_two_ends(written: str, opens: date, closes: date) -> None:
    (found,) = find(f"Các đơn vị treo cờ {written}.", signed=SIGNED)
    assert isinstance(found, Window)
    assert (found.opens, found.closes) == (opens, closes)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Thời gian hoàn thành: Quý II/2026.", "Quý II/2026"),
        ("Thời gian thực hiện: Thường xuyên", "Thường xuyên"),
        ("Thời gian thực hiện: Hằng năm", "Hằng năm"),
        ("Thời gian dự kiến: 2026 - 2027", "2026 - 2027"),
        ("Thời hạn: trước ngày 30/9/2025", "trước ngày 30/9/2025"),
        ("Hạn cuối: ngày 30/6/2024", "ngày 30/6/2024"),
        ("| 3. | Thiết lập hệ thống | Cục A | 2024 - 2025 |", "2024 - 2025"),
        ("| 1. | Hoàn thiện dự thảo | Cục A | Tháng 8/2024 |", "Tháng 8/2024"),
        ("Tháng 8/2024", "Tháng 8/2024"),
        ("trình UBND tỉnh ban hành Đề án (quý III/2026).", "quý III/2026"),
        ("Giao Sở A tham mưu, trình năm 2025", "năm 2025"),
    ],
)
def test_a_period_counts_where_its_place_says_so(text: str, phrase: str) -> None:
    assert timed(text) == [phrase]


FIELDS = [
    ("2026", "on_date", date(2026, 12, 31)),
    ("Năm 2026 và các năm tiếp theo", "on_date", date(2026, 12, 31)),
    ("30/6/2026", "on_date", date(2026, 6, 30)),
    ("T10/2025", "on_date", date(2025, 10, 31)),
    ("10/2025", "on_date", date(2025, 10, 31)),
    ("Q.IV/2025", "on_date", date(2025, 12, 31)),
    ("Quý III, IV/2025", "on_date", date(2025, 12, 31)),
    ("Đến năm 2030", "on_date", date(2030, 12, 31)),
    ("2024 - 2025", "window", date(2025, 12, 31)),
    ("Giai đoạn 2026-2030", "window", date(2030, 12, 31)),
    ("Tháng 6 - Tháng 12/2026", "window", date(2026, 12, 31)),
    ("Quý IV năm 2025 - Quý I năm 2026", "window", date(2026, 3, 31)),
    ("Từ năm 2026", "window", None),
    ("06 tháng, 01 năm", "every", None),
    ("Hằng năm (Quý IV)", "every", None),
    ("Theo yêu cầu", "on_event", None),
    ("Sau khi có hướng dẫn của Trung ương", "on_event", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "kind", "last"), FIELDS, ids=[row[0] for row in FIELDS])
@pytest.mark.parametrize("frame", ["{}", "Thời gian thực hiện: {}.", "  **{}**\n"])
def test_a_field_of_time_needs_no_other_word(written: str, kind: str, last: date | None, frame: str) -> None:
    (found,) = find(frame.format(written), signed=SIGNED)
    assert found.kind == kind
    assert last in (getattr(found, "day", None), getattr(found, "closes", None))


@pytest.mark.parametrize(
    "text",
    [
        "Thường xuyên tổ chức các lớp tập huấn", "b) Thường xuyên và tích cực phối hợp với các cơ quan",
        "trong đó phải thường xuyên rà soát, rút ngắn quy trình",
        "Đồng thời, thường xuyên và kiên quyết xử lý tình trạng",
        "Sở Công Thương thường xuyên theo dõi diễn biến", "Duy trì thường xuyên, liên tục công tác tuần tra",
        "tổ chức trực ban 24/24h", "trực 24/24 giờ trong những ngày có bão", "trực 24/7",
        "Trong thời gian hoàn thiện việc rà soát, chỉ đạo các đơn vị tiếp tục quản lý",
        "Trong thời gian chưa hoàn thành di dời, giao UBND phường quản lý",
    ],
)  # fmt: skip
def test_a_duty_without_end_is_continuous(text: str) -> None:
    (found,) = [d for d in find(text) if d.kind not in SILENT]
    assert found.kind == "continuous"


NOT_A_TIME = [
    # citations and the date line
    "Thực hiện Công văn số 581/UBND-KGVX ngày 31/01/2024 của UBND tỉnh",
    "Căn cứ Luật Tổ chức HĐND và UBND ngày 26/11/2003;",
    "Hà Nội, ngày 02 tháng 5 năm 2024",
    "Ngày 12/11/2024, tại trụ sở UBND tỉnh, Phó Chủ tịch chủ trì cuộc họp",
    "Nghị định số 178/2026/NĐ-CP ngày 20 tháng 5 năm 2026",
    "Thời gian ký: 19/06/2026 14:18:57 +07:00",
    # horizons, titles, programmes
    "Đề án nhân rộng mô hình Câu lạc bộ đến năm 2025 trên địa bàn huyện",
    "Chiến lược khoáng sản đến năm 2030, tầm nhìn đến năm 2045",
    "quy hoạch 03 loại rừng giai đoạn 2006-2010",
    "Phấn đấu đến năm 2030 có 80% xã đạt chuẩn",
    "đạt mức phát thải ròng bằng “0” vào năm 2050",
    "kế hoạch vốn đầu tư công năm 2025 được kịp thời",
    "lập tiến độ chi tiết theo tuần, tháng đến hết năm 2026, bám sát quyết định",
    # figures and the past
    "tính đến ngày 30/6/2024 đạt 52% dự toán",
    "6 tháng đầu năm 2024 đạt kết quả khá",
    "Đến ngày 30/9/2023, toàn tỉnh đã giải ngân 45% kế hoạch",
    "số liệu từ ngày 15/12/2023 đến ngày 14/6/2024",
    "trong 5 năm qua, tỉnh có nhiều cố gắng",
    "Các dự án đã được phê duyệt trước ngày 01/7/2023 tiếp tục thực hiện",
    "người sinh trước ngày 30/4/1975",
    "trẻ em từ 06 tháng đến 24 tháng tuổi",
    # effect and conditions
    "Quyết định này có hiệu lực kể từ ngày ký.",
    "có hiệu lực thi hành từ ngày 06/7/2026",
    "có hiệu lực thi hành sau 10 ngày, kể từ ngày ký",
    "Quá 24 tháng kể từ ngày Quyết định thành lập có hiệu lực mà không triển khai",
    "nhưng sau thời gian 06 tháng mà nhà đầu tư không có kết quả triển khai",
    # meetings and days off
    "Kính mời dự họp vào lúc 08 giờ 00 ngày 15/10/2025",
    "Thời gian: 08 giờ 00, ngày 15 tháng 10 năm 2025 (thứ Tư).",
    "Tham mưu tổ chức Hội nghị sơ kết vào ngày 20/12/2025",
    # names that hold a word of time
    "tổ chức khám sức khỏe định kỳ, truyền thông", "bố trí kinh phí dự\n\ntoán thường xuyên theo phân cấp",
    "nguồn chi thường xuyên", "khu vực thường xuyên xảy ra khai thác trái phép",
    "các phương tiện vận chuyển khoáng sản thường xuyên đi qua", "phiên họp thường kỳ tháng 6/2024",
    "xây dựng kế hoạch thanh tra hàng năm theo hướng có trọng tâm",
    "mục tiêu, chỉ tiêu hàng năm và giai đoạn của Chương trình",
    "xây dựng kế hoạch phát triển khoa học và công nghệ hàng năm và 5 năm",
    "thực hiện thắng lợi nhiệm vụ phát triển kinh tế - xã hội hằng năm và Kế hoạch 5 năm (2021 - 2025)",
    "Phấn đấu hoàn thành 12/12 chỉ tiêu", "tiến độ theo từng tuần, từng tháng",
    "giá đất áp dụng từ 01/01/2026 đến 31/12/2026",
    "Thực hiện nghiêm chế độ báo cáo định kỳ hằng tuần",
    "Kết quả thực hiện chế độ báo cáo hằng tuần là căn cứ đánh giá",
    # words that press without setting a time
    "Khẩn trương rà soát",
    "kịp thời biểu dương, khen thưởng",
    "Sớm ứng dụng công nghệ",
    "định kỳ hoặc đột xuất báo cáo",
    "trong thời gian qua", "trong thời gian sớm nhất", "trong thời gian tới", "tiếp tục theo dõi, giám sát",
    "chịu trách nhiệm trước Chủ tịch UBND tỉnh, trước pháp luật", "theo chức năng, nhiệm vụ được giao",
    "theo đúng quy định của pháp luật./.", "trước mắt, tập trung rà soát", "nhất là trước, trong và sau Tết",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_A_TIME, ids=[text[:50] for text in NOT_A_TIME])
def test_what_only_looks_like_a_deadline_is_left_alone(text: str) -> None:
    assert timed(text) == []


def test_a_year_left_out_is_the_first_that_is_not_before_the_signing() -> None:
    assert day_of("trước 15/02") == date(2024, 2, 15)
    assert day_of("trước 14/02") == date(2025, 2, 14)
    assert day_of("trước 29/02", signed=date(2025, 3, 1)) == date(2028, 2, 29)


def test_without_a_date_of_signing_a_missing_year_stays_open() -> None:
    found = read_phrase("trước ngày 30/9")
    assert isinstance(found, OnDate)
    assert (found.day, found.year_missing) == (None, True)


@pytest.mark.parametrize("written", ["31/02/2024", "42/02/2018", "ngày 15 tháng 13 năm 2024", "30/02", "00/5/2024"])
def test_a_day_that_does_not_exist_is_kept_without_a_date(written: str) -> None:
    (found,) = find(f"Báo cáo trước {written}.", signed=SIGNED)
    assert isinstance(found, OnDate)
    assert found.day is None


def test_a_due_day_before_the_signing_is_reported_as_written() -> None:
    (found,) = find("hoàn thành trước ngày 21/11/2022", signed=date(2023, 11, 14))
    assert isinstance(found, OnDate)
    assert found.day == date(2022, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "Cung cấp số liệu về Sở Tài chính trước ngày 15/11/2024",
        "Hoàn thành các chỉ tiêu được giao trước ngày 15/11/2024",
        "Khắc phục các tồn tại đã được chỉ ra trước ngày 15/11/2024",
        "kế hoạch phải được phê duyệt trước ngày 15/11/2024",
        "Nhiệm vụ đã giao, hoàn thành trong tháng 11/2024", "Kết quả gửi về Sở chậm nhất ngày 15/11/2024",
        "tổ chức hội nghị xong trước ngày 15/11/2024", "Rà soát các dự án ban hành trước ngày 15/11/2024",
    ],
)  # fmt: skip
def test_a_strong_word_of_time_needs_no_verb(text: str) -> None:
    assert len(timed(text)) == 1


def test_figures_can_be_asked_for_each_month() -> None:
    assert timed("Cập nhật số liệu hằng tháng trên hệ thống") == ["hằng tháng"]


def test_an_hour_is_the_moment_itself_and_not_a_day_before() -> None:
    found = read_phrase("trước 14 giờ ngày 05/12/2017")
    assert isinstance(found, OnDate)
    assert (found.before, found.at) == (False, time(14))


def test_a_bare_phrase_without_time_is_unstated() -> None:
    assert read_phrase("phối hợp với các cơ quan liên quan") == Unstated()


def test_spans_are_counted_from_the_offset() -> None:
    text = "Báo cáo trước\n   ngày **30/6/2024**, sau đó thường xuyên cập nhật."
    whole = "Mở đầu. " + text
    for found in find(text, offset=8, signed=SIGNED):
        assert not isinstance(found, Unstated)
        assert whole[found.span.start : found.span.end] == found.text


def test_the_examples_of_the_docstring_hold() -> None:
    result = doctest.testmod(time_words)
    assert (result.failed, result.attempted > 4) == (0, True)


WORDS = st.sampled_from(
    [
        "trước",
        "ngày",
        "tháng",
        "năm",
        "quý",
        "tuần",
        "giờ",
        "5",
        "05",
        "30/6",
        "30/6/2024",
        "31.02.2024",
        "2024",
        "-",
        "2025",
        "hằng",
        "hàng",
        "mỗi",
        "định",
        "kỳ",
        "thường",
        "xuyên",
        "đến\n",
        "",
        "",
        "",
        "hết",
        "từ",
        "trong",
        "vòng",
        "thời",
        "hạn",
        "gian",
        "kể",
        "làm",
        "việc",
        "chậm",
        "nhất",
        "không",
        "quá",
        "cuối",
        "của",
        "sau",
        "liền",
        "kề",
        "thứ",
        "Sáu",
        "II",
        "IV",
        "(",
        ")",
        ",",
        ";",
        ":",
        ".",
        "/",
        "\n",
        "\n\n",
        "\x0c\n",
        "",
        "",
        "",
        "*",
        "|",
        "báo",
        "cáo",
        "hoàn",
        "thành",
        "kết",
        "quả",
        "số",
        "92/KH-UBND",
        "của",
        "UBND",
        "tỉnh",
        "lần",
        "một",
        "hai",
        "sáu",
        "ngay",
        "khi",
        "nếu",
        "có",
        "theo",
        "quy",
        "định",
        "tùy",
        "24/24h",
        "14h00'\n",
        "",
        "",
        "",
        "25",
        "kỳ",
        "họp",
        "tổ",
        "chức",
        "ít",
        "tối",
        "thiểu",
        "đa",
        "nay",
        "qua",
        "tới",
        "giai",
        "đoạn",
        "İ",
        "ǆ",
        "\xad",
        "\u200b",
        "Ð",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=40).map("".join)
)


@given(TEXTS, st.integers(0, 5), st.one_of(st.none(), st.dates()))
def test_any_text_is_read_with_exact_ordered_spans(text: str, offset: int, signed: date | None) -> None:
    end = offset
    for found in find(text, offset=offset, signed=signed):
        assert not isinstance(found, Unstated)
        assert end <= found.span.start < found.span.end
        assert text[found.span.start - offset : found.span.end - offset] == found.text
        end = found.span.end
    read_phrase(text, signed=signed)


@given(
    st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.sampled_from(["ngày {d}/{m}/{y}", "ngày {d} tháng {m} năm {y}"])
)
def test_a_day_inside_a_citation_is_never_a_deadline(day: date, form: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    for frame in (
        "Thực hiện Công văn số 581/UBND-KGVX {} của UBND tỉnh về việc triển khai Đề án",
        "hoàn thành mục tiêu theo Kế hoạch số 92/KH-UBND {} của UBND huyện",
        "báo cáo theo Quyết định số 16/2026/QĐ-UBND {} và Thông báo số 39/TB-VPCP {} của Văn phòng Chính phủ",
    ):
        assert timed(frame.replace("{}", written)) == []


@given(st.lists(st.sampled_from([" ", "\n", "\n\n", "  ", "\t", "\u00a0", "\n\n   3\n\n"]), min_size=5, max_size=5))
def test_line_and_page_breaks_inside_a_phrase_change_nothing(blanks: list[str]) -> None:
    words = ["hoàn", "thành", "trước", "ngày 30", "tháng 6", "năm 2024"]  # a number alone on a line is a page number
    text = words[0] + "".join(blank + word for blank, word in zip(blanks, words[1:], strict=True))
    (found,) = find(text, signed=SIGNED)
    assert isinstance(found, OnDate)
    assert found.day == date(2024, 6, 30)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["ngày ", "1/", "trước ngày ", "kể từ ", "hằng năm, ", "  \n", "(", "năm "])
def test_time_grows_with_the_length_and_not_faster(unit: str) -> None:
    import time as clock

    def seconds(n: int) -> float:
        started = clock.process_time()
        find(unit * (n // len(unit)))
        return clock.process_time() - started

    seconds(1_000)
    assert seconds(160_000) < 12 * max(seconds(40_000), 0.02)
