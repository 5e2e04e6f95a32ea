"""The one way to an analyzer: a kept answer, else a job for the workers that hold the models, and its answer.

A request is prepared here (rights, ids, contents), so that equal contents give equal keys, whoever asks by which id.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from data.columns import utc_now
from data.models import Job
from domain.actors import Actor
from domain.analyses import AnalyzerName
from domain.contracts import Contract
from domain.errors import AppError, ErrorCode
from domain.jobs import ANALYSIS_PREFIX, FINISHED, JobResult, JobStatus
from domain.permissions import Permission
from ml.serving import MODELS_OF, Analyzer, load_analyzer
from services import directory, jobs, model_registry
from services.container import container
from services.job_runner import JobContext
from services.units import reading, writing

WAIT_SECONDS = 30.0
KEPT_SECONDS = 7 * 24 * 3600
JOBS_KEPT_FOR = timedelta(days=1)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.015, 0.12

Ask = Callable[[float, str], None]
"""Tells progress, from 0 to 1, with words; raises where the work is to stop."""


@dataclass(frozen=True)
class Analysis:
    """How one analyzer is asked. `prepare` runs where the request arrives, `run` and `keep` where the models are.

    `prepare(actor, request)` checks rights and ids and gives the task: JSON that holds contents or their hashes.
    `run(actor, task, analyzer, tell)` gives the result; `keep(actor, request, task, result, job_id)` stores it.
    """

    takes: type[Contract]
    gives: tuple[type[Contract], ...]
    prepare: Callable[[Actor, Any], dict[str, Any]]
    run: Callable[[Actor, dict[str, Any], Analyzer, Ask], Contract]
    keep: Callable[[Actor, dict[str, Any], Contract, UUID | None], None] | None = None


@dataclass(frozen=True)
class Prepared:
    """A task with the key under which its answer is kept: organization, analyzer, versions, content."""

    task: dict[str, Any]
    key: str


def prepare(actor: Actor, name: AnalyzerName, request: Contract) -> Prepared:
    """Check the request and find its key. Needs RUN_ANALYZERS; raises what the analyzer's own checks raise."""
    actor.require(Permission.RUN_ANALYZERS)
    task = _analysis(name).prepare(actor, request)
    serving = model_registry.list_serving(actor.organization_id, MODELS_OF[name])
    versions = {model: version.sha256 for model, version in serving.items()}
    seen = json.dumps([task, versions], sort_keys=True, separators=(",", ":"), default=str)
    digest = hashlib.sha256(seen.encode()).hexdigest()
    return Prepared(task, f"analysis:{actor.organization_id}:{name.value}:{digest}")


def ask(actor: Actor, name: AnalyzerName, request: Contract, wait: float | None = None) -> Any:
    """The analyzer's result. Needs RUN_ANALYZERS.

    Raises TIMED_OUT naming the job where it takes longer than `wait` seconds, by default WAIT_SECONDS: the job goes
    on and can be asked.
    """
    prepared = prepare(actor, name, request)
    kept = find_kept(name, prepared)
    if kept is not None:
        return kept
    job_id = start(actor, name, prepared)
    return wait_for(actor, name, job_id, WAIT_SECONDS if wait is None else wait)


def start(actor: Actor, name: AnalyzerName, prepared: Prepared) -> UUID:
    """Queue the analysis and give its job's id."""
    payload = {"task": prepared.task, "key": prepared.key}
    return jobs.submit(actor, ANALYSIS_PREFIX + name.value, payload)


def wait_for(actor: Actor, name: AnalyzerName, job_id: UUID, wait: float, tell: Ask | None = None) -> Any:
    """The result of a started analysis, once it is there. Raises TIMED_OUT, or what the analysis ended with."""
    deadline, pause = time.monotonic() + wait, _FIRST_PAUSE
    while True:
        job = jobs.get_job(actor, job_id)
        if job.status in FINISHED:
            return read_result(name, job)
        if time.monotonic() >= deadline:
            raise AppError(
                ErrorCode.TIMED_OUT,
                "This takes longer than a request may wait. It goes on as a job, which has the result when it is done.",
                job_id=str(job_id),
                status_url=f"/api/v1/jobs/{job_id}",
            )
        if tell is not None:
            tell(job.progress, job.message)
        time.sleep(pause)
        pause = min(pause * 1.3, _LONGEST_PAUSE)


def read_result(name: AnalyzerName, job: JobResult) -> Any:
    """The result of a finished job; raises what it failed with, and CONFLICT where it was cancelled."""
    if job.status is JobStatus.CANCELLED:
        raise AppError(ErrorCode.CONFLICT, "The analysis was cancelled.")
    if job.status is not JobStatus.SUCCEEDED or job.result is None:
        error = job.error or {}
        code = ErrorCode(error.get("error_code", ErrorCode.INTERNAL))
        raise AppError(code, str(error.get("message") or job.message), **error.get("details", {}))
    return _read(name, job.result)


def find_kept(name: AnalyzerName, prepared: Prepared) -> Any:
    """The answer that is kept for equal content and versions, or None."""
    kept = container().cache.get(prepared.key)
    return _read(name, kept) if isinstance(kept, dict) else None


def run_analysis(context: JobContext) -> dict[str, Any]:
    """The job behind every analysis: the kept answer, or a new one, stored where it is about something stored."""
    name = AnalyzerName(context.job.kind.removeprefix(ANALYSIS_PREFIX))
    task, key = context.payload["task"], context.payload["key"]
    kept = container().cache.get(key)
    result = _read(name, kept) if isinstance(kept, dict) else None
    if result is None:
        context.progress(0.05, "Reading")
        result = _analysis(name).run(context.actor, task, open_analyzer(context.actor, name), context.progress)
        container().cache.set(key, _dump(result), expire=KEPT_SECONDS)
    keep = _analysis(name).keep
    if keep is not None:
        keep(context.actor, task, result, context.job_id)
    return _dump(result)


def open_analyzer(actor: Actor, name: AnalyzerName) -> Analyzer:
    """The analyzer with the models that serve the actor's organization. For workers only."""
    return load_analyzer(name, lambda model: model_registry.open_serving(actor.organization_id, model))


def drop_old_jobs() -> int:
    """Remove finished jobs of analyses after a day, in all organizations; gives how many. Results lie elsewhere."""
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    oldest, dropped = utc_now() - JOBS_KEPT_FOR, 0
    for organization_id in organizations:
        with writing(organization_id) as session:
            gone = session.execute(
                delete(Job)
                .where(
                    Job.kind.startswith(ANALYSIS_PREFIX), Job.status.in_([status.value for status in FINISHED]),
                    Job.finished_at < oldest,
                )
                .execution_options(synchronize_session=False)
            )  # fmt: skip
            dropped += gone.rowcount  # type: ignore[attr-defined]
    return dropped


def _analysis(name: AnalyzerName) -> Analysis:
    # The table imports the services of all analyzers, which import this module.
    from services.analysis_kinds import ANALYSES

    return ANALYSES[name]


def _dump(result: Contract) -> dict[str, Any]:
    return {"kind": type(result).__name__, "value": result.model_dump(mode="json")}


def _read(name: AnalyzerName, stored: dict[str, Any]) -> Any:
    kinds = {kind.__name__: kind for kind in _analysis(name).gives}
    return kinds[stored["kind"]].model_validate(stored["value"])
