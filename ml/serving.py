"""Analyzers by name, loaded when they are first asked and kept by their process, one for each set of versions.

Nothing here imports an analyzer before it is asked for, so the web process may know this module.
"""

import importlib
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol

from domain.analyses import AnalyzerName
from ml.registry import ModelFolder

FindModel = Callable[[str], ModelFolder | None]
"""Gives the version of a model that serves whoever asks, checked and on this machine; None where there is none."""

_CLASSES: dict[AnalyzerName, tuple[str, str]] = {
    AnalyzerName.RELEVANCE: ("ml.relevance.analyzer", "RelevanceAnalyzer"),
    AnalyzerName.EMOTION: ("ml.emotion.analyzer", "EmotionAnalyzer"),
    AnalyzerName.QUALITY: ("ml.quality.analyzer", "QualityAnalyzer"),
    AnalyzerName.ENGAGEMENT: ("ml.engagement.analyzer", "EngagementAnalyzer"),
    AnalyzerName.GENERATION: ("ml.generation.analyzer", "GenerationAnalyzer"),
}
MODELS_OF: dict[AnalyzerName, tuple[str, ...]] = {
    AnalyzerName.RELEVANCE: ("relevance", "minilm", "clip-vit-b-32"),
    AnalyzerName.EMOTION: ("emotion", "minilm", "distilbert"),
    AnalyzerName.QUALITY: ("quality", "minilm", "vit-b-16"),
    AnalyzerName.ENGAGEMENT: ("engagement", "minilm", "clip-vit-b-32"),
    AnalyzerName.GENERATION: ("generation", "engagement", "minilm"),
}
"""The models that each analyzer may use; which versions of them serve is part of every result's key."""

_KEPT_EACH = 3
_loaded: dict[AnalyzerName, dict[tuple[tuple[str, str], ...], Any]] = {}
_lock = Lock()


class Analyzer(Protocol):
    """What every analyzer is: it takes a batch and gives a result for each, in order."""

    def analyze(self, inputs: list[Any]) -> list[Any]:
        """One result for each input."""


def load_analyzer(name: AnalyzerName, find_model: FindModel) -> Analyzer:
    """The analyzer with the models that serve now; many askers at once load it once."""
    folders = {model: find_model(model) for model in MODELS_OF[name]}
    key = tuple((model, folder.sha256) for model, folder in folders.items() if folder is not None)
    with _lock:
        kept = _loaded.setdefault(name, {})
        if key not in kept:
            module, class_name = _CLASSES[name]
            kept[key] = getattr(importlib.import_module(module), class_name)(folders)
            while len(kept) > _KEPT_EACH:
                del kept[next(iter(kept))]
        analyzer: Analyzer = kept[key]
        return analyzer


def forget_analyzers() -> None:
    """Drop what is loaded; for tests and for trainers that measure a cold start."""
    with _lock:
        _loaded.clear()
