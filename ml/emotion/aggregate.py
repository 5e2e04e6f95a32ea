"""Many comments as one answer (A15): mean tone with its interval, how often each emotion is the likeliest."""

import math
from collections.abc import Sequence

from domain.emotion import CommentsResult, Emotion, EmotionResult, LabelShare
from domain.model_registry import ModelUse
from ml.emotion.labels import EMOTIONS, TONE_VALUE

Z = 1.959963984540054
"""Of the normal distribution for 95 %."""
_DIGITS = 6


def tone_of(result: EmotionResult) -> float:
    """The sentiment of a text in [-1, 1]: the confidence in positive less that in negative."""
    return sum(TONE_VALUE[label] * share for label, share in result.sentiments.items())


def sum_up(items: Sequence[EmotionResult], weights: Sequence[float], model: ModelUse) -> CommentsResult:
    """The weighted mean sentiment and the most frequent emotion of comments.

    Parameters
    ----------
    items : sequence of EmotionResult
        One for each comment. Those that are not supported are counted and left out of everything else.
    weights : sequence of float
        Above 0: what each comment counts for in `sentiment` and `share`.
    model : ModelUse
        What read them.

    Returns
    -------
    CommentsResult
        `sentiment` in [-1, 1], the weighted mean of P(positive) - P(negative), with a 95 % interval that treats the
        comments as a random draw; None where there is none, and no interval for fewer than two. `distribution` has
        all eight labels: the count of comments, the share of the weight, and a Wilson interval of that share at
        the number of comments that the weights are worth, which is the count where all weigh the same.
        `dominant_emotion` has the most comments; a tie goes to the one with the higher sum of their confidences.

    Notes
    -----
    The interval says nothing about the model's own errors, nor about people who did not comment.

    References
    ----------
    Wilson, "Probable inference", JASA 1927; Kish, "Survey Sampling", 1965, for the number weights are worth.
    """
    kept = [(item, weight) for item, weight in zip(items, weights, strict=True) if item.is_supported]
    mean, low, high = _mean([(tone_of(item), weight) for item, weight in kept])
    return CommentsResult(
        dominant_emotion=find_dominant([item for item, _ in kept]),
        sentiment=mean,
        low=low,
        high=high,
        distribution=_distribution(kept),
        count=len(items),
        unsupported=len(items) - len(kept),
        uncertain=sum(item.is_uncertain for item, _ in kept),
        items=list(items),
        model=model,
    )


def find_dominant(items: Sequence[EmotionResult]) -> Emotion | None:
    """The most frequent emotion, ties broken by summed confidence; None without comments."""
    counts = dict.fromkeys(EMOTIONS, 0)
    sums = dict.fromkeys(EMOTIONS, 0.0)
    for item in items:
        counts[item.emotion] += 1
        sums[item.emotion] += item.confidences[item.emotion]
    return max(EMOTIONS, key=lambda label: (counts[label], sums[label])) if items else None


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % Wilson interval of a share that was seen over n draws."""
    if n <= 0:
        return 0.0, 1.0
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def _mean(values: list[tuple[float, float]]) -> tuple[float | None, float | None, float | None]:
    total = sum(weight for _, weight in values)
    if not values:
        return None, None, None
    mean = sum(value * weight for value, weight in values) / total
    if len(values) < 2:
        return round(mean, _DIGITS), None, None
    spread = sum((weight / total * (value - mean)) ** 2 for value, weight in values)
    half = Z * math.sqrt(spread * len(values) / (len(values) - 1))
    return round(mean, _DIGITS), round(max(-1.0, mean - half), _DIGITS), round(min(1.0, mean + half), _DIGITS)


def _distribution(kept: list[tuple[EmotionResult, float]]) -> list[LabelShare]:
    if not kept:
        return []
    total = sum(weight for _, weight in kept)
    # Scaled first: the squares of very small or large weights would leave the range of floats.
    worth = 1 / sum((weight / total) ** 2 for _, weight in kept)
    shares = []
    for label in EMOTIONS:
        weights = [weight for item, weight in kept if item.emotion is label]
        share = min(1.0, sum(weights) / total)
        low, high = wilson(share, worth)
        shares.append(
            LabelShare(
                label=label, count=len(weights), share=round(share, _DIGITS),
                low=round(min(low, share), _DIGITS), high=round(max(high, share), _DIGITS),
            )
        )  # fmt: skip
    return shares
