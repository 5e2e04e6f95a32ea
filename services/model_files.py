"""Files of model versions: shipped ones lie in the application, others in the storage and, once used, on this machine.

Every file is checked against its hash before a process uses it for the first time.
"""

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4

import structlog

from domain.errors import AppError
from domain.files import model_prefix
from domain.model_registry import ModelCard, ModelVersion
from ml.registry import SHIPPED, ModelFolder, open_folder
from ml.registry.folders import CARD, MANIFEST
from services.container import container

_SHIPPED_MARK = "shipped:"
log = structlog.get_logger("advision.models")
_opened: dict[str, ModelFolder] = {}
_cards: dict[str, ModelCard | None] = {}
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


def find_card(version: ModelVersion) -> ModelCard | None:
    """The version's card, without bringing its other files here; None where it has none, or another than registered."""
    with _lock:
        if version.sha256 in _opened:
            return _opened[version.sha256].card
        if version.sha256 not in _cards:
            _cards[version.sha256] = _read_card(version)
        return _cards[version.sha256]


def store_files(folder: ModelFolder, organization_id: UUID | None = None) -> str:
    """Put the files into the storage, the manifest last, and give the prefix of their keys.

    Where one cannot be stored, those before it are removed again and the storage's error is raised.
    """
    prefix = model_prefix(folder.name, folder.version, organization_id)
    files = sorted(folder.folder.iterdir(), key=lambda path: path.name == MANIFEST)
    try:
        for path in files:
            with path.open("rb") as file:
                container().storage.put(prefix + path.name, file, "application/octet-stream")
    except BaseException:
        remove_files(prefix)
        raise
    return prefix


def remove_files(prefix: str) -> None:
    """Remove what lies under a prefix of a version; what cannot be removed is logged and stays."""
    try:
        for stored in list(container().storage.list(prefix)):
            container().storage.delete(stored.key)
    except AppError:
        log.warning("model_files_not_removed", prefix=prefix)


def forget_opened() -> None:
    """Check every version anew when it is opened next; for tests and after a repair."""
    with _lock:
        _opened.clear()
        _cards.clear()


def _bring(version: ModelVersion) -> ModelFolder:
    # Own models of two organizations may share name and version, never the hash.
    place = container().settings.folder("models") / version.sha256
    if place.is_dir():
        try:
            return open_folder(place, version.sha256)
        except AppError:
            # Damaged on this machine only: the storage may still have it whole.
            log.warning("model_files_damaged", name=version.name, version=version.version)
            _set_aside(place)
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


def _set_aside(place: Path) -> None:
    """Take a folder away in one step, so that nobody opens half of it."""
    aside = place.with_name(f"{place.name[:16]}.{uuid4().hex}.old")
    with suppress(OSError):
        place.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _read_card(version: ModelVersion) -> ModelCard | None:
    try:
        raw = _read(version, MANIFEST)
        if hashlib.sha256(raw).hexdigest() != version.sha256:
            return None
        expected = json.loads(raw)["files"].get(CARD)
        card = _read(version, CARD) if expected is not None else b""
        return ModelCard.model_validate_json(card) if hashlib.sha256(card).hexdigest() == expected else None
    except (AppError, OSError, ValueError, KeyError):
        return None


def _read(version: ModelVersion, name: str) -> bytes:
    if version.path.startswith(_SHIPPED_MARK):
        return (SHIPPED / version.path.removeprefix(_SHIPPED_MARK) / name).read_bytes()
    return container().storage.get(version.path + name)


def _move(draft: Path, place: Path) -> None:
    """Put a whole folder in its place. Where another process was first, what it brought is the same."""
    try:
        draft.rename(place)
    except OSError:
        if not place.is_dir():
            raise
