"""Emotion: what a text, a creative's words or an audience's comments sound like."""

from pydantic import RootModel

from api.endpoints import Routes
from domain.actors import Actor
from domain.emotion import CommentsResult, EmotionInput, EmotionResult
from domain.permissions import Permission
from services import emotion

routes = Routes("Emotion")


class EmotionAnswer(RootModel[EmotionResult | CommentsResult]):
    """One result for a text or a creative, a summary with all its items for comments."""


@routes.post(
    "/ml/emotion-analysis",
    "Say what a text or comments sound like",
    permission=Permission.RUN_ANALYZERS,
    is_idempotent=True,
)
def analyze_emotion(actor: Actor, body: EmotionInput) -> EmotionAnswer:
    """The likeliest of eight emotions with all confidences, or the mean sentiment of comments with their emotions."""
    return EmotionAnswer(emotion.analyze_emotion(actor, body))
