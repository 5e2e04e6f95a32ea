"""Small model versions on disk, for tests of the registry."""

import json
from pathlib import Path

from domain.model_registry import ModelCard
from ml.registry import ModelFolder, write_manifest


def make_folder(place: Path, name: str = "toy", version: str = "1", content: str = "one") -> ModelFolder:
    """A version with one file, a card and a figure."""
    folder = place / f"{name}-{version}-{content}"
    folder.mkdir(parents=True)
    (folder / "weights.json").write_text(json.dumps({"content": content}), encoding="utf-8")
    card = ModelCard(name=name, title=f"Toy {version}", predicts="Nothing", method="None", trained_on="Nothing")
    return write_manifest(folder, name, version, data="three rows", seed=7, metrics={"auc": 0.5}, card=card)
