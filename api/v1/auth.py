"""Registering, signing in and out, invitations and passwords, for programs. Pages have their own sign-in."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask, current_app
from pydantic import EmailStr, Field

from api.endpoints import Rate, Routes
from auth.identity import client
from domain.accounts import (
    AcceptInput,
    AccountResult,
    InvitationResult,
    InviteInput,
    LoginInput,
    Password,
    RegisterInput,
    SignInResult,
)
from domain.actors import Actor
from domain.contracts import Contract
from domain.permissions import Permission
from services import invitations, organizations, sessions, tokens

routes = Routes("Sign-in")
# Mails leave after the answer, so that its time does not tell whether an address has an account.
_after_answer = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reset-mail")


class RefreshInput(Contract):
    """A refresh token."""

    refresh_token: str = Field(max_length=200)


class ForgotInput(Contract):
    """Whose password is forgotten."""

    email: EmailStr


class ResetInput(Contract):
    """The token of a reset link, and the new password."""

    token: str = Field(max_length=200)
    password: Password


@routes.post(
    "/auth/register", "Register an organization and its first admin", permission=None, rate=Rate.AUTH, status=201
)
def register(body: RegisterInput) -> SignInResult:
    """A new organization with tokens for its admin."""
    return tokens.issue_tokens(organizations.register(body, **client()))


@routes.post("/auth/login", "Sign in with address and password", permission=None, rate=Rate.AUTH)
def login(body: LoginInput) -> SignInResult:
    """Tokens for a person."""
    return tokens.issue_tokens(sessions.sign_in(body, **client()))


@routes.post("/auth/refresh", "Exchange a refresh token for new tokens, once", permission=None, rate=Rate.AUTH)
def refresh(body: RefreshInput) -> SignInResult:
    """The next link of the chain; using an old one again ends the chain."""
    return tokens.refresh_tokens(body.refresh_token, **client())


@routes.post("/auth/logout", "End a refresh token and all that came from it", permission=None, rate=Rate.AUTH)
def logout(body: RefreshInput) -> None:
    """Nothing, also where the token had ended before."""
    tokens.revoke_refresh_token(body.refresh_token)


@routes.get("/auth/me", "Who is signed in, and where", permission=Permission.VIEW)
def get_me(actor: Actor) -> AccountResult:
    """The person and the organization."""
    return sessions.get_account(actor)


@routes.post(
    "/auth/invite-user",
    "Invite an address with a role",
    permission=Permission.MANAGE_MEMBERS,
    status=201,
    is_idempotent=True,
    secret_fields=("accept_url",),
)
def invite_user(actor: Actor, body: InviteInput) -> InvitationResult:
    """The invitation with its link, which is also mailed."""
    return invitations.invite(actor, body)


@routes.post(
    "/auth/accept-invitation", "Join an organization by an invitation", permission=None, rate=Rate.AUTH, status=201
)
def accept_invitation(body: AcceptInput) -> SignInResult:
    """Tokens for the new member."""
    return tokens.issue_tokens(invitations.accept(body))


@routes.post("/auth/forgot-password", "Ask for a reset link by mail", permission=None, rate=Rate.AUTH, status=202)
def forgot_password(body: ForgotInput) -> None:
    """Nothing: the answer does not tell whether the address has an account."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's way to hand the app to a thread.
    _after_answer.submit(_mail_reset, app, body.email)


@routes.post("/auth/reset-password", "Set a new password by a reset link", permission=None, rate=Rate.AUTH)
def reset_password(body: ResetInput) -> None:
    """Nothing; every session and token of the person has ended."""
    invitations.reset_password(body.token, body.password.get_secret_value())


def _mail_reset(app: Flask, email: str) -> None:
    with app.app_context():
        invitations.request_reset(email)
