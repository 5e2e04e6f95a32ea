"""The studio's service: each part on its own, found again after a reload (E6), stopped, and kept from others."""

from uuid import uuid4

import pytest
from sqlalchemy import delete

from data.models import Job
from domain.analyses import AnalyzerName, SubjectKind
from domain.contracts import Contract
from domain.creatives import CreativeInput
from domain.errors import AppError, ErrorCode
from domain.generation import GenerationInput, Persona
from domain.jobs import JobStatus
from domain.quality import QualityInput
from domain.relevance import RelevanceInput
from domain.studio import PartState, StudioInput, StudioSave
from services import analyses, analysis_kinds, creatives, draft_pictures, job_runner, jobs, predictions, studio
from services.analyses import Analysis
from services.units import writing
from services.work import HANDLERS
from tests.e2e.pictures import picture
from tests.factories import results
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only
QUALITY, RELEVANCE, EMOTION, ENGAGEMENT = (
    AnalyzerName.QUALITY, AnalyzerName.RELEVANCE, AnalyzerName.EMOTION, AnalyzerName.ENGAGEMENT,
)  # fmt: skip


@pytest.fixture
def analyzers(core, monkeypatch):
    """Two analyzers that answer, one that lacks its model, and one that is not there."""

    def prepare(_actor, request: Contract):
        return request.model_dump(mode="json")

    def refuse(_actor, _task, _analyzer, _tell):
        raise AppError(ErrorCode.MODEL_MISSING, "The emotion model is not installed here.")

    kinds = {
        QUALITY: Analysis(
            QualityInput, (type(results.quality_result()),), prepare, lambda *_: results.quality_result()
        ),
        RELEVANCE: Analysis(
            RelevanceInput, (type(results.relevance_result()),), prepare, lambda *_: results.relevance_result()
        ),
        EMOTION: Analysis(Contract, (type(results.emotion_result()),), prepare, refuse),
        AnalyzerName.GENERATION: Analysis(
            GenerationInput, (type(results.generation_result()),), prepare, lambda *_: results.generation_result()
        ),
    }
    monkeypatch.setattr(analysis_kinds, "ANALYSES", kinds)
    monkeypatch.setattr(analyses, "open_analyzer", lambda *_: None)
    core.cache.clear()
    return kinds


def work(core):
    for organization_id, job_id, *_ in list(core.ring.rung):
        job_runner.run_job(organization_id, job_id, HANDLERS)
    core.ring.rung.clear()


def upload(actor, text="Light shoes"):
    return creatives.upload_creative(actor, picture("a.png", "#336699")["buffer"], "a.png", CreativeInput(ad_text=text))


def test_E6_every_part_arrives_on_its_own_and_is_found_again(core, tenant, analyzers):
    asked = StudioInput(ad_text="Light shoes", context="running")
    started = studio.start_scoring(tenant.analyst, asked)
    states = {name: part.state for name, part in started.parts.items()}
    assert states == {
        QUALITY: PartState.WAITING, RELEVANCE: PartState.WAITING, EMOTION: PartState.WAITING,
        ENGAGEMENT: PartState.UNAVAILABLE,
    }  # fmt: skip
    assert started.is_open

    work(core)
    found = studio.get_scores(tenant.viewer, started.run_id)

    assert not found.is_open
    assert found.input == asked
    assert found.parts[QUALITY].result == results.quality_result()
    assert found.parts[RELEVANCE].result == results.relevance_result()
    assert found.parts[EMOTION].state is PartState.UNAVAILABLE
    assert "not installed" in found.parts[EMOTION].message


def test_kept_answers_are_there_at_once_and_no_job_is_started(core, tenant, analyzers):
    asked = StudioInput(ad_text="Light shoes")
    studio.start_scoring(tenant.analyst, asked, only=(QUALITY,))
    work(core)
    again = studio.start_scoring(tenant.analyst, asked, only=(QUALITY,))

    assert again.parts[QUALITY].state is PartState.DONE
    assert core.ring.rung == []


def test_a_part_that_lacks_its_input_says_so(core, tenant, analyzers):
    kept = draft_pictures.keep_picture(tenant.analyst, picture("a.png", "#336699")["buffer"])
    parts = studio.start_scoring(tenant.analyst, StudioInput(picture_id=kept.id)).parts

    assert parts[RELEVANCE].state is PartState.LACKS_INPUT
    assert parts[EMOTION].state is PartState.LACKS_INPUT
    assert parts[QUALITY].state is PartState.WAITING


def test_stopping_a_run_stops_its_jobs_and_a_new_one_stops_the_one_before(core, tenant, analyzers):
    first = studio.start_scoring(tenant.analyst, StudioInput(ad_text="One"))
    second = studio.start_scoring(tenant.analyst, StudioInput(ad_text="Two"), replaces=first.run_id)
    assert studio.get_scores(tenant.analyst, first.run_id).parts[QUALITY].state is PartState.CANCELLED
    assert jobs.get_job(tenant.analyst, first.parts[QUALITY].job_id).status is JobStatus.CANCELLED

    studio.cancel(tenant.analyst, second.run_id)
    assert not studio.get_scores(tenant.analyst, second.run_id).is_open


