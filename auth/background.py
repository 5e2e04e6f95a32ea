"""Identity for Dash's background callbacks: told by the server at the request, never by the client's state.

Dash shares background results by their arguments alone, so the key carries organization, user and a nonce.
"""

from typing import Any
from uuid import uuid4

from dash import ctx, hooks

from auth.identity import find_page_actor
from domain.actors import Actor
from domain.errors import AppError, ErrorCode


def background_key() -> str:
    """What keeps one person's background result from another's, and one press from the next."""
    actor = find_page_actor()
    owner = f"{actor.organization_id}:{actor.user_id}" if actor else "nobody"
    return f"{owner}:{uuid4().hex}"


def init_background_identity() -> None:
    """Send the request's actor along with every background callback."""

    @hooks.custom_data("actor")
    def carry(_context: Any) -> str:
        actor = find_page_actor()
        return actor.model_dump_json() if actor else ""


def background_actor() -> Actor:
    """The actor inside a background callback. Raises NOT_SIGNED_IN."""
    carried = (getattr(ctx, "custom_data", None) or {}).get("actor")
    if not carried:
        raise AppError(ErrorCode.NOT_SIGNED_IN)
    return Actor.model_validate_json(carried)
