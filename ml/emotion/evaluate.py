"""Figures of a version as it serves, guard and rounding included, on rows that it did not learn from."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.emotion import EmotionResult
from domain.errors import AppError, ErrorCode
from ml.emotion.analyzer import NAME, EmotionAnalyzer
from ml.emotion.labels import EMOTIONS, SENTIMENTS
from ml.emotion.rows import DEV, Rows, hard_emotions, hard_sentiments, labelled_places, read_rows
from ml.emotion.scores import calibration_error, class_f1, macro_f1
from ml.encoders.minilm import NAME as MINILM
from ml.serving import FindModel

TEST = "test.tsv"
_AT_ONCE = 512
Figures = dict[str, Any]


def evaluate(data: Path, find_model: FindModel) -> Figures:
    """Figures of the serving version on `dev.tsv`, and on `test.tsv` where it lies beside.

    Parameters
    ----------
    data : Path
        A folder with GoEmotions files: text, label numbers and id, parted by tabs, without a heading.
    find_model : callable
        Gives the serving version of a model by its name.

    Returns
    -------
    dict
        For each file: rows, macro-F1, F1 of each label, accuracy and calibration error of the eight emotions and of
        the three tones, the share of uncertain answers and the accuracy of the others. Only rows whose labels map to
        one target count; for tones, rows with a surprise-like label are left out.

    Raises
    ------
    AppError
        INVALID where neither file is there.
    """
    analyzer = EmotionAnalyzer({name: find_model(name) for name in (NAME, MINILM)})
    files = [data / name for name in (DEV, TEST) if (data / name).is_file()]
    if not files:
        raise AppError(ErrorCode.INVALID, f"{data.name} holds neither {DEV} nor {TEST}.")
    measured = {path.name: measure(analyzer, read_rows(path)) for path in files}
    return {"version": analyzer.model.version, "label": analyzer.model.label, **measured}


def measure(analyzer: EmotionAnalyzer, rows: Rows) -> Figures:
    """The figures of one file."""
    results: list[EmotionResult] = []
    for start in range(0, len(rows.texts), _AT_ONCE):
        results += analyzer.read(rows.texts[start : start + _AT_ONCE])
    emotions = np.array([[result.confidences[label] for label in EMOTIONS] for result in results])
    tones = np.array([[result.sentiments[label] for label in SENTIMENTS] for result in results])
    truth = hard_emotions(rows.fine)
    places = labelled_places(truth)
    clear = np.array([not result.is_uncertain for result in results])[places]
    right = emotions[places].argmax(axis=1) == truth[places]
    return {
        "emotion": _figures(truth, emotions, [label.value for label in EMOTIONS]),
        "sentiment": _figures(hard_sentiments(rows.fine), tones, [label.value for label in SENTIMENTS]),
        "uncertain": round(float(1 - clear.mean()), 4),
        "accuracy_when_clear": round(float(right[clear].mean()), 4) if clear.any() else None,
        "unsupported": sum(not result.is_supported for result in results),
    }


def _figures(truth: NDArray[np.int64], shares: NDArray[np.float64], names: list[str]) -> Figures:
    places = labelled_places(truth)
    truth, shares = truth[places], shares[places]
    guess = shares.argmax(axis=1)
    return {
        "rows": len(places),
        "macro_f1": round(macro_f1(truth, guess, len(names)), 4),
        "f1": dict(zip(names, (round(score, 4) for score in class_f1(truth, guess, len(names))), strict=True)),
        "accuracy": round(float((guess == truth).mean()), 4),
        "calibration_error": round(calibration_error(truth, shares), 4),
    }
