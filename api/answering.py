"""From an endpoint to a Flask view: who asks, may they, what did they send, do it (once), answer."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response
from pydantic import BaseModel

from api.endpoints import Endpoint
from api.reading import hash_request, read_arguments, read_idempotency_key
from auth.errors import error_answer
from auth.identity import api_actor
from domain.actors import Actor
from domain.errors import AppError
from services import idempotency

_JSON = "application/json"


def make_view(endpoint: Endpoint) -> Callable[..., Response]:
    """The view of an endpoint. The role is asked before the body is read: a viewer's upload is never taken in."""

    def view(**path: str) -> Response:
        arguments: dict[str, Any] = {}
        actor = None
        if endpoint.permission is not None:
            actor = api_actor()
            actor.require(endpoint.permission)
            arguments["actor"] = actor
        key = read_idempotency_key() if endpoint.is_idempotent else None
        arguments.update(read_arguments(endpoint, path))
        if key is None or actor is None:
            return _answer(endpoint, endpoint.call(**arguments))
        return _answer_once(endpoint, actor, key, arguments)

    view.__name__ = endpoint.name
    view.__doc__ = endpoint.summary
    view.__module__ = endpoint.call.__module__
    return view


def _answer(endpoint: Endpoint, result: BaseModel | Response | None) -> Response:
    if isinstance(result, Response):
        return result
    status = endpoint.status_of(result)
    if result is None:
        return _plain(status, "")
    return _plain(status, result.model_dump_json(by_alias=True))


def _answer_once(endpoint: Endpoint, actor: Actor, key: str, arguments: dict[str, Any]) -> Response:
    def work() -> idempotency.Outcome:
        try:
            response = _answer(endpoint, endpoint.call(**arguments))
        except AppError as error:
            if not idempotency.is_kept(error.status):
                raise
            return idempotency.Outcome(error.status, json.dumps(error_answer(error), default=str))
        return idempotency.Outcome(response.status_code, response.get_data(as_text=True))

    def conceal(body: str) -> str:
        # A secret is shown once and stored nowhere, so the answer given again has none.
        if not endpoint.secret_fields or not body:
            return body
        values = json.loads(body)
        return json.dumps({name: None if name in endpoint.secret_fields else value for name, value in values.items()})

    name = f"{endpoint.method} {endpoint.path}"
    outcome = idempotency.run_once(actor, name, key, hash_request(), work, conceal)
    response = _plain(outcome.status, outcome.body)
    if outcome.is_replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _plain(status: int, body: str) -> Response:
    response = Response(body, status, mimetype=_JSON)
    if not body:
        del response.headers["Content-Type"]
    return response
