"""The OpenAPI document as a page to read: our own template and style, no script but the theme's, no outside request."""

import json
from typing import Any

from flask import render_template

from api.openapi import build_document
from api.registry import BASE

_SAMPLE_DEPTH = 6
# Words that say more than a type's name would.
_FORMATS = {
    "email": "ann@example.com",
    "password": "a quiet harbour at dawn",
    "date": "2026-11-01",
    "date-time": "2026-11-20T09:30:00Z",
    "uuid": "7d9a1c1e-6f0e-4a53-9c39-7f5d1a0c2b11",
}


def render_docs() -> str:
    """The page, grouped by noun."""
    document = build_document()
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_shown(path, method.upper(), operation, document))
    return render_template("api_docs.html", document=document, groups=groups, base=BASE)


def _shown(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """What the template shows of one operation."""
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema")
    form = content.get("multipart/form-data", {}).get("schema")
    answers = [
        {"status": status, "text": answer["description"], "sample": _sample_of(answer, document)}
        for status, answer in operation["responses"].items()
    ]
    sample = sample_of(body, document) if body else None
    return {
        "id": operation["operationId"],
        "method": method,
        "path": BASE + path,
        "summary": operation["summary"],
        "description": operation["description"],
        "is_public": operation.get("security") == [],
        "parameters": [
            {**parameter, "type": _type_of(parameter["schema"], document)} for parameter in operation["parameters"]
        ],
        "fields": _fields(body or form, document),
        "sample": json.dumps(sample, indent=2) if sample is not None else "",
        "answers": [answer for answer in answers if answer["status"] < "400"],
        "errors": ", ".join(answer["status"] for answer in answers if answer["status"] >= "400"),
        "curl": _curl(path, method, operation, _least(body, document) if body else None, is_form=form is not None),
    }


def _least(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The shortest body that works: what is required, or else the first field."""
    sample: dict[str, Any] = sample_of(schema, document)
    needed = _resolved(schema, document).get("required") or list(sample)[:1]
    return {name: value for name, value in sample.items() if name in needed}


def _curl(path: str, method: str, operation: dict[str, Any], sample: Any, is_form: bool) -> str:
    parts = ["curl" if method == "GET" else f"curl -X {method}", f'"$ADVISION{BASE}{path}"']
    if operation.get("security") != []:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"]):
        parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if is_form:
        parts.append('-F "file=@export.csv"')
    elif sample is not None:
        text = json.dumps(sample).replace("'", "'\\''")
        parts += ['-H "Content-Type: application/json"', f"-d '{text}'"]
    return " \\\n  ".join(parts)


def _sample_of(answer: dict[str, Any], document: dict[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return json.dumps(sample_of(schema, document), indent=2) if schema else ""


def sample_of(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> Any:
    """A value that fits a schema, for a reader to start from."""
    schema = _resolved(schema, document)
    if depth > _SAMPLE_DEPTH:
        return None
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample_of(schema["anyOf"][0], document, depth)
    if schema.get("type") == "object":
        inner = schema.get("properties", {})
        return {name: sample_of(value, document, depth + 1) for name, value in inner.items()}
    if schema.get("type") == "array":
        return [sample_of(schema["items"], document, depth + 1)] if "items" in schema else []
    return _plain_sample(schema)


def _plain_sample(schema: dict[str, Any]) -> Any:
    if schema.get("type") == "string":
        return _FORMATS.get(schema.get("format", ""), "USD" if "[A-Z]{3}" in schema.get("pattern", "") else "text")
    return {"integer": max(1, schema.get("minimum", 1)), "number": 1.5, "boolean": True}.get(schema.get("type", ""))


def _fields(schema: dict[str, Any] | None, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a body or form, one line each."""
    if schema is None:
        return []
    found = _resolved(schema, document)
    needed = found.get("required", ())
    return [
        {"name": name, "type": _type_of(value, document), "required": name in needed}
        for name, value in found.get("properties", {}).items()
    ]


def _type_of(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """A schema in a few words."""
    schema = _resolved(schema, document)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type_of(part, document) for part in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type_of(schema.get('items', {}), document)}"
    return str(schema.get("format") or schema.get("type") or "any")


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return (
        {**document["components"]["schemas"][name], **{k: v for k, v in schema.items() if k != "$ref"}}
        if name
        else schema
    )
