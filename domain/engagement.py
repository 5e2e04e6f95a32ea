"""Engagement and ROI: what a campaign or an ad is likely to bring, with intervals and drivers."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.analyses import AnalyzedText
from domain.contracts import Contract
from domain.model_registry import ModelUse
from domain.quality import Placement


class PredictionMode(StrEnum):
    """Before launch nothing of the outcome is known; in flight the first days are. The two are never mixed."""

    BEFORE_LAUNCH = "before_launch"
    IN_FLIGHT = "in_flight"


class EngagementInput(Contract):
    """Campaigns in flight, or an ad before launch."""

    campaign_id: UUID | None = None
    campaign_ids: Annotated[tuple[UUID, ...], Field(max_length=200)] = ()
    creative_id: UUID | None = None
    ad_text: AnalyzedText = ""
    picture_id: UUID | None = None
    """A picture that was kept as a draft, see `services.draft_pictures`."""
    placement: Placement = Placement.META_FEED


class Driver(Contract):
    """What moved a prediction: by how much, in the unit of the prediction, and in words."""

    field: str
    value: str
    effect: float
    text: str


class EngagementResult(Contract):
    """Rates per impression in [0, 1] with a 90 % interval; None with a note where there is not enough data."""

    campaign_id: UUID | None
    mode: PredictionMode
    engagement_rate: Annotated[float, Field(ge=0, le=1)] | None
    low: float | None
    high: float | None
    conversions: float | None = None
    conversions_low: float | None = None
    conversions_high: float | None = None
    performance: Annotated[float, Field(ge=0, le=1)] | None = None
    """The campaign's place among the organization's own, 0 to 1: what decision rules use."""
    drivers: list[Driver]
    notes: list[str] = Field(default_factory=list)
    model: ModelUse


class EngagementResults(Contract):
    """The answers for several campaigns, in the order in which they were asked about."""

    items: list[EngagementResult]


class RoiInput(Contract):
    """Campaigns, and what one conversion is worth where revenue was not imported."""

    campaign_id: UUID | None = None
    campaign_ids: Annotated[tuple[UUID, ...], Field(max_length=200)] = ()
    value_per_conversion: Annotated[Decimal, Field(gt=0, le=10**9)] | None = None
    orders_per_customer: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """How often a customer buys altogether; CLV is this times the value of a conversion."""


class RoiResult(Contract):
    """A11: ROI = (revenue - spend) / spend and CAC = spend / conversions, None where the denominator is 0."""

    campaign_id: UUID | None
    currency: str | None
    roi: float | None
    low: float | None
    high: float | None
    cac: float | None
    cac_low: float | None
    cac_high: float | None
    clv: float | None
    drivers: list[Driver]
    notes: list[str] = Field(default_factory=list)
    model: ModelUse


class RoiResults(Contract):
    """The answers for several campaigns, in the order in which they were asked about."""

    items: list[RoiResult]


class OwnModelName(StrEnum):
    """What can be learned from an organization's own ads with outcomes."""

    ENGAGEMENT = "engagement"
    QUALITY = "quality"


class OwnTrainingInput(Contract):
    """Which model is to be learned."""

    name: OwnModelName


class OwnTrainingResult(Contract):
    """What came of it. `figures` holds the error on campaigns held out, of the new one and of doing without.

    `version` is None where nothing was kept; `is_active` is whether it serves from now on.
    """

    name: OwnModelName
    version: str | None
    is_active: bool
    figures: dict[str, float]
    note: str
