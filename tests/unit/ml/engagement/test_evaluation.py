"""The protocol on ads of our own: held-out groups, figures by name, and the artifact that training writes."""

import csv

import numpy as np
import pytest

from domain.errors import AppError, ErrorCode
from ml.engagement.config import Config, read_config
from ml.engagement.evaluate import evaluate, measure
from ml.engagement.train import train
from ml.registry import find_shipped

COLUMNS = (
    "ad_id", "xyz_campaign_id", "fb_campaign_id", "age", "gender", "interest", "Impressions", "Clicks", "Spent",
    "Total_Conversion", "Approved_Conversion",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """300 ads whose conversions follow impressions, and more so for women."""
    rng = np.random.default_rng(0)
    target = tmp_path_factory.mktemp("ads")
    with (target / "kag.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for at in range(300):
            gender = "FM"[at % 2]
            shown = float(np.round(np.exp(rng.normal(10.5, 1.0))))
            made = rng.poisson(shown * (8e-5 if gender == "F" else 2e-5))
            row = [at, at % 3, at // 2, "30-34", gender, at % 7, shown, rng.poisson(shown * 2e-4), shown * 3e-4, made]
            writer.writerow([*row, rng.binomial(made, 0.4)])
    return target


def test_figures_see_the_planted_effect_and_the_mean_sees_nothing(folder):
    found = measure(folder, Config())
    assert found["kag_in_flight_r2_conversions"] > 0.5 > found["kag_before_launch_r2_conversions"]
    assert found["kag_before_launch_auc_any_approved"] > 0.6
    assert abs(found["kag_mean_r2_conversions"]) < 0.05
    assert found["kag_in_flight_coverage_conversions"] >= 0.88
    assert not any(name.startswith("example") for name in found)


def test_training_writes_starting_values_and_figures_and_learns_nothing(folder, tmp_path):
    made = train(folder, tmp_path, version="t", seed=3, say=lambda _line: None)
    assert read_config(made.read_json("config.json")) == Config()
    assert made.metrics == evaluate(folder, lambda _name: made)
    assert "nothing was learned" in made.data
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "card.json", "manifest.json"}


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(AppError) as raised:
        measure(tmp_path, Config())
    assert raised.value.code is ErrorCode.INVALID


def test_what_ships_reaches_its_figures():
    shipped = find_shipped("engagement")
    assert shipped is not None
    assert shipped.card is not None
    figures = {figure.name: figure for figure in shipped.card.figures}
    reached = {figure.name for figure in figures.values() if figure.value is not None and figure.target is not None}
    assert len(reached) >= 6
    assert shipped.metrics["kag_before_launch_auc_any_approved"] == pytest.approx(0.65, abs=0.02)
    assert shipped.metrics["kag_before_launch_r2_conversions"] == pytest.approx(0.21, abs=0.02)
    assert shipped.metrics["kag_in_flight_r2_conversions"] == pytest.approx(0.655, abs=0.02)
    assert shipped.metrics["example_in_flight_coverage_rate"] >= 0.88
