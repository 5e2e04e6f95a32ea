"""Creatives: the picture, the words around it, and where its bytes are."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from domain.contracts import Contract

MAX_CREATIVE_BYTES = 10 * 1024 * 1024
AdText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class ImageFormat(StrEnum):
    """What a creative's bytes may be (A7)."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"


class CreativeStatus(StrEnum):
    """`deleting` is a creative whose file could not be removed yet; a job tries again (B18)."""

    ACTIVE = "active"
    DELETING = "deleting"


class CreativePatch(Contract):
    """What a person changes; what is left out stays."""

    ad_text: AdText | None = None
    tags: tuple[Tag, ...] | None = None
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None = None
    campaign_id: UUID | None = None


class Creative(Contract):
    """One creative. `url` and `cdn_url` serve the file, `thumbnail_url` a small version without EXIF."""

    id: UUID
    name: str
    campaign_id: UUID | None
    campaign_name: str | None
    ad_text: str
    tags: list[str]
    creative_type: str
    format: ImageFormat
    width: int
    height: int
    size: int
    sha256: str
    status: CreativeStatus
    is_example: bool
    url: str
    cdn_url: str
    thumbnail_url: str
    created_at: datetime
