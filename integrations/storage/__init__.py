"""Storage of files: a local folder, or an S3 bucket where one is set."""

import re
from pathlib import Path

from domain.ports import Storage
from integrations.storage.local import LocalStorage
from integrations.wrong_settings import WrongSettingError

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}\Z)(?:{_LABEL}\.)+[a-z]{{2,63}}(?::[0-9]{{2,5}})?", re.IGNORECASE)


def open_storage(
    *,
    folder: Path,
    secret: bytes,
    bucket: str | None = None,
    region: str | None = None,
    cdn_domain: str | None = None,
    endpoint_url: str | None = None,
    encrypt: bool = True,
    base_url: str = "",
) -> Storage:
    """The storage that the settings ask for: S3 with a bucket, else the folder. Raises WrongSettingError.

    Nothing is sent yet; `S3Storage.check()` asks the bucket.
    """
    if cdn_domain and not _DOMAIN.fullmatch(cdn_domain):
        raise WrongSettingError("CDN_DOMAIN", "expected a bare domain such as cdn.example.com")
    if not bucket:
        return LocalStorage(folder, secret, base_url=base_url, cdn_domain=cdn_domain)
    if not region:
        raise WrongSettingError("AWS_REGION", "expected the bucket's region, since S3_BUCKET is set")
    # boto3 takes a good part of a second to import, and most installations store locally.
    from integrations.storage.s3 import connect

    return connect(bucket, region, endpoint_url=endpoint_url, cdn_domain=cdn_domain, encrypt=encrypt)
