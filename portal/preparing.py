"""`/p/{key}`: a colleague writes the points given to them, and hands what they wrote to the head. Never to others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.responses import Response

from directive import delegating
from directive.delegating import newest
from directive.errors import NotAllowed, NotFound
from directive.ledger import Link
from directive.store import Reading, delegations, directory, pages
from directive.tracked import Contribution, Delegation
from portal import evidence
from portal.agency_desk import Notice, read_points
from portal.doors import NO_SUCH_PAGE, enter_as_colleague
from portal.drafts import Draft, forget_draft, keep_draft, read_draft
from portal.merging import typed_of_contribution
from portal.pages import go, moment, page
from portal.points import Item, Part, Problem, Typed, part_of, prefilled, prepared
from portal.site import Visit


@dataclass(frozen=True, slots=True)
class Share:
    """The points a colleague was given."""

    link: Link
    given: Delegation
    part: Part
    draft: Draft | None
    written: dict[int, Contribution]  # their own last words on each point
    waiting: frozenset[int]  # which of these the head has not handed in yet
    by: str
    base: str

    @property
    def directive_id(self) -> int:
        return self.given.directive_id

    def fields(self, item: Item) -> Typed:
        """What stands in the fields of a point: their draft, else their last words, else the answer being edited."""
        number = item.obligation.obligation_id
        drafted = self.draft.points.get(number) if self.draft is not None else None
        if drafted is not None:
            return drafted
        before = self.written.get(number)
        if before is not None and before.contribution_id in self.waiting:
            return typed_of_contribution(before).words
        return prefilled(item).words

    def typed(self) -> dict[int, Typed]:
        return {item.obligation.obligation_id: self.fields(item) for item in self.part.items}


def open_form(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        share = _share(visit, conn)
    return _page(visit, share, share.typed(), Notice(good=_said_after(visit, share)))


def save_form(visit: Visit) -> Response:
    """Keep everything typed; with the main button also hand it to the head."""
    with visit.site.store.reading() as conn:
        share = _share(visit, conn)
    typed, refused = read_points(visit, share.part.answerable, before=share.fields, absent=share.typed())
    keep_draft(visit, share.link, share.directive_id, period="", points=typed)
    if refused:
        return _page(visit, share, typed, Notice(problems=[Problem("", text) for text in refused]), status=422)
    if visit.form.text("lam") != "chuyen":
        return go(f"{share.base}?luu=1")
    points, wrong = prepared(share.part, typed)
    if wrong:
        return _page(visit, share, typed, Notice(problems=wrong), status=422)
    try:
        delegating.contribute(
            visit.site.store, delegation_id=share.given.delegation_id, points=points, at=visit.at, by=share.by
        )
    except NotAllowed as error:
        return _page(visit, share, typed, Notice(problems=[Problem("", str(error))]), status=error.http_status)
    forget_draft(visit, share.link, share.directive_id)
    return go(f"{share.base}?xong=chuyen")


def _share(visit: Visit, conn: Reading) -> Share:
    link, given = enter_as_colleague(visit, conn)
    sheet = pages.sheet(conn, given.directive_id, agency_id=given.agency_id)
    part = part_of(sheet, given.agency_id, chosen="", on=visit.on, calendar=visit.site.calendar(conn))
    items = tuple(item for item in part.items if item.obligation.obligation_id in given.obligation_ids)
    if not items:
        raise NotFound(NO_SUCH_PAGE)
    written = delegations.contributions(conn, delegation_id=given.delegation_id)
    agencies = directory.agencies(conn, ids=[given.agency_id])
    return Share(
        link=link,
        given=given,
        part=replace(part, items=items),
        draft=read_draft(conn, link, given.directive_id),
        written=newest(written),
        waiting=frozenset(c.contribution_id for c in written if c.submission_id is None),
        by=", ".join([given.name, *(agency.name for agency in agencies)]),
        base=f"/p/{visit.param('key')}",
    )


def _said_after(visit: Visit, share: Share) -> str:
    if visit.asked("xong") == "chuyen":
        return (
            "Đã chuyển phần soạn cho người phụ trách. Trước khi đơn vị gửi báo cáo, ông/bà còn sửa và chuyển lại được."
        )
    if visit.asked("luu") and share.draft is not None:
        return f"Đã lưu nháp lúc {moment(datetime.fromisoformat(share.draft.saved_at))}. Chưa chuyển."
    return ""


def _page(visit: Visit, share: Share, typed: Mapping[int, Typed], notice: Notice, *, status: int = 200) -> Response:
    wrong: dict[str, str] = {p.field: p.message for p in notice.problems if p.field}
    return page(
        visit,
        "prepare.html",
        status=status,
        share=share,
        part=share.part,
        head=share.part.sheet.headline,
        typed=typed,
        notice=notice,
        wrong=wrong,
        accepted=evidence.ACCEPTED,
    )
