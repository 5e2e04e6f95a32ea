"""Campaigns as the app and the API show them."""

from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.contracts import Contract, Money
from domain.kpis import Measures
from domain.platforms import Platform

CampaignName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Budget = Annotated[Decimal, Field(ge=0, le=Decimal(1000000000), decimal_places=6)]


class CampaignStatus(StrEnum):
    """Where a campaign stands in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class CampaignInput(Contract):
    """What a person states to create a campaign."""

    name: CampaignName
    platform: Platform
    country: CountryCode = ""
    product_category: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    objective: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    status: CampaignStatus = CampaignStatus.DRAFT
    start_date: Day | None = None
    end_date: Day | None = None
    budget: Budget | None = None
    currency: CurrencyCode = "USD"


class CampaignPatch(Contract):
    """What a person changes; what is left out stays."""

    name: CampaignName | None = None
    country: CountryCode | None = None
    product_category: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    objective: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    status: CampaignStatus | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    budget: Budget | None = None
    currency: CurrencyCode | None = None


class Campaign(Contract):
    """One campaign, without its numbers."""

    id: UUID
    name: str
    platform: Platform
    country: str
    product_category: str
    objective: str
    status: CampaignStatus
    start_date: Day | None
    end_date: Day | None
    budget: Money | None
    currency: str
    external_id: str
    account: str
    is_example: bool
    created_at: datetime
    updated_at: datetime


class CampaignSummary(Campaign):
    """A campaign with its totals in its main currency; `other_currencies` names what is not added."""

    totals: Measures
    totals_currency: str
    other_currencies: list[str] = []


class CampaignSort(StrEnum):
    """What a campaign list can be sorted by; a leading "-" in the API turns it around."""

    NAME = "name"
    PLATFORM = "platform"
    STATUS = "status"
    COUNTRY = "country"
    CATEGORY = "product_category"
    START = "start_date"
    BUDGET = "budget"
    CREATED = "created_at"
    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"
    SPEND = "spend"
    REVENUE = "revenue"
    CTR = "ctr"
    CPC = "cpc"
    CPA = "cpa"
    ROAS = "roas"
    ROI = "roi"


class CampaignQuery(Contract):
    """Which campaigns, over which days, in which order. Empty means all."""

    platforms: tuple[Platform, ...] = ()
    statuses: tuple[CampaignStatus, ...] = ()
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    date_from: Day | None = None
    date_to: Day | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    sort: CampaignSort = CampaignSort.SPEND
    descending: bool = True
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=500)] = 50


Count = Annotated[int, Field(ge=0, le=10**15)]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12)]


class MetricRowInput(Contract):
    """One day's figures of a campaign, or of one of its audiences or ads; with `period_end` a total of several days."""

    date: Day
    period_end: Day | None = None
    impressions: Count = 0
    clicks: Count = 0
    conversions: Amount = Decimal(0)
    spend: Amount = Decimal(0)
    revenue: Amount = Decimal(0)
    reach: Count | None = None
    currency: CurrencyCode | None = None
    country: CountryCode = ""
    age: Annotated[str, StringConstraints(max_length=20)] = ""
    gender: Annotated[str, StringConstraints(pattern=r"^(male|female|unknown)?$")] = ""
    ad: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class MetricRowsInput(Contract):
    """Figures to write: the same day again replaces it."""

    rows: Annotated[list[MetricRowInput], Field(min_length=1, max_length=10_000)]


class MetricRowsResult(Contract):
    """How many rows brought new days and how many replaced known ones."""

    inserted: int
    updated: int
    import_id: UUID
