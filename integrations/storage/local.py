"""Files in a local folder, with the same promises as S3: whole files, their content type, links that expire.

Beside `name` lies `.name.type` with the content type. `.incoming` holds files on their way in.
"""

import errno
import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import structlog

from domain.errors import AppError, ErrorCode, invalid, not_found
from domain.files import (
    LinkVerb,
    SignedLink,
    cdn_address,
    checked_content_type,
    checked_key,
    checked_max_bytes,
    checked_prefix,
    download_name,
)
from domain.ports import PresignedUpload, StoredFile
from integrations.storage.links import LinkSigner

log = structlog.get_logger(__name__)

_MISSING = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNKNOWN_TYPE = "application/octet-stream"
# A file on its way in for longer than this belongs to a process that died.
_LEFTOVER_AGE = 24 * 3600
_CDN_LINK_STEP = timedelta(days=1)


class LocalStorage:
    """A `Storage` in a folder. Several processes of one machine may share it."""

    def __init__(
        self,
        folder: Path,
        secret: bytes,
        *,
        base_url: str = "",
        cdn_domain: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`base_url` goes before `/files/...` in links; without it links are relative to the site.

        With `cdn_domain` the operator lets that domain serve the folder (names with a leading dot excluded).
        """
        self._signer = LinkSigner(secret, clock)
        self._base_url = base_url.rstrip("/")
        self._cdn_domain = cdn_domain
        with _named_errors("open", ""):
            folder.mkdir(parents=True, exist_ok=True)
            self._root = folder.resolve()
            self._incoming = self._root / ".incoming"
            self._incoming.mkdir(exist_ok=True)
            self._drop_leftovers()

    def check(self) -> None:
        """Look whether files can be written: UNAVAILABLE or STORAGE_FULL where they cannot."""
        with _named_errors("put", ""):
            self._receive(BytesIO(b"probe")).unlink()

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> StoredFile:
        """Store the bytes, all or nothing: readers see the old file or the new one, also after a crash."""
        path = self._path(key)
        checked_content_type(content_type)
        with _named_errors("put", key):
            new_type = self._receive(BytesIO(content_type.encode()))
            try:
                new_data = self._receive(BytesIO(data) if isinstance(data, bytes) else data)
            except BaseException:
                new_type.unlink()
                raise
            size = new_data.stat().st_size
            self._move_in(path, new_data, new_type)
        return StoredFile(key=key, size=size, content_type=content_type)

    def get(self, key: str) -> bytes:
        """The bytes, as they were put."""
        with self.open(key) as file, _named_errors("get", key):
            return file.read()

    def download(self, key: str, path: Path) -> None:
        """Copy the file to a path on this machine."""
        with self.open(key) as source, path.open("xb") as target:
            shutil.copyfileobj(source, target)

    def open(self, key: str) -> BinaryIO:
        """The bytes as a stream that the caller closes."""
        with _named_errors("get", key):
            # O_NOFOLLOW closes the gap between looking at the path and opening it.
            return os.fdopen(os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW), "rb")

    def stat(self, key: str) -> StoredFile:
        """Size and content type."""
        path = self._path(key)
        with _named_errors("stat", key):
            if not path.is_file():
                raise not_found()
            return StoredFile(key=key, size=path.stat().st_size, content_type=_read_type(path))

    def exists(self, key: str) -> bool:
        """Whether there is a file."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the file, its content type and the folders this leaves empty."""
        path = self._path(key)
        with _named_errors("delete", key), self._locked():
            if path.is_dir():
                return
            try:
                path.unlink(missing_ok=True)
                _type_path(path).unlink(missing_ok=True)
            except NotADirectoryError:
                return
            self._drop_empty_folders(path.parent)

    def list(self, prefix: str) -> Iterator[StoredFile]:
        """Files whose key starts with the prefix, in key order, read folder by folder."""
        checked_prefix(prefix)
        return self._walk(prefix.rpartition("/")[0], prefix)

    def presign_download(self, key: str, expires_in: timedelta, *, download_as: str | None = None) -> str:
        """A link that serves the file until it expires; with `download_as` browsers save it under that name."""
        return self._download_link(key, self._signer.expiry(expires_in), download_as)

    def presign_upload(self, key: str, content_type: str, max_bytes: int, expires_in: timedelta) -> PresignedUpload:
        """A link that takes one file: POST as a form like S3's, or PUT of the bare bytes."""
        link = SignedLink(
            verb=LinkVerb.UPLOAD,
            key=checked_key(key),
            expires_at=self._signer.expiry(expires_in),
            content_type=checked_content_type(content_type),
            max_bytes=checked_max_bytes(max_bytes),
        )
        url = f"{self._base_url}/files/upload/{quote(key)}?{self._signer.query(link)}"
        return PresignedUpload(url=url, method="POST", fields={"key": key, "Content-Type": content_type}, key=key)

    def cdn_url(self, key: str) -> str:
        """The address under the CDN's domain, or a signed one that stays the same for a day."""
        if self._cdn_domain:
            return cdn_address(self._cdn_domain, key)
        return self._download_link(key, self._signer.aligned_expiry(_CDN_LINK_STEP), None)

    def verify(self, verb: LinkVerb, key: str, query: dict[str, str]) -> SignedLink:
        """The terms of a link that someone follows. Raises LINK_EXPIRED unless it is whole and in time."""
        return self._signer.verify(verb, key, query)

    def seconds_left(self, link: SignedLink) -> int:
        """How long a link still works, for caches."""
        return self._signer.seconds_left(link)

    def _download_link(self, key: str, expires_at: int, download_as: str | None) -> str:
        name = download_name(download_as) if download_as else ""
        link = SignedLink(verb=LinkVerb.DOWNLOAD, key=checked_key(key), expires_at=expires_at, download_as=name)
        return f"{self._base_url}/files/{quote(key)}?{self._signer.query(link)}"

    def _path(self, key: str) -> Path:
        path = self._root / checked_key(key)
        # A link inside the folder could lead out of it; nothing of ours is a link.
        if os.path.realpath(path) != str(path):
            raise invalid("key", "is not a valid file key")
        return path

    def _receive(self, source: BinaryIO) -> Path:
        """Write a stream to disk, for good, under a name that nobody reads."""
        path = self._incoming / uuid.uuid4().hex
        try:
            with path.open("xb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _move_in(self, path: Path, new_data: Path, new_type: Path) -> None:
        with self._locked():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                # The type goes first: a file is never there without it.
                new_type.replace(_type_path(path))
                new_data.replace(path)
            except BaseException as error:
                new_data.unlink(missing_ok=True)
                new_type.unlink(missing_ok=True)
                if not path.is_file():
                    with _ignored_os_errors():
                        _type_path(path).unlink(missing_ok=True)
                self._drop_empty_folders(path.parent)
                if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
                    raise AppError(ErrorCode.CONFLICT, "A file cannot have the name of a folder of files.") from error
                raise
        _sync_folder(path.parent)

    def _drop_empty_folders(self, folder: Path) -> None:
        while folder != self._root:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                return
            folder = folder.parent

    def _drop_leftovers(self) -> None:
        oldest = time.time() - _LEFTOVER_AGE
        for entry in os.scandir(self._incoming):
            with _ignored_os_errors():
                if entry.stat().st_mtime < oldest:
                    Path(entry.path).unlink()

    def _walk(self, folder: str, prefix: str) -> Iterator[StoredFile]:
        path = self._root / folder
        if os.path.realpath(path) != str(path):
            return
        with _named_errors("list", prefix):
            try:
                entries = [entry for entry in os.scandir(path) if not entry.name.startswith(".")]
            except (FileNotFoundError, NotADirectoryError):
                return
        # "a-b" sorts before "a/b" as a key, so folders are compared with their slash.
        entries.sort(key=lambda entry: entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name)
        for entry in entries:
            key = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if f"{key}/".startswith(prefix) or prefix.startswith(f"{key}/"):
                    yield from self._walk(key, prefix)
            elif entry.is_file(follow_symlinks=False) and key.startswith(prefix):
                try:
                    yield self.stat(key)
                except AppError as error:
                    # What is deleted while we list is not there.
                    if error.code is not ErrorCode.NOT_FOUND:
                        raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One change of names at a time, over all processes: a file and its type always belong together."""
        with (self._root / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _type_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.type")


def _read_type(path: Path) -> str:
    try:
        return _type_path(path).read_text()
    except FileNotFoundError:
        return _UNKNOWN_TYPE


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the file system can do that."""
    with _ignored_os_errors():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _ignored_os_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.debug("storage_tidying_failed", error=type(error).__name__, errno=error.errno)


@contextmanager
def _named_errors(operation: str, key: str) -> Iterator[None]:
    """Turn what the operating system says into our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in _MISSING and operation != "put":
            raise not_found() from error
        code = ErrorCode.STORAGE_FULL if error.errno in _FULL else ErrorCode.UNAVAILABLE
        log.warning("storage_failed", operation=operation, key=key, errno=error.errno, error=type(error).__name__)
        raise AppError(code) from error
