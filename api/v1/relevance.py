"""Relevance: whether an ad fits the context that it is to stand in."""

from api.endpoints import Routes
from domain.actors import Actor
from domain.permissions import Permission
from domain.relevance import RelevanceInput, RelevanceResult
from services import relevance

routes = Routes("Relevance")


@routes.post(
    "/ml/semantic-relevance",
    "Say how well an ad fits a context",
    permission=Permission.RUN_ANALYZERS,
    is_idempotent=True,
)
def analyze_relevance(actor: Actor, body: RelevanceInput) -> RelevanceResult:
    """The calibrated chance and the raw cosine, whether it is flagged, what drove it, and contexts that fit better."""
    return relevance.analyze_relevance(actor, body)
