"""The audit log: written with the change, never changed, without secrets, an organization's own."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from data.columns import utc_now
from data.models import AuditRow, Organization
from domain.accounts import ApiKeyInput
from domain.actors import Actor, ActorKind
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import api_keys, audit, members
from services.units import reading, writing
from tests.factories import audit_row, save


def rows_of(tenant):
    with reading(tenant.id) as session:
        return session.scalars(select(AuditRow).order_by(AuditRow.created_at)).all()


@pytest.fixture
def written(tenant):
    with writing(tenant.id) as session:
        audit.record(session, tenant.admin, "test.done", "thing", uuid4(), before="a", after="b")
    return rows_of(tenant)[-1]


@pytest.mark.parametrize("way", ["update", "unit of work", "delete", "text"])
def test_audit_row_cannot_be_changed_or_removed(core, tenant, written, way):
    with pytest.raises(DatabaseError, match="append-only"), writing(tenant.id) as session:  # noqa: PT012
        if way == "update":
            session.execute(update(AuditRow).where(AuditRow.id == written.id).values(action="other"))
        elif way == "unit of work":
            session.get_one(AuditRow, (tenant.id, written.id)).actor_name = "someone else"
        elif way == "delete":
            session.execute(delete(AuditRow).where(AuditRow.id == written.id))
        else:
            key = tenant.id.bytes if core.database.engine.dialect.name == "sqlite" else tenant.id
            session.execute(text("DELETE FROM audit_log WHERE organization_id = :o"), {"o": key})
    assert rows_of(tenant)[-1].action == "test.done"


@pytest.mark.parametrize(("days", "goes"), [(91, True), (89, False)])
def test_audit_rows_may_be_cleared_after_ninety_days_only(core, tenant, days, goes):
    row = save(tenant.id, audit_row(created_at=utc_now() - timedelta(days=days)))
    removal = delete(AuditRow).where(AuditRow.id == row.id)
    if goes:
        with writing(tenant.id) as session:
            session.execute(removal)
    else:
        with pytest.raises(DatabaseError, match="append-only"), writing(tenant.id) as session:
            session.execute(removal)
    with pytest.raises(DatabaseError, match="append-only"), writing(tenant.id) as session:
        session.execute(update(AuditRow).values(action="other"))


def test_audit_rows_go_with_their_organization(core, tenant, other, written):
    with writing(tenant.id) as session:
        session.execute(delete(Organization).where(Organization.id == tenant.id))
    assert rows_of(tenant) == []
    assert rows_of(other)


def test_audit_row_is_there_with_its_change_or_neither(core, tenant):
    before = len(rows_of(tenant))
    with pytest.raises(AppError):
        members.change_role(tenant.admin, tenant.admin.user_id, Role.VIEWER)
    assert len(rows_of(tenant)) == before
    members.change_role(tenant.admin, tenant.viewer.user_id, Role.ANALYST)
    row = rows_of(tenant)[-1]
    assert (row.action, row.changes) == ("member.role_changed", {"before": "viewer", "after": "analyst"})
    assert row.actor_name == tenant.email()


@pytest.mark.parametrize("name", ["password", "new_password", "Token", "api_key", "client_secret", "password_hash"])
def test_audit_leaves_out_what_is_named_like_a_secret(core, tenant, name):
    with writing(tenant.id) as session:
        audit.record(
            session,
            tenant.admin,
            "test.done",
            **{name: "CANARY", "nested": {name: "CANARY"}, "list": [{name: "CANARY"}], "count": 1},
        )
    row = rows_of(tenant)[-1]
    assert "CANARY" not in repr(vars(row))
    assert row.changes["count"] == 1


def test_audit_tells_person_key_and_system_apart(core, tenant):
    made = api_keys.create_api_key(tenant.admin, ApiKeyInput(name="Reporting", scopes=("admin",)))
    by_key = api_keys.resolve_api_key(made.key, ip="203.0.113.7")
    system = Actor(organization_id=tenant.id, user_id=None, role=Role.ADMIN, kind=ActorKind.SYSTEM)
    for actor in (tenant.admin, by_key, system):
        with writing(actor) as session:
            audit.record(session, actor, "test.done")
    names = [(row.actor_kind, row.actor_name) for row in rows_of(tenant) if row.action == "test.done"]
    mail = tenant.email()
    assert names == [("user", mail), ("api_key", f"{mail} (API key)"), ("system", "AdVision")]


def test_A1_audit_list_shows_own_rows_only(core, tenant, other):
    with writing(other.id) as session:
        audit.record(session, other.admin, "canary.action", "CANARY", "CANARY")
    page = audit.list_audit(tenant.admin, page_size=500)
    assert page.total == len(rows_of(tenant)) == len(page.items)
    assert "anary" not in page.model_dump_json()
    assert "canary.action" not in audit.list_actions(tenant.admin)
    assert audit.list_audit(tenant.admin, q="canary").total == 0


def test_audit_list_filters(core, tenant, written):
    today = datetime.now(UTC).date()
    assert audit.list_audit(tenant.admin, action="test.done").total == 1
    assert audit.list_audit(tenant.admin, q="TEST.DO").total == 1
    assert audit.list_audit(tenant.admin, q="100%_").total == 0
    assert audit.list_audit(tenant.admin, action="test.done", date_from=today, date_to=today).total == 1
    assert audit.list_audit(tenant.admin, date_to=today - timedelta(days=2)).total == 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_A2_audit_log_is_for_admins(core, tenant, role):
    for work in (audit.list_audit, audit.list_actions):
        with pytest.raises(AppError) as raised:
            work(tenant.actor(role))
        assert raised.value.code is ErrorCode.FORBIDDEN


def test_audit_row_of_another_organization_cannot_be_written(core, tenant, other):
    with reading(other.id) as session:
        before = session.scalar(select(func.count()).select_from(AuditRow))
    with pytest.raises(Exception, match="another organization"), writing(tenant.id) as session:
        session.add(audit_row(organization_id=other.id))
    with reading(other.id) as session:
        assert session.scalar(select(func.count()).select_from(AuditRow)) == before
