"""Đoạn kết: closing paragraphs are taken off the last unit before units are read; they speak to everybody."""

from directive.reading.fields import labelled
from directive.reading.outline import Node, walk
from directive.reading.patterns import pattern

_CLOSING = pattern(
    r"(?:Yêu cầu|Đề nghị|Căn cứ|Nhận được|Trên đây|Nay thông báo|Văn phòng|Giao |Trong quá trình|Quá trình|UBND"
    r"|Ủy ban nhân dân|Chủ tịch"
    r"|(?:Chỉ thị|Quyết định|Kế hoạch|Thông báo|Công điện|Công văn) này|Thủ trưởng|Các |Mong|Rất mong|Sở |Bộ "
    r"|Nếu |Định kỳ|Đồng thời"
    r"|Thời gian|Thời hạn|Tiến độ|Trường hợp|Bãi bỏ|Phó |Trân trọng|Kết quả|Báo cáo|Trước ngày|Các nội dung"
    r"|Với |Thủ tướng|Giám đốc|Phòng |Ban )"
)


def settle_closings(root: Node) -> list[Node]:
    """Takes the closing paragraphs off the last unit; they speak to everybody."""
    chain = [root]
    while (chain[-1].parts and chain[-1].parts[-1].parts) or (chain[-1].parts and chain[-1].parts[-1].label):
        chain.append(chain[-1].parts[-1])
    closings: list[Node] = []
    if len(chain) == 1:
        return closings
    for holder in reversed(chain[1:]):
        while holder.parts and not holder.parts[-1].label and not holder.parts[-1].parts and _closes(holder):
            closings.append(holder.parts.pop())
        if holder.parts and not holder.parts[-1].label and holder.parts[-1].parts:
            break
    closings.reverse()
    root.parts += closings
    return closings


def lift_paragraphs(node: Node) -> None:
    """A paragraph behind the last of several lettered points speaks for the unit they stand in."""
    for unit in walk(node):
        points = [part for part in unit.parts if part.label and part.kind in ("letter", "bracket")]
        if len(points) < 2 or points[-1] is not unit.parts[-1] or not points[-1].text.endswith((".", ";")):
            continue
        last = points[-1]
        lifted: list[Node] = []
        while last.parts and not last.parts[-1].label:
            lifted.append(last.parts.pop())
        unit.parts += reversed(lifted)


def _closes(holder: Node) -> bool:
    last = holder.parts[-1]
    alone = len(holder.parts) == 1 and (
        not holder.text or (len(holder.text) < 160 and not holder.text.endswith((".", ";")))
    )
    return not alone and bool(_CLOSING.match(last.text)) and not labelled(last.text)
