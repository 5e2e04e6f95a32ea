"""Scores in the gallery: shown, marked where they are out of date, sorted, narrowed; all scored at once."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from components.creative_analysis import analysis
from components.creative_queries import make_filters, read_filters, write
from components.creatives import tile
from data.models import Creative
from domain.creatives import CreativeFilter, CreativePatch, CreativeSort
from domain.emotion import Emotion
from domain.jobs import JobStatus
from services import creative_scores, creatives, jobs, single_jobs
from services.quality import hash_content
from services.units import writing
from tests.dash_client import DashClient
from tests.factories import creative, save
from tests.fixtures_app import sqlite_only


def scored(actor: Any, name: str, score: float | None, emotion: str | None = None) -> UUID:
    row = save(actor, creative(name=name, quality_score=score, emotion=emotion, predicted_engagement=0.021))
    with writing(actor) as session:
        known = hash_content(row.ad_text, row.sha256) if score is not None else None
        session.execute(update(Creative).where(Creative.id == row.id).values(scored_hash=known))
    return row.id


@pytest.fixture
def three(core: Any, tenant: Any) -> dict[str, UUID]:
    rows = (("low", 31.0, "anger"), ("high", 88.0, "joy"), ("none", None, None))
    return {name: scored(tenant.admin, name, score, emotion) for name, score, emotion in rows}


def names(tenant: Any, **filters: Any) -> list[str]:
    return [found.name for found in creatives.list_creatives(tenant.viewer, CreativeFilter(**filters)).items]


def test_creatives_are_sorted_and_narrowed_by_score_and_emotion(tenant, three):
    assert names(tenant, sort=CreativeSort.BEST) == ["high", "low", "none"]
    assert names(tenant, sort=CreativeSort.WORST) == ["low", "high", "none"]
    assert names(tenant, score_min=50) == ["high"]
    assert names(tenant, score_max=50) == ["low"]
    assert names(tenant, emotion=Emotion.JOY) == ["high"]
    assert creatives.list_choices(tenant.viewer).emotions == [Emotion.JOY, Emotion.ANGER]


def test_changed_words_mark_the_score_as_out_of_date(tenant, three):
    before = creatives.get_creative(tenant.viewer, three["high"])
    assert not before.is_score_outdated
    shown = str(tile(before))
    assert all(words in shown for words in ("88", "Joy", "2.10% expected"))
    assert "Out of date" not in shown
    after = creatives.update_creative(tenant.analyst, three["high"], CreativePatch(ad_text="Other words"))
    assert after.is_score_outdated
    assert "Out of date" in str(tile(after))
    unscored = str(tile(creatives.get_creative(tenant.viewer, three["none"])))
    assert "Out of date" not in unscored


def test_address_keeps_score_and_emotion():
    filters = make_filters(emotion="joy", score_min=50.0, score_max=70.0)
    assert write(filters) == "?emotion=joy&score=50-70"
    assert read_filters({"emotion": "joy", "score": "50-70"}) == filters
    assert read_filters({"emotion": "bliss", "score": "70-"}) == CreativeFilter()
    assert read_filters({"score": "0-999"}) == CreativeFilter(score_min=0)


@sqlite_only
def test_scoring_all_is_started_once_seen_again_and_stopped(app, tenant, three):
    analyst = DashClient(app).sign_in(tenant.analyst)
    start = next(name for name, callback in analyst.load_callbacks().items()
                 if [item["id"] for item in callback["inputs"]] == ["creatives-analyze"])  # fmt: skip
    for _ in range(2):
        shown = analyst.update(start, {"creatives-analyze.n_clicks": 1})
        assert "Scoring creatives" in shown.text
    assert len(jobs.list_own_running(tenant.analyst, creative_scores.JOB_KIND)) == 1
    viewer = DashClient(app).sign_in(tenant.viewer)
    page = ".._pages_content.children..._pages_store.data.."
    address = {"_pages_location.pathname": "/creatives", "_pages_location.search": ""}
    for person, may in ((analyst, True), (viewer, False)):
        seen = person.update(page, address, "_pages_location.pathname").text
        assert "Scoring creatives" in seen
        assert ("Analyze all" in seen) is may
    job = single_jobs.find_latest(tenant.viewer, creative_scores.JOB_KIND, {})
    assert job is not None
    jobs.cancel_job(tenant.analyst, job.id)
    tick = "..creatives-analysis.children...creatives-analysis-tick.disabled...creatives-changed.data"
    name = next(name for name in analyst.load_callbacks() if name.startswith(tick))
    told = analyst.update(name, {"creatives-analysis-tick.n_intervals": 1})
    assert "The scoring was cancelled" in told.text
    assert told.get_json()["response"]["creatives-analysis-tick"]["disabled"] is True


def test_ended_scoring_says_what_was_left_out(core, tenant):
    job = jobs.get_job(tenant.admin, jobs.submit(tenant.admin, creative_scores.JOB_KIND, {}))
    result = {"scored": 2, "unchanged": 1, "failed": 1, "failures": [{"name": "Red", "message": "It is damaged."}]}
    done = job.model_copy(update={"status": JobStatus.SUCCEEDED, "result": result})
    shown = json.dumps([str(part) for part in analysis(done, may_run=True)])
    assert "2 creatives scored, 1 unchanged, 1 could not be scored" in shown
    assert "Red: It is damaged." in shown
    assert analysis(done, may_run=True, is_new=False) == []
