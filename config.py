"""Typed settings: the only reader of the environment.

A wrong setting stops the start with its name and what is expected. Secrets that are not set are
generated once into `<ADVISION_HOME>/secrets.json`, mode 600.
"""

import json
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIN_SECRET_BYTES = 32
KNOWN_DEMO_PASSWORD = "explore-advision"  # noqa: S105 - printed at the first start, refused in production


def _blank_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Optional = Annotated[str | None, BeforeValidator(_blank_is_unset)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_blank_is_unset)]


class SettingsError(RuntimeError):
    """The environment holds something that cannot work. The message names each setting."""


class Settings(BaseSettings):
    """All settings with their defaults. Nothing set means: SQLite, folders and files under `var/`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, ignored_types=(cached_property,))

    # Only these names are looked up: the shell has a HOME of its own.
    home: Path = Field(Path("var"), validation_alias="ADVISION_HOME")
    environment: Literal["development", "production", "test"] = Field("development", validation_alias="ADVISION_ENV")
    secret_key: OptionalSecret = None
    database_url: Optional = None
    database_owner_url: Optional = None
    redis_url: Optional = None
    s3_bucket: Optional = None
    s3_endpoint_url: Optional = None
    s3_encrypt: bool = True
    aws_region: str = "us-east-1"
    cdn_domain: Optional = None
    smtp_url: OptionalSecret = None
    mail_from: str = "AdVision <no-reply@localhost>"
    google_client_id: Optional = None
    google_client_secret: OptionalSecret = None
    sentry_dsn: Optional = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    port: int = Field(8050, ge=1, le=65535)
    web_workers: int = Field(2, ge=1, le=64)
    public_url: Optional = None
    trusted_proxies: int = Field(0, ge=0, le=5)
    metrics_token: OptionalSecret = None
    auth_limit: str = "5 per minute"
    request_limit: str = "100 per minute"
    page_limit: str = "600 per minute"
    upload_limit: str = "10 per minute"
    job_lease_seconds: int = Field(30, ge=2, le=3600)
    demo_password: str = KNOWN_DEMO_PASSWORD

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if value.startswith(("postgres://", "postgresql://")):
            value = "postgresql+psycopg://" + value.split("://", 1)[1]
        if not value.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise ValueError("expected postgresql://user:password@host/name or sqlite:////path/to/file")
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("expected redis://host:port/number")
        return value

    @field_validator("public_url", "s3_endpoint_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("expected an address that starts with http:// or https://")
        return value.rstrip("/") if value else None

    @field_validator("cdn_domain")
    @classmethod
    def _bare_domain(cls, value: str | None) -> str | None:
        if value is not None and ("/" in value or ":" in value or "." not in value):
            raise ValueError("expected a bare domain such as cdn.example.com")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < MIN_SECRET_BYTES:
            raise ValueError(f"expected at least {MIN_SECRET_BYTES} random bytes")
        return value

    @model_validator(mode="after")
    def _production_is_complete(self) -> "Settings":
        if self.environment == "production":
            needed = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL")
            missing = [name for name in needed if not getattr(self, name.lower())]
            if missing:
                raise ValueError(f"ADVISION_ENV=production needs {', '.join(missing)} to be set")
        return self

    @property
    def is_https(self) -> bool:
        """Whether people reach the app over TLS: cookies are Secure then."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def base_url(self) -> str:
        """The address that links in mails start with."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def sqlalchemy_url(self) -> str:
        """The database, an embedded SQLite file by default."""
        return self.database_url or f"sqlite:///{self.home / 'advision.sqlite3'}"

    @cached_property
    def secret(self) -> str:
        """The application secret: from the environment, else generated once into the home folder."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        return str(self._stored_secrets()["secret_key"])

    @property
    def migration_url(self) -> str:
        """The database as migrations reach it: by the owner role where one is set."""
        return self.database_owner_url or self.sqlalchemy_url

    def folder(self, name: str) -> Path:
        """A private folder under the home folder, made where it is missing."""
        path = self.home / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def _stored_secrets(self) -> dict[str, str]:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.home / "secrets.json"
        draft = self.home / f"secrets.{os.getpid()}.tmp"
        if not path.exists():
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump({"secret_key": secrets.token_urlsafe(48)}, file)
            try:
                # A link fails where another process was first, so every process reads one and the same secret.
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink(missing_ok=True)
        stored: dict[str, str] = json.loads(path.read_text())
        return stored


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`. Raises SettingsError naming every wrong setting, never its value."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_input=False, include_url=False):
            name = str(problem["loc"][0]).upper() if problem["loc"] else "settings"
            lines.append(f"{name}: {problem['msg']}")
        raise SettingsError("Wrong settings:\n  " + "\n  ".join(lines)) from None
