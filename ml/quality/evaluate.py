"""Measures a version on creatives with outcomes: a folder with pictures and `outcomes.csv`."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import AppError, ErrorCode
from domain.quality import Placement
from ml.content import AdContent
from ml.quality.analyzer import QualityAnalyzer
from ml.quality.own_training import LEAST_IMPRESSIONS, OutcomeRow, fit_own
from ml.quality.tasks import QualityTask
from ml.registry import ModelFolder

OUTCOMES = "outcomes.csv"
_COLUMNS = ("picture", "text", "placement", "campaign", "impressions", "clicks")


def evaluate(data: Path, find_model: Callable[[str], ModelFolder | None], seed: int = 0) -> dict[str, Any]:
    """Rank correlation of the score with the click rate, and what a model learned from these creatives would reach.

    `outcomes.csv` has the columns picture (a file beside it, may be empty), text, placement, campaign, impressions
    and clicks. Raises NEEDS_MORE_DATA where there are too few of them.
    """
    analyzer = QualityAnalyzer({"quality": find_model("quality")})
    rows = _rows(data)
    results = analyzer.analyze([task for task, _ in rows])
    outcomes = [
        OutcomeRow(
            features={feature.code: feature.value for feature in result.features},
            score=result.quality_score,
            campaign=row["campaign"],
            impressions=int(row["impressions"]),
            clicks=int(row["clicks"]),
        )
        for result, (_, row) in zip(results, rows, strict=True)
    ]
    fit = fit_own(outcomes, seed=seed)
    return {
        "score_spearman": _agreement(outcomes),
        "own_is_kept": fit.model is not None,
        "own": fit.figures,
        "protocol": "5 folds over campaigns, seed fixed; creatives with at least 100 impressions",
    }


def _agreement(outcomes: list[OutcomeRow]) -> float | None:
    from scipy.stats import spearmanr

    shown = [row for row in outcomes if row.impressions >= LEAST_IMPRESSIONS]
    scores, rates = [row.score for row in shown], [row.clicks / row.impressions for row in shown]
    if np.ptp(scores) == 0 or np.ptp(rates) == 0:
        return None
    return round(float(spearmanr(scores, rates).statistic), 4)


def _rows(data: Path) -> list[tuple[QualityTask, dict[str, str]]]:
    path = data / OUTCOMES
    if not path.is_file():
        raise AppError(ErrorCode.INVALID, f"{data.name} has no {OUTCOMES} with the columns {', '.join(_COLUMNS)}.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and (missing := set(_COLUMNS) - set(rows[0])):
        raise AppError(ErrorCode.INVALID, f"{OUTCOMES} lacks {', '.join(sorted(missing))}.")
    return [(_task(data, row), row) for row in rows]


def _task(data: Path, row: dict[str, str]) -> QualityTask:
    picture = (data / Path(row["picture"]).name).read_bytes() if row["picture"] else None
    return QualityTask(AdContent(row["text"], picture), Placement(row["placement"] or Placement.META_FEED))
