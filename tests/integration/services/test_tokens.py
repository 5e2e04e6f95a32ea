"""Access tokens and rotating refresh tokens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from sqlalchemy import select

from data.models import AuditRow, RefreshToken
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import members, sessions, tokens
from services.units import reading


def code_of(work, *arguments):
    with pytest.raises(AppError) as raised:
        work(*arguments)
    return raised.value.code


@pytest.fixture
def issued(core, tenant):
    return tokens.issue_tokens(sessions.get_account(tenant.analyst))


def test_access_token_gives_the_person_with_the_role_of_now(tenant, issued):
    actor = tokens.resolve_access_token(issued.access_token)
    assert (actor.user_id, actor.role) == (tenant.analyst.user_id, Role.ANALYST)
    members.change_role(tenant.admin, tenant.analyst.user_id, Role.VIEWER)
    assert tokens.resolve_access_token(issued.access_token).role is Role.VIEWER


@pytest.mark.parametrize(
    "change",
    [
        {"exp": datetime.now(UTC) - timedelta(seconds=1)},
        {"aud": "another"},
        {"iss": "another"},
        {"tv": 99},
        {"org_id": "not an id"},
        {"org_id": None},
        {"sub": "00000000-0000-0000-0000-000000000001"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_access_token_with_a_wrong_claim_is_refused(core, issued, change):
    claims = jwt.decode(issued.access_token, options={"verify_signature": False})
    forged = jwt.encode({**claims, **change}, core.settings.secret, algorithm="HS256", headers={"typ": "at+jwt"})
    assert code_of(tokens.resolve_access_token, forged) is ErrorCode.TOKEN_INVALID


def test_access_token_of_another_organization_is_refused(core, other, issued):
    claims = jwt.decode(issued.access_token, options={"verify_signature": False})
    forged = jwt.encode({**claims, "org_id": str(other.id)}, core.settings.secret, headers={"typ": "at+jwt"})
    assert code_of(tokens.resolve_access_token, forged) is ErrorCode.TOKEN_INVALID


@pytest.mark.parametrize("way", ["none", "other key", "other type", "other algorithm", "cut", "empty", "refresh"])
def test_access_token_with_a_wrong_signature_is_refused(core, issued, way):
    claims = jwt.decode(issued.access_token, options={"verify_signature": False})
    secret, typed = core.settings.secret, {"typ": "at+jwt"}
    forged = {
        "none": jwt.encode(claims, None, algorithm="none", headers=typed),
        "other key": jwt.encode(claims, "k" * 64, headers=typed),
        "other type": jwt.encode(claims, secret, headers={"typ": "JWT"}),
        "other algorithm": jwt.encode(claims, secret.ljust(64, "x"), algorithm="HS512", headers=typed),
        "cut": issued.access_token.rpartition(".")[0] + ".",
        "empty": "",
        "refresh": issued.refresh_token,
    }[way]
    assert code_of(tokens.resolve_access_token, forged) is ErrorCode.TOKEN_INVALID


def test_refresh_gives_a_new_pair_and_uses_the_old_up(tenant, issued):
    renewed = tokens.refresh_tokens(issued.refresh_token)
    assert renewed.refresh_token != issued.refresh_token
    assert tokens.resolve_access_token(renewed.access_token).user_id == tenant.analyst.user_id
    assert tokens.refresh_tokens(renewed.refresh_token)


def test_refresh_reuse_ends_the_family_and_is_in_the_audit_log(tenant, issued):
    elsewhere = tokens.issue_tokens(sessions.get_account(tenant.analyst))
    renewed = tokens.refresh_tokens(issued.refresh_token)
    assert code_of(tokens.refresh_tokens, issued.refresh_token) is ErrorCode.TOKEN_REUSED
    assert code_of(tokens.refresh_tokens, renewed.refresh_token) is ErrorCode.TOKEN_INVALID
    assert tokens.refresh_tokens(elsewhere.refresh_token)
    with reading(tenant.id) as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "refresh.reused")).one()
    assert row.outcome == "denied"


def test_refresh_at_the_same_moment_gives_one_pair_at_most_and_no_living_family(app, tenant, issued):
    """Whoever lost a race cannot be told from a thief, so the family ends, the winner's new token included."""

    def refresh(_):
        with app.app_context():
            try:
                return tokens.refresh_tokens(issued.refresh_token)
            except AppError:
                return None

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for answer in pool.map(refresh, range(8)) if answer]
    assert len(answers) == 1
    assert code_of(tokens.refresh_tokens, answers[0].refresh_token) is ErrorCode.TOKEN_INVALID
    with reading(tenant.id) as session:
        assert session.scalars(select(RefreshToken).where(RefreshToken.revoked_at.is_(None))).all() == []


def test_refresh_token_runs_out(issued, clock):
    clock.advance(tokens.REFRESH_LIFE)
    assert code_of(tokens.refresh_tokens, issued.refresh_token) is ErrorCode.TOKEN_INVALID


@pytest.mark.parametrize("event", ["revoked", "shut out", "password"])
def test_tokens_end_with_sign_out_exclusion_and_new_password(tenant, issued, event, monkeypatch):
    if event == "revoked":
        tokens.revoke_refresh_token(issued.refresh_token)
        tokens.revoke_refresh_token("unknown")
    elif event == "shut out":
        members.set_active(tenant.admin, tenant.analyst.user_id, False)
    else:
        monkeypatch.setattr("services.members.verify_password", lambda *_: False)
        monkeypatch.setattr("services.sessions.verify_password", lambda *_: True)
        monkeypatch.setattr("services.members.hash_password", lambda _: "hash")
        members.change_password(tenant.analyst, "current", "another quiet harbour")
    assert code_of(tokens.refresh_tokens, issued.refresh_token) is ErrorCode.TOKEN_INVALID
    if event != "revoked":
        assert code_of(tokens.resolve_access_token, issued.access_token) is ErrorCode.TOKEN_INVALID


def test_tokens_are_stored_as_hashes_only(tenant, issued):
    with reading(tenant.id) as session:
        stored = repr([vars(row) for row in session.scalars(select(RefreshToken))])
        written = repr([vars(row) for row in session.scalars(select(AuditRow))])
    assert issued.refresh_token not in stored + written
