"""The tables behind the dashboard's charts, from the contracts."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import formats
from components.cards import change_mark, share_bar
from components.colours import platform_variable
from components.measures import MEASURES, Measure
from components.platform_names import platform_name, status_badge
from components.tables import Column, data_table
from domain.analytics import Breakdown, CampaignRow, PlatformRow, TrendPoint
from domain.kpis import Measures, change

_TREND = ("spend", "revenue", "roas", "conversions", "clicks", "impressions")
_PLATFORM = ("spend", "revenue", "roas", "conversions", "cpa")
_CAMPAIGN = ("spend", "revenue", "roas", "cpa")


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(MEASURES[name].label, numeric=True, help=MEASURES[name].meaning) for name in names]


def _values(row: Measures, names: Sequence[str], currency: str | None) -> list[str]:
    return [MEASURES[name].write(MEASURES[name].value(row), currency).full for name in names]


def trend_table(trend: Sequence[TrendPoint], currency: str | None) -> html.Div:
    """One row per day, newest first."""
    rows = [[formats.day(point.date), *_values(point, _TREND, currency)] for point in reversed(trend)]
    return data_table("Figures per day", [Column("Day"), *_columns(_TREND)], rows)


def platform_table(rows: Sequence[PlatformRow], currency: str | None) -> html.Div:
    """One row per platform with its share of the spend."""
    cells: list[list[Any]] = [
        [
            platform_name(row.platform, row.label),
            share_bar(row.spend_share, platform_variable(row.platform)),
            *_values(row, _PLATFORM, currency),
        ]
        for row in rows
    ]
    return data_table(
        "Figures per platform", [Column("Platform"), Column("Share of spend"), *_columns(_PLATFORM)], cells
    )


def breakdown_table(breakdown: Breakdown, currency: str | None) -> html.Div:
    """One row per group."""
    names = ("spend", "impressions", "clicks", "ctr", "conversions", "cpa")
    rows = [
        ["Not stated" if row.group == "unknown" else row.group, *_values(row, names, currency)]
        for row in breakdown.rows
    ]
    return data_table(
        f"Figures by {breakdown.attribute}", [Column(breakdown.attribute.capitalize()), *_columns(names)], rows
    )


def campaign_table(caption: str, rows: Sequence[CampaignRow], currency: str | None, by: Measure) -> html.Div:
    """Campaigns in the given order, with the change of the measure they are ranked by."""
    cells: list[list[Any]] = []
    for row in rows:
        now, before = by.value(row), by.value(row.previous)
        relative = (
            None
            if row.previous is None
            else change(*(None if value is None else float(value) for value in (now, before)))
        )
        link = dcc.Link(row.name, href=f"/campaigns/{row.campaign_id}")
        mark: Any = formats.MISSING if relative is None else change_mark(relative, by.better)
        cells.append(
            [link, platform_name(row.platform), status_badge(row.status), *_values(row, _CAMPAIGN, currency), mark]
        )
    columns = [
        Column("Campaign"),
        Column("Platform"),
        Column("Status"),
        *_columns(_CAMPAIGN),
        Column(f"{by.label} change", numeric=True),
    ]
    return data_table(caption, columns, cells)
