"""A model version on disk: its files, a manifest with their hashes, and its card. What does not match is refused."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelCard

MANIFEST = "manifest.json"
CARD = "card.json"
ALLOWED = frozenset({".safetensors", ".npz", ".json", ".txt"})
"""Formats that hold numbers and words only. Anything that could run code when it is read is refused."""
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class ModelFolder:
    """An opened version. `sha256` covers the manifest, which covers every file."""

    name: str
    version: str
    folder: Path
    sha256: str
    size: int
    data: str
    seed: int
    metrics: dict[str, Any] = field(default_factory=dict)
    card: ModelCard | None = None

    def path(self, file: str) -> Path:
        """A file of the version, by its name in the manifest."""
        return self.folder / file

    def read_json(self, file: str) -> Any:
        """A JSON file of the version."""
        return json.loads(self.path(file).read_text(encoding="utf-8"))


def open_folder(folder: Path, expected_sha256: str | None = None) -> ModelFolder:
    """Open a version after checking every file against the manifest, and the manifest against the registry.

    Raises MODEL_REFUSED saying which file is missing, changed or of a kind that is not read.
    """
    manifest_path = folder / MANIFEST
    try:
        raw = manifest_path.read_bytes()
        manifest = json.loads(raw)
        files: dict[str, str] = manifest["files"]
        name, version = str(manifest["name"]), str(manifest["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refused(f"{folder.name} has no readable {MANIFEST}") from error
    sha256 = hashlib.sha256(raw).hexdigest()
    if expected_sha256 is not None and sha256 != expected_sha256:
        raise refused(f"the manifest of {name} {version} is not the one that was registered")
    size = len(raw) + sum(_check_file(folder, file, digest) for file, digest in files.items())
    card = ModelCard.model_validate_json((folder / CARD).read_bytes()) if CARD in files else None
    return ModelFolder(
        name, version, folder, sha256, size, str(manifest.get("data", "")), int(manifest.get("seed", 0)),
        dict(manifest.get("metrics", {})), card,
    )  # fmt: skip


def write_manifest(
    folder: Path,
    name: str,
    version: str,
    *,
    data: str,
    seed: int,
    metrics: dict[str, Any],
    card: ModelCard | None = None,
) -> ModelFolder:
    """Write card and manifest for the files that lie in the folder, and open it."""
    if card is not None:
        (folder / CARD).write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")
    files = {
        path.name: hash_file(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST and path.is_file()
    }
    manifest = {"name": name, "version": version, "files": files, "data": data, "seed": seed, "metrics": metrics}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return open_folder(folder)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def refused(reason: str) -> AppError:
    """The error of an artifact that must not be used."""
    return AppError(
        ErrorCode.MODEL_REFUSED,
        f"This model cannot be used: {reason}. The version that served before goes on serving.",
    )


def _check_file(folder: Path, file: str, digest: str) -> int:
    path = folder / file
    if Path(file).name != file or Path(file).suffix not in ALLOWED:
        raise refused(f"{file} is not a file that models are read from")
    if not path.is_file():
        raise refused(f"{file} is missing")
    if hash_file(path) != digest:
        raise refused(f"{file} was changed or is incomplete")
    return path.stat().st_size
