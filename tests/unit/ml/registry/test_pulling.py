"""Fetching encoders: the sources, and everything that goes wrong on the way leaves nothing."""

import errno
import hashlib
import shutil
import sys
from dataclasses import replace
from types import SimpleNamespace

import boto3
import pytest
from moto.server import ThreadedMotoServer

from domain.errors import AppError, ErrorCode
from ml.encoders import published
from ml.encoders.minilm import SHA256, find_minilm, load_minilm
from ml.encoders.published import PUBLISHED
from ml.registry import open_folder, pulling

WEIGHTS = b"published weights of a small network"


@pytest.fixture
def vit(monkeypatch):
    """The entry of ViT-B/16 with the hash of the bytes above, so that tests need no 346 MB."""
    entry = replace(PUBLISHED["vit-b-16"], sha256=hashlib.sha256(WEIGHTS).hexdigest(), megabytes=1)
    monkeypatch.setitem(published.PUBLISHED, "vit-b-16", entry)
    return entry


@pytest.fixture
def draft(tmp_path):
    folder = tmp_path / "draft"
    folder.mkdir()
    return folder


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    return folder


@pytest.fixture
def bucket(monkeypatch, tmp_path):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL_S3": address, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="models", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield client
    for key in client.list_objects_v2(Bucket="models").get("Contents", []):
        client.delete_object(Bucket="models", Key=key["Key"])
    client.delete_bucket(Bucket="models")
    server.stop()


def failure(draft, name="vit-b-16", source=None):
    with pytest.raises(AppError) as caught:
        pulling.pull(name, source, draft, lambda _: None)
    assert list(draft.iterdir()) == []
    return caught.value


def test_pull_from_a_folder_makes_a_checked_version(vit, source, draft):
    said = []
    made = pulling.pull("vit-b-16", str(source), draft, said.append)
    assert (made.name, made.version) == ("vit-b-16", vit.revision[:12])
    assert made.path("model.safetensors").read_bytes() == WEIGHTS
    assert made.card.title == vit.title
    assert vit.revision in made.data
    assert open_folder(draft, made.sha256).sha256 == made.sha256
    assert said


def test_pull_twice_gives_the_same_version_to_the_byte(vit, source, tmp_path):
    made = []
    for name in "ab":
        (tmp_path / name).mkdir()
        made.append(pulling.pull("vit-b-16", str(source), tmp_path / name, lambda _: None).sha256)
    assert made[0] == made[1]


def test_pull_from_a_bucket_takes_the_prefix(vit, bucket, draft):
    bucket.put_object(Bucket="models", Key="encoders/vit/model.safetensors", Body=WEIGHTS)
    assert pulling.pull("vit-b-16", "s3://models/encoders/vit/", draft, lambda _: None).size > len(WEIGHTS)


def test_pull_from_a_bucket_without_the_file_or_the_bucket_is_not_pulled(vit, bucket, draft):
    assert failure(draft, source="s3://models/nowhere").code is ErrorCode.MODEL_NOT_PULLED
    assert failure(draft, source="s3://nobodys/encoders").code is ErrorCode.MODEL_NOT_PULLED


def test_pull_takes_weights_by_the_name_that_the_hub_has(draft, source, monkeypatch):
    entry = replace(PUBLISHED["clip-vit-b-32"], sha256=hashlib.sha256(WEIGHTS).hexdigest(), megabytes=1)
    monkeypatch.setitem(published.PUBLISHED, "clip-vit-b-32", entry)
    (source / "model.safetensors").rename(source / "open_clip_model.safetensors")
    made = pulling.pull("clip-vit-b-32", str(source), draft, lambda _: None)
    assert made.path("model.safetensors").is_file()


@pytest.mark.parametrize(
    "content", [b"", WEIGHTS[:-1], WEIGHTS + b"!", b"other"], ids=["empty", "half", "more", "other"]
)
def test_pull_of_weights_with_another_hash_is_refused(vit, source, draft, content):
    (source / "model.safetensors").write_bytes(content)
    error = failure(draft, source=str(source))
    assert error.code is ErrorCode.MODEL_REFUSED
    assert "goes on serving" in error.message


def test_pull_from_a_folder_without_weights_says_what_is_missing(vit, tmp_path, draft):
    (tmp_path / "bare").mkdir()
    error = failure(draft, source=str(tmp_path / "bare"))
    assert error.code is ErrorCode.MODEL_NOT_PULLED
    assert "model.safetensors" in error.message
    assert failure(draft, source=str(tmp_path / "nowhere")).code is ErrorCode.MODEL_NOT_PULLED


def test_pull_without_room_is_said_before_anything_is_fetched(vit, source, draft, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    assert failure(draft, source=str(source)).code is ErrorCode.STORAGE_FULL


def test_pull_onto_a_disk_that_fills_up_leaves_nothing(vit, source, draft, monkeypatch):
    def fill(_from, to):
        to.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fill)
    assert failure(draft, source=str(source)).code is ErrorCode.STORAGE_FULL


def test_pull_from_a_hub_that_does_not_answer_is_not_pulled(vit, draft, monkeypatch):
    import huggingface_hub

    def unreachable(*_arguments, local_dir, **_options):
        local_dir.mkdir()
        (local_dir / "half").write_bytes(b"half")
        raise ConnectionError("no route")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", unreachable)
    error = failure(draft)
    assert error.code is ErrorCode.MODEL_NOT_PULLED
    assert "the hub" in error.message
    assert "no route" not in error.message


def test_pull_from_the_hub_asks_for_the_pinned_revision(vit, draft, monkeypatch):
    import huggingface_hub

    asked = []

    def download(repository, name, *, revision, local_dir):
        asked.append((repository, name, revision))
        local_dir.mkdir()
        (local_dir / name).write_bytes(WEIGHTS)
        return str(local_dir / name)

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    pulling.pull("vit-b-16", None, draft, lambda _: None)
    assert asked == [(vit.repository, "model.safetensors", vit.revision)]
    assert {path.name for path in draft.iterdir()} == {"model.safetensors", "card.json", "manifest.json"}


def test_pull_from_the_hub_without_its_client_names_the_other_sources(vit, draft, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    error = failure(draft)
    assert error.code is ErrorCode.MODEL_NOT_PULLED
    assert "s3://" in error.message


def test_pull_of_minilm_from_the_installed_package_serves(draft):
    """The one encoder whose true weights are on every machine."""
    made = pulling.pull("minilm", str(find_minilm()), draft, lambda _: None)
    assert PUBLISHED["minilm"].sha256 == SHA256
    assert load_minilm(made).encode(["fresh coffee"]).shape == (1, 384)


def test_pull_with_another_vocabulary_is_refused(source, draft, monkeypatch):
    entry = replace(PUBLISHED["distilbert"], sha256=hashlib.sha256(WEIGHTS).hexdigest(), megabytes=1)
    monkeypatch.setitem(published.PUBLISHED, "distilbert", entry)
    (source / "vocab.txt").write_text("[PAD]\nother\n", encoding="utf-8")
    assert failure(draft, name="distilbert", source=str(source)).code is ErrorCode.MODEL_REFUSED


def test_every_entry_pins_a_revision_and_a_hash():
    for name, entry in PUBLISHED.items():
        assert entry.name == name
        assert len(entry.revision) == 40
        assert len(entry.sha256) == 64
        assert set(entry.revision + entry.sha256) <= set("0123456789abcdef")
