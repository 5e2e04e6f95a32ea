"""Sends one request as somebody and gives back everything that came of it."""

import base64
import io
import json
import logging
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from flask import Flask
from werkzeug.test import TestResponse

from domain.actors import Actor
from services import sessions, tokens
from tests.dash_client import PAGES, UPDATE, DashClient, OwnContextClient, _outputs
from tests.integration.sweeps.entries import Sent
from tests.integration.sweeps.world import Side, picture, remarks, table

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|\+00:00)?|\d\d:\d\d:\d\d( GMT)?")
# New ids, marks of a press, links' terms, the text of a new key. Whether an id is the other's is judged apart from it.
_FRESH = re.compile(
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b|exp=\d+|sig=[0-9a-f]{64}|v=\d+|\d+ seconds? ago"
    r"|adv_[\w-]+|\"end_id\":\"[^\"]+\""
)
_TOKEN = re.compile(r'(csrf_token"[^>]*value=")[^"]*')
_PACKED = re.compile(r'"content": ?"([A-Za-z0-9+/=]{40,})"')


# Counters of limits, and cookies that are signed anew each time.
_UNSTEADY = {
    "X-Request-ID",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Set-Cookie",
    "Content-Length",
    "Retry-After",
}


@dataclass(frozen=True)
class Answer:
    """What came back: the status, all text that can be read in body and headers, what was logged meanwhile."""

    status: int
    body: str
    headers: str
    logged: str

    @property
    def everything(self) -> str:
        return f"{self.headers}\n{self.body}\n{self.logged}".casefold()

    def alike(self, *sent: str) -> tuple[int, str]:
        """What two answers must share: what was sent, times, random marks and links' terms are left out."""
        text = f"{self.headers}\n{self.body}"
        for written in sorted({form for value in sent for form in _written(value)} - {""}, key=len, reverse=True):
            text = text.replace(written, "SENT")
        for pattern, mark in ((_MOMENT, "TIME"), (_FRESH, "FRESH"), (_TOKEN, r"\1")):
            text = pattern.sub(mark, text)
        return self.status, text


class LogTap:
    """Collects what the application logs."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self._handler = logging.getLogger("advision").handlers[0]
        self._before = self._handler.setStream(self.stream)  # type: ignore[attr-defined]

    def take(self) -> str:
        found = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return found

    def close(self) -> None:
        self._handler.setStream(self._before)  # type: ignore[attr-defined]


class Person:
    """Somebody: a stranger, a member with a session and a token, or a program with a key."""

    def __init__(self, app: Flask, log: LogTap, side: Side, actor: Actor | None = None, key: str = "") -> None:
        self.app, self.log, self.side, self.actor = app, log, side, actor
        browser = DashClient(app)
        self.callbacks = browser.load_callbacks()
        self._api: dict[str, str] = {}
        if actor is not None:
            browser.sign_in(actor)
            account = sessions.get_account(actor)
            self._api = {"Authorization": f"Bearer {tokens.issue_tokens(account).access_token}"}
        if key:
            self._api = {"X-API-Key": key}
        cookie = browser.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        # The cookie is sent as it is, whatever answers say: a sign-out must not reach the next request.
        self._page = {**browser.csrf, "Cookie": f"{cookie.key}={cookie.value}"}
        self._http = OwnContextClient(app, app.response_class, use_cookies=False)

    def ask(self, name: str, values: dict[str, Any]) -> Answer:
        """Send the request of a route."""
        method, _, rule = name.partition(" ")
        path, _, more = _path(rule, values.get("path", {})).partition("?")
        query = [*parse_qsl(more, keep_blank_values=True), *_pairs(values.get("query", {}))]
        options: dict[str, Any] = {"query_string": urlencode(query)}
        if "json" in values:
            options |= {"data": json.dumps(values["json"]), "content_type": "application/json"}
        if "form" in values or "file" in values:
            options["data"] = dict(_pairs(values.get("form", {})))
        if "file" in values:
            options["data"]["file"] = self._file(values["file"])
            options["content_type"] = "multipart/form-data"
        return self._send(method, path, self._api if path.startswith("/api/") else self._page, **options)

    def call(self, output: str, values: dict[str, Any], trigger: str = "") -> Answer:
        """Call a callback."""
        return self.post(self.body(output, values, trigger))

    def post(self, body: Any) -> Answer:
        """Send the body of a callback's request."""
        data = json.dumps(body)
        return self._send("POST", UPDATE, self._page, data=data, content_type="application/json")

    def open(self, path: str, search: str = "") -> Answer:
        """Have a page laid out."""
        return self.call(PAGES, {"_pages_location.pathname": path, "_pages_location.search": search})

    def body(self, output: str, values: dict[str, Any], trigger: str = "") -> dict[str, Any]:
        callback = self.callbacks[output]
        inputs = [_given(item, values) for item in callback["inputs"]]
        named = [item for item in inputs if (isinstance(item, list) and item) or _is_named(item, values)]
        first = next(iter(named or inputs))
        if isinstance(first, list):
            first = first[0] if first else {"id": "", "property": "n_clicks"}
        key = first["id"] if isinstance(first["id"], str) else json.dumps(first["id"], sort_keys=True)
        found = trigger or f"{key.replace(', ', ',').replace(': ', ':')}.{first['property']}"
        return {
            "output": output,
            "outputs": json.loads(json.dumps(_outputs(output)).replace('["MATCH"]', '"0"')),
            "inputs": inputs,
            "state": [_given(item, values) for item in callback["state"]],
            "changedPropIds": [found],
        }

    def _file(self, sent: Sent) -> tuple[io.BytesIO, str]:
        make = {"picture": picture, "comments": lambda canary: remarks(canary, "Sent")}.get(sent.kind, table)
        return io.BytesIO(make(self.side.canary)), sent.name

    def _send(self, method: str, path: str, headers: dict[str, str], **options: Any) -> Answer:
        self.log.take()
        response = self._http.open(path, method=method, headers={**headers, "Accept": "text/html, */*"}, **options)
        return _answer(response, self.log.take())


