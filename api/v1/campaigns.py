"""Campaigns, and the figures that programs write for them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.contracts import Day, Paging, Several
from api.endpoints import Routes
from domain.actors import Actor
from domain.analytics import CampaignAnalytics, Comparison, DashboardFilter
from domain.campaigns import (
    Campaign,
    CampaignInput,
    CampaignPatch,
    CampaignQuery,
    CampaignSort,
    CampaignStatus,
    CampaignSummary,
    CurrencyCode,
    MetricRowsInput,
    MetricRowsResult,
)
from domain.contracts import Contract, Page
from domain.errors import invalid
from domain.permissions import Permission
from domain.platforms import Platform
from services import campaigns, metric_rows

routes = Routes("Campaigns")
# Ten thousand rows of about 300 bytes, with room.
_METRICS_BYTES = 5 * 1024 * 1024
_SORT = rf"^-?({'|'.join(CampaignSort)})$"

Word = Annotated[str, StringConstraints(max_length=120)]


class CampaignListQuery(Paging):
    """Which campaigns, with totals over which days, in which order ("-spend" is the most spent first)."""

    platform: Annotated[tuple[Platform, ...], Several] = ()
    status: Annotated[tuple[CampaignStatus, ...], Several] = ()
    country: Annotated[tuple[Word, ...], Several] = ()
    category: Annotated[tuple[Word, ...], Several] = ()
    date_from: Day | None = Field(None, alias="from")
    date_to: Day | None = Field(None, alias="to")
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    sort: Annotated[str, StringConstraints(pattern=_SORT)] = "-spend"


class CampaignAnalyticsQuery(Contract):
    """Which days, held against what, in which currency."""

    date_from: Day | None = Field(None, alias="from")
    date_to: Day | None = Field(None, alias="to")
    compare: Comparison = Comparison.PREVIOUS
    currency: CurrencyCode | None = None


@routes.get("/campaigns", "Campaigns with their totals", permission=Permission.VIEW)
def list_campaigns(actor: Actor, query: CampaignListQuery) -> Page[CampaignSummary]:
    """One page; the totals are over the days of the query."""
    return campaigns.list_campaigns(
        actor,
        CampaignQuery(
            platforms=query.platform,
            statuses=query.status,
            countries=query.country,
            categories=query.category,
            date_from=query.date_from,
            date_to=query.date_to,
            q=query.q,
            sort=CampaignSort(query.sort.removeprefix("-")),
            descending=query.sort.startswith("-"),
            page=query.page,
            page_size=query.page_size,
        ),
    )


@routes.post("/campaigns", "Create a campaign", permission=Permission.EDIT_CAMPAIGNS, status=201, is_idempotent=True)
def create_campaign(actor: Actor, body: CampaignInput) -> Campaign:
    """The new campaign."""
    return campaigns.create_campaign(actor, body)


@routes.get("/campaigns/{campaign_id}", "One campaign", permission=Permission.VIEW)
def get_campaign(actor: Actor, campaign_id: UUID) -> Campaign:
    """The campaign, without its numbers."""
    return campaigns.get_campaign(actor, campaign_id)


@routes.put("/campaigns/{campaign_id}", "Replace a campaign's fields", permission=Permission.EDIT_CAMPAIGNS)
def put_campaign(actor: Actor, campaign_id: UUID, body: CampaignInput) -> Campaign:
    """The campaign as it is now; its platform cannot change."""
    if campaigns.get_campaign(actor, campaign_id).platform is not body.platform:
        raise invalid("platform", "a campaign stays on its platform; create another one")
    return campaigns.update_campaign(actor, campaign_id, CampaignPatch(**body.model_dump(exclude={"platform"})))


@routes.patch("/campaigns/{campaign_id}", "Change some of a campaign's fields", permission=Permission.EDIT_CAMPAIGNS)
def patch_campaign(actor: Actor, campaign_id: UUID, body: CampaignPatch) -> Campaign:
    """The campaign as it is now; what is left out stays."""
    return campaigns.update_campaign(actor, campaign_id, body)


@routes.delete("/campaigns/{campaign_id}", "Delete a campaign with its figures", permission=Permission.DELETE_CAMPAIGNS)
def delete_campaign(actor: Actor, campaign_id: UUID) -> None:
    """Nothing; its creatives stay without a campaign."""
    campaigns.delete_campaigns(actor, [campaign_id])


@routes.post(
    "/campaigns/{campaign_id}/metrics",
    "Write figures by day; the same day again replaces it",
    permission=Permission.IMPORT_DATA,
    status=200,
    is_idempotent=True,
    max_bytes=_METRICS_BYTES,
)
def write_metrics(actor: Actor, campaign_id: UUID, body: MetricRowsInput) -> MetricRowsResult:
    """How many rows were new and how many replaced known ones."""
    return metric_rows.write_metric_rows(actor, campaign_id, body)


@routes.get("/campaigns/{campaign_id}/analytics", "One campaign's figures", permission=Permission.VIEW)
def get_campaign_analytics(actor: Actor, campaign_id: UUID, query: CampaignAnalyticsQuery) -> CampaignAnalytics:
    """Totals, trend, ads, breakdowns and predictions."""
    if query.date_from and query.date_to and query.date_to < query.date_from:
        raise invalid("to", "the range ends before it starts")
    return campaigns.get_campaign_analytics(actor, campaign_id, DashboardFilter(**query.model_dump()))
