"""How demand, media cost and budgets move over the calendar: season, weekday, growth, holidays, one lasting step.

Every factor is a plain function of the date, so that `truth.json` can name its parameters exactly.
"""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from data.demo.brand import CAMPING, CYCLING, DAYS, FOOTWEAR

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

DEMAND_GROWTH_PER_YEAR = 0.16
BUDGET_GROWTH_PER_YEAR = 0.22
# Amplitude of the yearly cosine of the conversion rate, and the day of the year of its peak.
SEASON = {CYCLING: (0.24, 152), CAMPING: (0.32, 190), FOOTWEAR: (0.12, 270)}
BUDGET_SEASON = {CYCLING: (0.20, 145), CAMPING: (0.26, 180), FOOTWEAR: (0.10, 265)}
# Monday first. Shoppers buy at the weekend, companies on working days.
WEEKDAY_SHOP = (0.99, 0.95, 0.95, 0.97, 0.99, 1.06, 1.09)
WEEKDAY_COMPANY = (1.10, 1.16, 1.15, 1.12, 0.98, 0.72, 0.77)
WEEKDAY_COMPANY_SPEND = (1.14, 1.18, 1.18, 1.16, 1.02, 0.62, 0.62)
WEEKDAY_CTR = (1.00, 0.99, 0.985, 0.99, 1.00, 1.015, 1.02)
# A faster checkout went live: conversion rate of the shop campaigns from this day on.
CHECKOUT_OFFSET = -212
CHECKOUT_FACTOR = 1.09
# Name, first and last day relative to Black Friday, factor on conversion rate, on media cost, on budget.
HOLIDAYS = (
    ("Run-up to Black Friday", -10, -4, 0.94, 1.08, 1.00),
    ("Black Friday week", -3, -1, 1.30, 1.26, 1.50),
    ("Black Friday weekend", 0, 3, 2.10, 1.42, 2.20),
    ("Christmas shopping", 4, 22, 1.18, 1.22, 1.12),
    ("Christmas days", 26, 29, 0.62, 0.92, 0.70),
    ("January quiet", 34, 58, 0.90, 0.84, 0.85),
)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def last_black_friday(last_day: date) -> date:
    """The latest Black Friday whose weekend is over on that day."""
    this_year = black_friday(last_day.year)
    return this_year if this_year + timedelta(days=3) < last_day else black_friday(last_day.year - 1)


def calendar(last_day: date) -> Days:
    """All days of the example, the last one last."""
    return np.datetime64(last_day, "D") - np.arange(DAYS - 1, -1, -1)


def weekdays(days: Days) -> npt.NDArray[np.int64]:
    """Monday is 0."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7


def holiday_factor(days: Days, column: int) -> Floats:
    """The factor of the holiday windows: column 3 for demand, 4 for media cost, 5 for budgets."""
    factor = np.ones(len(days))
    years = {int(str(day)[:4]) for day in (days[0], days[-1])}
    for year in range(min(years) - 1, max(years) + 1):
        friday = np.datetime64(black_friday(year), "D")
        for window in HOLIDAYS:
            inside = (days >= friday + window[1]) & (days <= friday + window[2])
            factor[inside] *= float(window[column])
    return factor


def demand(days: Days, category: str, for_companies: bool) -> Floats:
    """Factor on the conversion rate of each day; growth is 1 on the last day.

    Companies know no holidays of the shops and no checkout, only half of the season.
    """
    amplitude, peak = SEASON[category]
    scale = _growth(days, DEMAND_GROWTH_PER_YEAR)
    if for_companies:
        return np.asarray(scale * _season(days, amplitude / 2, peak) * np.take(WEEKDAY_COMPANY, weekdays(days)))
    step = np.where(days >= days[-1] + CHECKOUT_OFFSET, CHECKOUT_FACTOR, 1.0)
    week = np.take(WEEKDAY_SHOP, weekdays(days))
    return np.asarray(scale * _season(days, amplitude, peak) * week * holiday_factor(days, 3) * step)


def media_cost(days: Days) -> Floats:
    """Factor on the price of a thousand impressions."""
    return holiday_factor(days, 4)


def budget_level(days: Days, category: str, for_companies: bool) -> Floats:
    """Factor on a campaign's daily budget; growth is 1 on the last day, season moves month by month."""
    amplitude, peak = BUDGET_SEASON[category]
    middle_of_month = days.astype("datetime64[M]").astype("datetime64[D]") + 14
    level = _growth(middle_of_month, BUDGET_GROWTH_PER_YEAR) * _season(middle_of_month, amplitude, peak)
    return level if for_companies else level * holiday_factor(days, 5)


def spend_pattern(days: Days, for_companies: bool) -> Floats:
    """How much of its daily budget a campaign uses: companies are hardly reached at the weekend."""
    return np.take(WEEKDAY_COMPANY_SPEND, weekdays(days)) if for_companies else np.ones(len(days))


def _growth(days: Days, per_year: float) -> Floats:
    ages = (days - days[-1]).astype(np.float64) / 365.25
    return np.asarray(np.power(1 + per_year, ages))


def _season(days: Days, amplitude: float, peak: int) -> Floats:
    day_of_year = (days - days.astype("datetime64[Y]")).astype(np.float64) + 1
    return np.asarray(1 + amplitude * np.cos(2 * np.pi * (day_of_year - peak) / 365.25))
