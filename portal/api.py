"""`/api/v1`: other systems read facts with a key. Reading only; nothing of a person, nothing of a draft."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from directive import api_keys
from directive.errors import BadInput, DirectiveError, NotFound
from directive.figures import Scope, figures
from directive.ledger import ApiKey, ApiScope
from directive.obligations import Obligation, Progress
from directive.store import Reading, api_reading, directives
from directive.store.api_reading import PUBLISHED, Asked
from directive.store.figures import facts
from directive.tracked import DueState, ReplyState
from directive.values import Frozen
from portal import api_values as out
from portal.doors import NotSignedIn, TooMany
from portal.shield import address, may_pass
from portal.site import Site

BASE = "/api/v1"
PAGE, MOST = 100, 500  # rows of an answer
MAX_WORD = 200
WORD = r"[^\u0000-\u001f\u007f]+"  # no control characters; PostgreSQL refuses some of them
MAX_NUMBER = 2**53 - 1  # what every JSON reader can hold
_NUMBER = re.compile(r"[1-9][0-9]{0,15}")
_WORD = re.compile(WORD)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_SUCH = "Không có mục này, hoặc khoá API không được đọc mục này."


class Forbidden(DirectiveError):
    """Khoá API không có phạm vi này."""

    http_status = 403


class Ask(NamedTuple):
    """One request: its key, what stands after the question mark, and the number in the address."""

    site: Site
    conn: Reading
    key: ApiKey
    of: "Resource"
    query: Mapping[str, str]
    item: str
    on: date


class Resource(NamedTuple):
    """One kind of thing that can be read: all of it page by page, and one by its number."""

    scope: ApiScope
    summary: str
    model: type[Frozen]
    filters: tuple[str, ...]
    states: tuple[str, ...]
    read: Callable[[Ask], Any]
    paged: bool = True

    @property
    def path(self) -> str:
        return f"{BASE}/{self.scope.value}"


def routes() -> list[Route]:
    """All addresses; each answers in JSON whatever happens."""
    found = [Route(f"{BASE}/openapi.json", _describe, methods=["GET"])]
    for resource in RESOURCES:
        found.append(Route(resource.path, _endpoint(resource, resource.path), methods=["GET"]))
        if resource.paged:
            one = f"{resource.path}/{{item}}"
            found.append(Route(one, _endpoint(resource, one), methods=["GET"]))
    return found


def answer_error(error: DirectiveError, *, status: int | None = None) -> Response:
    """An error for a program, with its words for people."""
    status = status or error.http_status
    response = _json({"status": status, "message": str(error)}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


# --- one request -------------------------------------------------------------------------------------------------


def _endpoint(resource: Resource, path: str) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        request.scope["dondoc_route"] = path
        return await run_in_threadpool(_answered, resource, request)

    return endpoint


async def _describe(request: Request) -> Response:
    from portal.api_description import description

    request.scope["dondoc_route"] = f"{BASE}/openapi.json"
    site: Site = request.app.state.site
    return _cached(request, description(site.settings.public_url))


def _answered(resource: Resource, request: Request) -> Response:
    site: Site = request.app.state.site
    limits, now = request.app.state.limits, site.now()
    try:
        if not may_pass(limits, request, now):
            raise TooMany("Có quá nhiều yêu cầu trong thời gian ngắn. Chờ một phút rồi gọi lại.")
        with site.store.reading() as conn:
            key = _key(site, conn, request)
            if not limits.per_key.allows(key.key_hash, now):
                raise TooMany("Khoá API này gọi quá nhiều trong thời gian ngắn. Chờ một phút rồi gọi lại.")
            if resource.scope not in key.scopes:
                raise Forbidden(f"Khoá API này không có phạm vi “{resource.scope.value}”.")
            item = str(request.path_params.get("item", ""))
            query = _query(request, () if item else resource.filters)
            said = resource.read(Ask(site, conn, key, resource, query, item, site.settings.day(now)))
        return _cached(request, said)
    except NotSignedIn as error:
        if request.headers.get("authorization"):
            limits.guesses.allows(address(request.scope), now)
        return answer_error(error)
    except DirectiveError as error:
        return answer_error(error)


def _key(site: Site, conn: Reading, request: Request) -> ApiKey:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    key = (
        api_keys.opened(conn, given.strip(), site.settings.instant(site.now())) if scheme.lower() == "bearer" else None
    )
    if key is None:
        raise NotSignedIn("Cần khoá API còn hiệu lực trong tiêu đề “Authorization: Bearer …”.")
    return key


def _query(request: Request, allowed: tuple[str, ...]) -> dict[str, str]:
    """What stands after the question mark; a word nobody knows is told, not passed over."""
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    if unknown := [name for name in names if name not in allowed]:
        raise BadInput(f"Không có tham số “{unknown[0][:40]}”. Được dùng: {', '.join(allowed) or 'không có'}.")
    if len(set(names)) != len(names):
        raise BadInput("Mỗi tham số chỉ ghi một lần.")
    return dict(given)


def _cached(request: Request, said: Any) -> Response:
    response = _json(said)
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        response = Response(status_code=304)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response


def _json(said: Any, *, status: int = 200) -> Response:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status_code=status, media_type="application/json")


# --- reading -----------------------------------------------------------------------------------------------------


def _directives(ask: Ask) -> Any:
    return _listed(ask, lambda asked: api_reading.directives(ask.conn, asked), out.directive_out)


def _obligations(ask: Ask) -> Any:
    def read(asked: Asked) -> list[tuple[Obligation, str]]:
        found = api_reading.obligations(ask.conn, asked)
        quotes = api_reading.words(ask.conn, found)
        return [(o, quotes[o.obligation_id]) for o in found]

    return _listed(ask, read, lambda pair: out.obligation_out(pair[0], quote=pair[1]))


def _dues(ask: Ask) -> Any:
    return _listed(ask, lambda asked: api_reading.dues(ask.conn, asked), out.due_out)


def _replies(ask: Ask) -> Any:
    return _listed(ask, lambda asked: api_reading.replies(ask.conn, asked), out.reply_out)


def _agencies(ask: Ask) -> Any:
    ids = _visible(ask)
    if ask.item:
        wanted = {ask.item} if ids is None else {ask.item} & ids
        found = api_reading.agencies(ask.conn, after="", limit=1, ids=wanted) if _is_word(ask.item) else []
        if not found:
            raise NotFound(_NO_SUCH)
        return out.agency_out(found[0]).model_dump(mode="json")
    limit, after = _limit(ask), _word(ask, "after") or ""
    found = api_reading.agencies(ask.conn, after=after, limit=limit + 1, ids=ids)
    return _page(ask, [out.agency_out(agency) for agency in found], limit)


def _visible(ask: Ask) -> set[str] | None:
    """Which agencies a key may read of; None for all."""
    if ask.key.agency_id is not None:
        return {ask.key.agency_id}
    if ask.key.directive_id is None:
        return None
    laid = directives.obligations(ask.conn, directive_id=ask.key.directive_id)
    return {agency_id for o in laid for agency_id in (o.owner_id, *o.partners)}


def _figures(ask: Ask) -> Any:
    asked = _limited(ask)
    if asked is None:
        raise NotFound(_NO_SUCH)
    scope = Scope(asked.directive_id, asked.agency_id, _word(ask, "period"))
    calendar = ask.site.calendar(ask.conn)
    counted = figures(facts(ask.conn, on=ask.on, calendar=calendar, scope=scope), on=ask.on, calendar=calendar)
    return out.figures_out(counted).model_dump(mode="json")


def _listed(ask: Ask, read: Callable[[Asked], list[Any]], shown: Callable[[Any], Frozen]) -> Any:
    """One page, or one row."""
    asked = _limited(ask)
    if ask.item:
        number = int(ask.item) if _NUMBER.fullmatch(ask.item) else 0
        found = read(asked._replace(number=number, limit=1)) if asked is not None else []
        if not found:
            raise NotFound(_NO_SUCH)
        return shown(found[0]).model_dump(mode="json")
    limit = _limit(ask)
    found = read(asked._replace(limit=limit + 1)) if asked is not None else []
    return _page(ask, [shown(row) for row in found], limit)


def _page(ask: Ask, found: list[Frozen], limit: int) -> Any:
    """The rows of a page; one more was read to know whether another page follows."""
    following = None
    if len(found) > limit:
        last = getattr(found[limit - 1], next(iter(ask.of.model.model_fields)))
        following = f"{ask.of.path}?{urlencode({**ask.query, 'after': last})}"
    return {"items": [row.model_dump(mode="json") for row in found[:limit]], "next": following}


def _limited(ask: Ask) -> Asked | None:
    """What is asked for within the limits of the key; None when it lies outside."""
    key, directive_id, agency_id = ask.key, _number(ask, "directive"), _word(ask, "agency")
    if key.directive_id is not None and directive_id not in (None, key.directive_id):
        return None
    if key.agency_id is not None and agency_id not in (None, key.agency_id):
        return None
    return Asked(
        directive_id=key.directive_id or directive_id,
        agency_id=key.agency_id or agency_id,
        state=_state(ask),
        due_from=_day(ask, "due_from"),
        due_to=_day(ask, "due_to"),
        after=_number(ask, "after") or 0,
    )


def _number(ask: Ask, name: str) -> int | None:
    text = ask.query.get(name)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text) or int(text) > MAX_NUMBER:
        raise BadInput(f"“{name}” phải là số nguyên dương.")
    return int(text)


def _limit(ask: Ask) -> int:
    limit = _number(ask, "limit") or PAGE
    if limit > MOST:
        raise BadInput(f"“limit” từ 1 đến {MOST}.")
    return limit


def _word(ask: Ask, name: str) -> str | None:
    text = ask.query.get(name)
    if text is not None and not _is_word(text):
        raise BadInput(f"“{name}” dài quá {MAX_WORD} ký tự, trống, hoặc có ký tự điều khiển.")
    return text


def _is_word(text: str) -> bool:
    return len(text) <= MAX_WORD and _WORD.fullmatch(text) is not None


def _state(ask: Ask) -> str | None:
    text = ask.query.get("state")
    if text is not None and text not in ask.of.states:
        raise BadInput(f"“state” là một trong: {', '.join(ask.of.states)}.")
    return text


def _day(ask: Ask, name: str) -> date | None:
    text = ask.query.get(name)
    if text is None:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{name}” là một ngày có thật, dạng 2024-06-30.") from None


_OF = ("directive", "agency", "state")
_PAGED = ("after", "limit")
RESOURCES = (
    Resource(
        ApiScope.DIRECTIVES,
        "Văn bản chỉ đạo đã ban hành",
        out.DirectiveOut,
        (*_OF, *_PAGED),
        tuple(PUBLISHED),
        _directives,
    ),
    Resource(
        ApiScope.OBLIGATIONS,
        "Nhiệm vụ được giao",
        out.ObligationOut,
        (*_OF, *_PAGED),
        tuple(Progress),
        _obligations,
    ),
    Resource(
        ApiScope.DUES,
        "Kỳ hạn",
        out.DueOut,
        (*_OF, "due_from", "due_to", *_PAGED),
        tuple(DueState),
        _dues,
    ),
    Resource(
        ApiScope.REPLIES,
        "Báo cáo của đơn vị",
        out.ReplyOut,
        (*_OF, *_PAGED),
        tuple(ReplyState),
        _replies,
    ),
    Resource(ApiScope.AGENCIES, "Cơ quan, đơn vị", out.AgencyOut, _PAGED, (), _agencies),
    Resource(
        ApiScope.FIGURES,
        "Số liệu của một ngày, từ cùng một hàm với báo cáo và bảng theo dõi",
        out.FiguresOut,
        ("directive", "agency", "period"),
        (),
        _figures,
        paged=False,
    ),
)
