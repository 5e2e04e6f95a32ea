"""The world that a sweep looks at: made once for a module, put back after every request that changed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from data.session import Database
from integrations.storage import open_storage
from services.container import Container
from tests.fakes import RecordedMails, WorkingBells
from tests.integration.sweeps.sweep import Sweep
from tests.integration.sweeps.world import make_side

SECRET = b"a secret that only these tests know"


@contextmanager
def container_on(app: Flask, databases: Any, folder: Path) -> Iterator[Container]:
    """The container on an empty database and an empty storage, inside an application context."""
    before: Container = app.extensions["advision"]
    swapped = replace(
        before,
        settings=databases.settings,
        database=Database(databases.renew()),
        storage=open_storage(folder=folder, secret=SECRET),
        mailer=RecordedMails(),
        ring=WorkingBells(app),
        results={},
    )
    swapped.cache.clear()
    app.extensions["advision"] = swapped
    try:
        with app.app_context():
            yield swapped
    finally:
        app.extensions["advision"] = before


@pytest.fixture(scope="module")
def sweep(app: Flask, sqlite_databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    """Acme and Globex on SQLite, with everyone of Acme ready to ask."""
    folder = tmp_path_factory.mktemp("sweep") / "files"
    patch = pytest.MonkeyPatch()
    # Else a sweep that takes longer than a minute writes when somebody was last seen.
    for module in ("sessions", "api_keys"):
        patch.setattr(f"services.{module}._TOUCH_AFTER", timedelta(days=1))
    with container_on(app, sqlite_databases, folder) as core:
        own, other = make_side("acme", "canaryacme"), make_side("globex", "canaryglobex")
        core.ring.is_working = True  # type: ignore[attr-defined]
        found = Sweep(app, core, sqlite_databases, own, other, folder)
        yield found
        found.close()
    patch.undo()
