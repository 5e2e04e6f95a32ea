import pytest

from tests.factories import PASSWORD
from tests.fixtures_app import sqlite_only
from tests.integration.api.client import assert_envelope

pytestmark = sqlite_only


@pytest.fixture
def limits(core, app):
    """Set limits for this test; the counters start empty."""

    def choose(**chosen):
        core.settings = core.settings.model_copy(update=chosen)
        app.extensions["limiter"].copy().pop().reset()

    return choose


def login(api, email, password="not the one", **options):
    return api.post("/auth/login", json={"email": email, "password": password}, **options)


def test_sign_in_is_limited_by_address_and_account(api, tenant, other, limits):
    limits(auth_limit="5 per minute")
    assert [login(api, tenant.email()).status_code for _ in range(6)] == [401] * 5 + [429]
    answer = login(api, f" {tenant.email().upper()}", PASSWORD)
    assert (answer.status_code, assert_envelope(answer)["error_code"]) == (429, 2006)
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert login(api, other.email(), PASSWORD).status_code == 200
    assert login(api, tenant.email(), PASSWORD, environ_base={"REMOTE_ADDR": "192.0.2.9"}).status_code == 200


def test_forwarded_addresses_are_not_believed(api, tenant, limits):
    limits(auth_limit="2 per minute")
    statuses = [login(api, tenant.email(), headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert statuses == [401, 401, 429]


def test_everything_is_limited_by_person(api, tenant, limits):
    limits(request_limit="3 per minute")
    paths = ["/auth/me", "/campaigns", "/platforms", "/users/me"]
    statuses = [api.get(path, tenant.viewer).status_code for path in paths]
    assert statuses == [200, 200, 200, 429]
    assert api.get("/auth/me", tenant.admin).status_code == 200


def test_a_key_has_a_count_of_its_own(api, tenant, limits):
    key = {"X-API-Key": api.post("/api-keys", tenant.admin, json={"name": "x"}).get_json()["key"]}
    limits(request_limit="2 per minute")
    assert [api.get("/auth/me", headers=key).status_code for _ in range(3)] == [200, 200, 429]
    assert api.get("/auth/me", tenant.admin).status_code == 200


def test_who_is_not_known_is_limited_by_address(api, core, limits):
    limits(request_limit="2 per minute")
    headers = {"Authorization": "Bearer x"}
    statuses = [api.get(path, headers=headers).status_code for path in ("/auth/me", "/nope", "/auth/me")]
    assert statuses == [401, 404, 429]


def test_uploads_are_limited_more(api, tenant, limits):
    limits(upload_limit="1 per minute")
    asked = {"file_name": "a.png", "content_type": "image/png", "size": 9}
    assert api.post("/creatives/upload-url", tenant.analyst, json=asked).status_code == 200
    assert api.post("/creatives/upload", tenant.analyst, json={}).status_code == 429
    assert api.get("/creatives", tenant.analyst).status_code == 200


def test_headers_tell_what_is_left(api, tenant, limits):
    limits(request_limit="5 per minute")
    left = []
    for _ in range(2):
        answer = api.get("/auth/me", tenant.viewer)
        left.append(int(answer.headers["X-RateLimit-Remaining"]))
        assert answer.headers["X-RateLimit-Limit"] == "5"
        assert int(answer.headers["X-RateLimit-Reset"]) > 0
        assert "Retry-After" not in answer.headers
    assert left == [4, 3]


def test_health_is_not_limited(app, core, limits):
    limits(page_limit="1 per minute", request_limit="1 per minute")
    client = app.test_client()
    assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
