"""The two storages behind one face: how a client reaches them is all that differs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import pytest
import requests
from flask import Flask, Response, jsonify
from moto.server import ThreadedMotoServer

from api.files import blueprint
from domain.errors import AppError
from domain.ports import PresignedUpload, Storage
from integrations.storage import open_storage
from integrations.storage.local import LocalStorage

SECRET = b"a secret that only these tests know"
CDN = "cdn.example.com"


@dataclass
class Answer:
    """What a client sees of a link."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass
class Store:
    """A storage, the same storage behind a CDN, and a client of the links of both."""

    storage: Storage
    behind_cdn: Storage
    fetch: Callable[[str], Answer]
    fetch_cdn: Callable[[str], Answer]
    upload: Callable[[PresignedUpload, bytes], int]


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def app_over(storage: LocalStorage) -> Flask:
    app = Flask(__name__)
    app.register_blueprint(blueprint(lambda: storage))

    @app.errorhandler(AppError)
    def shown(error: AppError) -> tuple[Response, int]:
        return jsonify(error_code=error.code.name), error.status

    return app


def local_store(folder: Path) -> Store:
    storage = LocalStorage(folder, SECRET)
    client = app_over(storage).test_client()

    def fetch(url: str) -> Answer:
        with client.get(url) as response:
            return Answer(response.status_code, response.data, dict(response.headers))

    def fetch_cdn(url: str) -> Answer:
        # A CDN before a local folder reads that folder.
        return Answer(200, (folder / urlsplit(url).path.lstrip("/")).read_bytes(), {})

    def upload(target: PresignedUpload, data: bytes) -> int:
        form = {**target.fields, "file": (BytesIO(data), "any.bin")}
        return client.post(target.url, data=form).status_code

    return Store(storage, LocalStorage(folder, SECRET, cdn_domain=CDN), fetch, fetch_cdn, upload)


def s3_store(endpoint: str, folder: Path) -> Store:
    bucket = f"test-{uuid4()}"
    owner = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    owner.create_bucket(Bucket=bucket)
    given = {"folder": folder, "secret": SECRET, "bucket": bucket, "region": "us-east-1", "endpoint_url": endpoint}

    def fetch(url: str) -> Answer:
        response = requests.get(url, timeout=5)
        return Answer(response.status_code, response.content, response.headers)

    def fetch_cdn(url: str) -> Answer:
        # A CDN before a private bucket reads it with a right of its own.
        body = owner.get_object(Bucket=bucket, Key=urlsplit(url).path.lstrip("/"))["Body"]
        return Answer(200, body.read(), {})

    def upload(target: PresignedUpload, data: bytes) -> int:
        return requests.post(target.url, data=target.fields, files={"file": data}, timeout=5).status_code

    return Store(
        storage=open_storage(**given),
        behind_cdn=open_storage(**given, cdn_domain=CDN),
        fetch=fetch,
        fetch_cdn=fetch_cdn,
        upload=upload,
    )


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "local":
        return local_store(tmp_path / "files")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    return s3_store(request.getfixturevalue("s3_endpoint"), tmp_path)


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
