"""Quality from the request to the stored score: by job, kept, one prediction row, out of date when content changes."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from data.models import Creative, Prediction
from domain.analyses import AnalyzerName
from domain.creatives import CreativeInput, CreativePatch
from domain.emotion import Emotion, EmotionInput, EmotionResult, Sentiment
from domain.engagement import EngagementResult, PredictionMode
from domain.errors import AppError, ErrorCode
from domain.jobs import JobQueue, JobStatus
from domain.model_registry import ModelUse
from domain.quality import Placement, QualityInput, QualityResult
from services import analyses, analysis_kinds, creative_scores, creatives, draft_pictures, job_runner, jobs, quality
from services.units import reading, writing
from services.work import HANDLERS
from tests.factories import campaign, make_tenant, platform_campaign, save

WORDS = "First light, empty road. Find your size today."


def picture(size=(600, 600), colour="teal", image_format="PNG") -> bytes:
    target = io.BytesIO()
    image = Image.new("RGB", size, colour)
    image.paste("orange", (0, 0, size[0] // 2, size[1] // 3))
    image.save(target, image_format)
    return target.getvalue()


def work(core) -> None:
    """Do what waits, as a worker would."""
    for organization_id, job_id, _ in list(core.ring.rung):
        job_runner.run_job(organization_id, job_id, HANDLERS)
    core.ring.rung.clear()


def with_worker(core, app, ask):
    """What `ask` gives while a worker works beside it."""

    def inside():
        with app.app_context():
            return ask()

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(inside)
        deadline = time.monotonic() + 30
        while not asked.done() and time.monotonic() < deadline:
            work(core)
            time.sleep(0.02)
        return asked.result()


def made(tenant, size=(600, 600), text=WORDS, campaign_id=None, colour="teal"):
    details = CreativeInput(ad_text=text, campaign_id=campaign_id)
    return creatives.upload_creative(tenant.analyst, picture(size, colour), "banner.png", details)


def row_of(tenant, creative_id) -> Creative:
    with reading(tenant.id) as session:
        row = session.scalars(select(Creative).where(Creative.id == creative_id)).one()
        session.expunge(row)
        return row


def predictions_of(tenant, creative_id) -> list[Prediction]:
    with reading(tenant.id) as session:
        rows = list(session.scalars(select(Prediction).where(Prediction.subject_id == creative_id)))
        session.expunge_all()
        return rows


def feature(result, code):
    return next(entry for entry in result.features if entry.code == code)


def test_stored_creative_is_scored_by_a_job_and_keeps_the_answer(core, app, tenant, bells):
    creative = made(tenant)
    result = with_worker(core, app, lambda: quality.score_creative(tenant.analyst, creative.id))
    assert isinstance(result, QualityResult)
    assert 0 <= result.quality_score <= 100
    assert result.predicted_engagement is None
    assert result.engagement_note
    assert set(bells.queues) == {JobQueue.ANALYZERS}
    row, stored = row_of(tenant, creative.id), predictions_of(tenant, creative.id)
    assert row.quality_score == result.quality_score
    assert row.predicted_engagement is None
    assert row.scored_hash == quality.hash_content(WORDS, creative.sha256)
    assert [(entry.analyzer, entry.score, entry.model_name) for entry in stored] == [
        ("quality", result.quality_score, "quality")
    ]
    assert QualityResult.model_validate(stored[0].result) == result
    again = quality.score_creative(tenant.admin, creative.id, wait=0)
    assert again == result
    assert len(predictions_of(tenant, creative.id)) == 1


def test_score_is_out_of_date_once_the_words_change(core, app, tenant, bells):
    creative = made(tenant)
    before = with_worker(core, app, lambda: quality.score_creative(tenant.analyst, creative.id))
    creatives.update_creative(tenant.analyst, creative.id, CreativePatch(ad_text="x"))
    row = row_of(tenant, creative.id)
    assert row.scored_hash != quality.hash_content(row.ad_text, row.sha256)
    after = with_worker(core, app, lambda: quality.score_creative(tenant.analyst, creative.id))
    assert after.quality_score < before.quality_score
    assert len(predictions_of(tenant, creative.id)) == 2


def test_answer_for_words_that_were_changed_meanwhile_is_not_stored(core, tenant, bells):
    creative = made(tenant)
    request = QualityInput(creative_id=creative.id)
    analyses.start(
        tenant.analyst, AnalyzerName.QUALITY, analyses.prepare(tenant.analyst, AnalyzerName.QUALITY, request)
    )
    creatives.update_creative(tenant.analyst, creative.id, CreativePatch(ad_text="Other words"))
    work(core)
    assert row_of(tenant, creative.id).quality_score is None
    assert predictions_of(tenant, creative.id) == []


def test_placement_follows_the_campaigns_platform_and_the_shape(core, app, tenant, bells):
    plan = save(tenant.id, campaign())
    save(tenant.id, platform_campaign(plan.id, platform="tiktok"))
    creative = made(tenant, size=(540, 960), campaign_id=plan.id)
    result = with_worker(core, app, lambda: quality.score_creative(tenant.analyst, creative.id))
    assert predictions_of(tenant, creative.id)[0].label == "tiktok_feed"
    assert feature(result, "aspect").points == pytest.approx(feature(result, "aspect").max_points)


def test_draft_is_scored_and_stored_nowhere(core, app, tenant, bells):
    kept = draft_pictures.keep_picture(tenant.analyst, picture())
    request = QualityInput(ad_text=WORDS, picture_id=kept.id, placement=Placement.INSTAGRAM_FEED)
    result = with_worker(core, app, lambda: quality.analyze_quality(tenant.analyst, request))
    assert feature(result, "contrast").value is not None
    with reading(tenant.id) as session:
        assert session.scalars(select(Prediction)).all() == []


def test_words_alone_are_scored(core, app, tenant, bells):
    result = with_worker(core, app, lambda: quality.analyze_quality(tenant.analyst, QualityInput(ad_text=WORDS)))
    assert any("only the words" in note for note in result.notes)


def test_nothing_to_score_is_refused_before_any_job(core, tenant, bells):
    with pytest.raises(AppError) as refused:
        quality.analyze_quality(tenant.analyst, QualityInput())
    assert refused.value.code is ErrorCode.INVALID
    creative = made(tenant)
    with pytest.raises(AppError) as mixed:
        quality.analyze_quality(tenant.analyst, QualityInput(creative_id=creative.id, ad_text="More"))
    assert mixed.value.code is ErrorCode.INVALID
    assert bells.rung == []


def test_A1_foreign_and_missing_creatives_and_pictures_are_alike(core, tenant, bells):
    other = make_tenant("Globex")
    creative, kept = made(other), draft_pictures.keep_picture(other.analyst, picture())
    answers = []
    for request in (
        QualityInput(creative_id=creative.id), QualityInput(creative_id=uuid4()),
        QualityInput(picture_id=kept.id), QualityInput(picture_id=uuid4()),
    ):  # fmt: skip
        with pytest.raises(AppError) as missing:
            quality.analyze_quality(tenant.analyst, request)
        answers.append((missing.value.code, missing.value.message, missing.value.details))
    assert answers == [answers[0]] * 4
    assert answers[0][0] is ErrorCode.NOT_FOUND


def test_A2_viewer_scores_nothing(core, tenant, bells):
    creative = made(tenant)
    for ask in (
        lambda: quality.score_creative(tenant.viewer, creative.id),
        lambda: quality.analyze_quality(tenant.viewer, QualityInput(ad_text="x")),
        lambda: creative_scores.start_scoring_all(tenant.viewer),
    ):
        with pytest.raises(AppError) as refused:
            ask()
        assert refused.value.code is ErrorCode.FORBIDDEN


def expected(rate: float | None) -> EngagementResult:
    return EngagementResult(
        campaign_id=None, mode=PredictionMode.BEFORE_LAUNCH, engagement_rate=rate, low=0.01, high=0.03, drivers=[],
        model=ModelUse(name="engagement", version="7", label="trained"),
    )  # fmt: skip


@pytest.mark.parametrize("rate", [0.02, None])
def test_A25_rate_comes_from_engagement_where_it_has_learned_one(core, app, tenant, bells, monkeypatch, rate):
    monkeypatch.setattr(
        quality.importlib, "import_module", lambda _: SimpleNamespace(predict_rate=lambda *_: expected(rate))
    )
    creative = made(tenant)
    result = with_worker(core, app, lambda: quality.score_creative(tenant.analyst, creative.id))
    assert result.predicted_engagement == rate
    assert row_of(tenant, creative.id).predicted_engagement == rate
    assert ("engagement 7" in result.engagement_note) is (rate is not None)


class Feelings:
    """Stands in for the emotion analyzer."""

    def __init__(self):
        self.asked = 0

    def analyze(self, inputs):
        self.asked += len(inputs)
        return [_joy() for _ in inputs]


def _joy() -> EmotionResult:
    confidences = dict.fromkeys(Emotion, 0.03) | {Emotion.JOY: 0.79}
    return EmotionResult(
        emotion=Emotion.JOY, confidences=confidences, sentiment=Sentiment.POSITIVE,
        sentiments={Sentiment.POSITIVE: 0.9, Sentiment.NEUTRAL: 0.05, Sentiment.NEGATIVE: 0.05},
        is_uncertain=False, is_supported=True, model=ModelUse(name="emotion", version="1", label="test"),
    )  # fmt: skip


@pytest.fixture
def feelings(monkeypatch):
    """A stand-in for emotion beside the real analyzer of quality."""
    found, real = Feelings(), creative_scores.open_analyzer

    def prepare(actor, request):
        return {"text": creatives.get_creative(actor, request.creative_id).ad_text}

    kind = analyses.Analysis(
        EmotionInput, (EmotionResult,), prepare, lambda _a, task, analyzer, _t: analyzer.analyze([task["text"]])[0]
    )
    monkeypatch.setitem(analysis_kinds.ANALYSES, AnalyzerName.EMOTION, kind)
    monkeypatch.setattr(
        creative_scores, "open_analyzer",
        lambda actor, name: found if name is AnalyzerName.EMOTION else real(actor, name),
    )  # fmt: skip
    return found


def finished(core, tenant, job_id):
    work(core)
    return jobs.get_job(tenant.admin, job_id)


def test_all_creatives_are_scored_once_and_again_only_what_changed(core, tenant, bells, feelings):
    made_ones = [made(tenant, colour=colour) for colour in ("teal", "navy", "olive")]
    silent = made(tenant, text="")
    job = finished(core, tenant, creative_scores.start_scoring_all(tenant.analyst))
    assert job.status is JobStatus.SUCCEEDED
    assert (job.result["total"], job.result["scored"], job.result["emotions"], job.result["failed"]) == (4, 4, 3, 0)
    for creative in made_ones:
        row = row_of(tenant, creative.id)
        assert row.quality_score is not None
        assert row.emotion == "joy"
    assert row_of(tenant, silent.id).emotion is None
    creatives.update_creative(tenant.analyst, made_ones[0].id, CreativePatch(ad_text="Other words, see more."))
    again = finished(core, tenant, creative_scores.start_scoring_all(tenant.analyst))
    assert (again.result["scored"], again.result["unchanged"]) == (1, 3)


def test_broken_file_is_named_and_holds_nothing_up(core, tenant, bells, feelings):
    good, broken = made(tenant), made(tenant, colour="navy")
    key = row_of(tenant, broken.id).file_key
    core.storage.delete(key)
    core.storage.put(key, picture()[:200], "image/png")
    job = finished(core, tenant, creative_scores.start_scoring_all(tenant.analyst))
    assert (job.result["scored"], job.result["failed"]) == (1, 1)
    assert job.result["failures"][0]["creative_id"] == str(broken.id)
    assert row_of(tenant, good.id).quality_score is not None


def test_without_emotion_quality_alone_is_scored(core, tenant, bells, monkeypatch):
    monkeypatch.delitem(analysis_kinds.ANALYSES, AnalyzerName.EMOTION, raising=False)
    made(tenant)
    job = finished(core, tenant, creative_scores.start_scoring_all(tenant.analyst))
    assert (job.result["scored"], job.result["emotions"]) == (1, 0)
    assert job.result["emotion_note"]


def test_second_start_finds_the_open_job(core, tenant, bells):
    first = creative_scores.start_scoring_all(tenant.analyst)
    assert creative_scores.start_scoring_all(tenant.admin) == first


def test_cancelled_job_keeps_what_was_scored_until_then(core, tenant, bells, feelings, monkeypatch):
    ones = [made(tenant, colour=colour) for colour in ("teal", "navy", "olive")]
    job_id = creative_scores.start_scoring_all(tenant.analyst)
    real = creative_scores.run_quality

    def cancel_after_the_first(*given):
        result = real(*given)
        with writing(tenant.id) as session:
            session.get(jobs.Job, (tenant.id, job_id)).cancel_requested = True
        return result

    monkeypatch.setattr(creative_scores, "run_quality", cancel_after_the_first)
    monkeypatch.setattr(job_runner, "_WRITE_EVERY", 0)
    job = finished(core, tenant, job_id)
    assert job.status is JobStatus.CANCELLED
    scores = [row_of(tenant, creative.id).quality_score for creative in ones]
    assert sum(score is not None for score in scores) == 1


def test_A1_job_sees_its_own_organization_only(core, tenant, bells, feelings):
    other = make_tenant("Globex")
    theirs = made(other)
    job = finished(core, tenant, creative_scores.start_scoring_all(tenant.analyst))
    assert job.result["total"] == 0
    assert row_of(other, theirs.id).quality_score is None
