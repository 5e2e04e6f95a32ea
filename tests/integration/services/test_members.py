"""Members: roles, exclusion, the last admin, the own profile and password."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from data.models import User
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import members, sessions
from services.units import reading, writing
from tests.factories import PASSWORD, save, user
from tests.fixtures_app import sqlite_only


def code_of(work, *arguments):
    with pytest.raises(AppError) as raised:
        work(*arguments)
    return raised.value.code


def admins_of(tenant):
    with reading(tenant.id) as session:
        return session.scalars(select(User).where(User.role == "admin", User.is_active.is_(True))).all()


@pytest.mark.parametrize("way", ["demote", "shut out"])
def test_A2_last_admin_stays(core, tenant, way):
    own = tenant.admin.user_id
    with pytest.raises(AppError) as raised:
        members.change_role(tenant.admin, own, Role.VIEWER) if way == "demote" else members.set_active(
            tenant.admin, own, False
        )
    assert raised.value.code is ErrorCode.LAST_ADMIN
    assert len(admins_of(tenant)) == 1


def test_A2_an_admin_who_is_shut_out_does_not_count_as_the_last(core, tenant):
    second = save(tenant.id, user(Role.ADMIN, is_active=False))
    assert code_of(members.set_active, tenant.admin, tenant.admin.user_id, False) is ErrorCode.LAST_ADMIN
    members.set_active(tenant.admin, second.id, True)
    members.set_active(tenant.admin, tenant.admin.user_id, False)
    assert [row.id for row in admins_of(tenant)] == [second.id]


@pytest.mark.parametrize("attempt", range(3))
def test_A2_admins_who_remove_each_other_at_once_leave_one(core, app, tenant, attempt):
    people = [tenant.admin.user_id, *(save(tenant.id, user(Role.ADMIN)).id for _ in range(3))]
    together = Barrier(len(people))

    def remove(number):
        actor = Actor(organization_id=tenant.id, user_id=people[number], role=Role.ADMIN)
        target = people[(number + 1) % len(people)]
        with app.app_context():
            together.wait(30)
            try:
                if (number + attempt) % 2:
                    members.change_role(actor, target, Role.VIEWER)
                else:
                    members.set_active(actor, target, False)
            except AppError as error:
                return error.code
        return None

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(remove, range(len(people))))
    assert len(admins_of(tenant)) == 1
    assert answers.count(ErrorCode.LAST_ADMIN) == 1
    assert answers.count(None) == len(people) - 1


def test_A2_member_of_another_organization_is_not_found(core, tenant, other):
    for target in (other.viewer.user_id, user().id):
        assert code_of(members.change_role, tenant.admin, target, Role.ADMIN) is ErrorCode.NOT_FOUND
        assert code_of(members.set_active, tenant.admin, target, False) is ErrorCode.NOT_FOUND
    assert {row.role for row in members.list_members(other.admin)} == set(Role)
    assert all(row.is_active for row in members.list_members(other.admin))


def test_profile_change_keeps_other_preferences(core, tenant):
    members.update_profile(tenant.viewer, "  Vera  ", {"theme": "dark"})
    members.update_profile(tenant.viewer, "Vera V", {"density": "close"})
    with reading(tenant.id) as session:
        row = session.get_one(User, (tenant.id, tenant.viewer.user_id))
    assert (row.full_name, row.preferences) == ("Vera V", {"theme": "dark", "density": "close"})
    assert code_of(members.update_profile, tenant.viewer, "   ") is ErrorCode.INVALID


@sqlite_only
def test_password_change_needs_the_current_one_and_ends_other_sessions(core, tenant):
    account = sessions.get_account(tenant.viewer)
    kept, ended = sessions.start_session(account), sessions.start_session(account)
    actor = sessions.resolve_session(kept)
    new = "another quiet harbour"
    assert code_of(members.change_password, actor, "not it", new) is ErrorCode.WRONG_CREDENTIALS
    assert code_of(members.change_password, actor, PASSWORD, PASSWORD) is ErrorCode.INVALID
    assert code_of(members.change_password, actor, PASSWORD, "password123") is ErrorCode.INVALID
    members.change_password(actor, PASSWORD, new)
    assert sessions.resolve_session(kept) is not None
    assert sessions.resolve_session(ended) is None


def test_role_change_is_refused_where_the_row_vanished(core, tenant):
    gone = save(tenant.id, user())
    with writing(tenant.id) as session:
        session.delete(session.get_one(User, (tenant.id, gone.id)))
    assert code_of(members.change_role, tenant.admin, gone.id, Role.ADMIN) is ErrorCode.NOT_FOUND
