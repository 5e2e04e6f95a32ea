"""The tables behind the dashboard's charts, from the contracts."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html

from components import formats
from components.cards import change_mark, share_bar
from components.colours import platform_variable
from components.countries import country_name
from components.measures import MEASURES, Measure
from components.platform_names import platform_name, status_badge
from components.tables import Column, data_table
from domain.analytics import Breakdown, CampaignRow, PeriodTotal, PlatformRow, TrendPoint
from domain.kpis import Measures, add_up, change

_TREND = ("spend", "revenue", "roas", "conversions", "cpa", "clicks", "impressions", "ctr", "cpc")
_PLATFORM = ("spend", "revenue", "roas", "conversions", "cpa", "ctr", "cpc")
_CAMPAIGN = ("spend", "revenue", "roas", "cpa")
_GROUP = ("spend", "revenue", "roas", "conversions", "cpa", "clicks", "impressions", "ctr")
# A table of more days is scrolled, not read, and weighs more than all charts together.
_MOST_DAYS = 92


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(MEASURES[name].label, numeric=True, help=MEASURES[name].meaning) for name in names]


def _values(row: Measures, names: Sequence[str], currency: str | None) -> list[str]:
    return [MEASURES[name].write(MEASURES[name].value(row), currency).full for name in names]


def trend_table(trend: Sequence[TrendPoint], currency: str | None) -> html.Div:
    """One row per day, newest first; of long periods one row per month, whose rates come from the month's sums."""
    if len(trend) <= _MOST_DAYS:
        days: list[tuple[str, Measures]] = [(formats.day(point.date), point) for point in trend]
    else:
        months = groupby(trend, key=lambda point: (point.date.year, point.date.month))
        days = [(f"{dt.date(year, month, 1):%b %Y}", add_up(points)) for (year, month), points in months]
    rows = [[label, *_values(measures, _TREND, currency)] for label, measures in reversed(days)]
    unit = "Day" if len(trend) <= _MOST_DAYS else "Month"
    return data_table(f"Figures per {unit.lower()}", [Column(unit), *_columns(_TREND)], rows)


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
    rows = [[_group(breakdown.attribute, row.group), *_values(row, _GROUP, currency)] for row in breakdown.rows]
    columns = [Column(breakdown.attribute.capitalize()), *_columns(_GROUP)]
    return data_table(f"Figures by {breakdown.attribute}", columns, rows)


def _group(attribute: str, group: str) -> str:
    if group == "unknown":
        return "Not stated"
    return country_name(group) if attribute == "country" else group[:1].upper() + group[1:]


def age_gender_table(breakdown: Breakdown, currency: str | None) -> html.Div:
    """One row per age band and gender."""
    rows = []
    for row in breakdown.rows:
        age, _, gender = row.group.partition("|")
        rows.append([_group("age", age), _group("gender", gender or age), *_values(row, _GROUP, currency)])
    return data_table("Figures by age and gender", [Column("Age"), Column("Gender"), *_columns(_GROUP)], rows)


def period_table(totals: Sequence[PeriodTotal], currency: str | None) -> html.Div:
    """One row per total of several days."""
    rows: list[list[Any]] = [
        [
            dcc.Link(row.campaign, href=f"/campaigns/{row.campaign_id}"),
            platform_name(row.platform),
            formats.day_range(row.date_from, row.date_to),
            *_values(row, _PLATFORM, currency),
        ]
        for row in totals
    ]
    columns = [Column("Campaign"), Column("Platform"), Column("Period"), *_columns(_PLATFORM)]
    return data_table("Totals over several days", columns, rows)


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
