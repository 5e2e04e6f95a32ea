"""Large files over REST: streamed to disk, never whole in memory, refused in time, gone when refused."""

import errno
import io
import threading
import time
from typing import Any, Self

import psutil
import pytest

from domain.errors import ErrorCode
from tests.fixtures_app import sqlite_only
from tests.integration.api.client import ApiClient, assert_envelope
from tests.integration.imports.conftest import csv_bytes

MB = 1024 * 1024
BOUNDARY = "advisionboundary"
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="r.csv"\r\n\r\n'.encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Form(io.RawIOBase):
    """A form with one file of any size, made while it is read."""

    def __init__(self, start: bytes, size: int) -> None:
        self.parts = iter([HEAD + start, *([b"x" * MB] * ((size - len(start)) // MB)), TAIL])
        self.length = len(HEAD) + len(start) + (size - len(start)) // MB * MB + len(TAIL)
        self.rest, self.taken, self.at = b"", 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        """The test client only asks how long it is."""
        self.at = self.length if whence == 2 else offset
        return self.at

    def readinto(self, buffer: Any) -> int:
        while not self.rest:
            piece = next(self.parts, None)
            if piece is None:
                return 0
            self.rest = piece
        given = self.rest[: len(buffer)]
        self.rest = self.rest[len(given) :]
        buffer[: len(given)] = given
        self.taken += len(given)
        return len(given)


class Watch:
    """The most memory that this process had while it ran, above what it had before."""

    def __enter__(self) -> Self:
        self.process, self.stop, self.peak = psutil.Process(), threading.Event(), 0
        self.before = self.process.memory_info().rss
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def _look(self) -> None:
        while not self.stop.is_set():
            self.peak = max(self.peak, self.process.memory_info().rss - self.before)
            time.sleep(0.005)

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()


@pytest.fixture
def api(app, core) -> ApiClient:
    return ApiClient(app)


def send(api: ApiClient, tenant: Any, form: Form) -> Any:
    return api.post(
        "/campaigns/upload-csv",
        tenant.analyst,
        input_stream=form,
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )


@sqlite_only
def test_190_megabytes_are_never_whole_in_memory(api, tenant, looker):
    form = Form(b"<!doctype html>", 190 * MB)
    with Watch() as watch:
        answer = send(api, tenant, form)
    assert assert_envelope(answer)["error_code"] == ErrorCode.IMPORT_NOT_A_TABLE
    assert form.taken > 189 * MB
    assert watch.peak < 48 * MB
    assert looker.left(tenant.analyst) == {}


@sqlite_only
def test_300_megabytes_are_refused_before_they_are_read(api, tenant, looker):
    form = Form(b"Date,Campaign,Cost\n", 300 * MB)
    answer = send(api, tenant, form)
    assert answer.status_code == 413
    assert_envelope(answer)
    assert form.taken < MB
    assert looker.left(tenant.analyst) == {}


@sqlite_only
def test_disk_full_while_a_form_is_taken_in_is_said(api, tenant, looker, monkeypatch):
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.write", full)
    answer = send(api, tenant, Form(b"Date,Campaign,Cost\n", 2 * MB))
    assert answer.status_code == 503
    assert assert_envelope(answer)["error_code"] == ErrorCode.STORAGE_FULL
    assert looker.left(tenant.analyst) == {}


def test_large_table_becomes_a_job_and_small_one_is_answered_at_once(api, tenant):
    def post(rows: int) -> Any:
        content = csv_bytes(("Date", "Campaign", "Cost", "Currency"), [("2026-03-01", "Spring", "1", "EUR")] * rows)
        data = {"file": (io.BytesIO(content), "r.csv"), "platform": "meta"}
        return api.post("/campaigns/upload-csv", tenant.analyst, data=data)

    assert post(10).status_code == 201
    accepted = post(50_001)
    assert accepted.status_code == 202
    status = api.get(accepted.get_json()["status_url"].removeprefix("/api/v1"), tenant.analyst)
    assert status.get_json()["status"] == "queued"
