"""Groups of an audience side by side: age bands in their order, others by size, "unknown" last and muted."""

import re
from collections.abc import Sequence
from typing import Any

from components.colours import ACCENT, MUTED
from components.figures.axes import Figure, number, value_axis
from components.figures.bars import Bar, bars_figure
from components.measures import Measure
from domain.analytics import Breakdown, BreakdownRow

_UNKNOWN = "unknown"
# Groups that are told apart by colour in one chart; checked like the platforms' colours.
_SERIES = (ACCENT, "#c2762b", "#12979f", "#c22f6b", "#a98600")


def breakdown_bars(measure: Measure, breakdown: Breakdown) -> list[Bar]:
    """The groups as bars, in the order a person expects."""
    rows = sorted(breakdown.rows, key=lambda row: _place(breakdown.attribute, row, measure))
    return [Bar(_label(row.group), measure.value(row), MUTED if row.group == _UNKNOWN else ACCENT) for row in rows]


def breakdown_figure(measure: Measure, breakdown: Breakdown, currency: str | None) -> Figure:
    """One bar per group."""
    return bars_figure(measure, breakdown_bars(measure, breakdown), currency)


def _label(group: str) -> str:
    return "Not stated" if group == _UNKNOWN else group[:1].upper() + group[1:]


def _place(attribute: str, row: BreakdownRow, measure: Measure) -> tuple[int, float]:
    if row.group == _UNKNOWN:
        return (1, 0.0)
    years = re.match(r"\d+", row.group)
    if attribute == "age" and years:
        return (0, float(years.group()))
    return (0, -float(measure.value(row) or 0))


def grouped_figure(
    measure: Measure, bands: Sequence[str], series: Sequence[tuple[str, Sequence[Any]]], currency: str | None
) -> Figure:
    """Bars of several series per band, such as age by gender: `series` holds a name and a value for each band."""
    traces = []
    for index, (name, values) in enumerate(series):
        traces.append(
            {
                "type": "bar",
                "name": _label(name),
                "x": list(bands),
                "y": [number(value) for value in values],
                "customdata": [measure.write(value, currency).full for value in values],
                "hovertemplate": f"{_label(name)} <b>%{{customdata}}</b><extra></extra>",
                "marker": {"color": MUTED if name == _UNKNOWN else _SERIES[index % len(_SERIES)]},
            }
        )
    layout = {
        "barmode": "group",
        "showlegend": True,
        # Anchored below, so that a second line of a narrow chart's key grows upwards, not over the bars.
        "legend": {"y": 1.02, "yanchor": "bottom"},
        "xaxis": {"type": "category"},
        "yaxis": value_axis(measure, currency),
        "barcornerradius": 2,
    }
    return {"data": traces, "layout": layout}
