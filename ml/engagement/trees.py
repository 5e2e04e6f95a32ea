"""Boosted regression trees as plain arrays: evaluated, and explained exactly, with numpy alone."""

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ml.engagement.inputs import Floats

_ARRAYS = ("feature", "threshold", "left", "right", "value", "cover", "roots")
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Trees:
    """The nodes of all trees one after another.

    Attributes
    ----------
    feature : array of int, shape (nodes,)
        The column that a node looks at; -1 for a leaf.
    threshold : array, shape (nodes,)
        Rows with a value not above it go left.
    left, right : arrays of int, shape (nodes,)
        The children.
    value, cover : arrays, shape (nodes,)
        What a leaf adds, the learning rate inside; the weight of the rows that passed a node.
    roots : array of int
        Where each tree starts.
    start : float
        What the sum starts from.
    """

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    cover: Floats
    roots: Ints
    start: float

    def predict(self, table: Floats) -> Floats:
        """The sum over the trees for each row, shape (rows,)."""
        # Trees were grown in single precision, so their comparisons are made with values of that precision.
        table = table.astype(np.float32).astype(np.float64)
        total = np.full(len(table), self.start)
        everyone = np.arange(len(table))
        for root in self.roots:
            node = np.full(len(table), root)
            while np.any(inner := self.feature[node] >= 0):
                goes_left = table[everyone, np.maximum(self.feature[node], 0)] <= self.threshold[node]
                node = np.where(inner, np.where(goes_left, self.left[node], self.right[node]), node)
            total += self.value[node]
        return total

    def explain(self, row: Floats) -> tuple[float, Floats]:
        """The mean prediction and each column's Shapley value, which add up to the row's prediction.

        A column that is left out sends the row down both branches, weighted by how many training rows went there
        (path-dependent, as TreeSHAP does). Every subset of the columns on a path is summed, which is exact and quick
        for trees as shallow as these.

        References
        ----------
        Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees.
        """
        row = row.astype(np.float32).astype(np.float64)
        effects = np.zeros(len(row))
        mean = self.start
        for root in self.roots:
            for leaf, ways in self._paths(int(root), {}, row):
                value = float(self.value[leaf])
                mean += value * float(np.prod([share for _, share in ways.values()]))
                for column, effect in _shares(ways).items():
                    effects[column] += value * effect
        return mean, effects

    def save(self, path: Path) -> None:
        """Write as npz without pickle."""
        np.savez(path, start=np.array(self.start), **{name: getattr(self, name) for name in _ARRAYS})

    @classmethod
    def load(cls, path: Path) -> "Trees":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(**{name: stored[name] for name in _ARRAYS}, start=float(stored["start"]))

    def _paths(
        self, node: int, ways: dict[int, tuple[float, float]], row: Floats
    ) -> list[tuple[int, dict[int, tuple[float, float]]]]:
        """Every leaf with, for each column on its way: whether the row takes it (1 or 0), and the share that did."""
        column = int(self.feature[node])
        if column < 0:
            return [(node, ways)]
        goes_left = row[column] <= self.threshold[node]
        found = []
        for child, is_taken in ((int(self.left[node]), goes_left), (int(self.right[node]), not goes_left)):
            one, share = ways.get(column, (1.0, 1.0))
            passed = share * float(self.cover[child] / self.cover[node])
            found += self._paths(child, {**ways, column: (one * float(is_taken), passed)}, row)
        return found


def export_trees(model: Any) -> Trees:
    """The trees of a fitted `sklearn.ensemble.GradientBoostingRegressor`."""
    parts: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in _ARRAYS}
    offset = 0
    for estimator in model.estimators_[:, 0]:
        tree = estimator.tree_
        is_leaf = tree.children_left < 0
        parts["feature"].append(np.where(is_leaf, -1, tree.feature))
        parts["threshold"].append(tree.threshold)
        parts["left"].append(np.where(is_leaf, 0, tree.children_left + offset))
        parts["right"].append(np.where(is_leaf, 0, tree.children_right + offset))
        parts["value"].append(np.where(is_leaf, tree.value[:, 0, 0] * model.learning_rate, 0.0))
        parts["cover"].append(tree.weighted_n_node_samples)
        parts["roots"].append(np.array([offset]))
        offset += tree.node_count
    arrays = {name: np.concatenate(found) for name, found in parts.items()}
    return Trees(**arrays, start=float(model.init_.constant_.ravel()[0]))


def _shares(ways: dict[int, tuple[float, float]]) -> dict[int, float]:
    """The Shapley value of each column in the game of one leaf: a product over its columns."""
    columns, count = list(ways), len(ways)
    found = {}
    for column in columns:
        others = [other for other in columns if other != column]
        total = 0.0
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for known in combinations(others, size):
                total += weight * float(np.prod([ways[other][0 if other in known else 1] for other in others]))
        found[column] = (ways[column][0] - ways[column][1]) * total
    return found
