"""Creatives: the picture, the words around it, and where its bytes are."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from domain.contracts import Contract
from domain.emotion import Emotion
from domain.texts import without_controls as without_controls  # noqa: PLC0414 - other contracts take it from here.

MAX_CREATIVE_BYTES = 10 * 1024 * 1024
MAX_TAGS = 30


def _on_one_line(value: object) -> object:
    """The text with every run of blanks as one space."""
    text = without_controls(value)
    return " ".join(text.split()) if isinstance(text, str) else text


def _each_once(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The tags without repetitions; the first spelling stays."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.casefold(), tag)
    return tuple(first.values())


AdText = Annotated[str, BeforeValidator(without_controls), StringConstraints(strip_whitespace=True, max_length=5000)]
CreativeName = Annotated[str, BeforeValidator(_on_one_line), StringConstraints(min_length=1, max_length=300)]
Tag = Annotated[str, BeforeValidator(_on_one_line), StringConstraints(min_length=1, max_length=60)]
Tags = Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS), AfterValidator(_each_once)]


Score = Annotated[float, Field(ge=0, le=100)]


class ImageFormat(StrEnum):
    """What a creative's bytes may be (A7)."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"


class CreativeStatus(StrEnum):
    """`deleting` is a creative whose file could not be removed yet; a job tries again (B18)."""

    ACTIVE = "active"
    DELETING = "deleting"


class CreativeInput(Contract):
    """What a person states beside the file. Without a name the file's own is taken."""

    name: CreativeName | None = None
    campaign_id: UUID | None = None
    ad_text: AdText = ""
    tags: Tags = ()


class CreativePatch(Contract):
    """What a person changes; what is left out stays. A `campaign_id` that is stated as null unlinks the campaign."""

    ad_text: AdText | None = None
    tags: Tags | None = None
    name: CreativeName | None = None
    campaign_id: UUID | None = None


class Creative(Contract):
    """One creative. `url` and `cdn_url` serve the file, `thumbnail_url` a small version without EXIF.

    With files in a local folder the three are paths of this site; with S3 or a CDN they are whole addresses.
    `quality_score` (0 to 100), `emotion` of its words and `predicted_engagement` (clicks per impression) are the latest
    answers of the analyzers, None until they were asked; `is_score_outdated` where words or picture changed since.
    """

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
    quality_score: float | None = None
    emotion: Emotion | None = None
    predicted_engagement: float | None = None
    is_score_outdated: bool = False


class DraftPicture(Contract):
    """A picture that was kept for analysis; it goes after a day unless it becomes a creative."""

    id: UUID
    width: int
    height: int
    size: int
    sha256: str
    thumbnail_url: str


class CreativeFile(Contract):
    """The bytes as they were uploaded, and the name to save them under."""

    data: bytes
    content_type: str
    file_name: str


class CreativeSort(StrEnum):
    """How a list of creatives is ordered."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    LARGEST = "largest"
    BEST = "best"
    WORST = "worst"


class CreativeFilter(Contract):
    """What a list of creatives is narrowed to; a creative must have every one of the tags.

    One without a score lies in no range of scores.
    """

    q: Annotated[str, BeforeValidator(_on_one_line), StringConstraints(max_length=200)] = ""
    campaign_id: UUID | None = None
    format: ImageFormat | None = None
    tags: Tags = ()
    emotion: Emotion | None = None
    score_min: Score | None = None
    score_max: Score | None = None
    sort: CreativeSort = CreativeSort.NEWEST


class CampaignRef(Contract):
    """A campaign to choose from."""

    id: UUID
    name: str


class CreativeChoices(Contract):
    """What the gallery can be narrowed to: `used_campaigns` have creatives, `campaigns` are all there are."""

    total: int
    campaigns: list[CampaignRef]
    used_campaigns: list[CampaignRef]
    formats: list[ImageFormat]
    tags: list[str]
    emotions: list[Emotion] = []


class UploadRequest(Contract):
    """A file that a program wants to send straight to the storage."""

    file_name: Annotated[str, BeforeValidator(_on_one_line), StringConstraints(min_length=1, max_length=300)]
    content_type: Annotated[str, StringConstraints(max_length=100)]
    size: Annotated[int, Field(ge=1)]


class UploadTicket(Contract):
    """Where to send it: a multipart POST of `fields` and then `file`. Confirm it by its key."""

    upload_url: str
    method: str
    fields: dict[str, str]
    key: str
    expires_at: datetime
