"""`models evaluate relevance`: the figures of the card, on pairs that nothing was fitted on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from domain.errors import AppError, ErrorCode
from ml.registry import ModelFolder
from ml.relevance.analyzer import CALIBRATION, NAME, PAIRS, REFERENCES, open_text_encoder
from ml.relevance.calibration import Calibration
from ml.relevance.measuring import HELD_OUT, Remembered, Row, choose, figures, read_pairs, tell_apart
from ml.relevance.space import TextSpace

KINDS = ("all", "plain", "slogan")


def evaluate(data: Path, find_model: Callable[[str], ModelFolder | None]) -> dict[str, Any]:
    """Figures of the serving version on the held-out rows of `pairs.json` in a folder.

    Returns
    -------
    dict
        For all ads, for plain ones and for slogans: AUC of matched against mismatched and against near-miss contexts
        (1 is perfect, 0.5 no signal), and the shares that reach the limit of `flagged`.
    """
    folder = find_model(NAME)
    if folder is None:
        raise AppError(ErrorCode.MODEL_MISSING)
    references: list[str] = folder.read_json(REFERENCES)
    name, encoder = open_text_encoder(folder.read_json(PAIRS), references, find_model("minilm"))
    curve = Calibration(**folder.read_json(CALIBRATION)[name])
    rows = read_pairs(data / PAIRS)
    return {
        "encoder": name,
        "version": folder.version,
        **measure(TextSpace(Remembered(encoder), references), curve, rows),
    }


def measure(space: TextSpace, curve: Calibration, rows: list[Row]) -> dict[str, dict[str, float]]:
    """The figures on held-out rows by kind of ad, with the raw cosine beside."""
    found: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        chosen = choose(rows, HELD_OUT, None if kind == "all" else kind)
        if chosen:
            found[kind] = figures(tell_apart(space, chosen), curve)
            found[kind] |= {
                f"raw_{name}": value for name, value in figures(tell_apart(space, chosen, raw=True)).items()
            }
    return found
