"""The OpenAPI document: the keys of the criteria as parameters, and problems as every other answer."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from directory.api.problems import MEDIA_TYPE, Problem
from directory.api.query import API_KEYS
from directory.model.criteria import VALUES_LIMIT, Criteria, Key

REF: Final = "#/components/schemas/{model}"
PROBLEM: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "Not answered, and why",
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}},
    }
}
"""What a route gives as `responses` beside its own."""
_PLAIN: Final = frozenset({"type", "minimum", "maximum", "maxLength"})
"""What a parameter keeps of its field's JSON schema."""


def asking(example: str, *, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a route's `openapi_extra`: it reads the criteria but for some keys; the example is its address."""
    keys = [key for key in API_KEYS if key not in leave_out]
    parameters = [_parameter(key, API_KEYS[key]) for key in keys]
    return {"parameters": parameters, "x-criteria": keys, "x-example": example}


def _parameter(key: str, spec: Key) -> dict[str, Any]:
    described = {"name": key, "in": "query", "description": f"{spec.meaning}: {spec.values}", "required": False}
    if not spec.repeats:
        return described | {"schema": _scalar(spec)}
    items = {"type": "string"} | ({"enum": list(spec.allowed)} if spec.allowed else {})
    array = {"type": "array", "items": items, "maxItems": VALUES_LIMIT}
    return described | {"schema": array, "style": "form", "explode": True}


_FIELDS: Final[Mapping[str, dict[str, Any]]] = Criteria.model_json_schema()["properties"]


def _scalar(spec: Key) -> dict[str, Any]:
    field = _FIELDS[spec.field]
    kinds = [field, *field.get("anyOf", [])]
    # A flag, a point or a box has a spelling of its own in the address; it is a text there.
    plain = next((kind for kind in kinds if kind.get("type") in {"string", "integer"}), {"type": "string"})
    return {name: value for name, value in plain.items() if name in _PLAIN}


def install_document(app: FastAPI) -> None:
    """Make the application describe itself with `Problem` among the schemas; built once, when first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
            problem = Problem.model_json_schema(ref_template=REF, mode="serialization")
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(problem.pop("$defs", {}) | {"Problem": problem})
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI documents this as the way