def test_a_colleague_s_run_goes_on_and_one_that_is_gone_holds_nothing_up(core, tenant, analyzers):
    theirs = studio.start_scoring(tenant.admin, StudioInput(ad_text="One"))
    mine = studio.start_scoring(tenant.analyst, StudioInput(ad_text="Two"), replaces=theirs.run_id)
    studio.start_scoring(tenant.analyst, StudioInput(ad_text="Three"), replaces=uuid4())

    assert studio.get_scores(tenant.admin, theirs.run_id).is_open
    with pytest.raises(AppError) as refused:
        studio.cancel(tenant.analyst, theirs.run_id)
    assert refused.value.code is ErrorCode.FORBIDDEN
    assert mine.is_open


def test_a_finished_part_outlives_its_job_while_its_answer_is_kept(core, tenant, analyzers):
    run = studio.start_scoring(tenant.analyst, StudioInput(ad_text="One"), only=(QUALITY,))
    work(core)
    with writing(tenant.analyst) as session:
        session.execute(delete(Job).where(Job.id == run.parts[QUALITY].job_id))
    assert studio.get_scores(tenant.analyst, run.run_id).parts[QUALITY].state is PartState.DONE
    core.cache.clear()
    assert studio.get_scores(tenant.analyst, run.run_id).parts[QUALITY].state is PartState.EXPIRED


def test_a_stored_creative_with_other_words_is_scored_as_its_picture_and_those_words(core, tenant, analyzers):
    stored = upload(tenant.analyst)
    same = studio.start_scoring(tenant.analyst, StudioInput(creative_id=stored.id, ad_text="Light shoes"))
    other = studio.start_scoring(tenant.analyst, StudioInput(creative_id=stored.id, ad_text="Heavy boots"))

    assert (same.input.creative_id, same.input.picture_id) == (stored.id, None)
    assert other.input.creative_id is None
    assert draft_pictures.get_picture(tenant.analyst, other.input.picture_id) == picture("a.png", "#336699")["buffer"]
    assert studio.find_picture(tenant.analyst, other.input).url


def test_nothing_to_score_and_pictures_that_are_gone_are_told_apart(core, tenant, analyzers):
    with pytest.raises(AppError) as nothing:
        studio.start_scoring(tenant.analyst, StudioInput())
    with pytest.raises(AppError) as gone:
        studio.start_scoring(tenant.analyst, StudioInput(picture_id=uuid4()))
    assert nothing.value.code is ErrorCode.INVALID
    assert gone.value.code is ErrorCode.NOT_FOUND


def test_viewers_see_what_is_stored_of_a_creative_and_ask_nothing(core, tenant, analyzers):
    stored = upload(tenant.analyst)
    subject = (SubjectKind.CREATIVE, stored.id)
    with writing(tenant.analyst) as session:
        made = results.quality_result()
        predictions.store_prediction(session, tenant.analyst, QUALITY, subject, "h", made, made.model, score=43.0)
    found = studio.list_stored(tenant.viewer, stored.id, StudioInput(creative_id=stored.id))

    assert found.parts[QUALITY].result == results.quality_result()
    assert found.parts[QUALITY].stored_at is not None
    assert found.parts[EMOTION].state is PartState.NEVER_ASKED
    with pytest.raises(AppError) as refused:
        studio.start_scoring(tenant.viewer, StudioInput(creative_id=stored.id))
    assert refused.value.code is ErrorCode.FORBIDDEN


def test_A1_runs_of_another_organization_are_not_there(core, tenant, other, analyzers):
    run = studio.start_scoring(tenant.analyst, StudioInput(ad_text="One"))
    for call in (studio.get_scores, studio.get_writing, studio.cancel):
        with pytest.raises(AppError) as refused:
            call(other.admin, run.run_id)
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_score_is_no_writing_and_a_writing_no_score(core, tenant, analyzers):
    brief = GenerationInput(persona=Persona(audience="Runners"))
    written = studio.start_writing(tenant.analyst, brief)
    work(core)
    found = studio.get_writing(tenant.viewer, written.run_id)

    assert found.input == brief
    assert len(found.part.result.variants) == 3
    with pytest.raises(AppError):
        studio.get_scores(tenant.analyst, written.run_id)


def test_a_scored_ad_becomes_a_creative_with_its_picture(core, tenant):
    data = picture("a.png", "#336699")["buffer"]
    kept = draft_pictures.keep_picture(tenant.analyst, data)
    made = studio.save_creative(tenant.analyst, StudioSave(name="Mine", ad_text="Words", picture_id=kept.id))

    assert (made.name, made.ad_text) == ("Mine", "Words")
    assert creatives.get_file(tenant.analyst, made.id).data == data
    assert [one.name for one in studio.list_creatives(tenant.viewer)] == ["Mine"]
    with pytest.raises(AppError) as refused:
        studio.save_creative(tenant.analyst, StudioSave(name="Bare", ad_text="Words"))
    assert refused.value.code is ErrorCode.INVALID
