"""Figures of a classifier in plain numpy: macro-F1, calibration error, and the temperature that lowers it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def softmax(logits: Floats) -> NDArray[np.float64]:
    """Shares that sum to 1 along the last axis."""
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def class_f1(truth: NDArray[np.int64], guess: NDArray[np.int64], n: int) -> list[float]:
    """F1 of each class: 2 hits / (said + true), 0 where a class is neither said nor true."""
    scores = []
    for label in range(n):
        hits = int(((guess == label) & (truth == label)).sum())
        seen = int((guess == label).sum() + (truth == label).sum())
        scores.append(2 * hits / seen if seen else 0.0)
    return scores


def macro_f1(truth: NDArray[np.int64], guess: NDArray[np.int64], n: int) -> float:
    """The plain mean of the classes' F1, in [0, 1]: a rare class weighs as much as a frequent one."""
    return float(np.mean(class_f1(truth, guess, n)))


def calibration_error(truth: NDArray[np.int64], shares: Floats, bins: int = 15) -> float:
    """Expected calibration error of the likeliest class, in [0, 1].

    Mean over equal-width bins of confidence of |accuracy - mean confidence|, weighted by the bins' counts. It says
    nothing about the other classes' probabilities, and falls with the number of bins.

    References
    ----------
    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    """
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(right[places == place].mean()) - float(confidence[places == place].mean())) * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))


def best_temperature(truth: NDArray[np.int64], logits: Floats) -> float:
    """The divisor of logits, in [0.1, 40], with the lowest log loss on these rows; the likeliest class stays."""
    grid = np.exp(np.linspace(np.log(0.1), np.log(40), 481))
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(logits / value)[rows, truth] + 1e-12).mean() for value in grid]
    return float(grid[int(np.argmin(losses))])
