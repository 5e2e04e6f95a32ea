"""The daily facts of the example, drawn around the model: one row per day, ad, age and gender.

Counts are over-dispersed (log-normal days, gamma cells, binomial and Poisson counts); money is whole cents in micros.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from data.demo.brand import CELLS
from data.demo.campaigns import LEADS, CampaignPlan
from data.demo.creatives import CreativePlan
from data.demo.demand import Floats
from data.demo.model import Expected, Model, delivered_shares, group_effects, under_served_cells
from data.demo.planted import OUTAGES, UNDER_SERVED, VIEW_THROUGH
from domain.money import MICROS_PER_UNIT

Ints = npt.NDArray[np.int64]

MICROS_PER_CENT = MICROS_PER_UNIT // 100
# Spread of the log-normal noise of one ad's day, and shape of the gamma noise of one cell.
IMPRESSION_SPREAD = 0.06
CTR_SPREAD = 0.055
CVR_SPREAD = 0.07
CELL_SHAPE = 40.0
CELL_SHARE_SHAPE = 250.0
# An order's value follows a gamma of this shape; leads have one fixed value.
ORDER_SHAPE = 2.2
# True differences between groups are small everywhere except for the planted one.
CTR_AGE_SLOPE, CTR_FEMALE = 0.06, 0.02
CVR_AGE_SLOPE, CVR_FEMALE = -0.04, 0.01
COLUMNS = (
    "campaign", "date", "ad_id", "ad", "ad_group", "age", "gender", "country", "currency",
    "impressions", "reach", "clicks", "conversions_micros", "spend_micros", "revenue_micros",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """All rows as arrays of equal length, sorted by day, ad and cell. `campaign`, `ad` and `cell` are positions."""

    campaigns: tuple[CampaignPlan, ...]
    ads: tuple[CreativePlan, ...]
    day: npt.NDArray[np.datetime64]
    campaign: Ints
    ad: Ints
    cell: Ints
    impressions: Ints
    reach: Ints
    clicks: Ints
    conversions_micros: Ints
    spend_micros: Ints
    revenue_micros: Ints

    def __len__(self) -> int:
        return len(self.day)

    def columns(self, start: int = 0, stop: int | None = None) -> dict[str, list[int] | list[str] | list[date]]:
        """Plain Python values by column (see COLUMNS); `campaign` is the position in `campaigns`."""
        rows = slice(start, stop)
        owner = [self.campaigns[index] for index in range(len(self.campaigns))]
        ages, genders = zip(*CELLS, strict=True)
        return {
            "campaign": self.campaign[rows].tolist(),
            "date": self.day[rows].tolist(),
            "ad_id": _named([ad_id(ad.key) for ad in self.ads], self.ad[rows]),
            "ad": _named([ad.name for ad in self.ads], self.ad[rows]),
            "ad_group": _named([ad_group(plan) for plan in owner], self.campaign[rows]),
            "age": _named(list(ages), self.cell[rows]),
            "gender": _named(list(genders), self.cell[rows]),
            "country": _named([plan.country for plan in owner], self.campaign[rows]),
            "currency": _named([plan.currency for plan in owner], self.campaign[rows]),
            **{name: getattr(self, name)[rows].tolist() for name in COLUMNS[9:]},
        }

    def batches(self, size: int = 20_000) -> Iterator[dict[str, list[int] | list[str] | list[date]]]:
        """The columns in slices of at most `size` rows, in order."""
        for start in range(0, len(self), size):
            yield self.columns(start, start + size)

    def digest(self) -> str:
        """A hash of every value, the same for the same last day and seed."""
        total = sha256()
        for name in ("day", "campaign", "ad", "cell", *COLUMNS[9:]):
            total.update(getattr(self, name).astype(np.int64).tobytes())
        return total.hexdigest()


def ad_id(key: str) -> str:
    """The platform's number of an ad or a campaign: long and stable, as real ones are."""
    return "23" + str(int(sha256(key.encode()).hexdigest()[:12], 16)).zfill(15)[-13:]


def ad_group(plan: CampaignPlan) -> str:
    """Each campaign has one ad group, named after country and audience."""
    return f"{plan.country} | {plan.audience}"


def draw_facts(model: Model, expected: Expected, seed: int) -> Facts:
    """Draw all rows. Cells without a single impression leave no row, as in real exports."""
    rng = np.random.default_rng([seed, 2])
    impressions = _impressions(model, expected, rng)
    day, ad, _ = where = np.nonzero(impressions)
    shown = impressions[where]
    clicks = rng.binomial(shown, _rates(model, expected, rng, for_clicks=True)[where])
    conversions = _conversions(model, expected, rng, where, shown, clicks)
    platforms = [plan.platform for plan in model.campaigns]
    owner = model.campaign_of_ad[ad]
    frequency = 1 + rng.gamma(4.0, 0.05, len(shown)) * (1 + np.array([p.value == "tiktok" for p in platforms])[owner])
    return Facts(
        campaigns=model.campaigns,
        ads=model.ads,
        day=model.days[day],
        campaign=owner,
        ad=ad,
        cell=where[2],
        impressions=shown,
        reach=np.maximum(1, (shown / frequency).astype(np.int64)),
        clicks=clicks,
        conversions_micros=conversions * MICROS_PER_UNIT,
        spend_micros=_spend(model, rng, impressions)[where],
        revenue_micros=_revenue(model, rng, owner, conversions),
    )


