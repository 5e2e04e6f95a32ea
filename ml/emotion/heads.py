"""From outputs of the heads to the confidences that are served, and when they are too close to call."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.emotion import Emotion, Sentiment
from ml.emotion.labels import EMOTION_OF, EMOTIONS, SENTIMENTS
from ml.emotion.scores import softmax

_N = len(EMOTIONS)
_SERVED = _N + len(SENTIMENTS)
_DIGITS = 6


@dataclass(frozen=True)
class Scale:
    """What outputs are divided by, and the confidence from which an answer counts as clear.

    Attributes
    ----------
    emotions, sentiments : float
        Temperatures, above 0. They never change which label is likeliest.
    clear : float, in [0, 1]
        An answer whose likeliest emotion has less is uncertain.
    fine : float, at least 0
        How much the fine labels speak for the emotions that they belong to, beside the emotions' own head.
    """

    emotions: float
    sentiments: float
    clear: float
    fine: float = 0.0

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Scale":
        """From what `as_dict` gave."""
        return cls(
            float(values["emotions"]), float(values["sentiments"]), float(values["clear"]), float(values["fine"])
        )

    def as_dict(self) -> dict[str, float]:
        """As JSON holds it."""
        return {"emotions": self.emotions, "sentiments": self.sentiments, "clear": self.clear, "fine": self.fine}


@dataclass(frozen=True)
class Reading:
    """The confidences of one text; each of the two sums to 1."""

    confidences: dict[Emotion, float]
    sentiments: dict[Sentiment, float]
    is_uncertain: bool

    @property
    def emotion(self) -> Emotion:
        """The likeliest of the eight."""
        return max(self.confidences, key=lambda label: self.confidences[label])

    @property
    def sentiment(self) -> Sentiment:
        """The likeliest of the three."""
        return max(self.sentiments, key=lambda label: self.sentiments[label])


NOTHING = Reading(
    {label: 0.3 if label is Emotion.NEUTRAL else 0.1 for label in EMOTIONS},
    {label: 0.4 if label is Sentiment.NEUTRAL else 0.3 for label in SENTIMENTS},
    is_uncertain=True,
)
"""What stands for a text that cannot be judged."""


def emotion_logits(outputs: NDArray[np.float32], fine: float) -> NDArray[np.float32]:
    """Logits (n, 8) of the emotions: those of their head, and `fine` times the log of the summed odds of fine labels.

    The fine head saw every row with all of its labels, so it knows more of the ones that overlap.
    """
    logits = outputs[:, :_N]
    if fine:
        odds = np.exp(np.clip(outputs[:, _SERVED:], -15, 15))
        groups = [odds[:, [place for place, of in enumerate(EMOTION_OF) if of == emotion]] for emotion in range(_N)]
        logits = logits + fine * np.log(np.stack([group.sum(axis=1) for group in groups], axis=1))
    return logits.astype(np.float32)


def read_outputs(outputs: NDArray[np.float32], scale: Scale) -> list[Reading]:
    """Confidences from outputs (n, 11 or 39): eight emotions, three tones, and 28 fine labels where `fine` is not 0."""
    emotions = softmax(emotion_logits(outputs, scale.fine) / scale.emotions)
    sentiments = softmax(outputs[:, _N:_SERVED] / scale.sentiments)
    return [
        Reading(
            dict(zip(EMOTIONS, _rounded(first), strict=True)),
            dict(zip(SENTIMENTS, _rounded(second), strict=True)),
            is_uncertain=bool(first.max() < scale.clear),
        )
        for first, second in zip(emotions, sentiments, strict=True)
    ]


def _rounded(shares: NDArray[np.float64]) -> list[float]:
    """Shares to six digits that still sum to 1, the largest taking the difference.

    What lies beyond depends on which texts share a batch, and must not tell two equal answers apart.
    """
    values = [round(float(share), _DIGITS) for share in shares]
    largest = values.index(max(values))
    values[largest] = round(1 - sum(values[:largest]) - sum(values[largest + 1 :]), _DIGITS)
    return values
