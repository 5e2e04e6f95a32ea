"""A15: weighted mean of sentiments, the most frequent emotion, ties by summed confidence; counts and intervals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.emotion import Emotion, EmotionResult, Sentiment
from domain.model_registry import ModelUse
from ml.emotion.aggregate import sum_up, tone_of, wilson

MODEL = ModelUse(name="emotion", version="1", label="test")
SHARES = st.floats(0.001, 1)


def result(emotion, confidence=0.9, positive=0.2, negative=0.3, is_supported=True, is_uncertain=False):
    rest = (1 - confidence) / 7
    return EmotionResult(
        emotion=emotion,
        confidences={label: confidence if label is emotion else rest for label in Emotion},
        sentiment=Sentiment.NEUTRAL,
        sentiments={
            Sentiment.POSITIVE: positive, Sentiment.NEGATIVE: negative, Sentiment.NEUTRAL: 1 - positive - negative
        },
        is_uncertain=is_uncertain,
        is_supported=is_supported,
        model=MODEL,
    )  # fmt: skip


RESULTS = st.builds(
    result, st.sampled_from(Emotion), st.floats(0.2, 1), st.floats(0, 0.5), st.floats(0, 0.5), st.booleans()
)


@given(st.lists(st.tuples(RESULTS, st.floats(1e-6, 1e9)), max_size=30))
def test_A15_sentiment_is_the_weighted_mean_and_lies_in_its_interval(pairs):
    items, weights = [item for item, _ in pairs], [weight for _, weight in pairs]
    found = sum_up(items, weights, MODEL)
    kept = [(tone_of(item), weight) for item, weight in pairs if item.is_supported]
    assert (found.count, found.unsupported) == (len(items), len(items) - len(kept))
    if not kept:
        assert (found.sentiment, found.dominant_emotion, found.distribution) == (None, None, [])
        return
    mean = math.fsum(value * weight for value, weight in kept) / math.fsum(weight for _, weight in kept)
    assert found.sentiment == pytest.approx(mean, abs=1e-6)
    assert -1 <= found.sentiment <= 1
    if len(kept) > 1:
        assert -1 <= found.low <= found.sentiment + 1e-6
        assert found.sentiment - 1e-6 <= found.high <= 1
    else:
        assert (found.low, found.high) == (None, None)


@given(st.lists(st.tuples(RESULTS, SHARES), min_size=1, max_size=30))
def test_A15_distribution_counts_every_supported_comment_once(pairs):
    found = sum_up([item for item, _ in pairs], [weight for _, weight in pairs], MODEL)
    supported = found.count - found.unsupported
    assert sum(share.count for share in found.distribution) == supported
    for share in found.distribution:
        assert 0 <= share.low <= share.share <= share.high <= 1
    if supported:
        assert sum(share.share for share in found.distribution) == pytest.approx(1, abs=1e-5)
        most = max(share.count for share in found.distribution)
        counts = {share.label: share.count for share in found.distribution}
        assert counts[found.dominant_emotion] == most


def test_A15_ties_go_to_the_higher_sum_of_confidences():
    joy, anger = Emotion.JOY, Emotion.ANGER
    items = [result(joy, 0.6), result(anger, 0.9), result(joy, 0.7), result(anger, 0.5)]
    assert sum_up(items, [1] * 4, MODEL).dominant_emotion is anger
    # The most frequent wins whatever the weights and confidences are.
    items = [result(joy, 0.3), result(joy, 0.3), result(anger, 0.99)]
    assert sum_up(items, [1, 1, 100], MODEL).dominant_emotion is joy


def test_interval_narrows_with_comments_and_knows_weights():
    few = sum_up([result(Emotion.JOY, positive=p, negative=0) for p in (0.2, 0.8)], [1, 1], MODEL)
    many = sum_up([result(Emotion.JOY, positive=p, negative=0) for p in (0.2, 0.8) * 50], [1] * 100, MODEL)
    assert many.high - many.low < (few.high - few.low) / 5
    assert many.sentiment == pytest.approx(0.5)
    # By hand: standard error .3 / sqrt(99) for a hundred values half .2 and half .8.
    assert many.high == pytest.approx(0.5 + 1.959964 * 0.3 / math.sqrt(99), abs=1e-5)


def test_one_heavy_comment_is_worth_one_comment():
    heavy = sum_up([result(Emotion.JOY), *[result(Emotion.ANGER)] * 50], [1e9, *[1e-6] * 50], MODEL)
    joy = next(share for share in heavy.distribution if share.label is Emotion.JOY)
    assert joy.share == pytest.approx(1)
    assert joy.low < 0.25


def test_uncertain_ones_are_counted():
    items = [result(Emotion.JOY, is_uncertain=True), result(Emotion.JOY), result(Emotion.JOY, is_supported=False)]
    found = sum_up(items, [1, 1, 1], MODEL)
    assert (found.count, found.uncertain, found.unsupported) == (3, 1, 1)


def test_wilson_is_the_published_interval():
    # Newcombe (1998), table I: 81 of 263 gives .2553 to .3662; 0 of 20 gives 0 to .1611.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson(0.5, 0) == (0, 1)
