"""Every phrase of time met in real directives, one row each: the phrase alone is read to the right value."""

from datetime import date, time

import pytest

from directive.deadlines import Unstated
from directive.reading.time_words import find, read_phrase

SIGNED = date(2024, 2, 15)  # a Thursday


def said(phrase: str) -> dict[str, object]:
    """What was read, without the words and defaults."""
    value = read_phrase(phrase, signed=SIGNED)
    if isinstance(value, Unstated):
        return {"kind": "unstated"}
    fields = value.model_dump(mode="python", exclude={"text", "span"}, exclude_defaults=True)
    if "anchor" in fields:
        fields["anchor"] = {k: v for k, v in fields["anchor"].items() if v not in ("", None)}
    return {"kind": value.kind, **{k: v for k, v in fields.items() if k != "kind"}}


def on(day: date | None, **more: object) -> dict[str, object]:
    return {"kind": "on_date", "day": day, **more}


def before(day: date, **more: object) -> dict[str, object]:
    return on(day, before=True, **more)


def end(day: date, **more: object) -> dict[str, object]:
    return on(day, period_end=True, **more)


def within(n: int, unit: str, anchor: str, words: str = "", **more: object) -> dict[str, object]:
    kept = {"kind": anchor, "words": words} if words else {"kind": anchor}
    return {"kind": "within", "n": n, "unit": unit, "anchor": kept, **more}


def every(period: str, **more: object) -> dict[str, object]:
    return {"kind": "every", "period": period, **more}


def window(opens: date | None, closes: date | None) -> dict[str, object]:
    return {"kind": "window", "opens": opens, "closes": closes}


ALWAYS = {"kind": "continuous"}
WHEN = {"kind": "on_event"}
AT_ONCE = {"kind": "on_event", "at_once": True}

