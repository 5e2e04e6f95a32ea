"""The versions that ship with the application, under `ml/artifacts/<name>/<version>/`."""

from functools import lru_cache
from pathlib import Path

from ml.registry.folders import MANIFEST, ModelFolder, open_folder

SHIPPED = Path(__file__).resolve().parent.parent / "artifacts"


@lru_cache(maxsize=1)
def list_shipped() -> tuple[ModelFolder, ...]:
    """Every shipped version, each checked once by this process, the oldest of a name first."""
    return tuple(open_folder(manifest.parent) for manifest in sorted(SHIPPED.glob(f"*/*/{MANIFEST}")))


def find_shipped(name: str) -> ModelFolder | None:
    """The newest shipped version of a model, or None."""
    found = sorted(SHIPPED.glob(f"{name}/*/{MANIFEST}"))
    return open_folder(found[-1].parent) if found else None
