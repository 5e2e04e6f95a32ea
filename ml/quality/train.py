"""Writes the version that ships: the rules as JSON with their card. Nothing is fitted, and the figures say so."""

import json
from collections.abc import Callable
from pathlib import Path

from domain.model_registry import CardFigure, ModelCard
from ml.quality.rules import RULES
from ml.registry import ModelFolder, write_manifest

NAME = "quality"
RULES_FILE = "rules.json"
_DATA = "none: rules of craft with documented ranges"


def train(data: Path, out: Path, *, version: str, seed: int = 0, say: Callable[[str], None] = print) -> ModelFolder:
    """Write the rules to `out` as a version. Data and seed change nothing and are taken as other trainers take them."""
    say(f"No outcomes are learned from {data.name or data}: the rules are written as they stand.")
    write_rules(out)
    return write_manifest(out, NAME, version, data=_DATA, seed=seed, metrics={}, card=make_card())


def write_rules(out: Path) -> None:
    """The rules as the analyzer reads them."""
    rules = {"rules": [rule.model_dump(mode="json") for rule in RULES]}
    (out / RULES_FILE).write_text(json.dumps(rules, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def make_card() -> ModelCard:
    """The card of the rules."""
    return ModelCard(
        name=NAME,
        title="Creative quality",
        predicts="A score of 0 to 100 for an ad's craft before launch, in parts that add up to it, and what to change.",
        method=(
            "Measured properties of picture and words, each with a usual range: full points inside, fewer outside like "
            "a bell. Weighted and added up. Text on pictures is found by its strokes and faces by a cascade; nothing "
            "is read and nobody is recognised. From 50 of your own creatives with outcomes a regressor can be learned, "
            "which replaces the rules where it beats them and the mean on campaigns held out."
        ),
        trained_on="Nothing: the ranges come from the literature and from the platforms' guides.",
        figures=[
            CardFigure(
                name="Agreement with outcomes",
                value=None,
                protocol="Not measured: no small public set of ads with outcomes may be used for it.",
            )
        ],
        limits=[
            "The score was never compared with clicks or sales; use it to find faults, not to rank good ads.",
            "Effects of colour, contrast and faces on outcomes are small in the literature and differ by context.",
            "Text on pictures is an estimate: railings and windows may count, script and tilted letters may not.",
            "Faces are found from the front only. Their number is shown and gives no points; no expression is read.",
            "Reading ease, calls to action and feeling are known for English only.",
            "Of an animation only the first frame is looked at.",
            "Platforms change their limits; each result names the guide that its limits are from.",
        ],
        sources=[
            "D. Hasler and S. Suesstrunk, Measuring colourfulness in natural images, 2003",
            "R. Pieters, M. Wedel and R. Batra, The stopping power of advertising, Journal of Marketing 2010",
            "J. Azimi et al., The impact of visual appearance on user response in online display advertising, 2012",
            "M. Fire and J. Schler, Exploring online ad images using a deep convolutional neural network, 2015",
            "R. Flesch, A new readability yardstick, 1948",
            "P. Viola and M. Jones, Rapid object detection using a boosted cascade of simple features, 2001",
            "The platforms' guides for advertisers, named with each result",
        ],
    )