CATALOGUE = [
    ("trong tuần đầu tháng 11/2024", end(date(2024, 11, 7))),
    ("tuần đầu tiên của tháng 3/2024", end(date(2024, 3, 7))),
    ("trong tuần thứ hai của tháng 4/2024", end(date(2024, 4, 14))),
    ("trong tuần cuối tháng 4/2024", end(date(2024, 4, 30))),
    ("trong nửa đầu tháng 5/2024", end(date(2024, 5, 15))),
    ("trung tuần tháng 5/2024", end(date(2024, 5, 20))),
    ("không chậm quá ngày 15/5/2024", on(date(2024, 5, 15))),
    ("không quá ngày 30/6/2024", on(date(2024, 6, 30))),
    ("ngay trong ngày 20/3/2024", on(date(2024, 3, 20))),
    ("hằng tuần (vào chiều thứ Năm)", every("week", weekday=3)),
    ("mỗi năm ít nhất 02 lần", every("half_year")),
    ("thường xuyên, liên tục", ALWAYS),
    ("trong suốt mùa khô", ALWAYS),
    ("hoàn thành trước ngày 10/12/2023", before(date(2023, 12, 10))),
    ("trước ngày 21/11/2022", before(date(2022, 11, 21))),
    ("Báo cáo UBND tỉnh kết quả trước ngày 25/3/2023", before(date(2023, 3, 25))),
    (", trước ngày 10/5/2024", before(date(2024, 5, 10))),
    ("hoàn thành trước ngày 20/5/2024", before(date(2024, 5, 20))),
    ("trước ngày 05/6/2017", before(date(2017, 6, 5))),
    ("trước ngày 20.7.2020", before(date(2020, 7, 20))),
    ("chậm nhất ngày 25.12.2017", on(date(2017, 12, 25))),
    ("Chậm nhất là ngày 01 tháng 3 năm 2027", on(date(2027, 3, 1))),
    ("trước 30/8", before(date(2024, 8, 30), year_missing=True)),
    ("trước 30/9", before(date(2024, 9, 30), year_missing=True)),
    ("Hoàn thành trước ngày 30/6.", before(date(2024, 6, 30), year_missing=True)),
    ("trước 14 giờ, ngày 05/12/2017", on(date(2017, 12, 5), at=time(14))),
    ("trước 14h ngày 03/5/2021", on(date(2021, 5, 3), at=time(14))),
    ("07h00' ngày 06/9", on(date(2024, 9, 6), at=time(7), year_missing=True)),
    ("14h00’ ngày 06/9", on(date(2024, 9, 6), at=time(14), year_missing=True)),
    ("trước 17 giờ ngày 30 tháng 5 năm 2026", on(date(2026, 5, 30), at=time(17))),
    ("trước 14 giờ 00 hàng ngày", every("day", at=time(14))),
    ("về Sở KHĐT trước ngày 23/5/2019", before(date(2019, 5, 23))),
    ("gửi Văn phòng UBND trước ngày 24/5/2019", before(date(2019, 5, 24))),
    ("trước ngày 31/01/2016 … báo cáo UBND tỉnh theo Quy định", before(date(2016, 1, 31))),
    ("không quá 2 tháng kể từ ngày ban hành văn bản này", within(2, "month", "issued", "ngày ban hành văn bản này")),
    (
        "Trong thời hạn không quá 01 (02, 03) ngày làm việc, kể từ ngày văn bản được ký",
        within(1, "working_day", "issued", "ngày văn bản được ký"),
    ),
    (
        "trong thời hạn 10 ngày làm việc kể từ ngày nhận được văn bản này",
        within(10, "working_day", "received", "ngày nhận được văn bản này"),
    ),
    ("trong vòng 02 ngày làm việc kể từ khi phát sinh", within(2, "working_day", "event", "khi phát sinh")),
    ("02 ngày làm việc kể từ ngày chốt số liệu", within(2, "working_day", "cut_off", "ngày chốt số liệu")),
    ("không ít hơn 01 ngày làm việc", {"kind": "unstated"}),  # a check on two other days, not a day
    ("Trong vòng 15 ngày kể từ ngày Luật có hiệu lực", within(15, "day", "event", "ngày Luật có hiệu lực")),
    ("sau 10 ngày kể từ ngày ký ban hành", within(10, "day", "issued", "ngày ký ban hành")),
    ("Trong thời hạn 01 năm kể từ ngày công việc kết thúc", within(1, "year", "event", "ngày công việc kết thúc")),
    (
        "03 tháng kể từ ngày công trình được quyết toán",
        within(3, "month", "event", "ngày công trình được quyết toán"),
    ),
    ("không quá 02 năm kể từ ngày đến hạn nộp lưu", within(2, "year", "due", "ngày đến hạn nộp lưu")),
    (
        "trước 30 ngày kể từ ngày … thông báo Danh mục",
        within(30, "day", "event", "kể từ ngày … thông báo Danh mục", backwards=True),
    ),
    (
        "trước 01 ngày tổ chức phiên họp thường kỳ hàng tháng",
        within(1, "day", "meeting", "tổ chức phiên họp thường kỳ hàng tháng", backwards=True),
    ),
    ("trong ngày, chậm nhất là trong ngày làm việc tiếp theo", within(1, "working_day", "received")),
    ("chậm nhất là trong buổi sáng ngày làm việc tiếp theo", within(1, "working_day", "received", at=time(12))),
    ("ngay sau khi phát hành văn bản", AT_ONCE),
    ("ngay sau khi nhận được", AT_ONCE),
    ("phải được giải quyết ngay", AT_ONCE),
    ("triển khai ngay", AT_ONCE),
    ("khẩn trương rà soát", AT_ONCE),
    ("giải quyết dứt điểm", AT_ONCE),
    ("gửi hỏa tốc", AT_ONCE),
    ("chậm nhất vào ngày 25 hằng tháng", every("month", month_day=25)),
    ("trước ngày 15 hằng tháng", every("month", month_day=15, before=True)),
    ("ngày 20 của tháng cuối kỳ báo cáo", every("quarter", month_day=20, of_last_month=True)),
    ("ngày 25 của tháng cuối kỳ báo cáo", every("quarter", month_day=25, of_last_month=True)),
    ("ngày 20 tháng của cuối quý", every("quarter", month_day=20, of_last_month=True)),
    (
        "trước ngày 05 tháng cuối cùng của mỗi quý",
        every("quarter", month_day=5, of_last_month=True, before=True),
    ),
    ("trước ngày 20 của tháng cuối quý", every("quarter", month_day=20, of_last_month=True, before=True)),
    ("trước ngày 15/11 hằng năm", every("year", month_day=15, month=11, before=True)),
    ("trước ngày 20/11 hàng năm", every("year", month_day=20, month=11, before=True)),
    ("trước ngày 20/6 hàng năm", every("year", month_day=20, month=6, before=True)),
    ("15 tháng 6 hằng năm", every("year", month_day=15, month=6)),
    ("10 tháng 12 hằng năm", every("year", month_day=10, month=12)),
    ("định kỳ 6 tháng, 1 năm theo quy định", every("half_year", also=("year",), by_rule=True)),
    ("định kỳ 6 tháng tổng hợp", every("half_year")),
    (
        "định kỳ 6 tháng, hằng năm, đầu kỳ, giữa kỳ, cuối kỳ hoặc đột xuất khi cần thiết",
        every("half_year", also=("year",)),
    ),
    ("Định kỳ từ ngày 1 đến ngày 5 hằng tháng", every("month", month_day=5, opens_month_day=1)),
    ("từ ngày 5 đến ngày 10 hằng tháng", every("month", month_day=10, opens_month_day=5)),
    ("ít nhất 01 lần/tuần", every("week")),
    ("định kỳ vào thứ Sáu hằng tuần", every("week", weekday=4)),
    ("từng ngày từ 30/4 đến 03/5", every("day", starts=date(2024, 4, 30), ends=date(2024, 5, 3))),
    ("từ ngày 30/4/2020 đến hết ngày 03/5/2020", window(date(2020, 4, 30), date(2020, 5, 3))),
    ("kể từ ngày 01/11/2023 trở đi", window(date(2023, 11, 1), None)),
    ("từ ngày 01 tháng 7 năm 2025", window(date(2025, 7, 1), None)),
    ("trong tháng 11, tháng 12 năm 2025", end(date(2025, 11, 30))),
    ("hoàn thành trong tháng 6/2026", end(date(2026, 6, 30))),
    ("hoàn thành trong quý III/2024", end(date(2024, 9, 30))),
    ("trong quý II năm 2027", end(date(2027, 6, 30))),
    ("từ nay đến cuối năm 2025", end(date(2025, 12, 31))),
    ("trình năm 2025", end(date(2025, 12, 31))),
    ("in July 2025", end(date(2025, 7, 31))),
    ("before June 25, 2025", before(date(2025, 6, 25))),
    ("đến năm 2025", end(date(2025, 12, 31), horizon=True)),
    ("đến năm 2030", end(date(2030, 12, 31), horizon=True)),
    ("giai đoạn 2021-2025", window(date(2021, 1, 1), date(2025, 12, 31))),
    ("sơ kết hằng năm", every("year")),
    ("giữa kỳ vào năm 2008", end(date(2008, 12, 31))),
    ("tổng kết vào năm 2010", end(date(2010, 12, 31))),
    ("hàng năm bố trí kinh phí", every("year")),
    ("Thường xuyên tổ chức", ALWAYS),
    ("thường xuyên nắm tình hình", ALWAYS),
    ("tiếp tục theo dõi, giám sát", ALWAYS),
    ("thường xuyên tổng hợp, báo cáo đầy đủ, kịp thời", ALWAYS),
    ("Kịp thời báo cáo vướng mắc phát sinh", WHEN),
    ("nếu có vấn đề phát sinh vượt thẩm quyền", {"kind": "conditional"}),
    ("nếu có những vấn đề đột xuất, khẩn cấp", {"kind": "conditional"}),
    ("Tuỳ theo điều kiện kinh phí của địa phương", {"kind": "conditional"}),
    ("theo quy định", {"kind": "by_reference", "reference": "quy định"}),
    ("theo Kế hoạch số 92/KH-UBND", {"kind": "by_reference", "reference": "Kế hoạch số 92/KH-UBND"}),
    ("theo định kỳ", {"kind": "by_reference", "reference": "theo định kỳ"}),
    ("theo chức năng, nhiệm vụ được giao", {"kind": "unstated"}),
    ("theo đúng quy định của pháp luật./.", {"kind": "unstated"}),
    ("hoàn thành trước ngày 15/9/2023", before(date(2023, 9, 15))),
    ("Hoàn thành trước ngày 10/3/2023.", before(date(2023, 3, 10))),
    (
        "Thời hạn thực hiện và báo cáo kết quả về UBND tỉnh không quá 2 tháng",
        within(2, "month", "received"),
    ),
    # Known to the language, not yet met in a directive.
    ("trong vòng 24 giờ", within(24, "hour", "received")),
    ("trong 24h", within(24, "hour", "received")),
    ("chậm nhất 16 giờ thứ Năm hằng tuần", every("week", weekday=3, at=time(16))),
    ("trước mùa mưa bão", WHEN),
    ("trước kỳ họp HĐND", WHEN),
    ("trước khai giảng", WHEN),
    ("trước Tết", WHEN),
    ("ngay trong tuần", end(date(2024, 2, 18))),
    ("trong tuần tới", end(date(2024, 2, 25))),
    ("thời gian: quý II", end(date(2024, 6, 30), year_missing=True)),
    ("hạn cuối 30/6/2024", on(date(2024, 6, 30))),
    ("đến hết quý", end(date(2024, 3, 31), year_missing=True)),
    ("trước ngày họp 05 ngày", within(5, "day", "meeting", "ngày họp", backwards=True)),
    ("xong trước 15/6", before(date(2024, 6, 15), year_missing=True)),
]


