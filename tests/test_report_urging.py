"""The letter that urges: late orders only, nobody who has answered, the day to answer by left to the signer."""

import io
from datetime import date

import docx as reader
import pytest
from report_cases import ON, a_district

from directive.calendar import official_calendar
from directive.errors import NotAllowed
from directive.store import Store
from directive.urging import BY_NAME, UrgingFacts, gather, urging_letter
from directive.writers import docx
from directive.writers.papers import Paper

CALENDAR = official_calendar()


def urged(store: Store, on: date = ON) -> UrgingFacts:
    directive_id = a_district(store)
    with store.reading() as conn:
        return gather(conn, directive_id=directive_id, on=on, calendar=CALENDAR)


@pytest.fixture
def letter(memory: Store) -> Paper:
    return urging_letter(urged(memory), on=ON)


def cells(letter: Paper, column: int) -> list[str]:
    return [row[column] for row in letter.annexes[0].table.rows]


def test_bodies_outside_the_chain_of_command_are_not_urged(letter: Paper) -> None:
    assert "Hội Nông dân huyện" not in cells(letter, 1)
    assert "UBND xã Bình Châu" in cells(letter, 1)


def test_who_has_answered_is_not_urged_though_late(letter: Paper) -> None:
    assert "UBND xã Bình Long" not in cells(letter, 1)  # reported a day late, waits for the reviewer
    assert set(cells(letter, 6)) == {"Chưa có báo cáo"}


def test_each_late_duty_has_its_days_both_ways(letter: Paper) -> None:
    first = letter.annexes[0].table.rows[0]

    assert first[1:6] == (
        "Phòng Tài chính - Kế hoạch",
        "2. Cân đối ngân sách, thẩm định, trình UBND huyện bố trí kinh phí",
        "31/5/2024",
        "20",
        "14",
    )


def test_few_addressees_are_named_and_many_stand_in_the_list(memory: Store) -> None:
    facts = urged(memory)
    few = urging_letter(facts, on=ON)
    many = urging_letter(
        UrgingFacts(
            directive=facts.directive,
            head=facts.head,
            late=[one._replace(line=one.line._replace(agency_id=f"a{n}")) for n, one in enumerate(facts.late * 2)],
            names={},
        ),
        on=ON,
    )

    assert few.addressees[0] == "Phòng Tài chính - Kế hoạch"
    assert len(few.addressees) == 6 <= BY_NAME
    assert many.addressees == ("Các cơ quan, đơn vị có tên trong danh sách kèm theo",)


def test_it_is_a_letter_and_leaves_number_and_days_blank(letter: Paper) -> None:
    document = reader.Document(io.BytesIO(docx.write(letter)))
    text = "\n".join(p.text for p in document.paragraphs) + "\n".join(
        p.text for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    )

    assert letter.type_name == ""
    assert "V/v đôn đốc thực hiện Công văn số 345/UBND-LĐTBXH ngày 11/3/2024" in text
    assert "Số:        /UBND" in text
    assert "trước ngày        tháng        năm 2024." in text
    assert "TL. CHỦ TỊCH" in text
    assert "- Phòng Tài chính - Kế hoạch;" in text
    assert "thực hiện./." in text


def test_nothing_late_means_no_letter(memory: Store) -> None:
    with pytest.raises(NotAllowed, match="không có nhiệm vụ quá hạn"):
        urged(memory, on=date(2024, 5, 31))
