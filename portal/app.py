"""The portal as one application: addresses, and what happens around every view."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.resources import files as package_files
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from directive.errors import BadInput, DirectiveError, MissingTool, NotAllowed, NotFound
from directive.files import FileRoom
from directive.settings import Settings
from directive.store import Store
from portal import (
    answer,
    api,
    asking,
    clerk,
    contacts,
    decide,
    delegation,
    evidence,
    feeds,
    front,
    handing_in,
    holding,
    letter,
    lists,
    login,
    measuring,
    narrative,
    outbox,
    preparing,
    review,
    stopping,
    zalo,
)
from portal.cookies import TOKEN_FIELD, comes_from_elsewhere, form_seed, form_token, set_form_cookie, token_fits
from portal.doors import NO_SUCH_PAGE, Distrusted, TooMany
from portal.forms import Form, read_form
from portal.pages import page
from portal.shield import Limits, Shield, may_pass
from portal.site import Mint, OpenLink, Remind, Render, Site, Visit

if TYPE_CHECKING:
    from portal.identity import Provider

log = logging.getLogger(__name__)

View = Callable[[Visit], Response]
TROUBLE = "Hệ thống gặp lỗi và đã ghi lại. Thử lại sau ít phút; nếu vẫn lỗi, gọi đầu mối ở Văn phòng."


def create_app(
    *,
    store: Store,
    files: FileRoom,
    open_link: OpenLink,
    mint: Mint,
    now: Callable[[], datetime],
    settings: Settings,
    secret: bytes,
    render: Render | None = None,
    remind: Remind | None = None,
    limits: Limits | None = None,
) -> Starlette:
    """The portal. `now` is the true clock; an assumed day comes from the settings. `secret` signs forms."""
    site = Site(
        store=store,
        files=files,
        open_link=open_link,
        mint=mint,
        now=now,
        settings=settings,
        secret=secret,
        render=render,
        remind=remind,
        identity=_identity(settings),
    )
    app = Starlette(
        routes=[*_routes(), *_account_routes(settings)], exception_handlers={404: _not_found, 405: _not_allowed}
    )
    app.state.site = site
    app.state.limits = limits or Limits.usual()
    app.state.requests = measuring.Requests()
    https = settings.public_url.startswith("https://")
    app.add_middleware(Shield, now=now, limits=app.state.limits, https=https, count=app.state.requests.count)
    return app


def _identity(settings: Settings) -> "Provider | None":
    """The office's identity provider, where one is configured; its packages are imported only then."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise BadInput("Có DONDOC_OIDC_ISSUER nhưng thiếu DONDOC_OIDC_CLIENT_ID. Ghi mã ứng dụng đã đăng ký.")
    try:
        from portal.identity import Provider
    except ModuleNotFoundError as error:
        raise MissingTool("Đăng nhập bằng tài khoản cơ quan cần thêm gói: pip install 'dondoc[oidc]'.") from error
    return Provider(settings)


def _account_routes(settings: Settings) -> list[BaseRoute]:
    """Doors that are there only where the office has accounts of its own."""
    if not settings.oidc_issuer:
        return []
    from portal import account_login
    from portal.identity import CALLBACK

    return [_route("/vao-bang-tai-khoan", account_login.ask), _route(CALLBACK, account_login.come_back)]


