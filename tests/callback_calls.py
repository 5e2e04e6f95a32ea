"""Calls callbacks as the page would, by the name of their function; lists of alike buttons included."""

import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from domain.actors import Actor
from tests.dash_client import UPDATE, DashClient, _outputs

Values = dict[str, Any]


class CallbackCaller:
    """One signed-in person whose presses reach the callbacks over HTTP, CSRF token and all."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.app = app
        self.client = DashClient(app).sign_in(actor)
        # Dash adds its own callback for pages with the first request.
        with app.app_context():
            self.client.get("/login")

    def call(self, name: str, values: Values | None = None, changed: str = "", pressed: str = "") -> TestResponse:
        """Call the callback of a function.

        `values` maps "id.property" to what the page holds, `changed` is what triggered it, and `pressed` is the key
        of the pressed button where the trigger is one of many.
        """
        output, callback = self._find(name)
        inputs = [_filled(item, values or {}, pressed) for item in callback["inputs"]]
        states = [_filled(item, values or {}, "") for item in callback["state"]]
        if pressed:
            triggers = [f"{json.dumps(inputs[0][0]['id'], sort_keys=True, separators=(',', ':'))}.n_clicks"]
        else:
            triggers = [changed or f"{callback['inputs'][0]['id']}.{callback['inputs'][0]['property']}"]
        body = {
            "output": output,
            "outputs": _outputs(output),
            "inputs": inputs,
            "state": states,
            "changedPropIds": triggers,
        }
        # Inside a test's application context requests would share `g`, and with it who is signed in.
        with self.app.app_context():
            return self.client.http.post(UPDATE, json=body, headers=self.client.csrf)

    def page(self, path: str, search: str = "") -> str:
        """The components of a page as JSON text, laid out for the person."""
        output = next(key for key in self.client.load_callbacks() if "_pages_content.children" in key)
        with self.app.app_context():
            answer = self.client.update(output, {"_pages_location.pathname": path, "_pages_location.search": search})
        assert answer.status_code == 200, answer.text
        # Read and written again: Dash escapes slashes.
        return json.dumps(answer.get_json(), separators=(",", ":"), ensure_ascii=False)

    def _find(self, name: str) -> tuple[str, Any]:
        module, _, function = name.rpartition(".")
        for output, callback in self.client.load_callbacks().items():
            inner = getattr(callback.get("callback"), "__wrapped__", None)
            if inner and inner.__name__ == function and inner.__module__ == f"callbacks.{module}":
                return output, callback
        raise AssertionError(f"no callback {name}")


def _filled(item: Any, values: Values, pressed: str) -> Any:
    key, prop = item["id"], item["property"]
    if not key.startswith("{"):
        return {"id": key, "property": prop, "value": values.get(f"{key}.{prop}")}
    pattern = json.loads(key)
    return [{"id": {**pattern, "key": pressed}, "property": prop, "value": 1}] if pressed else []


def changes(answer: TestResponse) -> dict[str, Any]:
    """Everything that the answer changes on the page, side effects included: "id.property" to its value."""
    body = answer.get_json() or {}
    found: dict[str, Any] = {}
    for part in ("response", "sideUpdate"):
        for key, properties in (body.get(part) or {}).items():
            found |= {f"{key}.{name}": value for name, value in properties.items()}
    return found
