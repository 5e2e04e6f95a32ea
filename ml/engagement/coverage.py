"""How often intervals hold what came: a history is cut at a day, what came after is held against predictions."""

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ml.engagement import rates
from ml.engagement.before_launch import expect
from ml.engagement.config import Config
from ml.engagement.in_flight import Fit
from ml.engagement.inputs import FIELDS, CampaignHistory, History

_AMOUNTS = ("impressions", "clicks", "conversions", "spend", "revenue")


@dataclass
class Tally:
    """Predictions by outcome: inside the interval or not, and errors on the log scale beside those of a comparison."""

    inside: int = 0
    count: int = 0
    error: float = 0.0
    plain_error: float = 0.0

    def add(self, low: float, seen: float, high: float, mean: float, plain: float) -> None:
        """Count one; all numbers are relative to what was seen, so `seen` is 1."""
        self.inside += low <= seen <= high
        self.count += 1
        self.error += abs(np.log(mean / seen))
        self.plain_error += abs(np.log(plain / seen))

    @property
    def share(self) -> float:
        """Share of intervals that held the truth."""
        return self.inside / max(self.count, 1)


def read_history(path: Path) -> History:
    """The history of a file with one row for each campaign and day, as `scripts.write_example_history` writes it."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["campaign"]].append(row)
    campaigns = []
    for key, found in rows.items():
        days = np.array([dt.date.fromisoformat(row["date"]).toordinal() for row in found], dtype=np.int64)
        amounts = {name: np.array([float(row[name]) for row in found]) for name in _AMOUNTS}
        values = {name: found[0][name] for name in FIELDS}
        campaigns.append(
            CampaignHistory(
                key, found[0]["name"], values, found[0]["currency"], days, days, amounts["impressions"],
                amounts["clicks"], amounts["conversions"], amounts["spend"], amounts["revenue"],
            )
        )  # fmt: skip
    return History(tuple(campaigns), path.name)


def until(history: History, day: int) -> History:
    """What was known at the end of a day."""
    return History(tuple(_cut(campaign, campaign.last <= day) for campaign in history.campaigns), f"until {day}")


def walk_forward(history: History, config: Config, first: int, step: int = 28) -> dict[str, Tally]:
    """In flight: cut every `step` days from day number `first` on, predict the next weeks, compare.

    Campaigns count that ran for two weeks before the cut and for one week after it. Conversions are compared at the
    impressions that came, since how much is spent is the advertiser's choice.
    """
    found = {"clicks": Tally(), "conversions": Tally()}
    start = min(int(campaign.first.min()) for campaign in history.campaigns)
    end = max(int(campaign.last.max()) for campaign in history.campaigns)
    for day in range(start + first, end - config.horizon_days + 1, step):
        fit = Fit(until(history, day), config)
        for campaign in history.campaigns:
            _compare(fit, campaign, day, config, found)
    return found


def leave_out(history: History, config: Config) -> Tally:
    """Before launch: each campaign's rate over its first weeks, predicted from all others."""
    found = Tally()
    for campaign in history.campaigns:
        early = campaign.first < campaign.first.min() + config.horizon_days
        expected = expect(Fit(history.without(campaign.key), config), "clicks", campaign.values)
        shown, clicks = campaign.impressions[early].sum(), campaign.clicks[early].sum()
        if expected is None or shown < config.min_impressions:
            continue
        low, high = expected.interval(config.level, expected.middle * shown)
        seen = clicks / shown
        found.add(low / seen, 1.0, high / seen, expected.middle / seen, expected.prior.pool.usual / seen)
    return found


def _compare(fit: Fit, campaign: CampaignHistory, day: int, config: Config, found: dict[str, Tally]) -> None:
    past = next((item for item in fit.campaigns if item.key == campaign.key), None)
    ahead = (campaign.first > day) & (campaign.last <= day + config.horizon_days)
    if past is None or int(past.last.max()) < day - 1 or len(past.first) < 14 or ahead.sum() < 7:
        return
    clicks, conversions = fit.clicks(past), fit.conversions(past)
    shown = campaign.impressions[ahead].sum()
    if clicks is None or conversions is None or not shown:
        return
    seen = campaign.clicks[ahead].sum() / shown
    mean, spread = clicks[0].mean, clicks[0].relative_variance
    low, high = rates.beta_interval(mean, spread + (1 - mean) / (mean * shown), config.level)
    plain = past.clicks.sum() / past.impressions.sum()
    found["clicks"].add(low / seen, 1.0, high / seen, mean / seen, plain / seen)
    count = campaign.conversions[ahead].sum()
    if count < 1:
        return
    expected = mean * conversions[0].mean * shown
    both = (1 + spread) * (1 + conversions[0].relative_variance) - 1
    low, high = rates.count_interval(expected, both, config.level)
    plain = past.conversions.sum() / past.impressions.sum() * shown
    found["conversions"].add(low / count, 1.0, high / count, expected / count, plain / count)


def _cut(campaign: CampaignHistory, keep: npt.NDArray[np.bool_]) -> CampaignHistory:
    names = ("first", "last", *_AMOUNTS)
    return replace(campaign, **{name: getattr(campaign, name)[keep] for name in names})
