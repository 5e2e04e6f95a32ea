"""Learns from an organization's own ads how words and pictures move the rate beyond what their campaigns' fields say.

It is kept only where it beats the pooled rate on campaigns held out; both figures are in the result.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.errors import AppError, ErrorCode
from domain.model_registry import CardFigure, ModelCard
from ml.content import AdContent
from ml.engagement.config import Config
from ml.engagement.inputs import FIELDS, Floats
from ml.engagement.rates import fit_pool
from ml.engagement.trees import Trees, export_trees
from ml.registry import ModelFolder, write_manifest

LEAST_ROWS, LEAST_CAMPAIGNS, LEAST_IMPRESSIONS = 50, 5, 100
CONFIG_FILE, FACTS_FILE, TREES_FILE = "config.json", "own.json", "trees.npz"
_FOLDS, _AXES = 5, 8
_TREES, _DEPTH, _RATE, _LEAF = 80, 2, 0.05, 5
_WORTH = 0.01
"""By what share of the squared error it has to be better, so that a tie leaves the simpler method."""


@dataclass(frozen=True)
class AdOutcome:
    """An ad that ran: its campaign with fields, its words and picture, and what it brought."""

    campaign: str
    values: dict[str, str]
    text: str
    picture: bytes | None = field(repr=False)
    impressions: float
    clicks: float


@dataclass(frozen=True)
class OwnRegressor:
    """Trees on features that give what is added to the pooled log-rate.

    Attributes
    ----------
    names, medians
        The features in the order of the columns, and what stands in for one that was not measured.
    axes, mean
        Main axes of the text vectors, shape (k, 384), empty without an encoder; and the vectors' mean.
    low, high
        Errors of the log-rate on campaigns held out below and above which 5 % lie each, corrected for their number.
    """

    names: tuple[str, ...]
    medians: Floats
    mean: Floats
    axes: Floats
    low: float
    high: float
    campaigns: tuple[str, ...]
    """Those that it learned from: an ad of one of them gets the pooled rate, or its own outcome would speak."""
    figures: dict[str, float]
    trees: Trees

    def table(self, rows: Sequence[dict[str, float | None]], vectors: Floats | None) -> Floats:
        """Columns for the trees, shape (rows, columns)."""
        return _table(rows, self.names, self.medians, vectors, self.mean, self.axes)

    def save(self, folder: Path) -> None:
        """Write numbers as JSON and npz."""
        facts = {
            item.name: value.tolist() if isinstance(value := getattr(self, item.name), np.ndarray) else value
            for item in fields(self)
            if item.name != "trees"
        }
        (folder / FACTS_FILE).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        self.trees.save(folder / TREES_FILE)

    @classmethod
    def load(cls, folder: ModelFolder) -> "OwnRegressor | None":
        """The regressor of a version, or None where it holds none."""
        if not folder.path(FACTS_FILE).is_file():
            return None
        facts: dict[str, Any] = folder.read_json(FACTS_FILE)
        facts |= {name: np.array(facts[name], dtype=float) for name in ("medians", "mean", "axes")}
        facts |= {name: tuple(facts[name]) for name in ("names", "campaigns")}
        return cls(**facts, trees=Trees.load(folder.path(TREES_FILE)))


@dataclass(frozen=True)
class OwnFit:
    """What was learned. `figures` has the weighted squared error of the log-rate of `own` and of `pooled`."""

    regressor: OwnRegressor | None
    figures: dict[str, float]
    note: str


def features_of(text: str, picture: bytes | None) -> dict[str, float | None]:
    """Measures of words and picture by name; None where one cannot be measured. Raises for a broken picture."""
    from ml.quality.picture_features import measure_picture
    from ml.quality.text_features import measure_text

    found = _numbers("text", asdict(measure_text(text)))
    content = AdContent(text, picture)
    if content.picture is not None:
        measured = measure_picture(content.picture)
        plain = (
            "contrast",
            "brightness",
            "colourfulness",
            "sharpness",
            "clutter",
            "text_share",
            "aspect",
            "face_share",
        )
        found |= {f"picture_{name}": float(getattr(measured, name)) for name in plain}
        found["picture_faces"] = float(len(measured.faces))
    return found


def fit_own(rows: Sequence[AdOutcome], vectors: Floats | None, config: Config, seed: int = 0) -> OwnFit:
    """Fit, cross-validate by campaign, and keep the regressor only where it beats the pooled rate.

    Parameters
    ----------
    rows : ads with outcomes
        Those with fewer than 100 impressions are left out.
    vectors : array, shape (rows, 384), optional
        Their texts, encoded.

    Raises
    ------
    AppError
        NEEDS_MORE_DATA under 50 ads or 5 campaigns.

    Notes
    -----
    Ads are not shown to the same people, so what is learned is what goes with high rates here, not what makes them.
    Friedman (2001), Greedy function approximation; Lei et al. (2018), Distribution-free predictive inference.
    """
    used = [at for at, row in enumerate(rows) if row.impressions >= LEAST_IMPRESSIONS]
    kept = [rows[at] for at in used]
    campaigns = sorted({row.campaign for row in kept})
    if len(kept) < LEAST_ROWS or len(campaigns) < LEAST_CAMPAIGNS:
        raise AppError(
            ErrorCode.NEEDS_MORE_DATA,
            f"Learning from your own ads needs {LEAST_ROWS} with a creative and at least {LEAST_IMPRESSIONS} "
            f"impressions, of {LEAST_CAMPAIGNS} campaigns. There are {len(kept)}, of {len(campaigns)}.",
            rows=len(kept),
            needed=LEAST_ROWS,
        )
    measured = [_measured(row) for row in kept]
    own_vectors = vectors[used] if vectors is not None else None
    group = np.array([campaigns.index(row.campaign) for row in kept])
    target, weight = _target(kept)
    pooled, held_out = np.zeros(len(kept)), np.zeros(len(kept))
    for tested in _folds(len(campaigns), seed):
        inside = np.isin(group, tested)
        pooled[inside], held_out[inside] = _hold_out(kept, measured, own_vectors, inside, config, seed)
    errors = {"pooled": target - pooled, "own": target - pooled - held_out}
    figures = {name: float((weight * error**2).sum() / weight.sum()) for name, error in errors.items()}
    figures |= {"rows": float(len(kept)), "campaigns": float(len(campaigns))}
    note = (
        f"{len(kept)} ads of {len(campaigns)} campaigns; on campaigns held out the squared error of the log-rate is "
        f"{figures['own']:.4f} with words and pictures, {figures['pooled']:.4f} by the pooled rate alone"
    )
    if figures["own"] > figures["pooled"] * (1 - _WORTH):
        return OwnFit(None, figures, f"The pooled rate goes on serving: {note}.")
    regressor = _fit_all(kept, measured, own_vectors, errors["own"], figures, config, seed)
    return OwnFit(regressor, figures, f"Learned from your own ads: {note}.")


def write_own(fit: OwnFit, config: Config, folder: Path, version: str, seed: int) -> ModelFolder:
    """Write a version of `engagement` with the regressor in it, and open it."""
    assert fit.regressor is not None
    (folder / CONFIG_FILE).write_text(json.dumps(config.as_json(), indent=1) + "\n", encoding="utf-8")
    fit.regressor.save(folder)
    card = ModelCard(
        name="engagement",
        title="Engagement, learned from your own ads",
        predicts="Clicks per impression of an ad before launch, from your campaigns' pooled rate, words and picture.",
        method="Gradient boosting on the difference from the pooled rate; 90 % interval from campaigns held out.",
        trained_on=f"{fit.figures['rows']:.0f} of your ads, of {fit.figures['campaigns']:.0f} campaigns.",
        figures=[
            CardFigure(
                name="Squared error of the log-rate", value=fit.figures["own"],
                protocol=f"{_FOLDS}-fold, whole campaigns held out", beside={"pooled rate": fit.figures["pooled"]},
            )
        ],
        limits=["It says what goes with high rates among your ads, not what causes them."],
    )  # fmt: skip
    return write_manifest(
        folder, "engagement", version, data=card.trained_on, seed=seed, metrics=fit.figures, card=card
    )


def _measured(row: AdOutcome) -> dict[str, float | None]:
    """The features of an ad; a picture that cannot be read leaves its words."""
    try:
        return features_of(row.text, row.picture)
    except AppError:
        return features_of(row.text, None)


def _target(rows: Sequence[AdOutcome]) -> tuple[Floats, Floats]:
    clicks = np.array([row.clicks for row in rows], dtype=float)
    shown = np.array([row.impressions for row in rows], dtype=float)
    # 0.05: variance between ads beyond chance, so that one heavy ad does not decide alone.
    return np.log((clicks + 0.5) / (shown + 1)), 1 / (1 / (clicks + 0.5) + 0.05)


def _folds(campaigns: int, seed: int) -> list[npt.NDArray[np.int64]]:
    return np.array_split(np.random.default_rng(seed).permutation(campaigns), min(_FOLDS, campaigns))


def _hold_out(
    rows: Sequence[AdOutcome], measured: Sequence[dict[str, float | None]], vectors: Floats | None,
    inside: npt.NDArray[np.bool_], config: Config, seed: int,
) -> tuple[Floats, Floats]:  # fmt: skip
    """The pooled log-rate and what the trees add for ads whose campaigns were not seen."""
    learned, tested = (np.flatnonzero(part).tolist() for part in (~inside, inside))
    pooled = _pooled([rows[at] for at in learned], [rows[at] for at in (*learned, *tested)], config)
    target, weight = _target([rows[at] for at in learned])
    names, medians, mean, axes = _prepare(
        [measured[at] for at in learned], vectors[learned] if vectors is not None else None
    )
    tables = [
        _table(
            [measured[at] for at in part], names, medians, vectors[part] if vectors is not None else None, mean, axes
        )
        for part in (learned, tested)
    ]
    model = _boosted(tables[0], target - pooled[: len(learned)], weight, seed)
    return pooled[len(learned) :], model.predict(tables[1])


def _pooled(learned: Sequence[AdOutcome], asked: Sequence[AdOutcome], config: Config) -> Floats:
    """Log-rates by the fields alone, as the campaigns of some ads have them."""
    units: dict[str, list[AdOutcome]] = {}
    for row in learned:
        units.setdefault(row.campaign, []).append(row)
    clicks = np.array([sum(row.clicks for row in rows) for rows in units.values()], dtype=float)
    shown = np.array([sum(row.impressions for row in rows) for rows in units.values()], dtype=float)
    values = [rows[0].values for rows in units.values()]
    pool = fit_pool(values, clicks, shown, np.zeros(len(values)), config, names=FIELDS)
    return np.array([pool.predict(row.values)[0] for row in asked])


def _fit_all(
    rows: Sequence[AdOutcome], measured: Sequence[dict[str, float | None]], vectors: Floats | None, errors: Floats,
    figures: dict[str, float], config: Config, seed: int,
) -> OwnRegressor:  # fmt: skip
    target, weight = _target(rows)
    names, medians, mean, axes = _prepare(measured, vectors)
    table = _table(measured, names, medians, vectors, mean, axes)
    model = _boosted(table, target - _pooled(rows, rows, config), weight, seed)
    ranked, count = np.sort(errors), len(errors)
    tail = (1 - config.level) / 2
    # Split conformal: the rank is raised by one so that a new ad is covered in expectation.
    low = ranked[max(int(np.floor((count + 1) * tail)) - 1, 0)]
    high = ranked[min(int(np.ceil((count + 1) * (1 - tail))) - 1, count - 1)]
    campaigns = tuple(sorted({row.campaign for row in rows}))
    return OwnRegressor(names, medians, mean, axes, float(low), float(high), campaigns, figures, export_trees(model))


def _prepare(
    measured: Sequence[dict[str, float | None]], vectors: Floats | None
) -> tuple[tuple[str, ...], Floats, Floats, Floats]:
    names = tuple(sorted({name for row in measured for name, value in row.items() if value is not None}))
    medians = np.array([np.median([row[name] for row in measured if row.get(name) is not None]) for name in names])
    if vectors is None:
        return names, medians, np.zeros(0), np.zeros((0, 0))
    mean = vectors.mean(axis=0)
    return names, medians, mean, np.linalg.svd(vectors - mean, full_matrices=False)[2][:_AXES]


def _table(
    rows: Sequence[dict[str, float | None]], names: Sequence[str], medians: Floats, vectors: Floats | None,
    mean: Floats, axes: Floats,
) -> Floats:  # fmt: skip
    found = np.array(
        [[medians[at] if (value := row.get(name)) is None else value for at, name in enumerate(names)] for row in rows],
        dtype=float,
    ).reshape(len(rows), len(names))
    if not axes.size:
        return found
    shift = np.zeros((len(rows), len(axes))) if vectors is None else (vectors - mean) @ axes.T
    return np.hstack([found, shift])


def _boosted(table: Floats, target: Floats, weight: Floats, seed: int) -> Any:
    from sklearn.ensemble import GradientBoostingRegressor

    model = GradientBoostingRegressor(
        n_estimators=_TREES, max_depth=_DEPTH, learning_rate=_RATE, min_samples_leaf=_LEAF, random_state=seed
    )
    return model.fit(table, target, sample_weight=weight)


def _numbers(start: str, values: dict[str, Any]) -> dict[str, float | None]:
    return {f"{start}_{name}": None if value is None else float(value) for name, value in values.items()}
