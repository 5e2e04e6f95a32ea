"""Files in an S3 bucket: encrypted at rest, never made public, links signed by version 4."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import boto3
import structlog
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
)

from domain.errors import AppError, ErrorCode, not_found
from domain.files import (
    attachment_header,
    cdn_address,
    checked_content_type,
    checked_key,
    checked_link_life,
    checked_max_bytes,
    checked_prefix,
)
from domain.ports import PresignedUpload, StoredFile
from integrations.wrong_settings import WrongSettingError

log = structlog.get_logger(__name__)

_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,10}){1,3}-[0-9]{1,2}")
_MISSING = {"NoSuchKey", "NotFound", "404"}
_FULL = {"QuotaExceeded", "XMinioStorageFull", "ServiceQuotaExceeded", "InsufficientCapacity", "507"}
_WRONG_KEYS = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "ExpiredToken", "InvalidToken"}
_CDN_LINK_LIFE = timedelta(days=1)
_SPOOL_BYTES = 8 * 1024 * 1024


class S3Storage:
    """A `Storage` in one bucket. Links signed with temporary credentials end with those, if that is sooner."""

    def __init__(self, client: BaseClient, bucket: str, *, cdn_domain: str | None = None, encrypt: bool = True) -> None:
        self._client: Any = client
        self._bucket = bucket
        self._cdn_domain = cdn_domain
        self._encryption = {"ServerSideEncryption": "AES256"} if encrypt else {}

    def check(self) -> None:
        """Ask the bucket: WrongSettingError names the setting that does not work, UNAVAILABLE means no answer."""
        region = self._client.meta.region_name
        try:
            # A listing, since its errors have codes; those of a HEAD request are bare numbers.
            self._client.list_objects_v2(Bucket=self._bucket, MaxKeys=1)
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise WrongSettingError(
                "AWS_ACCESS_KEY_ID", "no credentials found; give a key or an instance role"
            ) from error
        except ClientError as error:
            raise _wrong_setting(error, self._bucket, region) from error
        except EndpointConnectionError as error:
            known = {name for part in ("aws", "aws-cn", "aws-us-gov") for name in _regions(part)}
            if region not in known:
                raise WrongSettingError("AWS_REGION", f"no storage answers for the region {region!r}") from error
            raise AppError(ErrorCode.UNAVAILABLE) from error
        except BotoCoreError as error:
            raise AppError(ErrorCode.UNAVAILABLE) from error

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> StoredFile:
        """Store the bytes in one request, all or nothing."""
        checked_key(key)
        checked_content_type(content_type)
        with _seekable(data) as (body, size), _named_errors("put", key):
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, **self._encryption
            )
        return StoredFile(key=key, size=size, content_type=content_type)

    def get(self, key: str) -> bytes:
        """The bytes, as they were put."""
        with _named_errors("get", key):
            answer = self._client.get_object(Bucket=self._bucket, Key=checked_key(key))
            with answer["Body"] as body:
                return bytes(body.read())

    def download(self, key: str, path: Path) -> None:
        """Copy the file to a path on this machine, a part at a time."""
        with _named_errors("get", key):
            self._client.download_file(self._bucket, checked_key(key), str(path))

    def stat(self, key: str) -> StoredFile:
        """Size and content type."""
        with _named_errors("stat", key):
            head = self._client.head_object(Bucket=self._bucket, Key=checked_key(key))
        return StoredFile(key=key, size=head["ContentLength"], content_type=head["ContentType"])

    def exists(self, key: str) -> bool:
        """Whether there is a file."""
        try:
            self.stat(key)
        except AppError as error:
            if error.code is ErrorCode.NOT_FOUND:
                return False
            raise
        return True

    def delete(self, key: str) -> None:
        """Remove the file; a missing one is no error."""
        with _named_errors("delete", key):
            self._client.delete_object(Bucket=self._bucket, Key=checked_key(key))

    def list(self, prefix: str) -> Iterator[StoredFile]:
        """Files whose key starts with the prefix, in key order, page by page.

        S3 lists no content types, so this asks once more for each file.
        """
        checked_prefix(prefix)
        return self._walk(prefix)

    def presign_download(self, key: str, expires_in: timedelta, *, download_as: str | None = None) -> str:
        """A link that serves the file until it expires; with `download_as` browsers save it under that name."""
        extra = {"ResponseContentDisposition": attachment_header(download_as)} if download_as else {}
        return self._presigned(key, checked_link_life(expires_in), extra)

    def presign_upload(self, key: str, content_type: str, max_bytes: int, expires_in: timedelta) -> PresignedUpload:
        """A form that takes one file of exactly that type, of 1 to `max_bytes` bytes."""
        encryption = {"x-amz-server-side-encryption": "AES256"} if self._encryption else {}
        fields = {"Content-Type": checked_content_type(content_type), **encryption}
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", 1, checked_max_bytes(max_bytes)])
        with _named_errors("presign", key):
            post = self._client.generate_presigned_post(
                self._bucket,
                checked_key(key),
                Fields=fields,
                Conditions=conditions,
                ExpiresIn=int(checked_link_life(expires_in).total_seconds()),
            )
        return PresignedUpload(url=post["url"], method="POST", fields=post["fields"], key=key)

    def cdn_url(self, key: str) -> str:
        """The address under the CDN's domain, or a download link of a day where there is none."""
        if self._cdn_domain:
            return cdn_address(self._cdn_domain, key)
        return self._presigned(key, _CDN_LINK_LIFE, {})

    def _presigned(self, key: str, life: timedelta, extra: dict[str, str]) -> str:
        params = {"Bucket": self._bucket, "Key": checked_key(key), **extra}
        with _named_errors("presign", key):
            url = self._client.generate_presigned_url("get_object", Params=params, ExpiresIn=int(life.total_seconds()))
        return str(url)

    def _walk(self, prefix: str) -> Iterator[StoredFile]:
        pages = iter(self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix))
        while True:
            with _named_errors("list", prefix):
                page = next(pages, None)
            if page is None:
                return
            for item in page.get("Contents", ()):
                try:
                    yield self.stat(item["Key"])
                except AppError as error:
                    # What is deleted while we list is not there.
                    if error.code is not ErrorCode.NOT_FOUND:
                        raise


