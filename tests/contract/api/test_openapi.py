"""The document says what the application does: every route, every permission, every name of the contract."""

import re
from http import HTTPStatus

import pytest
from openapi_spec_validator import validate

from api.openapi import build_document
from api.registry import BASE, ENDPOINTS
from domain.errors import ERRORS
from domain.permissions import Permission
from tests.fixtures_app import sqlite_only

# What the contract names and the app has so far; docs outside of /api/v1 describe the rest.
NAMED = """
POST /auth/register, POST /auth/login, POST /auth/refresh, POST /auth/logout, GET /auth/me, POST /auth/invite-user,
POST /auth/accept-invitation, GET /campaigns, POST /campaigns, GET /campaigns/{}, PUT /campaigns/{},
PATCH /campaigns/{},
DELETE /campaigns/{}, POST /campaigns/{}/metrics, GET /campaigns/{}/analytics, POST /campaigns/upload-csv, GET /imports,
DELETE /imports/{}, POST /creatives/upload, POST /creatives/upload-url, GET /creatives, GET /creatives/{},
DELETE /creatives/{}, GET /creatives/{}/file, GET /analytics/dashboard, GET /analytics/platform-comparison,
GET /api-keys,
POST /api-keys, DELETE /api-keys/{}, GET /users/me, PUT /users/me, GET /jobs/{}, DELETE /jobs/{}, GET /platforms,
GET /version
"""


def operations():
    return [
        (path, method, one) for path, methods in build_document()["paths"].items() for method, one in methods.items()
    ]


def test_document_is_valid_openapi():
    validate(build_document())
    assert build_document()["openapi"].startswith("3.1")


def test_document_and_routes_are_the_same(app):
    routes = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(BASE + "/") and rule.rule != f"{BASE}/openapi.json":
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(BASE))
            routes |= {(path, method.lower()) for method in rule.methods - {"HEAD"}}
    assert routes == {(path, method) for path, method, _ in operations()}


def test_every_name_of_the_contract_is_there():
    named = {tuple(line.split()) for line in NAMED.replace("\n", " ").split(",")}
    found = {(method.upper(), re.sub(r"{\w+}", "{}", path)) for path, method, _ in operations()}
    assert named <= found


def test_names_are_unique_and_summaries_short():
    names = [one["operationId"] for _, _, one in operations()]
    assert len(names) == len(set(names))
    assert all(3 < len(one["summary"]) < 80 for _, _, one in operations())


def test_every_guarded_operation_names_its_permission_and_refusals():
    for _, _, one in operations():
        if one.get("security") == []:
            continue
        assert one["x-permission"] in {permission.value for permission in Permission}
        assert {"401", "403", "429"} <= one["responses"].keys()


def test_every_making_post_takes_an_idempotency_key():
    for endpoint in ENDPOINTS:
        makes = endpoint.method == "POST" and endpoint.permission is not None
        # A ticket for a direct upload makes nothing: it is a signature.
        if makes and endpoint.name != "create_upload_url":
            assert endpoint.is_idempotent, endpoint.name


def test_bodies_and_answers_allow_nothing_else():
    for name, schema in build_document()["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema.get("additionalProperties") is False, name


def test_every_error_status_is_a_known_one():
    stated = {int(status) for _, _, one in operations() for status in one["responses"] if status >= "400"}
    assert stated <= {kind.status for kind in ERRORS.values()}
    assert all(HTTPStatus(status) for status in stated)


def test_money_is_text_and_undefined_rates_are_null():
    measures = build_document()["components"]["schemas"]["Measures"]["properties"]
    assert measures["spend"]["type"] == "string"
    assert {"type": "null"} in measures["roas"]["anyOf"]


@sqlite_only
def test_document_is_served_to_anyone(api):
    answer = api.http.get(f"{BASE}/openapi.json")
    assert (answer.status_code, answer.get_json()) == (200, build_document())


@sqlite_only
class TestPage:
    @pytest.fixture
    def page(self, api):
        answer = api.http.get("/api/docs")
        assert (answer.status_code, answer.mimetype) == (200, "text/html")
        return answer

    def test_shows_every_operation_with_a_line_to_try(self, page):
        text = page.get_data(as_text=True)
        for _, _, one in operations():
            assert f'id="{one["operationId"]}"' in text
        assert text.count("curl") >= len(operations())

    def test_loads_nothing_from_elsewhere_and_runs_no_inline_script(self, page):
        text = page.get_data(as_text=True)
        assert not re.search(r'(src|href)="(https?:)?//', text)
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert not re.search(r"\son\w+=", text)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]

    def test_its_styles_and_scripts_are_there(self, page, api):
        addresses = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.get_data(as_text=True))
        assert len(addresses) >= 4
        for address in addresses:
            with api.http.get(address) as answer:
                assert answer.status_code == 200, address
