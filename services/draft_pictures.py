"""Pictures that are analyzed before they are creatives: kept a day under a key of their own, which nothing lists."""

import hashlib
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

import structlog

from data.columns import utc_now
from data.pictures import inspect_picture, thumbnail
from domain.actors import Actor
from domain.creatives import DraftPicture
from domain.errors import not_found
from domain.files import THUMBNAIL_TYPE, draft_key, draft_prefix, new_upload_id, upload_moment
from domain.permissions import Permission
from services import directory
from services.container import container
from services.creative_files import THUMBNAIL_SIDE, forget_files, read_picture
from services.units import reading

log = structlog.get_logger("advision.creatives")
KEPT_FOR = timedelta(days=1)
LINK_LIFE = timedelta(hours=6)


def keep_picture(actor: Actor, source: bytes | BinaryIO) -> DraftPicture:
    """Check a picture as an upload is (A7) and keep it for a day. Needs RUN_ANALYZERS.

    Raises what `inspect_picture` and storages raise.
    """
    actor.require(Permission.RUN_ANALYZERS)
    data = read_picture(source)
    facts = inspect_picture(data)
    picture_id = new_upload_id(utc_now())
    key = draft_key(actor.organization_id, picture_id)
    small = f"{key}.small"
    storage = container().storage
    try:
        storage.put(key, data, facts.content_type)
        storage.put(small, thumbnail(data, THUMBNAIL_SIDE), THUMBNAIL_TYPE)
    except BaseException:
        forget_files((key, small))
        raise
    return DraftPicture(
        id=picture_id,
        width=facts.width,
        height=facts.height,
        size=facts.size,
        sha256=hashlib.sha256(data).hexdigest(),
        thumbnail_url=storage.presign_download(small, LINK_LIFE),
    )


def get_picture(actor: Actor, picture_id: UUID) -> bytes:
    """The bytes of a kept picture. Raises NOT_FOUND, also where its day is over."""
    actor.require(Permission.RUN_ANALYZERS)
    key = draft_key(actor.organization_id, picture_id)
    if upload_moment(key) is None or not container().storage.exists(key):
        raise not_found()
    return container().storage.get(key)


def find_thumbnail(actor: Actor, picture_id: UUID) -> str | None:
    """A link to the small version, or None where the picture is gone."""
    actor.require(Permission.RUN_ANALYZERS)
    key = f"{draft_key(actor.organization_id, picture_id)}.small"
    storage = container().storage
    return storage.presign_download(key, LINK_LIFE) if storage.exists(key) else None


def drop_old_pictures() -> int:
    """Remove pictures whose day is over, in all organizations; gives the number of files."""
    oldest = utc_now() - KEPT_FOR
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    dropped = 0
    for organization_id in organizations:
        for file in list(container().storage.list(draft_prefix(organization_id))):
            moment = upload_moment(file.key.removesuffix(".small"))
            if moment is None or moment < oldest:
                forget_files((file.key,))
                dropped += 1
    return dropped
