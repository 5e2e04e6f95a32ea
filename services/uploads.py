"""Files that were streamed in and wait for their import: written to disk as they come, never whole in memory."""

import errno
import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from data.columns import utc_now
from data.models import Upload
from domain.actors import Actor
from domain.contracts import Contract
from domain.errors import AppError, ErrorCode, not_found
from domain.files import upload_key
from domain.imports import MAX_IMPORT_BYTES
from domain.permissions import Permission, Role
from services import directory
from services.container import container
from services.units import reading, writing

_CHUNK = 1024 * 1024
KEPT_FOR = timedelta(days=1)
_FULL = ("disk is full", "no space left", "could not extend file")


class UploadResult(Contract):
    """A file that has arrived."""

    id: UUID
    file_name: str
    size: int
    sha256: str


def receive(actor: Actor, stream: BinaryIO, file_name: str) -> UploadResult:
    """Write a stream to disk as it comes. Needs IMPORT_DATA; raises FILE_TOO_LARGE, IMPORT_EMPTY or STORAGE_FULL."""
    actor.require(Permission.IMPORT_DATA)
    upload_id = uuid4()
    path = _path(actor.organization_id, upload_id)
    try:
        size, sha256 = _write(stream, path)
        return _remember(actor, upload_id, file_name, size, sha256, path)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if is_disk_full(error):
            raise AppError(ErrorCode.STORAGE_FULL) from error
        raise


def _write(stream: BinaryIO, path: Path) -> tuple[int, str]:
    """Copy the stream into a new file; gives its size and hash."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MAX_IMPORT_BYTES:
                raise AppError(
                    ErrorCode.FILE_TOO_LARGE,
                    "The file is larger than 200 MB. Export a shorter period, or split the file.",
                )
            digest.update(chunk)
            file.write(chunk)
    if size == 0:
        raise AppError(ErrorCode.IMPORT_EMPTY, "The file is empty (0 bytes). Export it again and upload the new file.")
    return size, digest.hexdigest()


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the system or of the database says that there is no space left."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return isinstance(error, DBAPIError) and any(words in str(error).lower() for words in _FULL)


def get_upload(actor: Actor, upload_id: UUID) -> UploadResult:
    """A waiting file. Needs IMPORT_DATA; raises NOT_FOUND."""
    actor.require(Permission.IMPORT_DATA)
    with reading(actor) as session:
        row = session.scalars(select(Upload).where(Upload.id == upload_id)).one_or_none()
        if row is None:
            raise not_found()
        return UploadResult(id=row.id, file_name=row.file_name, size=row.size, sha256=row.sha256)


def local_path(actor: Actor, upload_id: UUID) -> Path:
    """The file on this machine's disk, brought from the storage where another machine took it in."""
    path = _path(actor.organization_id, upload_id)
    if not path.exists():
        if not container().settings.s3_bucket:
            raise AppError(ErrorCode.NOT_FOUND, "The uploaded file is no longer there. Upload it again.")
        draft = path.with_suffix(f".{uuid4().hex}.tmp")
        container().storage.download(upload_key(actor.organization_id, upload_id), draft)
        draft.replace(path)
    return path


def discard(actor: Actor, upload_id: UUID) -> None:
    """Forget a waiting file."""
    with writing(actor) as session:
        session.execute(delete(Upload).where(Upload.id == upload_id))
    _path(actor.organization_id, upload_id).unlink(missing_ok=True)
    if container().settings.s3_bucket:
        container().storage.delete(upload_key(actor.organization_id, upload_id))


def sweep() -> int:
    """Discard files that nobody imported for a day, and those that a broken upload left; gives their number."""
    count = 0
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    for organization_id in organizations:
        with reading(organization_id) as session:
            old = session.scalars(select(Upload.id).where(Upload.created_at < utc_now() - KEPT_FOR)).all()
        system = Actor(organization_id=organization_id, user_id=None, role=Role.ADMIN)
        for upload_id in old:
            discard(system, upload_id)
            count += 1
    return count + _remove_strays()


def _remove_strays() -> int:
    """Files older than a day belong to no upload: their process ended before it could note them."""
    count, before = 0, (utc_now() - KEPT_FOR).timestamp()
    for path in container().settings.folder("uploads").glob("*/*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _remember(actor: Actor, upload_id: UUID, file_name: str, size: int, sha256: str, path: Path) -> UploadResult:
    name = os.path.basename(file_name.replace("\\", "/"))[:300] or "file"  # noqa: PTH119 - a name of the client's, not a path of ours
    if container().settings.s3_bucket:
        with path.open("rb") as file:
            container().storage.put(upload_key(actor.organization_id, upload_id), file, "application/octet-stream")
    with writing(actor) as session:
        session.add(
            Upload(
                organization_id=actor.organization_id,
                id=upload_id,
                file_name=name,
                size=size,
                sha256=sha256,
                path=path.name,
                created_by_id=actor.user_id,
            )
        )
    return UploadResult(id=upload_id, file_name=name, size=size, sha256=sha256)


def _path(organization_id: UUID, upload_id: UUID) -> Path:
    folder = container().settings.folder("uploads") / organization_id.hex
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / upload_id.hex


def free_space() -> int:
    """Bytes left where uploads are written."""
    return shutil.disk_usage(container().settings.folder("uploads")).free
