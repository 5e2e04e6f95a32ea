"""Quality over REST: drafts by words and picture, stored creatives, all of them, and the shape of the answers."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from PIL import Image

from domain.creatives import CreativeInput
from services import creatives, job_runner
from services.work import HANDLERS
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only
WORDS = "First light, empty road. Find your size today."


def picture(size=(600, 600)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def answered(core, app, api, tenant, bells):
    """A call as the analyst, answered while a worker works beside it."""

    def call(path, **options):
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(api.post, path, tenant.analyst, **options)
            deadline = time.monotonic() + 30
            while not asked.done() and time.monotonic() < deadline:
                for organization_id, job_id, _ in list(core.ring.rung):
                    job_runner.run_job(organization_id, job_id, HANDLERS)
                core.ring.rung.clear()
                time.sleep(0.02)
            return asked.result()

    api.token(tenant.analyst)
    return call


def test_draft_of_words_and_a_kept_picture_is_scored(api, tenant, answered):
    kept = api.post("/ml/pictures", tenant.analyst, data={"file": (io.BytesIO(picture()), "draft.png")})
    assert kept.status_code == 201
    assert {"id", "width", "height", "size", "sha256", "thumbnail_url"} == set(kept.get_json())
    assert kept.get_json()["thumbnail_url"].startswith("http")
    answer = answered("/ml/score-creative", json={"ad_text": WORDS, "picture_id": kept.get_json()["id"]})
    assert answer.status_code == 200
    found = answer.get_json()
    assert 0 <= found["quality_score"] <= 100
    assert found["predicted_engagement"] is None
    assert {"code", "text", "measured", "target", "gain"} <= set(found["suggestions"][0])
    assert {"contrast", "length"} <= {feature["code"] for feature in found["features"]}
    assert found["model"]["label"] == "heuristic"


def test_stored_creative_is_scored_by_both_addresses(tenant, answered):
    creative = creatives.upload_creative(tenant.analyst, picture(), "a.png", CreativeInput(ad_text=WORDS))
    one = answered(f"/creatives/{creative.id}/score")
    two = answered("/ml/score-creative", json={"creative_id": str(creative.id)})
    assert one.status_code == two.status_code == 200
    assert one.get_json()["quality_score"] == two.get_json()["quality_score"]
    story = answered(f"/creatives/{creative.id}/score?placement=meta_story")
    assert story.get_json()["quality_score"] < one.get_json()["quality_score"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"creative_id": str(uuid4())}, 404),
        ({"picture_id": str(uuid4())}, 404),
        ({"ad_text": "x", "placement": "billboard"}, 422),
        ({"ad_text": "x" * 100_001}, 422),
        ({"creative_id": "no id"}, 422),
    ],
)
def test_wrong_requests_are_refused_at_once(api, tenant, bells, body, status):
    assert api.post("/ml/score-creative", tenant.analyst, json=body).status_code == status
    assert bells.rung == []


def test_file_that_is_no_picture_is_refused(api, tenant):
    answer = api.post("/ml/pictures", tenant.analyst, data={"file": (io.BytesIO(b"words"), "draft.png")})
    assert (answer.status_code, answer.get_json()["error_code"]) == (422, 8001)


def test_analyze_all_answers_with_the_one_job(api, tenant, bells):
    first, second = (api.post("/creatives/analyze-all", tenant.analyst) for _ in range(2))
    assert first.status_code == second.status_code == 202
    assert first.get_json() == second.get_json()
    assert api.get(f"/jobs/{first.get_json()['job_id']}", tenant.analyst).get_json()["kind"] == "analyze.creatives"
