"""The comments panel as pages show it: empty, waiting, read, narrowed, labelled, imported."""

import io
import json
from typing import Any

import pytest

from domain.analyses import SubjectKind
from domain.emotion import Emotion
from services import comment_readings, comments, jobs
from tests.dash_client import UPDATE, DashClient
from tests.fixtures_app import sqlite_only
from tests.integration.comments.conftest import HEADER, bring
from tests.integration.comments.test_comments import LINES

pytestmark = sqlite_only
OWNER = "creative-comments"
SHOW = f"..{OWNER}-mood.children...{OWNER}-list.children...{OWNER}-list.data-page...{OWNER}-tick.disabled.."


@pytest.fixture
def client(app: Any, core: Any) -> Any:
    return lambda actor: DashClient(app).sign_in(actor)


def show(client: Any, picture: Any, chosen: str = "all") -> dict[str, Any]:
    values = {f"{OWNER}-subject.data-subject": str(picture), f"{OWNER}-filter.value": chosen}
    answer = client.update(SHOW, values, f"{OWNER}-subject.data-subject")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()["response"]
    return found


def text_of(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def label(client: Any, key: str, value: str | None) -> Any:
    """What the browser sends when a label is chosen, or when the list is drawn anew."""
    name = next(
        name for name, callback in client.load_callbacks().items()
        if any(f'"type":"{OWNER}-label"' in item["id"].replace(" ", "") for item in callback["inputs"])
    )  # fmt: skip
    part = {"key": key, "type": f"{OWNER}-label"}
    body = {
        "output": name,
        "outputs": {"id": f"{OWNER}-renewed", "property": "data"},
        "inputs": [[{"id": part, "property": "value", "value": value}]],
        "changedPropIds": [f"{json.dumps(part, separators=(',', ':'))}.value"],
        "state": [],
    }
    return client.http.post(UPDATE, json=body, headers=client.csrf)


def test_panel_teaches_then_counts_then_shows_the_mood(tenant, picture, reader, run, client):
    analyst = client(tenant.analyst)
    assert "No comments yet" in text_of(show(analyst, picture))
    bring(tenant.analyst, HEADER + LINES)
    assert "none read yet" in text_of(show(analyst, picture))
    job_id = comment_readings.start_reading(tenant.analyst, SubjectKind.CREATIVE, picture)
    waiting = show(client(tenant.viewer), picture)
    assert "Reading the comments" in text_of(waiting)
    assert waiting[f"{OWNER}-tick"]["disabled"] is False
    assert '"Stop"' not in text_of(waiting)
    run(tenant.analyst, job_id)
    found = show(analyst, picture)
    assert found[f"{OWNER}-tick"]["disabled"] is True
    for words in ("Joy", "0.00 (", "positive", "Not readable", "1 of 4", "it broke?"):
        assert words in text_of(found)
    assert "it broke?" in text_of(show(analyst, picture, "uncertain"))
    assert "No comment matches" in text_of(show(analyst, picture, "fear"))


def test_failed_reading_and_foreign_creative_are_told(tenant, other, picture, reader, client):
    bring(tenant.analyst, HEADER + LINES)
    claimed = jobs.claim(tenant.id, comment_readings.start_reading(tenant.analyst, SubjectKind.CREATIVE, picture))
    assert claimed is not None
    jobs.complete(claimed, jobs.JobStatus.FAILED, "This needs a model that is not installed here.", None, None)
    assert "not installed here" in text_of(show(client(tenant.analyst), picture))
    assert "There is nothing here." in text_of(show(client(other.admin), picture))


def test_label_is_taken_and_a_list_drawn_anew_is_no_choice(tenant, picture, reader, client):
    bring(tenant.analyst, HEADER + LINES)
    comment = comments.list_comments(tenant.viewer, SubjectKind.CREATIVE, picture).items[0]
    analyst = client(tenant.analyst)
    assert label(analyst, f"{comment.id}:", None).status_code == 204
    assert "renewed" in label(analyst, f"{comment.id}:", "fear").text
    assert comments.list_comments(tenant.viewer, SubjectKind.CREATIVE, picture).items[0].label is Emotion.FEAR
    assert label(analyst, f"{comment.id}:fear", "fear").status_code == 204
    assert "role does not allow" in label(client(tenant.viewer), f"{comment.id}:fear", "joy").text
    label(analyst, f"{comment.id}:fear", None)
    assert comments.list_comments(tenant.viewer, SubjectKind.CREATIVE, picture).items[0].label is None


def test_A5_upload_says_what_was_wrong_and_gives_all_of_it(tenant, picture, client):
    analyst = client(tenant.analyst)
    text = HEADER + "".join(f"42,fine {n},2026-02-30,1,A\n" for n in range(30)) + "42,fine,2026-09-01,1,A\n"
    form = {"file": (io.BytesIO(text.encode()), "c.csv")}
    url = f"/internal/imports/comments?creative_id={picture}"
    answer = analyst.post(url, data=form, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    body = answer.get_json()
    assert (body["rows_imported"], body["rows_rejected"], len(body["errors"])) == (1, 30, 20)
    rejects = analyst.get(f"/internal/imports/comments/{body['rejects_id']}.csv")
    assert len(rejects.text.splitlines()) == 31
    follow = f"..{OWNER}-import-answer.children...{OWNER}-renewed.data"
    name = next(name for name in analyst.load_callbacks() if name.startswith(follow))
    shown = analyst.update(name, {f"{OWNER}-import-upload-answer.data": {"ok": True, "body": body}})
    assert "1 comment imported, 30 rejected" in shown.text
    form = {"file": (io.BytesIO(text.encode()), "c.csv")}
    refused = client(tenant.viewer).post(url, data=form, content_type="multipart/form-data")
    assert refused.status_code == 403
