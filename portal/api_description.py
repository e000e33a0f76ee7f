"""The OpenAPI 3.1 description of `/api/v1`, made from the same values the answers are made of."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from directive.values import Frozen
from portal.api import MAX_NUMBER, MAX_WORD, MOST, PAGE, RESOURCES, WORD, Resource
from portal.api_values import AgencyOut

_REF = "#/components/schemas/"


class ErrorOut(Frozen):
    """An error; `message` is Vietnamese and meant for people."""

    status: int
    message: str


@cache
def description(public_url: str) -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Đôn đốc",
            "version": "1",
            "description": "Đọc văn bản chỉ đạo, nhiệm vụ, kỳ hạn, báo cáo của đơn vị và số liệu. Chỉ đọc. Khoá do "
            "quản trị cấp bằng `dondoc keys make`. Trang sau ở `next`; `ETag` và `If-None-Match` tránh đọc lại cái "
            "chưa đổi.",
        },
        "servers": [{"url": public_url.rstrip("/")}],
        "security": [{"key": []}],
        "paths": {path: item for resource in RESOURCES for path, item in _paths(resource).items()},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {name: _error(words) for name, (_, words) in _ERRORS.items()},
        },
    }


_ERRORS = {
    "Unauthorized": ("401", "Không có khoá, hoặc khoá không còn hiệu lực"),
    "Forbidden": ("403", "Khoá không có phạm vi này"),
    "NotFound": ("404", "Không có mục này trong phạm vi của khoá"),
    "Unprocessable": ("422", "Tham số không dùng được"),
    "TooMany": ("429", "Quá nhiều yêu cầu; chờ số giây ở Retry-After"),
}


def _schemas() -> dict[str, Any]:
    models: list[Any] = [(r.model, "serialization") for r in RESOURCES] + [(ErrorOut, "serialization")]
    _, top = models_json_schema(models, ref_template=_REF + "{model}")
    return dict(sorted(top["$defs"].items()))


def _paths(resource: Resource) -> dict[str, Any]:
    of = {"$ref": _REF + resource.model.__name__}
    listed = _page_of(of) if resource.paged else of
    parameters = [_parameter(name, resource) for name in resource.filters]
    paths = {resource.path: {"get": _operation(resource, f"list_{resource.scope.value}", listed, parameters)}}
    if resource.paged:
        one = {"name": "item", "in": "path", "required": True, "schema": _number_of(resource)}
        paths[resource.path + "/{item}"] = {"get": _operation(resource, f"one_{resource.scope.value}", of, [one])}
    return paths


def _operation(resource: Resource, name: str, schema: Any, parameters: list[Any]) -> dict[str, Any]:
    tag = {"ETag": {"schema": {"type": "string"}, "description": "đổi khi nội dung đổi"}}
    return {
        "operationId": name,
        "summary": resource.summary,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": resource.summary,
                "headers": tag,
                "content": {"application/json": {"schema": schema}},
            },
            "304": {"description": "Chưa đổi từ lần đọc có ETag này"},
            **{code: {"$ref": f"#/components/responses/{error}"} for error, (code, _) in _ERRORS.items()},
        },
    }


def _page_of(of: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items", "next"],
        "additionalProperties": False,
        "properties": {
            "items": {"type": "array", "items": of, "maxItems": MOST},
            "next": {"type": ["string", "null"], "description": "địa chỉ trang sau; null khi hết"},
        },
    }


def _number_of(resource: Resource) -> dict[str, Any]:
    return dict(_WORD if resource.model is AgencyOut else _COUNT)


_WORD = {"type": "string", "minLength": 1, "maxLength": MAX_WORD, "pattern": f"^{WORD}$"}
_COUNT = {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "directive": (_COUNT, "chỉ của văn bản này"),
    "agency": (_WORD, "chỉ của cơ quan này"),
    "period": (_WORD, "chỉ kỳ báo cáo này, tên như trong kỳ hạn"),
    "due_from": ({"type": "string", "format": "date"}, "hạn từ ngày này"),
    "due_to": ({"type": "string", "format": "date"}, "hạn đến hết ngày này"),
    "limit": ({"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}, "số mục của một trang"),
}


def _parameter(name: str, resource: Resource) -> dict[str, Any]:
    if name == "state":
        schema, words = {"type": "string", "enum": list(resource.states)}, "chỉ ở tình trạng này"
    elif name == "after":
        schema, words = _number_of(resource), "sau mục này"
    else:
        schema, words = _PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": words, "schema": dict(schema)}


def _error(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": {"$ref": _REF + "ErrorOut"}}}}
