"""A measure over the days of a period, with the period before as a dashed line and people's notes as markers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from components import formats
from components.colours import ACCENT, MUTED
from components.figures.axes import Figure, number, value_axis
from components.formats import Number
from components.measures import Measure
from domain.analytics import AnnotationResult, TrendPoint

# Beyond this many days the dots of single days would merge into a thicker line.
_MARKERS_UP_TO = 45

# The accent at a twelfth: enough to give the line ground to stand on.
_WASH = "rgba(92,104,226,0.08)"


def trend_figure(
    measure: Measure,
    trend: Sequence[TrendPoint],
    currency: str | None,
    *,
    previous: Sequence[TrendPoint] = (),
    period: tuple[date, date] | None = None,
    previous_from: date | None = None,
    annotations: Sequence[AnnotationResult] = (),
) -> Figure:
    """Lines from zero. Days without data are gaps, not zeros; the earlier period is laid over this one day by day."""
    first, last = period or _span(trend)
    days = _days(first, last) if first and last else []
    traces = [_line(measure, trend, days, currency)]
    if previous and first:
        start = previous_from or previous[0].date
        earlier = _days(start, start + (days[-1] - days[0]))
        traces.append(_earlier_line(measure, previous, earlier, currency, shift=first - start))
    layout: dict[str, Any] = {
        "xaxis": {
            "type": "date",
            "range": _range(first, last),
            "tickformatstops": _DATE_FORMATS,
            "hoverformat": "%a %-d %b %Y",
            "nticks": 8,
        },
        "yaxis": value_axis(measure, currency),
    }
    shapes, marks = _notes(annotations, first, last)
    if shapes:
        layout |= {"shapes": shapes, "annotations": marks, "margin": {"t": 28}}
    return {"data": traces, "layout": layout}


_DATE_FORMATS = [
    {"dtickrange": [None, "M1"], "value": "%-d %b"},
    {"dtickrange": ["M1", "M12"], "value": "%b %Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def _span(trend: Sequence[TrendPoint]) -> tuple[date | None, date | None]:
    return (trend[0].date, trend[-1].date) if trend else (None, None)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def _range(first: date | None, last: date | None) -> list[str] | None:
    """Half a day of air on both sides, so that the first and the last dot are whole."""
    if first is None or last is None:
        return None
    return [f"{first - timedelta(days=1)}T12:00", f"{last}T12:00"]


def _line(measure: Measure, points: Sequence[TrendPoint], days: list[date], currency: str | None) -> dict[str, Any]:
    values = _values(measure, points, days)
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(days) <= _MARKERS_UP_TO else "lines",
        "name": measure.label,
        "x": [day.isoformat() for day in days],
        "y": [number(value) for value in values],
        "customdata": [measure.write(value, currency).full for value in values],
        "hovertemplate": f"{measure.label} <b>%{{customdata}}</b><extra></extra>",
        "line": {"color": ACCENT},
        "marker": {"size": 4},
        "fill": "tozeroy",
        "fillcolor": _WASH,
    }


def _earlier_line(
    measure: Measure, points: Sequence[TrendPoint], days: list[date], currency: str | None, shift: timedelta
) -> dict[str, Any]:
    """The period before, moved onto the days of this one; the hover names the day it really was."""
    values = _values(measure, points, days)
    written = [measure.write(value, currency).full for value in values]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Period before",
        "x": [(day + shift).isoformat() for day in days],
        "y": [number(value) for value in values],
        "customdata": [[text, formats.day(day)] for text, day in zip(written, days, strict=True)],
        "hovertemplate": "%{customdata[1]} <b>%{customdata[0]}</b><extra></extra>",
        "line": {"color": MUTED, "dash": "dash", "width": 1.5},
    }


def _values(measure: Measure, points: Sequence[TrendPoint], days: list[date]) -> list[Number | None]:
    found = {point.date: measure.value(point) for point in points}
    return [found.get(day) for day in days]


def _notes(
    notes: Sequence[AnnotationResult], first: date | None, last: date | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A dotted line and a number for each note in the period; the numbers are those of the list under the chart."""
    if first is None or last is None:
        return [], []
    shapes, marks = [], []
    for index, note in enumerate(notes, start=1):
        if not first <= note.date <= last:
            continue
        at = note.date.isoformat()
        shapes.append(
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": at,
                "x1": at,
                "y0": 0,
                "y1": 1,
                "line": {"dash": "dot"},
            }
        )
        marks.append(
            {
                "xref": "x",
                "yref": "paper",
                "x": at,
                "y": 1,
                "yanchor": "bottom",
                "text": f"<b>{index}</b>",
                "hovertext": _plain(note.text),
                "borderpad": 3,
            }
        )
    return shapes, marks


def _plain(text: str) -> str:
    """Plotly reads a little HTML in its texts; what a person wrote is shown as written."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def trend_summary(measure: Measure, trend: Sequence[TrendPoint], currency: str | None) -> str:
    """The trend in a sentence: over how many days, from what to what, and the highest and the lowest day."""
    known = [(value, point.date) for point in trend if (value := measure.value(point)) is not None]
    if not known:
        return f"No day of this period has a value for {measure.label}."
    highest, lowest = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    days = formats.plural(len(known), "day")
    if len(known) == 1:
        return f"{measure.label} on {formats.day(highest[1])}: {measure.write(highest[0], currency).short}."
    most, least = measure.write(highest[0], currency).short, measure.write(lowest[0], currency).short
    return (
        f"{measure.label} over {days} with data: highest {most} on {formats.day(highest[1])}, "
        f"lowest {least} on {formats.day(lowest[1])}."
    )
