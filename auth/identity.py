"""Who is asking: Flask-Login over our server-side sessions for pages, tokens and keys for the API."""

import re
from typing import Any
from uuid import uuid4

from flask import Flask, Request, g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from domain.accounts import AccountResult
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from services import api_keys, sessions, tokens

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class SignedIn(UserMixin):
    """Flask-Login's view of a session: its id is the session's secret token, which the signed cookie carries."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie."""
        return self.token


def init_login(server: Flask) -> None:
    """Attach Flask-Login and give every request an id."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(server)

    @manager.user_loader
    def load(token: str) -> SignedIn | None:
        actor = sessions.resolve_session(token, **client())
        return SignedIn(token, actor) if actor else None

    @server.before_request
    def give_request_id() -> None:
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if _REQUEST_ID.match(sent) else uuid4().hex


def client() -> dict[str, str]:
    """Where the request comes from, for audit and sessions."""
    if not has_request_context():
        return {"ip": "", "user_agent": "", "request_id": ""}
    return {
        "ip": request.remote_addr or "",
        "user_agent": (request.user_agent.string or "")[:400],
        "request_id": getattr(g, "request_id", ""),
    }


def begin(account: AccountResult) -> None:
    """Sign a person in: everything of the old cookie goes, a new server-side session begins."""
    session.clear()
    token = sessions.start_session(account, **client())
    actor = sessions.resolve_session(token, **client())
    if actor is None:
        raise AppError(ErrorCode.NOT_SIGNED_IN)
    session.permanent = True
    login_user(SignedIn(token, actor))


def end() -> None:
    """Sign out: the session row ends, and the cookie is emptied."""
    actor = find_page_actor()
    if actor is not None and actor.session_id is not None:
        sessions.end_session(actor, actor.session_id)
    logout_user()
    session.clear()


def find_page_actor() -> Actor | None:
    """The person behind the session cookie, or None."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    actor: Actor = current_user.actor
    return actor


def page_actor() -> Actor:
    """The person behind the session cookie. Raises NOT_SIGNED_IN."""
    actor = find_page_actor()
    if actor is None:
        raise AppError(ErrorCode.NOT_SIGNED_IN)
    return actor


def api_actor(incoming: Request | None = None) -> Actor:
    """The caller of the API by bearer token or API key; cookies are ignored. Raises NOT_SIGNED_IN or TOKEN_INVALID."""
    if "actor" in g:
        known: Actor = g.actor
        return known
    headers: Any = (incoming or request).headers
    key, bearer = headers.get("X-API-Key"), headers.get("Authorization", "")
    if key:
        actor = api_keys.resolve_api_key(key.strip(), **client())
    elif bearer[:7].casefold() == "bearer ":
        actor = tokens.resolve_access_token(bearer[7:].strip(), **client())
    else:
        raise AppError(ErrorCode.NOT_SIGNED_IN)
    g.actor = actor
    return actor
