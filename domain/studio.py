"""The studio: an ad before launch, and what each analyzer says about it, part by part."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from domain.analyses import AnalyzerName
from domain.contracts import Contract
from domain.creatives import AdText, CreativeName, without_controls
from domain.emotion import EmotionResult
from domain.engagement import EngagementResult
from domain.generation import GenerationInput, GenerationResult
from domain.model_registry import ModelCard
from domain.quality import Placement, QualityResult
from domain.relevance import RelevanceResult

MAX_CONTEXT = 1000
SCORED = (AnalyzerName.QUALITY, AnalyzerName.ENGAGEMENT, AnalyzerName.RELEVANCE, AnalyzerName.EMOTION)
"""The analyzers of a score, in the order in which a page shows them."""

Context = Annotated[
    str, BeforeValidator(without_controls), StringConstraints(strip_whitespace=True, max_length=MAX_CONTEXT)
]
PartResult = QualityResult | EmotionResult | RelevanceResult | EngagementResult | GenerationResult


class StudioInput(Contract):
    """An ad to score. With `creative_id` its picture and, where `ad_text` is None, its words are the creative's."""

    creative_id: UUID | None = None
    picture_id: UUID | None = None
    """A picture that was kept as a draft, see `services.draft_pictures`; it goes before the creative's."""
    ad_text: AdText | None = None
    placement: Placement = Placement.META_FEED
    context: Context = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to score."""
        return self.creative_id is None and self.picture_id is None and not self.ad_text


class PartState(StrEnum):
    """Where one analyzer's part of a score stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """It was done, and its result is no longer kept."""
    LACKS_INPUT = "lacks_input"
    UNAVAILABLE = "unavailable"
    NEVER_ASKED = "never_asked"
    """Nothing is stored about this creative yet."""


OPEN_PARTS = frozenset({PartState.WAITING, PartState.RUNNING})


class StudioPart(Contract):
    """One analyzer's part: how far it is, and once it is done its result, with the card of the model that gave it."""

    analyzer: AnalyzerName
    state: PartState
    progress: float = 0.0
    message: str = ""
    error_code: int | None = None
    job_id: UUID | None = None
    result: PartResult | None = None
    card: ModelCard | None = None
    stored_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it will change by itself."""
        return self.state in OPEN_PARTS


class StudioScores(Contract):
    """What was asked and how each part stands. `run_id` None: results that are stored with the creative."""

    run_id: UUID | None
    input: StudioInput
    parts: dict[AnalyzerName, StudioPart]
    created_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether any part will change by itself."""
        return any(part.is_open for part in self.parts.values())


class StudioWriting(Contract):
    """Variants that were asked for: the brief, and the part that brings them."""

    run_id: UUID
    input: GenerationInput
    part: StudioPart


class StudioPicture(Contract):
    """The picture of an ad in the studio, wherever it lies. `url` None: it is no longer kept."""

    url: str | None
    alt: str
    width: int | None = None
    height: int | None = None


class CreativeRef(Contract):
    """A stored creative to start from."""

    id: UUID
    name: str


class StudioSave(Contract):
    """A scored ad that becomes a creative: its name, its words, and where its picture is."""

    name: CreativeName
    ad_text: AdText = ""
    creative_id: UUID | None = None
    picture_id: UUID | None = None
    campaign_id: UUID | None = None
    tags: Annotated[tuple[str, ...], Field(max_length=30)] = ()
