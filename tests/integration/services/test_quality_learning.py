"""Learning from an organization's own creatives: refused, kept or left, serving its organization alone."""

import io

import numpy as np
import pytest
from PIL import Image

from domain.analyses import AnalyzerName
from domain.creatives import CreativeInput
from domain.errors import AppError, ErrorCode
from domain.jobs import JobQueue, JobStatus
from ml.content import AdContent
from ml.quality.tasks import QualityTask
from services import analyses, creatives, job_runner, jobs, model_registry, quality_learning
from services.work import HANDLERS
from tests.factories import campaign, make_tenant, metric_rollup, platform_campaign, save
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only
CAMPAIGNS = 8


def picture(tone: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (24, 24), (tone, tone, tone)).save(target, "PNG")
    return target.getvalue()


def ran(tenant, count: int, effect: float) -> None:
    """Creatives that ran; brighter ones were clicked more often by `effect`."""
    generator = np.random.default_rng(5)
    plans = [save(tenant.id, campaign(name=f"Campaign {number}")) for number in range(CAMPAIGNS)]
    placed = [save(tenant.id, platform_campaign(plan.id, match_key=f"key {plan.id}")) for plan in plans]
    for number in range(count):
        tone, turn = int(generator.integers(10, 246)), number % CAMPAIGNS
        details = CreativeInput(ad_text="Find your size today.", campaign_id=plans[turn].id)
        creatives.upload_creative(tenant.analyst, picture(tone), f"{number}.png", details, ad_ref=f"ad {number}")
        rate = 0.02 * np.exp(effect * (tone - 128) / 60 + generator.normal(0, 0.1))
        figures = {"impressions": 20_000, "clicks": int(20_000 * min(rate, 0.9))}
        save(tenant.id, metric_rollup(placed[turn].id, plans[turn].id, kind="ad", ad=f"ad {number}", **figures))


def learned(core, tenant):
    job_id = quality_learning.start_learning(tenant.admin)
    job_runner.run_job(tenant.id, job_id, HANDLERS)
    return jobs.get_job(tenant.admin, job_id)


def serving(tenant) -> str | None:
    found = model_registry.list_serving(tenant.id, ("quality",)).get("quality")
    return found.version if found else None


def test_what_beats_the_rules_serves_its_organization_alone(core, tenant, bells):
    other = make_tenant("Globex")
    ran(tenant, 64, 1.0)
    job = learned(core, tenant)
    assert job.status is JobStatus.SUCCEEDED
    assert job.result["is_active"]
    assert job.result["figures"]["own"] < job.result["figures"]["mean"]
    assert set(bells.queues) == {JobQueue.ANALYZERS}
    assert serving(tenant) == job.result["version"]
    assert serving(other) != job.result["version"]
    tasks = [QualityTask(AdContent("Find your size today.", picture(tone))) for tone in (30, 220)]
    dark, light = analyses.open_analyzer(tenant.analyst, AnalyzerName.QUALITY).analyze(tasks)
    assert light.quality_score > dark.quality_score + 20
    assert light.predicted_engagement > dark.predicted_engagement
    assert light.model.label == "trained"
    assert analyses.open_analyzer(other.analyst, AnalyzerName.QUALITY).analyze(tasks)[0].model.label == "heuristic"


def test_what_is_chance_is_left_and_the_rules_go_on(core, tenant, bells):
    ran(tenant, 56, 0.0)
    job = learned(core, tenant)
    assert job.status is JobStatus.SUCCEEDED
    assert not job.result["is_active"]
    assert "rules go on scoring" in job.result["note"]
    assert not (serving(tenant) or "").startswith("own")


def test_too_few_creatives_say_how_many_it_takes(core, tenant, bells):
    ran(tenant, 9, 1.0)
    job = learned(core, tenant)
    assert job.status is JobStatus.FAILED
    assert job.error["error_code"] == ErrorCode.NEEDS_MORE_DATA
    assert job.error["details"] == {"rows": 9, "needed": 50}


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_A2_only_who_manages_models_learns(core, tenant, role):
    with pytest.raises(AppError) as refused:
        quality_learning.start_learning(getattr(tenant, role))
    assert refused.value.code is ErrorCode.FORBIDDEN
