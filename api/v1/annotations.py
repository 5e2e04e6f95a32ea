"""Notes pinned to days."""

from uuid import UUID

from pydantic import Field

from api.contracts import Day, Paging, part_of
from api.endpoints import Routes
from domain.actors import Actor
from domain.analytics import AnnotationInput, AnnotationResult
from domain.contracts import Page
from domain.permissions import Permission
from services import annotations

routes = Routes("Notes and views")


class AnnotationQuery(Paging):
    """Notes of which days, on which campaign."""

    date_from: Day | None = Field(None, alias="from")
    date_to: Day | None = Field(None, alias="to")
    campaign_id: UUID | None = None


@routes.get("/annotations", "Notes by day", permission=Permission.VIEW)
def list_annotations(actor: Actor, query: AnnotationQuery) -> Page[AnnotationResult]:
    """Notes on the whole, and those on the campaign where one is named."""
    found = annotations.list_annotations(actor, query.date_from, query.date_to, query.campaign_id)
    return part_of(found, query)


@routes.post("/annotations", "Pin a note to a day", permission=Permission.ANNOTATE, status=201, is_idempotent=True)
def create_annotation(actor: Actor, body: AnnotationInput) -> AnnotationResult:
    """The note."""
    return annotations.create_annotation(actor, body)


@routes.delete("/annotations/{annotation_id}", "Remove a note", permission=Permission.ANNOTATE)
def delete_annotation(actor: Actor, annotation_id: UUID) -> None:
    """Nothing."""
    annotations.delete_annotation(actor, annotation_id)
