"""Uploads that go from a program straight to the storage: a ticket first, the creative when it is confirmed.

Until then the bytes lie under a key of their own, which nothing serves; unconfirmed ones go after a day.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from data.columns import utc_now
from domain.actors import Actor
from domain.creatives import MAX_CREATIVE_BYTES, Creative, CreativeInput, UploadRequest, UploadTicket
from domain.errors import AppError, ErrorCode, not_found
from domain.files import CONTENT_TYPES, new_upload_id, upload_key, upload_moment, upload_prefix
from domain.permissions import Permission
from services import directory
from services.container import container
from services.creative_files import forget_files
from services.creatives import upload_creative
from services.units import reading

log = structlog.get_logger("advision.creatives")
TICKET_LIFE = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)


def request_upload(actor: Actor, data: UploadRequest) -> UploadTicket:
    """Where to send one picture within fifteen minutes. Needs EDIT_CREATIVES.

    Raises FILE_TYPE_REFUSED and FILE_TOO_LARGE by what is stated; the bytes are looked at when it is confirmed.
    """
    actor.require(Permission.EDIT_CREATIVES)
    if data.content_type not in CONTENT_TYPES.values():
        raise AppError(ErrorCode.FILE_TYPE_REFUSED, "A creative is image/jpeg, image/png or image/gif.")
    if data.size > MAX_CREATIVE_BYTES:
        raise AppError(ErrorCode.FILE_TOO_LARGE, "A creative may have at most 10 MB.", max_bytes=MAX_CREATIVE_BYTES)
    now = utc_now()
    key = upload_key(actor.organization_id, new_upload_id(now))
    target = container().storage.presign_upload(key, data.content_type, data.size, TICKET_LIFE)
    # The storage rounds down to whole seconds, so this never promises more than the link keeps.
    expires_at = datetime.fromtimestamp(int((now + TICKET_LIFE).timestamp()), UTC)
    return UploadTicket(
        upload_url=target.url, method=target.method, fields=target.fields, key=key, expires_at=expires_at
    )


def confirm_upload(actor: Actor, key: str, file_name: str, details: CreativeInput | None = None) -> Creative:
    """Make a creative of what was sent, and drop the upload. Needs EDIT_CREATIVES.

    Raises NOT_FOUND where nothing lies under the key or it is not the organization's, and what an upload raises;
    refused bytes are dropped too.
    """
    actor.require(Permission.EDIT_CREATIVES)
    if not key.startswith(upload_prefix(actor.organization_id)) or upload_moment(key) is None:
        raise not_found()
    storage = container().storage
    if storage.stat(key).size > MAX_CREATIVE_BYTES:
        forget_files((key,))
        raise AppError(ErrorCode.FILE_TOO_LARGE, "A creative may have at most 10 MB.", max_bytes=MAX_CREATIVE_BYTES)
    try:
        creative = upload_creative(actor, storage.get(key), file_name, details)
    except AppError as error:
        if error.code in (ErrorCode.FILE_TYPE_REFUSED, ErrorCode.FILE_DAMAGED, ErrorCode.FILE_TOO_LARGE):
            forget_files((key,))
        raise
    forget_files((key,))
    return creative


def drop_old_uploads() -> int:
    """Remove uploads that nobody confirmed within a day, in all organizations; gives their number."""
    oldest = utc_now() - KEPT_FOR
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    return sum(_drop_old(organization_id, oldest) for organization_id in organizations)


def _drop_old(organization_id: UUID, oldest: datetime) -> int:
    storage = container().storage
    try:
        keys = [file.key for file in storage.list(upload_prefix(organization_id)) if _is_older(file.key, oldest)]
    except AppError as error:
        log.warning("uploads_not_listed", error_code=int(error.code))
        return 0
    forget_files(keys)
    return len(keys)


def _is_older(key: str, oldest: datetime) -> bool:
    moment = upload_moment(key)
    return moment is None or moment < oldest