@pytest.mark.parametrize(("phrase", "value"), CATALOGUE, ids=[phrase for phrase, _ in CATALOGUE])
def test_each_phrase_of_the_catalogue_is_read(phrase: str, value: dict[str, object]) -> None:
    assert said(phrase) == value


SENTENCES = [
    (
        "hoàn thành trước ngày 15/9/2023 các nội dung tại Quyết định số 1685/QĐ-UBND ngày 03/9/2013 và Quyết định số "
        "1024/QĐ-UBND ngày 18/7/2023 của UBND tỉnh",
        ["hoàn thành trước ngày 15/9/2023"],
    ),
    ("Quyết định này có hiệu lực thi hành sau 10 ngày, kể từ ngày ký.", []),
    (
        "báo cáo trước ngày 20 của tháng cuối quý và trước ngày 15/11 hằng năm",
        ["trước ngày 20 của tháng cuối quý", "trước ngày 15/11 hằng năm"],
    ),
    (
        "tổ chức sơ kết hằng năm, giữa kỳ vào năm 2028, tổng kết vào năm 2030",
        ["hằng năm", "vào năm 2028", "vào năm 2030"],
    ),
    ("Hoàn thành trong tháng 11, tháng 12 năm 2025.", ["Hoàn thành trong tháng 11", "tháng 12 năm 2025"]),
    (
        "Báo cáo về Sở KHĐT trước ngày 23/5/2019 để tổng hợp, gửi Văn phòng UBND trước ngày 24/5/2019.",
        ["trước ngày 23/5/2019", "trước ngày 24/5/2019"],
    ),
    (
        "Định kỳ từ ngày 1 đến ngày 5 hằng tháng; từ ngày 5 đến ngày 10 hằng tháng",
        ["Định kỳ từ ngày 1 đến ngày 5 hằng tháng", "từ ngày 5 đến ngày 10 hằng tháng"],
    ),
]


