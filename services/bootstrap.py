"""Builds the container: each part's real or embedded class, chosen by one setting."""

from pathlib import Path

import diskcache
import structlog

from config import Settings
from data.session import Database, find_bypass, make_engine
from domain.errors import AppError
from integrations.mail import open_mailer
from integrations.storage import open_storage
from services.container import Container, RingBell

log = structlog.get_logger("advision.start")


def build_container(settings: Settings, ring: RingBell) -> Container:
    """Everything that services need. Raises SettingsError or WrongSettingError naming what is wrong."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = make_engine(settings.sqlalchemy_url)
    storage = open_storage(
        folder=settings.folder("files"),
        secret=settings.secret.encode(),
        bucket=settings.s3_bucket,
        region=settings.aws_region,
        cdn_domain=settings.cdn_domain,
        endpoint_url=settings.s3_endpoint_url,
        encrypt=settings.s3_encrypt,
    )
    mailer = open_mailer(
        smtp_url=settings.smtp_url.get_secret_value() if settings.smtp_url else None,
        sender=settings.mail_from,
        outbox=settings.folder("outbox"),
    )
    cache = diskcache.Cache(str(settings.folder("cache")), disk=diskcache.JSONDisk)
    return Container(
        settings=settings, database=Database(engine), storage=storage, mailer=mailer, cache=cache, ring=ring
    )


def check_production(container: Container) -> None:
    """Refuse to start in production on a database role that could see every organization's rows."""
    if container.settings.environment != "production":
        return
    reason = find_bypass(container.database.engine)
    if reason:
        raise RuntimeError(f"DATABASE_URL: {reason}; use a role without these rights (see docs/deploy.md)")


def check_storage(container: Container) -> None:
    """Ask the bucket at the start: WrongSettingError names the setting that cannot work (D9).

    A bucket that does not answer may come back, so that stops nothing: `/readyz` tells of it.
    """
    if container.settings.s3_bucket is None:
        return
    try:
        container.storage.check()
    except AppError as error:
        log.warning("storage_not_reached", bucket=container.settings.s3_bucket, error_code=int(error.code))


def describe(settings: Settings) -> dict[str, str]:
    """Which part is in use where, for the start-up log and `/readyz`."""
    return {
        "database": "postgresql" if settings.sqlalchemy_url.startswith("postgresql") else "sqlite",
        "queue": "redis" if settings.redis_url else "folder",
        "storage": "s3" if settings.s3_bucket else "folder",
        "mail": "smtp" if settings.smtp_url else "outbox",
        "home": Path(settings.home).name,
    }
