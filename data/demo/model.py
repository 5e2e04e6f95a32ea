"""The example's advertising without noise: budgets, spend, and what each ad may expect of a day.

Facts are drawn around these expectations, and `truth.json` states them, so both always agree.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data.demo.brand import AGES, CELLS, CURRENCY, GENDERS, UNKNOWN
from data.demo.campaigns import AUDIENCES, DEMO_PLATFORMS, UNKNOWN_SHARE, CampaignPlan, plan_campaigns
from data.demo.creatives import CREATIVES, CreativePlan
from data.demo.demand import (
    WEEKDAY_CTR,
    Days,
    Floats,
    budget_level,
    calendar,
    demand,
    media_cost,
    spend_pattern,
    weekdays,
)
from data.demo.planted import BUDGET_TESTS, FATIGUE, RESPONSE, RUNAWAY, UNDER_SERVED, Fatigue
from domain.platforms import Platform

# How far the ads of one campaign lie apart, as the spread of a log-normal.
AD_CTR_SPREAD = 0.10
AD_CVR_SPREAD = 0.05
PACING_SPREAD = 0.045


@dataclass(frozen=True)
class Expected:
    """What each ad (row) may expect on each day (column); `fatigue` is already inside `ctr`."""

    impressions: Floats
    ctr: Floats
    cvr: Floats
    fatigue: Floats

    @property
    def conversions(self) -> Floats:
        """Conversions by click, as if tracking never failed."""
        return self.impressions * self.ctr * self.cvr


@dataclass(frozen=True)
class Model:
    """The plan on a grid: campaigns x days and ads x days."""

    days: Days
    campaigns: tuple[CampaignPlan, ...]
    ads: tuple[CreativePlan, ...]
    campaign_of_ad: npt.NDArray[np.int64]
    budgets: Floats
    spend: Floats
    ad_share: Floats
    ad_ctr: Floats
    ad_cvr: Floats

    def expect(self, spend: Floats, fatigue: Floats | None = None) -> Expected:
        """What a spend (campaigns x days) brings. A given fatigue is kept, otherwise it follows from exposure."""
        per_dollar = self._efficiency(spend)
        by_ad = spend[self.campaign_of_ad] * self.ad_share
        impressions = by_ad * per_dollar[self.campaign_of_ad]
        tired = self._fatigue(impressions) if fatigue is None else fatigue
        week = np.take(WEEKDAY_CTR, weekdays(self.days))
        ctr = self.ad_ctr[:, None] * week[None, :] * tired
        cvr = self.ad_cvr[:, None] * self._demand()[self.campaign_of_ad]
        return Expected(impressions, ctr, np.minimum(cvr, 0.6), tired)

    def platform_spend(self, spend: Floats, platform: Platform) -> Floats:
        """The platform's spend a day in the main currency, which is what its response curve is over."""
        chosen = [plan.platform is platform and plan.currency == CURRENCY for plan in self.campaigns]
        return np.asarray(spend[chosen].sum(axis=0))

    def offset(self, days_before: int) -> int:
        """The column of a day given as an offset from the last one (0 or negative)."""
        return len(self.days) - 1 + days_before

    def ad_index(self, key: str) -> int:
        """The row of an ad."""
        return next(index for index, ad in enumerate(self.ads) if ad.key == key)

    def campaign_index(self, key: str) -> int:
        """The row of a campaign."""
        return next(index for index, plan in enumerate(self.campaigns) if plan.key == key)

    def _efficiency(self, spend: Floats) -> Floats:
        """Impressions per unit of money, campaigns x days: fewer where the platform is near its ceiling."""
        factor = np.empty_like(spend)
        for platform in DEMO_PLATFORMS:
            curve = RESPONSE[platform]
            saturation = (curve.reference + curve.kappa) / (self.platform_spend(spend, platform) + curve.kappa)
            factor[[plan.platform is platform for plan in self.campaigns]] = saturation
        cpm = np.array([plan.cpm for plan in self.campaigns])
        return np.asarray(1000 / cpm[:, None] * factor / media_cost(self.days)[None, :])

    def _demand(self) -> Floats:
        return np.stack([demand(self.days, plan.category, plan.for_companies) for plan in self.campaigns])

    def _fatigue(self, impressions: Floats) -> Floats:
        factor = np.ones_like(impressions)
        for planted in FATIGUE:
            row = self.ad_index(planted.ad)
            exposures = self.exposures(impressions[row], planted)
            audience = audience_size(exposures, planted)
            factor[row] = np.power(1 + exposures / audience, planted.exponent)
        return factor

    def exposures(self, impressions: Floats, planted: Fatigue) -> Floats:
        """Impressions of one ad since its onset, up to and without each day."""
        after = np.where(np.arange(len(self.days)) >= self.offset(planted.onset), impressions, 0.0)
        return np.asarray(np.cumsum(after) - after)


def audience_size(exposures: Floats, planted: Fatigue) -> float:
    """The audience at which the planted remaining CTR is reached with all exposures."""
    return float(exposures[-1] / (planted.remaining ** (1 / planted.exponent) - 1))


