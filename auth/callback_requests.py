"""What a request for a callback must look like before Dash takes it apart: only what one of our pages can send.

Dash answers anything else with a crash, so a forged request would fill the log, and a page that is older than the
server would be told of a fault of ours. Values are the callbacks' own matter; here are names and shapes.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, request

from domain.errors import AppError, ErrorCode, not_found

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
UPDATE = "/_dash-update-component"
# The address bar reaches Dash's own callback for pages, which takes it for text.
_ADDRESS = "_pages_location"


def init_callback_check(server: Flask, known: Callable[[], Mapping[str, Any]]) -> None:
    """Refuse malformed requests for callbacks. Attach it behind Dash, which adds callbacks at its first request."""

    @server.before_request
    def check() -> None:
        if request.path == UPDATE and request.method == "POST":
            check_callback_request(request.get_json(), known())


def check_callback_request(body: object, known: Mapping[str, Any]) -> None:
    """Raise NOT_FOUND for a callback that is not there, UNREADABLE for what no page sends."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or holds_unstorable(body):
        raise AppError(ErrorCode.UNREADABLE)
    callback = known.get(body["output"])
    if callback is None or "callback" not in callback:
        raise not_found()
    triggers = body.get("changedPropIds", [])
    fits = (
        _are_outputs(body.get("outputs"), body["output"])
        and _are_values(body.get("inputs", []), callback["inputs"])
        and _are_values(body.get("state") or [], callback["state"])
        and isinstance(triggers, list)
        and all(isinstance(name, str) and "." in name for name in triggers)
    )
    if not fits:
        raise AppError(ErrorCode.UNREADABLE)


def holds_unstorable(value: object) -> bool:
    """Whether a text in it could not be stored: PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is not None
    if isinstance(value, dict):
        return any(holds_unstorable(name) or holds_unstorable(inner) for name, inner in value.items())
    return isinstance(value, list) and any(map(holds_unstorable, value))


def _are_outputs(given: object, output: str) -> bool:
    several = output.startswith("..")
    names = output[2:-2].split("...") if several else [output]
    places = given if several else [given]
    return (
        isinstance(places, list)
        and len(places) == len(names)
        and all(_is_output(place, name) for place, name in zip(places, names, strict=True))
    )


def _is_output(place: object, name: str) -> bool:
    key, _, prop = name.rpartition(".")
    if not isinstance(place, dict) or not isinstance(place.get("property"), str):
        return False
    return _is_id(place.get("id"), key) and place["property"].partition("@")[0] == prop.partition("@")[0]


def _are_values(given: object, declared: Sequence[Mapping[str, str]]) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(declared)
        and all(_is_value(value, item) for value, item in zip(given, declared, strict=True))
    )


def _is_value(value: object, declared: Mapping[str, str]) -> bool:
    if isinstance(value, list):
        return declared["id"].startswith("{") and all(_is_one_value(one, declared) for one in value)
    return _is_one_value(value, declared)


def _is_one_value(value: object, declared: Mapping[str, str]) -> bool:
    if not isinstance(value, dict) or value.get("property") != declared["property"]:
        return False
    if declared["id"] == _ADDRESS and not _is_address(value):
        return False
    return _is_id(value.get("id"), declared["id"])


def _is_address(value: Mapping[str, Any]) -> bool:
    text = value.get("value")
    if value["property"] == "pathname":
        return isinstance(text, str) and text.startswith("/")
    return text is None or isinstance(text, str)


def _is_id(given: object, declared: str) -> bool:
    """A pattern stands for every id that has the same names, and the same values where it states them."""
    if not declared.startswith("{"):
        return given == declared
    pattern = json.loads(declared)
    return (
        isinstance(given, dict)
        and given.keys() == pattern.keys()
        and all(isinstance(wanted, list) or given[name] == wanted for name, wanted in pattern.items())
        and all(isinstance(value, str | int | float) for value in given.values())
    )
