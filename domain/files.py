"""Stored files: how keys are named, what a signed link says, and how a download is named.

Keys hold the organization and a content hash, never what a user called the file.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID, uuid4

from domain.contracts import Contract
from domain.creatives import ImageFormat
from domain.errors import invalid

MAX_KEY_LENGTH = 512
# File systems stop at 255 bytes; the rest is room for what the local folder puts around a name.
MAX_SEGMENT_LENGTH = 200
# Lower case only, so that two keys never meet on a file system that folds case. No segment starts
# with a dot: that excludes "." and "..", and leaves dotted names to the local folder itself.
_SEGMENT = r"[a-z0-9_][a-z0-9._-]*"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PREFIX = re.compile(rf"(?:{_SEGMENT}/)*(?:{_SEGMENT})?")
_CONTENT_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,90}(?:; charset=[a-z0-9-]{1,20})?")
_EXTENSION = re.compile(r"[a-z0-9]{1,10}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

# What S3 allows for a signature of version 4; the local folder keeps to the same.
MIN_LINK_LIFE = timedelta(seconds=1)
MAX_LINK_LIFE = timedelta(days=7)

CONTENT_TYPES = {
    ImageFormat.JPEG: "image/jpeg",
    ImageFormat.PNG: "image/png",
    ImageFormat.GIF: "image/gif",
}
EXTENSIONS = {ImageFormat.JPEG: "jpg", ImageFormat.PNG: "png", ImageFormat.GIF: "gif"}
THUMBNAIL_TYPE = "image/webp"
THUMBNAIL_EXTENSION = "webp"


class LinkVerb(StrEnum):
    """What a signed link permits."""

    DOWNLOAD = "download"
    UPLOAD = "upload"


class SignedLink(Contract):
    """What a signed link says; every field is under the signature. `expires_at` is in Unix seconds."""

    verb: LinkVerb
    key: str
    expires_at: int
    content_type: str = ""
    max_bytes: int = 0
    download_as: str = ""


def creative_key(organization_id: UUID, creative_id: UUID, sha256: str, extension: str) -> str:
    """The key of one file of a creative: the original, its served copy or its thumbnail.

    `sha256` is the hash of that very file, so the name of a served copy does not give away the name
    of the original, which may still hold EXIF.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError("sha256 is not 64 lower-case hexadecimal digits")
    if not _EXTENSION.fullmatch(extension):
        raise ValueError("an extension is one to ten lower-case letters or digits")
    return checked_key(f"org/{organization_id}/creatives/{creative_id}/{sha256}.{extension}")


def upload_key(organization_id: UUID, upload_id: UUID) -> str:
    """Where a direct upload waits until its bytes have been looked at."""
    return f"{upload_prefix(organization_id)}{upload_id}"


def upload_prefix(organization_id: UUID) -> str:
    """What the keys of all direct uploads of an organization start with."""
    return f"org/{organization_id}/uploads/"


def draft_key(organization_id: UUID, picture_id: UUID) -> str:
    """Where a picture lies that is analyzed before it is a creative."""
    return f"{draft_prefix(organization_id)}{picture_id}"


def draft_prefix(organization_id: UUID) -> str:
    """What the keys of all such pictures of an organization start with."""
    return f"org/{organization_id}/drafts/"


def model_prefix(name: str, version: str, organization_id: UUID | None = None) -> str:
    """Where the files of a model version lie: under the organization that it was learned from, or for everyone."""
    owner = f"org/{organization_id}/" if organization_id else ""
    return checked_prefix(f"{owner}models/{name}/{version}/")


def new_upload_id(now: datetime) -> UUID:
    """A random id that carries its moment (a UUID of version 7), so that a key alone tells how old an upload is."""
    milliseconds = int(now.timestamp() * 1000)
    # Version 4 and 7 share the variant and their last 76 bits.
    return UUID(int=(milliseconds << 80) | (7 << 76) | (uuid4().int & (1 << 76) - 1))


def upload_moment(key: str) -> datetime | None:
    """When a direct upload was asked for, or None where the key is not one of ours."""
    try:
        upload_id = UUID(key.rpartition("/")[2])
    except ValueError:
        return None
    return datetime.fromtimestamp((upload_id.int >> 80) / 1000, UTC) if upload_id.version == 7 else None


def organization_prefix(organization_id: UUID) -> str:
    """What all keys of an organization start with, and no other key does."""
    return f"org/{organization_id}/"


def checked_key(key: str) -> str:
    """The key, if it is one; INVALID otherwise."""
    fits = len(key) <= MAX_KEY_LENGTH and all(len(part) <= MAX_SEGMENT_LENGTH for part in key.split("/"))
    if not fits or not _KEY.fullmatch(key):
        raise invalid("key", "is not a valid file key")
    return key


def checked_prefix(prefix: str) -> str:
    """The start of a key, if it is one; INVALID otherwise."""
    if len(prefix) > MAX_KEY_LENGTH or not _PREFIX.fullmatch(prefix):
        raise invalid("prefix", "is not the start of a valid file key")
    return prefix


def checked_content_type(content_type: str) -> str:
    """The content type, if it can stand in a header; INVALID otherwise."""
    if not _CONTENT_TYPE.fullmatch(content_type):
        raise invalid("content_type", "is not a valid content type")
    return content_type


def checked_link_life(expires_in: timedelta) -> timedelta:
    """The life of a link, if it is between a second and seven days; INVALID otherwise."""
    if not MIN_LINK_LIFE <= expires_in <= MAX_LINK_LIFE:
        raise invalid("expires_in", "must be between one second and seven days")
    return expires_in


def checked_max_bytes(max_bytes: int) -> int:
    """The largest size an upload link takes, if it is at least one byte; INVALID otherwise."""
    if max_bytes < 1:
        raise invalid("max_bytes", "must be at least 1")
    return max_bytes


def cdn_address(domain: str, key: str) -> str:
    """The address of a key under the CDN's domain."""
    return f"https://{domain}/{checked_key(key)}"


def download_name(name: str) -> str:
    """A user's file name, made fit for a header: no control or bidirectional characters, no path, at most 150 long."""
    kept = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in name)
    kept = re.sub(r'[\\/:*?"<>|;%]', "_", " ".join(kept.split()))
    return kept[:150].strip(". ") or "file"


def attachment_header(name: str) -> str:
    """A Content-Disposition that makes a browser save the file under the name (RFC 6266)."""
    name = download_name(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(". ") or "file"
    header = f'attachment; filename="{plain}"'
    if plain != name:
        header += f"; filename*=UTF-8''{quote(name, safe='')}"
    return header
