"""A35: one structured line for every API request, whoever asks and however it ends."""

import pytest
from structlog.testing import capture_logs

from tests.integration.api.client import ApiClient

KEYS = {"request_id", "user_id", "org_id", "endpoint", "method", "status_code", "response_time_ms"}


def line_of(api: ApiClient, method, path, actor=None, **options):
    if actor is not None:
        api.token(actor)
    with capture_logs() as logs:
        answer = api.call(method, path, actor, **options)
    lines = [entry for entry in logs if entry["event"] == "request"]
    assert len(lines) == 1
    line = lines[0]
    assert set(line) == KEYS | {"event", "log_level"}
    assert (line["status_code"], line["method"]) == (answer.status_code, method)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["response_time_ms"] >= 0
    return line


@pytest.mark.parametrize(
    ("method", "path", "endpoint", "status"),
    [
        ("GET", "/auth/me", "/api/v1/auth/me", 200),
        ("GET", "/members", "/api/v1/members", 403),
        ("GET", "/jobs/x", "/api/v1/jobs/<job_id>", 404),
        ("PUT", "/users/me", "/api/v1/users/me", 400),
        ("GET", "/campaigns?sort=x", "/api/v1/campaigns", 422),
    ],
)
def test_A35_a_person_is_named(api, tenant, method, path, endpoint, status):
    line = line_of(api, method, path, tenant.viewer)
    assert (line["user_id"], line["org_id"]) == (str(tenant.viewer.user_id), str(tenant.id))
    assert (line["endpoint"], line["status_code"]) == (endpoint, status)


def test_A35_a_key_is_named_by_its_creator(api, tenant):
    key = api.post("/api-keys", tenant.admin, json={"name": "x"}).get_json()["key"]
    line = line_of(api, "GET", "/auth/me", headers={"X-API-Key": key})
    assert (line["user_id"], line["org_id"]) == (str(tenant.admin.user_id), str(tenant.id))
    assert key not in str(line)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/auth/me", 401), ("GET", "/nope", 404), ("DELETE", "/campaigns", 405), ("GET", "/version", 200)],
)
def test_A35_who_is_not_known_has_no_name(api, core, method, path, status):
    line = line_of(api, method, path)
    assert (line["user_id"], line["org_id"], line["status_code"]) == (None, None, status)


def test_A35_a_cookie_names_nobody_at_the_api(api, dash_client, tenant):
    dash_client.sign_in(tenant.admin)
    with capture_logs() as logs:
        assert dash_client.get("/api/v1/auth/me").status_code == 401
    assert [entry["user_id"] for entry in logs if entry["event"] == "request"] == [None]


def test_A35_a_crash_leaves_its_line(api, tenant, monkeypatch):
    def crash(*_):
        raise RuntimeError("inside")

    monkeypatch.setattr("services.campaigns.list_campaigns", crash)
    line = line_of(api, "GET", "/campaigns", tenant.viewer)
    assert (line["status_code"], line["user_id"]) == (500, str(tenant.viewer.user_id))


def test_secrets_stay_out_of_the_log(api, tenant):
    password = "a lantern on the pier"
    new = {"email": "x@example.com", "password": password, "full_name": "X", "organization_name": "Y"}
    with capture_logs() as logs:
        api.post("/auth/register", json=new)
        api.post("/auth/login", json={"email": tenant.email(), "password": password})
        api.get("/auth/me", headers={"Authorization": "Bearer secret-bearer-token"})
    printed = str(logs)
    assert printed.count("'event': 'request'") == 3
    for secret in (password, "secret-bearer-token", "x@example.com"):
        assert secret not in printed


def test_made_up_methods_share_one_series(api, core):
    from services.telemetry import render_metrics

    with api.app.app_context():
        api.http.open("/api/v1/auth/me", method="BREW")
    assert b"BREW" not in render_metrics()
