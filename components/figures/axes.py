"""Axes, number formats and the graph component that all figures share."""

from typing import Any

from dash import dcc

from components import formats
from components.measures import Measure, Unit

Figure = dict[str, Any]
GRAPH_CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def value_axis(measure: Measure, currency: str | None) -> dict[str, Any]:
    """The axis of a measure: from zero, in the measure's unit, with few ticks."""
    axis: dict[str, Any] = {"rangemode": "tozero", "nticks": 5}
    if measure.unit is Unit.MONEY:
        return axis | {"tickprefix": formats.symbol(currency)}
    if measure.unit is Unit.PERCENT:
        return axis | {"tickformat": ".1~%"}
    if measure.unit is Unit.MULTIPLE:
        return axis | {"ticksuffix": "×"}
    return axis


def number(value: Any) -> float | None:
    """A number as plotly takes it."""
    return None if value is None else float(value)


def graph(component_id: str, figure: Figure, height: int = 280) -> dcc.Graph:
    """The chart itself. Its height is fixed, so that nothing below moves when it is drawn."""
    return dcc.Graph(
        id=component_id,
        figure=figure,
        config=GRAPH_CONFIG,
        responsive=True,
        className="chart",
        style={"height": f"{height}px", "--chart-height": f"{height}px"},
    )
