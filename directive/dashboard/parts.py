"""Pieces the leaders' pages share: a figure that opens its lines, lights, pictures, tables of lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from directive.calendar import VIETNAM, named_day, vietnamese_date
from directive.dashboard import markdown as md
from directive.dashboard import pictures
from directive.dashboard.overview import Overview
from directive.figures import EVERYTHING, Figures, Group, Light, Measure, Scope
from directive.figures import link as path_of
from directive.lines import Judged
from directive.wording import day_words, standing_words, state_words, subject_of

EMOJI = {Light.GREEN: "🟢", Light.YELLOW: "🟡", Light.RED: "🔴", Light.GREY: "⚪"}
LEGEND = (
    "Đèn thứ nhất, tiến độ: 🔴 có việc quá hạn · 🟡 có việc sắp đến hạn · 🟢 đúng tiến độ · ⚪ chưa có thời hạn. "
    "Đèn thứ hai, tin báo: 🔴 chưa có tin về việc nào · 🟡 còn việc chưa có tin · 🟢 có tin trong nhịp báo cáo · "
    "⚪ chưa đến kỳ. Chưa có tin không có nghĩa là chưa thực hiện."
)
LINE_COLUMNS: tuple[md.Column, ...] = (
    ("Đơn vị", "left"),
    ("Nhiệm vụ", "left"),
    ("Hạn", "right"),
    ("Thời hạn", "left"),
    ("Tiến độ", "left"),
)


class Page(NamedTuple):
    """One page. `key` has only the letters a-z, digits and dashes; the description is markdown too."""

    key: str
    title: str
    description: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Door:
    """Where links lead: the portal's own address, without a slash at its end."""

    portal_url: str

    def figure(self, count: int, measure: Measure, scope: Scope = EVERYTHING, before: str = "") -> str:
        """A figure that opens the lines it counted; a nought opens nothing."""
        shown = f"{before} {count}".strip()
        return f"[{shown}]({self.portal_url}{path_of(measure, scope)})" if count else shown

    def agency(self, numbers: Figures, agency_id: str) -> str:
        known = numbers.agencies.get(agency_id)
        name = (known.short or known.name) if known and len(known.name) > 48 else numbers.name_of(agency_id)
        return md.link(name, f"{self.portal_url}/don-vi/{quote(agency_id, safe='')}", 60)

    def directive(self, numbers: Figures, directive_id: int) -> str:
        known = numbers.directives.get(directive_id)
        number = known.number if known and known.number else f"văn bản {directive_id}"
        return md.link(number, f"{self.portal_url}/van-ban/{directive_id}", 40)

    def obligation(self, obligation_id: int, words: str) -> str:
        return md.link(words, f"{self.portal_url}/nhiem-vu/{obligation_id}", 80)

    def explained(self, due_id: int | None, words: str) -> str:
        return f"[{words}]({self.portal_url}/giai-thich/{due_id})" if due_id and words else words

    def paper_file(self, paper_id: int, kind: str) -> str:
        return f"[.{kind}]({self.portal_url}/du-thao/{paper_id}/{kind})"

    def report_file(self, report_id: int, kind: str) -> str:
        return f"[.{kind}]({self.portal_url}/bao-cao/{report_id}/{kind})"


def lights(group: Group) -> str:
    """Two lights: completion, then freshness."""
    return EMOJI[group.completion] + EMOJI[group.freshness]


def banner(overview: Overview) -> str:
    """What must be known before any figure is read."""
    if not overview.assumed:
        return ""
    return f"⚠️ **Ngày giả định: {named_day(overview.on)}.** Bảng này dùng để tập huấn, trình diễn.\n\n"


def stamp(overview: Overview, *, live: bool = False) -> str:
    """The day of the figures; on the living page also the minute it was written, for it does not refresh itself."""
    day = f"Số liệu đến hết **{named_day(overview.on)}**"
    return f"{day} · cập nhật lúc **{clock(overview.at)}** · nhấn F5 để tải lại" if live else day


