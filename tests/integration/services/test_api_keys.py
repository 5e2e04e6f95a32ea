"""API keys: shown once, stored hashed, scoped, expiring, with a record of their last use."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.models import ApiKey, AuditRow
from domain.accounts import ApiKeyInput
from domain.actors import API_KEY_SCOPES, scope_of
from domain.errors import AppError, ErrorCode
from domain.permissions import Permission, Role, allows
from services import api_keys, members
from services.units import reading
from tests.fixtures_app import sqlite_only


def code_of(work, *arguments):
    with pytest.raises(AppError) as raised:
        work(*arguments)
    return raised.value.code


def create(actor, *scopes, days=30):
    return api_keys.create_api_key(
        actor, ApiKeyInput(name="Reporting", scopes=scopes or ("read",), expires_in_days=days)
    )


def test_C5_key_is_shown_once_and_stored_hashed(core, tenant):
    made = create(tenant.admin)
    assert made.key.startswith(made.prefix)
    listed = api_keys.list_api_keys(tenant.admin)
    assert [row.key for row in listed] == [None]
    with reading(tenant.id) as session:
        stored = repr([vars(row) for row in session.scalars(select(ApiKey))])
        written = repr([vars(row) for row in session.scalars(select(AuditRow))])
    secret = made.key.split("_", 2)[2]
    assert secret not in stored + written
    assert api_keys.resolve_api_key(made.key).user_id == tenant.admin.user_id


@pytest.mark.parametrize("scope", API_KEY_SCOPES)
@pytest.mark.parametrize("permission", Permission)
@sqlite_only
def test_C5_key_may_what_scope_and_creators_role_allow(core, tenant, scope, permission):
    actor = api_keys.resolve_api_key(create(tenant.admin, scope).key)
    assert actor.may(permission) is (scope_of(permission) == scope and allows(Role.ADMIN, permission))


def test_C5_key_is_never_stronger_than_its_creators_role_of_now(core, tenant):
    key = create(tenant.admin, "read", "write", "admin").key
    members.change_role(tenant.admin, tenant.analyst.user_id, Role.ADMIN)
    members.change_role(tenant.admin, tenant.admin.user_id, Role.VIEWER)
    actor = api_keys.resolve_api_key(key)
    assert actor.role is Role.VIEWER
    assert not actor.may(Permission.IMPORT_DATA)


def test_C5_key_cannot_make_a_key_with_more_scopes(core, tenant):
    actor = api_keys.resolve_api_key(create(tenant.admin, "admin").key)
    assert code_of(create, actor, "write") is ErrorCode.SCOPE_MISSING
    assert create(actor, "admin").scopes == ["admin"]


def test_C5_key_runs_out(core, tenant, clock):
    key, lasting = create(tenant.admin, days=1).key, create(tenant.admin, days=None).key
    clock.advance(timedelta(days=1, seconds=-1))
    assert api_keys.resolve_api_key(key)
    clock.advance(timedelta(seconds=1))
    assert code_of(api_keys.resolve_api_key, key) is ErrorCode.TOKEN_INVALID
    assert api_keys.resolve_api_key(lasting)


def test_C5_key_ends_at_once_when_revoked_or_its_creator_is_shut_out(core, tenant):
    revoked, orphaned = create(tenant.admin), create(tenant.admin)
    api_keys.revoke_api_key(tenant.admin, revoked.id)
    api_keys.revoke_api_key(tenant.admin, revoked.id)
    assert code_of(api_keys.resolve_api_key, revoked.key) is ErrorCode.TOKEN_INVALID
    members.change_role(tenant.admin, tenant.analyst.user_id, Role.ADMIN)
    members.set_active(tenant.admin, tenant.admin.user_id, False)
    assert code_of(api_keys.resolve_api_key, orphaned.key) is ErrorCode.TOKEN_INVALID


def test_C5_key_records_its_last_use(core, tenant, clock):
    made = create(tenant.admin)
    assert made.last_used_at is None
    clock.advance(timedelta(hours=1))
    api_keys.resolve_api_key(made.key)
    assert api_keys.list_api_keys(tenant.admin)[0].last_used_at == clock.moment


@pytest.mark.parametrize("key", ["", "adv_", "adv_00000000_unknown", "x" * 5000, "adv_00000000_\x00"])
def test_C5_unknown_key_is_refused(core, key):
    assert code_of(api_keys.resolve_api_key, key) is ErrorCode.TOKEN_INVALID


def test_C5_key_of_another_organization_is_not_found(core, tenant, other):
    made = create(tenant.admin)
    assert code_of(api_keys.revoke_api_key, other.admin, made.id) is ErrorCode.NOT_FOUND
    assert api_keys.list_api_keys(other.admin) == []
    assert api_keys.resolve_api_key(made.key)


def test_C5_wrong_scopes_are_refused(core, tenant):
    assert code_of(create, tenant.admin, "everything") is ErrorCode.INVALID
    data = ApiKeyInput.model_construct(name="x", scopes=(), expires_in_days=1)
    assert code_of(api_keys.create_api_key, tenant.admin, data) is ErrorCode.INVALID
