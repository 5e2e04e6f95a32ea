"""`models train relevance`: fit the curve from similarity to chance on labelled pairs, for each encoder there is."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import AppError
from ml.content import decode_picture
from ml.encoders.clip import load_clip
from ml.encoders.minilm import load_minilm
from ml.registry import ModelFolder, open_folder, write_manifest
from ml.relevance.analyzer import CALIBRATION, NAME, PAIRS, REFERENCES, known_texts
from ml.relevance.bag import WordBag
from ml.relevance.calibration import Calibration, fit
from ml.relevance.cards import write_card
from ml.relevance.evaluate import KINDS, measure
from ml.relevance.measuring import FIT, Remembered, Row, choose, in_folds, read_pairs, tell_apart
from ml.relevance.picture import LITERATURE, PictureScorer
from ml.relevance.space import TextEncoder, TextSpace

CLIP = "clip-vit-b-32"
LEAST_PICTURES = 20
Say = Callable[[str], None]


def train(data: Path, out: Path, *, version: str, seed: int, say: Say) -> ModelFolder:
    """Fit every curve that the data allow and write the version.

    Parameters
    ----------
    data : Path
        Holds `pairs.json` and `references.json`. Where the folder of a pulled CLIP lies beside them as
        `clip-vit-b-32/` and rows name a `picture` file, its curve is fitted too, else the one from the literature
        stays.
    out : Path
        Where the version's files go.
    seed : int
        Written into the manifest. The fit has one optimum and draws nothing at random.
    """
    rows, references = read_pairs(data / PAIRS), json.loads((data / REFERENCES).read_bytes())
    curves: dict[str, Calibration] = {}
    measured: dict[str, Any] = {}
    for name, encoder in _encoders(rows, references, say):
        space = TextSpace(Remembered(encoder), references)
        told = tell_apart(space, choose(rows, FIT))
        curves[name] = fit(told.matched, told.mismatched)
        measured[name] = {
            "folds": {kind: in_folds(space, rows, None if kind == "all" else kind) for kind in _kinds(rows)},
            "held out": measure(space, curves[name], rows),
        }
        say(f"{name}: {measured[name]['folds']['all']}")
    curves[CLIP] = _fit_pictures(data, choose(rows, FIT), references, say)
    _write(out / CALIBRATION, {name: asdict(curve) for name, curve in curves.items()})
    _write(out / PAIRS, rows)
    _write(out / REFERENCES, references)
    return write_manifest(
        out, NAME, version, data=_describe(rows, references), seed=seed, metrics=_metrics(measured),
        card=write_card(measured, rows),
    )  # fmt: skip


def _kinds(rows: list[Row]) -> list[str]:
    """Of the kinds of ads that figures are shown for, those that there are."""
    return [kind for kind in KINDS if kind == "all" or any(row["kind"] == kind for row in rows)]


def _encoders(rows: list[Row], references: list[str], say: Say) -> list[tuple[str, TextEncoder]]:
    found: list[tuple[str, TextEncoder]] = [("words", WordBag(known_texts(rows, references)))]
    try:
        found.insert(0, ("minilm", load_minilm()))
    except AppError as error:
        say(f"Without sentence vectors: {error.message}")
    return found


def _fit_pictures(data: Path, rows: list[Row], references: list[str], say: Say) -> Calibration:
    """The curve over CLIP's cosines, fitted where there are pictures enough."""
    seen = [row for row in rows if row.get("picture")]
    if not (data / CLIP).is_dir() or len(seen) < LEAST_PICTURES:
        say(f"{CLIP}: fewer than {LEAST_PICTURES} labelled pictures, so the calibration from the literature stays.")
        return LITERATURE
    scorer = PictureScorer(load_clip(open_folder(data / CLIP)), LITERATURE, references)
    pictures = scorer.look([decode_picture((data / row["picture"]).read_bytes()) for row in seen])
    contexts = [(row["vertical"], place, text) for place, row in enumerate(seen) for text in row["contexts"]]
    read = scorer.read([text for _, _, text in contexts])
    cosines = pictures @ np.array([read[text] for _, _, text in contexts]).T
    own = np.array([[owner == place for _, owner, _ in contexts] for place in range(len(seen))])
    foreign = np.array([[vertical != row["vertical"] for vertical, _, _ in contexts] for row in seen])
    return fit(cosines[own].astype(np.float64), cosines[foreign].astype(np.float64))


def _describe(rows: list[Row], references: list[str]) -> str:
    verticals = len({row["vertical"] for row in rows})
    return (
        f"{len(rows)} ads of {verticals} verticals with matched and near-miss contexts, written for this project "
        f"(English, one author); {len(references)} reference contexts. Fitted on {len(choose(rows, FIT))} ads."
    )


def _metrics(measured: dict[str, Any]) -> dict[str, Any]:
    """The main figures, flat, for lists."""
    best = measured.get("minilm", measured["words"])["folds"]["all"]
    return {name: best[name] for name in ("auc_mismatched", "auc_near", "matched_kept", "mismatched_passed")}


def _write(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
