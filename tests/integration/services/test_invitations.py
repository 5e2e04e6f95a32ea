"""Invitations and password resets: one use, for exactly what was promised."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data.models import AuditRow, User
from domain.accounts import AcceptInput, InviteInput, LoginInput
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import invitations, members, sessions, tokens
from services.units import reading
from tests.factories import PASSWORD
from tests.fixtures_app import sqlite_only

ADDRESS = "guest@example.com"


@pytest.fixture(autouse=True)
def quick_hash(monkeypatch):
    """Argon2 takes a quarter of a second; it has tests of its own."""
    monkeypatch.setattr("services.invitations.hash_password", lambda password: f"hash of {len(password)}")


def code_of(work, *arguments):
    with pytest.raises(AppError) as raised:
        work(*arguments)
    return raised.value.code


def accepting(link, **fields):
    values = {"token": link.rpartition("/")[2], "password": PASSWORD, "full_name": "Guest"}
    return AcceptInput(**{**values, **fields})


def invite(actor, email=ADDRESS, role=Role.ANALYST):
    return invitations.invite(actor, InviteInput(email=email, role=role))


@pytest.fixture
def link(tenant):
    return invite(tenant.admin).accept_url


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text("abcdefghijklmnopqrstuvwxyz0123456789.+", min_size=1, max_size=20).filter(
        lambda text: not text.startswith(".") and not text.endswith(".") and ".." not in text
    ),
    role=st.sampled_from(Role),
    number=st.integers(0, 10**9),
)
def test_A3_accepting_gives_exactly_the_invited_role_and_organization(core, tenant, other, name, role, number):
    email = f"{name}.{number}.{len(name)}@Example.COM"
    with reading(tenant.id) as session:
        if session.scalar(select(User.id).where(User.email == email.casefold())):
            return
    joined = invitations.accept(accepting(invite(tenant.admin, email, role).accept_url))
    assert (joined.organization.id, joined.user.role, joined.user.is_active) == (tenant.id, role, True)
    assert joined.user.email == email.casefold()
    assert sessions.resolve_session(sessions.start_session(joined)).role is role
    with reading(other.id) as session:
        assert session.scalar(select(func.count()).select_from(User)) == 3


def test_A3_invitation_works_once(tenant, link):
    invitations.accept(accepting(link))
    assert code_of(invitations.accept, accepting(link)) is ErrorCode.INVITATION_INVALID
    assert invitations.find_invitation(link.rpartition("/")[2]) is None


def test_A3_invitation_works_once_for_many_at_the_same_moment(app, tenant, link):
    def accept(number):
        with app.app_context():
            try:
                return invitations.accept(accepting(link, full_name=f"Guest {number}"))
            except AppError as error:
                return error.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(accept, range(8)))
    assert answers.count(ErrorCode.INVITATION_INVALID) == 7
    assert len(members.list_members(tenant.admin)) == 4


@pytest.mark.parametrize(("span", "works"), [(timedelta(hours=72, seconds=-1), True), (timedelta(hours=72), False)])
def test_A3_invitation_expires(tenant, clock, span, works):
    link = invite(tenant.admin).accept_url
    clock.advance(span)
    assert (invitations.find_invitation(link.rpartition("/")[2]) is not None) is works
    assert len(invitations.list_invitations(tenant.admin)) == int(works)
    if works:
        assert invitations.accept(accepting(link))
    else:
        assert code_of(invitations.accept, accepting(link)) is ErrorCode.INVITATION_INVALID


def test_A3_invitation_is_void_when_revoked_replaced_or_its_inviter_fell(tenant):
    first = invite(tenant.admin)
    second = invite(tenant.admin)
    assert code_of(invitations.accept, accepting(first.accept_url)) is ErrorCode.INVITATION_INVALID
    invitations.revoke_invitation(tenant.admin, second.id)
    assert code_of(invitations.accept, accepting(second.accept_url)) is ErrorCode.INVITATION_INVALID
    third = invite(tenant.admin).accept_url
    members.change_role(tenant.admin, tenant.analyst.user_id, Role.ADMIN)
    members.change_role(tenant.admin, tenant.admin.user_id, Role.VIEWER)
    assert code_of(invitations.accept, accepting(third)) is ErrorCode.INVITATION_INVALID


def test_A3_invitation_cannot_be_revoked_by_another_organization(tenant, other, link):
    invitation_id = invitations.list_invitations(tenant.admin)[0].id
    assert code_of(invitations.revoke_invitation, other.admin, invitation_id) is ErrorCode.NOT_FOUND
    assert invitations.accept(accepting(link))


def test_A3_invitation_of_a_member_is_refused_and_of_anothers_member_tells_nothing_until_accepted(tenant, other):
    assert code_of(invite, tenant.admin, tenant.email(Role.VIEWER)) is ErrorCode.ALREADY_MEMBER
    link = invite(tenant.admin, other.email()).accept_url
    assert code_of(invitations.accept, accepting(link)) is ErrorCode.CONFLICT
    assert len(members.list_members(tenant.admin)) == 3


def test_A3_invitation_goes_to_the_address_and_a_failing_mail_server_undoes_nothing(tenant, mails):
    mails.is_down = True
    link = invite(tenant.admin).accept_url
    mails.is_down = False
    invite(tenant.admin, "second@example.com")
    assert [mail.to for mail in mails.sent] == ["second@example.com"]
    assert invitations.accept(accepting(link))


def test_A3_token_is_stored_as_hash_and_not_in_the_audit_log(core, databases, tenant, link):
    with reading(tenant.id) as session:
        written = repr([vars(row) for row in session.scalars(select(AuditRow))])
    assert link.rpartition("/")[2] not in written


@pytest.mark.parametrize("password", ["short", "password123", "11111111", ADDRESS, "guest"])
def test_A3_accepting_needs_a_good_password_and_leaves_the_invitation_open(tenant, link, password):
    data = AcceptInput.model_construct(**{**dict(accepting(link)), "password": _secret(password)})
    assert code_of(invitations.accept, data) is ErrorCode.INVALID
    assert invitations.accept(accepting(link))


def _secret(text):
    from pydantic import SecretStr

    return SecretStr(text)


def reset_link(mails):
    return mails.sent[-1].text.split("/reset/")[1].split()[0]


def test_reset_sets_a_new_password_once_and_ends_everything(tenant, mails):
    account = sessions.get_account(tenant.viewer)
    cookie, issued = sessions.start_session(account), tokens.issue_tokens(account)
    invitations.request_reset(tenant.email(Role.VIEWER).upper())
    token = reset_link(mails)
    assert invitations.is_reset_open(token)
    invitations.reset_password(token, "another quiet harbour")
    assert sessions.resolve_session(cookie) is None
    assert code_of(tokens.refresh_tokens, issued.refresh_token) is ErrorCode.TOKEN_INVALID
    assert code_of(invitations.reset_password, token, "a third quiet harbour") is ErrorCode.RESET_INVALID


def test_reset_of_an_unknown_or_shut_out_address_says_and_sends_nothing(tenant, mails):
    members.set_active(tenant.admin, tenant.viewer.user_id, False)
    assert invitations.request_reset("nobody@example.com") is None
    assert invitations.request_reset(tenant.email(Role.VIEWER)) is None
    assert mails.sent == []


def test_reset_link_runs_out(tenant, mails, clock):
    invitations.request_reset(tenant.email())
    clock.advance(invitations.RESET_LIFE)
    token = reset_link(mails)
    assert not invitations.is_reset_open(token)
    assert code_of(invitations.reset_password, token, "another quiet harbour") is ErrorCode.RESET_INVALID


def test_reset_links_asked_for_before_end_with_the_one_that_is_used(tenant, mails):
    """A link in an old mail must not set the password again."""
    invitations.request_reset(tenant.email())
    older = reset_link(mails)
    invitations.request_reset(tenant.email())
    invitations.reset_password(reset_link(mails), "another quiet harbour")
    assert code_of(invitations.reset_password, older, "a third quiet harbour") is ErrorCode.RESET_INVALID


@sqlite_only
def test_reset_refuses_the_own_address_as_password(tenant, mails):
    invitations.request_reset(tenant.email())
    assert code_of(invitations.reset_password, reset_link(mails), tenant.email()) is ErrorCode.INVALID


@sqlite_only
def test_reset_of_a_shut_out_member_lets_nobody_in(tenant, mails):
    invitations.request_reset(tenant.email(Role.VIEWER))
    members.set_active(tenant.admin, tenant.viewer.user_id, False)
    token = reset_link(mails)
    with pytest.raises(AppError):
        invitations.reset_password(token, "another quiet harbour")
    with pytest.raises(AppError):
        sessions.sign_in(LoginInput(email=tenant.email(Role.VIEWER), password="another quiet harbour"))