def _routes() -> Sequence[BaseRoute]:
    routes: list[BaseRoute] = [
        _route("/", front.welcome),
        _route("/suc-khoe", front.health),
        _route("/so-do", measuring.show),
        _route("/l/{key}", front.follow),
        _route("/tep/{key}/{sha256}", evidence.download_by_key),
        _route("/t/{key}/thu/{mail_id:int}", holding.open_claim, holding.settle_claim),
        Route("/zalo", zalo.call, methods=["POST"]),
        Mount("/tinh", StaticFiles(directory=str(package_files("portal") / "static"))),
    ]
    for base in ("/t/{key}", "/t/{key}/vb/{directive_id:int}"):
        routes += [
            _route(base, answer.open_form, answer.save_form),
            _route(f"{base}/xem-lai", handing_in.look_through, handing_in.hand_in),
            _route(f"{base}/bien-nhan/{{submission_id:int}}", handing_in.show_receipt),
            _route(f"{base}/khong-thuoc/{{obligation_id:int}}", asking.ask_not_ours, asking.say_not_ours),
            _route(f"{base}/phan-cong", delegation.open_page, delegation.act),
            _route(f"{base}/cach-tinh/{{due_id:int}}", asking.explain_due),
            _route(f"{base}/gia-han/{{due_id:int}}", asking.ask_more_time, asking.say_more_time),
        ]
    routes.append(_route("/p/{key}", preparing.open_form, preparing.save_form))
    for base in ("/x/{key}", "/x/{key}/vb/{directive_id:int}"):
        routes += [
            _route(base, review.open_board, review.decide),
            _route(f"{base}/nv/{{obligation_id:int}}", review.open_history),
            _route(f"{base}/bao-cao", narrative.open_page, narrative.act),
            _route(f"{base}/bao-cao/{{report_id:int}}/{{kind}}", narrative.download),
        ]
    return [*routes, *api.routes(), *_desk_routes()]


def _desk_routes() -> list[BaseRoute]:
    """Pages that need a session, and the doors to them."""
    return [
        _route("/q/{key}", decide.open_desk, decide.decide),
        _route("/q/{key}/vb/{directive_id:int}", decide.open_desk, decide.decide),
        _route("/lich/{key}.ics", feeds.calendar_feed),
        _route("/bao-cao/{key}/{report_id:int}/{kind}", feeds.report_by_key),
        _route("/vao/{key}", login.ask, login.begin),
        _route("/vao-trinh-dien", front.welcome, login.begin_demo),
        _route("/ra", front.welcome, login.end),
        _route("/danh-sach", lists.show_lines),
        _route("/van-ban", lists.show_directives),
        _route("/van-ban/{directive_id:int}", lists.show_directive),
        _route("/van-ban/{directive_id:int}/doc", letter.open_letter, letter.change_letter),
        _route("/don-vi/{agency_id}", lists.show_agency, lists.make_link),
        _route("/nhiem-vu/{obligation_id:int}", lists.show_obligation),
        _route("/nhiem-vu/{obligation_id:int}/tep/{sha256}", evidence.download_for_reader),
        _route("/giai-thich/{due_id:int}", lists.explain_due),
        _route("/giai-thich/{due_id:int}.json", lists.explain_due_json),
        _route("/bao-cao/{report_id:int}/{kind}", feeds.report_for_reader),
        _route("/du-thao/{paper_id:int}/{kind}", feeds.paper_for_reader),
        _route("/van-ban/{directive_id:int}/dung", stopping.open_directive, stopping.stop_directive),
        _route("/nhiem-vu/{obligation_id:int}/dung", stopping.open_obligation, stopping.stop_obligation),
        _route("/danh-ba", contacts.open_directory, contacts.give_up_name),
        _route("/tinh-trang", contacts.show_health),
        _route("/ban-lam-viec", clerk.open_desk, clerk.take_in),
        _route("/thu-den", holding.open_holding, holding.settle_held),
        _route("/thu-den/{mail_id:int}/tep/{sha256}", holding.download),
        _route("/hop-thu-di", outbox.show_all),
        _route("/hop-thu-di/{message_id:int}", outbox.show_one),
        _route("/hop-thu-di/{message_id:int}/thu", outbox.show_html),
    ]


def _route(path: str, show: View, act: View | None = None) -> Route:
    """An address with what it shows and what its form does."""

    async def endpoint(request: Request) -> Response:
        request.scope["dondoc_route"] = path
        site: Site = request.app.state.site
        if not may_pass(request.app.state.limits, request, site.now()):
            return await run_in_threadpool(_refuse, _visit(site, request, Form()))
        if request.method != "POST" or act is None:
            return await run_in_threadpool(_answered, show, _visit(site, request, Form()))
        return await _posted(site, request, act)

    return Route(path, endpoint, methods=["GET", "HEAD"] if act is None else ["GET", "HEAD", "POST"])


