"""The OpenAPI 3.1 document, made from the endpoints and their models: it cannot say what the code does not do."""

from functools import lru_cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from api.contracts import ErrorAnswer
from api.endpoints import Endpoint, Rate
from api.registry import BASE, ENDPOINTS
from domain.actors import scope_of
from domain.permissions import Role, allows
from services.health import VERSION

_REF = "#/components/schemas/{model}"
_ERROR = {"$ref": "#/components/schemas/ErrorAnswer"}
_HEADERS = {
    "X-Request-ID": "Names this request in our log; send your own to have it used.",
    "X-RateLimit-Limit": "How many requests the window allows.",
    "X-RateLimit-Remaining": "How many are left.",
    "X-RateLimit-Reset": "When the window ends, in Unix seconds.",
}
_ABOUT = """Numbers and actions of your organization, and of no other.

Send `Authorization: Bearer <access token>` (from `/auth/login`, one hour) or `X-API-Key`. Cookies are not looked at.
Money is a decimal string with its `currency`; a rate that is undefined is null; times are ISO 8601 in UTC.
Lists answer `{items, total, page, page_size}`; a parameter that takes several values is repeated, or parted by commas.
Every error is `{error_code, message, details, request_id, timestamp}`.
With `Idempotency-Key` a POST takes effect once in 24 hours: sent again it gives its first answer, without the secrets
that are shown only once, and says so in `Idempotency-Replayed`."""

Schemas = dict[tuple[Any, JsonSchemaMode], dict[str, Any]]


@lru_cache(maxsize=1)
def build_document() -> dict[str, Any]:
    """The whole document."""
    schemas, definitions = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas, definitions)
    # Queries and forms are written out where they are used: a form's schema holds the file as well.
    inlined = {_name_of(schemas[model, "validation"]) for part in ("query", "form") for model in _models(part)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "AdVision", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": BASE}],
        "tags": [{"name": noun} for noun in dict.fromkeys(endpoint.noun for endpoint in ENDPOINTS)],
        "security": [{"bearer": []}, {"apiKey": []}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in definitions.items() if name not in inlined},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def _name_of(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _models(part: str) -> list[type[BaseModel]]:
    found = (endpoint.models[part] for endpoint in ENDPOINTS if part in endpoint.models)
    return list(dict.fromkeys(found))


def _schemas() -> tuple[Schemas, dict[str, Any]]:
    """A reference for each model, by whether it is read or written, and all definitions."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(ErrorAnswer, "serialization")]
    wanted += [(model, "validation") for part in ("body", "query", "form") for model in _models(part)]
    wanted += [
        (model, "serialization") for endpoint in ENDPOINTS for model in endpoint.answers.values() if model is not None
    ]
    schemas, document = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REF)
    return schemas, document["$defs"]


def _operation(endpoint: Endpoint, schemas: Schemas, definitions: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": _description(endpoint),
        "tags": [endpoint.noun],
        "parameters": _parameters(endpoint, schemas, definitions),
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.permission is None:
        operation["security"] = []
    else:
        operation["x-permission"] = endpoint.permission.value
    if "body" in endpoint.models:
        schema = schemas[endpoint.models["body"], "validation"]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if endpoint.takes_file:
        operation["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": _form(endpoint, schemas, definitions)}},
        }
    return operation


def _description(endpoint: Endpoint) -> str:
    text = (endpoint.call.__doc__ or "").strip()
    if endpoint.permission is None:
        return f"Answers: {text}"
    roles = ", ".join(role.value for role in Role if allows(role, endpoint.permission))
    return f"Answers: {text}\n\nFor: {roles}. Scope of an API key: {scope_of(endpoint.permission)}."


def _parameters(endpoint: Endpoint, schemas: Schemas, definitions: dict[str, Any]) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in endpoint.ids
    ]
    word = {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,59}$"}
    parameters += [{"name": name, "in": "path", "required": True, "schema": word} for name in endpoint.words]
    if "query" in endpoint.models:
        definition = definitions[_name_of(schemas[endpoint.models["query"], "validation"])]
        for field, schema in definition["properties"].items():
            parameters.append(
                {"name": field, "in": "query", "required": field in definition.get("required", ()), "schema": schema}
            )
    if endpoint.is_idempotent:
        key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"}
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": key})
    return parameters


def _form(endpoint: Endpoint, schemas: Schemas, definitions: dict[str, Any]) -> dict[str, Any]:
    form = definitions[_name_of(schemas[endpoint.models["form"], "validation"])]
    file = {"type": "string", "format": "binary"}
    return {**form, "properties": {"file": file, **form["properties"]}, "required": ["file", *form.get("required", ())]}


def _responses(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()}
    responses: dict[str, Any] = {}
    for status, model in endpoint.answers.items():
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "headers": headers}
        if model is not None:
            responses[str(status)]["content"] = {"application/json": {"schema": schemas[model, "serialization"]}}
        elif endpoint.produces != "application/json":
            content = {"schema": {"type": "string", "format": "binary"}}
            responses[str(status)]["content"] = dict.fromkeys(endpoint.produces.split(", "), content)
    for status in _error_statuses(endpoint):
        shape = {"application/json": {"schema": _ERROR}}
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": shape}
    return responses


def _error_statuses(endpoint: Endpoint) -> list[int]:
    """What may go wrong: what each part of the request adds, and what can always happen."""
    statuses = {422, 429, 500, 503}
    if endpoint.permission is not None:
        statuses |= {401, 403, 404}
    if endpoint.rate is Rate.AUTH:
        statuses.add(401)
    if endpoint.method != "GET":
        statuses |= {400, 404, 409, 413, 415, 502, 504}
    return sorted(statuses)
