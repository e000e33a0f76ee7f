"""Đề mục: what a section or preamble is for: bases, assessment, rules of reporting, or tasks and who must do them."""

import re

from directive.document import Manner, Role
from directive.reading.acts import acts_within
from directive.reading.cues import listed
from directive.reading.drafting import Default, Reader, marks_under
from directive.reading.outline import Node, walk
from directive.reading.patterns import pattern
from directive.reading.reporting import about_reporting
from directive.reading.spelling import key

SECTIONS = ("part", "roman", "upper", "article", "step")
_REQUESTS = pattern(
    r"(?<!xét )(?<!theo )(?:đề nghị|mời)(?! của| tại)(?![^:]*(?:yêu cầu|chỉ thị|ý kiến|kết luận))[^:]{0,400}:\s*$",
    re.IGNORECASE,
)
_ASSESSES = pattern(
    r"(?:Về )?(?:tình hình|kết quả|kinh phí|nguồn vốn|khó khăn|tồn tại|lộ trình|thời gian)", re.IGNORECASE
)


def preamble(part: Node, reader: Reader, *, last: bool) -> None:
    """The words before the first unit: bases, background, and who is told to do what follows."""
    text = part.text
    basis = (
        re.match(r"\W*(?:Thực hiện|Căn cứ|Theo|Xét|Để triển khai|Triển khai|Tiếp theo|Phúc đáp|Trên cơ sở)\b", text)
        is not None
    )
    reader.roles[id(part)] = Role.BASIS if basis else Role.BACKGROUND
    if not (last or text.rstrip().endswith(":")):
        return
    reader.roles[id(part)] = Role.PREAMBLE
    if _REQUESTS.search(text[-600:]):
        reader.manner = Manner.REQUEST
    acts = list(acts_within(text[-2500:]))
    if acts:
        shift = max(0, len(text) - 2500)
        act = acts[-1]
        reader.default = Default(
            tuple((p._replace(start=p.start + shift, end=p.end + shift), part.words) for p in act.parties), act.manner
        )


def reporting_section(node: Node, reader: Reader) -> bool:
    """Whether a unit holds only the rules of reporting, told to groups."""
    if (
        not node.parts
        or len(node.text) > 120
        or node.kind in ("dash", "plus", "star")
        or not about_reporting(node.text)
    ):
        return False
    acts = [reader.opening(under) for under in walk(node) if under is not node]
    return node.kind in SECTIONS and all(act is None or not act.named for act in acts)


def is_background(node: Node, reader: Reader) -> bool:
    """Whether a heading opens a section of assessment, purpose, procedure, funding: told, not assigned."""
    heading = key(node.text[:160])
    heading = re.sub(r"^(?:về|phần) ", "", heading)
    if node.kind == "step" or heading.startswith("bước "):
        return True
    if not node.parts or len(node.text) > 140 or node.text.endswith((".", ";")):
        return False
    if any(cue in heading for cue in ("nhiệm vụ", "phân công", "tổ chức thực hiện", "trách nhiệm", "giải pháp")):
        return False
    if not any(re.match(rf"{re.escape(key(cue))}(?!\w)", heading) for cue in listed("sections", "background")):
        return False
    sectional = node.kind in SECTIONS or node.text.isupper()
    return sectional or not (reader.default and reader.letterlike) or len(heading) < 40


def assigns_inside(node: Node, reader: Reader) -> bool:
    """ "2. Về tình hình giải ngân": what sounds like an assessment assigns when its points do, in so many words."""
    if not _ASSESSES.match(node.text):
        return False
    acts = [reader.opening(under) for under in marks_under(node)]
    if any(a and a.start == 0 and a.lead.startswith(("giao", "yêu cầu", "phân công")) for a in acts):
        return True
    return any(_asks(part) for part in node.parts if not part.label)


def _asks(part: Node) -> bool:
    """Whether a sentence of a paragraph begins with a verb of assigning and a body by its name."""
    acts = [act for act in acts_within(part.text[:6000]) if act.named]
    return any(act.start == 0 or part.text[: act.start].rstrip().endswith((".", ";")) for act in acts)
