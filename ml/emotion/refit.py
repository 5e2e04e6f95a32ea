"""An organization's own labels: the heads learn from them on the frozen layers, and serve only if they do better."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.emotion import Emotion
from domain.errors import AppError, ErrorCode
from domain.model_registry import CardFigure, ModelCard
from ml.emotion.analyzer import MAX_TOKENS, NAME, SETTINGS
from ml.emotion.heads import Scale, emotion_logits
from ml.emotion.labels import EMOTIONS, SENTIMENTS, TONE_OF
from ml.emotion.scores import macro_f1, softmax
from ml.emotion.texts import clean
from ml.encoders.minilm import NAME as MINILM
from ml.encoders.minilm import load_minilm
from ml.registry import ModelFolder, write_manifest
from ml.registry.folders import CARD, MANIFEST
from ml.runtime import torch_module

LEAST, RECOMMENDED = 30, 300
FOLDS = 5
PULLS = (1.0, 0.3, 0.1)
"""How hard the shipped heads hold the new ones back, from most to least; the labels choose."""
_N = len(EMOTIONS)
_STEPS = 60
_ROOT = 0.05
"""What pooled states are multiplied by, so that their products with small movements are of order one."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Measured:
    """Figures over the labelled comments. `log_loss` is the mean of -ln of the confidence in the label given."""

    macro_f1: float
    accuracy: float
    log_loss: float


@dataclass(frozen=True)
class Refit:
    """What came of it. `folder` is the new version, or None where the shipped heads are as good.

    `before` are the shipped heads, `after` the new ones, each comment judged by heads that did not learn from it.
    """

    comments: int
    before: Measured
    after: Measured
    pull: float
    folder: ModelFolder | None


def refit(
    examples: Sequence[tuple[str, Emotion]],
    models: Mapping[str, ModelFolder | None],
    out: Path,
    *,
    version: str,
    seed: int,
) -> Refit:
    """Learn from labelled comments and write a version of one's own if it does better.

    Parameters
    ----------
    examples : sequence of (text, label)
        At least 30, of two labels or more; 300 are recommended, since fewer rarely beat what ships.
    models : mapping of str to ModelFolder or None
        As the analyzer takes them.
    out : Path
        An empty folder for the new version.
    version : str
    seed : int
        Of the division into five parts.

    Returns
    -------
    Refit
        Better means a lower log loss and a macro-F1 that is no lower, both cross-validated.

    Notes
    -----
    The heads move by a ridge penalty around the shipped ones. Labels that are rare or absent among the comments
    become rarer in what it says, so the comments should be a fair draw of what is to be read. The strength is chosen
    on the same parts that give `after`, out of three, which flatters it by a little.

    Raises
    ------
    AppError
        NEEDS_MORE_DATA with `have` and `needed`, MODEL_MISSING without the encoder.
    """
    kept = _usable(examples)
    folder = models.get(NAME)
    if folder is None:
        raise AppError(ErrorCode.MODEL_MISSING, "The emotion model is not installed here.")
    network, pooled = _read(folder, models.get(MINILM), [text for text, _ in kept])
    scale = Scale.read(folder.read_json(SETTINGS)["network"])
    heat = _temperatures(scale)
    outputs = pooled @ network.heads.weight.detach().numpy().T + network.heads.bias.detach().numpy()
    served = np.concatenate([emotion_logits(outputs, scale.fine), outputs[:, _N : len(heat)]], axis=1)
    base = (served / heat).astype(np.float32)
    truth = np.array([EMOTIONS.index(label) for _, label in kept], dtype=np.int64)
    before = _measure(truth, base[:, :_N])
    found = {pull: _cross_validate(pooled, base, truth, pull, seed) for pull in PULLS}
    pull = min(found, key=lambda value: _measure(truth, found[value]).log_loss)
    after = _measure(truth, found[pull])
    if after.log_loss >= before.log_loss or after.macro_f1 < before.macro_f1:
        return Refit(len(kept), before, after, pull, None)
    weight, bias = _learn(pooled, base, truth, pull)
    moved = (weight * heat[:, None], bias * heat)
    made = _write(folder, network, moved, out, version, seed, len(kept), before, after)
    return Refit(len(kept), before, after, pull, made)


def _usable(examples: Sequence[tuple[str, Emotion]]) -> list[tuple[str, Emotion]]:
    """The comments with words, cleaned; NEEDS_MORE_DATA where they are too few or all alike."""
    kept = [(text, label) for raw, label in examples if (text := clean(raw))]
    if len(kept) < LEAST or len({label for _, label in kept}) < 2:
        raise AppError(
            ErrorCode.NEEDS_MORE_DATA,
            f"There are {len(kept)} labelled comments; at least {LEAST} with two different labels are needed, "
            f"and {RECOMMENDED} are recommended.",
            have=len(kept),
            needed=LEAST,
        )
    return kept


