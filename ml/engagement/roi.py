"""Return on spend: exact from what is recorded (A11), with an interval of what the weeks ahead will bring."""

from dataclasses import dataclass, field
from zlib import crc32

import numpy as np

from ml.engagement.before_launch import expect
from ml.engagement.config import Config
from ml.engagement.drivers import split
from ml.engagement.in_flight import Fit
from ml.engagement.inputs import CampaignHistory, Floats, History
from ml.engagement.rates import fit_pool
from ml.engagement.weeks import Weeks, by_week, recency, weigh

_ORDER_SPREAD = 0.7
"""Standard deviation of single orders' values over their mean, where weeks do not tell: carts differ by about that."""
NO_VALUE = (
    "No revenue is imported, so there is no ROI: say what a conversion is worth (value_per_conversion), "
    "or import revenue."
)
NO_SPEND = "Nothing was spent, so ROI is not defined."
NO_CONVERSIONS = "There are no conversions, so the cost per conversion is not defined."
NO_ORDERS = "Say how often a customer buys (orders_per_customer) for the value of a customer."


@dataclass(frozen=True)
class Money:
    """What a campaign earned for what it spent. `income` None: it is not known. `unit` is a conversion's value."""

    spend: float
    conversions: float
    income: float | None
    unit: float | None

    @property
    def roi(self) -> float | None:
        """(income - spend) / spend; None where nothing was spent or the income is not known."""
        return None if self.income is None or not self.spend else (self.income - self.spend) / self.spend

    @property
    def cac(self) -> float | None:
        """Spend by conversion; None without conversions."""
        return self.spend / self.conversions if self.conversions else None


@dataclass(frozen=True)
class Outlook:
    """The figures of one campaign with 90 % intervals; None where they are not defined, with the reason in `notes`."""

    money: Money
    low: float | None = None
    high: float | None = None
    cac_low: float | None = None
    cac_high: float | None = None
    conversions: tuple[float, float] | None = None
    """Where they will lie, before launch for the budget spent once."""
    parts: dict[str, float] = field(default_factory=dict)
    """What moves ROI away from the organization's, in units of ROI; see `drivers.split`."""
    notes: list[str] = field(default_factory=list)


def recorded(history: History, campaign: CampaignHistory, value: float | None) -> Money:
    """What is recorded, revenue first; where none was imported, conversions times `value`.

    A revenue of 0 is taken for a fact where the organization has revenue elsewhere in that currency, or where there was
    no conversion that could have brought any; else it is not known.
    """
    spend, revenue = float(campaign.spend.sum()), float(campaign.revenue.sum())
    conversions = float(campaign.conversions.sum())
    if revenue > 0:
        return Money(spend, conversions, revenue, revenue / conversions if conversions else value)
    if value is not None:
        return Money(spend, conversions, conversions * value, value)
    elsewhere = any(other.currency == campaign.currency and other.revenue.sum() > 0 for other in history.campaigns)
    return Money(spend, conversions, 0.0 if elsewhere or not conversions else None, None)


