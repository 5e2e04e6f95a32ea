"""Curves, AUC, pieces of texts, and the figures that the card claims, measured again."""

import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from domain.errors import AppError, ErrorCode
from ml.registry import find_shipped
from ml.relevance.bag import WordBag
from ml.relevance.calibration import Calibration, fit, fuse
from ml.relevance.cards import TARGETS
from ml.relevance.evaluate import evaluate
from ml.relevance.measuring import auc, read_pairs
from ml.relevance.train import train
from ml.relevance.words import content_words, find_pieces, is_keywords

RNG = np.random.default_rng(5)


def test_the_curve_is_that_of_an_independent_logistic_regression():
    right, wrong = RNG.normal(0.4, 0.1, 60), RNG.normal(0.1, 0.1, 900)
    curve = fit(right, wrong)
    weights = np.concatenate([np.full(60, 900 / 60), np.ones(900)])
    peer = LogisticRegression(C=1e6, tol=1e-10, max_iter=1000)
    peer.fit(np.concatenate([right, wrong])[:, None], np.repeat([1, 0], [60, 900]), sample_weight=weights)
    assert curve.slope == pytest.approx(float(peer.coef_[0, 0]), rel=0.05)
    assert curve.midpoint == pytest.approx(float(-peer.intercept_[0] / peer.coef_[0, 0]), abs=0.005)


def test_the_curve_stays_finite_where_the_kinds_do_not_overlap():
    curve = fit(np.array([0.8, 0.9]), np.array([0.1, 0.2]))
    assert np.isfinite(curve.slope)
    assert 0.2 < curve.midpoint < 0.8


@given(st.lists(st.floats(-4, 4), min_size=2, max_size=20))
def test_the_chance_grows_with_the_value(values):
    chances = Calibration(20, 0.1, "fitted").chance(np.sort(np.array(values)))
    assert np.all(np.diff(chances) >= 0)
    assert chances.min() >= 0
    assert chances.max() <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_fused_chance_lies_between_both(first, second):
    assert min(first, second) - 1e-6 <= fuse(first, second) <= max(first, second) + 1e-6


def test_auc_is_that_of_an_independent_reference():
    right, wrong = np.round(RNG.normal(0.5, 1, 80), 1), np.round(RNG.normal(0, 1, 300), 1)
    labels = np.repeat([1, 0], [80, 300])
    assert auc(right, wrong) == pytest.approx(roc_auc_score(labels, np.concatenate([right, wrong])), abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the and of", []),
        ("2026, 50", []),
        ("", []),
        ("Kids' bikes & e-bikes", ["kids", "bikes", "e-bikes"]),
        ("Кофе", ["кофе"]),
    ],
)
def test_words_that_carry_meaning(text, expected):
    assert content_words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("coffee, tea", True), ("coffee", False), ("We sell coffee, tea and cake.", False), ("coffee,", False)],
)
def test_keywords_are_told_from_sentences(text, expected):
    assert is_keywords(text) is expected


@given(st.text(alphabet="abcdef ,.!?\n", max_size=300), st.integers(1, 10))
def test_pieces_are_few_and_leave_something(text, most):
    pieces = find_pieces(text, most)
    assert len(pieces) <= most
    assert all(content_words(piece.rest) for piece in pieces)


def test_a_bag_of_words_knows_equal_words_and_nothing_else():
    bag = WordBag(["fresh coffee", "cheap flights"])
    rows = bag.encode(["fresh coffee", "coffee, fresh!", "airline tickets", ""])
    assert rows[0] @ rows[1] == pytest.approx(1, abs=1e-5)
    assert rows[0] @ rows[2] < 0.1
    assert not rows[3].any()


def test_the_pairs_are_many_balanced_and_without_repetition():
    folder = find_shipped("relevance")
    rows = read_pairs(folder.path("pairs.json"))
    assert len(rows) >= 120
    assert len({row["ad"] for row in rows}) == len(rows)
    assert len({row["vertical"] for row in rows}) >= 30
    fit_verticals = {row["vertical"] for row in rows if row["split"] == "fit"}
    assert fit_verticals.isdisjoint(row["vertical"] for row in rows if row["split"] == "held out")
    references = set(folder.read_json("references.json"))
    assert references.isdisjoint(text for row in rows for text in (row["ad"], *row["contexts"], *row["near"]))


def test_the_figures_of_the_shipped_version_hold():
    """What the card claims is measured again, by the command's own protocol; goals that are met stay met."""
    folder = find_shipped("relevance")
    figures = evaluate(folder.folder, lambda name: folder if name == "relevance" else None)
    held = {figure.name: figure.beside["held-out half"] for figure in folder.card.figures}
    assert held["AUC, matched against mismatched contexts"] == pytest.approx(figures["all"]["auc_mismatched"], abs=2e-3)
    claimed = folder.metrics
    assert claimed["auc_mismatched"] >= TARGETS["auc_mismatched"]
    assert claimed["matched_kept"] >= TARGETS["matched_kept"]
    assert claimed["mismatched_passed"] <= TARGETS["mismatched_passed"]


@pytest.mark.long
def test_training_again_gives_the_shipped_curves(tmp_path):
    folder = find_shipped("relevance")
    said = []
    again = train(folder.folder, tmp_path, version="again", seed=0, say=said.append)
    for name, curve in folder.read_json("calibration.json").items():
        made = again.read_json("calibration.json")[name]
        assert (made["slope"], made["midpoint"]) == pytest.approx(
            (curve["slope"], curve["midpoint"]), rel=1e-2, abs=1e-3
        )
    assert again.metrics["auc_near"] == pytest.approx(folder.metrics["auc_near"], abs=2e-3)
    assert any("literature" in line for line in said)


def test_pairs_that_lack_something_are_named(tmp_path):
    rows = json.loads(find_shipped("relevance").path("pairs.json").read_text(encoding="utf-8"))
    del rows[2]["near"]
    (tmp_path / "pairs.json").write_text(json.dumps(rows), encoding="utf-8")
    shutil.copy(find_shipped("relevance").path("references.json"), tmp_path)
    with pytest.raises(AppError, match="Row 3") as caught:
        train(tmp_path, tmp_path, version="1", seed=0, say=lambda _: None)
    assert caught.value.code is ErrorCode.INVALID


def test_pairs_of_one_split_or_few_verticals_are_too_little(tmp_path):
    rows = json.loads(find_shipped("relevance").path("pairs.json").read_text(encoding="utf-8"))
    for kept in ([row for row in rows if row["split"] == "fit"], rows[:12]):
        (tmp_path / "pairs.json").write_text(json.dumps(kept), encoding="utf-8")
        with pytest.raises(AppError) as caught:
            read_pairs(tmp_path / "pairs.json")
        assert caught.value.code is ErrorCode.NEEDS_MORE_DATA
