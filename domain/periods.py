"""Named periods of dashboards, counted from the data and the calendar, so that a saved link moves on with the days."""

from datetime import date as Day
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple


class Preset(StrEnum):
    """A period by name. The first three end on the last day with data; months and years are the calendar's."""

    WEEK = "7d"
    DAYS_30 = "30d"
    DAYS_90 = "90d"
    MONTH = "month"
    LAST_MONTH = "last_month"
    YEAR = "year"
    ALL = "all"


class Period(NamedTuple):
    """Two inclusive days."""

    date_from: Day
    date_to: Day


# With less than a quarter of a year there is nothing to choose a part of.
SHORT_SPAN = 92
_DAYS = {Preset.WEEK: 7, Preset.DAYS_30: 30, Preset.DAYS_90: 90}


def preset_period(preset: Preset, first_day: Day, last_day: Day, today: Day) -> Period:
    """The days a name stands for. They do not begin before the data, nor end after them where they hold any."""
    if preset in _DAYS:
        return Period(max(first_day, last_day - timedelta(days=_DAYS[preset] - 1)), last_day)
    if preset is Preset.ALL:
        return Period(first_day, last_day)
    start, end = _calendar(preset, today)
    if end < first_day or start > last_day:
        return Period(start, end)
    return Period(max(start, first_day), min(end, last_day))


def _calendar(preset: Preset, today: Day) -> Period:
    month = today.replace(day=1)
    if preset is Preset.YEAR:
        return Period(today.replace(month=1, day=1), today)
    if preset is Preset.LAST_MONTH:
        end = month - timedelta(days=1)
        return Period(end.replace(day=1), end)
    return Period(month, today)


def default_preset(first_day: Day, last_day: Day, has_days: bool) -> Preset:
    """What is shown before anybody chooses: all of little data and of mere period totals, else the last 30 days."""
    is_short = (last_day - first_day).days < SHORT_SPAN
    return Preset.ALL if is_short or not has_days else Preset.DAYS_30
