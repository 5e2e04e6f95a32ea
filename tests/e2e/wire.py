"""What goes over the wire: sizes as Chromium measures them, and background callbacks sent as a page sends them."""

import copy
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from playwright.sync_api import BrowserContext, CDPSession, Page, Request

UPDATE = "/_dash-update-component"
# Half of what Dash's own pages wait between two questions.
PAUSE = 0.2


@dataclass
class Wire:
    """Bytes as they came, headers included, by kind of resource; and how each script and style was encoded."""

    bytes_by_kind: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    encodings: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """Bytes of JavaScript and CSS."""
        return self.bytes_by_kind["Script"] + self.bytes_by_kind["Stylesheet"]

    def attach(self, session: CDPSession) -> None:
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _received(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = (event["type"], event["response"]["url"])
        if event["type"] in ("Script", "Stylesheet"):
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            self.encodings[event["response"]["url"]] = headers.get("content-encoding", "")

    def _finished(self, event: dict[str, Any]) -> None:
        kind, _ = self._kinds.get(event["requestId"], ("Other", ""))
        self.bytes_by_kind[kind] += int(event["encodedDataLength"])


def watch_wire(page: Page) -> Wire:
    """Measure what the page loads from now on."""
    wire = Wire()
    wire.attach(page.context.new_cdp_session(page))
    return wire


class Background:
    """Sends the background callback of the import's preview again and again, as one signed-in browser would."""

    def __init__(self, context: BrowserContext, sent: Request, certificate: str) -> None:
        address = urlsplit(sent.url)
        self.url = f"{address.scheme}://{address.netloc}{UPDATE}"
        self.end = {"endId": parse_qs(address.query)["endId"][0]}
        self.body: dict[str, Any] = json.loads(sent.post_data or "{}")
        self.certificate = certificate
        cookies = {str(cookie["name"]): str(cookie["value"]) for cookie in context.cookies()}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["_csrf_token"],
            "Referer": self.url,
        }

    def preview(self, options: dict[str, Any]) -> str:
        """Ask for the preview with these options and poll for it as Dash does; gives the answer's text."""
        body = copy.deepcopy(self.body)
        body["inputs"][0]["value"] |= {"options": options}
        begun = self._post(body, self.end)
        asked = {**self.end, "cacheKey": begun["cacheKey"], "job": begun["job"]}
        body["inputs"][0]["value"] = None
        deadline = time.monotonic() + 90
        while "response" not in (found := self._post(body, asked)):
            assert time.monotonic() < deadline, f"no result for {options}"
            time.sleep(PAUSE)
        return json.dumps(found["response"])

    def _post(self, body: dict[str, Any], asked: dict[str, str]) -> dict[str, Any]:
        # A connection of its own for each request, so that they meet different web processes.
        answer = requests.post(
            self.url, params=asked, json=body, headers=self.headers, timeout=60, verify=self.certificate
        )
        assert answer.status_code == 200, answer.text[:500]
        found: dict[str, Any] = answer.json()
        return found


def preview_request(page: Page) -> Request:
    """The request by which the page asks for its preview, caught while the page is loaded anew."""
    with page.expect_request(
        lambda request: UPDATE in request.url and '"changedPropIds":[]' in (request.post_data or "")
        and "..import-preview.children" in (request.post_data or "")
    ) as waiting:  # fmt: skip
        page.reload()
    return waiting.value
