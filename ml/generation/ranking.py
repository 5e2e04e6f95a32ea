"""The ranker port, and the transparent text scorer that stands behind it until a trained predictor answers."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.placements import PLACEMENTS
from domain.quality import Placement
from ml.generation.bandit import FrameBandit
from ml.generation.briefs import Material
from ml.generation.checks import fold
from ml.generation.grammar import Candidate
from ml.generation.language import reading_ease, tokens

DEFAULT_WEIGHTS: dict[str, float] = {
    "length": 0.14, "ease": 0.10, "call": 0.08, "specific": 0.22, "persona": 0.18, "tone": 0.16, "frame": 0.12,
}  # fmt: skip
"""Set by hand, see the model card; they add up to 1, so that the score is in [0, 1]."""
FEATURES = tuple(DEFAULT_WEIGHTS)
_SPECIFIC_CALLS = frozenset(
    {"Shop now", "Order now", "Sign up", "Book now", "Get offer", "Get quote", "Contact us", "Get now", "See details"}
)
_IMPERATIVES = frozenset(
    {
        "see", "look", "start", "meet", "discover", "take", "read", "get", "have", "compare", "choose", "ask", "make",
        "put", "try", "come", "go", "shop", "stand", "say", "tap", "think",
    }
)  # fmt: skip


@dataclass(frozen=True)
class ExpectedRate:
    """A predicted engagement rate (clicks per impression) with its interval.

    `is_trained` says that it was learned from the organization's own ads; else all ads of a place get one rate, which
    tells what to expect and orders nothing.
    """

    rate: float
    low: float | None = None
    high: float | None = None
    is_trained: bool = False


class RatePredictor(Protocol):
    """The port for a trained engagement model: ads in, a rate for each out, or None where it has too little data."""

    def __call__(self, texts: Sequence[str], placement: Placement) -> Sequence[ExpectedRate | None]:
        """One answer for each text, in order."""


@dataclass(frozen=True)
class Scored:
    """A candidate with its score in [0, 1] and the features behind it, each in [0, 1]."""

    candidate: Candidate
    score: float
    features: dict[str, float]


class TextRanker:
    """Scores ads by their words alone. No clicks were used to make it: it ranks, it does not predict a rate."""

    def __init__(self, weights: dict[str, float] | None = None) -> None:
        given = {name: max(float((weights or DEFAULT_WEIGHTS).get(name, 0.0)), 0.0) for name in FEATURES}
        total = sum(given.values()) or 1.0
        self.weights = {name: value / total for name, value in given.items()}

    def score(
        self, candidates: Sequence[Candidate], material: Material, placement: Placement, bandit: FrameBandit, seed: int
    ) -> list[Scored]:
        """All candidates, the best first; ties are broken by the seed."""
        worths = {name: bandit.worth(name) for name in {item.frame.name for item in candidates}}
        scored = []
        for item in candidates:
            features = measure(item, material, placement, worths[item.frame.name])
            scored.append(Scored(item, round(self.weigh(features) - _jitter(item, seed), 6), features))
        return sorted(scored, key=lambda found: (-found.score, found.candidate.words))

    def weigh(self, features: dict[str, float]) -> float:
        """The weighted sum of the features."""
        return sum(self.weights[name] * features[name] for name in FEATURES)


def _jitter(item: Candidate, seed: int) -> float:
    digest = hashlib.sha256(f"{seed}:{item.words}".encode()).digest()
    # Small beside any feature, large enough that another seed shows other ads among equals.
    return random.Random(digest).random() * 0.02  # noqa: S311 - an order is no secret.  # nosec B311


def measure(item: Candidate, material: Material, placement: Placement, worth: float) -> dict[str, float]:
    """The features of an ad.

    `length`: how well headline and text use what is shown whole. `ease`: Flesch reading ease from 30 to 80. `call`: a
    button that names the action, and a sentence that asks for one. `specific`: facts of the brief, up to three.
    `persona`: whether audience or interests are named. `tone`: whether the frame was made for the tone. `frame`: what
    the bandit drew.
    """
    rules = PLACEMENTS[placement]
    lengths = (
        _length_fit(len(item.headline), rules.headline_limit.recommended),
        _length_fit(len(item.text), min(rules.text_limit.recommended, 150)),
    )
    given = len(material.facts) + bool(material.offer) + bool(material.price) + bool(material.about)
    return {
        "length": sum(lengths) / 2,
        "ease": min(max((reading_ease(item.words) - 30) / 50, 0.0), 1.0),
        "call": 0.5 * (item.call_to_action in _SPECIFIC_CALLS) + 0.5 * _asks(item.words),
        "specific": min(item.facts / max(min(given, 3), 1), 1.0) if given else 0.5,
        "persona": persona_overlap(item.words, material),
        "tone": _tone_fit(item, material),
        "frame": worth,
    }


def _length_fit(length: int, limit: int) -> float:
    """1 from half of the limit on, falling off below; beyond what is shown whole it falls off too."""
    share = length / limit
    if share > 1:
        return max(1 - (share - 1), 0.0)
    return min(share / 0.5, 1.0)


def _asks(text: str) -> bool:
    starts = [part.split()[0].casefold() for part in text.replace("?", ".").split(". ") if part.split()]
    return any(word.strip(".,:!") in _IMPERATIVES for word in starts)


def persona_overlap(text: str, material: Material) -> float:
    """1 where the audience or an interest is named whole, else the share of their words that occur; 0.5 without any."""
    told = [phrase for phrase in (material.audience, *material.interests) if phrase]
    if not told:
        return 0.5
    folded = fold(text)
    if any(fold(phrase) in folded for phrase in told):
        return 1.0
    found = set(tokens(folded))
    parts = {word for phrase in told for word in tokens(fold(phrase)) if len(word) > 3}
    return 0.6 * len(parts & found) / len(parts) if parts else 0.0


def _tone_fit(item: Candidate, material: Material) -> float:
    if not item.frame.tones:
        return 0.6
    return len(item.frame.tones & material.tones) / len(material.tones) if material.tones else 0.5
