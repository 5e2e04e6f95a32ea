"""Signing in, lock-out, and the sessions that follow."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.models import AuditRow, DirectoryEntry, LoginSession, SignInFailure, User
from domain.accounts import LoginInput
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import lockout, members, passwords, sessions
from services.units import reading, writing
from tests.factories import PASSWORD, make_tenant
from tests.fixtures_app import sqlite_only

IP = "203.0.113.7"


def sign_in(email, password=PASSWORD, ip=IP):
    return sessions.sign_in(LoginInput(email=email, password=password), ip=ip)


def refused(work, *arguments, **options):
    with pytest.raises(AppError) as raised:
        work(*arguments, **options)
    return raised.value


@pytest.fixture
def quick_hash(monkeypatch):
    """Argon2 takes a quarter of a second; where a test only counts failures, comparing texts will do."""

    def fits(stored, given):
        return stored is not None and given == PASSWORD

    monkeypatch.setattr("services.sessions.verify_password", fits)
    monkeypatch.setattr("services.sessions.needs_rehash", lambda _: False)


def test_sign_in_gives_the_person_and_the_organization(core, tenant):
    found = sign_in(f"  {tenant.email(Role.ANALYST).upper()} ")
    assert (found.user.role, found.organization.id) == (Role.ANALYST, tenant.id)


@sqlite_only
def test_sign_in_answers_alike_for_unknown_address_wrong_password_and_shut_out_member(core, tenant):
    members.set_active(tenant.admin, tenant.viewer.user_id, False)
    answers = [
        refused(sign_in, "nobody@example.com"),
        refused(sign_in, tenant.email(), "not the password"),
        refused(sign_in, tenant.email(Role.VIEWER)),
    ]
    assert {(error.code, error.message, str(error.details)) for error in answers} == {
        (ErrorCode.WRONG_CREDENTIALS, answers[0].message, "{}")
    }


def test_sign_in_does_the_same_work_for_unknown_addresses(core, tenant, monkeypatch):
    asked = []
    monkeypatch.setattr("services.sessions.verify_password", lambda stored, _: asked.append(stored) or False)
    refused(sign_in, "nobody@example.com")
    refused(sign_in, tenant.email())
    assert asked[0] is None
    assert asked[1] is not None


@sqlite_only
def test_sign_in_refusal_of_a_known_person_is_in_the_audit_log(core, tenant):
    refused(sign_in, tenant.email(), "not the password")
    with reading(tenant.id) as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "session.refused")).one()
    assert (row.outcome, row.ip) == ("denied", IP)
    assert "not the password" not in repr(vars(row))


def test_lockout_begins_after_ten_failures_and_ends_by_itself(core, tenant, clock, quick_hash):
    for _ in range(lockout.ADDRESS_FAILURES):
        assert refused(sign_in, tenant.email(), "wrong").code is ErrorCode.WRONG_CREDENTIALS
    locked = refused(sign_in, tenant.email())
    assert locked.code is ErrorCode.LOCKED_OUT
    assert 0 < locked.details["retry_after"] <= 61
    assert sign_in(tenant.email(Role.VIEWER)).user.role is Role.VIEWER
    clock.advance(timedelta(seconds=locked.details["retry_after"]))
    assert sign_in(tenant.email()).user.role is Role.ADMIN


def test_lockout_grows_and_holds_for_unknown_addresses_alike(core, clock, quick_hash):
    waits = []
    for _ in range(lockout.ADDRESS_FAILURES + 30):
        error = refused(sign_in, "nobody@example.com", ip="")
        if error.code is ErrorCode.LOCKED_OUT:
            waits.append(error.details["retry_after"])
            clock.advance(timedelta(seconds=error.details["retry_after"]))
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert waits[-1] <= lockout.WINDOW.total_seconds() + 1


def test_lockout_of_a_network_needs_more_failures_and_stops_every_address(core, tenant, clock, quick_hash):
    for number in range(lockout.NETWORK_FAILURES):
        refused(sign_in, f"nobody{number}@example.com")
    assert refused(sign_in, tenant.email()).code is ErrorCode.LOCKED_OUT
    assert sign_in(tenant.email(), ip="198.51.100.1")


def test_lockout_forgets_after_success_and_after_the_window(core, tenant, clock, quick_hash):
    for _ in range(lockout.ADDRESS_FAILURES - 1):
        refused(sign_in, tenant.email(), "wrong")
    sign_in(tenant.email())
    for _ in range(lockout.ADDRESS_FAILURES - 1):
        refused(sign_in, tenant.email(), "wrong")
    clock.advance(lockout.WINDOW + timedelta(seconds=1))
    assert refused(sign_in, tenant.email(), "wrong").code is ErrorCode.WRONG_CREDENTIALS
    assert sign_in(tenant.email())


def test_lockout_counts_failures_of_the_same_moment(core, app):
    def fail(_):
        with app.app_context():
            lockout.note_failure("nobody@example.com", IP)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(fail, range(32)))
    with reading(None) as session:
        assert set(session.scalars(select(SignInFailure.failures))) == {32}


def test_lockout_keeps_no_address_in_plain(core, quick_hash):
    refused(sign_in, "nobody@example.com")
    with reading(None) as session:
        rows = session.scalars(select(SignInFailure)).all()
    assert all(len(row.key_hash) == 32 for row in rows)


def test_session_is_one_persons_and_its_token_is_stored_as_hash_only(core, tenant):
    account = sessions.get_account(tenant.analyst)
    token = sessions.start_session(account, ip=IP, user_agent="Browser")
    found = sessions.resolve_session(token)
    assert (found.user_id, found.organization_id, found.role) == (tenant.analyst.user_id, tenant.id, Role.ANALYST)
    with reading(tenant.id) as session:
        row = session.scalars(select(LoginSession)).one()
        audit = session.scalars(select(AuditRow)).all()
    assert token not in repr([vars(row), *map(vars, audit)])
    assert sessions.resolve_session(token + "x") is None


@pytest.mark.parametrize(("span", "lives"), [(sessions.IDLE - timedelta(seconds=1), True), (sessions.IDLE, False)])
def test_session_ends_when_idle(core, tenant, clock, span, lives):
    token = sessions.start_session(sessions.get_account(tenant.viewer))
    clock.advance(span)
    assert (sessions.resolve_session(token) is not None) is lives
    assert len(sessions.list_sessions(tenant.viewer)) == int(lives)


def test_session_ends_absolutely_however_often_it_is_used(core, tenant, clock):
    token = sessions.start_session(sessions.get_account(tenant.viewer))
    used = timedelta()
    while used < sessions.ABSOLUTE - timedelta(hours=8):
        clock.advance(timedelta(hours=8))
        used += timedelta(hours=8)
        assert sessions.resolve_session(token) is not None
    clock.advance(timedelta(hours=8))
    assert sessions.resolve_session(token) is None


def test_session_role_is_looked_up_at_each_request(core, tenant):
    token = sessions.start_session(sessions.get_account(tenant.viewer))
    members.change_role(tenant.admin, tenant.viewer.user_id, Role.ANALYST)
    assert sessions.resolve_session(token).role is Role.ANALYST


def test_session_ends_at_once_when_the_member_is_shut_out(core, tenant):
    token = sessions.start_session(sessions.get_account(tenant.viewer))
    members.set_active(tenant.admin, tenant.viewer.user_id, False)
    assert sessions.resolve_session(token) is None
    members.set_active(tenant.admin, tenant.viewer.user_id, True)
    assert sessions.resolve_session(token) is None


def test_session_of_another_person_or_organization_is_not_found(core, tenant, other):
    token = sessions.start_session(sessions.get_account(tenant.viewer))
    session_id = sessions.resolve_session(token).session_id
    for stranger in (tenant.admin, other.viewer):
        assert refused(sessions.end_session, stranger, session_id).code is ErrorCode.NOT_FOUND
    sessions.end_session(tenant.viewer, session_id)
    assert sessions.resolve_session(token) is None


def test_end_other_sessions_keeps_this_one(core, tenant):
    account = sessions.get_account(tenant.viewer)
    tokens = [sessions.start_session(account) for _ in range(3)]
    stranger = sessions.start_session(sessions.get_account(tenant.analyst))
    assert sessions.end_other_sessions(sessions.resolve_session(tokens[0])) == 2
    assert [sessions.resolve_session(token) is not None for token in [*tokens, stranger]] == [True, False, False, True]


def test_session_end_leaves_no_directory_entry(core, tenant):
    token = sessions.start_session(sessions.get_account(tenant.viewer))
    actor = sessions.resolve_session(token)
    sessions.end_session(actor, actor.session_id)
    with reading(None) as session:
        kinds = select(func.count()).select_from(DirectoryEntry).where(DirectoryEntry.kind == "session")
        assert session.scalar(kinds) == 0


@sqlite_only
def test_sign_in_renews_a_hash_of_weaker_parameters(core, tenant):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with writing(tenant.id) as session:
        session.get_one(User, (tenant.id, tenant.admin.user_id)).password_hash = weak
    sign_in(tenant.email())
    with reading(tenant.id) as session:
        stored = session.get_one(User, (tenant.id, tenant.admin.user_id)).password_hash
    assert stored != weak
    assert passwords.verify_password(stored, PASSWORD)


@sqlite_only
def test_same_address_belongs_to_one_organization_only(core, tenant):
    from domain.accounts import RegisterInput
    from services import organizations

    data = RegisterInput(
        email=tenant.email().upper(), password=PASSWORD, full_name="Eve", organization_name=make_tenant("Second").name
    )
    assert refused(organizations.register, data).code is ErrorCode.CONFLICT
