"""The emotion analyzer: the fine-tuned network where the encoder is there, else the model of words."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.emotion import CommentsResult, EmotionInput, EmotionResult
from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelUse
from ml.emotion import words
from ml.emotion.aggregate import sum_up
from ml.emotion.heads import NOTHING, Reading, Scale, read_outputs
from ml.emotion.languages import find_flaw
from ml.emotion.texts import MOST_CHARACTERS, clean, without_symbols
from ml.encoders.minilm import NAME as MINILM
from ml.encoders.minilm import load_minilm
from ml.registry import ModelFolder

NAME = "emotion"
SETTINGS = "settings.json"
MAX_TOKENS = 128
"""What is read of a text; comments and ads are shorter, and a network that learned from posts reads no essays."""
NETWORK, WORDS = "network", "words"
_STAND_IN = "The text encoder is not installed here, so words are counted instead; this is less accurate."

Outputs = Callable[[list[str]], tuple[NDArray[np.float32], list[bool]]]
"""Gives the heads' outputs for clean texts, and whether each was cut."""


class EmotionAnalyzer:
    """Reads texts and comments.

    Parameters
    ----------
    models : mapping of str to ModelFolder or None
        `emotion`, and where it was pulled `minilm`.
    kind : {"network", "words"}, optional
        Which of the two is to answer; by default the network wherever the encoder is there.

    Notes
    -----
    Confidences are calibrated on Reddit comments; on ads they are a guide. Irony is read as it is written. The text
    alone is judged: expressions in pictures are not, since faces do not show reliably what people feel
    (Barrett et al., "Emotional Expressions Reconsidered", 2019).
    """

    def __init__(self, models: Mapping[str, ModelFolder | None], kind: str | None = None) -> None:
        folder = models.get(NAME)
        if folder is None:
            raise AppError(ErrorCode.MODEL_MISSING, "The emotion model is not installed here.")
        self._words = words.load_words(folder.path(words.FILE))
        settings = folder.read_json(SETTINGS)
        found = None if kind == WORDS else _find_network(folder, models.get(MINILM), is_needed=kind == NETWORK)
        self._outputs: Outputs = found or self._word_outputs
        self._scale = Scale.read(settings[NETWORK if found else WORDS])
        self.model = ModelUse(
            name=folder.name,
            version=folder.version,
            label="fine-tuned MiniLM" if found else "words only (TF-IDF)",
            note="" if found else _STAND_IN,
        )

    def analyze(self, inputs: list[EmotionInput]) -> list[EmotionResult | CommentsResult]:
        """What each text, or set of comments, sounds like. All texts of all inputs are read in one batch."""
        texts = list(dict.fromkeys(text for given in inputs for text in _texts_of(given)))
        read = dict(zip(texts, self.read(texts), strict=True))
        return [
            read[given.text or ""]
            if given.comments is None
            else sum_up(
                [read[comment.text] for comment in given.comments],
                [comment.weight for comment in given.comments],
                self.model,
            )
            for given in inputs
        ]

    def read(self, texts: list[str]) -> list[EmotionResult]:
        """One result for each text."""
        cleaned = [clean(text) for text in texts]
        flaws = [find_flaw(clean(without_symbols(text)), self._words.knows) for text in texts]
        places = [place for place, flaw in enumerate(flaws) if flaw is None]
        readings = [NOTHING] * len(texts)
        notes = [[] if flaw is None else [flaw] for flaw in flaws]
        if places:
            outputs, were_cut = self._outputs([cleaned[place] for place in places])
            for place, reading, was_cut in zip(places, read_outputs(outputs, self._scale), were_cut, strict=True):
                readings[place] = reading
                if was_cut or len(texts[place]) > MOST_CHARACTERS:
                    notes[place].append("The text is long: only its beginning, about 100 words, was read.")
        return [self._result(*found) for found in zip(readings, flaws, notes, strict=True)]

    def _result(self, reading: Reading, flaw: str | None, notes: list[str]) -> EmotionResult:
        return EmotionResult(
            emotion=reading.emotion,
            confidences=dict(reading.confidences),
            sentiment=reading.sentiment,
            sentiments=dict(reading.sentiments),
            is_uncertain=reading.is_uncertain,
            is_supported=flaw is None,
            notes=notes,
            model=self.model,
        )

    def _word_outputs(self, texts: list[str]) -> tuple[NDArray[np.float32], list[bool]]:
        return self._words.outputs(texts), [False] * len(texts)


def _find_network(folder: ModelFolder, pulled: ModelFolder | None, *, is_needed: bool) -> Outputs | None:
    """The network of a version, or None without the encoder unless it is needed.

    What is wrong is refused aloud, never replaced by the stand-in.
    """
    try:
        encoder = load_minilm(pulled)
    except AppError as error:
        if is_needed or error.code is not ErrorCode.MODEL_MISSING:
            raise
        return None
    from ml.emotion.network import outputs_of
    from ml.emotion.weights import FILE, load_layers

    network: Any = load_layers(folder.path(FILE), encoder.weights)

    def outputs(texts: list[str]) -> tuple[NDArray[np.float32], list[bool]]:
        were_cut = [count > MAX_TOKENS - 2 for count in encoder.pieces.count(texts)]
        return outputs_of(network, texts, encoder.pieces, MAX_TOKENS), were_cut

    return outputs


def _texts_of(given: EmotionInput) -> list[str]:
    if given.comments is not None:
        return [comment.text for comment in given.comments]
    return [given.text or ""]
