"""Downloads and uploads of the local storage through signed links. The link is the right: no session is asked for.

A session or CSRF guard must let `/files/` through; the signature is checked here for every request.
"""

from collections.abc import Callable
from typing import IO, BinaryIO, Protocol

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wsgi import wrap_file

from domain.errors import AppError, ErrorCode
from domain.files import LinkVerb, SignedLink, attachment_header
from domain.ports import StoredFile

# What a browser may show in place; anything else is saved, so that no stored page or script runs here.
_SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp"}
# Form fields and boundaries around the file of a multipart upload.
_FORM_OVERHEAD = 16 * 1024
_FORM = "multipart/form-data"


class LinkedStorage(Protocol):
    """The part of the local storage that these routes need."""

    def verify(self, verb: LinkVerb, key: str, query: dict[str, str]) -> SignedLink:
        """The link's terms, or LINK_EXPIRED."""

    def seconds_left(self, link: SignedLink) -> int:
        """How long the link still works."""

    def stat(self, key: str) -> StoredFile:
        """Size and content type."""

    def open(self, key: str) -> BinaryIO:
        """The bytes."""

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> StoredFile:
        """Store the bytes."""


def blueprint(storage_getter: Callable[[], LinkedStorage]) -> Blueprint:
    """The routes `/files/<key>` and `/files/upload/<key>` over the storage that the getter gives at each request."""
    routes = Blueprint("files", __name__, url_prefix="/files")

    @routes.get("/<path:key>")
    def download(key: str) -> Response:
        storage = storage_getter()
        return _served(storage, storage.verify(LinkVerb.DOWNLOAD, key, request.args.to_dict()))

    @routes.route("/upload/<path:key>", methods=["POST", "PUT"])
    def upload(key: str) -> Response:
        storage = storage_getter()
        _received(storage, storage.verify(LinkVerb.UPLOAD, key, request.args.to_dict()))
        return Response(status=204)

    return routes


def _served(storage: LinkedStorage, link: SignedLink) -> Response:
    stored = storage.stat(link.key)
    file = storage.open(link.key)
    # Not send_file: it adds a second charset to a type that has one.
    response = Response(wrap_file(request.environ, file), content_type=stored.content_type, direct_passthrough=True)
    response.call_on_close(file.close)
    response.content_length = stored.size
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    # A cached copy must not outlive the link that it was fetched with.
    response.headers["Cache-Control"] = f"private, max-age={storage.seconds_left(link)}, immutable"
    if link.download_as or stored.content_type not in _SHOWN:
        response.headers["Content-Disposition"] = attachment_header(link.download_as or link.key.rpartition("/")[2])
    return response


def _received(storage: LinkedStorage, link: SignedLink) -> None:
    """Store the request's file if its type and size are what the link permits."""
    is_form = request.mimetype == _FORM
    # Werkzeug stops reading beyond this, so a larger body is never taken in whole.
    request.max_content_length = link.max_bytes + (_FORM_OVERHEAD if is_form else 0)
    try:
        stream, content_type = _form_file() if is_form else (request.stream, request.content_type or "")
        if content_type != link.content_type:
            raise AppError(ErrorCode.UNSUPPORTED_MEDIA, f"This link takes {link.content_type} only.")
        storage.put(link.key, _Measured(stream, link.max_bytes), content_type)  # type: ignore[arg-type]
    except RequestEntityTooLarge:
        raise _too_large(link.max_bytes) from None
    except HTTPException as error:
        raise AppError(ErrorCode.UNREADABLE) from error


def _form_file() -> tuple[IO[bytes], str]:
    file = request.files.get("file")
    if file is None:
        raise AppError(ErrorCode.UNREADABLE, "The form holds no file named file.")
    return file.stream, request.form.get("Content-Type") or file.mimetype


class _Measured:
    """A stream that ends in an error when it is empty or longer than allowed."""

    def __init__(self, stream: IO[bytes], max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._seen += len(chunk)
        if self._seen > self._max_bytes:
            raise _too_large(self._max_bytes)
        if not chunk and not self._seen:
            raise AppError(ErrorCode.FILE_DAMAGED, "The file is empty.")
        return chunk


def _too_large(max_bytes: int) -> AppError:
    return AppError(ErrorCode.FILE_TOO_LARGE, f"The file is larger than {max_bytes} bytes.", max_bytes=max_bytes)
