"""The production files name what the application has: settings, metrics, error codes, commands."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from flask import Flask

from config import Settings
from domain.errors import ERRORS, ErrorCode

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
# Which file of make_env.sh a service reads besides its own variables.
IMAGE_VARIABLES = {"POSTGRES_PASSWORD", "ADVISION_OWNER_PASSWORD", "ADVISION_APP_PASSWORD"}


def setting_names() -> set[str]:
    names = {name.upper() for name in Settings.model_fields}
    aliases = {
        str(choice)
        for field in Settings.model_fields.values()
        for choice in getattr(field.validation_alias, "choices", [field.validation_alias])
    }
    return names | aliases


def names_in(text: str) -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deploy")
    for name in ("make_env.sh", "env.example"):
        (folder / name).write_bytes((DEPLOY / name).read_bytes())
    subprocess.run(["bash", folder / "make_env.sh", "https://ads.example.com:8443"], check=True, capture_output=True)
    return folder


def test_every_line_of_the_example_is_a_setting():
    unknown = names_in((DEPLOY / "env.example").read_text()) - setting_names()
    assert unknown == set()


def test_made_settings_are_accepted_in_production(made: Path):
    lines = [*(made / "app.env").read_text().splitlines(), *(made / "owner.env").read_text().splitlines()]
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(values) - setting_names() == IMAGE_VARIABLES
    fields = {name.lower(): value for name, value in values.items() if name.lower() in Settings.model_fields}
    settings = Settings(_env_file=None, ADVISION_ENV="production", **fields)
    assert settings.is_https
    assert settings.migration_url != settings.sqlalchemy_url


def test_made_files_hold_fresh_secrets_that_nobody_else_reads(made: Path):
    secrets = [secret for path in made.glob("*.env") for secret in re.findall(r"[0-9a-f]{64}", path.read_text())]
    # The three passwords that two sides share stand twice.
    assert len(secrets) == 9
    assert len(set(secrets)) == 6
    assert {path.stat().st_mode & 0o777 for path in made.glob("*.env")} == {0o600}


def test_existing_secrets_are_never_overwritten(made: Path):
    before = (made / "app.env").read_text()
    again = subprocess.run(
        ["bash", made / "make_env.sh", "https://other.example.com"], capture_output=True, check=False
    )
    assert again.returncode == 1
    assert (made / "app.env").read_text() == before


def test_compose_has_every_part_and_each_waits_for_what_it_needs(compose: dict):
    services = compose["services"]
    assert set(services) == {
        "proxy", "web", "worker", "analyzers", "beat", "migrate", "postgres", "redis", "minio",
    }  # fmt: skip
    for name in ("web", "worker", "analyzers", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert [name for name, service in services.items() if "0.0.0.0" in str(service.get("ports"))] == []
    assert {name for name in services if "ports" in services[name]} == {"proxy", "minio"}


def test_only_migrations_and_the_database_know_the_owner(compose: dict):
    readers = {name for name, service in compose["services"].items() if "owner.env" in str(service.get("env_file"))}
    assert readers == {"migrate", "postgres"}


def test_compose_targets_are_stages_of_the_dockerfile(compose: dict):
    stages = set(re.findall(r"^FROM .* AS (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    targets = {service["build"]["target"] for service in compose["services"].values() if "build" in service}
    assert targets == {"web", "worker", "proxy"}
    assert targets <= stages


def test_the_images_do_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text()
    assert text.count("USER advision") == 2
    assert "USER root" not in text


@pytest.mark.parametrize("code", [ErrorCode.TOO_LARGE, ErrorCode.UNAVAILABLE])
def test_nginx_answers_with_codes_of_the_registry(code: ErrorCode):
    text = (DEPLOY / "nginx/nginx.conf.template").read_text()
    found = re.findall(r"return (\d+) '\{\"error_code\":(\d+),", text)
    assert (str(ERRORS[code].status), str(int(code))) in found


def test_every_variable_of_nginx_has_a_value():
    template = set(re.findall(r"\$\{(ADVISION_[A-Z_]+)\}", (DEPLOY / "nginx/nginx.conf.template").read_text()))
    assert template == set(re.findall(r"\$\{(ADVISION_[A-Z_]+):=", (DEPLOY / "nginx/render.sh").read_text()))


def test_the_rendered_configuration_keeps_the_variables_of_nginx(tmp_path: Path):
    fake = tmp_path / "nginx"
    fake.write_text('#!/bin/sh\ncat "$2"\n')
    fake.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "ADVISION_NGINX_RUN": str(tmp_path)}
    done = subprocess.run([DEPLOY / "nginx/render.sh"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "${ADVISION" not in done.stdout
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in done.stdout
    assert "server web:8050;" in done.stdout


@pytest.mark.parametrize("name", ["prometheus/alerts.yml", "grafana/board.json"])
def test_alerts_and_board_use_metrics_that_exist(name: str, app: Flask):
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    exported = set(re.findall(r"^# TYPE (advision_\w+)", answer.text, re.MULTILINE))
    known = exported | {f"{metric}_{part}" for metric in exported for part in ("bucket", "count", "sum")}
    text = (DEPLOY / name).read_text()
    loaded = json.loads(text) if name.endswith(".json") else yaml.safe_load(text)
    assert loaded
    used = set(re.findall(r"advision_\w+", text))
    assert len(used) >= 4
    assert used - known == set()
