"""What operators do with models on a command line: train, evaluate, pull. The work is in `ml/`, loaded by name."""

import importlib
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelOrigin
from ml.registry import ModelFolder
from services import model_registry

Say = Callable[[str], None]
TRAINERS = ("emotion", "relevance", "quality", "engagement", "generation")
PULLED = ("clip-vit-b-32", "distilbert", "vit-b-16", "minilm")


def train(name: str, data: Path, out: Path | None, seed: int, say: Say) -> ModelFolder:
    """Train a model and register it as a new version; also keep its files in `out`. Raises INVALID for a wrong name."""
    trainer = _module(name, "train")
    version = datetime.now(UTC).strftime("%Y.%m.%d.%H%M%S")
    with tempfile.TemporaryDirectory() as draft:
        folder = out or Path(draft) / version
        folder.mkdir(parents=True, exist_ok=True)
        made: ModelFolder = trainer.train(data, folder, version=version, seed=seed, say=say)
        model_registry.register(made, ModelOrigin.TRAINED)
    return made


def evaluate(name: str, data: Path) -> dict[str, Any]:
    """The figures of the serving version on the data, by the protocol that its card names."""
    model_registry.register_shipped()
    evaluator = _module(name, "evaluate")
    figures: dict[str, Any] = evaluator.evaluate(data, lambda model: model_registry.open_serving(None, model))
    return figures


def pull(name: str, source: str | None, say: Say) -> ModelFolder:
    """Fetch a pretrained encoder and register it. What is half there or wrong is refused and leaves nothing."""
    if name not in PULLED:
        raise AppError(ErrorCode.INVALID, f"There is no model {name} to pull. There are: {', '.join(PULLED)}.")
    with tempfile.TemporaryDirectory() as draft:
        made: ModelFolder = importlib.import_module("ml.registry.pulling").pull(name, source, Path(draft), say)
        model_registry.register(made, ModelOrigin.PULLED)
    return made


def _module(name: str, part: str) -> ModuleType:
    if name not in TRAINERS:
        raise AppError(ErrorCode.INVALID, f"There is no trainer for {name}. There are: {', '.join(TRAINERS)}.")
    return importlib.import_module(f"ml.{name}.{part}")