@pytest.mark.parametrize(("text", "phrases"), SENTENCES, ids=[text[:40] for text, _ in SENTENCES])
def test_each_time_in_a_sentence_is_found(text: str, phrases: list[str]) -> None:
    assert [d.text for d in find(text) if d.kind not in ("on_event", "by_reference", "conditional")] == phrases


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("báo cáo trước ngày 15/8 và ngày 30/8/2024.", [date(2024, 8, 15), date(2024, 8, 30)]),
        ("hoàn thành trước ngày 10/3/2024 và ngày 10/4/2024", [date(2024, 3, 10), date(2024, 4, 10)]),
        ("trước ngày 10/3, 10/4 và 10/5/2024", [date(2024, 3, 10), date(2024, 4, 10), date(2024, 5, 10)]),
        ("hoàn thành trước ngày 10/3/2024, ngày 20/3/2024 tổ chức họp", [date(2024, 3, 10)]),
    ],
)
def test_days_behind_one_word_of_time_are_all_due(words: str, days: list[date]) -> None:
    found = find(words, signed=SIGNED)
    assert [deadline.day for deadline in found if deadline.kind == "on_date" and deadline.before] == days


def test_two_days_of_each_month_are_two_series() -> None:
    found = find("báo cáo vào các ngày 15 và 30 hằng tháng", signed=SIGNED)
    assert [deadline.month_day for deadline in found if deadline.kind == "every"] == [15, 30]


def test_a_plan_is_due_within_the_month_it_is_drawn_up() -> None:
    found = find("Các đơn vị xây dựng kế hoạch chi tiết trong tháng 6 năm 2024.", signed=SIGNED)
    assert [deadline.text for deadline in found if deadline.kind == "on_date"] == ["trong tháng 6 năm 2024"]
    assert find("tổ chức thực hiện kế hoạch công tác trong năm 2024", signed=SIGNED) == ()
