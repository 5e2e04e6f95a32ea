"""One file out of a multipart request as a stream: read as it arrives, kept nowhere on the way.

Werkzeug's own form parser writes the file to a temporary one first, which doubles the disk that an upload needs.
"""

from collections.abc import Iterator
from typing import IO

from flask import Request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from domain.errors import AppError, ErrorCode

_CHUNK = 256 * 1024
# Boundaries and headers around the file.
OVERHEAD = 64 * 1024
_CUT = "The upload ended early. Nothing was stored; send the file again."


class FilePart:
    """The first file of a form: its name, and `read` as a file has it."""

    def __init__(self, request: Request) -> None:
        boundary = request.mimetype_params.get("boundary", "")
        if request.mimetype != "multipart/form-data" or not boundary:
            raise AppError(ErrorCode.UNSUPPORTED_MEDIA, "Send the file as multipart/form-data.")
        self._decoder = MultipartDecoder(boundary.encode("latin-1"), max_parts=20)
        self._source: IO[bytes] = request.stream
        self.name = self._find_file()
        self._chunks = self._file_chunks()
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, b"" at the file's end. Raises UNREADABLE where the request breaks off."""
        while not self._left:
            found = next(self._chunks, None)
            if found is None:
                return b""
            self._left = found
        size = len(self._left) if size < 0 else size
        chunk, self._left = self._left[:size], self._left[size:]
        return chunk

    def _find_file(self) -> str:
        while True:
            event = self._next()
            if isinstance(event, File):
                return event.filename
            if isinstance(event, Epilogue):
                raise AppError(ErrorCode.UNREADABLE, "The form holds no file.")
            if isinstance(event, Field):
                self._skip()

    def _skip(self) -> None:
        event = self._next()
        while isinstance(event, Data) and event.more_data:
            event = self._next()

    def _file_chunks(self) -> Iterator[bytes]:
        while True:
            event = self._next()
            if not isinstance(event, Data):
                raise AppError(ErrorCode.UNREADABLE, _CUT)
            if event.data:
                yield bytes(event.data)
            if not event.more_data:
                return

    def _next(self) -> object:
        try:
            event = self._decoder.next_event()
            while isinstance(event, NeedData):
                chunk = self._source.read(_CHUNK)
                if not chunk:
                    raise AppError(ErrorCode.UNREADABLE, _CUT)
                self._decoder.receive_data(chunk)
                event = self._decoder.next_event()
        except RequestEntityTooLarge:
            raise
        except (HTTPException, ValueError):
            raise AppError(ErrorCode.UNREADABLE, _CUT) from None
        return event