def build_model(last_day: date, seed: int) -> Model:
    """The whole plan for a last day. The seed decides how ads differ and how budgets are paced, nothing else."""
    days = calendar(last_day)
    campaigns = tuple(plan for plan in plan_campaigns(last_day) if plan.has_data)
    positions = {plan.key: index for index, plan in enumerate(campaigns)}
    ads = tuple(ad for ad in CREATIVES if ad.campaign in positions)
    owner = np.array([positions[ad.campaign] for ad in ads])
    rng = np.random.default_rng([seed, 1])
    budgets = daily_budgets(campaigns, days)
    pacing = rng.lognormal(-0.02, PACING_SPREAD, budgets.shape)
    base_ctr = np.array([campaigns[index].ctr for index in owner])
    base_cvr = np.array([campaigns[index].cvr for index in owner])
    return Model(
        days=days,
        campaigns=campaigns,
        ads=ads,
        campaign_of_ad=owner,
        budgets=budgets,
        spend=planned_spend(campaigns, days, budgets) * pacing,
        ad_share=_ad_shares(campaigns, ads, owner, len(days), rng),
        ad_ctr=base_ctr * rng.lognormal(0, AD_CTR_SPREAD, len(ads)),
        ad_cvr=base_cvr * rng.lognormal(0, AD_CVR_SPREAD, len(ads)),
    )


def daily_budgets(campaigns: tuple[CampaignPlan, ...], days: Days) -> Floats:
    """What each campaign may spend on each day it runs, in whole units of its currency."""
    offsets = np.arange(1 - len(days), 1)
    rows = []
    for plan in campaigns:
        level = plan.daily_budget * budget_level(days, plan.category, plan.for_companies)
        for test in BUDGET_TESTS:
            if test.platform is plan.platform:
                level = np.where((offsets >= test.first) & (offsets <= test.last), level * test.factor, level)
        runs = np.array([plan.runs_on(int(offset)) for offset in offsets])
        rows.append(np.where(runs, np.rint(level), 0.0))
    return np.stack(rows)


def planned_spend(campaigns: tuple[CampaignPlan, ...], days: Days, budgets: Floats) -> Floats:
    """Budgets as they are used up: the weekly pattern and the runaway campaign."""
    spend = np.stack(
        [row * spend_pattern(days, plan.for_companies) for plan, row in zip(campaigns, budgets, strict=True)]
    )
    row = next(index for index, plan in enumerate(campaigns) if plan.key == RUNAWAY.campaign)
    last = len(days) - 1
    spend[row, last + RUNAWAY.first : last + RUNAWAY.last + 1] *= RUNAWAY.factor
    return spend


def _ad_shares(
    campaigns: tuple[CampaignPlan, ...],
    ads: tuple[CreativePlan, ...],
    owner: npt.NDArray[np.int64],
    length: int,
    rng: np.random.Generator,
) -> Floats:
    """Each ad's share of its campaign's spend, ads x days: fixed weights among the ads that run."""
    offsets = range(1 - length, 1)
    live = np.array(
        [[ad.runs_on(campaigns[row], offset) for offset in offsets] for ad, row in zip(ads, owner, strict=True)]
    )
    weights = live * rng.uniform(0.7, 1.4, len(ads))[:, None]
    totals = np.zeros((len(campaigns), length))
    np.add.at(totals, owner, weights)
    return np.asarray(weights / np.maximum(totals[owner], 1e-12))


def eligible_shares(plan: CampaignPlan) -> Floats:
    """The share of each cell (age x gender, then unknown) among the people that the campaign may reach."""
    audience = AUDIENCES[plan.audience]
    known = np.outer(audience.ages, audience.genders).ravel()
    unknown = UNKNOWN_SHARE.get(plan.platform, 0.0)
    return np.append(known / known.sum() * (1 - unknown), unknown)


def delivered_shares(plan: CampaignPlan) -> Floats:
    """The share of each cell in delivery: as eligible, except for the planted under-served group."""
    shares = eligible_shares(plan)
    if plan.key != UNDER_SERVED.campaign:
        return shares
    shares = np.where(under_served_cells(), shares * UNDER_SERVED.delivery, shares)
    return np.asarray(shares / shares.sum())


def under_served_cells() -> npt.NDArray[np.bool_]:
    """Which cells belong to the planted under-served group."""
    return np.array([gender == UNDER_SERVED.gender and age in UNDER_SERVED.ages for age, gender in CELLS])


def group_effects(slope: float, female: float) -> Floats:
    """Small true differences between cells: `slope` from the youngest to the oldest, `female` against male."""
    ages = dict(zip(AGES, np.linspace(-slope / 2, slope / 2, len(AGES)), strict=True))
    genders = dict(zip(GENDERS, (female / 2, -female / 2, 0.0), strict=True))
    return np.array([1.0 if age == UNKNOWN else 1 + ages[age] + genders[gender] for age, gender in CELLS])
