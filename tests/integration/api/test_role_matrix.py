"""Every endpoint by every role: refused with 403 if and only if the permission table says so (A2)."""

from uuid import uuid4

import pytest

from api.endpoints import Endpoint
from api.registry import ENDPOINTS
from domain.actors import API_KEY_SCOPES, scope_of
from domain.permissions import Role, allows
from services.container import Container
from tests.fixtures_app import sqlite_only
from tests.integration.api.client import assert_envelope

GUARDED = [endpoint for endpoint in ENDPOINTS if endpoint.permission is not None]
OPEN = {
    "register", "login", "refresh", "logout", "accept_invitation", "forgot_password", "reset_password", "get_version",
}  # fmt: skip


def path_of(endpoint: Endpoint) -> str:
    """The endpoint's path with ids that nobody has."""
    path = endpoint.path
    for name in endpoint.ids:
        path = path.replace("{" + name + "}", str(uuid4()))
    return path


def name_of(endpoint: Endpoint) -> str:
    return endpoint.name


def test_only_named_endpoints_are_open():
    assert {endpoint.name for endpoint in ENDPOINTS if endpoint.permission is None} == OPEN


@sqlite_only
@pytest.mark.parametrize("endpoint", GUARDED, ids=name_of)
def test_A2_role_is_refused_if_and_only_if_the_table_says_so(api, tenant, endpoint):
    for role in Role:
        answer = api.call(endpoint.method, path_of(endpoint), tenant.actor(role))
        is_allowed = allows(role, endpoint.permission)
        assert (answer.status_code == 403) is not is_allowed, (role, answer.get_data(as_text=True))
        assert answer.status_code not in (401, 500)
        if not is_allowed:
            assert assert_envelope(answer)["error_code"] == 1006


@sqlite_only
@pytest.mark.parametrize("endpoint", GUARDED, ids=name_of)
def test_nobody_gets_in_without_a_token(api, endpoint, core: Container):
    for headers in ({}, {"Authorization": "Bearer x"}, {"X-API-Key": "adv_x"}):
        answer = api.call(endpoint.method, path_of(endpoint), headers=headers)
        assert answer.status_code == 401
        assert assert_envelope(answer)["error_code"] in (1001, 1004)


@sqlite_only
@pytest.mark.parametrize("endpoint", GUARDED, ids=name_of)
def test_C5_key_without_the_scope_is_refused(api, tenant, endpoint):
    needed = scope_of(endpoint.permission)
    others = [scope for scope in API_KEY_SCOPES if scope != needed]
    made = api.post("/api-keys", tenant.admin, json={"name": "narrow", "scopes": others}).get_json()
    answer = api.call(endpoint.method, path_of(endpoint), headers={"X-API-Key": made["key"]})
    assert (answer.status_code, assert_envelope(answer)["error_code"]) == (403, 1008)
