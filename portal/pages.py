"""How a page is drawn: one Jinja environment, Vietnamese dates, a base that says the day and who is looking."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from directive.agencies import Agency
from directive.calendar import VIETNAM, WEEKDAYS
from directive.store.pages import Headline
from portal.cookies import TOKEN_FIELD
from portal.site import Visit


def page(visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Draw a page. Text of people is escaped by the environment; a missing value is an error, not a blank."""
    settings = visit.site.settings
    base: Mapping[str, Any] = {
        "today": visit.on,
        "assumed": settings.today is not None,
        "office": settings.office_name,
        "token": visit.token,
        "token_field": TOKEN_FIELD,
        "path": visit.path,
        "asset": asset,
        "signed_in": None,
    }
    html = _environment().get_template(template).render(**{**base, **values})
    return HTMLResponse(html, status_code=status)


def go(path: str) -> Response:
    """After a form: look at the result with a GET, so that reloading sends nothing twice."""
    return RedirectResponse(path, status_code=303)


@cache
def asset(name: str) -> str:
    """The address of a static file, changed whenever its content changes: it may be kept for ever."""
    content = (files("portal") / "static" / name).read_bytes()
    return f"/tinh/{name}?v={sha256(content).hexdigest()[:12]}"


def day(value: date | None, missing: str = "—") -> str:
    """dd/mm/yyyy."""
    return missing if value is None else f"{value:%d/%m/%Y}"


def named(value: date | None, missing: str = "—") -> str:
    """thứ Sáu, 29/03/2024."""
    return missing if value is None else f"{WEEKDAYS[value.weekday()]}, {value:%d/%m/%Y}"


def moment(value: datetime | None, missing: str = "—") -> str:
    """14:05 ngày 29/03/2024, in Vietnam."""
    return missing if value is None else f"{value.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def size(count: int) -> str:
    """Bytes for people, with a decimal comma."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def title_of(head: Headline) -> str:
    """How a directive is called: number, date, else its file."""
    if head.number and head.issued_on:
        return f"Văn bản số {head.number} ngày {day(head.issued_on)}"
    return f"Văn bản {head.number or head.file_name}"


def name_of(agencies: Mapping[str, Agency], agency_id: str | None) -> str:
    """An agency's name; its id when the directory does not know it any more."""
    if agency_id is None:
        return "—"
    return agencies[agency_id].name if agency_id in agencies else agency_id


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("portal"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": day,
        "named": named,
        "moment": moment,
        "size": size,
        "vnday": lambda value: day(value.astimezone(VIETNAM).date()),
        "title_of": title_of,
        "part": lambda text: quote(str(text), safe=""),
    }
    environment.globals |= {"name_of": name_of}
    return environment
