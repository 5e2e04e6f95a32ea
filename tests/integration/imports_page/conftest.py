"""A browser on the import page without its screen, files for it, and background callbacks to their end."""

import io
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from domain.actors import Actor
from services import job_runner
from services.container import Container
from services.work import HANDLERS
from tests.dash_client import UPDATE, DashClient

PAGE = ".._pages_content.children..._pages_store.data.."
CSV = (
    b"Day,Campaign name,Impressions,Link clicks,Amount spent (EUR),Reporting starts,Reporting ends\n"
    b"2026-11-01,Alpha,100,3,1.50,2026-11-01,2026-11-01\n2026-11-02,Beta,200,x,2.50,2026-11-02,2026-11-02\n"
)
Visit = Callable[[Actor], "Visitor"]


class Visitor:
    """One signed-in person on the page."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.actor = actor
        self.client = DashClient(app).sign_in(actor)

    def page(self, search: str = "") -> str:
        """The page's tree as JSON text."""
        values = {"_pages_location.pathname": "/campaigns/import", "_pages_location.search": search}
        answer = self.client.update(PAGE, values, "_pages_location.search")
        assert answer.status_code == 200, answer.text
        return answer.text

    def upload(self, data: bytes = CSV, name: str = "meta.csv") -> str:
        """Send a file through the route; gives its id."""
        form = {"file": (io.BytesIO(data), name)}
        answer = self.client.post("/internal/imports/upload", data=form, content_type="multipart/form-data")
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def preview(self, asked: dict[str, Any], used: Any = None) -> dict[str, Any]:
        """What the background callback answers in the end, by component and property."""
        start = self.start_preview(asked, used)
        return self.finish_preview(start, asked, used)

    def start_preview(self, asked: dict[str, Any], used: Any = None) -> dict[str, Any]:
        answer = self._post_preview(asked, used)
        assert {"cacheKey", "job"} <= answer.keys(), answer
        return answer

    def finish_preview(self, start: dict[str, Any], asked: dict[str, Any], used: Any = None) -> dict[str, Any]:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            answer = self._post_preview(asked, used, f"?cacheKey={start['cacheKey']}&job={start['job']}")
            if "response" in answer:
                found: dict[str, Any] = answer["response"]
                return found
            time.sleep(0.1)
        raise AssertionError("the background callback did not end")

    def _post_preview(self, asked: dict[str, Any], used: Any, query: str = "") -> dict[str, Any]:
        name = "..import-preview.children...import-used.data...import-problem.children.."
        body = {
            "output": name,
            "outputs": [
                {"id": part.rpartition(".")[0], "property": part.rpartition(".")[2]} for part in name[2:-2].split("...")
            ],
            "inputs": [{"id": "import-asked", "property": "data", "value": asked}],
            "state": [{"id": "import-used", "property": "data", "value": used}],
            "changedPropIds": ["import-asked.data"],
        }
        answer = self.client.http.post(UPDATE + query, json=body, headers=self.client.csrf)
        assert answer.status_code in {200, 204}, answer.text
        return json.loads(answer.data) if answer.data else {}

    def press(self, output: str, key: dict[str, str] | str, values: dict[str, Any] | None = None) -> Any:
        """Press the button that a callback listens to, one of a pattern or a single one."""
        callback = self.client.load_callbacks()[output]
        given = values or {}
        button = json.dumps(key, separators=(",", ":"), sort_keys=True) if isinstance(key, dict) else key
        inputs = [_pressed(item, key) for item in callback["inputs"]]
        outputs = [
            {"id": part.rpartition(".")[0], "property": part.rpartition(".")[2].partition("@")[0]}
            for part in (output[2:-2].split("...") if output.startswith("..") else [output])
        ]
        body = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": inputs,
            "state": [
                {"id": item["id"], "property": item["property"], "value": given.get(f"{item['id']}.{item['property']}")}
                for item in callback["state"]
            ],
            "changedPropIds": [f"{button}.n_clicks"],
        }
        return self.client.http.post(UPDATE, json=body, headers=self.client.csrf)


def _pressed(item: dict[str, Any], key: dict[str, str] | str) -> Any:
    if not item["id"].startswith("{"):
        return {"id": item["id"], "property": item["property"], "value": 1 if item["id"] == key else None}
    kind = json.loads(item["id"])["type"]
    if isinstance(key, dict) and key["type"] == kind:
        return [{"id": key, "property": item["property"], "value": 1}]
    return []


@pytest.fixture
def visit(app: Flask, core: Container) -> Visit:
    """Someone who opens the page."""
    return lambda actor: Visitor(app, actor)


@pytest.fixture
def work(core: Container) -> Callable[[Actor, str], Any]:
    """Run a job as the worker does."""
    return lambda actor, job_id: job_runner.run_job(actor.organization_id, UUID(job_id), HANDLERS)
