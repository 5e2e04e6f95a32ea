"""Creatives over each storage: a local folder, and S3 as moto speaks it. A storage can be made to fail."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from domain.errors import AppError, ErrorCode
from domain.ports import Storage, StoredFile
from integrations.storage import open_storage
from services.container import Container

SECRET = b"a secret that only these tests know"


def picture(image_format: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "teal", **options) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, image_format, **options)
    return target.getvalue()


class FailingStorage:
    """A storage in front of a real one that refuses what it is told to refuse."""

    def __init__(self, inner: Storage) -> None:
        self._inner = inner
        self.refuses: set[str] = set()
        self.put_keys: list[str] = []
        self.error: Exception = AppError(ErrorCode.UNAVAILABLE)

    def __getattr__(self, name: str):
        return getattr(self._inner, name)

    def put(self, key: str, data, content_type: str) -> StoredFile:
        if "put" in self.refuses and self.put_keys:
            raise self.error
        self.put_keys.append(key)
        return self._inner.put(key, data, content_type)

    def delete(self, key: str) -> None:
        if "delete" in self.refuses:
            raise self.error
        self._inner.delete(key)


def use_storage(app, storage: Storage) -> None:
    app.extensions["advision"] = replace(app.extensions["advision"], storage=storage)


def keys_of(storage: Storage, organization_id) -> list[str]:
    return [file.key for file in storage.list(f"org/{organization_id}/")]


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def local_storage(tmp_path: Path) -> Storage:
    return open_storage(folder=tmp_path / "files", secret=SECRET)


@pytest.fixture
def s3_storage(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    bucket = f"test-{uuid4()}"
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket=bucket)
    return open_storage(folder=tmp_path, secret=SECRET, bucket=bucket, region="us-east-1", endpoint_url=s3_endpoint)


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, app, core: Container) -> Storage:
    """Each storage in turn, in use by the services."""
    found: Storage = request.getfixturevalue(f"{request.param}_storage")
    use_storage(app, found)
    return found


@pytest.fixture
def failing(app, core: Container, local_storage: Storage) -> FailingStorage:
    """A local storage that can be made to fail."""
    found = FailingStorage(local_storage)
    use_storage(app, found)
    return found
