"""Fine-tuning: one pass after another over shuffled rows, three losses at once, an average of late weights."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ml.emotion.labels import AMBIGUOUS
from ml.emotion.network import EmotionNet, split
from ml.emotion.rows import Rows, soft_emotions, soft_sentiments
from ml.encoders.wordpiece import WordPieces

NAMES = (
    "apple", "google", "nike", "samsung", "amazon", "netflix", "starbucks", "adidas", "tesla", "microsoft", "spotify",
    "anna", "james", "maria", "david", "emma", "tom", "the app", "this brand", "the team", "this store", "the company",
)  # fmt: skip
"""What stands in for the data's masked names now and then, so that a name's place carries no tone of its own."""


@dataclass(frozen=True)
class Recipe:
    """How the network is trained. The rate rises, stays, and falls to nothing over the last steps."""

    steps: int
    warm_up: int = 100
    fall: int = 800
    rows_each: int = 32
    rate: float = 1.2e-4
    deeper: float = 0.88
    """What the rate of a layer is to that of the one above it."""
    decay: float = 0.01
    dropout: float = 0.1
    smoothing: float = 0.05
    fine_weight: float = 0.3
    ambiguous_weight: float = 0.3
    """How much a row without a tone of its own counts for the head of tones."""
    memory: float = 0.998
    """Of the running average of the weights."""
    most_tokens: int = 48


@dataclass(frozen=True)
class Targets:
    """What each row should give, and how much it counts for each head."""

    emotions: Tensor
    sentiments: Tensor
    fine: Tensor
    emotion_weights: Tensor
    sentiment_weights: Tensor


Tell = Callable[[int, float], None]
"""Told after each step: its number and its loss."""


def fit(
    network: EmotionNet, rows: Rows, pieces: WordPieces, recipe: Recipe, seed: int, tell: Tell
) -> dict[str, Tensor]:
    """Train the network in place, and give the running average of its trained weights.

    Equal seeds, rows and recipes give equal weights on one kind of processor.
    """
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    targets = make_targets(rows, recipe)
    optimizer = torch.optim.AdamW(_groups(network, recipe), weight_decay=recipe.decay, betas=(0.9, 0.99), fused=True)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: pace(step, recipe))
    trained = {name: tensor for name, tensor in network.named_parameters() if tensor.requires_grad}
    average = {name: tensor.detach().clone() for name, tensor in trained.items()}
    network.train()
    network.trunk.dropout = recipe.dropout
    for step, (places, ids, mask) in enumerate(_endless(rows, pieces, recipe, draw), 1):
        with torch.autocast("cpu", torch.bfloat16):
            outputs = network(ids, mask)
        loss = loss_of(outputs.float(), targets, places, recipe)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        scheduler.step()
        # Early weights would weigh on the average for long, so it begins with a short memory.
        keep = min(recipe.memory, step / (step + 10))
        for name, tensor in trained.items():
            average[name].lerp_(tensor.detach(), 1 - keep)
        tell(step, float(loss.detach()))
        if step >= recipe.steps:
            break
    network.eval()
    return average


def pace(step: int, recipe: Recipe) -> float:
    """The share of the full rate at a step: up, level, down."""
    left = (recipe.steps - step) / recipe.fall
    return max(0.0, min(1.0, (step + 1) / recipe.warm_up, left))


def make_targets(rows: Rows, recipe: Recipe) -> Targets:
    """Soft targets of all rows; rare labels count more, by the root of how rare they are."""
    emotions, sentiments = soft_emotions(rows.fine), soft_sentiments(rows.fine)
    ambiguous = rows.fine[:, sorted(AMBIGUOUS)].any(axis=1)
    counts = np.where(ambiguous, recipe.ambiguous_weight, 1.0)
    return Targets(
        torch.from_numpy(emotions), torch.from_numpy(sentiments), torch.from_numpy(rows.fine),
        _weights(emotions, np.ones(len(emotions))), _weights(sentiments, counts),
    )  # fmt: skip


def loss_of(outputs: Tensor, targets: Targets, places: Tensor, recipe: Recipe) -> Tensor:
    """The three losses of a batch, added."""
    emotions, sentiments, fine = split(outputs)
    first = _soft_loss(emotions, targets.emotions[places], targets.emotion_weights[places], recipe.smoothing)
    second = _soft_loss(sentiments, targets.sentiments[places], targets.sentiment_weights[places], recipe.smoothing)
    third = functional.binary_cross_entropy_with_logits(fine, targets.fine[places], reduction="none").sum(dim=1).mean()
    return first + second + recipe.fine_weight * third


def _soft_loss(logits: Tensor, wanted: Tensor, weights: Tensor, smoothing: float) -> Tensor:
    wanted = wanted * (1 - smoothing) + smoothing / wanted.shape[1]
    each = -(wanted * functional.log_softmax(logits, dim=1)).sum(dim=1)
    return (each * weights).mean()


def _weights(shares: NDArray[np.float32], counts: NDArray[np.float64]) -> Tensor:
    frequency = (shares * counts[:, None]).sum(axis=0) / counts.sum()
    each = (shares / np.sqrt(np.maximum(frequency, 1e-6))).sum(axis=1) * counts
    return torch.from_numpy((each / each[counts == 1].mean()).astype(np.float32))


def _groups(network: EmotionNet, recipe: Recipe) -> list[dict[str, Any]]:
    """Parameters by layer, each with its own rate; the heads begin at zero and learn five times as fast."""
    layers: dict[int, list[Tensor]] = {}
    for name, tensor in network.trunk.named_parameters():
        if tensor.requires_grad:
            layers.setdefault(int(name.split(".")[2]), []).append(tensor)
    top = max(layers)
    groups = [{"params": part, "lr": recipe.rate * recipe.deeper ** (top - layer)} for layer, part in layers.items()]
    return [*groups, {"params": list(network.heads.parameters()), "lr": recipe.rate * 5}]


def _endless(
    rows: Rows, pieces: WordPieces, recipe: Recipe, draw: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor, Tensor | None]]:
    """Batches of one pass after another: rows of like length together, in an order of chance."""
    while True:
        tokens = pieces.encode([vary(text, draw) for text in rows.texts], recipe.most_tokens)
        lengths = np.array([len(ids) for ids in tokens]) + draw.random(len(tokens)) * 2
        order = draw.permutation(len(tokens))
        span = recipe.rows_each * 64
        spans = [order[start : start + span] for start in range(0, len(order), span)]
        sorted_rows = np.concatenate([part[np.argsort(lengths[part], kind="stable")] for part in spans])
        starts = np.arange(math.ceil(len(order) / recipe.rows_each)) * recipe.rows_each
        for start in draw.permutation(starts):
            yield _padded(sorted_rows[start : start + recipe.rows_each], tokens)


def vary(text: str, draw: np.random.Generator) -> str:
    """The text, now and then with a name instead of «someone», or addressed to someone as posts are."""
    if "someone" in text and draw.random() < 0.4:
        text = text.replace("someone", NAMES[draw.integers(len(NAMES))])
    if draw.random() < 0.08:
        text = f"{NAMES[draw.integers(len(NAMES))]} {text}"
    return text


def _padded(places: NDArray[np.int64], tokens: list[list[int]]) -> tuple[Tensor, Tensor, Tensor | None]:
    lengths = [len(tokens[place]) for place in places]
    ids = torch.zeros(len(places), max(lengths), dtype=torch.int64)
    for row, place in enumerate(places):
        ids[row, : lengths[row]] = torch.tensor(tokens[place])
    mask = torch.arange(ids.shape[1])[None, :] < torch.tensor(lengths)[:, None]
    return torch.from_numpy(places), ids, None if min(lengths) == max(lengths) else mask
