"""A34 for any request: the envelope with a fitting status, never a page, never a crash."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from api.registry import BASE, ENDPOINTS
from tests.fixtures_app import sqlite_only
from tests.integration.api.client import assert_envelope

STATUSES = {400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429}
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted({name for endpoint in ENDPOINTS for model in endpoint.models.values() for name in model.model_fields})
BODIES = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8).map(lambda value: json.dumps(value).encode()),
)
SEGMENT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from([".", "..", "", "%", "%00"])
PATHS = st.one_of(
    st.lists(SEGMENT, max_size=4).map(lambda parts: BASE + "/" + "/".join(parts)),
    st.tuples(st.sampled_from([endpoint.path for endpoint in ENDPOINTS]), SEGMENT).map(
        lambda pair: BASE + "/".join(pair[1] if part.startswith("{") else part for part in pair[0].split("/"))
    ),
    st.sampled_from([BASE, "/api/", "/api/v2/campaigns", "/api//v1/campaigns", BASE + "/campaigns/"]),
)
TYPES = st.sampled_from(
    ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", ""]
)
# The database is not renewed between examples: what one leaves is part of the next one's world.
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@sqlite_only
@BOUNDED
@given(method=METHODS, path=PATHS, body=BODIES, content_type=TYPES, signed_in=st.booleans(), query=st.text(max_size=12))
def test_A34_any_request_gets_json_and_no_crash(api, tenant, method, path, body, content_type, signed_in, query):
    headers = {"Authorization": f"Bearer {api.token(tenant.admin)}"} if signed_in else {}
    headers |= {"Accept": "text/html"}
    with api.app.app_context():
        answer = api.http.open(
            path.replace("?", "%3F"),
            method=method,
            data=body,
            content_type=content_type,
            headers=headers,
            query_string={"q": query},
        )
    # A path of two slashes or dots may leave the API; what is outside is not this test's.
    if not answer.request.path.startswith("/api/"):
        return
    assert answer.status_code < 500
    assert answer.status_code == 204 or answer.mimetype == "application/json", answer.data[:200]
    if answer.status_code >= 400 and method != "HEAD":
        assert answer.status_code in STATUSES
        assert_envelope(answer)


@sqlite_only
@BOUNDED
@given(
    endpoint=st.sampled_from([one for one in ENDPOINTS if "body" in one.models]),
    values=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=12), JSON, max_size=8),
    raw=st.none() | st.binary(max_size=60),
)
def test_A34_any_body_gets_json_and_no_crash(api, tenant, endpoint, values, raw):
    path = endpoint.path
    for name in endpoint.ids:
        path = path.replace("{" + name + "}", str(tenant.admin.user_id))
    body = json.dumps(values).encode() if raw is None else raw
    answer = api.call(endpoint.method, path, tenant.admin, data=body, content_type="application/json")
    assert answer.status_code < 500


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nope", 404, 4001),
        ("POST", "/nope", 404, 4001),
        ("GET", "/campaigns/", 404, 4001),
        ("GET", "//campaigns", 404, 4001),
        ("DELETE", "/campaigns", 405, 2003),
        ("OPTIONS", "/campaigns", 405, 2003),
        ("TRACE", "/campaigns", 405, 2003),
        ("PUT", "/auth/login", 405, 2003),
    ],
)
def test_unknown_addresses_and_methods(api, method, path, status, code):
    answer = api.call(method, path, headers={"Accept": "text/html"})
    assert (answer.status_code, assert_envelope(answer)["error_code"]) == (status, code)
    if status == 405:
        assert method not in answer.headers["Allow"].split(", ") or method == "OPTIONS"


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 400 + b"1" + b"}" * 400, "application/json", 422),
        (b"9" * 5000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b'{"name": "' + b"x" * 1_100_000 + b'"}', "application/json", 413),
        (b'{"name": "\\ud800", "platform": "meta"}', "application/json", 422),
        (b'{"name": "a\\u0000b", "platform": "meta"}', "application/json", 422),
        (b'{"\\u0000": 1}', "application/json", 422),
    ],
)
def test_unreadable_bodies(api, tenant, data, content_type, status):
    answer = api.post("/campaigns", tenant.analyst, data=data, content_type=content_type)
    assert answer.status_code == status, answer.data
    assert_envelope(answer)


def test_unexpected_failure_says_nothing_of_itself(api, tenant, monkeypatch):
    def crash(*_):
        raise RuntimeError("postgresql://advision:hunter2@db/advision")

    monkeypatch.setattr("services.campaigns.list_campaigns", crash)
    answer = api.get("/campaigns", tenant.viewer)
    assert (answer.status_code, assert_envelope(answer)["error_code"]) == (500, 5001)
    assert "hunter2" not in answer.get_data(as_text=True)


def test_database_that_is_down_gives_503(api, tenant, monkeypatch):
    token = api.token(tenant.viewer)

    def down(*_):
        raise OperationalError("select 1", {}, Exception("connection refused"))

    monkeypatch.setattr("data.session.Database.reading", down)
    answer = api.get("/campaigns", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, assert_envelope(answer)["error_code"]) == (503, 5003)
    assert "refused" not in answer.get_data(as_text=True)


def test_request_id_is_given_back(api, core):
    answer = api.get("/nope", headers={"X-Request-ID": "trace-me-please"})
    assert assert_envelope(answer)["request_id"] == "trace-me-please"
    forged = api.get("/nope", headers={"X-Request-ID": "a b"})
    assert assert_envelope(forged)["request_id"] != "a b"


def test_headers_forbid_caching_and_sniffing(api, tenant):
    answer = api.get("/auth/me", tenant.viewer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
