"""`/q/{key}`: the assigner decides requests for more time and words about competence; who, when and why are kept."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from directive import answering, extending
from directive.agencies import Agency
from directive.errors import BadInput, NotAllowed, NotFound
from directive.ledger import Link, Purpose
from directive.obligations import Obligation
from directive.settings import day_of_text
from directive.store import Reading, directives, directory, pages, replies
from directive.store.pages import Headline
from directive.tracked import Contest, Due, Extension
from portal.doors import NO_SUCH_PAGE, asked_directive, decides, enter_as_agency, speaker
from portal.pages import go, page
from portal.site import Visit


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for the assigner, and what was decided lately."""

    link: Link
    by: str
    extensions: tuple[Extension, ...]
    contests: tuple[Contest, ...]
    decided: tuple[Extension, ...]
    obligations: dict[int, Obligation]
    dues: dict[int, Due]
    agencies: dict[str, Agency]
    heads: dict[int, Headline]
    quotes: dict[int, str]


def open_desk(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    return _page(visit, desk)


def decide(visit: Visit) -> Response:
    """What the pressed button says: agree, name another day, refuse; ours or not ours."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    act, _, of = visit.form.text("lam").partition(":")
    number = int(of) if of.isascii() and of.isdigit() and len(of) < 18 else 0
    acts: dict[str, Callable[[], None]] = {
        "dong-y": lambda: _extend(visit, desk, number, agreed=True),
        "ngay-khac": lambda: _extend(visit, desk, number, agreed=True, other=True),
        "khong-dong-y": lambda: _extend(visit, desk, number, agreed=False),
        "khong-thuoc": lambda: _contest(visit, desk, number, upheld=True),
        "van-thuoc": lambda: _contest(visit, desk, number, upheld=False),
    }
    if act not in acts:
        raise NotFound(NO_SUCH_PAGE)
    try:
        acts[act]()
    except (BadInput, NotAllowed) as error:
        return _page(visit, desk, problem=str(error), at=of, status=error.http_status)
    return go(f"/q/{visit.param('key')}?xong=1")


def _extend(visit: Visit, desk: Desk, number: int, *, agreed: bool, other: bool = False) -> None:
    if number not in {e.extension_id for e in desk.extensions}:
        raise NotAllowed("Đề nghị này đã được quyết định hoặc không còn. Xem lại danh sách dưới đây.")
    day = visit.form.text(f"ngay-{number}")
    if other and not day:
        raise BadInput("Chưa chọn ngày khác. Chọn ngày rồi bấm “Cho đến ngày khác”.")
    extending.decide(
        visit.site.store,
        extension_id=number,
        agreed=agreed,
        granted_on=day_of_text(day) if other else None,
        remark=visit.form.text(f"y-kien-g{number}"),
        on=visit.on,
        at=visit.at,
        by=desk.by,
    )


def _contest(visit: Visit, desk: Desk, number: int, *, upheld: bool) -> None:
    if number not in {c.contest_id for c in desk.contests}:
        raise NotAllowed("Ý kiến này đã được quyết định hoặc không còn. Xem lại danh sách dưới đây.")
    remark = visit.form.text(f"y-kien-t{number}")
    if not upheld and not remark:
        raise BadInput("Giữ nguyên đơn vị thực hiện thì phải nêu lý do.")
    answering.decide_contest(
        visit.site.store, contest_id=number, upheld=upheld, remark=remark, on=visit.on, at=visit.at, by=desk.by
    )


def _desk(visit: Visit, conn: Reading) -> Desk:
    link, agency_id = enter_as_agency(visit, conn, Purpose.DECIDE)
    only = asked_directive(visit, link)
    found = pages.headlines(conn, office_id=agency_id, ids=None if only is None else [only])
    heads = {h.directive_id: h for h in found if decides(h, agency_id)}
    if only is not None and only not in heads:
        raise NotFound(NO_SUCH_PAGE)
    asked = [e for e in replies.extensions(conn, open_only=True) if e.directive_id in heads]
    contests = [c for c in replies.contests(conn, open_only=True) if c.directive_id in heads]
    decided = [e for n in heads for e in replies.extensions(conn, directive_id=n) if e.decided_on is not None]
    numbers = {e.obligation_id for e in (*asked, *decided)} | {c.obligation_id for c in contests}
    obligations = {o.obligation_id: o for o in directives.obligations(conn, ids=numbers)}
    words = {n: pages.words(conn, n) for n in {o.directive_id for o in obligations.values()}}
    return Desk(
        link=link,
        by=speaker(conn, link),
        extensions=tuple(asked),
        contests=tuple(contests),
        decided=tuple(sorted(decided, key=lambda e: e.decided_on or e.asked_on, reverse=True)[:30]),
        obligations=obligations,
        dues={d.due_id: d for d in directives.dues(conn, ids={e.due_id for e in (*asked, *decided)})},
        agencies={a.agency_id: a for a in directory.agencies(conn, ids={o.owner_id for o in obligations.values()})},
        heads=heads,
        quotes={n: words[o.directive_id].of(o) for n, o in obligations.items()},
    )


def _page(visit: Visit, desk: Desk, *, problem: str = "", at: str = "", status: int = 200) -> Response:
    done = visit.request.method == "GET" and bool(visit.asked("xong"))
    typed = visit.form.text
    return page(visit, "decide.html", status=status, desk=desk, problem=problem, at=at, done=done, typed=typed)
