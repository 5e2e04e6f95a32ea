"""Fetching the pretrained encoders: from a folder, an S3 bucket or the hub, at a pinned revision, checked by hash.

The one place in `ml` that may use the network. Whatever goes wrong, nothing is left behind.
"""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelCard
from ml.encoders.published import PUBLISHED, VOCABULARY, WEIGHTS, Published
from ml.encoders.wordpiece import read_words
from ml.registry.folders import ModelFolder, hash_file, refused, write_manifest

Say = Callable[[str], None]
Fetch = Callable[[str, Path], None]
"""Brings one file, by its name at the source, to a path. Raises FileNotFoundError where the source has none."""

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_ROOM = 1.05
_S3 = "s3://"


def pull(name: str, source: str | None, draft: Path, say: Say) -> ModelFolder:
    """Fetch an encoder into an empty folder, check it, and write its manifest and card.

    Parameters
    ----------
    name : str
        One of `ml.encoders.published.PUBLISHED`.
    source : str or None
        A folder, `s3://bucket/prefix`, or None for the hub.
    draft : Path
        Where the files go.
    say : callable
        Told what is being done, in a line.

    Raises
    ------
    AppError
        MODEL_NOT_PULLED where the source cannot be reached or lacks a file, MODEL_REFUSED where the weights or the
        vocabulary are not the published ones (also half a file), STORAGE_FULL where there is no room. The folder is
        empty then.
    """
    known = PUBLISHED[name]
    try:
        with _named_errors(known, source):
            _require_room(draft, known)
            fetch = _fetcher(known, source)
            say(f"Fetching {known.title}, {known.megabytes} MB, revision {known.version}.")
            _bring(fetch, (known.weights, WEIGHTS), draft / WEIGHTS)
            if known.has_vocabulary:
                _bring(fetch, (VOCABULARY,), draft / VOCABULARY)
        say("Comparing hashes.")
        _check(draft, known)
        return write_manifest(
            draft, known.name, known.version, data=f"{known.repository} at {known.revision}", seed=0,
            metrics={"dimension": known.dimension}, card=_card(known),
        )  # fmt: skip
    except BaseException:
        for path in draft.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _bring(fetch: Fetch, names: tuple[str, ...], target: Path) -> None:
    """The first of several names that the source has."""
    for name in dict.fromkeys(names):
        try:
            fetch(name, target)
        except FileNotFoundError:
            continue
        return
    raise AppError(ErrorCode.MODEL_NOT_PULLED, f"The source has no {' or '.join(dict.fromkeys(names))}.")


def _check(draft: Path, known: Published) -> None:
    if hash_file(draft / WEIGHTS) != known.sha256:
        raise refused(f"what was fetched is incomplete or not {known.repository} at revision {known.version}")
    if known.has_vocabulary:
        read_words(draft)


def _fetcher(known: Published, source: str | None) -> Fetch:
    if source is None:
        return _from_hub(known)
    return _from_bucket(source) if source.startswith(_S3) else _from_folder(Path(source))


def _from_folder(folder: Path) -> Fetch:
    if not folder.is_dir():
        raise AppError(ErrorCode.MODEL_NOT_PULLED, f"There is no folder {folder.name}.")

    def fetch(name: str, target: Path) -> None:
        shutil.copyfile(folder / name, target)

    return fetch


def _from_bucket(source: str) -> Fetch:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    bucket, _, prefix = source.removeprefix(_S3).partition("/")
    client: Any = boto3.client("s3", config=Config(connect_timeout=10, read_timeout=60, retries={"max_attempts": 3}))

    def fetch(name: str, target: Path) -> None:
        key = f"{prefix.rstrip('/')}/{name}".lstrip("/")
        try:
            client.download_file(bucket, key, str(target))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey"):
                raise FileNotFoundError(name) from error
            raise

    return fetch


def _from_hub(known: Published) -> Fetch:
    try:
        import huggingface_hub
        from huggingface_hub.errors import EntryNotFoundError
    except ImportError as error:
        raise AppError(
            ErrorCode.MODEL_NOT_PULLED,
            "The hub's client is not installed. Name a folder or s3://bucket/prefix as the source.",
        ) from error

    def fetch(name: str, target: Path) -> None:
        inner = target.with_name("hub")
        try:
            found = huggingface_hub.hf_hub_download(known.repository, name, revision=known.revision, local_dir=inner)
        except EntryNotFoundError as error:
            # The client's own "not in the cache and no network" is of this kind, too, and means something else.
            if isinstance(error, FileNotFoundError):
                raise ConnectionError(name) from error
            raise FileNotFoundError(name) from error
        Path(found).replace(target)
        shutil.rmtree(inner)

    return fetch


@contextmanager
def _named_errors(known: Published, source: str | None) -> Iterator[None]:
    """Whatever a source's client raises, as one of two errors."""
    try:
        yield
    except AppError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            raise AppError(ErrorCode.STORAGE_FULL, f"There is no room for the {known.megabytes} MB.") from error
        place = "the hub" if source is None else "the source"
        raise AppError(
            ErrorCode.MODEL_NOT_PULLED,
            f"{known.title} could not be fetched: {place} did not answer ({type(error).__name__}).",
        ) from error


def _require_room(draft: Path, known: Published) -> None:
    if shutil.disk_usage(draft).free < known.megabytes * 1_000_000 * _ROOM:
        raise AppError(ErrorCode.STORAGE_FULL, f"There is no room for the {known.megabytes} MB of {known.title}.")


def _card(known: Published) -> ModelCard:
    return ModelCard(
        name=known.name,
        title=known.title,
        predicts=f"Nothing by itself: it turns its input into {known.dimension} numbers that other models read.",
        method=f"Published weights, unchanged: {known.repository}, revision {known.revision}. {known.licence}.",
        trained_on="By its makers; see the paper.",
        limits=["What it learned from the web shows in what it says, prejudice included.", "English text only."],
        sources=[known.paper],
    )
