"""What S3 answers, and what we make of it: wrong settings by name (D9), errors by code, links by their terms."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import requests
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber

from domain.errors import AppError, ErrorCode
from integrations.storage import open_storage
from integrations.storage.local import LocalStorage
from integrations.storage.s3 import connect
from integrations.wrong_settings import WrongSettingError

KEY = "org/0a/creatives/1b/abc.png"


@pytest.fixture(autouse=True)
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")


def opened(**changes):
    given = {"folder": Path("unused"), "secret": b"s" * 32, "bucket": "my-bucket", "region": "eu-central-1"}
    return open_storage(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"bucket": "My_Bucket"}, "S3_BUCKET"),
        ({"bucket": "a"}, "S3_BUCKET"),
        ({"bucket": "s3://my-bucket"}, "S3_BUCKET"),
        ({"region": ""}, "AWS_REGION"),
        ({"region": None}, "AWS_REGION"),
        ({"region": "Frankfurt"}, "AWS_REGION"),
        ({"region": "eu-central"}, "AWS_REGION"),
        ({"cdn_domain": "https://cdn.example.com/"}, "CDN_DOMAIN"),
        ({"cdn_domain": "cdn example"}, "CDN_DOMAIN"),
        ({"cdn_domain": "localhost"}, "CDN_DOMAIN"),
        ({"endpoint_url": "127.0.0.1"}, "S3_ENDPOINT_URL"),
    ],
)
def test_D9_a_setting_that_cannot_be_right_is_named_before_anything_is_sent(changes, setting):
    with pytest.raises(WrongSettingError) as raised:
        opened(**changes)
    assert raised.value.setting == setting
    assert str(raised.value).startswith(f"{setting}: ")


@pytest.mark.parametrize(
    ("code", "status", "setting"),
    [
        ("NoSuchBucket", 404, "S3_BUCKET"),
        ("AccessDenied", 403, "S3_BUCKET"),
        ("PermanentRedirect", 301, "AWS_REGION"),
        ("AuthorizationHeaderMalformed", 400, "AWS_REGION"),
        ("InvalidAccessKeyId", 403, "AWS_ACCESS_KEY_ID"),
        ("SignatureDoesNotMatch", 403, "AWS_ACCESS_KEY_ID"),
    ],
)
def test_D9_the_check_names_the_setting_that_s3_refuses(code, status, setting):
    storage = opened()
    with Stubber(storage._client) as stub:
        stub.add_client_error("list_objects_v2", code, http_status_code=status)
        with pytest.raises(WrongSettingError) as raised:
            storage.check()
    assert raised.value.setting == setting
    assert "canary" not in str(raised.value)


def test_D9_the_check_says_where_the_bucket_is():
    storage = opened()
    with Stubber(storage._client) as stub:
        stub.add_client_error("list_objects_v2", "PermanentRedirect", service_error_meta={"Region": "eu-west-1"})
        with pytest.raises(WrongSettingError, match=r"AWS_REGION: .*not in eu-central-1 but in eu-west-1"):
            storage.check()


@pytest.mark.parametrize(
    ("region", "error", "expected"),
    [
        ("eu-central-1", NoCredentialsError(), WrongSettingError),
        ("eu-nowhere-9", EndpointConnectionError(endpoint_url="x"), WrongSettingError),
        ("eu-central-1", EndpointConnectionError(endpoint_url="x"), AppError),
        ("eu-central-1", ConnectTimeoutError(endpoint_url="x"), AppError),
    ],
)
def test_D9_no_answer_is_a_wrong_setting_only_where_one_explains_it(monkeypatch, region, error, expected):
    storage = opened(region=region)

    def fails(**_):
        raise error

    monkeypatch.setattr(storage._client, "list_objects_v2", fails)
    with pytest.raises(expected):
        storage.check()


def test_D9_the_check_passes_on_a_real_bucket(s3_endpoint):
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket="good-bucket")
    connect("good-bucket", "us-east-1", endpoint_url=s3_endpoint).check()
    with pytest.raises(WrongSettingError, match="S3_BUCKET: there is no bucket named 'no-bucket'"):
        connect("no-bucket", "us-east-1", endpoint_url=s3_endpoint).check()


def test_without_a_bucket_files_are_local(tmp_path):
    assert isinstance(open_storage(folder=tmp_path / "files", secret=b"s" * 32), LocalStorage)


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("SlowDown", 503, ErrorCode.UNAVAILABLE),
        ("InternalError", 500, ErrorCode.UNAVAILABLE),
        ("AccessDenied", 403, ErrorCode.UNAVAILABLE),
        ("NoSuchBucket", 404, ErrorCode.UNAVAILABLE),
        ("XMinioStorageFull", 507, ErrorCode.STORAGE_FULL),
        ("QuotaExceeded", 403, ErrorCode.STORAGE_FULL),
    ],
)
def test_errors_of_s3_become_ours_without_its_words(code, status, expected):
    storage = opened()
    with Stubber(storage._client) as stub:
        stub.add_client_error("put_object", code, "canary-message", http_status_code=status)
        with pytest.raises(AppError) as raised:
            storage.put(KEY, b"x", "image/png")
    assert raised.value.code is expected
    assert "canary" not in raised.value.message


def test_a_store_that_is_away_is_unavailable_after_few_tries(monkeypatch):
    storage = connect("my-bucket", "us-east-1", endpoint_url="http://127.0.0.1:9")
    monkeypatch.setattr("time.sleep", lambda _: None)
    calls = [lambda: storage.get(KEY), lambda: storage.exists(KEY), lambda: list(storage.list("org/")), storage.check]
    for call in calls:
        with pytest.raises(AppError) as raised:
            call()
        assert raised.value.code is ErrorCode.UNAVAILABLE
    assert storage._client.meta.config.retries["total_max_attempts"] == 3


def test_put_asks_for_encryption_at_rest(s3_endpoint):
    client = boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="sse-bucket")
    connect("sse-bucket", "us-east-1", endpoint_url=s3_endpoint).put(KEY, b"x", "image/png")
    assert client.head_object(Bucket="sse-bucket", Key=KEY)["ServerSideEncryption"] == "AES256"


def test_files_are_never_public(s3_endpoint):
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket="private-bucket")
    connect("private-bucket", "us-east-1", endpoint_url=s3_endpoint).put(KEY, b"x", "image/png")
    assert requests.get(f"{s3_endpoint}/private-bucket/{KEY}", timeout=5).status_code == 403


def test_D2_download_links_carry_their_expiry_under_signature_four():
    url = urlsplit(opened().presign_download(KEY, timedelta(minutes=5), download_as="Été.png"))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert (url.scheme, url.netloc, url.path) == ("https", "my-bucket.s3.eu-central-1.amazonaws.com", f"/{KEY}")
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["X-Amz-Expires"] == "300"
    assert query["response-content-disposition"].startswith('attachment; filename="Ete.png"')
    assert "canary" not in url.query


def test_links_to_a_bucket_with_dots_fit_the_certificate():
    url = opened(bucket="my.bucket").presign_download(KEY, timedelta(minutes=5))
    assert url.startswith(f"https://s3.eu-central-1.amazonaws.com/my.bucket/{KEY}?")


def test_D2_upload_links_carry_type_size_encryption_and_expiry():
    target = opened().presign_upload(KEY, "image/png", 1234, timedelta(minutes=5))
    policy = json.loads(base64.b64decode(target.fields["policy"]))
    assert ["content-length-range", 1, 1234] in policy["conditions"]
    assert {"Content-Type": "image/png"} in policy["conditions"]
    assert {"x-amz-server-side-encryption": "AES256"} in policy["conditions"]
    assert {"key": KEY} in policy["conditions"]
    assert target.fields["Content-Type"] == "image/png"
    assert target.url == "https://my-bucket.s3.eu-central-1.amazonaws.com/"


def test_other_stores_may_go_without_encryption_fields():
    target = opened(encrypt=False, endpoint_url="http://127.0.0.1:9000").presign_upload(
        KEY, "image/png", 10, timedelta(minutes=5)
    )
    assert "x-amz-server-side-encryption" not in target.fields
    assert target.url == "http://127.0.0.1:9000/my-bucket"
