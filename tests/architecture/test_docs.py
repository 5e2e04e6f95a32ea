"""The reference pages say what the code says: a line for each setting, endpoint, right, job, command, error, page."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import dash
import pytest
from flask import Flask
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

import cli
from api.registry import ENDPOINTS
from components.settings_frame import SECTIONS
from config import Settings
from domain.actors import API_KEY_SCOPES
from domain.permissions import ROLE_PERMISSIONS, Permission, Role
from scripts.write_errors_doc import TARGET, render
from services.work import HANDLERS, SCHEDULED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# Routes of libraries and of the frame, which nobody calls by hand.
UNWRITTEN = ("/_", "/assets/", "/api/", "/files/", "/healthz", "/readyz", "/metrics")


def read(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every table row, headers left out."""
    lines = text.splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|") and not line.startswith("|--") and not below.startswith("|--"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def section(text: str, title: str) -> str:
    """What stands under a heading of the second level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def names_in(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_settings_page_names_every_setting_with_its_default():
    def shown(value: object) -> str:
        if value is None or value is PydanticUndefined:
            return "none"
        if isinstance(value, SecretStr):
            return f"`{value.get_secret_value()}`"
        return f"`{str(value).lower() if isinstance(value, bool) else value}`"

    code = {
        str(field.validation_alias or name).upper(): shown(field.default)
        for name, field in Settings.model_fields.items()
    }
    tables = read("settings").split("\n## Variables of other programs")[0]
    assert {names_in(row[0])[0]: row[1] for row in rows(tables)} == code


def test_settings_page_tells_which_settings_nothing_uses():
    idle = {names_in(row[0])[0] for row in rows(section(read("settings"), "Kept for later"))}
    sources = [
        path
        for folder in ("api", "auth", "cli", "data", "integrations", "ml", "pages", "services", "tasks", "callbacks")
        for path in (ROOT / folder).rglob("*.py")
    ]
    used = "\n".join(path.read_text() for path in [*sources, ROOT / "app.py", ROOT / "gunicorn.conf.py"])
    # Properties of Settings stand for the fields that only they read.
    used += (ROOT / "config.py").read_text().split("@property", 1)[1]
    code = {
        str(field.validation_alias or name).upper()
        for name, field in Settings.model_fields.items()
        if not re.search(rf"\b(settings|_settings|self)\.{name}\b", used)
    }
    assert idle == code


def test_rest_page_lists_every_endpoint_with_its_permission_under_its_noun():
    text, found = read("rest"), {}
    for noun in dict.fromkeys(endpoint.noun for endpoint in ENDPOINTS):
        for row in rows(section(text, noun)):
            found[noun, row[0], names_in(row[1])[0]] = (row[2].strip("`"), row[4] == "yes")
    code = {
        (endpoint.noun, endpoint.method, endpoint.path): (
            endpoint.permission.value if endpoint.permission else "anyone",
            endpoint.is_idempotent,
        )
        for endpoint in ENDPOINTS
    }
    assert found == code


def test_roles_page_equals_the_table_of_permissions():
    text = read("roles")
    found = {
        Permission(names_in(row[0])[0]): {role for role, mark in zip(Role, row[2:5], strict=True) if mark == "x"}
        for row in rows(text.split("\n## ")[0])
    }
    code = {permission: {role for role in Role if permission in ROLE_PERMISSIONS[role]} for permission in Permission}
    assert found == code
    assert {names_in(row[0])[0] for row in rows(section(text, "Scopes of API keys"))} == set(API_KEY_SCOPES)


def test_jobs_page_names_every_kind_and_what_each_schedule_runs():
    text = read("jobs")
    assert {names_in(row[0])[0] for row in rows(section(text, "Kinds"))} == set(HANDLERS)
    found = {names_in(row[0])[0]: names_in(row[2]) for row in rows(section(text, "Schedules"))}
    found.pop("sweep-jobs")
    code = {
        name: [f"{work.__module__.removeprefix('services.')}.{work.__name__}" for work in functions]
        for name, functions in SCHEDULED.items()
    }
    assert found == code
    for name in {name for functions in code.values() for name in functions}:
        assert f"\n- `{name}`: " in text


def test_commands_page_lists_every_command():
    def leaves(group: click.Group, before: str = "") -> Iterator[str]:
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                yield from leaves(command, f"{before}{name} ")
            else:
                yield before + name

    server = Flask("commands")
    cli.init_commands(server)
    # Of Flask-Migrate's commands the one that is needed stands for all.
    own = {name for name in leaves(server.cli) if name not in {"run", "shell", "routes"}} | {"db upgrade"}
    found = {names_in(row[0])[0] for row in rows(section(read("commands"), "flask --app app"))}
    assert found == own


def test_commands_page_lists_what_make_help_lists():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^  make (\S+)", said, re.MULTILINE))
    found = {name.split()[1] for row in rows(section(read("commands"), "make")) for name in names_in(row[0])}
    assert found == listed


def test_errors_page_is_what_the_registry_writes():
    assert TARGET.read_text() == render(), "run: python -m scripts.write_errors_doc"


@pytest.mark.usefixtures("app")
def test_pages_page_lists_every_page_and_who_may():
    text = read("pages")
    listed = {names_in(row[0])[0]: row[2] for row in rows(section(text, "Signed in"))}
    paths = {page["path_template"] or page["path"] for page in dash.page_registry.values()} - {"/not-found-404"}
    assert set(listed) == paths
    for group in SECTIONS:
        for item in group.items:
            least = next(role for role in Role if item.permission in ROLE_PERMISSIONS[role])
            assert listed[item.href] == ("every member" if least is Role.VIEWER else least.value), item.href


def test_pages_page_lists_every_other_route(app: Flask):
    dash_paths = {page["path"] for page in dash.page_registry.values()} | {"/", "/<path:path>", "/settings"}
    routes = {rule.rule for rule in app.url_map.iter_rules()} - dash_paths
    told = set(re.findall(r"`(/[^` ]*)`", read("pages")))
    assert {route for route in routes if not route.startswith(UNWRITTEN)} <= told


def test_readme_shows_pictures_that_are_there_and_light():
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert shown
    for name in shown:
        assert (ROOT / name).stat().st_size < 200_000, name
