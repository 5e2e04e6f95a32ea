"""The analyzer of engagement and ROI: campaigns in flight, campaigns and ads before launch."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np

from domain.engagement import EngagementResult, PredictionMode, RoiResult
from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelUse
from ml.engagement import rates, roi
from ml.engagement.before_launch import expect
from ml.engagement.config import Config, read_config
from ml.engagement.drivers import rate_drivers, roi_drivers
from ml.engagement.in_flight import Fit
from ml.engagement.inputs import AdDraft, CampaignHistory, EngagementQuestion, Floats, History, RoiQuestion
from ml.engagement.own import CONFIG_FILE, OwnRegressor, features_of
from ml.engagement.performance import Performance, rate_performance
from ml.registry import ModelFolder, find_shipped

NAME, LABEL = "engagement", "pooled rates"
CLICKS = "clicks per impression"
NEEDS_MORE = (
    "This needs more data: there are not yet {impressions:,} impressions and {clicks} clicks of your own to learn from."
)
_KEPT = 6


@dataclass
class _Known:
    """What is worked out once for a history."""

    history: History
    config: Config

    @cached_property
    def fit(self) -> Fit:
        return Fit(self.history, self.config)

    @cached_property
    def performance(self) -> Performance:
        return rate_performance(self.history)


class EngagementAnalyzer:
    """Answers `EngagementQuestion` with `EngagementResult` and `RoiQuestion` with `RoiResult`.

    Parameters
    ----------
    models
        `engagement` is the version that serves: starting values, and where it was learned from the organization's own
        ads the regressor. `minilm` gives text vectors to a regressor that was learned with them.

    Notes
    -----
    In flight a campaign's own figures speak, pulled towards campaigns like it; before launch nothing of its own is
    seen. What is predicted goes on as it is: a new offer, price or season is not known to it.
    """

    def __init__(self, models: Mapping[str, ModelFolder | None]) -> None:
        folder = models.get(NAME) or find_shipped(NAME)
        if folder is None:
            raise AppError(ErrorCode.MODEL_MISSING)
        self.config = read_config(folder.read_json(CONFIG_FILE))
        self._own = OwnRegressor.load(folder)
        self._minilm = models.get("minilm")
        self._name, self._version = folder.name, folder.version
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def analyze(self, inputs: Sequence[EngagementQuestion | RoiQuestion]) -> list[EngagementResult | RoiResult]:
        """One result for each question, in order. Equal questions give equal answers, whatever else is in the batch.

        Raises NOT_FOUND for a campaign that is not in its history.
        """
        return [self._roi(each) if isinstance(each, RoiQuestion) else self._engagement(each) for each in inputs]

    def _engagement(self, question: EngagementQuestion) -> EngagementResult:
        if question.ad is not None:
            return self._ad(question.history, question.ad)
        campaign = _find(question.history, question.campaign or "")
        if campaign.has_delivered:
            return self._in_flight(self._open(question.history), campaign)
        return self._unlaunched(self._open(question.history), campaign)

    def _in_flight(self, known: _Known, campaign: CampaignHistory) -> EngagementResult:
        fit, config = known.fit, self.config
        clicks, conversions = fit.clicks(campaign), fit.conversions(campaign)
        notes: list[str] = []
        if clicks is None:
            return self._nothing(campaign.key, PredictionMode.IN_FLIGHT)
        rate, prior = clicks
        pace = _pace(fit, campaign)
        shown = max(pace * config.horizon_days, 1.0)
        chance = (1 - rate.mean) / (rate.mean * shown)
        low, high = rates.beta_interval(rate.mean, rate.relative_variance + chance, config.level)
        if prior is None:
            notes.append("There is no other campaign to compare it with, so its own figures speak alone.")
        count = count_low = count_high = None
        if conversions is not None:
            count = rate.mean * conversions[0].mean * shown
            spread = (1 + rate.relative_variance) * (1 + conversions[0].relative_variance) - 1
            count_low, count_high = rates.count_interval(count, spread, config.level)
            notes.append(
                f"Conversions are those of {config.horizon_days} days at {pace:,.0f} impressions a day, as lately."
            )
        score = known.performance.scores.get(campaign.key)
        notes.append(f"Performance: {known.performance.note}")
        drivers = (
            rate_drivers(
                prior.pool.usual, prior.pool.contributions(campaign.values), campaign.values, rate.mean, CLICKS
            )
            if prior is not None
            else []
        )
        return EngagementResult(
            campaign_id=_uuid(campaign.key), mode=PredictionMode.IN_FLIGHT, engagement_rate=rate.mean,
            low=low, high=high, conversions=count, conversions_low=count_low, conversions_high=count_high,
            performance=score, drivers=drivers, notes=notes,
            model=self._use(LABEL, _basis(prior.pool.units if prior else 0)),
        )  # fmt: skip

    def _unlaunched(self, known: _Known, campaign: CampaignHistory) -> EngagementResult:
        expected = expect(known.fit, "clicks", campaign.values)
        if expected is None:
            return self._nothing(campaign.key, PredictionMode.BEFORE_LAUNCH)
        pool = expected.prior.pool
        low, high = expected.interval(self.config.level)
        outlook = roi.before_launch(known.fit, campaign, None, self.config)
        notes = ["Before launch: campaigns like it speak, nothing of its own."]
        if outlook.conversions is not None:
            notes.append("Conversions are those of its budget spent once.")
        return EngagementResult(
            campaign_id=_uuid(campaign.key), mode=PredictionMode.BEFORE_LAUNCH, engagement_rate=expected.middle,
            low=low, high=high,
            conversions=outlook.money.conversions if outlook.conversions else None,
            conversions_low=outlook.conversions[0] if outlook.conversions else None,
            conversions_high=outlook.conversions[1] if outlook.conversions else None,
            drivers=rate_drivers(
                pool.usual, pool.contributions(campaign.values), campaign.values, expected.middle, CLICKS
            ),
            notes=notes, model=self._use(LABEL, _basis(pool.units)),
        )  # fmt: skip

    def _ad(self, history: History, ad: AdDraft) -> EngagementResult:
        # The campaign that the ad is for is taken out of what is known, so that none of its outcome is seen.
        owner = history.find(ad.campaign) if ad.campaign else None
        seen = history.without(ad.campaign) if owner is not None and owner.has_delivered else history
        expected = expect(self._open(seen).fit, "clicks", ad.values)
        if expected is None:
            return self._nothing(ad.campaign, PredictionMode.BEFORE_LAUNCH)
        pool = expected.prior.pool
        parts = pool.contributions(ad.values)
        low, high = expected.interval(self.config.level)
        rate, label, note = expected.middle, LABEL, _basis(pool.units)
        notes = ["Before launch: your campaigns like it speak, nothing of its own."]
        if self._own is not None and ad.campaign in self._own.campaigns:
            notes.append("What was learned from your ads has seen this campaign, so the pooled rate answers alone.")
        elif self._own is not None:
            own, effects = self._explain(self._own, ad)
            parts |= effects
            rate = float(min(np.exp(expected.log_mean + own), 1.0))
            low, high = (float(min(np.exp(np.log(rate) + end), 1.0)) for end in (self._own.low, self._own.high))
            low, high, label = min(low, rate), max(high, rate), "trained"
            figures = self._own.figures
            note = (
                f"Learned from {figures['rows']:.0f} of your ads: squared error {figures['own']:.4f} on campaigns held "
                f"out, {figures['pooled']:.4f} by the pooled rate alone."
            )
        else:
            notes.append("Words and picture do not change it: nothing was learned from your own ads yet.")
        return EngagementResult(
            campaign_id=None, mode=PredictionMode.BEFORE_LAUNCH, engagement_rate=rate, low=low, high=high,
            drivers=rate_drivers(pool.usual, parts, ad.values, rate, CLICKS), notes=notes, model=self._use(label, note),
        )  # fmt: skip

    def _explain(self, own: OwnRegressor, ad: AdDraft) -> tuple[float, dict[str, float]]:
        """What words and picture add to the log-rate: altogether, and by feature as Shapley values."""
        vectors = self._encode([ad.text]) if own.axes.size else None
        row = own.table([features_of(ad.text, ad.picture)], vectors)[0]
        mean, effects = own.trees.explain(row)
        count = len(own.names)
        parts = {name: float(effect) for name, effect in zip(own.names, effects[:count], strict=True)}
        parts["text_meaning"] = float(effects[count:].sum())
        parts["ads_in_general"] = mean
        return mean + float(effects.sum()), {name: part for name, part in parts.items() if part}

    def _encode(self, texts: list[str]) -> Floats:
        from ml.encoders.minilm import load_minilm

        return np.asarray(load_minilm(self._minilm).encode(texts), dtype=np.float64)

    def _roi(self, question: RoiQuestion) -> RoiResult:
        known = self._open(question.history)
        campaign = _find(question.history, question.campaign)
        if campaign.has_delivered or campaign.spend.sum() > 0:
            outlook = roi.look_ahead(known.fit, question.history, campaign, question.value, self.config)
            basis = "Recorded figures; the interval is of the weeks ahead."
        else:
            outlook = roi.before_launch(known.fit, campaign, question.value, self.config)
            basis = "Before launch: campaigns like it in its currency, for its budget spent once."
        money, notes = outlook.money, [basis, *outlook.notes]
        clv = None
        if money.unit is not None and question.orders is not None:
            clv = money.unit * question.orders
        elif question.orders is None:
            notes.append(roi.NO_ORDERS)
        return RoiResult(
            campaign_id=_uuid(campaign.key), currency=campaign.currency or None, roi=money.roi, low=outlook.low,
            high=outlook.high, cac=money.cac, cac_low=outlook.cac_low, cac_high=outlook.cac_high, clv=clv,
            drivers=roi_drivers(outlook.parts), notes=notes, model=self._use(LABEL, _basis(len(known.fit.campaigns))),
        )  # fmt: skip

    def _open(self, history: History) -> _Known:
        """What is known of a history; the latest few are kept."""
        key = history.fingerprint
        if key not in self._known:
            self._known[key] = _Known(history, self.config)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def _nothing(self, key: str, mode: PredictionMode) -> EngagementResult:
        reason = NEEDS_MORE.format(impressions=self.config.min_impressions, clicks=self.config.min_clicks)
        return EngagementResult(
            campaign_id=_uuid(key), mode=mode, engagement_rate=None, low=None, high=None, drivers=[], notes=[reason],
            model=self._use(LABEL, ""),
        )  # fmt: skip

    def _use(self, label: str, note: str) -> ModelUse:
        return ModelUse(name=self._name, version=self._version, label=label, note=note)


def _find(history: History, key: str) -> CampaignHistory:
    found = history.find(key)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND)
    return found


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _basis(units: int) -> str:
    return f"Rates pooled over {units} of your own campaigns." if units else "The campaign's own figures."


def _pace(fit: Fit, campaign: CampaignHistory) -> float:
    """Impressions a day over its last four weeks with figures, or over all its days where it has fewer."""
    weeks = fit.weeks[campaign.key]
    days = min(weeks.days, fit.config.horizon_days)
    recent = weeks.impressions[-max(fit.config.horizon_days // 7, 1) :].sum()
    return float(recent) / max(days, 1)
