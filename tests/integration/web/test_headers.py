"""What goes out with every answer: the policy, no caching of what is private, no code in pages, safe cookies."""

import re
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, session
from werkzeug.test import TestResponse

from auth import guards
from auth.security import init_security
from tests.dash_client import DashClient
from tests.factories import PASSWORD, Tenant
from tests.fixtures_app import settings_for, sqlite_only
from tests.form_browser import FormBrowser
from tests.integration.sweeps.route_table import ROUTES

GETS = sorted(name.removeprefix("GET ") for name in ROUTES if name.startswith("GET "))
# Kept by browsers and proxies: files of the program, and files whose address is their right.
CACHED = ("/assets/", "/_dash-component-suites/", "/files/")


def path_of(rule: str) -> str:
    """An address that the rule takes."""
    path = rule.replace("<string:package_name>", "dash").replace("<path:fingerprinted_path>", "x.js")
    path = path.replace("<kind>", "csv").replace("<platform>", "meta").replace("<path:filename>", "favicon.ico")
    return re.sub(r"<[^>]+>", str(uuid4()), path)


class Scripts(HTMLParser):
    """The scripts of a page: inline ones, addresses of others, and attributes that run code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.sources: list[str] = []
        self.handlers: list[str] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.handlers += [name for name in values if name.startswith("on")]
        self.handlers += [value for value in values.values() if (value or "").strip().lower().startswith("javascript:")]
        if tag == "script" and values.get("src"):
            self.sources.append(str(values["src"]))
        elif tag == "script" and values.get("type") != "application/json":
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inline.append(data)


def directives(answer: TestResponse) -> dict[str, list[str]]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts)}


@sqlite_only
@pytest.mark.parametrize("rule", GETS)
def test_every_answer_has_the_policy_and_private_ones_are_kept_nowhere(
    dash_client: DashClient, tenant: Tenant, rule: str
) -> None:
    path = path_of(rule)
    for client in (DashClient(dash_client.app), dash_client.sign_in(tenant.admin)):
        answer = client.get(path, headers={"Accept": "text/html"})
        policy = directives(answer)
        assert "'unsafe-inline'" not in policy.get("script-src", policy["default-src"])
        assert "'unsafe-eval'" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if not path.startswith(CACHED):
            assert answer.headers["Cache-Control"] == "no-store"
        answer.close()


@sqlite_only
@pytest.mark.parametrize("rule", [rule for rule in GETS if not rule.startswith(("/internal", "/files", "/assets"))])
def test_a_page_runs_only_scripts_of_this_site_or_of_the_policys_hashes(
    dash_client: DashClient, tenant: Tenant, rule: str
) -> None:
    from base64 import b64encode
    from hashlib import sha256

    for client in (DashClient(dash_client.app), dash_client.sign_in(tenant.admin)):
        answer = client.get(path_of(rule), headers={"Accept": "text/html"})
        if answer.mimetype != "text/html":
            answer.close()
            continue
        found = Scripts(answer.text)
        allowed = directives(answer)["script-src"]
        hashes = {f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" for code in found.inline}
        assert hashes <= set(allowed)
        assert [source for source in found.sources if not source.startswith("/") or source.startswith("//")] == []
        assert found.handlers == []


def test_what_needs_no_sign_in_is_exactly_this() -> None:
    assert set(guards.PUBLIC_PREFIXES) == {"/_dash-component-suites/", "/assets/", "/invite/", "/reset/", "/files/"}
    assert {
        "/login", "/logout", "/register", "/forgot", "/healthz", "/readyz", "/metrics", "/_favicon.ico",
        "/favicon.ico", "/robots.txt",
    } == guards.PUBLIC_PATHS  # fmt: skip


@sqlite_only
@pytest.mark.parametrize(
    "path",
    [
        "//login", "/login/", "/login/x", "/assets", "/LOGIN", "/healthz/", "/healthz/..", "/./campaigns",
        "/assets/../campaigns", "/invite", "/files", "/_dash-component-suites", "/robots.txt/x", "/metrics/x",
    ],
)  # fmt: skip
def test_paths_near_the_open_ones_stay_closed(dash_client: DashClient, path: str) -> None:
    answer = dash_client.http.open(path, headers={"Accept": "text/html"})
    assert answer.status_code in {302, 308, 401, 404}
    assert "_dash-config" not in answer.text
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/login?next=")


@sqlite_only
@pytest.mark.parametrize("name", ["nope/x.js", "dash/nope.js", "dash/../../app.py", "os/path.py", "flask/app.py"])
def test_what_is_no_file_of_the_program_is_not_found(dash_client: DashClient, name: str) -> None:
    assert dash_client.get(f"/_dash-component-suites/{name}").status_code == 404


@sqlite_only
def test_the_index_holds_no_layout_and_nothing_of_the_organization(dash_client: DashClient, tenant: Tenant) -> None:
    text = dash_client.sign_in(tenant.admin).get("/campaigns", headers={"Accept": "text/html"}).text
    assert "validation_layout" not in text
    # As components are written in answers; the bare word is also part of a script's address.
    assert '"namespace"' not in text
    for private in (tenant.name, tenant.slug, str(tenant.id), tenant.email()):
        assert private not in text


@sqlite_only
def test_a_callback_without_the_token_is_refused(dash_client: DashClient, tenant: Tenant) -> None:
    dash_client.sign_in(tenant.admin)
    output = "settings-members-rows.children"
    assert dash_client.update(output).status_code == 200
    for headers in ({}, {"X-CSRFToken": ""}, {"X-CSRFToken": "x"}, DashClient(dash_client.app).csrf):
        answer = dash_client.update(output, headers=headers)
        assert answer.status_code == 403
        assert answer.get_json()["error_code"] == 1007


@sqlite_only
def test_cookies_of_a_sign_in_are_out_of_reach(app: Flask, tenant: Tenant) -> None:
    browser = FormBrowser(app)
    answer = browser.sign_in(tenant.email(), PASSWORD)
    cookies = {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert "HttpOnly" in cookies["advision"]
    assert "SameSite=Lax" in cookies["advision"]
    assert "Path=/" in cookies["advision"]
    assert "Domain" not in cookies["advision"]
    assert "Expires" in cookies["advision"]


def test_behind_tls_cookies_are_secure_and_bound_to_the_host(tmp_path: Any) -> None:
    small = Flask("small")
    init_security(small, settings_for(tmp_path, public_url="https://app.example.com"))

    @small.get("/")
    def index() -> str:
        session["a"] = "b"
        return "<p>x</p>"

    cookies = small.test_client().get("/", base_url="https://app.example.com").headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["_csrf_token", "__Host-advision"]
    assert all("Secure" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie for cookie in cookies)


@sqlite_only
@pytest.mark.parametrize(
    "body",
    ["[]", "null", "1", '"x"', "{", "", "{}", '{"output": []}', '{"output": "nope.children", "outputs": {}}'],
)
def test_a_malformed_callback_request_is_no_fault_of_ours(dash_client: DashClient, tenant: Tenant, body: str) -> None:
    dash_client.sign_in(tenant.viewer)
    answer = dash_client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code in {400, 404}
    assert answer.get_json()["error_code"] in {2001, 4001}
