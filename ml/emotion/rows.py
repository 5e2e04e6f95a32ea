"""GoEmotions as it is published: a text, the numbers of its labels and an id on each line, without a heading."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from ml.emotion.labels import AMBIGUOUS, EMOTION_OF, EMOTIONS, FINE, SENTIMENT_OF, SENTIMENTS
from ml.emotion.texts import clean

TRAIN, DEV = "train.tsv", "dev.tsv"
SKIPPED = -1


@dataclass(frozen=True)
class Rows:
    """Cleaned texts and their labels, (n, 28) of 0 and 1."""

    texts: list[str]
    fine: NDArray[np.float32]

    def take(self, places: NDArray[np.int64]) -> "Rows":
        """Only these rows."""
        return Rows([self.texts[place] for place in places], self.fine[places])


def read_rows(path: Path) -> Rows:
    """The rows of one file. Raises INVALID, naming the line, where it is not of this shape."""
    texts: list[str] = []
    places: list[list[int]] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise AppError(ErrorCode.INVALID, f"{path.name} cannot be read.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            fields = line.split("\t")
            found = _labels_of(fields[1] if len(fields) > 1 else "")
            if not found:
                raise AppError(ErrorCode.INVALID, f"Line {number} of {path.name} has no labels from 0 to 27.")
            texts.append(clean(fields[0]))
            places.append(found)
    fine = np.zeros((len(texts), len(FINE)), dtype=np.float32)
    for row, found in enumerate(places):
        fine[row, found] = 1
    return Rows(texts, fine)


def soft_emotions(fine: NDArray[np.float32]) -> NDArray[np.float32]:
    """What share of a row's labels belongs to each of the eight emotions, (n, 8)."""
    return _shares(fine, EMOTION_OF, len(EMOTIONS))


def soft_sentiments(fine: NDArray[np.float32]) -> NDArray[np.float32]:
    """What share of a row's labels belongs to each of the three tones, (n, 3)."""
    return _shares(fine, SENTIMENT_OF, len(SENTIMENTS))


def hard_emotions(fine: NDArray[np.float32]) -> NDArray[np.int64]:
    """The one emotion of each row, or SKIPPED where its labels map to more than one."""
    return _single(soft_emotions(fine))


def hard_sentiments(fine: NDArray[np.float32]) -> NDArray[np.int64]:
    """The one tone of each row, or SKIPPED where there are more, or a label without a tone is among them."""
    single = _single(soft_sentiments(fine))
    single[fine[:, sorted(AMBIGUOUS)].any(axis=1)] = SKIPPED
    return single


def labelled_places(truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a row has its one label."""
    return np.flatnonzero(truth != SKIPPED)


def _labels_of(field: str) -> list[int]:
    """The numbers in a field, or nothing where any is none of a label."""
    known = {str(place): place for place in range(len(FINE))}
    parts = [part.strip() for part in field.split(",")]
    return [known[part] for part in parts] if all(part in known for part in parts) else []


def _shares(fine: NDArray[np.float32], of: tuple[int, ...], n: int) -> NDArray[np.float32]:
    mapping = np.zeros((len(FINE), n), dtype=np.float32)
    mapping[np.arange(len(FINE)), of] = 1
    counts = fine @ mapping
    shares: NDArray[np.float32] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def _single(shares: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.where(shares.max(axis=1) > 0.999, shares.argmax(axis=1), SKIPPED).astype(np.int64)
