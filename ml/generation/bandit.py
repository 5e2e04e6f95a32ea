"""Which frames work at a placement: a Beta posterior of each frame's click rate, sampled (Thompson 1933).

What frames bring is pooled: a frame with few impressions is taken to be like the others until it shows otherwise.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

PRIOR_RATE = 0.01
"""A click rate to start from where nothing was reported; only ratios to it matter."""
PRIOR_IMPRESSIONS = 500.0
LEAST_STRENGTH, MOST_STRENGTH = 100.0, 20_000.0


@dataclass(frozen=True)
class Outcome:
    """Impressions and clicks of a frame."""

    impressions: int
    clicks: int


@dataclass(frozen=True)
class Prior:
    """A Beta distribution by its mean and by how many impressions it is worth."""

    rate: float
    strength: float

    def posterior(self, outcome: Outcome | None) -> tuple[float, float]:
        """Alpha and beta after an outcome."""
        seen = outcome or Outcome(0, 0)
        clicks = min(seen.clicks, seen.impressions)
        return self.rate * self.strength + clicks, (1 - self.rate) * self.strength + seen.impressions - clicks


def fit_prior(outcomes: Mapping[str, Outcome]) -> Prior:
    """The pooled prior by the method of moments: what the frames' rates scatter by beyond chance.

    Assumes independent impressions; clicks that come in bursts make frames seem more different than they are.
    """
    rows = [row for row in outcomes.values() if row.impressions > 0]
    impressions, clicks = sum(row.impressions for row in rows), sum(min(row.clicks, row.impressions) for row in rows)
    rate = (clicks + PRIOR_RATE * PRIOR_IMPRESSIONS) / (impressions + PRIOR_IMPRESSIONS)
    if len(rows) < 3:
        return Prior(rate, PRIOR_IMPRESSIONS)
    spread = sum(row.impressions * (min(row.clicks / row.impressions, 1) - rate) ** 2 for row in rows) / impressions
    chance = rate * (1 - rate) * len(rows) / impressions
    between = spread - chance
    if between <= 0:
        return Prior(rate, MOST_STRENGTH)
    strength = rate * (1 - rate) / between - 1
    return Prior(rate, min(max(strength, LEAST_STRENGTH), MOST_STRENGTH))


class FrameBandit:
    """Thompson sampling over the frames of one placement. The same seed gives the same draws."""

    def __init__(self, outcomes: Mapping[str, Outcome], seed: int) -> None:
        self.outcomes = dict(outcomes)
        self.prior = fit_prior(outcomes)
        self._seed = seed

    @property
    def has_data(self) -> bool:
        """Whether anything was reported."""
        return any(row.impressions > 0 for row in self.outcomes.values())

    def draw(self, frame: str) -> float:
        """A click rate drawn from the frame's posterior. The draw depends on seed and frame, not on the order asked."""
        alpha, beta = self.prior.posterior(self.outcomes.get(frame))
        # A seeded generator is the point: the same brief gives the same ads.
        return random.Random(f"{self._seed}:{frame}").betavariate(max(alpha, 1e-6), max(beta, 1e-6))  # noqa: S311  # nosec B311

    def worth(self, frame: str) -> float:
        """The draw held against the pool, in [0, 1]: 0.5 is the pool's rate. 0.5 for all where nothing was reported."""
        if not self.has_data:
            return 0.5
        drawn = self.draw(frame)
        return drawn / (drawn + self.prior.rate)
