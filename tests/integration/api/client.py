"""A program that calls the API. Every answer it gets is held against the OpenAPI document."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.test import TestResponse

from api.openapi import build_document
from api.registry import BASE, ENDPOINTS
from domain.actors import Actor
from services import sessions, tokens

ENVELOPE = {"error_code", "message", "details", "request_id", "timestamp"}


class ApiClient:
    """Calls without cookies; `actor` names whose token goes along."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client(use_cookies=False)
        self._tokens: dict[UUID | None, str] = {}

    def token(self, actor: Actor) -> str:
        """An access token of the actor, issued once."""
        if actor.user_id not in self._tokens:
            self._tokens[actor.user_id] = tokens.issue_tokens(sessions.get_account(actor)).access_token
        return self._tokens[actor.user_id]

    def call(self, method: str, path: str, actor: Actor | None = None, **options: Any) -> TestResponse:
        """Send a request under the API's base and hold the answer against the document."""
        headers = dict(options.pop("headers", {}))
        if actor is not None:
            headers["Authorization"] = f"Bearer {self.token(actor)}"
        # The fixtures hold an application context open, and requests inside of one would share its `g`.
        with self.app.app_context():
            response = self.http.open(BASE + path, method=method, headers=headers, **options)
        assert_conforms(method, BASE + path.partition("?")[0], response)
        return response

    def get(self, path: str, actor: Actor | None = None, **options: Any) -> TestResponse:
        return self.call("GET", path, actor, **options)

    def post(self, path: str, actor: Actor | None = None, **options: Any) -> TestResponse:
        return self.call("POST", path, actor, **options)

    def put(self, path: str, actor: Actor | None = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, actor, **options)

    def patch(self, path: str, actor: Actor | None = None, **options: Any) -> TestResponse:
        return self.call("PATCH", path, actor, **options)

    def delete(self, path: str, actor: Actor | None = None, **options: Any) -> TestResponse:
        return self.call("DELETE", path, actor, **options)


def assert_envelope(response: TestResponse) -> dict[str, Any]:
    """The answer is an error in the one shape (A34); gives it."""
    assert response.status_code >= 400
    assert response.mimetype == "application/json", response.data[:200]
    body: dict[str, Any] = response.get_json()
    assert set(body) == ENVELOPE
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert "Traceback" not in response.get_data(as_text=True)
    return body


def assert_conforms(method: str, path: str, response: TestResponse) -> None:
    """Status, content type and body are those that the document states; an error has the envelope."""
    if response.status_code >= 400:
        _validator("ErrorAnswer").validate(response.get_json())
    found = _find_endpoint(method, path)
    if found is None:
        assert response.status_code in (404, 405)
        return
    stated = build_document()["paths"][found][method.lower()]["responses"]
    assert str(response.status_code) in stated, (
        f"{method} {found} answers {response.status_code}: {response.data[:300]!r}"
    )
    content = stated[str(response.status_code)].get("content", {})
    if not content:
        assert not response.data
        return
    assert response.mimetype in content
    if response.mimetype == "application/json":
        _validator_of(found, method.lower(), str(response.status_code)).validate(response.get_json())


@lru_cache(maxsize=1)
def _paths() -> Map:
    return Map(
        [Rule(BASE + endpoint.rule, endpoint=endpoint.path, methods=[endpoint.method]) for endpoint in ENDPOINTS]
    )


def _find_endpoint(method: str, path: str) -> str | None:
    try:
        matched: str = _paths().bind("").match(path, method)[0]
    except HTTPException:
        return None
    return matched


@lru_cache(maxsize=256)
def _validator(name: str) -> Draft202012Validator:
    return _over({"$ref": f"#/components/schemas/{name}"})


@lru_cache(maxsize=256)
def _validator_of(path: str, method: str, status: str) -> Draft202012Validator:
    answer = build_document()["paths"][path][method]["responses"][status]
    return _over(answer["content"]["application/json"]["schema"])


def _over(schema: dict[str, Any]) -> Draft202012Validator:
    whole = {**schema, "components": build_document()["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())
