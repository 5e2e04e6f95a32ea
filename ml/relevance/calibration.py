"""From a similarity to the chance that ad and context belong together, one curve for each encoder."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

FITTED, LITERATURE = "fitted", "literature"


@dataclass(frozen=True)
class Calibration:
    """`chance = 1 / (1 + exp(-slope * (value - midpoint)))`.

    Attributes
    ----------
    slope, midpoint : float
        In units of the encoder's value; a chance of one half lies at the midpoint.
    source : str
        `fitted` on labelled pairs, or `literature` where it was set from published ranges and measured nowhere.
    """

    slope: float
    midpoint: float
    source: str

    def chance(self, values: Values) -> Values:
        """The chance in (0, 1) for each value, increasing in it."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * (values - self.midpoint), -500, 500)))


def fuse(first: float, second: float, weight: float = 0.5) -> float:
    """Two chances as one: the weighted mean of their log odds.

    Parameters
    ----------
    first, second : float
        In [0, 1].
    weight : float
        Of the second, in [0, 1].

    Notes
    -----
    It treats the two as equally trustworthy unless told otherwise. One that is near 0 or 1 outweighs one that is
    undecided, which is right for a picture that shows nothing of the topic and wrong for one that deceives.
    """
    odds = (1 - weight) * _log_odds(first) + weight * _log_odds(second)
    return 1.0 / (1.0 + math.exp(-odds))


def fit(matched: Values, mismatched: Values) -> Calibration:
    """Platt's logistic curve through the values of pairs that belong together and pairs that do not.

    Both kinds weigh the same, whatever their number, so 0.5 means as likely as not when both are as frequent. In
    practice most contexts do not fit an ad, and the share of true ones among those above a cut is lower.

    References
    ----------
    Platt, "Probabilistic outputs for support vector machines", 1999.
    """
    values = np.concatenate([matched, mismatched])
    goals = np.concatenate([np.ones(len(matched)), np.zeros(len(mismatched))])
    weights = np.concatenate(
        [np.full(len(matched), 0.5 / len(matched)), np.full(len(mismatched), 0.5 / len(mismatched))]
    )
    centre, spread = float(values.mean()), float(values.std()) or 1.0
    scaled = (values - centre) / spread
    slope, offset = _newton(scaled, goals, weights)
    return Calibration(slope / spread, centre - offset * spread / slope, FITTED)


def _newton(values: Values, goals: Values, weights: Values, steps: int = 50) -> tuple[float, float]:
    """Slope and offset of a logistic regression, kept from running away where the two kinds do not overlap."""
    design = np.stack([values, np.ones_like(values)], axis=1)
    answer = np.zeros(2)
    ridge = np.diag([1e-5, 0.0])
    for _ in range(steps):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ answer, -500, 500)))
        slope = design.T @ (weights * (goals - chance)) - ridge @ answer
        curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve + 1e-12 * np.eye(2), slope)
        answer = answer + step
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(answer[0]), float(answer[1])


def _log_odds(chance: float) -> float:
    inside = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))