def connect(
    bucket: str,
    region: str,
    *,
    endpoint_url: str | None = None,
    cdn_domain: str | None = None,
    encrypt: bool = True,
) -> S3Storage:
    """A storage on the bucket, with credentials of the usual AWS chain. Sends nothing yet; raises WrongSettingError.

    `endpoint_url` is for other stores that speak S3, such as MinIO; those without a key service need `encrypt` off.
    """
    if not _BUCKET.fullmatch(bucket):
        raise WrongSettingError(
            "S3_BUCKET", "expected a bucket's name: 3 to 63 lower-case letters, digits, dots, hyphens"
        )
    if not _REGION.fullmatch(region):
        raise WrongSettingError("AWS_REGION", "expected a region such as eu-central-1")
    config = Config(
        region_name=region,
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=20,
        # The virtual style signs for the region's own host; without it new buckets answer links with a redirect.
        # A dot in the bucket's name would not fit the certificate of that host.
        s3={"addressing_style": "path" if endpoint_url or "." in bucket else "virtual"},
        # Other stores often refuse the checksums that AWS takes.
        request_checksum_calculation="when_required" if endpoint_url else "when_supported",
        response_checksum_validation="when_required" if endpoint_url else "when_supported",
    )
    try:
        client = boto3.session.Session().client("s3", endpoint_url=endpoint_url, config=config)
    except ValueError as error:
        raise WrongSettingError("S3_ENDPOINT_URL", "expected an address such as http://127.0.0.1:9000") from error
    except BotoCoreError as error:
        raise WrongSettingError(
            "AWS_REGION", f"the AWS client refuses the settings ({type(error).__name__})"
        ) from error
    return S3Storage(client, bucket, cdn_domain=cdn_domain, encrypt=encrypt)


def _regions(partition: str) -> list[str]:
    return list(boto3.session.Session().get_available_regions("s3", partition_name=partition))


def _wrong_setting(error: ClientError, bucket: str, region: str) -> Exception:
    """What a refused listing says about the settings."""
    answer = error.response
    code = answer.get("Error", {}).get("Code", "")
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    home = headers.get("x-amz-bucket-region") or answer.get("Error", {}).get("Region")
    if code in {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301"}:
        return WrongSettingError("AWS_REGION", f"the bucket is not in {region}" + (f" but in {home}" if home else ""))
    if code in {"NoSuchBucket", "NotFound", "404"}:
        return WrongSettingError("S3_BUCKET", f"there is no bucket named {bucket!r}")
    if code in _WRONG_KEYS:
        return WrongSettingError("AWS_ACCESS_KEY_ID", f"AWS does not accept the credentials ({code})")
    if code in {"AccessDenied", "AllAccessDisabled", "403"}:
        return WrongSettingError("S3_BUCKET", f"the credentials may not list the bucket {bucket!r} ({code})")
    return AppError(ErrorCode.UNAVAILABLE)


@contextmanager
def _seekable(data: bytes | BinaryIO) -> Iterator[tuple[BinaryIO, int]]:
    """The data as a stream that can be sent again on a retry, and its size."""
    if isinstance(data, bytes):
        yield BytesIO(data), len(data)
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        while chunk := data.read(1 << 20):
            spool.write(chunk)
        size = spool.tell()
        spool.seek(0)
        # The class has all methods of a binary stream, though its stub does not say so.
        yield spool, size  # type: ignore[misc]


@contextmanager
def _named_errors(operation: str, key: str) -> Iterator[None]:
    """Turn what boto3 raises into our errors; the log has the code, the client does not."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise not_found() from error
        log.warning("storage_failed", operation=operation, key=key, code=code)
        raise AppError(ErrorCode.STORAGE_FULL if code in _FULL else ErrorCode.UNAVAILABLE) from error
    except BotoCoreError as error:
        log.warning("storage_failed", operation=operation, key=key, error=type(error).__name__)
        raise AppError(ErrorCode.UNAVAILABLE) from error
