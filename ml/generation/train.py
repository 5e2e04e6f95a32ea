"""Fits the ranker's weights to what variants brought; without enough results the weights set by hand are what ships.

Data: `variants.jsonl`, a line for each variant that ran: {"brief": GenerationInput, "variant": Variant, "impressions",
"clicks"}. It comes from an organization's own variants; no public data set holds ads with frames and clicks.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from domain.generation import GenerationInput, Variant
from domain.model_registry import CardFigure, ModelCard
from ml.generation.briefs import read_brief
from ml.generation.evaluate import measure_grammar, measure_regret
from ml.generation.frames import Frame, frames_for
from ml.generation.grammar import Candidate
from ml.generation.ranking import DEFAULT_WEIGHTS, FEATURES, measure
from ml.registry import ModelFolder, write_manifest

LEAST_ROWS = 50
LEAST_IMPRESSIONS = 100
FOLDS = 5
_PULL = 20.0
"""How many rows' worth of evidence the weights set by hand are."""

Rows = list[tuple[list[float], int, int]]


def train(data: Path, out: Path, *, version: str, seed: int, say: Callable[[str], None] = print) -> ModelFolder:
    """Write a version to `out`. The fitted weights replace the hand's only where they rank held-out results better."""
    rows = read_rows(data / "variants.jsonl")
    say(f"{len(rows)} variants with results")
    weights, label, fitted = dict(DEFAULT_WEIGHTS), "heuristic", None
    if len(rows) >= LEAST_ROWS:
        fitted = cross_validate(rows, seed)
        if fitted["fitted"] > fitted["by hand"]:
            weights, label = fit(rows), "trained"
    grammar, regret = measure_grammar(range(seed, seed + 300)), measure_regret(seed)
    # Seconds are this machine's and would make no two trainings alike.
    del grammar["seconds_p95"]
    metrics = {**grammar, **regret, **({"rank_correlation": fitted} if fitted else {})}
    (out / "ranker.json").write_text(json.dumps({"label": label, "weights": weights}, indent=1) + "\n", "utf-8")
    say(f"weights: {label}")
    told = f"{len(rows)} variants with reported results" if rows else "nothing: frames and weights are set by hand"
    return write_manifest(
        out, "generation", version, data=told, seed=seed, metrics=metrics, card=_card(told, metrics)
    )  # fmt: skip


def read_rows(path: Path) -> Rows:
    """Features, impressions and clicks of each variant with enough impressions; none where there is no file."""
    if not path.is_file():
        return []
    rows: Rows = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["impressions"] >= LEAST_IMPRESSIONS:
            brief, variant = GenerationInput.model_validate(row["brief"]), Variant.model_validate(row["variant"])
            rows.append((_features(brief, variant), row["impressions"], min(row["clicks"], row["impressions"])))
    return rows


def _features(brief: GenerationInput, variant: Variant) -> list[float]:
    material, placement = read_brief(brief), brief.persona.placement
    frame = next((frame for frame in frames_for(placement) if frame.name == variant.frame), None)
    whole = f"{variant.headline} {variant.text}".casefold()
    told = [
        *(fact.text for fact in material.facts),
        material.offer,
        material.price.removeprefix("for "),
        material.about,
    ]
    candidate = Candidate(
        frame=frame or Frame(variant.frame, frozenset(), variant.headline, (variant.text,)),
        headline=variant.headline,
        text=variant.text,
        call_to_action=variant.call_to_action,
        facts=sum(1 for fact in told if fact and fact.casefold() in whole),
        names_persona=False,
        names_product=True,
    )
    found = measure(candidate, material, placement, 0.5)
    return [found[name] for name in FEATURES]


