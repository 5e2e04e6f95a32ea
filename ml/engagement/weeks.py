"""Weekly figures of campaigns: how unsteady they are, how far the next weeks stray, and what counts how much.

Older weeks count less, and an unsteady week counts as fewer events than it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt
from statistics import NormalDist

import numpy as np

from ml.engagement.config import Config
from ml.engagement.inputs import CampaignHistory, Floats

WEEK = 7
AHEAD_WEEKS = 4
_LOWEST, _HIGHEST = 0.02, 1.0
_ENOUGH = 20.0
"""Events below which a block says too little to tell drift from chance."""


@dataclass(frozen=True)
class Weeks:
    """A campaign by week, the newest week last and ending on its last day with figures; shape (weeks,) each.

    A period longer than a week is spread evenly over the weeks that it touches and marked by `has_days` False.
    """

    impressions: Floats
    clicks: Floats
    conversions: Floats
    spend: Floats
    revenue: Floats
    has_days: bool
    days: int
    """Days from the first to the last day with figures."""


@dataclass(frozen=True)
class Evidence:
    """Events and exposure of one campaign as they count for its rate now; `noise` is the variance beyond chance."""

    events: float
    exposure: float
    noise: float


def by_week(campaign: CampaignHistory) -> Weeks:
    """Sum a campaign's periods into weeks counted back from its last day."""
    if len(campaign.first) == 0:
        empty = np.zeros(0)
        return Weeks(empty, empty, empty, empty, empty, has_days=True, days=0)
    end = int(campaign.last.max())
    newest = (end - campaign.last) // WEEK
    oldest = (end - campaign.first) // WEEK
    count = int(oldest.max()) + 1
    long = campaign.last - campaign.first >= WEEK
    sums = {}
    for name in ("impressions", "clicks", "conversions", "spend", "revenue"):
        amounts = getattr(campaign, name)
        total = np.bincount(newest[~long], weights=amounts[~long], minlength=count).astype(float)
        for at in np.flatnonzero(long):
            total[newest[at] : oldest[at] + 1] += amounts[at] / (oldest[at] - newest[at] + 1)
        sums[name] = total[::-1].copy()
    days = end - int(campaign.first.min()) + 1
    return Weeks(**sums, has_days=not bool(long.any()), days=days)


def recency(weeks: int, config: Config) -> Floats:
    """What each week counts, the newest last with 1."""
    return np.asarray(0.5 ** (np.arange(weeks)[::-1] / config.half_life_weeks))


def weigh(events: Floats, exposure: Floats, week_spread: float, config: Config) -> Evidence:
    """Discount old weeks, and each week for its unsteadiness.

    The log-rate of a week with k events has variance 1/k + spread^2, which is what k / (1 + k spread^2) events would
    have without unsteadiness (the design effect of clustered counts).
    """
    weights = recency(len(events), config)
    rate = (weights @ events + 0.5) / (weights @ exposure + 1.0) if len(events) else 0.0
    counted = weights / (1 + rate * exposure * week_spread**2)
    exposed = weights * (exposure > 0)
    share = float((exposed**2).sum() / exposed.sum() ** 2) if exposed.any() else 1.0
    return Evidence(float(counted @ events), float(counted @ exposure), week_spread**2 * share)


def estimate_week_spread(pairs: Sequence[tuple[Floats, Floats]], config: Config) -> float:
    """How much rates move from one week to the next beyond chance, over all campaigns.

    Half of the mean squared difference of neighbouring log-rates, less what chance explains; starting values are
    mixed in. Rates that rise or fall steadily add little to it.
    """
    squares = []
    for events, exposure in pairs:
        use = (events >= _ENOUGH) & (exposure > 0)
        both = use[1:] & use[:-1]
        rate = np.log(np.where(use, events, 1.0) / np.where(use, exposure, 1.0))
        chance = 1 / np.where(use, events, 1.0)
        squares.append((((rate[1:] - rate[:-1]) ** 2 - chance[1:] - chance[:-1]) / 2)[both])
    return _mixed(squares, config.week_spread, config)


def estimate_ahead_spread(pairs: Sequence[tuple[Floats, Floats]], week_spread: float, config: Config) -> float:
    """How far four weeks lie from what the weeks before them said, beyond chance, over all campaigns.

    Walks forward: each block of four weeks is held against the weighted rate of the weeks before it and nothing later.
    The spread is the one under which `config.level` of these misses would have been inside their intervals, the
    starting value counted in as `ahead_weight` misses: a few large breaks must not be averaged away (split conformal).
    """
    misses, chances = [], []
    for events, exposure in pairs:
        for start in range(AHEAD_WEEKS, len(events) - AHEAD_WEEKS + 1, AHEAD_WEEKS):
            past = weigh(events[:start], exposure[:start], week_spread, config)
            block = slice(start, start + AHEAD_WEEKS)
            seen, exposed = events[block].sum(), exposure[block].sum()
            if min(past.events, seen) < _ENOUGH or exposed <= 0:
                continue
            misses.append(abs(np.log(seen / exposed) - np.log(past.events / past.exposure)))
            chances.append(1 / seen + 1 / past.events)
    return _covering(np.array(misses), np.array(chances), config)


def _covering(misses: Floats, chances: Floats, config: Config) -> float:
    reach = NormalDist().inv_cdf((1 + config.level) / 2)
    weight, wanted = config.ahead_weight, config.level * (len(misses) + config.ahead_weight)
    low, high = _LOWEST, _HIGHEST
    for _ in range(30):
        middle = (low + high) / 2
        start = erf(reach * middle / config.ahead_spread / sqrt(2))
        inside = float((misses <= reach * np.sqrt(middle**2 + chances)).sum()) + weight * start
        low, high = (middle, high) if inside < wanted else (low, middle)
    return high


def _mixed(squares: Sequence[Floats], start: float, config: Config) -> float:
    found = np.concatenate([np.zeros(0), *squares])
    total = found.sum() + config.prior_weight * start**2
    return float(np.clip(np.sqrt(max(total / (len(found) + config.prior_weight), 0.0)), _LOWEST, _HIGHEST))
