"""Horizontal bars with their values written beside them, from zero: what platforms and groups share."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from components.colours import ACCENT
from components.figures.axes import Figure, number
from components.formats import Number
from components.measures import Measure, Unit

_ROW_HEIGHT, _FRAME = 34, 28


class Bar(NamedTuple):
    """One bar."""

    label: str
    value: Number | None
    colour: str = ACCENT


def bars_figure(measure: Measure, bars: Sequence[Bar], currency: str | None) -> Figure:
    """The bars in the given order from the top. An undefined value has no bar and says so beside its name."""
    written = [measure.write(bar.value, currency) for bar in bars]
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [number(bar.value) or 0 for bar in bars],
        "y": [bar.label for bar in bars],
        "text": [value.short for value in written],
        "textposition": "outside",
        "customdata": [value.full for value in written],
        "hovertemplate": f"%{{y}}: {measure.label} <b>%{{customdata}}</b><extra></extra>",
        "name": measure.label,
        "marker": {"color": [bar.colour for bar in bars]},
    }
    return {"data": [trace], "layout": _layout(bars, measure)}


def _layout(bars: Sequence[Bar], measure: Measure) -> dict[str, Any]:
    values = [number(bar.value) or 0.0 for bar in bars]
    high, low = max(values, default=0.0), min(values, default=0.0)
    # Room for the words beside the longest bar, on either side of zero.
    span = max(high, 0.0) - min(low, 0.0) or 1.0
    return {
        "xaxis": {"visible": False, "range": [low - span * 0.22 if low < 0 else 0, max(high, 0.0) + span * 0.22]},
        "yaxis": {
            "autorange": "reversed",
            "showgrid": False,
            "zeroline": False,
            "ticklabelstandoff": 6,
            "tickfont": {"size": 12},
        },
        "hovermode": "closest",
        "margin": {"t": 4, "b": 4, "r": 8},
        "barcornerradius": 3,
        "meta": {"unit": Unit(measure.unit).value},
    }


def bars_height(number_of_bars: int) -> int:
    """The height at which a bar is as thick in a short chart as in a long one."""
    return max(96, number_of_bars * _ROW_HEIGHT + _FRAME)


def bars_summary(measure: Measure, bars: Sequence[Bar], currency: str | None) -> str:
    """The chart in a sentence: the largest and the smallest."""
    known = [bar for bar in bars if bar.value is not None]
    if not known:
        return f"No value for {measure.label}."
    top = max(known, key=lambda bar: bar.value or 0)
    if len(known) == 1:
        return f"{measure.label}: {top.label} {measure.write(top.value, currency).short}."
    least = min(known, key=lambda bar: bar.value or 0)
    most, fewest = measure.write(top.value, currency).short, measure.write(least.value, currency).short
    return f"{measure.label}: most {top.label} with {most}, least {least.label} with {fewest}."