def fit(rows: Rows) -> dict[str, float]:
    """Weights by ridge regression of the log-odds on the features, pulled towards the weights set by hand.

    Rows count by the information in their clicks. Negative weights become 0: more of a feature is never worse.
    """
    import numpy as np

    features = np.array([row[0] for row in rows])
    rates = np.array([(clicks + 0.5) / (seen + 1) for _, seen, clicks in rows])
    counts = np.array([seen for _, seen, _ in rows]) * rates * (1 - rates)
    counts /= counts.mean()
    target = np.log(rates / (1 - rates))
    features = features - np.average(features, axis=0, weights=counts)
    target = target - np.average(target, weights=counts)
    start = np.array([DEFAULT_WEIGHTS[name] for name in FEATURES])
    scale = max(float(np.sqrt(np.average(target**2, weights=counts))), 1e-6)
    left = features.T @ (features * counts[:, None]) + _PULL * np.eye(len(FEATURES))
    found = np.linalg.solve(left, features.T @ (target * counts) / scale + _PULL * start)
    positive = np.clip(found, 0, None)
    total = positive.sum() or 1.0
    return {name: round(float(value / total), 6) for name, value in zip(FEATURES, positive, strict=True)}


def cross_validate(rows: Rows, seed: int) -> dict[str, float]:
    """Rank correlation of score and click rate on held-out rows, with fitted weights and with those set by hand."""
    import numpy as np

    order = np.random.default_rng(seed).permutation(len(rows))
    found: dict[str, list[float]] = {"fitted": [], "by hand": []}
    for fold in range(FOLDS):
        held = [rows[index] for index in order[fold::FOLDS]]
        rest = [rows[index] for position, index in enumerate(order) if position % FOLDS != fold]
        rates = [(clicks + 0.5) / (seen + 1) for _, seen, clicks in held]
        for name, weights in (("fitted", fit(rest)), ("by hand", DEFAULT_WEIGHTS)):
            scores = [sum(weights[key] * value for key, value in zip(FEATURES, row[0], strict=True)) for row in held]
            found[name].append(rank_correlation(scores, rates))
    return {name: round(sum(values) / len(values), 4) for name, values in found.items()}


def rank_correlation(first: list[float], second: list[float]) -> float:
    """Spearman's, with average ranks for ties; 0 where one side does not vary."""
    left, right = _ranks(first), _ranks(second)
    mean = (len(left) + 1) / 2
    above = sum((a - mean) * (b - mean) for a, b in zip(left, right, strict=True))
    below = math.sqrt(sum((a - mean) ** 2 for a in left) * sum((b - mean) ** 2 for b in right))
    return above / below if below else 0.0


def _ranks(values: list[float]) -> list[float]:
    order = sorted(values)
    return [(order.index(value) + 1 + len(order) - order[::-1].index(value)) / 2 for value in values]


def _card(told: str, metrics: dict[str, Any]) -> ModelCard:
    return ModelCard(
        name="generation",
        title="Creative generation, offline",
        predicts="Three to five ads for a brief, each with a score from 0 to 1 by which they are ordered.",
        method="A typed grammar: about 40 frames for each family of placements are filled with the brief's own facts. "
        "Whatever holds a banned word, a strong claim, an invented number or name, or is too long, is dropped. The "
        "rest is scored by rules over the words and by Thompson sampling over what frames brought before, and a choice "
        "is made that trades score against likeness.",
        trained_on=told,
        figures=[
            CardFigure(
                name="variants that break a limit, a ban or the facts", value=metrics["broken"], target=0,
                protocol="share over 300 made-up briefs, meant to break it",
            ),
            CardFigure(
                name="diversity (1 - self-BLEU)", value=metrics["diversity"],
                protocol="mean over the same briefs, 3 to 5 variants each",
            ),
            CardFigure(
                name="regret of Thompson sampling", value=metrics["regret_thompson"],
                beside={"uniform choice": metrics["regret_uniform"]},
                protocol="clicks lost per 1,000 impressions; simulation of 40 frames, 100 rounds of 4 with 500 each",
            ),
        ],
        limits=[
            "The score orders ads by their words. It is no click rate, and it was not learned from clicks.",
            "English only. Benefits in other languages are left out where they are recognised.",
            "Whether a fact is true is not checked; strong claims are left out unless the brand profile allows them.",
            "How a benefit may stand in a sentence is told by word lists: an unusual wording stands alone.",
        ],
        sources=[
            "Thompson 1933, On the likelihood that one unknown probability exceeds another",
            "Carbonell and Goldstein 1998, The use of MMR",
            "Zhu et al. 2018, Texygen (self-BLEU)",
            "Flesch 1948, A new readability yardstick",
        ],
    )  # fmt: skip