def look_ahead(fit: Fit, history: History, campaign: CampaignHistory, value: float | None, config: Config) -> Outlook:
    """A running campaign: recorded figures, and where they will lie for the spend of the weeks ahead.

    Parameters
    ----------
    fit : Fit
        Of the whole history.
    value : float, optional
        What a conversion is worth where revenue was not imported.

    Notes
    -----
    Clicks for the money, conversions for the clicks and the value of an order are drawn with what is not known of each
    and with chance; then ROI is computed for each draw. The interval always holds the recorded figure: where the
    campaign is expected to fall back towards others, it reaches further to that side. It assumes a spend like the
    recent one; ten times the budget does not bring ten times the clicks.
    """
    money = recorded(history, campaign, value)
    notes = _reasons(money)
    estimate = fit.conversions(campaign)
    if not money.spend or estimate is None:
        return Outlook(money, notes=notes)
    weeks = by_week(campaign)
    weights = recency(len(weeks.spend), config)
    ahead = _ahead(weeks.spend, config)
    rng = _generator(campaign.key)
    counted, spent = float(weights @ weeks.clicks), float(weights @ weeks.spend)
    unsure = fit.click_spreads[1] ** 2 + 1 / (counted + 1)
    clicks = (counted + 0.5) / max(spent, 1e-9) * ahead * _lognormal(rng, unsure, config)
    rate, spread = estimate[0].mean, estimate[0].relative_variance
    drawn = np.minimum(clicks * rng.gamma(1 / spread, rate * spread, config.draws), 1e12)
    conversions = rng.poisson(drawn).astype(float)
    same = [other for other in fit.campaigns if other.currency == campaign.currency]
    unit = money.unit if money.unit is not None else _usual_value(same, None)[0]
    earned = _earned(money, unit, weeks, conversions, ahead, rng, config)
    cac_low, cac_high = _around(money.cac, *_cost(ahead, conversions, config))
    low, high = _around(money.roi, *((np.quantile(earned, _tails(config)) - ahead) / ahead).tolist())
    if money.roi is not None and unit is not None:
        middle = (float(np.median(drawn)) * unit - ahead) / ahead
        notes.append(f"At the rates of the latest weeks ROI is about {middle:.2f}.")
    return Outlook(money, low, high, cac_low, cac_high, parts=_parts(fit, campaign, money), notes=notes)


def before_launch(fit: Fit, campaign: CampaignHistory, value: float | None, config: Config) -> Outlook:
    """A campaign that has not run, from campaigns like it in its currency, for its budget spent once.

    `fit` must be of a history without the campaign. None without a budget: ROI of no spend is not defined.
    """
    if not campaign.budget:
        return Outlook(
            Money(0.0, 0.0, None, value), notes=["It has neither spent nor a budget, so ROI is not defined."]
        )
    others = [other for other in fit.campaigns if other.currency == campaign.currency and other.spend.sum() > 0]
    rate = expect(fit, "conversions", campaign.values)
    if rate is None or not others or not any(other.clicks.sum() > 0 for other in others):
        reason = f"This needs more data: no campaign in {campaign.currency} has spend, clicks and conversions yet."
        return Outlook(Money(0.0, 0.0, None, value), notes=[reason])
    bought = [weigh(weeks.clicks, weeks.spend, fit.click_spreads[0], config) for weeks in map(by_week, others)]
    pool = fit_pool(
        [other.values for other in others], np.array([item.events for item in bought]),
        np.array([max(item.exposure, 1e-9) for item in bought]), np.zeros(len(others)), config,
    )  # fmt: skip
    mean, variance = pool.predict(campaign.values)
    rng = _generator(campaign.key)
    clicks = campaign.budget * np.exp(mean) * _lognormal(rng, variance + fit.click_spreads[1] ** 2, config, center=0.0)
    rates = np.exp(rate.log_mean) * _lognormal(rng, rate.variance, config, center=0.0)
    conversions = rng.poisson(np.minimum(clicks * rates, 1e12)).astype(float)
    unit, unit_spread = _usual_value(others, value)
    earned = conversions * (unit or 0.0) * _lognormal(rng, unit_spread, config)
    expected = float(np.median(clicks * rates))
    money = Money(campaign.budget, expected, None if unit is None else expected * unit, unit)
    low, high = _around(money.roi, *((np.quantile(earned, _tails(config)) / campaign.budget - 1).tolist()))
    cac_low, cac_high = _cost(campaign.budget, conversions, config)
    fewest, most = np.quantile(conversions, _tails(config)).tolist()
    return Outlook(money, low, high, cac_low, cac_high, (fewest, most), notes=_reasons(money))


