"""How relevant an ad is to contexts: from its words, from its picture where an image encoder serves, or from both."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.relevance.calibration import Calibration, fuse
from ml.relevance.space import Matrix, Placed, TextSpace, are_same, margins


@dataclass(frozen=True)
class WordScorer:
    """Chances from words: texts are placed together, then any pair of them can be asked for."""

    space: TextSpace
    calibration: Calibration

    def chances(self, ads: Placed, contexts: Placed) -> Matrix:
        """The chance for each pair, in [0, 1], shape (ads, contexts); exactly 1 for equal texts (A12)."""
        found = self.calibration.chance(margins(ads, contexts))
        found[are_same(ads.texts, contexts.texts)] = 1.0
        return found


def fuse_parts(words: Matrix | None, picture: Matrix | None) -> Matrix:
    """Chances over contexts from words and from the picture as one; either may be missing, not both."""
    if words is None or picture is None:
        return mean_parts(words, picture)
    return np.array([fuse(float(first), float(second)) for first, second in zip(words, picture, strict=True)])


def mean_parts(words: Matrix | None, picture: Matrix | None) -> NDArray[np.float64]:
    """The same for raw cosines: their mean where there are two."""
    given = [part for part in (words, picture) if part is not None]
    return np.mean(given, axis=0)  # type: ignore[no-any-return]
