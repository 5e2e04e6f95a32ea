"""`flask models ...`: what an operator sees and what stands in the registry afterwards."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import AppError, ErrorCode
from ml.encoders import published
from ml.encoders.minilm import find_minilm
from ml.registry import SHIPPED
from ml.registry.folders import hash_file
from services import model_files, model_registry
from tests.fixtures_app import sqlite_only

DATA = str(next((SHIPPED / "relevance").iterdir()))


@pytest.fixture(autouse=True)
def _fresh(core):
    model_files.forget_opened()
    shutil.rmtree(core.settings.folder("models"))
    model_files.remove_files("models/")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A third of the shipped pairs, plain ads only: enough to train on in seconds."""
    folder = tmp_path_factory.mktemp("pairs")
    rows = json.loads((Path(DATA) / "pairs.json").read_text(encoding="utf-8"))
    (folder / "pairs.json").write_text(json.dumps(rows[::4]), encoding="utf-8")
    shutil.copy(Path(DATA) / "references.json", folder)
    return str(folder)


@pytest.fixture
def run(app, core):
    def call(*words):
        with app.app_context():
            return app.test_cli_runner().invoke(args=["models", *words])

    return call


def serving(name):
    found = model_registry.list_serving(None, (name,)).get(name)
    return found.version if found else None


def test_list_marks_the_version_that_serves(run):
    found = run("list")
    assert found.exit_code == 0
    (line,) = [line for line in found.output.splitlines() if " relevance " in line]
    assert line.startswith("* relevance")
    assert "auc_mismatched" in line


@sqlite_only
def test_train_registers_and_activates_and_roll_back_goes_back(run, data):
    shipped = run("list").output and serving("relevance")
    found = run("train", "relevance", "--data", data, "--activate")
    assert found.exit_code == 0, found.output
    assert serving("relevance") != shipped
    assert "and serves" in found.output
    back = run("roll-back", "relevance")
    assert (back.exit_code, serving("relevance")) == (0, shipped)
    assert run("activate", "relevance", "9").exit_code == 1


@sqlite_only
def test_train_keeps_the_files_where_it_is_told(run, data, tmp_path):
    found = run("train", "relevance", "--data", data, "--out", str(tmp_path / "made"))
    assert found.exit_code == 0, found.output
    assert (tmp_path / "made" / "calibration.json").is_file()
    made = json.loads((tmp_path / "made" / "calibration.json").read_text(encoding="utf-8"))
    assert {name: curve["source"] for name, curve in made.items()} == {
        "minilm": "fitted", "words": "fitted", "clip-vit-b-32": "literature",
    }  # fmt: skip


@sqlite_only
def test_evaluate_prints_the_figures(run):
    found = run("evaluate", "relevance", "--data", DATA)
    assert found.exit_code == 0, found.output
    assert json.loads(found.output)["plain"]["auc_mismatched"] > 0.98


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_unknown_names_are_said_in_one_line(run, command):
    found = run(command, "nothing", "--data", DATA)
    assert found.exit_code == 1
    assert found.output.startswith("Error: There is no trainer for nothing.")


def test_data_that_cannot_be_read_are_said_in_one_line(run, tmp_path):
    found = run("train", "relevance", "--data", str(tmp_path))
    assert found.exit_code == 1
    assert "pairs.json" in found.output
    assert len(found.output.splitlines()) == 1


def test_pull_registers_and_activation_serves_it(run):
    found = run("pull", "minilm", "--source", str(find_minilm()))
    assert found.exit_code == 0, found.output
    version = published.PUBLISHED["minilm"].version
    assert f"models activate minilm {version}" in found.output
    assert serving("minilm") is None
    assert run("activate", "minilm", version).exit_code == 0
    opened = model_registry.open_serving(None, "minilm")
    assert hash_file(opened.path("model.safetensors")) == published.PUBLISHED["minilm"].sha256
    assert run("pull", "minilm", "--source", str(find_minilm())).exit_code == 0


def test_a_failed_pull_leaves_the_old_version_serving_and_nothing_behind(run, core, tmp_path, monkeypatch):
    def registered():
        return {(row.name, row.version, row.is_active) for row in model_registry.list_registered()}

    run("pull", "minilm", "--source", str(find_minilm()))
    run("activate", "minilm", published.PUBLISHED["minilm"].version)
    before, stored = registered(), {file.key for file in core.storage.list("models/")}
    newer = replace(published.PUBLISHED["minilm"], revision="f" * 40, sha256="f" * 64)
    monkeypatch.setitem(published.PUBLISHED, "minilm", newer)
    refused = run("pull", "minilm", "--source", str(find_minilm()))
    missing = run("pull", "vit-b-16", "--source", str(tmp_path))
    unknown = run("pull", "nothing")
    assert [found.exit_code for found in (refused, missing, unknown)] == [1, 1, 1]
    assert "cannot be used" in refused.output
    assert "The source has no model.safetensors" in missing.output
    assert "There are: clip-vit-b-32" in unknown.output
    assert registered() == before
    assert {file.key for file in core.storage.list("models/")} == stored
    assert ("minilm", serving("minilm"), True) in before


def test_a_pull_that_finds_the_storage_full_leaves_nothing(run, core, monkeypatch):
    def full(*_):
        raise AppError(ErrorCode.STORAGE_FULL)

    monkeypatch.setattr(core.storage, "put", full)
    found = run("pull", "minilm", "--source", str(find_minilm()))
    assert found.exit_code == 1
    assert "no space left" in found.output
    assert [row.name for row in model_registry.list_registered() if row.name == "minilm"] == []
    assert list(core.storage.list("models/minilm/")) == []