def _read(folder: ModelFolder, pulled: ModelFolder | None, texts: list[str]) -> tuple[Any, Floats]:
    encoder = load_minilm(pulled)
    from ml.emotion.network import features_of
    from ml.emotion.weights import FILE, load_layers

    network = load_layers(folder.path(FILE), encoder.weights)
    return network, features_of(network, texts, encoder.pieces, MAX_TOKENS)


def _cross_validate(pooled: Floats, base: Floats, truth: NDArray[np.int64], pull: float, seed: int) -> Floats:
    """Logits of the eight for each comment, from heads that learned from the other parts."""
    parts = np.random.default_rng(seed).permutation(len(truth)) % FOLDS
    logits = np.zeros((len(truth), _N), dtype=np.float32)
    for part in range(FOLDS):
        held = parts == part
        weight, bias = _learn(pooled[~held], base[~held], truth[~held], pull)
        logits[held] = (base[held] + pooled[held] @ weight.T + bias)[:, :_N]
    return logits


def _learn(pooled: Floats, base: Floats, truth: NDArray[np.int64], pull: float) -> tuple[Floats, Floats]:
    """How far weights (11, features) and biases (11) move, for logits that are divided by the temperatures already."""
    torch = torch_module()
    states, offset = torch.from_numpy(pooled * _ROOT), torch.from_numpy(base)
    emotions = torch.from_numpy(truth)
    tones = torch.from_numpy(np.array(TONE_OF, dtype=np.int64)[truth])
    weight = torch.zeros(offset.shape[1], states.shape[1], requires_grad=True)
    bias = torch.zeros(offset.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimizer.zero_grad()
        logits = offset + states @ weight.T + bias
        total = torch.nn.functional.cross_entropy(logits[:, :_N], emotions)
        total = total + torch.nn.functional.cross_entropy(logits[:, _N:], tones)
        total = total + pull * (weight.square().sum() + 0.1 * bias.square().sum())
        total.backward()
        return total

    optimizer.step(loss)
    return weight.detach().numpy() * _ROOT, bias.detach().numpy()


def _temperatures(scale: Scale) -> Floats:
    """What each of the eleven outputs is divided by."""
    return np.array([scale.emotions] * _N + [scale.sentiments] * len(SENTIMENTS), dtype=np.float32)


def _measure(truth: NDArray[np.int64], logits: Floats) -> Measured:
    shares = softmax(logits)
    guess = shares.argmax(axis=1)
    seen = np.unique(truth)
    kept = [label for label in range(_N) if label in seen]
    places = np.arange(len(truth))
    # Labels that nobody gave would count as failures of both.
    score = macro_f1(np.searchsorted(kept, truth), _places_in(kept, guess), len(kept))
    return Measured(score, float((guess == truth).mean()), float(-np.log(shares[places, truth] + 1e-12).mean()))


def _places_in(kept: list[int], guess: NDArray[np.int64]) -> NDArray[np.int64]:
    """Guesses as places among the labels that were given; others as a place of their own."""
    return np.array([kept.index(label) if label in kept else len(kept) for label in guess], dtype=np.int64)


def _write(
    base: ModelFolder, network: Any, moved: tuple[Floats, Floats], out: Path, version: str, seed: int, n: int,
    before: Measured, after: Measured,
) -> ModelFolder:  # fmt: skip
    """The shipped version's files with other heads."""
    from ml.emotion.weights import FILE, replace_heads

    for path in base.folder.iterdir():
        if path.name not in {MANIFEST, CARD, FILE}:
            shutil.copy(path, out)
    weight, bias = (part.detach().numpy().copy() for part in (network.heads.weight, network.heads.bias))
    weight[: len(moved[0])] += moved[0]
    bias[: len(moved[1])] += moved[1]
    replace_heads(base.path(FILE), weight, bias, out)
    figures = {"comments": n, "macro_f1": round(after.macro_f1, 4), "macro_f1_before": round(before.macro_f1, 4)}
    card = None if base.card is None else _card(base.card, n, before, after)
    return write_manifest(
        out, NAME, version, data=f"{n} comments with labels, on top of {base.version}", seed=seed, metrics=figures,
        card=card,
    )  # fmt: skip


def _card(card: ModelCard, n: int, before: Measured, after: Measured) -> ModelCard:
    """The card of the version it goes on from, with its own figure first."""
    own = CardFigure(
        name="Eight labels on this organization's comments, macro-F1",
        value=round(after.macro_f1, 4),
        protocol=f"{FOLDS}-fold cross-validation over {n} labelled comments, over the labels that were given.",
        beside={"as shipped": round(before.macro_f1, 4)},
    )
    others = [
        figure.model_copy(update={"protocol": f"Of the version that it goes on from. {figure.protocol}"})
        for figure in card.figures
    ]
    learned = f"{card.trained_on} The heads learned on from {n} labelled comments of this organization."
    return card.model_copy(update={"trained_on": learned, "figures": [own, *others]})
