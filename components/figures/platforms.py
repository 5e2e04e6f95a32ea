"""Platforms side by side, each in its own colour."""

from collections.abc import Sequence

from components.colours import PLATFORM_COLOURS
from components.figures.axes import Figure
from components.figures.bars import Bar, bars_figure
from components.measures import Measure
from domain.analytics import PlatformRow


def platform_bars(measure: Measure, rows: Sequence[PlatformRow]) -> list[Bar]:
    """The rows as bars, largest first, undefined last."""
    bars = [Bar(row.label, measure.value(row), PLATFORM_COLOURS[row.platform]) for row in rows]
    return sorted(bars, key=lambda bar: (bar.value is None, -(bar.value or 0)))


def platform_figure(measure: Measure, rows: Sequence[PlatformRow], currency: str | None) -> Figure:
    """One bar per platform."""
    return bars_figure(measure, platform_bars(measure, rows), currency)
