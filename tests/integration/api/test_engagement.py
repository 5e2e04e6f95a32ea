"""Engagement and ROI over REST: the shapes that api documents promise, for one campaign, several, and an ad."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.errors import ErrorCode
from services import job_runner, model_registry
from services.work import HANDLERS
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only
CAMPAIGN = {"name": "Autumn", "platform": "meta", "country": "DE", "product_category": "Shoes", "budget": "500"}
DAY = {"impressions": 5000, "clicks": 100, "conversions": 4, "spend": "50", "revenue": "200"}


@pytest.fixture
def answered(core, api, tenant, bells):
    """A call as the analyst, answered while a worker works beside it."""
    model_registry.register_shipped()

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


def make_campaign(api, tenant, days=20, **day):
    made = api.post("/campaigns", tenant.analyst, json=CAMPAIGN).get_json()["id"]
    rows = [{"date": f"2026-09-{number + 1:02d}", **DAY, **day} for number in range(days)]
    if rows:
        assert api.post(f"/campaigns/{made}/metrics", tenant.analyst, json={"rows": rows}).status_code == 200
    return made


def test_one_campaign_has_its_fields_at_the_top(api, tenant, answered):
    campaign_id = make_campaign(api, tenant)
    found = answered("/ml/predict-engagement", json={"campaign_id": campaign_id})
    assert found.status_code == 200
    body = found.get_json()
    assert {"engagement_rate", "low", "high", "drivers", "mode", "notes", "model"} <= set(body)
    assert body["low"] < body["engagement_rate"] < body["high"]
    assert body["mode"] == "in_flight"


def test_several_campaigns_are_items_in_their_order(api, tenant, answered):
    ids = [make_campaign(api, tenant) for _ in range(3)][::-1]
    found = answered("/ml/predict-engagement", json={"campaign_ids": ids}).get_json()
    assert [item["campaign_id"] for item in found["items"]] == ids
    assert all(item["drivers"] for item in found["items"])
    returns = answered("/ml/predict-roi", json={"campaign_ids": ids}).get_json()
    assert [item["roi"] for item in returns["items"]] == pytest.approx([3.0] * 3)


def test_A11_roi_cost_and_value_of_a_customer(api, tenant, answered):
    campaign_id = make_campaign(api, tenant, revenue="0")
    body = {"campaign_id": campaign_id, "value_per_conversion": "30", "orders_per_customer": 2}
    found = answered("/ml/predict-roi", json=body).get_json()
    assert found["roi"] == pytest.approx((20 * 4 * 30 - 1000) / 1000)
    assert (found["cac"], found["clv"]) == (pytest.approx(12.5), pytest.approx(60.0))
    assert found["low"] <= found["roi"] <= found["high"]


def test_A11_undefined_is_null_and_not_zero(api, tenant, answered):
    campaign_id = make_campaign(api, tenant, days=3, spend="0", conversions=0, revenue="0")
    found = answered("/ml/predict-roi", json={"campaign_id": campaign_id}).get_json()
    assert (found["roi"], found["low"], found["high"], found["cac"], found["clv"]) == (None,) * 5
    assert found["notes"]


def test_ad_without_any_data_is_null_with_a_reason(answered):
    found = answered("/ml/predict-engagement", json={"ad_text": "Shoes that last", "placement": "meta_feed"}).get_json()
    assert found["engagement_rate"] is None
    assert "needs more data" in found["notes"][0]


@pytest.mark.parametrize("path", ["/ml/predict-engagement", "/ml/predict-roi"])
def test_wrong_questions_are_told_at_their_field(api, tenant, path):
    nothing = api.post(path, tenant.analyst, json={})
    assert (nothing.status_code, nothing.get_json()["error_code"]) == (422, ErrorCode.INVALID)
    missing = api.post(path, tenant.analyst, json={"campaign_id": str(uuid4())})
    assert (missing.status_code, missing.get_json()["error_code"]) == (404, ErrorCode.NOT_FOUND)
    many = api.post(path, tenant.analyst, json={"campaign_ids": [str(uuid4())] * 201})
    assert many.status_code == 422


def test_own_training_answers_with_its_job(api, tenant, bells):
    found = api.post("/ml/train-own", tenant.admin, json={"name": "engagement"})
    assert found.status_code == 202
    job = api.get(f"/jobs/{found.get_json()['job_id']}", tenant.admin).get_json()
    assert (job["kind"], job["status"]) == ("train.engagement", "queued")
    assert api.post("/ml/train-own", tenant.admin, json={"name": "emotion"}).status_code == 422
    assert api.post("/ml/train-own", tenant.analyst, json={"name": "quality"}).status_code == 403