def _earned(
    money: Money, unit: float | None, weeks: Weeks, conversions: Floats, ahead: float, rng: np.random.Generator,
    config: Config,
) -> Floats:  # fmt: skip
    """What each draw earns: conversions times a value that is uncertain where it comes from recorded orders."""
    if unit is None or (money.income and not money.conversions):
        # Revenue without conversions: its own weeks say how unsteady it is.
        usual = float(weeks.revenue.mean())
        unsteady = float(weeks.revenue.std()) / usual if usual > 0 else 0.0
        return (money.income or 0.0) / money.spend * ahead * _lognormal(rng, unsteady**2 / 4, config)
    if weeks.revenue.sum() <= 0:
        return conversions * unit
    orders = 1 / np.maximum(conversions, 1.0) + 1 / max(money.conversions, 1.0)
    noise = rng.standard_normal(config.draws) * _ORDER_SPREAD * np.sqrt(orders)
    return np.asarray(conversions * unit * np.exp(noise))


def _tails(config: Config) -> list[float]:
    return [(1 - config.level) / 2, (1 + config.level) / 2]


def _around(figure: float | None, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """The interval, made to hold the recorded figure; nothing where that is not defined."""
    if figure is None:
        return None, None
    return (None if low is None else min(low, figure)), (None if high is None else max(high, figure))


def _cost(spend: float, conversions: Floats, config: Config) -> tuple[float | None, float | None]:
    """Interval of spend per conversion; None at an end where no conversion at all may come."""
    fewest, most = np.quantile(conversions, _tails(config)).tolist()
    return (spend / most if most > 0 else None), (spend / fewest if fewest > 0 else None)


def _parts(fit: Fit, campaign: CampaignHistory, money: Money) -> dict[str, float]:
    """Price of a click, conversions per click and value of a conversion against the organization's, as parts of ROI."""
    same = [other for other in fit.campaigns if other.currency == campaign.currency and other.key != campaign.key]
    spend, clicks, conversions, revenue = (
        float(sum(getattr(other, name).sum() for other in same))
        for name in ("spend", "clicks", "conversions", "revenue")
    )
    own_clicks, income = float(campaign.clicks.sum()), money.income or 0.0
    worth = revenue if campaign.revenue.sum() > 0 else conversions * (money.unit or 0.0)
    if min(spend, clicks, conversions, worth, own_clicks, money.conversions, income) <= 0:
        return {}
    logs = {
        "clicks_per_spend": np.log(own_clicks / money.spend) - np.log(clicks / spend),
        "conversions_per_click": np.log(money.conversions / own_clicks) - np.log(conversions / clicks),
        "value_per_conversion": np.log(income / money.conversions) - np.log(worth / conversions),
    }
    _, effects = split(worth / spend, {name: float(part) for name, part in logs.items() if abs(part) > 1e-12})
    return effects


def _reasons(money: Money) -> list[str]:
    notes = []
    if not money.spend:
        notes.append(NO_SPEND)
    elif money.income is None:
        notes.append(NO_VALUE)
    if not money.conversions:
        notes.append(NO_CONVERSIONS)
    return notes


def _usual_value(others: list[CampaignHistory], value: float | None) -> tuple[float | None, float]:
    """What a conversion is usually worth among campaigns, and the variance of its logarithm between them."""
    known = [(float(c.revenue.sum()), float(c.conversions.sum())) for c in others]
    values = np.array([revenue / conversions for revenue, conversions in known if revenue > 0 and conversions > 0])
    if value is not None or not len(values):
        return value, 0.0
    logs = np.log(values)
    return float(np.exp(np.median(logs))), float(logs.var(ddof=1)) if len(logs) > 1 else _ORDER_SPREAD**2


def _ahead(spend: Floats, config: Config) -> float:
    """The spend of the weeks ahead: that of the last four weeks in which there was any."""
    weeks = max(config.horizon_days // 7, 1)
    recent = float(spend[spend > 0][-weeks:].sum())
    return recent if recent > 0 else float(spend.sum())


def _lognormal(rng: np.random.Generator, variance: float, config: Config, center: float | None = None) -> Floats:
    """Draws whose mean is 1, or whose logarithm has the mean `center`."""
    shift = -variance / 2 if center is None else center
    return np.asarray(np.exp(shift + rng.standard_normal(config.draws) * variance**0.5))


def _generator(key: str) -> np.random.Generator:
    """The same draws for the same campaign, whatever else is in its batch."""
    return np.random.default_rng([7, crc32(key.encode())])
