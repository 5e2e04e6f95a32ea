"""What processes share and what they must not: kept results by organization, light imports, tasks known to both."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from services import analytics
from services.container import Container
from tests.callback_calls import CallbackCaller
from tests.dash_client import DashClient
from tests.factories import Tenant, fill_every_table
from tests.fixtures_app import sqlite_only

ROOT = Path(__file__).parents[3]
HEAVY = ("torch", "numpy", "pandas", "scipy", "sklearn", "transformers", "open_clip", "cv2")
# The numbers of example data and spreadsheets are made where they are asked for, not when the web process starts.
IMPORTS = f"""
import sys, app
built = app.create_app()
built.test_client().get("/login")
print("heavy", *sorted(name for name in {HEAVY!r} if name in sys.modules))
"""
WEB = """
import app
built = app.create_app()
tasks = built.extensions["dash_app"]._background_manager.handle.tasks
print("names", *sorted(name for name in tasks if name.startswith("background_callback")))
"""
WORKER = """
import tasks.app
tasks.app.flask_app()
print("names", *sorted(name for name in tasks.app.celery.tasks if name.startswith("background_callback")))
"""


def run(program: str, home: Path, **settings: str) -> list[str]:
    """The words that a fresh process prints last."""
    environment = {**os.environ, "ADVISION_HOME": str(home), "ADVISION_ENV": "development", **settings}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()[-1].split()


def test_the_web_process_imports_no_heavy_library(tmp_path: Path) -> None:
    assert run(IMPORTS, tmp_path) == ["heavy"]


def test_web_and_worker_know_the_same_background_tasks(tmp_path: Path) -> None:
    # Nothing listens there: neither needs Redis in order to start.
    redis = "redis://127.0.0.1:9/0"
    web = run(WEB, tmp_path / "web", REDIS_URL=redis)
    worker = run(WORKER, tmp_path / "worker", REDIS_URL=redis)
    assert web == worker
    assert len(web) > 1


@sqlite_only
def test_A1_kept_results_are_known_by_their_organization_first(
    app: Flask, core: Container, tenant: Tenant, other: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[tuple[Any, ...]] = []
    original = analytics.kept

    def watched(key: tuple[Any, ...], make: Any) -> Any:
        keys.append((owner, key))
        return original(key, make)

    for module in ("services.analytics", "services.campaigns", "callbacks._answers"):
        monkeypatch.setattr(f"{module}.kept", watched)
    for side in (tenant, other):
        rows = fill_every_table(side.admin, "canary")
        owner = side.id
        caller = CallbackCaller(app, side.admin)
        caller.call("overview.show_overview", {"overview-place.search": ""})
        caller.call("campaigns.show_filters", {})
        caller.call("campaign_detail.show_campaign", {"campaign-chosen.data": str(rows["campaigns"].id)})
    assert len(keys) > 6
    assert [key for owner, key in keys if key[0] != owner or not isinstance(key[1], int)] == []


@sqlite_only
def test_a_forged_handle_ends_no_process(dash_client: DashClient, tenant: Tenant) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        dash_client.sign_in(tenant.viewer)
        body = {
            "output": "import-stop.id",
            "outputs": {"id": "import-stop", "property": "id"},
            "inputs": [{"id": "import-stop", "property": "n_clicks", "value": 1}],
            "changedPropIds": ["import-stop.n_clicks"],
        }
        for job in (str(sleeper.pid), f"{sleeper.pid}~{'0' * 64}", "0", "x", ""):
            answer = dash_client.post("/_dash-update-component", query_string={"cancelJob": job}, json=body)
            assert answer.status_code < 500
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()
