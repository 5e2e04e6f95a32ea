"""Training of the emotion model from GoEmotions: network, stand-in, temperatures, figures, card."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.emotion import words
from ml.emotion.analyzer import MAX_TOKENS, NAME, SETTINGS, EmotionAnalyzer
from ml.emotion.card import build_card
from ml.emotion.evaluate import measure
from ml.emotion.heads import Scale, emotion_logits
from ml.emotion.labels import EMOTIONS, SENTIMENTS
from ml.emotion.rows import DEV, TRAIN, Rows, hard_emotions, hard_sentiments, labelled_places, read_rows
from ml.emotion.scores import best_temperature, macro_f1, softmax
from ml.encoders.minilm import MiniLM, load_minilm
from ml.registry import ModelFolder, write_manifest
from ml.registry.folders import hash_file
from ml.runtime import torch_module

STEPS = 3750
"""Some three passes."""
HELD_OUT = 3000
"""Training rows that choose between weights and set temperatures, so that dev stays for the figures."""
CLEAR_ACCURACY = 0.75
"""How often an answer that is not marked uncertain is to be right."""
FINE_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
"""How much the fine labels may speak for their emotions; the held-out rows choose."""
_SAID_EVERY = 100
_N = len(EMOTIONS)

Say = Callable[[str], None]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Held:
    """The rows that choose, with their single labels."""

    rows: Rows
    emotions: NDArray[np.int64]
    sentiments: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Rows) -> "Held":
        """From rows as they were read."""
        return cls(rows, hard_emotions(rows.fine), hard_sentiments(rows.fine))


def train(data: Path, out: Path, *, version: str, seed: int, say: Say, steps: int = STEPS) -> ModelFolder:
    """Train a version and write it into `out`.

    Parameters
    ----------
    data : Path
        A folder with GoEmotions' `train.tsv` and `dev.tsv`.
    out : Path
        An empty folder for the version's files.
    version : str
    seed : int
        Of the held-out rows, the order of rows and what is dropped. Equal seeds give equal weights on one kind of
        processor and version of PyTorch; the shipped version has seed 7.
    say : callable
        Told in words how far it is.
    steps : int, optional
        Of 32 rows each; at least twice the length of the fall of the rate.

    Returns
    -------
    ModelFolder

    Raises
    ------
    AppError
        INVALID for files of another shape, MODEL_MISSING without the encoder.
    """
    rows, dev = read_rows(data / TRAIN), read_rows(data / DEV)
    taught, held = split_rows(rows, seed)
    encoder = load_minilm()
    networks = fit_networks(encoder, taught, seed, steps, say)
    return finish(networks, encoder, taught, held, dev, data, out, version=version, seed=seed, steps=steps, say=say)


def split_rows(rows: Rows, seed: int) -> tuple[Rows, Held]:
    """The rows that teach, and those that choose: a sixth of them where there are few."""
    order = np.random.default_rng(seed).permutation(len(rows.texts))
    held = min(HELD_OUT, len(order) // 6)
    return rows.take(np.sort(order[held:])), Held.of(rows.take(np.sort(order[:held])))


def fit_networks(encoder: MiniLM, taught: Rows, seed: int, steps: int, say: Say) -> list[Any]:
    """The network after its last step, and the one of averaged weights."""
    from ml.emotion.fitting import Recipe, fit
    from ml.emotion.network import build_network

    network = build_network(encoder.weights)
    losses: list[float] = []

    def tell(step: int, loss: float) -> None:
        losses.append(loss)
        if step % _SAID_EVERY == 0:
            say(f"Step {step} of {steps}: loss {np.mean(losses[-_SAID_EVERY:]):.3f}")

    recipe = Recipe(steps=steps, fall=min(Recipe.fall, steps // 2), warm_up=min(Recipe.warm_up, steps // 4))
    average = fit(network, taught, encoder.pieces, recipe, seed, tell)
    return [network, with_weights(build_network(encoder.weights), average)]


def with_weights(network: Any, weights: dict[str, Any]) -> Any:
    """The network with these tensors in place of its own, ready to serve."""
    with torch_module().no_grad():
        for name, tensor in network.named_parameters():
            if name in weights:
                tensor.copy_(weights[name])
    return network.eval()


def finish(
    networks: list[Any], encoder: MiniLM, taught: Rows, held: Held, dev: Rows, data: Path, out: Path, *,
    version: str, seed: int, steps: int, say: Say,
) -> ModelFolder:  # fmt: skip
    """Choose between networks, scale, measure and write the version."""
    from ml.emotion.network import outputs_of
    from ml.emotion.weights import FILE, load_layers, save_layers
    from ml.emotion.word_fitting import fit_words

    say("Learning the stand-in of words")
    stand_in = fit_words(taught, seed)
    words.save_words(stand_in, out)
    scores = [score_of(outputs_of(one, held.rows.texts, encoder.pieces, MAX_TOKENS), held) for one in networks]
    say("On held-out rows: " + ", ".join(f"{score:.4f}" for score in scores))
    save_layers(networks[int(np.argmax(scores))], encoder.weights, out)
    served = load_layers(out / FILE, encoder.weights)
    settings = {
        "network": make_scale(outputs_of(served, held.rows.texts, encoder.pieces, MAX_TOKENS), held).as_dict(),
        "words": make_scale(stand_in.outputs(held.rows.texts), held).as_dict(),
    }
    (out / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    described = f"GoEmotions train.tsv {hash_file(data / TRAIN)[:16]}, {len(taught.texts) + len(held.rows.texts)} rows"
    draft = write_manifest(out, NAME, version, data=described, seed=seed, metrics={})
    figures = {kind: measure(EmotionAnalyzer({NAME: draft}, kind), dev) for kind in settings}
    say(f"On {DEV}: {figures['network']['sentiment']['macro_f1']} and {figures['network']['emotion']['macro_f1']}")
    card = build_card(figures["network"], figures["words"], steps)
    return write_manifest(out, NAME, version, data=described, seed=seed, metrics={"steps": steps, **figures}, card=card)


def score_of(outputs: Floats, held: Held) -> float:
    """Mean of the macro-F1 of both heads on the rows that choose."""
    emotions, tones = labelled_places(held.emotions), labelled_places(held.sentiments)
    first = macro_f1(held.emotions[emotions], outputs[emotions, :_N].argmax(axis=1), _N)
    guess = outputs[tones, _N : _N + len(SENTIMENTS)].argmax(axis=1)
    return (first + macro_f1(held.sentiments[tones], guess, len(SENTIMENTS))) / 2


def make_scale(outputs: Floats, held: Held) -> Scale:
    """The fine labels' weight, temperatures of both heads, and from which confidence on answers are right enough."""
    emotions, tones = labelled_places(held.emotions), labelled_places(held.sentiments)
    truth = held.emotions[emotions]
    weights = FINE_WEIGHTS if outputs.shape[1] > _N + len(SENTIMENTS) else (0.0,)
    found = {weight: emotion_logits(outputs[emotions], weight) for weight in weights}
    fine = max(weights, key=lambda weight: macro_f1(truth, found[weight].argmax(axis=1), _N))
    first = found[fine]
    heat = best_temperature(truth, first)
    second = outputs[tones, _N : _N + len(SENTIMENTS)]
    shares = softmax(first / heat)
    clear = clear_from(shares.max(axis=1), shares.argmax(axis=1) == truth)
    return Scale(heat, best_temperature(held.sentiments[tones], second), clear, fine)


def clear_from(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest confidence, in steps of .01 from .3, from which answers are right in CLEAR_ACCURACY of the cases."""
    for percent in range(30, 100):
        kept = confidence >= percent / 100
        if kept.any() and right[kept].mean() >= CLEAR_ACCURACY:
            return percent / 100
    return 1.0