def _answer(response: TestResponse, logged: str) -> Answer:
    data = response.get_data()
    texts = [data.decode("utf-8", "replace")]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            texts = [parts.read(name).decode("utf-8", "replace") for name in sorted(parts.namelist())]
    for packed in _PACKED.findall(texts[0]):
        with suppress(ValueError):
            texts.append(base64.b64decode(packed).decode("utf-8", "replace"))
    request_id = response.headers.get("X-Request-ID", "")
    headers = [f"{name}: {value}" for name, value in sorted(response.headers) if name not in _UNSTEADY]
    whole = "\n".join(texts), "\n".join(headers)
    if request_id:
        whole = whole[0].replace(request_id, "REQUEST"), whole[1].replace(request_id, "REQUEST")
    response.close()
    return Answer(response.status_code, *whole, logged)


def _path(rule: str, values: dict[str, Any]) -> str:
    def fill(found: re.Match[str]) -> str:
        value = values[found[2]]
        # A signed link comes whole, with its query.
        return quote(_text(value), safe="/?&=%") if rule.startswith("/files/") else quote(_text(value), safe="/")

    return re.sub(r"<(\w+:)?(\w+)>", fill, rule)


def _pairs(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _text(value)) for name, value in values.items()]


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _given(item: dict[str, Any], values: dict[str, Any]) -> Any:
    key, prop = item["id"], item["property"]
    if not key.startswith("{"):
        return {"id": key, "property": prop, "value": values.get(f"{key}.{prop}")}
    pattern = json.loads(key)
    name = f"{pattern['type']}.{prop}"
    if not any(isinstance(part, list) for part in pattern.values()):
        return {"id": pattern, "property": prop, "value": values.get(_of_key(pattern, prop), values.get(name))}
    if ["MATCH"] in pattern.values():
        # A callback of one among several alike: the first one's.
        return {"id": {**pattern, "key": "0"}, "property": prop, "value": values.get(name)}
    each = {key: {**pattern, "key": key} for key in _keys_of(pattern["type"], prop, values)}
    if each:
        return [{"id": one, "property": prop, "value": values[_of_key(one, prop)]} for one in each.values()]
    if name not in values:
        return []
    pressed = values[name] if isinstance(values[name], str) else json.dumps(values[name])
    return [{"id": {**pattern, "key": pressed}, "property": prop, "value": 1}]


def _of_key(pattern: dict[str, Any], prop: str) -> str:
    """How a table names one of a pattern's: "studio-picture[a].data"."""
    return f"{pattern['type']}[{pattern['key']}].{prop}"


def _keys_of(kind: str, prop: str, values: dict[str, Any]) -> list[str]:
    return [found[1] for name in values if (found := re.fullmatch(rf"{re.escape(kind)}\[(\w+)\]\.{prop}", name))]


def _is_named(item: Any, values: dict[str, Any]) -> bool:
    if not isinstance(item, dict) or isinstance(item["id"], dict):
        return isinstance(item, dict) and item["value"] is not None
    return f"{item['id']}.{item['property']}" in values


def _written(value: str) -> set[str]:
    """The forms in which an answer may repeat what was sent."""
    return {value, quote(value, safe=""), quote(value), json.dumps(value)[1:-1], value.replace("-", ""), value[:150]}
