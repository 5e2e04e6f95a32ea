"""Settings: a wrong one stops the start with its name and never shows its value."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Settings, SettingsError, load_settings

CANARY = "canary-value-7f3a"
WRONG = {
    "ADVISION_ENV": CANARY,
    "SECRET_KEY": CANARY,
    "DATABASE_URL": f"mysql://root:{CANARY}@host/db",
    "DATABASE_OWNER_URL": f"mysql://root:{CANARY}@host/db",
    "REDIS_URL": f"http://:{CANARY}@host",
    "S3_ENDPOINT_URL": f"ftp://{CANARY}",
    "PUBLIC_URL": CANARY,
    "CDN_DOMAIN": f"https://{CANARY}/path",
    "LOG_LEVEL": CANARY,
    "PORT": CANARY,
    "WEB_WORKERS": "0",
    "TRUSTED_PROXIES": "-1",
    "JOB_LEASE_SECONDS": "1",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in os.environ:
        if name.startswith("ADVISION_") or name.lower() in Settings.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADVISION_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("name", WRONG)
def test_wrong_setting_stops_with_its_name_and_not_its_value(monkeypatch, name):
    monkeypatch.setenv(name, WRONG[name])
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert name in str(raised.value)
    assert CANARY not in str(raised.value)
    assert raised.value.__cause__ is None


def test_all_wrong_settings_are_named_at_once(monkeypatch):
    for name, value in WRONG.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert all(name in str(raised.value) for name in WRONG)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL"])
def test_production_needs_what_would_otherwise_be_made_up(monkeypatch, missing):
    complete = {
        "SECRET_KEY": "s" * 32,
        "DATABASE_URL": "postgresql://user:word@host/name",
        "REDIS_URL": "redis://host/0",
        "PUBLIC_URL": "https://ads.example.com",
        "ADVISION_ENV": "production",
    }
    for name, value in complete.items():
        monkeypatch.setenv(name, value)
    assert load_settings().environment == "production"
    monkeypatch.delenv(missing)
    with pytest.raises(SettingsError, match=missing):
        load_settings()


def test_nothing_set_means_sqlite_and_folders(tmp_path):
    settings = load_settings()
    assert settings.sqlalchemy_url == f"sqlite:///{tmp_path / 'home' / 'advision.sqlite3'}"
    assert (settings.redis_url, settings.s3_bucket, settings.smtp_url) == (None, None, None)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "S3_BUCKET", "SMTP_URL", "SECRET_KEY", "PUBLIC_URL"])
def test_blank_setting_counts_as_not_set(monkeypatch, name):
    monkeypatch.setenv(name, "  ")
    assert getattr(load_settings(), name.lower()) is None


def test_secret_is_made_once_for_the_owner_alone_and_kept():
    settings = load_settings()
    first = settings.secret
    file = settings.home / "secrets.json"
    assert len(first.encode()) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
    assert load_settings().secret == first
    assert first not in repr(settings) + str(settings.model_dump())


@pytest.mark.parametrize("name", ["SECRET_KEY", "SMTP_URL", "GOOGLE_CLIENT_SECRET"])
def test_secret_setting_is_not_in_the_settings_repr(monkeypatch, name):
    monkeypatch.setenv(name, CANARY * 3)
    settings = load_settings()
    assert CANARY not in repr(settings)
    assert CANARY not in str(settings.model_dump())


@given(
    st.sampled_from(["postgres", "postgresql"]),
    st.from_regex(r"[a-z]{1,8}:[a-z0-9]{1,8}@[a-z]{1,8}/[a-z]{1,8}", fullmatch=True),
)
def test_any_postgresql_address_gets_the_driver_that_is_installed(scheme, rest):
    assert Settings(_env_file=None, database_url=f"{scheme}://{rest}").database_url == f"postgresql+psycopg://{rest}"
