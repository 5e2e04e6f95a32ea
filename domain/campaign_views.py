"""A view of the campaign list as its address says it: a dashboard's filters, and search, order and columns besides."""

from typing import Annotated
from urllib.parse import parse_qs, urlencode

from pydantic import StringConstraints

from domain.analytics import FilterChoices
from domain.campaigns import CampaignQuery, CampaignSort
from domain.contracts import Contract
from domain.dashboard_views import DashboardView, parse_view, resolve_view, write_view

COLUMNS = (
    "platform",
    "status",
    "country",
    "product_category",
    "objective",
    "start_date",
    "end_date",
    "budget",
    "spend",
    "revenue",
    "roas",
    "roi",
    "conversions",
    "cpa",
    "clicks",
    "cpc",
    "impressions",
    "ctr",
)
DEFAULT_COLUMNS = ("platform", "status", "spend", "revenue", "roas", "conversions", "cpa", "ctr")


class CampaignListView(Contract):
    """What a link to the campaign list asks to see."""

    filters: DashboardView = DashboardView()
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    sort: CampaignSort = CampaignSort.SPEND
    descending: bool = True
    columns: tuple[str, ...] = DEFAULT_COLUMNS

    def query(self, choices: FilterChoices | None = None) -> CampaignQuery:
        """The list as services take it; with `choices` the named period becomes days."""
        shown = resolve_view(self.filters, choices) if choices else None
        return CampaignQuery(
            platforms=self.filters.platforms,
            statuses=self.filters.statuses,
            countries=self.filters.countries,
            categories=self.filters.categories,
            date_from=shown.date_from if shown else self.filters.date_from,
            date_to=shown.date_to if shown else self.filters.date_to,
            q=self.q,
            sort=self.sort,
            descending=self.descending,
        )


def parse_campaign_view(search: str | None) -> CampaignListView:
    """The view of an address's query; what cannot be read is left out."""
    found = parse_qs((search or "").lstrip("?")[:8000])
    order = found.get("sort", [""])[0]
    known = order.lstrip("-") in set(CampaignSort)
    named = found.get("columns", [""])[0].split(",")
    columns = tuple(name for name in COLUMNS if name in named)
    return CampaignListView(
        filters=parse_view(search),
        q=found.get("q", [""])[0][:200],
        sort=CampaignSort(order.lstrip("-")) if known else CampaignSort.SPEND,
        descending=order.startswith("-") if known else True,
        columns=columns or DEFAULT_COLUMNS,
    )


def write_campaign_view(view: CampaignListView) -> str:
    """The query of a view, "" for the default one."""
    pairs: list[tuple[str, str]] = []
    if view.q:
        pairs.append(("q", view.q))
    if (view.sort, view.descending) != (CampaignSort.SPEND, True):
        pairs.append(("sort", f"{'-' if view.descending else ''}{view.sort.value}"))
    if view.columns != DEFAULT_COLUMNS:
        pairs.append(("columns", ",".join(view.columns)))
    parts = [part for part in (write_view(view.filters).lstrip("?"), urlencode(pairs, safe=",")) if part]
    return f"?{'&'.join(parts)}" if parts else ""
