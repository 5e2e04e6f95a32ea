"""A creative's files in the storage: the original, the copy that is served, the thumbnail. No rows here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

import structlog

from data.pictures import PictureFacts, inspect_picture, served_copy, thumbnail
from domain.creatives import MAX_CREATIVE_BYTES
from domain.errors import AppError, ErrorCode
from domain.files import THUMBNAIL_EXTENSION, THUMBNAIL_TYPE, creative_key, download_name
from services.container import container

log = structlog.get_logger("advision.creatives")

# Twice the width of a gallery tile, for screens with two pixels to a point.
THUMBNAIL_SIDE = 640


@dataclass(frozen=True)
class StoredPicture:
    """What was stored: facts of the original, and the three keys. The first two are one where nothing was taken out."""

    facts: PictureFacts
    file_key: str
    served_key: str
    thumbnail_key: str


def read_picture(source: bytes | BinaryIO) -> bytes:
    """All bytes of a picture, read no further than the limit. Raises FILE_TOO_LARGE."""
    data = source if isinstance(source, bytes) else _read_up_to(source, MAX_CREATIVE_BYTES + 1)
    if len(data) > MAX_CREATIVE_BYTES:
        raise AppError(ErrorCode.FILE_TOO_LARGE, "A creative may have at most 10 MB.", max_bytes=MAX_CREATIVE_BYTES)
    return data


def store_picture(organization_id: UUID, creative_id: UUID, data: bytes) -> StoredPicture:
    """Check the picture (A7) and store its files, all or none. Raises what `inspect_picture` and storages raise."""
    facts = inspect_picture(data)
    served = served_copy(data)
    small = thumbnail(data, THUMBNAIL_SIDE)
    file_key = creative_key(organization_id, creative_id, facts.sha256, facts.extension)
    files = {file_key: (data, facts.content_type)}
    served_key = file_key
    if served is not data:
        served_key = creative_key(organization_id, creative_id, _hash(served), facts.extension)
        files[served_key] = (served, facts.content_type)
    thumbnail_key = creative_key(organization_id, creative_id, _hash(small), THUMBNAIL_EXTENSION)
    files[thumbnail_key] = (small, THUMBNAIL_TYPE)
    try:
        for key, (content, content_type) in files.items():
            container().storage.put(key, content, content_type)
    except BaseException:
        forget_files(files)
        raise
    return StoredPicture(facts, file_key, served_key, thumbnail_key)


def remove_files(keys: Iterable[str]) -> None:
    """Delete the files, each once; stops with the storage's error at the first that stays."""
    for key in dict.fromkeys(keys):
        container().storage.delete(key)


def forget_files(keys: Iterable[str]) -> None:
    """Delete what nothing points at. A file that stays is noted, since the error that led here matters more."""
    for key in dict.fromkeys(keys):
        try:
            container().storage.delete(key)
        except Exception as error:  # noqa: BLE001  Whatever keeps the file must not hide the first error.
            log.warning("file_left_behind", key=key, error=type(error).__name__)


def name_of(file_name: str) -> str:
    """What a creative is called at first: its file's name without the ending."""
    plain = " ".join(download_name(file_name.replace("\\", "/").rpartition("/")[2]).split())
    stem, dot, ending = plain.rpartition(".")
    return stem.strip() if dot and stem.strip() and len(ending) <= 5 else plain


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_up_to(source: BinaryIO, most: int) -> bytes:
    """Streams of requests may give less than was asked for, so they are read until they end."""
    parts: list[bytes] = []
    while most > 0 and (chunk := source.read(most)):
        parts.append(chunk)
        most -= len(chunk)
    return b"".join(parts)
