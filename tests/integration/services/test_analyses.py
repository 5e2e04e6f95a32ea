"""The one way to analyzers: kept answers, jobs for the workers, waiting, and what goes wrong on the way."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data.models import Job
from domain.analyses import AnalyzerName
from domain.contracts import Contract
from domain.errors import AppError, ErrorCode
from domain.jobs import JobQueue, JobStatus
from services import analyses, analysis_kinds, job_runner, jobs
from services.analyses import Analysis
from services.units import reading, writing
from services.work import HANDLERS
from tests.factories import make_tenant

NAME = AnalyzerName.RELEVANCE


class Question(Contract):
    text: str


class Answer(Contract):
    words: int
    version: str


class Words:
    """An analyzer that counts words, and how often it was asked."""

    def __init__(self, version="1"):
        self.version, self.asked = version, 0

    def analyze(self, inputs):
        self.asked += 1
        return [Answer(words=len(text.split()), version=self.version) for text in inputs]


def prepare(actor, request):
    if not request.text:
        raise AppError(ErrorCode.INVALID, "text: write something")
    return {"text": request.text}


def run_words(actor, task, analyzer, tell):
    tell(0.5, "Counting")
    if task["text"] == "too little":
        raise AppError(ErrorCode.NEEDS_MORE_DATA, "There are 3 of 50.", have=3)
    return analyzer.analyze([task["text"]])[0]


@pytest.fixture
def words(core, monkeypatch):
    """The analyzer in the place of a real one; `stored` is what was asked to be stored."""
    core.cache.clear()
    found = Words()
    stored = []
    kind = Analysis(
        Question, (Answer,), prepare, run_words, lambda actor, _task, result, _job: stored.append((actor, result))
    )
    monkeypatch.setitem(analysis_kinds.ANALYSES, NAME, kind)
    monkeypatch.setattr(analyses, "open_analyzer", lambda _actor, _name: found)
    found.stored = stored
    return found


def work(core, tenant):
    """Do what waits, as a worker would."""
    for organization_id, job_id, _ in list(core.ring.rung):
        job_runner.run_job(organization_id, job_id, HANDLERS)
    core.ring.rung.clear()


def ask_and_work(core, app, tenant, actor, text):
    """Ask as a request does while a worker works beside it."""

    def ask():
        with app.app_context():
            return analyses.ask(actor, NAME, Question(text=text), 20)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        deadline = time.monotonic() + 20
        while not asked.done() and time.monotonic() < deadline:
            work(core, tenant)
            time.sleep(0.02)
        return asked.result()


def test_answer_comes_from_a_job_on_the_analyzers_queue_and_is_kept_for_equal_content(core, app, tenant, bells, words):
    first = ask_and_work(core, app, tenant, tenant.analyst, "three small words")
    assert first == Answer(words=3, version="1")
    assert set(bells.queues) == {JobQueue.ANALYZERS}
    again = analyses.ask(tenant.admin, NAME, Question(text="three small words"), 0)
    assert again == first
    assert words.asked == 1
    assert [actor.user_id for actor, _ in words.stored] == [tenant.analyst.user_id]


def test_A1_kept_answers_belong_to_one_organization(core, app, tenant, bells, words):
    other = make_tenant("Other")
    ask_and_work(core, app, tenant, tenant.analyst, "same words")
    with pytest.raises(AppError) as raised:
        analyses.ask(other.analyst, NAME, Question(text="same words"), 0)
    assert raised.value.code is ErrorCode.TIMED_OUT
    own = analyses.prepare(tenant.analyst, NAME, Question(text="same words"))
    theirs = analyses.prepare(other.analyst, NAME, Question(text="same words"))
    assert own.key != theirs.key
    assert own.task == theirs.task


def test_another_version_is_asked_anew(core, tenant, words, monkeypatch):
    before = analyses.prepare(tenant.analyst, NAME, Question(text="a"))
    monkeypatch.setattr(
        analyses.model_registry, "list_serving", lambda _owner, _names: {"relevance": type("V", (), {"sha256": "new"})}
    )
    assert analyses.prepare(tenant.analyst, NAME, Question(text="a")).key != before.key


def test_request_that_waited_long_enough_names_the_job_that_goes_on(core, tenant, bells, words):
    with pytest.raises(AppError) as raised:
        analyses.ask(tenant.analyst, NAME, Question(text="slow one"), 0.05)
    error = raised.value
    assert (error.code, error.status) == (ErrorCode.TIMED_OUT, 504)
    job_id = error.details["job_id"]
    assert error.details["status_url"] == f"/api/v1/jobs/{job_id}"
    work(core, tenant)
    job = jobs.list_jobs(tenant.admin).items[0]
    assert (str(job.id), job.status) == (job_id, JobStatus.SUCCEEDED)
    assert analyses.read_result(NAME, job) == Answer(words=2, version="1")


def test_error_of_the_analyzer_reaches_the_asker_with_its_details(core, app, tenant, bells, words):
    with pytest.raises(AppError) as raised:
        ask_and_work(core, app, tenant, tenant.analyst, "too little")
    assert (raised.value.code, raised.value.details) == (ErrorCode.NEEDS_MORE_DATA, {"have": 3})
    assert words.stored == []


def test_wrong_request_makes_no_job(core, tenant, bells, words):
    with pytest.raises(AppError) as raised:
        analyses.ask(tenant.analyst, NAME, Question(text=""))
    assert raised.value.code is ErrorCode.INVALID
    assert bells.rung == []


def test_viewer_asks_no_analyzer(core, tenant, bells, words):
    with pytest.raises(AppError) as raised:
        analyses.ask(tenant.viewer, NAME, Question(text="words"))
    assert raised.value.code is ErrorCode.FORBIDDEN


def test_cancelled_analysis_says_so_and_stores_nothing(core, tenant, bells, words):
    job_id = analyses.start(tenant.analyst, NAME, analyses.prepare(tenant.analyst, NAME, Question(text="b c")))
    jobs.cancel_job(tenant.analyst, job_id)
    work(core, tenant)
    with pytest.raises(AppError) as raised:
        analyses.wait_for(tenant.analyst, NAME, job_id, 1)
    assert raised.value.code is ErrorCode.CONFLICT
    assert words.asked == 0


def test_finished_analyses_go_after_a_day_and_nothing_else_does(core, tenant, bells, words):
    old, new, other = (
        jobs.submit(tenant.analyst, kind, {"task": {"text": "a"}, "key": kind})
        for kind in ("analyze.relevance", "analyze.relevance", "imports.run")
    )
    waiting = jobs.submit(tenant.analyst, "analyze.relevance", {})
    with writing(tenant.id) as session:
        for job_id, age in ((old, 25), (new, 23), (other, 99)):
            session.execute(
                update(Job)
                .where(Job.id == job_id)
                .values(status="succeeded", finished_at=jobs.utc_now() - timedelta(hours=age))
            )
    assert analyses.drop_old_jobs() >= 1
    with reading(tenant.id) as session:
        assert set(session.scalars(select(Job.id))) == {new, other, waiting}


def test_twenty_askers_at_once_load_an_analyzer_once(monkeypatch):
    from ml import serving

    loads = []

    class Slow:
        def __init__(self, folders):
            loads.append(folders)
            time.sleep(0.05)

    module = type("M", (), {"Slow": Slow})
    monkeypatch.setitem(serving._CLASSES, NAME, ("made.up", "Slow"))
    monkeypatch.setattr(serving.importlib, "import_module", lambda _name: module)
    serving.forget_analyzers()
    together = threading.Barrier(20)

    def load(_):
        together.wait(10)
        return serving.load_analyzer(NAME, lambda _model: None)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(load, range(20)))
    assert len(loads) == 1
    assert len({id(analyzer) for analyzer in found}) == 1
    serving.forget_analyzers()
