"""D9: S3 settings that cannot work stop the start by name; the content policy lets browsers reach the bucket."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from auth.security import file_origins
from integrations.storage import open_storage
from integrations.wrong_settings import WrongSettingError
from services.bootstrap import build_container, check_storage
from tests.fixtures_app import settings_for


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def container_with(home: Path, **changes: Any):
    return build_container(settings_for(home, **changes), lambda *_: None)


def test_D9_wrong_bucket_is_named_at_the_start(tmp_path, s3_endpoint):
    container = container_with(tmp_path, s3_bucket="nobody-made-this", s3_endpoint_url=s3_endpoint)
    with pytest.raises(WrongSettingError) as raised:
        check_storage(container)
    assert raised.value.setting == "S3_BUCKET"
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket="nobody-made-this")
    check_storage(container)


@pytest.mark.parametrize(
    ("changes", "setting"), [({"s3_bucket": "Not A Bucket"}, "S3_BUCKET"), ({"aws_region": "moon"}, "AWS_REGION")]
)
def test_D9_settings_that_no_store_could_have_are_named(tmp_path, changes, setting):
    with pytest.raises(WrongSettingError) as raised:
        container_with(tmp_path, **{"s3_bucket": "some-bucket", **changes})
    assert raised.value.setting == setting


def test_bucket_that_does_not_answer_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    check_storage(container_with(tmp_path, s3_bucket="some-bucket", s3_endpoint_url="http://127.0.0.1:9"))


def test_folder_is_not_asked_at_the_start(tmp_path):
    container = container_with(tmp_path)
    check_storage(replace(container, storage=SimpleNamespace()))


@pytest.mark.parametrize("encrypt", [True, False])
def test_encryption_at_rest_is_a_setting(tmp_path, s3_endpoint, encrypt):
    bucket = f"encrypt-{encrypt}".lower()
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket=bucket)
    container = container_with(tmp_path, s3_bucket=bucket, s3_endpoint_url=s3_endpoint, s3_encrypt=encrypt)
    form = container.storage.presign_upload("org/a/b", "image/png", 10, timedelta(minutes=1)).fields
    assert ("x-amz-server-side-encryption" in form) is encrypt


@pytest.mark.parametrize("bucket", ["some-bucket", "some.bucket"])
@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "cn-north-1"])
def test_policy_names_the_hosts_that_links_lead_to(tmp_path, bucket, region):
    settings = settings_for(tmp_path, s3_bucket=bucket, aws_region=region)
    storage = open_storage(folder=tmp_path, secret=b"x", bucket=bucket, region=region)
    minute = timedelta(minutes=1)
    links = [storage.presign_download("org/a/b", minute), storage.cdn_url("org/a/b")]
    links.append(storage.presign_upload("org/a/b", "image/png", 10, minute).url)
    for link in links:
        parts = urlsplit(link)
        assert f"{parts.scheme}://{parts.netloc}" in file_origins(settings)


def test_policy_names_other_stores_and_the_cdn(tmp_path):
    own = settings_for(tmp_path, s3_bucket="b-b", s3_endpoint_url="http://127.0.0.1:9000", cdn_domain="cdn.example.com")
    assert file_origins(own) == ["https://cdn.example.com", "http://127.0.0.1:9000"]
    assert file_origins(settings_for(tmp_path)) == []
    assert file_origins(settings_for(tmp_path, cdn_domain="cdn.example.com")) == ["https://cdn.example.com"]
