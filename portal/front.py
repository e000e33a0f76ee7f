"""`/` tells what this is; `/suc-khoe` tells a monitor whether it works."""

from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from directive.ledger import Purpose
from directive.store import operating
from portal.doors import enter
from portal.pages import go, page
from portal.site import Visit

_PLACES = {
    Purpose.ANSWER: "/t/{key}",
    Purpose.PREPARE: "/p/{key}",
    Purpose.REVIEW: "/x/{key}",
    Purpose.DECIDE: "/q/{key}",
    Purpose.READ: "/vao/{key}",
    Purpose.OPERATE: "/vao/{key}",
}


def welcome(visit: Visit) -> Response:
    """A plain front page: nothing here needs a key, and nothing tells who has one."""
    return page(visit, "welcome.html", demo=visit.site.settings.demo, account=visit.site.identity is not None)


def follow(visit: Visit) -> Response:
    """The one address written into messages: leads to the page the link is for."""
    with visit.site.store.reading() as conn:
        link = enter(visit, conn, *_PLACES)
    wanted = visit.asked("toi")  # a page to go on to after signing in; the sign-in page checks it
    return go(
        _PLACES[link.purpose].format(key=visit.param("key")) + (f"?{urlencode({'toi': wanted})}" if wanted else "")
    )


def health(visit: Visit) -> Response:
    """Whether the store answers and the file room can be seen; no names, no numbers of anybody."""
    checks = {"kho": _store_answers(visit), "kho_tep": visit.site.files.root.parent.is_dir()}
    good = all(checks.values())
    return JSONResponse({"tot": good, **checks}, status_code=200 if good else 503)


def _store_answers(visit: Visit) -> bool:
    try:
        with visit.site.store.reading() as conn:
            operating.mark(conn, "suc-khoe")
    except Exception:  # a database fails in as many ways as there are drivers; the monitor wants yes or no
        return False
    return True
