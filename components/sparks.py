"""Tiny lines beside a number: an SVG used as a mask, so that it takes the theme's colour and needs no script."""

from collections.abc import Sequence
from urllib.parse import quote

from dash import html

from components.attributes import DECORATION

_WIDTH, _HEIGHT, _PAD = 84, 30, 3


def spark_points(values: Sequence[float]) -> list[tuple[float, float]]:
    """The values as positions in the box; a flat series runs through the middle."""
    low, high = min(values), max(values)
    span = high - low
    step = (_WIDTH - 2 * _PAD) / max(1, len(values) - 1)
    tall = _HEIGHT - 2 * _PAD
    return [
        (round(_PAD + index * step, 1), round(_PAD + tall * (1 - ((value - low) / span if span else 0.5)), 1))
        for index, value in enumerate(values)
    ]


def spark_svg(values: Sequence[float]) -> str:
    """The line, the soft area under it, and a dot at the last value."""
    points = spark_points(values)
    line = "M" + "L".join(f"{x} {y}" for x, y in points)
    (first_x, _), (last_x, last_y) = points[0], points[-1]
    area = f"{line}L{last_x} {_HEIGHT}L{first_x} {_HEIGHT}Z"
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' preserveAspectRatio='none'>"
        f"<path d='{area}' fill='#000' fill-opacity='.13'/>"
        f"<path d='{line}' fill='none' stroke='#000' stroke-width='1.6' stroke-linejoin='round'/>"
        f"<circle cx='{last_x}' cy='{last_y}' r='2.2'/></svg>"
    )


def sparkline(values: Sequence[float | None]) -> html.Span | None:
    """A sparkline of the known values, or None where fewer than two are known: one point is no trend."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return None
    image = f'url("data:image/svg+xml,{quote(spark_svg(_thinned(known)), safe=" =:/")}")'
    return html.Span(className="spark", style={"maskImage": image}, **DECORATION)


def _thinned(values: list[float], most: int = 60) -> list[float]:
    """At most `most` values, by means of equal runs: more than that is finer than the pixels."""
    if len(values) <= most:
        return values
    size = len(values) / most
    runs = [values[int(index * size) : max(int((index + 1) * size), int(index * size) + 1)] for index in range(most)]
    return [sum(run) / len(run) for run in runs]
