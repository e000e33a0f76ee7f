"""`/t/{key}/phan-cong`: whoever answers for an agency gives points to colleagues by link, and takes them back."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from directive import delegating
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.ledger import Purpose
from directive.store import Reading, delegations, messages
from directive.tracked import Contribution, Delegation
from portal.agency_desk import Desk, desk_of
from portal.pages import go, page
from portal.site import Visit

LIVES = (3, 7, 14, 30)
"""How many days a colleague's link may live."""
USUAL = 7


@dataclass(frozen=True, slots=True)
class Given:
    """One delegation with what came of it."""

    delegation: Delegation
    written: tuple[Contribution, ...]
    alive: bool


def open_page(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
        given = _given(visit, conn, desk)
    return _page(visit, desk, given)


def act(visit: Visit) -> Response:
    """Make a delegation and show its link once; or take one back."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
        given = _given(visit, conn, desk)
    act_, _, of = visit.form.text("lam").partition(":")
    if act_ == "thu-hoi" and of.isascii() and of.isdigit() and len(of) < 18:
        _take_back(visit, desk, int(of))
        return go(f"{desk.base}/phan-cong?xong=thu-hoi")
    try:
        key = _delegate(visit, desk)
    except (BadInput, NotAllowed) as error:
        return _page(visit, desk, given, error=error)
    with visit.site.store.reading() as conn:
        given = _given(visit, conn, desk)
    return _page(visit, desk, given, link=f"{visit.site.settings.public_url.rstrip('/')}/l/{key}")


def _delegate(visit: Visit, desk: Desk) -> str:
    """The key of the new link. A link without a delegation opens nothing, so it may be made first."""
    chosen = [n for n in visit.form.numbers("nv") if n in {i.obligation.obligation_id for i in desk.part.answerable}]
    days = visit.form.text("ngay")
    if days not in map(str, LIVES):
        raise BadInput(f"Thời hạn của liên kết là {', '.join(map(str, LIVES))} ngày.")
    name, note = visit.form.text("ten"), visit.form.text("loi_dan")
    if not chosen or not name.strip():
        raise BadInput("Cần họ tên người được phân công và ít nhất một nhiệm vụ.")
    key = visit.site.mint(
        Purpose.PREPARE, at=visit.at, by=desk.by, directive_id=desk.directive_id, agency_id=desk.agency_id
    )
    with visit.site.store.reading() as conn:
        link = visit.site.open_link(conn, key, visit.at)
    delegating.delegate(
        visit.site.store,
        directive_id=desk.directive_id,
        agency_id=desk.agency_id,
        obligation_ids=chosen,
        name=name,
        note=note,
        link_id=link.link_id,
        made_behind=desk.link.link_id,
        expires_at=min(visit.at + timedelta(days=int(days)), link.expires_at),
        at=visit.at,
        by=desk.by,
    )
    return key


def _take_back(visit: Visit, desk: Desk, number: int) -> None:
    delegating.take_back(
        visit.site.store,
        delegation_id=number,
        directive_id=desk.directive_id,
        agency_id=desk.agency_id,
        at=visit.at,
        by=desk.by,
    )


def _given(visit: Visit, conn: Reading, desk: Desk) -> list[Given]:
    """All delegations of the agency in this directive, the newest first."""
    known = delegations.delegations(conn, directive_id=desk.directive_id, agency_id=desk.agency_id)
    written = delegations.contributions(conn, directive_id=desk.directive_id, agency_id=desk.agency_id) if known else []
    behind = messages.links(conn, ids={d.made_behind for d in known}) if known else []
    revoked = {link.link_id for link in behind if link.revoked_at is not None}
    return [
        Given(
            d,
            tuple(c for c in written if c.delegation_id == d.delegation_id),
            delegating.is_alive(d, visit.at) and d.made_behind not in revoked,
        )
        for d in reversed(known)
    ]


def _page(
    visit: Visit, desk: Desk, given: list[Given], *, link: str = "", error: DirectiveError | None = None
) -> Response:
    posted = visit.request.method == "POST" and not link
    asked = visit.asked("nv")
    chosen = set(visit.form.numbers("nv")) if posted else {int(asked)} if asked.isdigit() and len(asked) < 18 else set()
    days = visit.form.text("ngay") if posted else ""
    return page(
        visit,
        "delegation.html",
        status=error.http_status if error else 200,
        desk=desk,
        head=desk.part.sheet.headline,
        given=given,
        link=link,
        problem=str(error or ""),
        chosen=chosen,
        name=visit.form.text("ten") if posted else "",
        note=visit.form.text("loi_dan") if posted else "",
        days=int(days) if days in map(str, LIVES) else USUAL,
        lives=LIVES,
        taken_back=visit.asked("xong") == "thu-hoi",
    )
