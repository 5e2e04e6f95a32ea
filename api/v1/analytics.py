"""The overview's figures, and the platforms held against each other."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.contracts import Day, Several
from api.endpoints import Routes
from domain.actors import Actor
from domain.analytics import Comparison, DashboardFilter, DashboardResult, FilterChoices, PlatformComparison
from domain.campaigns import CampaignStatus, CurrencyCode
from domain.contracts import Contract
from domain.permissions import Permission
from domain.platforms import Platform
from services import analytics

routes = Routes("Analytics")

Word = Annotated[str, StringConstraints(max_length=120)]


class DashboardQuery(Contract):
    """A view of the numbers. What is left out means all; without a currency it is the one most spent."""

    date_from: Day | None = Field(None, alias="from")
    date_to: Day | None = Field(None, alias="to")
    platform: Annotated[tuple[Platform, ...], Several] = ()
    country: Annotated[tuple[Word, ...], Several] = ()
    category: Annotated[tuple[Word, ...], Several] = ()
    status: Annotated[tuple[CampaignStatus, ...], Several] = ()
    campaign_id: Annotated[tuple[UUID, ...], Several] = ()
    compare: Comparison = Comparison.PREVIOUS
    currency: CurrencyCode | None = None

    def criteria(self) -> DashboardFilter:
        """The same as services take it."""
        return DashboardFilter(
            date_from=self.date_from,
            date_to=self.date_to,
            platforms=self.platform,
            countries=self.country,
            categories=self.category,
            statuses=self.status,
            campaign_ids=self.campaign_id,
            compare=self.compare,
            currency=self.currency,
        )


@routes.get("/analytics/dashboard", "All figures of the overview", permission=Permission.VIEW)
def get_dashboard(actor: Actor, query: DashboardQuery) -> DashboardResult:
    """Totals, trend, platforms, breakdowns, the best and the worst campaigns."""
    return analytics.get_dashboard(actor, query.criteria())


@routes.get("/analytics/platform-comparison", "Every platform with all its rates", permission=Permission.VIEW)
def get_platform_comparison(actor: Actor, query: DashboardQuery) -> PlatformComparison:
    """One row for each platform."""
    return analytics.get_platform_comparison(actor, query.criteria())


@routes.get("/analytics/filters", "What the filters can be set to", permission=Permission.VIEW)
def get_filter_choices(actor: Actor) -> FilterChoices:
    """Platforms, countries, categories and days that have data."""
    return analytics.get_filter_choices(actor)
