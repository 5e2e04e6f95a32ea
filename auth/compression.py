"""Compressed answers without a proxy: static files once at a high level and kept, data at a fast one.

Behind nginx the static files never come here: it serves them compressed from disk (docs/deploy.md).
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import brotli
from flask import Flask, Response, request
from flask_compress import Compress

from config import Settings

STATIC = ("/assets/", "/_dash-component-suites/")
_TEXT = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
# The best level takes three seconds for the largest file: the first visitor gets a fast one, and it is done meanwhile.
BEST, FAST = 11, 5
_later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compress")
MIN_BYTES = 500


def init_compression(server: Flask, settings: Settings) -> None:
    """Compress what a browser asks for, where it can take it."""
    server.config.update(
        COMPRESS_MIMETYPES=["application/json", "text/html"],
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_LEVEL=4,
        COMPRESS_MIN_SIZE=MIN_BYTES,
        COMPRESS_STREAMS=False,
    )
    Compress(server)
    folder = settings.folder("compressed")

    @server.after_request
    def compress_static(response: Response) -> Response:
        fit = response.status_code == 200 and response.mimetype in _TEXT and request.path.startswith(STATIC)
        if not fit or request.method != "GET":
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["br"] <= 0 or response.headers.get("Content-Encoding"):
            return response
        response.direct_passthrough = False
        packed = _packed(folder, response.get_data())
        response.set_data(packed)
        response.headers["Content-Encoding"] = "br"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(f"{etag}-br")
        return response


def _packed(folder: Path, data: bytes) -> bytes:
    path = folder / f"{hashlib.sha256(data).hexdigest()}.br"
    if path.exists():
        return path.read_bytes()
    _later.submit(_keep_best, path, data)
    fast: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=FAST)
    return fast


def _keep_best(path: Path, data: bytes) -> None:
    if path.exists():
        return
    draft = path.with_suffix(f".{uuid4().hex}.tmp")
    draft.write_bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=BEST))
    draft.replace(path)