def clock(at: datetime) -> str:
    """07:05 ngày 20/6/2024, in Vietnam."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {vietnamese_date(local.date())}"


def picture(group: Group, *, title: str) -> str:
    """Six cards over one bar."""
    count = group.count
    days = group.days_late.calendar_days
    share = f"{group.counts.of_all.vietnamese} tổng số"
    cards = (
        pictures.Card("Tổng số", str(group.counts.total), pictures.INK, "lượt nhiệm vụ"),
        pictures.Card("Hoàn thành", str(count(Measure.DONE)), pictures.GREEN, share),
        pictures.Card("Quá hạn", str(count(Measure.LATE)), pictures.RED, f"lâu nhất {days} ngày" if days else ""),
        pictures.Card("Sắp đến hạn", str(count(Measure.SOON)), pictures.AMBER, "≤ 3 ngày làm việc"),
        pictures.Card("Chờ xác nhận", str(count(Measure.WAITING)), pictures.BLUE, "đơn vị đã báo cáo"),
        pictures.Card("Chưa báo cáo", str(count(Measure.UNREPORTED)), pictures.AMBER, "đã đến kỳ báo cáo"),
    )
    svg = pictures.overview(cards, pictures.parts_of(group.counts), title=title)
    return image(svg, "; ".join(f"{card.title}: {card.value}" for card in cards))


def image(svg: str, words: str) -> str:
    """A drawing inside the page; the words are read out where pictures are not seen."""
    return f"![{md.text(words, 300)}]({pictures.data_address(svg)})\n\n"


def rates(group: Group, door: Door, scope: Scope = EVERYTHING) -> str:
    """Both percentages with their fractions; numerator and denominator are said."""
    due, everything = group.counts.of_due, group.counts.of_all
    done = door.figure(everything.part, Measure.DONE, scope)
    total = door.figure(everything.whole, Measure.TOTAL, scope)
    return (
        f"- **{due.vietnamese}** hoàn thành ({due.part}/{due.whole}) tính trên {due.of}\n"
        f"- **{everything.vietnamese}** hoàn thành ({done}/{total}) tính trên {everything.of}\n\n"
    )


def table_of_lines(
    lines: Sequence[Judged], numbers: Figures, door: Door, *, rest: tuple[int, Measure, Scope], with_directive: bool
) -> str:
    """Lines as a table; what is left out is one link away. `rest` says how many there are in all, and where."""
    first: tuple[md.Column, ...] = (("Văn bản", "left"),) if with_directive else ()
    rows = (_line(one, numbers, door, with_directive=with_directive) for one in lines)
    written = md.fitted((*first, *LINE_COLUMNS), rows)
    total, measure, scope = rest
    if total <= written.shown:
        return f"{written.text}\n"
    everything = f"{door.portal_url}{path_of(measure, scope)}"
    return f"{written.text}\n… còn {total - written.shown} dòng; [mở danh sách đầy đủ]({everything}).\n\n"


def _line(one: Judged, numbers: Figures, door: Door, *, with_directive: bool) -> list[str]:
    line = one.line
    title = f"{line.label}. {line.title}" if line.label else line.title
    title += f" ({line.period})" if line.period else ""
    first = [door.directive(numbers, line.directive_id)] if with_directive else []
    return [
        *first,
        door.agency(numbers, line.agency_id),
        door.obligation(line.obligation_id, title),
        door.explained(line.due_id, day_words(line.due_on)),
        standing_words(one),
        state_words(one),
    ]


def names(agency_ids: Iterable[str], numbers: Figures, door: Door, *, limit: int = 12) -> str:
    """Agencies by name, a long list cut."""
    known = list(dict.fromkeys(agency_ids))
    shown = ", ".join(door.agency(numbers, agency_id) for agency_id in known[:limit])
    return f"{shown} và {len(known) - limit} đơn vị khác" if len(known) > limit else shown


def subject(numbers: Figures, directive_id: int, limit: int = 90) -> str:
    """What a directive is about, escaped."""
    known = numbers.directives.get(directive_id)
    return md.text(subject_of(known.subject), limit) if known else ""
