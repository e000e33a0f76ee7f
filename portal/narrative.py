"""`/x/{key}/bao-cao`: the collector words the report: own passages, long answers shorter. Figures stay computed."""

import hashlib
from dataclasses import dataclass

from starlette.responses import Response

from directive import reporting, shortening
from directive.calendar import vietnamese_date
from directive.errors import BadInput, DirectiveError, NotAllowed, NotFound
from directive.ledger import Link, Purpose
from directive.report import Report, Section, Word, result_section, shortened_section
from directive.store import Reading, pages, reports
from directive.store.reports import Passage, ReportHead
from portal.doors import NO_SUCH_PAGE, asked_directive, enter_as_agency, reviews, speaker
from portal.evidence import file_response
from portal.pages import go, page
from portal.points import MAX_TEXT
from portal.site import Visit

HEADINGS = {
    Section.GENERAL: "Lời đánh giá chung",
    Section.DIFFICULTIES: "Lời về khó khăn, vướng mắc",
    Section.PROPOSALS: "Lời về kiến nghị, đề xuất",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """One directive's report before its collector."""

    link: Link
    head: pages.Headline
    report: Report
    due_id: int | None
    passages: dict[str, Passage]
    frozen: tuple[ReportHead, ...]
    by: str
    base: str
    key: str

    @property
    def words(self) -> dict[str, Word]:
        """Every answer in the report, by the section that may shorten it."""
        return {shortened_section(w.reply_id): w for result in self.report.results for w in result.words}

    @property
    def sections(self) -> list[str]:
        """What may be written: passages of our own, and shorter wordings."""
        own = [section.value for section in Section]
        return [*own, *(result_section(r.position) for r in self.report.results), *self.words]

    def text(self, section: str) -> str:
        """What is kept of a section; the shorter wording of an answer, else its own words."""
        kept = self.passages[section].text if section in self.passages else ""
        return kept or (self.words[section].text if section in self.words else "")

    def writer(self, section: str) -> Passage | None:
        kept = self.passages.get(section)
        return kept if kept is not None and kept.text else None


def open_page(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    return _page(visit, desk)


def act(visit: Visit) -> Response:
    """Keep what was changed; with the other button also freeze the report with its files."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    changed = _changed(visit, desk)
    wrong: dict[str, str] = {}
    for section, text in changed.items():
        try:
            _keep(visit, desk, section, text)
        except (BadInput, NotAllowed) as error:
            wrong[section] = str(error)
    if wrong:
        with visit.site.store.reading() as conn:
            desk = _desk(visit, conn)
        return _page(visit, desk, wrong=wrong, typed=changed, status=422)
    if visit.form.text("lam") == "chot":
        return _freeze(visit, desk)
    return go(f"{desk.base}/bao-cao?luu={len(changed)}")


def download(visit: Visit) -> Response:
    """A frozen report's file, for the reviewer of its directive."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    kind = visit.param("kind")
    for head in desk.frozen:
        if head.report_id == visit.number("report_id") and kind in head.files:
            return file_response(visit.site, head.files[kind], name=f"bao-cao-{head.report_id}.{kind}")
    raise NotFound(NO_SUCH_PAGE)


def fingerprint(text: str) -> str:
    """What a page was drawn with, told in its form: a passage changed by another hand meanwhile is not overwritten."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _changed(visit: Visit, desk: Desk) -> dict[str, str]:
    """Sections whose text differs from what is kept. A browser sends line ends of its own."""
    sent = {s: _lines(visit.form.text(s)) for s in desk.sections if s in visit.form.fields}
    return {s: text for s, text in sent.items() if text != _lines(desk.text(s))}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _keep(visit: Visit, desk: Desk, section: str, text: str) -> None:
    if visit.form.text(f"cu-{section}") != fingerprint(desk.text(section)):
        kept = desk.passages.get(section)
        who = f"{kept.by} đã sửa đoạn này" if kept is not None else "Đoạn này đã thay đổi"
        raise NotAllowed(f"{who} sau khi trang được mở. Nội dung đã nhập vẫn còn dưới đây; bấm lưu lần nữa để thay.")
    if len(text) > MAX_TEXT:
        raise BadInput("Đoạn này dài quá. Rút ngắn rồi lưu lại.")
    store = visit.site.store
    if section in desk.words:
        number = desk.words[section].reply_id
        shortening.shorten(
            store,
            directive_id=desk.head.directive_id,
            due_id=desk.due_id,
            reply_id=number,
            text=text,
            at=visit.at,
            by=desk.by,
        )
        return
    reporting.edit_narrative(
        store,
        directive_id=desk.head.directive_id,
        due_id=desk.due_id,
        section=section,
        text=text,
        sections=desk.sections,
        at=visit.at,
        by=desk.by,
    )


def _freeze(visit: Visit, desk: Desk) -> Response:
    with visit.site.store.reading() as conn:
        asked = _asked(visit, conn, desk.head.directive_id)
    try:
        made = reporting.freeze(visit.site.store, visit.site.files, asked, at=visit.at, by=desk.by)
    except DirectiveError as error:
        return _page(visit, desk, problem=str(error), status=error.http_status)
    return go(f"{desk.base}/bao-cao?chot={made.report_id}")


def _asked(visit: Visit, conn: Reading, directive_id: int) -> reporting.Asked:
    assumed = visit.site.settings.today is not None
    note = f"Ngày giả định {vietnamese_date(visit.on)} (tập huấn, trình diễn)" if assumed else ""
    due_id = reporting.due_for(conn, directive_id, on=visit.on)
    return reporting.Asked(directive_id, due_id, visit.on, visit.site.calendar(conn), note=note)


def _desk(visit: Visit, conn: Reading) -> Desk:
    link, agency_id = enter_as_agency(visit, conn, Purpose.REVIEW)
    directive_id = asked_directive(visit, link)
    if directive_id is None or not reviews(head := pages.headline(conn, directive_id), agency_id):
        raise NotFound(NO_SUCH_PAGE)
    asked = _asked(visit, conn, directive_id)
    base = f"/x/{visit.param('key')}"
    return Desk(
        link=link,
        head=head,
        report=reporting.draft(conn, asked).report,
        due_id=asked.due_id,
        passages=reports.passages(conn, directive_id=directive_id, due_id=asked.due_id),
        frozen=tuple(reports.heads(conn, directive_id=directive_id, limit=20)),
        by=speaker(conn, link),
        base=base if link.directive_id is not None else f"{base}/vb/{directive_id}",
        key=visit.param("key"),
    )


def _page(
    visit: Visit,
    desk: Desk,
    *,
    wrong: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    shown = {section: desk.text(section) for section in desk.sections}
    return page(
        visit,
        "narrative.html",
        status=status,
        desk=desk,
        head=desk.head,
        report=desk.report,
        headings={section.value: words for section, words in HEADINGS.items()},
        result_section=result_section,
        shortened_section=shortened_section,
        text=shown | (typed or {}),
        old={section: fingerprint(kept) for section, kept in shown.items()},
        wrong=wrong or {},
        problem=problem,
        saved=visit.asked("luu"),
        made=visit.asked("chot"),
        long=LONG,
    )


LONG = 300
"""Characters: a longer answer is offered to be shortened."""
