"""What is learned from an organization's own ads: refused, kept or left, explained exactly, stored without pickle."""

import io

import numpy as np
import pytest
from PIL import Image

from domain.errors import AppError, ErrorCode
from ml.engagement.analyzer import EngagementAnalyzer
from ml.engagement.config import Config
from ml.engagement.inputs import AdDraft, EngagementQuestion
from ml.engagement.own import AdOutcome, OwnRegressor, features_of, fit_own, write_own
from ml.engagement.trees import Trees, export_trees
from tests.unit.ml.engagement.histories import campaign, history

CONFIG = Config()


def ads(count=120, effect=0.8, seed=0, campaigns=12, pictures=False):
    """Ads whose rate is higher by `effect` on the log scale where they shout."""
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(count):
        shouts = bool(rng.integers(2))
        text = "Buy our shoes now" + ("!!! Wow!!!" if shouts else " if you like")
        owner = at % campaigns
        rate = 0.02 * np.exp(effect * shouts + 0.2 * np.sin(owner) + 0.05 * rng.standard_normal())
        values = {"platform": ("meta", "tiktok")[owner % 2], "objective": "Sales", "country": "US", "category": "Shoes"}
        picture = drawn_picture(40 + at) if pictures else None
        rows.append(AdOutcome(f"c{owner}", values, text, picture, 20_000.0, float(rng.poisson(20_000 * rate))))
    return rows


def drawn_picture(grey):
    target = io.BytesIO()
    Image.new("RGB", (60, 40), (grey % 255,) * 3).save(target, "PNG")
    return target.getvalue()


@pytest.fixture(scope="module")
def learned():
    return fit_own(ads(), None, CONFIG)


def test_fewer_than_fifty_ads_are_refused():
    with pytest.raises(AppError) as raised:
        fit_own(ads(49), None, CONFIG)
    assert raised.value.code is ErrorCode.NEEDS_MORE_DATA
    assert raised.value.details == {"rows": 49, "needed": 50}


def test_few_campaigns_are_refused():
    with pytest.raises(AppError) as raised:
        fit_own(ads(campaigns=4), None, CONFIG)
    assert raised.value.code is ErrorCode.NEEDS_MORE_DATA


def test_an_effect_of_words_is_learned_and_beats_the_pooled_rate(learned):
    assert learned.regressor is not None
    assert learned.figures["own"] < 0.6 * learned.figures["pooled"]
    assert "held out" in learned.note


def test_noise_is_not_kept_and_both_figures_are_told():
    fit = fit_own(ads(effect=0.0, seed=2), None, CONFIG)
    assert fit.regressor is None
    assert {"own", "pooled"} <= set(fit.figures)
    assert "goes on serving" in fit.note


def test_equal_ads_give_equal_trees(learned):
    again = fit_own(ads(), None, CONFIG)
    assert again.figures == learned.figures
    assert np.array_equal(again.regressor.trees.value, learned.regressor.trees.value)


def test_interval_covers_new_ads(learned):
    own = learned.regressor
    rows = ads(seed=5)
    table = own.table([features_of(row.text, None) for row in rows], None)
    gap = own.trees.predict(table)
    assert own.low < 0 < own.high
    assert own.high - own.low < 1.5
    assert np.ptp(gap) > 0.5


def test_trees_are_sklearns_and_explained_as_by_shap():
    import shap
    from sklearn.ensemble import GradientBoostingRegressor

    rng = np.random.default_rng(0)
    table = rng.standard_normal((200, 5))
    target = table[:, 0] + table[:, 1] * table[:, 2] + 0.1 * rng.standard_normal(200)
    weight = rng.uniform(0.5, 2.0, 200)
    model = GradientBoostingRegressor(n_estimators=30, max_depth=3, random_state=0).fit(
        table, target, sample_weight=weight
    )
    trees = export_trees(model)
    assert trees.predict(table) == pytest.approx(model.predict(table), abs=1e-9)
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    expected = explainer.shap_values(table[:20])
    for row, values in zip(table[:20], expected, strict=True):
        mean, effects = trees.explain(row)
        assert effects == pytest.approx(values, abs=1e-6)
        assert mean == pytest.approx(float(np.ravel(explainer.expected_value)[0]), abs=1e-6)
        assert mean + effects.sum() == pytest.approx(trees.predict(row[None, :])[0], abs=1e-9)


def test_what_is_saved_is_read_back_the_same(tmp_path, learned):
    folder = write_own(learned, CONFIG, tmp_path, "own-1", 0)
    own = OwnRegressor.load(folder)
    table = own.table([features_of("Wow!", None)], None)
    assert own.trees.predict(table) == learned.regressor.trees.predict(table)
    assert own.campaigns == learned.regressor.campaigns
    assert folder.card is not None
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}
    assert Trees.load(tmp_path / "trees.npz").start == own.trees.start


def test_the_analyzer_serves_it_explains_it_and_says_trained(tmp_path, learned):
    folder = write_own(learned, CONFIG, tmp_path, "own-1", 0)
    analyzer = EngagementAnalyzer({"engagement": folder})
    known = history(*(campaign(f"k{at}", rate=0.02) for at in range(5)))
    values = campaign("x").values
    loud, quiet = (
        analyzer.analyze([EngagementQuestion(known, ad=AdDraft(values, text))])[0]
        for text in ("Buy our shoes now!!! Wow!!!", "Buy our shoes now if you like")
    )
    assert loud.engagement_rate > 1.5 * quiet.engagement_rate
    assert loud.low <= loud.engagement_rate <= loud.high
    assert loud.model.label == "trained"
    assert "by the pooled rate alone" in loud.model.note
    pool = analyzer._open(known).fit.pool("clicks")
    assert pool.usual + sum(d.effect for d in loud.drivers) == pytest.approx(loud.engagement_rate, rel=1e-9)
    assert any(driver.field.startswith("text_") and driver.effect > 0 for driver in loud.drivers)


def test_an_ad_of_a_campaign_that_it_learned_from_gets_the_pooled_rate(tmp_path, learned):
    analyzer = EngagementAnalyzer({"engagement": write_own(learned, CONFIG, tmp_path, "own-1", 0)})
    known = history(*(campaign(f"k{at}", rate=0.02) for at in range(5)))
    draft = AdDraft(campaign("x").values, "Buy!!!", campaign="c3")
    found = analyzer.analyze([EngagementQuestion(known, ad=draft)])[0]
    assert found.model.label == "pooled rates"
    assert any("has seen this campaign" in note for note in found.notes)


def test_pictures_are_measured_and_broken_ones_left_out():
    assert "picture_contrast" in features_of("Words", drawn_picture(9))
    rows = ads(60, pictures=True)
    rows[0] = AdOutcome(rows[0].campaign, rows[0].values, rows[0].text, b"no picture", 20_000.0, 400.0)
    assert fit_own(rows, None, CONFIG).figures["rows"] == 60


def test_vectors_of_texts_become_main_axes():
    vectors = np.random.default_rng(1).standard_normal((120, 384))
    fit = fit_own(ads(), vectors, CONFIG)
    assert fit.regressor.axes.shape == (8, 384)
