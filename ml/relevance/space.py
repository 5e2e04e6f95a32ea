"""Where texts lie to each other: their cosines, and how far a pair stands out from its surroundings."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ml.relevance.words import plain

NEIGHBOURS = 10
"""How many of the nearest reference contexts make up a text's surroundings, as in the reference of `margins`."""
_SAME = 0.9999

Matrix = NDArray[np.float64]


class TextEncoder(Protocol):
    """Anything that turns texts into vectors of unit length."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One row for each text."""


class Placed:
    """Texts with their vectors, and the mean cosine of each with its surroundings."""

    def __init__(self, texts: Sequence[str], rows: NDArray[np.float32], near: Matrix) -> None:
        self.texts = list(texts)
        self.rows = rows
        self.near = near
        self._places = {text: place for place, text in enumerate(self.texts)}

    def pick(self, texts: Sequence[str]) -> "Placed":
        """Some of the texts, in this order."""
        chosen = [self._places[text] for text in texts]
        return Placed(texts, self.rows[chosen], self.near[chosen])


class TextSpace:
    """Vectors of texts beside those of the reference contexts; texts that come together are encoded together.

    Parameters
    ----------
    encoder : TextEncoder
    references : list of str
        Contexts of all kinds, more than `NEIGHBOURS`. They say how near to everything a text lies.
    """

    def __init__(self, encoder: TextEncoder, references: list[str]) -> None:
        self._encoder = encoder
        self._reference_rows = encoder.encode(references)
        self.references = self._placed(references, self._reference_rows)

    def place(self, texts: Iterable[str]) -> Placed:
        """The texts, each once, with their vectors and surroundings."""
        each = list(dict.fromkeys(texts))
        return self._placed(each, self._encoder.encode(each))

    def _placed(self, texts: list[str], rows: NDArray[np.float32]) -> Placed:
        cosines_with = (rows @ self._reference_rows.T).astype(np.float64)
        # A reference is not its own neighbour, and neither is an ad that repeats one.
        cosines_with[cosines_with > _SAME] = -1.0
        near: Matrix = np.sort(cosines_with, axis=1)[:, -NEIGHBOURS:].mean(axis=1)
        return Placed(texts, rows, near)


def similarities(ads: Placed, contexts: Placed) -> Matrix:
    """Cosine of each ad with each context, in [-1, 1], shape (ads, contexts); exactly 1 for equal texts (A12)."""
    found = np.clip((ads.rows @ contexts.rows.T).astype(np.float64), -1.0, 1.0)
    found[are_same(ads.texts, contexts.texts)] = 1.0
    return found


def margins(ads: Placed, contexts: Placed) -> Matrix:
    """The cosine of each pair less the ad's mean cosine with its nearest reference contexts, in [-2, 2].

    A raw cosine misleads: ads in many words are near to much, slogans to nothing, so that one cut treats them unlike.
    What counts is whether the context is nearer than the contexts that the ad is near to anyway: positive where it is.

    References
    ----------
    One side of the local scaling in Conneau et al., "Word translation without parallel data", ICLR 2018. The other
    side, by the context's surroundings, told near misses apart worse.
    """
    return similarities(ads, contexts) - ads.near[:, None]


def are_same(ads: Sequence[str], contexts: Sequence[str]) -> NDArray[np.bool_]:
    """Which pairs are the same text but for case and blanks, shape (ads, contexts)."""
    keys = [plain(text) for text in contexts]
    return np.array([[plain(ad) == key for key in keys] for ad in ads], dtype=bool).reshape(len(ads), len(contexts))
