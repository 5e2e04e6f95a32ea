"""Learning from own outcomes: refused, kept or left, and the same answers from plain arrays as from the library."""

import numpy as np
import pytest

from domain.errors import AppError, ErrorCode
from domain.quality import SUGGEST_BELOW
from ml.content import AdContent
from ml.quality.analyzer import OWN_FILE, QualityAnalyzer
from ml.quality.own import OwnModel
from ml.quality.own_training import OutcomeRow, fit_own
from ml.quality.tasks import QualityTask
from ml.quality.train import train
from ml.registry import write_manifest
from tests.unit.ml.quality.drawings import encoded, flat, scene


def outcomes(rows: int, effect: float, campaigns: int = 12, seed: int = 1) -> list[OutcomeRow]:
    """Creatives whose rate follows their contrast by `effect`; the score knows nothing of it."""
    generator = np.random.default_rng(seed)
    found = []
    for position in range(rows):
        contrast, brightness = generator.uniform(0, 0.5), generator.uniform(0, 1)
        shown = int(generator.integers(2_000, 60_000))
        rate = 0.01 * np.exp(effect * (contrast - 0.25) * 4 + generator.normal(0, 0.2))
        features = {"contrast": contrast, "brightness": brightness, "legibility": None}
        if position % 3:
            features["reading_ease"] = float(generator.uniform(20, 100))
        found.append(
            OutcomeRow(
                features, float(generator.uniform(30, 100)), f"campaign {position % campaigns}", shown,
                int(generator.binomial(shown, min(rate, 0.5))),
            )
        )  # fmt: skip
    return found


def test_too_few_creatives_are_not_learned_from():
    with pytest.raises(AppError) as refused:
        fit_own(outcomes(49, 1))
    assert refused.value.code is ErrorCode.NEEDS_MORE_DATA
    assert refused.value.details == {"rows": 49, "needed": 50}


def test_creatives_that_were_hardly_shown_do_not_count():
    rows = outcomes(60, 1)
    rows[:15] = [OutcomeRow(row.features, row.score, row.campaign, 99, 1) for row in rows[:15]]
    with pytest.raises(AppError) as refused:
        fit_own(rows)
    assert refused.value.details["rows"] == 45


def test_creatives_of_few_campaigns_are_not_learned_from():
    with pytest.raises(AppError) as refused:
        fit_own(outcomes(80, 1, campaigns=4))
    assert refused.value.code is ErrorCode.NEEDS_MORE_DATA


def test_what_drives_outcomes_is_learned_and_kept():
    fit = fit_own(outcomes(200, 1))
    assert fit.model is not None
    assert fit.figures["own"] < min(fit.figures["rules"], fit.figures["mean"])
    assert fit.figures["r2"] > 0.5
    low, high = fit.model.predict([{"contrast": 0.1}, {"contrast": 0.45}])
    assert high > low + 0.5


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_not_kept(seed):
    fit = fit_own(outcomes(120, 0, seed=seed))
    assert fit.model is None
    assert "rules go on scoring" in fit.note
    assert {"own", "rules", "mean"} <= set(fit.figures)


def test_same_rows_and_seed_give_the_same_model():
    first, second = (fit_own(outcomes(100, 1), seed=3).model for _ in range(2))
    assert np.array_equal(first.value, second.value)


def test_stored_model_answers_the_same(tmp_path):
    model = fit_own(outcomes(150, 1)).model
    model.save(tmp_path / OWN_FILE)
    rows = [{"contrast": value, "brightness": 0.4} for value in np.linspace(0, 0.5, 23)]
    assert np.array_equal(OwnModel.load(tmp_path / OWN_FILE).predict(rows), model.predict(rows))


def test_embedding_that_drives_outcomes_is_used_and_then_needed():
    generator = np.random.default_rng(2)
    wide = generator.normal(size=(150, 40)) * 0.1
    wide[:, 0] = generator.normal(size=150) * 3
    rows = [
        OutcomeRow(row.features, row.score, row.campaign, 20_000, int(200 * np.exp(0.4 * wide[position, 0])))
        for position, row in enumerate(outcomes(150, 0))
    ]
    model = fit_own(rows, wide).model
    assert model is not None
    assert model.needs_embedding
    with pytest.raises(ValueError, match="embeddings"):
        model.predict([{}])
    high, low = (model.predict([{}], model.embedding_mean[None] + shift * np.eye(40)[:1])[0] for shift in (4, -4))
    assert high > low


def test_A25_A26_analyzer_scores_by_own_outcomes_and_says_so(tmp_path):
    model = fit_own(outcomes(200, 1)).model
    train(tmp_path, tmp_path, version="own", say=lambda _: None)
    model.save(tmp_path / OWN_FILE)
    folder = write_manifest(tmp_path, "quality", "own", data="own creatives", seed=0, metrics={})
    analyzer = QualityAnalyzer({"quality": folder})
    grey, drawn = analyzer.analyze(
        [QualityTask(AdContent("Find your size today.", encoded(image))) for image in (flat(), scene())]
    )
    for result in (grey, drawn):
        assert 0 <= result.quality_score <= 100
        assert 0 <= result.engagement_low <= result.predicted_engagement <= result.engagement_high <= 1
        assert result.model.label == "trained"
        assert result.suggestions or result.quality_score >= SUGGEST_BELOW
    assert grey.quality_score < drawn.quality_score
    assert any(suggestion.code == "own_contrast_low" for suggestion in grey.suggestions)
