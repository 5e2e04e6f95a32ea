"""Files of comments brought in as REST does, and an emotion analyzer whose answers are known beforehand."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.actors import Actor
from domain.comments import CommentsImportResult, CommentsOptions
from domain.emotion import Emotion, EmotionInput, EmotionResult, Sentiment
from domain.model_registry import ModelUse
from services import analyses, comment_imports, comment_readings, uploads

HEADER = "creative id,comment,date,likes,author\n"
MODEL = ModelUse(name="emotion", version="1", label="test")
_SOUNDS = {
    "love": (Emotion.JOY, Sentiment.POSITIVE),
    "broke": (Emotion.ANGER, Sentiment.NEGATIVE),
    "where": (Emotion.NEUTRAL, Sentiment.NEUTRAL),
}


def bring(
    actor: Actor, text: str | bytes, options: CommentsOptions | None = None, name: str = "comments.csv"
) -> CommentsImportResult:
    data = text.encode() if isinstance(text, str) else text
    return comment_imports.import_comments(actor, uploads.receive(actor, io.BytesIO(data), name).id, options)


class Reader:
    """Reads one word of a text. Counts what it is given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def analyze(self, inputs: list[EmotionInput]) -> list[EmotionResult]:
        self.given += [given.text or "" for given in inputs]
        return [_read(given.text or "") for given in inputs]


def _read(text: str) -> EmotionResult:
    found = next((sounds for word, sounds in _SOUNDS.items() if word in text), None)
    emotion, tone = found or (Emotion.NEUTRAL, Sentiment.NEUTRAL)
    return EmotionResult(
        emotion=emotion, confidences={emotion: 0.8}, sentiment=tone, sentiments={tone: 1.0},
        is_uncertain="?" in text, is_supported=found is not None, model=MODEL,
    )  # fmt: skip


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The analyzer that serves; its version is "emotion 1"."""
    found = Reader()
    monkeypatch.setattr(analyses, "open_analyzer", lambda *_: found)
    monkeypatch.setattr(comment_readings, "find_version", lambda _: "emotion 1")
    return found


@pytest.fixture
def picture(core: Any, tenant: Any) -> UUID:
    """A creative that imports know as ad 42."""
    from tests.factories import creative, save

    return save(tenant.admin, creative(name="Red shoes", ad_ref="42")).id


Run = Callable[[Actor, UUID], Any]


@pytest.fixture
def run() -> Run:
    """Run a job as the worker does."""
    from services import job_runner
    from services.work import HANDLERS

    return lambda actor, job_id: job_runner.run_job(actor.organization_id, job_id, HANDLERS)
