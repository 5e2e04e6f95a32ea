"""Learns a regressor from an organization's creatives with outcomes, and keeps it only where it beats doing without.

Held out are whole campaigns: creatives of one campaign share audience and offer, and a model that saw the one knows
too much about the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from ml.quality.own import Array, OwnModel

LEAST_ROWS = 50
LEAST_CAMPAIGNS = 5
LEAST_IMPRESSIONS = 100
"""A creative that was hardly shown says nothing about its rate."""
_FOLDS = 5
_AXES = 8
_BETWEEN = 0.05
"""Variance of logarithms of rates between creatives beyond chance; bounds what one heavy creative weighs."""
_TREES, _DEPTH, _RATE, _LEAF = 80, 2, 0.05, 5


@dataclass(frozen=True)
class OutcomeRow:
    """A creative that ran: its features by code, its score by the rules, its campaign, and what it brought."""

    features: Mapping[str, float | None]
    score: float
    campaign: str
    impressions: int
    clicks: int


@dataclass(frozen=True)
class OwnFit:
    """What was learned. `model` is None where it did not beat the rules and the mean on campaigns held out.

    `figures` holds the weighted mean squared error of the logarithm of the rate under the same folds: `own`, `rules`
    (a straight line on the score) and `mean`; `r2` of the own one against the mean; `spearman`; rows; campaigns.
    """

    model: OwnModel | None
    figures: dict[str, float]
    note: str


def fit_own(rows: Sequence[OutcomeRow], embeddings: NDArray[np.floating[Any]] | None = None, seed: int = 0) -> OwnFit:
    """Fit boosted trees on features, and on the main axes of embeddings of shape (rows, d) where given.

    Raises
    ------
    AppError
        NEEDS_MORE_DATA under 50 creatives with 100 impressions, or under 5 campaigns.

    Notes
    -----
    The rate is confounded with audience, budget and time: what is learned is what went with high rates here, not what
    causes them. J. Friedman, Greedy function approximation: a gradient boosting machine, 2001.
    """
    used = [position for position, row in enumerate(rows) if row.impressions >= LEAST_IMPRESSIONS]
    campaigns = {rows[position].campaign for position in used}
    if len(used) < LEAST_ROWS or len(campaigns) < LEAST_CAMPAIGNS:
        raise AppError(
            ErrorCode.NEEDS_MORE_DATA,
            f"Learning from your own creatives needs {LEAST_ROWS} with at least {LEAST_IMPRESSIONS} impressions, of "
            f"{LEAST_CAMPAIGNS} campaigns. There are {len(used)}, of {len(campaigns)}.",
            rows=len(used),
            needed=LEAST_ROWS,
        )
    kept = [rows[position] for position in used]
    table = _table(kept, embeddings[used] if embeddings is not None else None)
    held_out = _cross_validate(table, seed)
    figures = _figures(table, held_out)
    note = _note(figures)
    if not _beats(table, held_out):
        return OwnFit(None, figures, f"The rules go on scoring, since no gain is clearly more than chance: {note}.")
    return OwnFit(_fit_all(table, held_out["own"], seed, f"Learned from your creatives: {note}."), figures, note)


@dataclass(frozen=True)
class _Table:
    names: tuple[str, ...]
    medians: Array
    columns: Array
    mean: Array
    axes: Array
    target: Array
    weight: Array
    score: Array
    group: NDArray[np.int64]


def _table(rows: list[OutcomeRow], embeddings: NDArray[np.floating[Any]] | None) -> _Table:
    names = tuple(sorted({name for row in rows for name, value in row.features.items() if value is not None}))
    raw = np.array(
        [[np.nan if (value := row.features.get(name)) is None else value for name in names] for row in rows], float
    )
    medians = np.nanmedian(raw, axis=0)
    columns = np.where(np.isnan(raw), medians, raw)
    mean, axes = np.empty(0), np.empty((0, 0))
    if embeddings is not None:
        wide = np.asarray(embeddings, float)
        mean = wide.mean(axis=0)
        axes = np.linalg.svd(wide - mean, full_matrices=False)[2][:_AXES]
        columns = np.hstack([columns, (wide - mean) @ axes.T])
    clicks = np.array([row.clicks for row in rows], float)
    shown = np.array([row.impressions for row in rows], float)
    _, group = np.unique([row.campaign for row in rows], return_inverse=True)
    return _Table(
        names, medians, columns, mean, axes,
        target=np.log((clicks + 0.5) / (shown + 1)),
        weight=1 / (1 / (clicks + 0.5) + _BETWEEN),
        score=np.array([row.score for row in rows], float),
        group=np.asarray(group, np.int64),
    )  # fmt: skip


def _regressor(seed: int) -> Any:
    from sklearn.ensemble import GradientBoostingRegressor

    return GradientBoostingRegressor(
        n_estimators=_TREES, max_depth=_DEPTH, learning_rate=_RATE, min_samples_leaf=_LEAF, subsample=0.8,
        random_state=seed,
    )  # fmt: skip


def _cross_validate(table: _Table, seed: int) -> dict[str, Array]:
    """Predictions for each creative by models that never saw its campaign."""
    from sklearn.model_selection import GroupKFold

    found = {name: np.empty(len(table.target)) for name in ("own", "rules", "mean")}
    folds = GroupKFold(n_splits=_FOLDS, shuffle=True, random_state=seed)
    for learned, tested in folds.split(table.columns, groups=table.group):
        target, weight = table.target[learned], table.weight[learned]
        model = _regressor(seed).fit(table.columns[learned], target, sample_weight=weight)
        found["own"][tested] = model.predict(table.columns[tested])
        slope, level = _line(table.score[learned], target, weight)
        found["rules"][tested] = slope * table.score[tested] + level
        found["mean"][tested] = np.average(target, weights=weight)
    return found


def _line(score: Array, target: Array, weight: Array) -> tuple[float, float]:
    if np.ptp(score) == 0:
        return 0.0, float(np.average(target, weights=weight))
    slope, level = np.polyfit(score, target, 1, w=np.sqrt(weight))
    return float(slope), float(level)


def _errors(table: _Table, predicted: Array) -> Array:
    return np.asarray(table.weight * (table.target - predicted) ** 2 / table.weight.sum(), float)


def _figures(table: _Table, held_out: dict[str, Array]) -> dict[str, float]:
    from scipy.stats import spearmanr

    errors = {name: float(_errors(table, predicted).sum()) for name, predicted in held_out.items()}
    rank = spearmanr(held_out["own"], table.target).statistic if np.ptp(held_out["own"]) else 0.0
    figures = {
        **errors,
        "r2": 1 - errors["own"] / errors["mean"] if errors["mean"] else 0.0,
        "spearman": float(rank),
    }
    return {
        **{name: round(value, 5) for name, value in figures.items()},
        "rows": float(len(table.target)),
        "campaigns": float(table.group.max() + 1),
    }


def _beats(table: _Table, held_out: dict[str, Array]) -> bool:
    """Whether it is better than both others by more than the standard error over campaigns: not by one lucky one."""
    own = _errors(table, held_out["own"])
    for other in ("rules", "mean"):
        gains = np.bincount(table.group, weights=_errors(table, held_out[other]) - own)
        if gains.sum() <= float(gains.std(ddof=1) * np.sqrt(len(gains))):
            return False
    return True


def _fit_all(table: _Table, held_out: Array, seed: int, note: str) -> OwnModel:
    model = _regressor(seed).fit(table.columns, table.target, sample_weight=table.weight)
    best = table.columns[table.target >= np.quantile(table.target, 2 / 3), : len(table.names)]
    errors = table.target - held_out
    own = OwnModel(
        table.names, table.medians, np.quantile(best, 0.25, axis=0), np.quantile(best, 0.75, axis=0),
        known=np.sort(model.predict(table.columns)),
        **_trees(model),
        embedding_mean=table.mean, embedding_axes=table.axes,
        start=float(np.asarray(model.init_.constant_).ravel()[0]), rate=_RATE,
        low=float(np.quantile(errors, 0.05)), high=float(np.quantile(errors, 0.95)), note=note,
    )  # fmt: skip
    assert np.allclose(own.predict_columns(table.columns), model.predict(table.columns))
    return own


def _trees(model: Any) -> dict[str, NDArray[Any]]:
    """The nodes of all trees, one after another."""
    parts: dict[str, list[NDArray[Any]]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "value", "roots")
    }
    offset = 0
    for estimator in model.estimators_[:, 0]:
        tree = estimator.tree_
        is_leaf = tree.children_left < 0
        parts["feature"].append(np.where(is_leaf, -1, tree.feature))
        parts["threshold"].append(tree.threshold)
        parts["left"].append(np.where(is_leaf, 0, tree.children_left + offset))
        parts["right"].append(np.where(is_leaf, 0, tree.children_right + offset))
        parts["value"].append(tree.value[:, 0, 0])
        parts["roots"].append(np.array([offset]))
        offset += tree.node_count
    return {name: np.concatenate(found) for name, found in parts.items()}


def _note(figures: dict[str, float]) -> str:
    return (
        f"{figures['rows']:.0f} creatives of {figures['campaigns']:.0f} campaigns; on campaigns held out the error is "
        f"{figures['own']:.3f}, where the rules have {figures['rules']:.3f} and the mean {figures['mean']:.3f}"
    )
