"""A regressor that was learned from an organization's own creatives: plain arrays, evaluated with numpy alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_ARRAYS = (
    "medians", "best_low", "best_high", "known", "feature", "threshold", "left", "right", "value", "roots",
    "embedding_mean", "embedding_axes",
)  # fmt: skip
_NUMBERS = ("start", "rate", "low", "high")


@dataclass(frozen=True)
class OwnModel:
    """Boosted trees on the measured features, and on an embedding's main axes where one was given.

    Attributes
    ----------
    names
        The features' codes, in the order of the trees' columns.
    medians
        What stands in for a feature that was not measured.
    best_low, best_high
        The middle half of each feature among the third of the creatives that did best.
    known
        The model's answers for the creatives that it learned from, in rising order: the scale of the score.
    feature, threshold, left, right, value, roots
        The trees' nodes one after another: a node's column (-1 for a leaf), its threshold (left where not above),
        its children, its value, and where each tree starts.
    embedding_mean, embedding_axes
        shapes (d,) and (k, d); both empty without an embedding.
    start, rate
        Where the sum over the trees starts, and the learning rate.
    low, high
        5 % and 95 % quantiles of the errors on campaigns that were held out, in logarithms of the rate.
    note
        In words: what it was learned from and how well it does.
    """

    names: tuple[str, ...]
    medians: Array
    best_low: Array
    best_high: Array
    known: Array
    feature: NDArray[np.int64]
    threshold: Array
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Array
    roots: NDArray[np.int64]
    embedding_mean: Array
    embedding_axes: Array
    start: float
    rate: float
    low: float
    high: float
    note: str

    @property
    def needs_embedding(self) -> bool:
        """Whether a picture's embedding is one of its inputs."""
        return self.embedding_axes.size > 0

    def columns(self, rows: Sequence[Mapping[str, float | None]]) -> Array:
        """The features as a table of shape (rows, names), the median where one is missing."""
        table = np.empty((len(rows), len(self.names)))
        for position, row in enumerate(rows):
            for column, name in enumerate(self.names):
                value = row.get(name)
                table[position, column] = self.medians[column] if value is None else value
        return table

    def predict(self, rows: Sequence[Mapping[str, float | None]], embeddings: Array | None = None) -> Array:
        """Logarithm of the expected clicks per impression, shape (rows,).

        Embeddings of shape (rows, d) are needed where the model was learned with some.
        """
        table = self.columns(rows)
        if self.needs_embedding:
            if embeddings is None:
                raise ValueError("this model was learned with embeddings and needs them")
            table = np.hstack([table, (embeddings - self.embedding_mean) @ self.embedding_axes.T])
        return self.predict_columns(table)

    def predict_columns(self, table: Array) -> Array:
        """As `predict`, from columns in the order of the trees.

        Trees were grown in single precision, so their comparisons are made with values of that precision.
        """
        table = table.astype(np.float32).astype(np.float64)
        total = np.full(len(table), self.start)
        everyone = np.arange(len(table))
        for root in self.roots:
            node = np.full(len(table), root)
            while np.any(inner := self.feature[node] >= 0):
                column = np.maximum(self.feature[node], 0)
                goes_left = table[everyone, column] <= self.threshold[node]
                node = np.where(inner, np.where(goes_left, self.left[node], self.right[node]), node)
            total += self.rate * self.value[node]
        return total

    def rank(self, predicted: float) -> float:
        """Where a prediction stands among the creatives that it learned from, in [0, 1]."""
        below = np.searchsorted(self.known, predicted, "left") + np.searchsorted(self.known, predicted, "right")
        return float(below / 2 / len(self.known))

    def save(self, path: Path) -> None:
        """Write as npz without pickle."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        facts = {"names": self.names, "note": self.note, **{name: getattr(self, name) for name in _NUMBERS}}
        np.savez(path, facts=np.array(json.dumps(facts)), **arrays)

    @classmethod
    def load(cls, path: Path) -> "OwnModel":
        """Read what `save` wrote; nothing in it is ever run."""
        with np.load(path, allow_pickle=False) as stored:
            facts: dict[str, Any] = json.loads(str(stored["facts"]))
            arrays = {name: stored[name] for name in _ARRAYS}
        return cls(names=tuple(facts.pop("names")), **facts, **arrays)
