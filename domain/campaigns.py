"""Campaigns as the app and the API show them."""

from datetime import date, datetime
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
Budget = Annotated[Decimal, Field(ge=0, le=Decimal("1000000000"), decimal_places=6)]


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
    start_date: date | None = None
    end_date: date | None = None
    budget: Budget | None = None
    currency: CurrencyCode = "USD"


class CampaignPatch(Contract):
    """What a person changes; what is left out stays."""

    name: CampaignName | None = None
    country: CountryCode | None = None
    product_category: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    objective: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    status: CampaignStatus | None = None
    start_date: date | None = None
    end_date: date | None = None
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
    start_date: date | None
    end_date: date | None
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
