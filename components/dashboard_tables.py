"""The tables behind the dashboard's charts, from the contracts."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html

from components import formats
from components.cards import change_mark, share_bar, written
from components.colours import platform_variable
from components.countries import country_name
from components.measures import MEASURES, Measure
from components.platform_names import platform_name, status_badge
from components.tables import Column, data_table
from domain.analytics import Breakdown, CampaignRow, PeriodTotal, PlatformRow, TrendPoint
from domain.kpis import Measures, add_up, change

_TREND = ("spend", "revenue", "roas", "conversions", "cpa", "clicks", "impressions", "ctr", "cpc")
_PLATFORM = ("spend", "revenue", "roas", "conversions", "cpa", "clicks", "impressions", "ctr", "cpc")
_CAMPAIGN = ("spend", "revenue", "roas", "cpa")
_GROUP = ("spend", "revenue", "roas", "conversions", "cpa", "clicks", "impressions", "ctr")
# A table of more days is scrolled, not read, and weighs more than all charts together.
_MOST_DAYS = 92


def measure_columns(names: Sequence[str]) -> list[Column]:
    """A column for each measure, with what it means."""
    return [Column(MEASURES[name].label, numeric=True, help=MEASURES[name].meaning) for name in names]


def measure_cells(row: Measures, names: Sequence[str], currency: str | None) -> list[Any]:
    """Each measure in full; an undefined one is a dash that says why."""
    return [_cell(MEASURES[name], row, currency) for name in names]


def _cell(measure: Measure, row: Measures, currency: str | None) -> Any:
    value = measure.value(row)
    found = measure.write(value, currency)
    return found.full if value is not None else written(found, measure.missing)


def trend_table(trend: Sequence[TrendPoint], currency: str | None) -> html.Div:
    """One row per day, newest first; of long periods one row per month, whose rates come from the month's sums."""
    if len(trend) <= _MOST_DAYS:
        days: list[tuple[str, Measures]] = [(formats.day(point.date), point) for point in trend]
    else:
        months = groupby(trend, key=lambda point: (point.date.year, point.date.month))
        days = [(f"{dt.date(year, month, 1):%b %Y}", add_up(points)) for (year, month), points in months]
    rows = [[label, *measure_cells(measures, _TREND, currency)] for label, measures in reversed(days)]
    unit = "Day" if len(trend) <= _MOST_DAYS else "Month"
    return data_table(f"Figures per {unit.lower()}", [Column(unit), *measure_columns(_TREND)], rows)


def platform_table(rows: Sequence[PlatformRow], currency: str | None) -> html.Div:
    """One row per platform with its share of the spend."""
    cells: list[list[Any]] = [
        [
            platform_name(row.platform, row.label),
            share_bar(row.spend_share, platform_variable(row.platform)),
            *measure_cells(row, _PLATFORM, currency),
        ]
        for row in rows
    ]
    return data_table(
        "Figures per platform", [Column("Platform"), Column("Share of spend"), *measure_columns(_PLATFORM)], cells
    )


def breakdown_table(breakdown: Breakdown, currency: str | None) -> html.Div:
    """One row per group."""
    rows = [[_group(breakdown.attribute, row.group), *measure_cells(row, _GROUP, currency)] for row in breakdown.rows]
    columns = [Column(breakdown.attribute.capitalize()), *measure_columns(_GROUP)]
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
        rows.append([_group("age", age), _group("gender", gender or age), *measure_cells(row, _GROUP, currency)])
    return data_table("Figures by age and gender", [Column("Age"), Column("Gender"), *measure_columns(_GROUP)], rows)


def period_table(totals: Sequence[PeriodTotal], currency: str | None) -> html.Div:
    """One row per total of several days."""
    rows: list[list[Any]] = [
        [
            dcc.Link(row.campaign, href=f"/campaigns/{row.campaign_id}"),
            platform_name(row.platform),
            formats.day_range(row.date_from, row.date_to),
            *measure_cells(row, _PLATFORM, currency),
        ]
        for row in totals
    ]
    columns = [Column("Campaign"), Column("Platform"), Column("Period"), *measure_columns(_PLATFORM)]
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
            [
                link,
                platform_name(row.platform),
                status_badge(row.status),
                *measure_cells(row, _CAMPAIGN, currency),
                mark,
            ]
        )
    columns = [
        Column("Campaign"),
        Column("Platform"),
        Column("Status"),
        *measure_columns(_CAMPAIGN),
        Column(f"{by.label} change", numeric=True),
    ]
    return data_table(caption, columns, cells)
