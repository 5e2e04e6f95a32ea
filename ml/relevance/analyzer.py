"""Relevance of ads to contexts, with what drove it and which contexts would fit better."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelUse
from domain.relevance import FLAGGED_BELOW, ContextScore, RelevanceResult
from ml.encoders.clip import load_clip
from ml.encoders.minilm import load_minilm
from ml.registry import ModelFolder
from ml.relevance.bag import WordBag
from ml.relevance.calibration import LITERATURE, Calibration
from ml.relevance.drivers import pieces_of, rank_effects
from ml.relevance.notes import notes_for
from ml.relevance.picture import PictureScorer
from ml.relevance.questions import RelevanceQuestion
from ml.relevance.scoring import WordScorer, fuse_parts, mean_parts
from ml.relevance.space import Matrix, Placed, TextEncoder, TextSpace, similarities
from ml.relevance.words import Piece

__all__ = ["RelevanceAnalyzer", "RelevanceQuestion"]

NAME = "relevance"
CALIBRATION, REFERENCES, PAIRS = "calibration.json", "references.json", "pairs.json"
BETTER = 5


@dataclass(frozen=True)
class _Parts:
    """What of an ad is compared: its words, the vector of its picture, or both."""

    words: str
    picture: NDArray[np.float32] | None
    rests: tuple[list[Piece], list[Piece]]


class RelevanceAnalyzer:
    """Chances that ads and contexts belong together.

    Words are compared by sentence vectors (MiniLM), or word by word where no encoder is installed; pictures by CLIP
    where it is pulled. Each has its own calibration, and both are fused in log odds.

    Parameters
    ----------
    models : mapping of str to ModelFolder or None
        `relevance` (calibration and reference contexts) must be there; `minilm` and `clip-vit-b-32` may be.

    Raises
    ------
    AppError
        MODEL_MISSING without `relevance`, MODEL_REFUSED for an encoder that is not the published one.
    """

    def __init__(self, models: Mapping[str, ModelFolder | None]) -> None:
        folder = models.get(NAME)
        if folder is None:
            raise AppError(ErrorCode.MODEL_MISSING, "No version of the relevance model is registered here.")
        self._version = folder.version
        curves = {name: Calibration(**values) for name, values in folder.read_json(CALIBRATION).items()}
        references: list[str] = folder.read_json(REFERENCES)
        name, encoder = open_text_encoder(folder.read_json(PAIRS), references, models.get("minilm"))
        self._has_encoder = name == "minilm"
        self._words = WordScorer(TextSpace(encoder, references), curves[name])
        clip = models.get("clip-vit-b-32")
        self._picture = (
            PictureScorer(load_clip(clip), curves["clip-vit-b-32"], references) if clip is not None else None
        )

    def analyze(self, inputs: list[RelevanceQuestion]) -> list[RelevanceResult]:
        """One result for each question, in order; all texts of all questions are encoded together.

        Raises MODEL_MISSING for a picture without words where no image encoder serves.
        """
        parts = [self._take_apart(question) for question in inputs]
        placed = self._words.space.place(text for pair in zip(inputs, parts, strict=True) for text in _texts(*pair))
        return [self._result(question, part, placed) for question, part in zip(inputs, parts, strict=True)]

    def _take_apart(self, question: RelevanceQuestion) -> _Parts:
        words = question.ad.text.strip()
        picture = question.ad.picture if self._picture is not None else None
        if not words and picture is None:
            raise AppError(
                ErrorCode.MODEL_MISSING,
                "There is only a picture, and no image encoder is installed here. Add the ad's words.",
            )
        looked = self._picture.look([picture])[0] if self._picture is not None and picture is not None else None
        ad_pieces, context_pieces = pieces_of(words, question.context)
        return _Parts(words, looked, (ad_pieces, context_pieces))

    def _result(self, question: RelevanceQuestion, part: _Parts, placed: Placed) -> RelevanceResult:
        ad_pieces, context_pieces = part.rests
        others = list(dict.fromkeys(other for other in question.others if other != question.context))
        contexts = [question.context, *others, *(piece.rest for piece in context_pieces)]
        chances, raw = self._compare(part, placed, contexts)
        relevance = float(chances[0])
        without_words = self._without(part, placed, question.context)
        first_rest = 1 + len(others)
        drivers = rank_effects(relevance, (ad_pieces, without_words), (context_pieces, chances[first_rest:]))
        return RelevanceResult(
            relevance=relevance,
            flagged=relevance < FLAGGED_BELOW,
            raw_similarity=float(raw[0]),
            basis=self._basis(part),
            drivers=drivers,
            better_contexts=self._better(
                part, placed, relevance, dict(zip(others, chances[1:first_rest], strict=True))
            ),
            notes=notes_for(question, self._basis(part), self._picture.calibration if self._picture else None),
            model=self._use(part),
        )

    def _compare(self, part: _Parts, placed: Placed, contexts: list[str]) -> tuple[Matrix, Matrix]:
        """Chances and raw cosines of an ad over contexts."""
        words = raw_words = seen = raw_seen = None
        if part.words:
            ad, there = placed.pick([part.words]), placed.pick(contexts)
            words, raw_words = self._words.chances(ad, there)[0], similarities(ad, there)[0]
        if part.picture is not None and self._picture is not None:
            read = self._picture.read(contexts)
            raw_seen = np.array([float(part.picture @ read[context]) for context in contexts])
            seen = self._picture.chances(raw_seen)
        return fuse_parts(words, seen), mean_parts(raw_words, raw_seen)

    def _without(self, part: _Parts, placed: Placed, context: str) -> Matrix:
        """Relevance of the ad without each of its pieces."""
        rests = [piece.rest for piece in part.rests[0]]
        if not rests:
            return np.zeros(0)
        words = self._words.chances(placed.pick(rests), placed.pick([context]))[:, 0]
        if part.picture is None or self._picture is None:
            return words
        cosine = float(part.picture @ self._picture.read([context])[context])
        return fuse_parts(words, np.repeat(self._picture.chances(np.array([cosine])), len(rests)))

    def _better(self, part: _Parts, placed: Placed, relevance: float, given: dict[str, Any]) -> list[ContextScore]:
        """The contexts that were given, with the best of the references that beat the present one."""
        references = self._words.space.references
        chances, _ = self._compare(part, _joined(placed, references), references.texts)
        order = [place for place in np.argsort(-chances, kind="stable") if chances[place] > relevance][:BETTER]
        found = {references.texts[place]: float(chances[place]) for place in order}
        found |= {context: float(chance) for context, chance in given.items()}
        ranked = sorted(found.items(), key=lambda item: -item[1])
        return [ContextScore(context=context, relevance=chance) for context, chance in ranked]

    def _basis(self, part: _Parts) -> str:
        if part.picture is None:
            return "text only" if self._has_encoder else "words only"
        if not part.words:
            return "image only"
        return "text and image" if self._has_encoder else "words and image"

    def _use(self, part: _Parts) -> ModelUse:
        parts = ["MiniLM sentence vectors" if self._has_encoder else "equal words"] if part.words else []
        if part.picture is not None and self._picture is not None:
            is_fitted = self._picture.calibration.source != LITERATURE
            parts.append("CLIP ViT-B/32" + ("" if is_fitted else " with a calibration from the literature"))
        return ModelUse(name=NAME, version=self._version, label=self._basis(part), note=" and ".join(parts))


def open_text_encoder(
    rows: list[dict[str, Any]], references: list[str], minilm: ModelFolder | None
) -> tuple[str, TextEncoder]:
    """The encoder and the name of its calibration. Without one, rarity of words is counted over what is known."""
    try:
        return "minilm", load_minilm(minilm)
    except AppError as error:
        if error.code is not ErrorCode.MODEL_MISSING:
            raise
    return "words", WordBag(known_texts(rows, references))


def known_texts(rows: list[dict[str, Any]], references: list[str]) -> list[str]:
    """Texts over which the rarity of words is counted: nothing that figures are measured on."""
    fit = [row for row in rows if row["split"] == "fit"]
    return [*references, *(row["ad"] for row in fit), *(text for row in fit for text in row["contexts"])]


def _texts(question: RelevanceQuestion, part: _Parts) -> list[str]:
    rests = [piece.rest for side in part.rests for piece in side]
    return [*([part.words] if part.words else []), question.context, *question.others, *rests]


def _joined(first: Placed, second: Placed) -> Placed:
    return Placed(
        [*first.texts, *second.texts],
        np.concatenate([first.rows, second.rows]),
        np.concatenate([first.near, second.near]),
    )
