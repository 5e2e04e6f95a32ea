"""Campaigns that run: what their own figures say, pulled towards campaigns like them as far as those are alike."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ml.engagement import rates
from ml.engagement.config import Config
from ml.engagement.inputs import FIELDS, CampaignHistory, Floats, History
from ml.engagement.rates import Pool
from ml.engagement.weeks import Evidence, Weeks, by_week, estimate_ahead_spread, estimate_week_spread, weigh


@dataclass(frozen=True)
class Estimate:
    """A rate: its mean, and the relative variance of what will be seen in the weeks ahead without counting chance.

    `certain` is the part of that variance that more data would remove.
    """

    mean: float
    relative_variance: float
    certain: float


@dataclass(frozen=True)
class Prior:
    """What other campaigns say about a campaign's rate: mean and variance of its logarithm, and the pool behind."""

    mean: float
    variance: float
    pool: Pool


class Fit:
    """An organization's rates: clicks per impression and conversions per click, with their unsteadiness.

    Clicks are smoothed before conversions are counted by them (expected clicks at the campaign's rate): some platforms
    report conversions without any click.

    Parameters
    ----------
    history : History
        What has been seen. For a prediction before launch, take the campaign out of it first.
    """

    def __init__(self, history: History, config: Config) -> None:
        self.config = config
        self.campaigns = tuple(campaign for campaign in history.campaigns if campaign.has_delivered)
        self.weeks: dict[str, Weeks] = {campaign.key: by_week(campaign) for campaign in self.campaigns}
        self._pools: dict[tuple[str, str], Pool | None] = {}

    @cached_property
    def click_spreads(self) -> tuple[float, float]:
        """Spread from week to week and of four weeks ahead, of clicks per impression."""
        return self._spreads([(weeks.clicks, weeks.impressions) for weeks in self.weeks.values()])

    @cached_property
    def conversion_spreads(self) -> tuple[float, float]:
        """The same of conversions per click."""
        return self._spreads([(weeks.conversions, weeks.clicks) for weeks in self.weeks.values()])

    @property
    def has_clicks(self) -> bool:
        """Whether there is enough to say anything about rates."""
        shown = sum(campaign.impressions.sum() for campaign in self.campaigns)
        clicked = sum(campaign.clicks.sum() for campaign in self.campaigns)
        return bool(shown >= self.config.min_impressions and clicked >= self.config.min_clicks)

    def prior(self, kind: str, values: dict[str, str], leave_out: str = "") -> Prior | None:
        """What campaigns other than `leave_out` say about the rate `clicks` or `conversions` at these fields."""
        pool = self.pool(kind, leave_out)
        if pool is None:
            return None
        mean, variance = pool.predict(values)
        return Prior(mean, variance, pool)

    def pool(self, kind: str, leave_out: str = "") -> Pool | None:
        """The pooled rates without one campaign; None where the others have nothing to say."""
        key = (kind, leave_out)
        if key not in self._pools:
            self._pools[key] = self._fit(kind, leave_out)
        return self._pools[key]

    def clicks(self, campaign: CampaignHistory) -> tuple[Estimate, Prior | None] | None:
        """Clicks per impression of a campaign that has delivered; None where neither it nor others say enough."""
        prior = self.prior("clicks", campaign.values, campaign.key)
        shown = float(campaign.impressions.sum())
        if prior is None and shown < self.config.min_own_impressions:
            return None
        evidence = self._evidence["clicks"][campaign.key]
        # Without any other campaign: Jeffreys' prior, which says next to nothing.
        start = rates.beta_prior(prior.mean, prior.variance) if prior else (0.5, 0.5)
        a, b = rates.beta_posterior(start, min(evidence.events, evidence.exposure), evidence.exposure)
        mean = a / (a + b)
        certain = (1 - mean) / (mean * (a + b + 1))
        return Estimate(mean, certain + self.click_spreads[1] ** 2, certain), prior

    def conversions(self, campaign: CampaignHistory) -> tuple[Estimate, Prior | None] | None:
        """Conversions per smoothed click of a campaign that has delivered; None where nothing is known."""
        prior = self.prior("conversions", campaign.values, campaign.key)
        evidence = self._evidence["conversions"].get(campaign.key)
        if evidence is None or (prior is None and evidence.exposure < 1):
            return None
        start = rates.gamma_prior(prior.mean, prior.variance) if prior else (0.5, 0.5)
        a, b = rates.gamma_posterior(start, evidence.events, evidence.exposure)
        return Estimate(a / b, 1 / a + self.conversion_spreads[1] ** 2, 1 / a), prior

    def _spreads(self, pairs: list[tuple[Floats, Floats]]) -> tuple[float, float]:
        week = estimate_week_spread(pairs, self.config)
        return week, estimate_ahead_spread(pairs, week, self.config)

    @cached_property
    def _evidence(self) -> dict[str, dict[str, Evidence]]:
        """What each campaign's weeks count for, by kind of rate."""
        unsteady = self.click_spreads[0]
        clicks = {
            key: weigh(np.minimum(weeks.clicks, weeks.impressions), weeks.impressions, unsteady, self.config)
            for key, weeks in self.weeks.items()
        }
        typical = sum(weeks.clicks.sum() for weeks in self.weeks.values()) / max(
            sum(weeks.impressions.sum() for weeks in self.weeks.values()), 1.0
        )
        found = {}
        for key, weeks in self.weeks.items():
            # A few impressions' worth of the organization's typical rate keep weeks without clicks above nothing.
            smooth = (weeks.clicks.sum() + 1) / (weeks.impressions.sum() + 1 / max(typical, 1e-6))
            exposure = (weeks.clicks + smooth) / (weeks.impressions + 1) * weeks.impressions
            found[key] = weigh(weeks.conversions, exposure, self.conversion_spreads[0], self.config)
        return {"clicks": clicks, "conversions": found}

    def _fit(self, kind: str, leave_out: str) -> Pool | None:
        evidence = self._evidence[kind]
        others = [
            campaign for campaign in self.campaigns if campaign.key != leave_out and evidence[campaign.key].exposure > 0
        ]
        events = sum(evidence[campaign.key].events for campaign in others)
        if not others or (kind == "clicks" and events < 1) or events <= 0:
            return None
        counts = np.array([evidence[campaign.key].events for campaign in others])
        exposures = np.array([evidence[campaign.key].exposure for campaign in others])
        values = [campaign.values for campaign in others]
        # How far units lie apart is a property of all of them; effects are found without the one that is asked about.
        known = self.pool(kind) if leave_out else None
        return rates.fit_pool(values, counts, exposures, np.zeros(len(others)), self.config, names=FIELDS, known=known)
