"""`/vao/{key}`: a signed link opens a session. Looking at the page uses nothing up: mail scanners open links too."""

from datetime import timedelta

from starlette.responses import Response

from directive.errors import NotFound
from directive.events import LinkRevoked
from directive.ledger import Purpose
from portal.cookies import SESSION_LIFE, Session, session_for, sign_in, sign_out
from portal.doors import NO_SUCH_PAGE, enter, speaker
from portal.pages import go, page
from portal.site import Visit

HOMES = {Purpose.OPERATE: "/ban-lam-viec", Purpose.READ: "/danh-sach"}
_INSIDE = (
    "/danh-sach",
    "/van-ban",
    "/don-vi",
    "/nhiem-vu",
    "/giai-thich",
    "/bao-cao",
    "/du-thao",
    "/hop-thu-di",
    "/thu-den",
    "/ban-lam-viec",
    "/danh-ba",
    "/tinh-trang",
)


def ask(visit: Visit) -> Response:
    """Who the link is for, and a button."""
    with visit.site.store.reading() as conn:
        link = enter(visit, conn, Purpose.OPERATE, Purpose.READ)
        name = speaker(conn, link)
    return page(visit, "login.html", name=name, once=link.purpose is Purpose.OPERATE, to=inside(visit.asked("toi")))


def begin(visit: Visit) -> Response:
    """Open the session. An operator's link works once; a reader's until it ends."""
    with visit.site.store.reading() as conn:
        link = enter(visit, conn, Purpose.OPERATE, Purpose.READ)
        name = speaker(conn, link)
    if link.purpose is Purpose.OPERATE:
        used = LinkRevoked(link_id=link.link_id, at=visit.at, reason="đã dùng để đăng nhập")
        visit.site.store.record(used, at=visit.at, by=name)
    until = visit.at + timedelta(seconds=SESSION_LIFE)
    response = go(inside(visit.form.text("toi")) or HOMES[link.purpose])
    sign_in(visit.site, response, session_for(link, name=name, until=until))
    return response


def begin_demo(visit: Visit) -> Response:
    """Sign in as the operator without a link; only where the settings say that this is a demonstration."""
    if not visit.site.settings.demo:
        raise NotFound(NO_SUCH_PAGE)
    until = visit.at + timedelta(seconds=SESSION_LIFE)
    response = go(inside(visit.form.text("toi")) or HOMES[Purpose.OPERATE])
    name = "Chuyên viên Văn phòng (trình diễn)"
    sign_in(visit.site, response, Session(purpose=Purpose.OPERATE, link_id=None, name=name, until=until))
    return response


def end(visit: Visit) -> Response:
    response = go("/")
    sign_out(response)
    return response


def inside(path: str) -> str:
    """A page of our own to go to after signing in; empty for anything else."""
    known = any(path == home or path.startswith((f"{home}/", f"{home}?")) for home in _INSIDE)
    return path if known and "\\" not in path and "\n" not in path else ""
