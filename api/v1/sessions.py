"""Where the caller is signed in by a browser."""

from uuid import UUID

from api.contracts import Paging, part_of
from api.endpoints import Routes
from domain.accounts import SessionResult
from domain.actors import Actor
from domain.contracts import Page
from domain.permissions import Permission
from services import sessions

routes = Routes("Sessions")


@routes.get("/sessions", "Where the caller is signed in", permission=Permission.VIEW)
def list_sessions(actor: Actor, query: Paging) -> Page[SessionResult]:
    """The caller's open sessions, the latest first."""
    return part_of(sessions.list_sessions(actor), query)


@routes.delete("/sessions/{session_id}", "Sign one of the caller's places out", permission=Permission.EDIT_OWN_PROFILE)
def delete_session(actor: Actor, session_id: UUID) -> None:
    """Nothing; the cookie there is dead."""
    sessions.end_session(actor, session_id)
