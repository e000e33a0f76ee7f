"""The list of a hand-over names both sides, the basis, and where each duty stands."""

from datetime import date

from builders import an_agency, an_obligation

from directive.letterhead import letterhead
from directive.obligations import Progress
from directive.succession import HandOver, Move, Question
from directive.writers import docx, pdf
from directive.writers.handover import handover_list

DAY = date(2025, 7, 1)
BASIS = "Nghị quyết 1677/NQ-UBTVQH15 ngày 16/6/2025"


def test_each_duty_goes_from_one_named_unit_to_another() -> None:
    first = an_obligation(1, owner_id="xa-cu-1", progress=Progress.UNDER_WAY, percent=60, progress_on=date(2025, 6, 20))
    second = an_obligation(2, owner_id="xa-cu-2", label=None, title="Báo cáo kết quả")
    done = HandOver(
        moves=(
            Move(obligation_ids=(1,), to="xa-moi", on=DAY, basis=BASIS),
            Move(obligation_ids=(2,), to=None, on=DAY, basis=BASIS),
        ),
        questions=(Question(key=3, predecessor_id="xa-cu-2", message="Nhiệm vụ 3 giao cho đơn vị nào?"),),
    )
    paper = handover_list(
        done,
        {1: first, 2: second},
        head=letterhead(an_agency("h", name="UBND xã Bình Sơn"), kind="BB", on=DAY),
        names={"xa-cu-1": "UBND xã Bình Thạnh", "xa-cu-2": "UBND xã Bình Đông", "xa-moi": "UBND xã Bình Sơn"},
        numbers={1: "345/UBND"},
        on=DAY,
    )

    assert paper.annexes[0].table.rows == (
        (
            *("1", "345/UBND", "1. Chỉ đạo trạm y tế khám sức khỏe", "UBND xã Bình Thạnh", "UBND xã Bình Sơn"),
            "Đang thực hiện (60%), ngày 20/6/2025",
        ),
        ("2", "345/UBND", "Báo cáo kết quả", "UBND xã Bình Đông", "Không có đơn vị kế thừa", "Chưa có báo cáo"),
    )
    said = [block.text for block in paper.blocks]
    assert said[0] == f"Căn cứ {BASIS};"
    assert "Chưa quyết định: Nhiệm vụ 3 giao cho đơn vị nào?" in said
    assert docx.write(paper)[:2] == b"PK"
    assert pdf.write(paper)[:5] == b"%PDF-"
