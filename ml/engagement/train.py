"""Writes the artifact: starting values of the method and its card. Nothing is learned from anybody's campaigns here.

An organization's own campaigns are pooled when it asks; what its ads teach is trained by `ml.engagement.own`.
"""

import json
from collections.abc import Callable
from pathlib import Path

from domain.model_registry import CardFigure, ModelCard
from ml.engagement.config import Config
from ml.engagement.evaluate import measure
from ml.registry import ModelFolder, write_manifest

NAME, CONFIG_FILE = "engagement", "config.json"
_ADS = "1,143 public ads, 5 folds, ads of one fb_campaign_id together, mean of 3 seeds; they trained nothing that ships"
_EXAMPLE = "the example organization: 24 campaigns, 14 months"
_FIGURES: dict[str, tuple[str, float | None, str, dict[str, str]]] = {
    "kag_before_launch_auc_any_approved": (
        "Before launch: which ads get an approved conversion (AUC)", 0.65,
        f"{_ADS}; campaign, age, gender and interest alone", {},
    ),
    "kag_before_launch_r2_conversions": (
        "Before launch: conversions (R2)", 0.21, f"{_ADS}; the same fields", {"mean": "kag_mean_r2_conversions"},
    ),
    "kag_in_flight_r2_conversions": (
        "In flight: conversions (R2)", 0.655,
        f"{_ADS}; the pooled rate of the same fields by the impressions that the ad had",
        {"mean": "kag_mean_r2_conversions"},
    ),
    "kag_before_launch_coverage_conversions": (
        "Before launch: 90 % intervals of conversions that hold", 0.9, f"{_ADS}; whole numbers, so rather above", {},
    ),
    "kag_in_flight_coverage_conversions": (
        "In flight: 90 % intervals of conversions that hold", 0.9, f"{_ADS}; whole numbers, so rather above", {},
    ),
    "example_in_flight_coverage_rate": (
        "In flight: 90 % intervals of the rate that hold", 0.9,
        f"{_EXAMPLE}; cut every 28 days after the first 112, the next 28 days predicted", {},
    ),
    "example_in_flight_coverage_conversions": (
        "In flight: 90 % intervals of conversions that hold, example", 0.9,
        f"{_EXAMPLE}; at the impressions that came", {},
    ),
    "example_in_flight_error_rate": (
        "In flight: mean error of the log-rate", None, f"{_EXAMPLE}; as above",
        {"the campaign's average so far": "example_lifetime_average_error_rate"},
    ),
    "example_before_launch_coverage_rate": (
        "Before launch: 90 % intervals of the rate that hold", 0.9,
        f"{_EXAMPLE}; each campaign's first 28 days from all others: 24 cases, so give or take 6 points", {},
    ),
    "example_before_launch_error_rate": (
        "Before launch: mean error of the log-rate", None, f"{_EXAMPLE}; as above",
        {"the organization's usual rate": "example_usual_rate_error"},
    ),
}  # fmt: skip


def train(data: Path, out: Path, *, version: str, seed: int, say: Callable[[str], None]) -> ModelFolder:
    """Write starting values, measure the method with them, and write the card with the figures.

    Parameters
    ----------
    data : Path
        A folder with kag.csv and example_history.csv, or one of them; they are measured on only.
    out : Path
        Where the files go.
    seed : int
        Kept in the manifest; nothing here is random.
    """
    config = Config()
    say("Measuring the method")
    figures = measure(data, config)
    for name, value in sorted(figures.items()):
        say(f"{name} {value}")
    (out / CONFIG_FILE).write_text(json.dumps(config.as_json(), indent=1) + "\n", encoding="utf-8")
    described = "starting values set by judgement; nothing was learned from data"
    return write_manifest(out, NAME, version, data=described, seed=seed, metrics=figures, card=_card(figures))


def _card(figures: dict[str, float]) -> ModelCard:
    shown = [
        CardFigure(
            name=title, value=figures.get(name), target=target, protocol=protocol,
            beside={label: figures[key] for label, key in beside.items() if key in figures},
        )
        for name, (title, target, protocol, beside) in _FIGURES.items()
    ]  # fmt: skip
    return ModelCard(
        name=NAME,
        title="Engagement and ROI",
        predicts="Clicks per impression, conversions, ROI, cost per conversion and value of a customer, each with a "
        "90 % interval; for campaigns in flight and before launch.",
        method="Rates pooled over the organization's own campaigns: a Poisson regression with shrunk effects of "
        "platform, objective, country and category (empirical Bayes), conjugate posteriors for each campaign with "
        "older weeks counting less, intervals by how far weeks ahead strayed in the past; ROI by simulation. From 50 "
        "own ads on, boosted trees on words and picture, kept only where they beat the pooled rate.",
        trained_on="Nothing that ships was learned from data. Each organization's answers come from its own campaigns.",
        figures=shown,
        limits=[
            "Effects of platforms and countries are what goes with a rate, not what causes it.",
            "A new offer, price or season is not known to it; intervals assume that changes go on as so far.",
            "ROI assumes a spend like the recent one: ten times the budget does not bring ten times the clicks.",
            "Before launch with few campaigns alike the interval is wide, and that is the answer.",
        ],
        sources=[
            "Breslow and Clayton (1993), Approximate inference in generalized linear mixed models",
            "Gelman et al. (2013), Bayesian Data Analysis, chapter 5",
            "Lei et al. (2018), Distribution-free predictive inference for regression",
        ],
    )
