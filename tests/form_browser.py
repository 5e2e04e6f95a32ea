"""A browser for server-made forms: cookies, the page's CSRF token, and a network address of its own."""

import re
from random import SystemRandom
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ADDRESSES = SystemRandom()


class FormBrowser:
    """Opens pages and sends their forms as a browser does."""

    def __init__(self, app: Flask, address: str = "") -> None:
        self.app = app
        self.http = app.test_client()
        # Limits and lock-outs count by address: each browser comes from another one.
        self.address = (
            address or f"10.{_ADDRESSES.randrange(256)}.{_ADDRESSES.randrange(256)}.{_ADDRESSES.randrange(256)}"
        )

    def open(self, path: str) -> TestResponse:
        return self._call("GET", path)

    def send(self, path: str, form_page: str = "", **fields: Any) -> TestResponse:
        """POST the fields with the token of the form's page."""
        token = self.token(form_page or path)
        return self.post(path, {"csrf_token": token, **fields})

    def post(self, path: str, fields: dict[str, Any]) -> TestResponse:
        """POST just what is given."""
        return self._call("POST", path, data=fields)

    def _call(self, method: str, path: str, **options: Any) -> TestResponse:
        # Inside a test's application context requests would share `g`, and with it who is signed in.
        with self.app.app_context():
            return self.http.open(
                path,
                method=method,
                headers={"Accept": "text/html"},
                environ_base={"REMOTE_ADDR": self.address},
                **options,
            )

    def token(self, path: str) -> str:
        """The CSRF token of a page's form."""
        found = _TOKEN.search(self.open(path).text)
        assert found, f"{path} holds no form"
        return found[1]

    def sign_in(self, email: str, password: str, **fields: Any) -> TestResponse:
        return self.send("/login", email=email, password=password, **fields)

    @property
    def cookie(self) -> str | None:
        """What the session cookie holds."""
        found = self.http.get_cookie("advision")
        return found.value if found else None

    def is_signed_in(self) -> bool:
        return self.open("/settings/profile").status_code == 200
