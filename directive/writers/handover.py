"""Danh sách nhiệm vụ bàn giao: what goes from ending units to their successors, to be signed by both sides."""

from collections.abc import Iterator, Mapping
from datetime import date

from directive.calendar import vietnamese_date
from directive.letterhead import Letterhead
from directive.obligations import Obligation
from directive.plain import one_line
from directive.succession import HandOver, Move
from directive.wording import PROGRESS_WORDS
from directive.writers.papers import Annex, Column, Paper, Paragraph, Table

COLUMNS = (
    Column(title="TT", width=11, align="center"),
    Column(title="Văn bản", width=36),
    Column(title="Nhiệm vụ", width=70),
    Column(title="Bên giao", width=42),
    Column(title="Bên nhận", width=42),
    Column(title="Tiến độ khi bàn giao", width=46),
)


def handover_list(
    done: HandOver,
    obligations: Mapping[int, Obligation],
    *,
    head: Letterhead,
    names: Mapping[str, str],
    numbers: Mapping[int, str],
    on: date,
) -> Paper:
    """The list of a hand-over. `names` are agencies by id, `numbers` directives by id."""
    rows = tuple(_rows(done, obligations, names, numbers))
    bases = dict.fromkeys(one_line(move.basis) for move in done.moves if move.basis)
    moved = f"{len(rows)} nhiệm vụ chưa hoàn thành được bàn giao từ ngày {vietnamese_date(on)}, có danh sách kèm theo."
    return Paper(
        head=head,
        on=on,
        type_name="BIÊN BẢN",
        subject=f"Bàn giao nhiệm vụ chưa hoàn thành từ ngày {vietnamese_date(on)}",
        blocks=(
            *(Paragraph(text=f"Căn cứ {basis};") for basis in bases),
            Paragraph(text=moved),
            Paragraph(
                text="Tiến độ, báo cáo và minh chứng trước ngày bàn giao giữ nguyên theo cơ quan, đơn vị đã báo cáo; "
                "cơ quan, đơn vị tiếp nhận chịu trách nhiệm từ ngày bàn giao."
            ),
            *(Paragraph(text=f"Chưa quyết định: {one_line(question.message)}") for question in done.questions),
        ),
        closing="Biên bản được lập thành các bản có giá trị như nhau, mỗi bên giữ một bản",
        recipients=("Bên giao, bên nhận", "Lưu: VT"),
        annexes=(Annex(label="Phụ lục", title="DANH SÁCH NHIỆM VỤ BÀN GIAO", table=Table(columns=COLUMNS, rows=rows)),),
    )


def _rows(
    done: HandOver, obligations: Mapping[int, Obligation], names: Mapping[str, str], numbers: Mapping[int, str]
) -> Iterator[tuple[str, ...]]:
    moved = ((move, obligations[number]) for move in done.moves for number in move.obligation_ids)
    for place, (move, one) in enumerate(moved, start=1):
        yield (
            str(place),
            one_line(numbers.get(one.directive_id, str(one.directive_id))),
            one_line(f"{one.label}. {one.title}" if one.label else one.title),
            one_line(names.get(one.owner_id, one.owner_id)),
            _receiver(move, names),
            _state(one),
        )


def _receiver(move: Move, names: Mapping[str, str]) -> str:
    return one_line(names.get(move.to, move.to)) if move.to else "Không có đơn vị kế thừa"


def _state(one: Obligation) -> str:
    words = PROGRESS_WORDS[one.progress]
    words += f" ({one.percent}%)" if one.percent else ""
    return f"{words}, ngày {vietnamese_date(one.progress_on)}" if one.progress_on else words
