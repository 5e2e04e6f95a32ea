"""What AdVision calls outside itself, as Protocols. Real and null classes live in `integrations/`."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from domain.contracts import Contract


class StoredFile(Contract):
    """What a storage knows of a file."""

    key: str
    size: int
    content_type: str


class PresignedUpload(Contract):
    """Where and how a client may put one file. `fields` go into a multipart POST before the file."""

    url: str
    method: str
    fields: dict[str, str]
    key: str


class Storage(Protocol):
    """Files by key. Keys are made by us (`org/<organization>/...`), never from a user's file name.

    Every method raises `domain.errors.AppError`: NOT_FOUND for a missing key, UNAVAILABLE where the
    store cannot be reached, STORAGE_FULL where it has no space.
    """

    def check(self) -> None:
        """Whether it can be used now. Raises UNAVAILABLE or STORAGE_FULL, and an error that names a wrong setting."""

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> StoredFile:
        """Store the bytes under the key, all or nothing."""

    def get(self, key: str) -> bytes:
        """The bytes, as they were put."""

    def download(self, key: str, path: Path) -> None:
        """Copy the file to a path on this machine, never whole in memory."""

    def stat(self, key: str) -> StoredFile:
        """Size and content type."""

    def exists(self, key: str) -> bool:
        """Whether there is a file."""

    def delete(self, key: str) -> None:
        """Remove the file; a missing one is no error."""

    def list(self, prefix: str) -> Iterator[StoredFile]:
        """Files whose key starts with the prefix, in key order."""

    def presign_download(self, key: str, expires_in: timedelta, *, download_as: str | None = None) -> str:
        """A link that serves the file until it expires; with `download_as` browsers save it under that name."""

    def presign_upload(self, key: str, content_type: str, max_bytes: int, expires_in: timedelta) -> PresignedUpload:
        """A link that takes one file of that type up to that size until it expires."""

    def cdn_url(self, key: str) -> str:
        """The address under the configured CDN domain, or a signed download where there is none."""


class Mail(Contract):
    """One message, text and HTML."""

    to: str
    subject: str
    text: str
    html: str = ""


class Mailer(Protocol):
    """Sends mail, or writes it where a person can find it."""

    def send(self, mail: Mail) -> None:
        """Hand the message over. Raises AppError(UPSTREAM) where it was not taken."""
