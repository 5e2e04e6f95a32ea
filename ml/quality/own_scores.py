"""Scores by a model of the organization's own outcomes: its place among them, the expected rate, what to change."""

import numpy as np

from domain.quality import SUGGEST_BELOW, FeatureValue, QualityResult, Suggestion
from ml.quality.own import Array, OwnModel

_LEAST_GAIN = 0.5


def score_by_own(result: QualityResult, own: OwnModel, embedding: Array | None = None) -> QualityResult:
    """The result with score and rate by the own model; features keep the rules' points as an explanation of craft.

    The score is the share of the creatives learned from that were expected to do worse, times 100. The interval holds
    90 % of the errors on campaigns that were held out.
    """
    values = {feature.code: feature.value for feature in result.features}
    embeddings = embedding[None, :] if embedding is not None else None
    predicted = float(own.predict([values], embeddings)[0])
    score = round(100 * own.rank(predicted), 1)
    rate, low, high = (float(np.clip(np.exp(predicted + shift), 0, 1)) for shift in (0.0, own.low, own.high))
    suggestions = _suggestions(result.features, own, embeddings, score)
    return result.model_copy(
        update={
            "quality_score": score,
            "predicted_engagement": rate,
            "engagement_low": min(low, rate),
            "engagement_high": max(high, rate),
            "engagement_note": "Clicks per impression as your own creatives let expect; 90 % interval.",
            "suggestions": suggestions or result.suggestions,
            "notes": [*result.notes, "The score is the place among your own creatives, learned from their outcomes."],
        }
    )


def _suggestions(
    features: list[FeatureValue], own: OwnModel, embeddings: Array | None, score: float
) -> list[Suggestion]:
    """One feature at a time moved to where the best creatives have it, where the model expects more of that."""
    values = {feature.code: feature.value for feature in features}
    found, tried = [], []
    for feature in features:
        if feature.code not in own.names or feature.value is None:
            continue
        column = own.names.index(feature.code)
        low, high = float(own.best_low[column]), float(own.best_high[column])
        moved = {**values, feature.code: min(max(feature.value, low), high)}
        gain = 100 * own.rank(float(own.predict([moved], embeddings)[0])) - score
        suggestion = _suggestion(feature, low, high, gain)
        if gain >= _LEAST_GAIN:
            found.append(suggestion)
        tried.append((abs(feature.value - (low + high) / 2) / max(high - low, 1e-9), suggestion))
    if not found and score < SUGGEST_BELOW and tried:
        # No single change is expected to help; the property that is furthest from the best ones is still a fact (A26).
        found = [max(tried, key=lambda entry: entry[0])[1]]
    return sorted(found, key=lambda suggestion: (-suggestion.gain, suggestion.code))


def _suggestion(feature: FeatureValue, low: float, high: float, gain: float) -> Suggestion:
    assert feature.value is not None
    is_low = feature.value < (low + high) / 2
    way = "Raise" if is_low else "Lower"
    return Suggestion(
        code=f"own_{feature.code}_{'low' if is_low else 'high'}",
        text=(
            f"{way} “{feature.label}” ({feature.unit}) from {feature.value:.3g}: the third of your creatives that did "
            f"best mostly has {low:.3g} to {high:.3g}."
        ),
        measured=feature.value,
        target=f"{low:.3g} to {high:.3g}",
        gain=round(max(0.0, gain), 1),
    )