async def _posted(site: Site, request: Request, act: View) -> Response:
    try:
        form = await read_form(request.headers.get("content-type", ""), request.stream())
    except ClientDisconnect:
        return Response(status_code=400)
    except DirectiveError as error:
        return await run_in_threadpool(_message, _visit(site, request, Form()), error)
    try:
        return await run_in_threadpool(_answered, act, _visit(site, request, form))
    finally:
        form.close()


def _visit(site: Site, request: Request, form: Form) -> Visit:
    now = site.now()
    seed = form_seed(request)
    visit = Visit(
        site=site,
        request=request,
        at=site.settings.instant(now),
        on=site.settings.day(now),
        form=form,
        token=form_token(site, seed),
    )
    request.state.seed = seed
    return visit


def _answered(view: View, visit: Visit) -> Response:
    """Run a view; whatever goes wrong becomes a page that keeps what was typed."""
    try:
        if visit.request.method == "POST":
            _check_form(visit)
        response = view(visit)
    except NotFound:
        # One sentence for everything that is not there: the answer must not tell a wrong key from a foreign one.
        response = _message(visit, NotFound(NO_SUCH_PAGE))
    except DirectiveError as error:
        response = _message(visit, error)
    except Exception:
        log.exception("a page failed: %s", visit.request.scope.get("dondoc_route"))
        response = page(
            visit,
            "message.html",
            status=500,
            title="Có lỗi",
            text=TROUBLE,
            kept=_kept(visit),
            demo=False,
            account=False,
        )
    return _with_form_cookie(visit, response)


def _check_form(visit: Visit) -> None:
    if comes_from_elsewhere(visit.request):
        visit.form.fields.clear()  # nothing a stranger's page sent is shown, even less sent again
        raise Distrusted("Biểu mẫu này không được gửi từ trang của cổng. Mở lại liên kết trong thông báo.")
    if not token_fits(visit.site, visit.request, visit.form.text(TOKEN_FIELD)):
        raise Distrusted(
            "Trình duyệt không còn nhận ra biểu mẫu này (cookie bị tắt hoặc đã quá lâu). "
            "Nội dung đã nhập vẫn còn dưới đây: bấm “Gửi lại”. Tệp đính kèm cần chọn lại."
        )


def _with_form_cookie(visit: Visit, response: Response) -> Response:
    if response.media_type == "text/html" or response.status_code == 303:
        set_form_cookie(visit.site, response, visit.request.state.seed)
    return response


def _message(visit: Visit, error: DirectiveError) -> Response:
    titles = {
        401: "Cần đăng nhập",
        403: "Chưa gửi được",
        404: "Không tìm thấy trang",
        409: "Chưa thực hiện được",
        410: "Liên kết không còn hiệu lực",
        413: "Dữ liệu quá lớn",
        429: "Xin chờ một lát",
    }
    status = error.http_status
    title = titles.get(status, "Cần xem lại")
    keeps = status not in (404, 410)
    return page(
        visit,
        "message.html",
        status=status,
        title=title,
        text=str(error),
        kept=_kept(visit) if keeps else [],
        demo=visit.site.settings.demo and status == 401,
        account=visit.site.identity is not None and status == 401,
    )


def _kept(visit: Visit) -> list[tuple[str, str]]:
    """The typed fields, to be shown and sent again."""
    return [(n, text) for n, texts in visit.form.fields.items() if n != TOKEN_FIELD for text in texts]


def _refuse(visit: Visit) -> Response:
    response = _message(visit, TooMany("Có quá nhiều lượt mở trong thời gian ngắn. Chờ một phút rồi mở lại trang."))
    response.headers["Retry-After"] = "60"
    return response


async def _not_allowed(request: Request, error: Exception) -> Response:
    if not request.url.path.startswith(f"{api.BASE}/"):
        return await _not_found(request, error)
    response = api.answer_error(NotAllowed("Địa chỉ này chỉ đọc (GET)."), status=405)
    response.headers["Allow"] = "GET, HEAD"
    return response


async def _not_found(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith(f"{api.BASE}/"):
        return api.answer_error(NotFound("Không có địa chỉ này."))
    visit = _visit(request.app.state.site, request, Form())
    return await run_in_threadpool(_message, visit, NotFound(NO_SUCH_PAGE))
