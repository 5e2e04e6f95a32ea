"""Histories drawn from known rates, so that what is found can be compared with what is true."""

import numpy as np

from ml.engagement.inputs import CampaignHistory, History

START = 739_000
PLATFORMS, COUNTRIES = ("meta", "google_ads", "tiktok"), ("US", "DE")


def campaign(key="a", days=70, shown=5000.0, rate=0.02, cvr=0.05, **fields):
    """A steady campaign: the same every day."""
    ones = np.ones(days)
    clicks = shown * rate
    values = {"platform": "meta", "objective": "Sales", "country": "US", "category": "Shoes"} | fields.pop("values", {})
    given = {
        "key": key, "name": key, "values": values, "currency": "USD",
        "first": np.arange(START, START + days), "last": np.arange(START, START + days),
        "impressions": ones * shown, "clicks": ones * clicks, "conversions": ones * clicks * cvr,
        "spend": ones * clicks * 0.5, "revenue": ones * clicks * cvr * 40,
    }  # fmt: skip
    return CampaignHistory(**{**given, **fields})


def history(*campaigns):
    mark = [(c.key, c.clicks.sum(), c.revenue.sum(), c.budget, sorted(c.values.items())) for c in campaigns]
    return History(tuple(campaigns), repr(mark))


def drawn(count=20, days=140, seed=0, spread=0.3, drift=0.0, shown=3000):
    """Campaigns with rates spread around their platform's, drifting from week to week; gives history and true rates."""
    rng = np.random.default_rng(seed)
    made, true = [], []
    for at in range(count):
        values = {"platform": PLATFORMS[at % 3], "country": COUNTRIES[at % 2], "objective": "Sales", "category": "x"}
        level = np.log(0.02) + (-0.4, 0.0, 0.4)[at % 3] + spread * rng.standard_normal()
        weekly = level + np.cumsum(drift * rng.standard_normal(days // 7 + 1))
        rate = np.exp(weekly[np.arange(days) // 7])
        clicks = rng.binomial(shown, np.minimum(rate, 0.9)).astype(float)
        conversions = rng.poisson(clicks * 0.05).astype(float)
        amounts = {
            "impressions": np.full(days, float(shown)), "clicks": clicks, "conversions": conversions,
            "spend": clicks * 0.6, "revenue": conversions * 40.0,
        }  # fmt: skip
        made.append(campaign(f"c{at}", days, values=values, **amounts))
        true.append(float(np.exp(level)))
    return history(*made), np.array(true)
