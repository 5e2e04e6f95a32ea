"""Measures the method: on public ads that trained nothing, and on the example organization cut at days in the past."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.errors import AppError, ErrorCode
from ml.engagement import rates
from ml.engagement.config import Config, read_config
from ml.engagement.coverage import leave_out, read_history, walk_forward
from ml.engagement.inputs import Floats
from ml.registry import ModelFolder

FOLDS = 5
KAG, EXAMPLE = "kag.csv", "example_history.csv"
_FIRST_CUT = 112
"""Days of the example's history before the first prediction."""
_SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Ads:
    """Public ads: what is known before they run, and what came of them. No campaign outcome is among `values`."""

    values: list[dict[str, str]]
    groups: npt.NDArray[np.int64]
    impressions: Floats
    clicks: Floats
    spend: Floats
    conversions: Floats
    approved: Floats


def evaluate(data: Path, find_model: Callable[[str], ModelFolder | None]) -> dict[str, Any]:
    """The figures of the card.

    Parameters
    ----------
    data : Path
        A folder with kag.csv somewhere in it, and where the second part is wanted example_history.csv.
    find_model
        Gives the version that serves.

    Returns
    -------
    dict
        Figures by name, each under the protocol that the card states; a part whose file is not there is left out.
        Raises INVALID where neither is.
    """
    folder = find_model("engagement")
    config = read_config(folder.read_json("config.json") if folder is not None else None)
    return measure(data, config)


def measure(data: Path, config: Config) -> dict[str, float]:
    """The same for starting values that are not registered yet."""
    found: dict[str, float] = {}
    for name, work in ((KAG, _on_ads), (EXAMPLE, _on_example)):
        path = next(iter(sorted(data.rglob(name))), None)
        if path is not None:
            found |= work(path, config)
    if not found:
        raise AppError(ErrorCode.INVALID, f"There is neither {KAG} nor {EXAMPLE} in that folder.")
    return {name: round(float(value), 4) for name, value in found.items()}


def read_ads(path: Path) -> Ads:
    """Read the file; ads of one `fb_campaign_id` stay together in folds."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {"impressions": "Impressions", "clicks": "Clicks", "spend": "Spent", "conversions": "Total_Conversion"}
    amounts = {name: np.array([float(row[column]) for row in rows]) for name, column in names.items()}
    values = [
        {"campaign": row["xyz_campaign_id"], "age": row["age"], "gender": row["gender"], "interest": row["interest"]}
        for row in rows
    ]
    _, groups = np.unique([row["fb_campaign_id"] for row in rows], return_inverse=True)
    approved = np.array([float(row["Approved_Conversion"]) for row in rows])
    return Ads(values, np.asarray(groups, np.int64), **amounts, approved=approved)


def _on_ads(path: Path, config: Config) -> dict[str, float]:
    from sklearn.metrics import r2_score, roc_auc_score

    ads = read_ads(path)
    plain = np.ones(len(ads.values))
    delivered = ads.impressions + 1
    by_seed: list[dict[str, float]] = []
    for seed in _SEEDS:
        folds = _grouped_folds(ads.groups, seed)
        any_approved, _ = _predict(ads.values, ads.approved, plain, folds, config)
        before, before_inside = _predict(ads.values, ads.conversions, plain, folds, config)
        flying, flying_inside = _predict(ads.values, ads.conversions, delivered, folds, config)
        _, clicks_inside = _predict(ads.values, ads.clicks, delivered, folds, config)
        mean = _mean(ads.conversions, folds)
        by_seed.append(
            {
                "before_launch_auc_any_approved": roc_auc_score(ads.approved > 0, any_approved),
                "before_launch_r2_conversions": r2_score(ads.conversions, before),
                "in_flight_r2_conversions": r2_score(ads.conversions, flying),
                "mean_r2_conversions": r2_score(ads.conversions, mean),
                "before_launch_coverage_conversions": before_inside.mean(),
                "in_flight_coverage_conversions": flying_inside.mean(),
                "coverage_clicks_given_impressions": clicks_inside.mean(),
            }
        )
    return {f"kag_{name}": float(np.mean([row[name] for row in by_seed])) for name in by_seed[0]}


def _predict(
    values: Sequence[dict[str, str]], counts: Floats, exposures: Floats, folds: npt.NDArray[np.int64], config: Config
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Expected counts of held-out units by the pooled rates of all others, and whether intervals held what came."""
    expected, inside = np.zeros(len(counts)), np.zeros(len(counts), dtype=bool)
    for fold in range(FOLDS):
        learned, tested = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()
        pool = rates.fit_pool(
            [values[at] for at in learned], counts[learned], exposures[learned], np.zeros(len(learned)), config
        )
        for at in tested:
            mean, variance = pool.predict(values[at])
            expected[at] = rates.log_normal_mean(mean, variance) * exposures[at]
            low, high = rates.count_interval(expected[at], float(np.expm1(min(variance, 2.0))), config.level)
            inside[at] = low <= counts[at] <= high
    return expected, inside


def _mean(counts: Floats, folds: npt.NDArray[np.int64]) -> Floats:
    found = np.zeros(len(counts))
    for fold in range(FOLDS):
        found[folds == fold] = counts[folds != fold].mean()
    return found


def _grouped_folds(groups: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.int64]:
    """A fold for each unit, units of one group in one fold."""
    order = np.random.default_rng(seed).permutation(int(groups.max()) + 1)
    return np.asarray(order[groups] % FOLDS)


def _on_example(path: Path, config: Config) -> dict[str, float]:
    history = read_history(path)
    ahead = walk_forward(history, config, _FIRST_CUT)
    new = leave_out(history, config)
    return {
        "example_in_flight_coverage_rate": ahead["clicks"].share,
        "example_in_flight_coverage_conversions": ahead["conversions"].share,
        "example_in_flight_error_rate": ahead["clicks"].error / max(ahead["clicks"].count, 1),
        "example_lifetime_average_error_rate": ahead["clicks"].plain_error / max(ahead["clicks"].count, 1),
        "example_predictions": ahead["clicks"].count,
        "example_before_launch_coverage_rate": new.share,
        "example_before_launch_error_rate": new.error / max(new.count, 1),
        "example_usual_rate_error": new.plain_error / max(new.count, 1),
        "example_before_launch_campaigns": new.count,
    }
