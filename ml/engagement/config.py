"""The numbers that the method starts from where an organization's own figures do not say otherwise."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Config:
    """Weakly informative starting values; each is a standard deviation of a log-rate unless said otherwise.

    They were set by judgement, not learned from anybody's data: `prior_weight` observations' worth of them is mixed
    with what the organization's own campaigns show, so that they fade as campaigns come in.

    Attributes
    ----------
    field_spread : dict
        How far platforms, objectives, countries and categories lie apart.
    campaign_spread : float
        How far campaigns with the same fields lie apart.
    week_spread : float
        How much a campaign's rate moves from week to week beyond chance.
    ahead_spread : float
        How far the next weeks lie from what the past weeks say, beyond chance.
    ahead_weight : float
        How many misses the starting value of `ahead_spread` weighs: misses of one campaign come together, and what has
        not happened yet (an ad that tires) is not among them.
    half_life_weeks : float
        After how many weeks a figure counts half.
    horizon_days : int
        The days that a prediction in flight is about.
    level : float
        What share of intervals is to hold the truth.
    prior_weight : float
        How many observations the starting values weigh.
    draws : int
        Simulated outcomes for an interval of ROI.
    """

    field_spread: dict[str, float] = field(
        default_factory=lambda: {"platform": 0.6, "objective": 0.3, "country": 0.25, "category": 0.25}
    )
    campaign_spread: float = 0.5
    week_spread: float = 0.10
    ahead_spread: float = 0.15
    ahead_weight: float = 25.0
    half_life_weeks: float = 3.0
    horizon_days: int = 28
    level: float = 0.90
    prior_weight: float = 6.0
    draws: int = 2000
    min_impressions: int = 1000
    min_own_impressions: int = 100
    min_clicks: int = 10

    def spread_of(self, name: str) -> float:
        """The starting spread of a field; one that is not named counts like a country."""
        return self.field_spread.get(name, 0.25)

    def as_json(self) -> dict[str, Any]:
        """The values, as the artifact keeps them."""
        return asdict(self)


def read_config(values: dict[str, Any] | None) -> Config:
    """The configuration of an artifact; what it does not name keeps its default."""
    known = {item.name for item in fields(Config)}
    return Config(**{name: value for name, value in (values or {}).items() if name in known})
