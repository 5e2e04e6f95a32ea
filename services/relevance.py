"""How well an ad fits a context: what the relevance analyzer is given, and what is kept of its answers on creatives."""

import hashlib
import json
from typing import Any, cast
from uuid import UUID

from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.contracts import Contract
from domain.errors import invalid
from domain.relevance import RelevanceInput, RelevanceResult
from ml.relevance.words import content_words
from ml.serving import Analyzer
from services import analyses
from services.ad_contents import describe_content, lock_unchanged, open_content
from services.analyses import Analysis, Ask
from services.predictions import store_prediction
from services.units import writing

_LABEL_LENGTH = 40


def analyze_relevance(actor: Actor, request: RelevanceInput, wait: float | None = None) -> RelevanceResult:
    """The chance that a stored creative, or words and a picture, and a context belong together. Needs RUN_ANALYZERS.

    Raises INVALID for an ad or a context that says nothing, NOT_FOUND for what is not there, MODEL_MISSING for a
    picture without words where no image encoder serves, and TIMED_OUT naming the job that goes on.
    """
    return cast(RelevanceResult, analyses.ask(actor, AnalyzerName.RELEVANCE, request, wait))


def run_relevance(_actor: Actor, task: dict[str, Any], analyzer: Analyzer, tell: Ask) -> RelevanceResult:
    """The analyzer's answer for a task. For workers."""
    from ml.relevance.questions import RelevanceQuestion

    question = RelevanceQuestion(open_content(task), task["context"], tuple(task["other_contexts"]))
    tell(0.3, "Comparing")
    return cast(RelevanceResult, analyzer.analyze([question])[0])


def keep_relevance(actor: Actor, task: dict[str, Any], result: Contract, job_id: UUID | None) -> None:
    """Store what was said about a stored creative, unless its content has changed meanwhile or it is gone."""
    if "creative_id" not in task or not isinstance(result, RelevanceResult):
        return
    creative_id = UUID(task["creative_id"])
    with writing(actor) as session:
        if lock_unchanged(session, task) is None:
            return
        store_prediction(
            session, actor, AnalyzerName.RELEVANCE, (SubjectKind.CREATIVE, creative_id), _hash(task), result,
            result.model, score=result.relevance, label=task["context"][:_LABEL_LENGTH], job_id=job_id,
        )  # fmt: skip


def _prepare(actor: Actor, request: RelevanceInput) -> dict[str, Any]:
    content = describe_content(actor, request.creative_id, request.ad_text, request.picture_id)
    if not content_words(request.context):
        raise invalid("context", "says nothing: give a sentence about the audience or page, or keywords")
    if not content["picture"] and not content_words(content["text"]):
        raise invalid("ad_text", "says nothing: give the ad's words")
    others = tuple(dict.fromkeys(context for context in request.other_contexts if content_words(context)))
    return {**content, "context": request.context, "other_contexts": others}


def _hash(task: dict[str, Any]) -> str:
    seen = [task["text"], task["sha256"], task["context"]]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


ANALYSIS = Analysis(RelevanceInput, (RelevanceResult,), _prepare, run_relevance, keep_relevance)
