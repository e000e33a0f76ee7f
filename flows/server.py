"""Prefect's server behind the guard, with the short address of the leaders' page (uvicorn factory)."""

from prefect.server.api.server import create_app
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from directive.settings import load_settings
from directive.store import open_store
from directive.store.operating import mark
from flows.guard import Guard
from tasks.publishing import LIVING


def build() -> Guard:
    """The application uvicorn serves."""
    settings = load_settings()
    store = open_store(settings.url)

    def leaders_page(request: Request) -> Response:
        """/bang leads to the living artifact, whatever its id is today."""
        with store.reading() as conn:
            artifact_id = mark(conn, LIVING)
        if artifact_id is None:
            return PlainTextResponse("Chưa có bảng điều hành. Chạy luồng “Bảng điều hành” rồi mở lại.", status_code=404)
        return RedirectResponse(f"/v2/artifacts/artifact/{artifact_id}", status_code=302)

    app = create_app()
    app.router.routes.insert(0, Route("/bang", leaders_page))  # first: Prefect's pages catch everything else
    return Guard(
        app,
        admin_password=settings.admin_password.get_secret_value(),
        leader_password=settings.leader_password.get_secret_value(),
    )
