"""Labelled pairs of ads and contexts, and how well scores tell them apart."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from domain.relevance import FLAGGED_BELOW
from ml.relevance.calibration import Calibration, fit
from ml.relevance.space import TextEncoder, TextSpace, margins, similarities

Row = dict[str, Any]
Values = NDArray[np.float64]
FIT, HELD_OUT = "fit", "held out"
FOLDS = 5
_KEYS = {"vertical", "ad", "contexts", "near", "kind", "split"}


@dataclass(frozen=True)
class Told:
    """Values of three kinds of pairs.

    `matched` belong together. `mismatched` are an ad and a context that was written for an ad of another vertical.
    `near` share the vertical or words with the ad, but mean another need.
    """

    matched: Values
    mismatched: Values
    near: Values


class Remembered:
    """An encoder that encodes each text once, for the same pairs being looked at in many ways."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One row for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._rows[text] for text in texts])


def read_pairs(path: Path) -> list[Row]:
    """The rows of `pairs.json`. Raises INVALID naming the first that cannot be used."""
    try:
        rows: list[Row] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise AppError(ErrorCode.INVALID, f"{path.name} is missing or no JSON.") from error
    for number, row in enumerate(rows, start=1):
        if not set(row) >= _KEYS or not row["contexts"] or row["split"] not in (FIT, HELD_OUT):
            raise AppError(ErrorCode.INVALID, f"Row {number} of {path.name} lacks one of {', '.join(sorted(_KEYS))}.")
    if {row["split"] for row in rows} != {FIT, HELD_OUT} or len({row["vertical"] for row in rows}) < 2 * FOLDS:
        raise AppError(ErrorCode.NEEDS_MORE_DATA, f"{path.name} needs both splits and at least {2 * FOLDS} verticals.")
    return rows


def choose(rows: list[Row], split: str, kind: str | None = None) -> list[Row]:
    """The rows of a split, of one kind (`plain` or `slogan`) or both."""
    return [row for row in rows if row["split"] == split and kind in (None, row["kind"])]


def tell_apart(space: TextSpace, rows: list[Row], *, raw: bool = False, contexts_of: list[Row] | None = None) -> Told:
    """Margins (or raw cosines) of the rows' ads with their own contexts, near misses, and those of other verticals.

    The contexts of other verticals come from `contexts_of`, or from the rows themselves.
    """
    others = rows if contexts_of is None else contexts_of
    value = similarities if raw else margins
    placed = space.place(text for row in (*rows, *others) for text in (row["ad"], *row["contexts"], *row["near"]))
    ads = placed.pick([row["ad"] for row in rows])
    found: list[Values] = []
    for key in ("contexts", "near"):
        texts = placed.pick([text for row in rows for text in row[key]])
        owners = np.array([place for place, row in enumerate(rows) for _ in row[key]])
        found.append(value(ads, texts)[owners, np.arange(len(owners))])
    strange = placed.pick([text for row in others for text in row["contexts"]])
    whose = np.array([row["vertical"] for row in others for _ in row["contexts"]])
    foreign = whose[None, :] != np.array([row["vertical"] for row in rows])[:, None]
    return Told(found[0], value(ads, strange)[foreign], found[1])


def in_folds(space: TextSpace, rows: list[Row], kind: str | None = None) -> dict[str, float]:
    """Figures over all rows, or those of one kind, each judged by a curve that saw nothing of its vertical."""
    order = sorted({row["vertical"] for row in rows})
    passed: list[dict[str, float]] = []
    counts: list[dict[str, int]] = []
    for fold in range(FOLDS):
        inside = set(order[fold::FOLDS])
        seen = tell_apart(space, [row for row in rows if row["vertical"] not in inside])
        judged = [row for row in rows if row["vertical"] in inside and kind in (None, row["kind"])]
        if judged:
            curve = fit(seen.matched, seen.mismatched)
            told = tell_apart(space, judged, contexts_of=rows)
            passed.append(_passed(told, curve))
            counts.append(
                {
                    "matched_kept": len(told.matched),
                    "mismatched_passed": len(told.mismatched),
                    "near_passed": len(told.near),
                }
            )
    whole = tell_apart(space, [row for row in rows if kind in (None, row["kind"])], contexts_of=rows)
    found = _aucs(whole)
    for name in passed[0]:
        weights = [count[name] for count in counts]
        found[name] = float(np.average([part[name] for part in passed], weights=weights))
    return _rounded(found)


def figures(told: Told, curve: Calibration | None = None) -> dict[str, float]:
    """AUC against both kinds of wrong pairs and, with a curve, what passes at the limit of `flagged`."""
    return _rounded(_aucs(told) | (_passed(told, curve) if curve is not None else {}))


def auc(right: Values, wrong: Values) -> float:
    """The share of (right, wrong) pairs in which the right one is higher; ties count half. 0.5 means no signal."""
    order = np.sort(wrong)
    below = np.searchsorted(order, right, side="left")
    ties = np.searchsorted(order, right, side="right") - below
    return float((below + 0.5 * ties).mean() / len(wrong))


def _aucs(told: Told) -> dict[str, float]:
    return {"auc_mismatched": auc(told.matched, told.mismatched), "auc_near": auc(told.matched, told.near)}


def _passed(told: Told, curve: Calibration) -> dict[str, float]:
    kinds = (("matched_kept", told.matched), ("mismatched_passed", told.mismatched), ("near_passed", told.near))
    return {name: float((curve.chance(values) >= FLAGGED_BELOW).mean()) for name, values in kinds}


def _rounded(found: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in found.items()}
