"""A browser without its screen: a test client that is signed in and calls Dash's callbacks over HTTP."""

import json
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from domain.accounts import AccountResult
from domain.actors import Actor
from services import sessions

UPDATE = "/_dash-update-component"
PAGES = ".._pages_content.children..._pages_store.data.."


class OwnContextClient(FlaskClient):
    """Gives each request an application context of its own, as a server does.

    Inside a test's one it would share `g`, and with it who is signed in: two people in one test would be mixed up.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send one request."""
        with self.application.app_context():
            return super().open(*args, **options)


class DashClient:
    """Holds cookies and the CSRF token. Without `sign_in` it is a stranger."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = OwnContextClient(app, app.response_class, use_cookies=True)
        self._secret = uuid4().hex
        with self.http.session_transaction() as cookie:
            cookie["csrf_token"] = self._secret

    def sign_in(self, actor: Actor) -> "DashClient":
        """Start a real session for the actor and carry its cookie."""
        account: AccountResult = sessions.get_account(actor)
        token = sessions.start_session(account)
        with self.http.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return self

    @property
    def csrf(self) -> dict[str, str]:
        """The header that every cookie request that changes something needs."""
        serializer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        return {"X-CSRFToken": str(serializer.dumps(self._secret))}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.http.get(path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        """A POST with the CSRF header."""
        headers = {**self.csrf, **options.pop("headers", {})}
        return self.http.post(path, headers=headers, **options)

    def load_callbacks(self) -> dict[str, Any]:
        """All callbacks of the app by output, as Dash has them after its first request."""
        dash_app = self.app.extensions["dash_app"]
        if PAGES not in dash_app.callback_map:
            # Dash adds its own callback for pages, and the rest of ours, when the first request comes.
            self.http.get("/login")
            with self.app.app_context(), self.app.test_request_context():
                dash_app._setup_server()
        return dict(dash_app.callback_map)

    def update(
        self,
        output: str,
        values: dict[str, Any] | None = None,
        changed: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Call the callback of an output ("id.property", or Dash's "..a.b...c.d.." form) with the given values.

        `values` maps "id.property" to what the page would send; what is left out is sent as null.
        """
        callback = self.load_callbacks()[output]
        given = values or {}
        inputs = [_with_value(item, given) for item in callback["inputs"]]
        body = {
            "output": output,
            "outputs": _outputs(output),
            "inputs": inputs,
            "state": [_with_value(item, given) for item in callback["state"]],
            "changedPropIds": [changed]
            if changed
            else [f"{item['id']}.{item['property']}" for item in callback["inputs"][:1]],
        }
        return self.http.post(UPDATE, json=body, headers=self.csrf if headers is None else headers)


def _with_value(item: dict[str, Any], values: dict[str, Any]) -> Any:
    name = f"{item['id']}.{item['property']}"
    key = item["id"]
    if key.startswith("{") and any(isinstance(part, list) for part in json.loads(key).values()):
        # A pattern stands for all controls of its kind: a list, empty where the page shows none.
        return values.get(name, [])
    return {
        "id": json.loads(key) if key.startswith("{") else key,
        "property": item["property"],
        "value": values.get(name),
    }


def _outputs(output: str) -> Any:
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    parts = [name.rpartition(".") for name in names]
    found = [
        {"id": json.loads(key) if key.startswith("{") else key, "property": prop.partition("@")[0]}
        for key, _, prop in parts
    ]
    return found if output.startswith("..") else found[0]
