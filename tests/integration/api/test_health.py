from dataclasses import replace

import pytest
from pydantic import SecretStr

from domain.errors import AppError, ErrorCode
from services import health
from tests.fixtures_app import sqlite_only
from tests.integration.api.client import assert_envelope


@pytest.fixture
def client(app, core):
    return app.test_client(use_cookies=False)


def test_healthz_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_readyz_names_the_parts_in_use(client, database_kind):
    answer = client.get("/readyz")
    body = answer.get_json()
    assert (answer.status_code, body["is_ready"]) == (200, True)
    assert set(body["parts"]) == {"database", "cache", "storage", "queue", "mail"}
    assert body["parts"]["database"] == {"kind": database_kind, "is_ok": True, "problem": ""}


@sqlite_only
def test_readyz_tells_which_part_fails_without_its_secrets(client, app, core):
    class Down:
        def exists(self, _key):
            raise AppError(ErrorCode.UNAVAILABLE, "https://user:hunter2@bucket")

    app.extensions["advision"] = replace(core, storage=Down())
    answer = client.get("/readyz")
    parts = assert_envelope(answer)["details"]["parts"]
    assert answer.status_code == 503
    assert parts["storage"] == {"kind": "folder", "is_ok": False, "problem": "cannot be reached"}
    assert parts["database"]["is_ok"]
    assert "hunter2" not in answer.get_data(as_text=True)


@sqlite_only
def test_readyz_wants_the_newest_migration(client, monkeypatch):
    monkeypatch.setattr(health, "_newest_migration", lambda: "9999")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrations" in answer.get_json()["details"]["parts"]["database"]["problem"]


@sqlite_only
def test_readyz_does_not_wait_for_a_part_that_hangs(client, app, core, monkeypatch):
    from threading import Event

    done = Event()

    class Hanging:
        def exists(self, _key):
            done.wait(10)

    monkeypatch.setattr(health, "TIME_LIMIT", 0.1)
    app.extensions["advision"] = replace(core, storage=Hanging())
    answer = client.get("/readyz")
    done.set()
    assert answer.get_json()["details"]["parts"]["storage"]["problem"].startswith("no answer within")


@sqlite_only
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("::1", {}, 200),
        ("8.8.4.4", {}, 403),
        ("198.51.100.7", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.7"}, 403),
        ("127.0.0.1", {"X-Real-IP": "198.51.100.7"}, 403),
        ("8.8.8.8", {"Authorization": "Bearer the-metrics-token"}, 200),
        ("8.8.8.8", {"Authorization": "Bearer another"}, 403),
        ("8.8.8.8", {"Authorization": "Bearer "}, 403),
    ],
)
def test_metrics_are_for_the_private_network_or_the_token(client, core, address, headers, status):
    core.settings = core.settings.model_copy(update={"metrics_token": SecretStr("the-metrics-token")})
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
    if status == 200:
        assert b"advision_http_requests_total" in answer.data
    else:
        assert_envelope(answer)


@sqlite_only
def test_metrics_without_a_token_set_take_no_token(client):
    answer = client.get("/metrics", headers={"Authorization": "Bearer "}, environ_base={"REMOTE_ADDR": "8.8.8.8"})
    assert answer.status_code == 403
