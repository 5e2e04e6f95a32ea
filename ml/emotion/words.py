"""Without an encoder: tf-idf of words and letter groups, and a linear model, in plain numpy.

It also knows which words the training texts hold, which tells English from what is not.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.emotion.labels import EMOTIONS, SENTIMENTS
from ml.registry.folders import refused

FILE = "words.npz"
_WORD = re.compile(r"\w\w+|[^\w\s]")
_SEPARATOR = "\n"
_MOST_WORDS = 400


@dataclass(frozen=True)
class WordModel:
    """A linear model over tf-idf features.

    Attributes
    ----------
    places : dict of str to int
        The column of each feature.
    idf : numpy.ndarray of float32, (features,)
    weights : numpy.ndarray of float32, (features, 11)
        For the eight emotions and the three tones.
    bias : numpy.ndarray of float32, (11,)
    """

    places: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def outputs(self, texts: list[str]) -> NDArray[np.float32]:
        """Margins (n, 11) of clean texts. They become confidences by the temperatures of the version."""
        made = np.tile(self.bias, (len(texts), 1))
        for row, text in enumerate(texts):
            counts = Counter(place for name in features_of(text) if (place := self.places.get(name)) is not None)
            if counts:
                columns = np.fromiter(counts.keys(), dtype=np.int64)
                values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64))) * self.idf[columns]
                made[row] += (values / np.linalg.norm(values)) @ self.weights[columns]
        return made

    def knows(self, word: str) -> bool:
        """Whether the training texts hold this lower-case word."""
        return word in self.places


def features_of(text: str) -> list[str]:
    """Words and marks, pairs of them, and groups of two to four letters inside words, which begin with a tab."""
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    groups = [
        "\t" + padded[start : start + size]
        for padded in (f" {word} " for word in words)
        for size in (2, 3, 4)
        for start in range(len(padded) - size + 1)
    ]
    return words + pairs + groups


def save_words(model: WordModel, folder: Path) -> None:
    """Write the model into a version's folder; half precision is enough for a sum of a few dozen products."""
    names = _SEPARATOR.join(sorted(model.places, key=model.places.__getitem__))
    np.savez_compressed(
        folder / FILE,
        names=np.frombuffer(names.encode(), dtype=np.uint8),
        idf=model.idf.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
    )


def load_words(path: Path) -> WordModel:
    """The model of a version. Raises MODEL_REFUSED where it cannot be read or does not fit together."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            names = stored["names"].tobytes().decode().split(_SEPARATOR)
            idf, weights, bias = (stored[name].astype(np.float32) for name in ("idf", "weights", "bias"))
    except (OSError, ValueError, KeyError) as error:
        raise refused(f"{path.name} cannot be read") from error
    outputs = len(EMOTIONS) + len(SENTIMENTS)
    if (idf.shape, weights.shape, bias.shape) != ((len(names),), (len(names), outputs), (outputs,)):
        raise refused(f"{path.name} does not hold the model that is expected")
    return WordModel({name: place for place, name in enumerate(names)}, idf, weights, bias)
