"""An ad's words and picture on their way to an analyzer.

Ids are checked where the request arrives; files are read by the worker.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.models import Creative
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.creatives import CreativeStatus
from domain.errors import invalid, not_found
from domain.files import draft_key
from domain.permissions import Permission
from ml.content import AdContent
from services.container import container
from services.draft_pictures import find_thumbnail
from services.units import reading


def describe_content(actor: Actor, creative_id: UUID | None, ad_text: str, picture_id: UUID | None) -> dict[str, Any]:
    """What a task says of an ad: `text`, `picture` (a file's key or None), `sha256`, and `creative_id` where stored.

    Needs RUN_ANALYZERS. Raises NOT_FOUND for a creative or a kept picture that is not there, INVALID where a creative
    is given together with other content.
    """
    actor.require(Permission.RUN_ANALYZERS)
    if creative_id is not None:
        if ad_text or picture_id is not None:
            raise invalid("creative_id", "give either a creative or words and a picture")
        with reading(actor) as session:
            row = session.execute(
                select(Creative.ad_text, Creative.file_key, Creative.sha256).where(
                    Creative.id == creative_id, Creative.status == CreativeStatus.ACTIVE.value
                )
            ).one_or_none()
        if row is None:
            raise not_found()
        return {"text": row.ad_text, "picture": row.file_key, "sha256": row.sha256, "creative_id": str(creative_id)}
    key = None
    if picture_id is not None:
        if find_thumbnail(actor, picture_id) is None:
            raise not_found()
        key = draft_key(actor.organization_id, picture_id)
    return {"text": ad_text, "picture": key}


def lock_unchanged(session: TenantSession, task: dict[str, Any]) -> Creative | None:
    """The creative that a task is about, locked; None where it is gone or its content has changed meanwhile."""
    row = session.scalars(
        select(Creative)
        .where(Creative.id == UUID(task["creative_id"]), Creative.status == CreativeStatus.ACTIVE.value)
        .with_for_update()
    ).one_or_none()
    return row if row is not None and (row.ad_text, row.sha256) == (task["text"], task["sha256"]) else None


def open_content(task: dict[str, Any]) -> AdContent:
    """The ad of a task with its picture's bytes. Raises NOT_FOUND where the picture has gone meanwhile."""
    key = task.get("picture")
    return AdContent(task["text"], container().storage.get(key) if key else None)