def _named(names: list[str], positions: Ints) -> list[str]:
    found: list[str] = np.array(names, dtype=object)[positions].tolist()
    return found


def _coarse(values: Floats) -> Floats:
    """The values in single precision.

    Processors differ in the last bits of a power or a cosine, and one bit may change a draw and all after it.
    """
    return values.astype(np.float32).astype(np.float64)


def _impressions(model: Model, expected: Expected, rng: np.random.Generator) -> Ints:
    """Impressions, days x ads x cells."""
    shares = np.stack([delivered_shares(model.campaigns[row]) for row in model.campaign_of_ad])
    shares = shares * rng.gamma(CELL_SHARE_SHAPE, 1 / CELL_SHARE_SHAPE, shares.shape)
    shares /= shares.sum(axis=1, keepdims=True)
    by_day = expected.impressions.T * rng.lognormal(0, IMPRESSION_SPREAD, expected.impressions.T.shape)
    mean = by_day[:, :, None] * shares[None, :, :]
    return np.asarray(rng.poisson(_coarse(mean * rng.gamma(CELL_SHAPE, 1 / CELL_SHAPE, mean.shape))))


def _rates(model: Model, expected: Expected, rng: np.random.Generator, *, for_clicks: bool) -> Floats:
    """Click rate or conversion rate, days x ads x cells."""
    base = (expected.ctr if for_clicks else expected.cvr).T
    noise = rng.lognormal(0, CTR_SPREAD if for_clicks else CVR_SPREAD, base.shape)
    slope, female = (CTR_AGE_SLOPE, CTR_FEMALE) if for_clicks else (CVR_AGE_SLOPE, CVR_FEMALE)
    effects = np.tile(group_effects(slope, female), (len(model.ads), 1))
    if not for_clicks:
        concerned = model.campaign_of_ad == model.campaign_index(UNDER_SERVED.campaign)
        effects[np.ix_(concerned, under_served_cells())] *= UNDER_SERVED.conversion
    return _coarse(np.minimum((base * noise)[:, :, None] * effects[None, :, :], 0.9))


def _conversions(
    model: Model,
    expected: Expected,
    rng: np.random.Generator,
    where: tuple[Ints, ...],
    shown: Ints,
    clicks: Ints,
) -> Ints:
    """Recorded conversions: by click, after a mere view, and what the outages left of them."""
    day, ad, _ = where
    owner = model.campaign_of_ad[ad]
    by_click = rng.binomial(clicks, _rates(model, expected, rng, for_clicks=False)[where])
    of_view = [VIEW_THROUGH[plan.platform] if plan.objective != LEADS else 0.0 for plan in model.campaigns]
    by_view = rng.poisson(shown * np.array(of_view)[owner])
    recorded = np.ones((len(model.days), len(model.campaigns)))
    for outage in OUTAGES:
        hit = [plan.platform is outage.platform for plan in model.campaigns]
        recorded[model.offset(outage.first) : model.offset(outage.last) + 1, hit] = outage.recorded
    return np.asarray(rng.binomial(by_click + by_view, recorded[day, owner]))


def _spend(model: Model, rng: np.random.Generator, impressions: Ints) -> Ints:
    """Micros by day, ad and cell: the ad's money goes where its impressions went, at slightly different prices."""
    money = (model.spend[model.campaign_of_ad] * model.ad_share).T
    weights = impressions * rng.lognormal(0, 0.06, impressions.shape)
    weights /= np.maximum(weights.sum(axis=2, keepdims=True), 1e-12)
    return np.rint(_coarse(money[:, :, None] * weights) * 100).astype(np.int64) * MICROS_PER_CENT


def _revenue(model: Model, rng: np.random.Generator, owner: Ints, conversions: Ints) -> Ints:
    value = np.array([plan.order_value for plan in model.campaigns])[owner]
    orders = rng.standard_gamma(np.maximum(ORDER_SHAPE * conversions, 1e-9)) * value / ORDER_SHAPE
    fixed = np.array([plan.objective == LEADS for plan in model.campaigns])[owner]
    amount = np.where(fixed, value * conversions, np.where(conversions > 0, orders, 0.0))
    return np.asarray(np.rint(_coarse(amount) * 100).astype(np.int64) * MICROS_PER_CENT)
