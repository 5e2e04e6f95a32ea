"""Files of model versions: shipped ones lie in the application, others in the storage and, once used, on this machine.

Every file is checked against its hash before a process uses it for the first time.
"""

import shutil
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4

from domain.files import model_prefix
from domain.model_registry import ModelVersion
from ml.registry import SHIPPED, ModelFolder, open_folder
from ml.registry.folders import MANIFEST
from services.container import container

_SHIPPED_MARK = "shipped:"
_opened: dict[str, ModelFolder] = {}
_lock = Lock()


def open_files(version: ModelVersion) -> ModelFolder:
    """The version's folder on this machine, brought here from the storage where it is missing.

    Raises MODEL_REFUSED where anything is not what was registered, and what the storage raises.
    """
    with _lock:
        kept = _opened.get(version.sha256)
        if kept is not None and kept.folder.is_dir():
            return kept
        if version.path.startswith(_SHIPPED_MARK):
            found = open_folder(SHIPPED / version.path.removeprefix(_SHIPPED_MARK), version.sha256)
        else:
            found = _bring(version)
        _opened[version.sha256] = found
        return found


def store_files(folder: ModelFolder, organization_id: UUID | None = None) -> str:
    """Put the files into the storage, the manifest last, and give the prefix of their keys."""
    prefix = model_prefix(folder.name, folder.version, organization_id)
    files = sorted(folder.folder.iterdir(), key=lambda path: path.name == MANIFEST)
    for path in files:
        with path.open("rb") as file:
            container().storage.put(prefix + path.name, file, "application/octet-stream")
    return prefix


def forget_opened() -> None:
    """Check every version anew when it is opened next; for tests and after a repair."""
    with _lock:
        _opened.clear()


def _bring(version: ModelVersion) -> ModelFolder:
    # Own models of two organizations may share name and version, never the hash.
    place = container().settings.folder("models") / version.sha256
    if not place.is_dir():
        draft = place.with_name(f"{version.sha256[:16]}.{uuid4().hex}.tmp")
        draft.mkdir(mode=0o700)
        try:
            for stored in container().storage.list(version.path):
                container().storage.download(stored.key, draft / Path(stored.key).name)
            open_folder(draft, version.sha256)
            _move(draft, place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return open_folder(place, version.sha256)


def _move(draft: Path, place: Path) -> None:
    """Put a whole folder in its place. Where another process was first, what it brought is the same."""
    try:
        draft.rename(place)
    except OSError:
        if not place.is_dir():
            raise
