"""One analyzer's part of a studio run: asked once, then read until it has ended."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.actors import Actor
from domain.analyses import AnalyzerName, Prediction
from domain.contracts import Contract
from domain.emotion import EmotionResult
from domain.engagement import EngagementResult
from domain.errors import AppError, ErrorCode
from domain.generation import GenerationResult
from domain.jobs import FINISHED, JobResult, JobStatus
from domain.model_registry import ModelCard, ModelUse
from domain.quality import QualityResult
from domain.relevance import RelevanceResult
from domain.studio import PartState, StudioPart
from ml.registry import list_shipped
from services import analyses, jobs
from services.analyses import Prepared

_RESULTS: dict[AnalyzerName, Any] = {
    AnalyzerName.QUALITY: QualityResult,
    AnalyzerName.EMOTION: EmotionResult,
    AnalyzerName.RELEVANCE: RelevanceResult,
    AnalyzerName.ENGAGEMENT: EngagementResult,
    AnalyzerName.GENERATION: GenerationResult,
}
_STATES = {
    JobStatus.QUEUED: PartState.WAITING,
    JobStatus.RUNNING: PartState.RUNNING,
    JobStatus.SUCCEEDED: PartState.DONE,
    JobStatus.FAILED: PartState.FAILED,
    JobStatus.CANCELLED: PartState.CANCELLED,
}
# What keeps one part from its answer; the others are not held up by it.
_LACKING = (ErrorCode.MODEL_MISSING, ErrorCode.UNAVAILABLE)


def begin_part(
    actor: Actor, name: AnalyzerName, request: Contract | None, raises: tuple[ErrorCode, ...] = ()
) -> dict[str, Any]:
    """Ask an analyzer, and give what a run remembers of it.

    Raises NOT_FOUND, FORBIDDEN and the codes in `raises`; other errors become the part's own.
    """
    if request is None:
        return {"state": PartState.LACKS_INPUT.value}
    if not is_served(name):
        return {"state": PartState.UNAVAILABLE.value}
    try:
        prepared = analyses.prepare(actor, name, request)
    except AppError as error:
        if error.code in (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, *raises):
            raise
        return _failed(error)
    kept = analyses.find_kept(name, prepared)
    if kept is not None:
        return {"state": PartState.DONE.value, "result": kept.model_dump(mode="json"), "key": prepared.key}
    return {"job": str(analyses.start(actor, name, prepared)), "key": prepared.key}


def read_part(actor: Actor, name: AnalyzerName, entry: dict[str, Any]) -> StudioPart:
    """How a part stands now."""
    if "job" not in entry:
        return _settled(name, entry)
    job_id = UUID(entry["job"])
    try:
        job = jobs.get_job(actor, job_id)
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        kept = analyses.find_kept(name, Prepared({}, entry["key"])) if is_served(name) else None
        return _done(name, kept) if kept is not None else StudioPart(analyzer=name, state=PartState.EXPIRED)
    if job.status is JobStatus.SUCCEEDED:
        return _done(name, analyses.read_result(name, job))
    if job.status is JobStatus.FAILED:
        body = job.error or {}
        message, code = str(body.get("message") or job.message), body.get("error_code")
        return StudioPart(analyzer=name, state=_failed_state(code), message=message, error_code=code, job_id=job_id)
    return StudioPart(
        analyzer=name, state=_STATES[job.status], progress=job.progress, message=job.message, job_id=job_id
    )


def open_job(actor: Actor, entry: dict[str, Any]) -> JobResult | None:
    """The job of a part that has not ended, or None."""
    if "job" not in entry:
        return None
    try:
        job = jobs.get_job(actor, UUID(entry["job"]))
    except AppError:
        return None
    return job if job.status not in FINISHED else None


def stored_part(name: AnalyzerName, newest: Prediction | None) -> StudioPart:
    """What is stored about a creative, as a part."""
    if newest is None:
        return StudioPart(analyzer=name, state=PartState.NEVER_ASKED)
    try:
        result = _RESULTS[name].model_validate(newest.result)
    except ValidationError:
        # A row of an earlier shape: a new score replaces it.
        return StudioPart(analyzer=name, state=PartState.EXPIRED)
    found: StudioPart = _done(name, result).model_copy(update={"stored_at": newest.created_at})
    return found


def is_served(name: AnalyzerName) -> bool:
    """Whether this installation has the analyzer."""
    # The table imports the services of all analyzers, which need the ones below this module.
    from services.analysis_kinds import ANALYSES

    return name in ANALYSES


def find_card(use: ModelUse) -> ModelCard | None:
    """The card of a shipped model; one that was trained or pulled later shows its own in the registry."""
    named = [folder for folder in list_shipped() if folder.name == use.name]
    exact = [folder.card for folder in named if folder.version == use.version and folder.card is not None]
    return exact[0] if exact else None


def _settled(name: AnalyzerName, entry: dict[str, Any]) -> StudioPart:
    if entry.get("result") is not None:
        return _done(name, _RESULTS[name].model_validate(entry["result"]))
    return StudioPart(
        analyzer=name, state=PartState(entry["state"]), message=entry.get("message", ""), error_code=entry.get("code")
    )


def _done(name: AnalyzerName, result: Any) -> StudioPart:
    return StudioPart(analyzer=name, state=PartState.DONE, progress=1.0, result=result, card=find_card(result.model))


def _failed(error: AppError) -> dict[str, Any]:
    return {"state": _failed_state(int(error.code)).value, "message": error.message, "code": int(error.code)}


def _failed_state(code: int | None) -> PartState:
    return PartState.UNAVAILABLE if code in [int(lacking) for lacking in _LACKING] else PartState.FAILED
