"""What is planted in the numbers on purpose, with its exact parameters.

The generator reads it, `truth.json` tells it.
"""

from dataclasses import dataclass

from data.demo.campaigns import GOOGLE, LINKEDIN, META, TIKTOK, YOUTUBE
from domain.platforms import Platform


@dataclass(frozen=True)
class Outage:
    """Conversion tracking failed: clicks went on, recorded conversions and revenue are multiplied by `recorded`."""

    platform: Platform
    first: int
    last: int
    recorded: float
    annotated: bool


@dataclass(frozen=True)
class Runaway:
    """A campaign spent `factor` times its daily budget on the days from `first` to `last`."""

    campaign: str
    first: int
    last: int
    factor: float


@dataclass(frozen=True)
class Fatigue:
    """From `onset` on, CTR is multiplied by (1 + exposures / audience) ** exponent.

    Exposures are the ad's impressions since onset. The audience follows from `remaining`, the factor that is
    reached on the ad's last day in the noise-free model.
    """

    ad: str
    onset: int
    exponent: float
    remaining: float


@dataclass(frozen=True)
class UnderServed:
    """Within one campaign a group gets a smaller share of delivery than of the eligible people, and converts less.

    `delivery` multiplies the group's share of impressions, `conversion` its conversion rate per click.
    """

    campaign: str
    gender: str
    ages: tuple[str, ...]
    delivery: float
    conversion: float


@dataclass(frozen=True)
class BudgetTest:
    """All budgets of a platform were multiplied by `factor` for a while; it makes the response curve visible."""

    platform: Platform
    first: int
    last: int
    factor: float
    annotated: bool


@dataclass(frozen=True)
class Response:
    """Hill curve of slope 1: conversions a day = beta * x / (x + kappa), x = the platform's spend a day in USD.

    `reference` is the spend at which the campaigns' CPM in the plan holds.
    """

    kappa: float
    reference: float


OUTAGES = (
    Outage(GOOGLE, -131, -129, 0.0, annotated=True),
    Outage(META, -24, -23, 0.02, annotated=False),
)
RUNAWAY = Runaway("g-pmax", -12, -9, 4.6)
FATIGUE = (
    Fatigue("m-gravel-sunrise", -96, -0.43, 0.46),
    Fatigue("m-trail-switchback", -70, -0.41, 0.52),
    Fatigue("t-creator-unboxing", -58, -0.46, 0.42),
    Fatigue("y-film-ridge", -118, -0.40, 0.50),
    Fatigue("g-pmax-lantern", -215, -0.43, 0.44),
    Fatigue("m-finance-calendar", -262, -0.45, 0.48),
)
UNDER_SERVED = UnderServed("m-finance", "female", ("55-64", "65+"), delivery=0.34, conversion=0.52)
BUDGET_TESTS = (
    BudgetTest(META, -250, -230, 1.55, annotated=True),
    BudgetTest(GOOGLE, -182, -164, 0.60, annotated=True),
    BudgetTest(TIKTOK, -112, -95, 1.80, annotated=True),
    BudgetTest(LINKEDIN, -201, -186, 0.50, annotated=False),
    BudgetTest(YOUTUBE, -88, -70, 1.70, annotated=False),
)
# Meta and LinkedIn are close to their ceiling, TikTok has the most room.
RESPONSE = {
    META: Response(kappa=950.0, reference=1150.0),
    GOOGLE: Response(kappa=1700.0, reference=1050.0),
    TIKTOK: Response(kappa=1500.0, reference=400.0),
    LINKEDIN: Response(kappa=330.0, reference=320.0),
    YOUTUBE: Response(kappa=800.0, reference=360.0),
}
# Conversions of people who saw and did not click, per impression.
VIEW_THROUGH = {META: 0.000012, GOOGLE: 0.0, TIKTOK: 0.000010, LINKEDIN: 0.0, YOUTUBE: 0.000016}
