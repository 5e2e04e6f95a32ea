"""What dashboards ask and get: one filter, one result, the same for page, REST and export."""

from datetime import date as Day
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from domain.campaigns import CampaignStatus
from domain.contracts import Contract
from domain.kpis import Measures
from domain.platforms import Platform


class Comparison(StrEnum):
    """Against what the period is held."""

    PREVIOUS = "previous"
    YEAR = "year"
    NONE = "none"


class DashboardFilter(Contract):
    """A view of the numbers. Empty lists mean all; `currency` None means the one most spent.

    `date_from` and `date_to` are inclusive; None means the first and the last day with data.
    """

    date_from: Day | None = None
    date_to: Day | None = None
    platforms: tuple[Platform, ...] = ()
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[CampaignStatus, ...] = ()
    campaign_ids: tuple[UUID, ...] = ()
    compare: Comparison = Comparison.PREVIOUS
    currency: str | None = None


class TrendPoint(Measures):
    """One day's sums. Period totals are not in here: they belong to no single day."""

    date: Day


class PlatformRow(Measures):
    """One platform's sums over the period, and its share of the spend, 0 to 1."""

    platform: Platform
    label: str
    spend_share: float | None = None
    previous: Measures | None = None


class CampaignRow(Measures):
    """One campaign's sums over the period."""

    campaign_id: UUID
    name: str
    platform: Platform
    status: CampaignStatus
    previous: Measures | None = None


class BreakdownRow(Measures):
    """One group's sums (an age band, a gender, a country). `group` is "unknown" where the platform did not say."""

    group: str


class Breakdown(Contract):
    """Sums by one attribute. `spend_coverage` is the share of all spend that carries the attribute, 0 to 1."""

    attribute: str
    rows: list[BreakdownRow]
    spend_coverage: float | None


class PeriodTotal(Measures):
    """A total over several days that the platform gave without days: in the totals, not in the trend."""

    date_from: Day
    date_to: Day
    campaign_id: UUID
    campaign: str
    platform: Platform


class DayGlance(Contract):
    """The same KPIs for today, yesterday and the last seven days with data (B12)."""

    label: str
    date_from: Day
    date_to: Day
    measures: Measures


class AnnotationResult(Contract):
    """A note that someone pinned to a day."""

    id: UUID
    date: Day
    text: str
    author: str
    campaign_id: UUID | None
    created_at: datetime


class DashboardResult(Contract):
    """All figures of the overview in one answer. Money is in `currency`; others are named in `currencies`."""

    currency: str | None
    currencies: list[str]
    date_from: Day | None
    date_to: Day | None
    totals: Measures
    previous: Measures | None
    previous_from: Day | None
    previous_to: Day | None
    trend: list[TrendPoint]
    previous_trend: list[TrendPoint]
    glance: list[DayGlance]
    by_platform: list[PlatformRow]
    breakdowns: list[Breakdown]
    campaigns: int
    top: list[CampaignRow]
    bottom: list[CampaignRow]
    period_totals: list[PeriodTotal]
    annotations: list[AnnotationResult]
    anomalies: list[dict[str, object]]
    suggestions: list[dict[str, object]]
    data_version: int
    has_example_data: bool


class FilterChoices(Contract):
    """What the filters can be set to, from the data that is there.

    `has_days` is False where there are only totals of longer periods. `today` is the organization's calendar day.
    """

    platforms: list[Platform]
    countries: list[str]
    categories: list[str]
    statuses: list[CampaignStatus]
    currencies: list[str]
    first_day: Day | None
    last_day: Day | None
    has_days: bool = True
    today: Day | None = None
    data_version: int = 0


class AdRow(Measures):
    """One ad's sums over the period, as imports name it; `creative_id` where an uploaded creative is linked to it."""

    ad: str
    creative_id: UUID | None = None
    thumbnail_url: str | None = None


class CampaignAnalytics(Contract):
    """One campaign's figures. `predictions` lists analyzers' results; it is empty until one has run."""

    campaign_id: UUID
    name: str
    currency: str | None
    currencies: list[str]
    date_from: Day | None
    date_to: Day | None
    totals: Measures
    previous: Measures | None
    previous_from: Day | None = None
    previous_to: Day | None = None
    trend: list[TrendPoint]
    previous_trend: list[TrendPoint]
    by_platform: list[PlatformRow]
    breakdowns: list[Breakdown]
    ads: list[AdRow]
    period_totals: list[PeriodTotal]
    annotations: list[AnnotationResult]
    predictions: list[dict[str, object]]


class PlatformComparison(Contract):
    """Per platform, all rates."""

    currency: str | None
    currencies: list[str]
    date_from: Day | None
    date_to: Day | None
    platforms: list[PlatformRow]


class AnnotationInput(Contract):
    """A note to pin to a day."""

    date: Day
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    campaign_id: UUID | None = None


class SavedViewInput(Contract):
    """A named set of filters of one page."""

    page: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    query: Annotated[str, StringConstraints(max_length=4000)]
    is_shared: bool = False


class SavedViewResult(SavedViewInput):
    """A saved view; `is_own` says whether the actor may change it."""

    id: UUID
    owner: str
    is_own: bool
