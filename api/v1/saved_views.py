"""Named filters of pages."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.contracts import Paging, part_of
from api.endpoints import Routes
from domain.actors import Actor
from domain.analytics import SavedViewInput, SavedViewResult
from domain.contracts import Page
from domain.permissions import Permission
from services import saved_views

routes = Routes("Notes and views")


class SavedViewQuery(Paging):
    """Views of one page of the app, or of all. `page` numbers the list, so the app's page is `for_page`."""

    for_page: Annotated[str, StringConstraints(max_length=60)] | None = Field(None)


@routes.get("/saved-views", "The caller's views and the shared ones", permission=Permission.VIEW)
def list_saved_views(actor: Actor, query: SavedViewQuery) -> Page[SavedViewResult]:
    """Views by name."""
    return part_of(saved_views.list_views(actor, query.for_page), query)


@routes.post("/saved-views", "Keep a view", permission=Permission.SAVE_VIEWS, status=201, is_idempotent=True)
def create_saved_view(actor: Actor, body: SavedViewInput) -> SavedViewResult:
    """The view."""
    return saved_views.save_view(actor, body)


@routes.delete("/saved-views/{view_id}", "Forget one of the caller's views", permission=Permission.SAVE_VIEWS)
def delete_saved_view(actor: Actor, view_id: UUID) -> None:
    """Nothing."""
    saved_views.delete_view(actor, view_id)
