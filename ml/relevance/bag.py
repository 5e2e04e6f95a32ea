"""Words as vectors, for machines without the text encoder: equal words count, meaning does not."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ml.relevance.words import content_words

DIMENSION = 4096
_GRAM = 4
_GRAM_WEIGHT = 0.5


class WordBag:
    """TF-IDF vectors of words and of runs of four letters, hashed to a fixed length.

    It has the shape of the text encoder, so that everything else stays the same. Two texts that say the same in other
    words are strangers to it: among ads and contexts that belong together, every second pair shares no word.

    Parameters
    ----------
    known : list of str
        Texts from which the rarity of words is counted.

    References
    ----------
    Spärck Jones, "A statistical interpretation of term specificity", 1972; Weinberger et al., "Feature hashing for
    large scale multitask learning", ICML 2009.
    """

    def __init__(self, known: list[str]) -> None:
        counts: Counter[int] = Counter()
        for text in known:
            counts.update({place for place, _ in _features(text)})
        self._rarity = np.full(DIMENSION, math.log(1 + len(known)), dtype=np.float32)
        for place, count in counts.items():
            self._rarity[place] = math.log((1 + len(known)) / (1 + count)) + 0.1

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors at unit length, one row for each text, (n, 4096); a text without words has zeros."""
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for place, weight in _features(text):
                rows[row, place] += weight
        rows *= self._rarity
        lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, np.float32(1))
        return rows


def _features(text: str) -> Iterator[tuple[int, float]]:
    for word in content_words(text):
        yield _place(word), 1.0
        padded = f"<{word}>"
        grams = max(len(padded) - _GRAM + 1, 1)
        for start in range(grams):
            yield _place("#" + padded[start : start + _GRAM]), _GRAM_WEIGHT / math.sqrt(grams)


def _place(feature: str) -> int:
    return int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=4).digest(), "big") % DIMENSION
