"""Results of analyzers as they may come back, for pages and services that show them."""

from typing import Any

from domain.emotion import Emotion, EmotionResult, Sentiment
from domain.engagement import Driver, EngagementResult, PredictionMode
from domain.generation import GenerationResult, Variant
from domain.model_registry import ModelUse
from domain.quality import FeatureValue, ImageRegion, QualityResult, Suggestion
from domain.relevance import ContextScore, RelevanceResult, WordEffect


def model_use(name: str = "quality", label: str = "heuristic") -> ModelUse:
    return ModelUse(name=name, version="1.0.0", label=label, note="Rules from published guides.")


def quality_result(**fields: Any) -> QualityResult:
    values: dict[str, Any] = {
        "quality_score": 43.0,
        "predicted_engagement": None,
        "engagement_note": "No rate is predicted yet.",
        "suggestions": [
            Suggestion(code="length", text="Shorten the headline", measured=52.0, target="at most 40", gain=6.0),
            Suggestion(code="call", text="Say what to do next", measured=None, target="such as shop now", gain=8.5),
        ],
        "features": [
            FeatureValue(code="length", label="Length", value=52, unit="characters", usual_low=15, usual_high=40,
                         points=3, max_points=9),
            FeatureValue(code="clutter", label="Clutter", value=0.22, unit="share of the picture on an edge",
                         usual_low=0.01, usual_high=0.3, points=7, max_points=7),
            FeatureValue(code="faces", label="Faces", value=1, unit="faces seen from the front"),
        ],
        "regions": [ImageRegion(feature="clutter", left=0.1, top=0.2, width=0.5, height=0.25, strength=0.8)],
        "model": model_use(),
    }  # fmt: skip
    return QualityResult(**{**values, **fields})


def emotion_result(**fields: Any) -> EmotionResult:
    shares = (0.08, 0.02, 0.2, 0.5, 0.02, 0.03, 0.03, 0.12)
    values: dict[str, Any] = {
        "emotion": Emotion.JOY,
        "confidences": dict(zip(Emotion, shares, strict=True)),
        "sentiment": Sentiment.POSITIVE,
        "sentiments": {Sentiment.POSITIVE: 0.7, Sentiment.NEUTRAL: 0.25, Sentiment.NEGATIVE: 0.05},
        "is_uncertain": False,
        "is_supported": True,
        "model": model_use("emotion", "trained"),
    }
    return EmotionResult(**{**values, **fields})


def relevance_result(**fields: Any) -> RelevanceResult:
    values: dict[str, Any] = {
        "relevance": 0.52,
        "flagged": True,
        "raw_similarity": 0.37,
        "basis": "text only",
        "drivers": [
            WordEffect(words="shoes", effect=0.12, side="ad"),
            WordEffect(words="loan", effect=-0.05, side="context"),
        ],
        "better_contexts": [
            ContextScore(context="Running", relevance=0.91),
            ContextScore(context="Cars", relevance=0.2),
        ],
        "model": model_use("relevance", "text only"),
    }
    return RelevanceResult(**{**values, **fields})


def engagement_result(**fields: Any) -> EngagementResult:
    values: dict[str, Any] = {
        "campaign_id": None,
        "mode": PredictionMode.BEFORE_LAUNCH,
        "engagement_rate": 0.0213,
        "low": 0.014,
        "high": 0.031,
        "drivers": [Driver(field="placement", value="meta_feed", effect=-0.002, text="Feeds bring fewer clicks")],
        "model": model_use("engagement", "trained"),
    }
    return EngagementResult(**{**values, **fields})


def variant(number: int = 0, **fields: Any) -> Variant:
    values: dict[str, Any] = {
        "headline": f"Ready for your first 5 km? {number}",
        "text": "Light shoes for beginners.",
        "call_to_action": "Shop now",
        "score": 0.9 - number / 10,
        "predicted_engagement": None,
        "frame": "feed.have-you-seen",
        "why": "States two facts of the brief.",
        "provider": "offline",
        "model": "templates",
    }
    return Variant(**{**values, **fields})


def generation_result(count: int = 3, **fields: Any) -> GenerationResult:
    values: dict[str, Any] = {
        "variants": [variant(number) for number in range(count)],
        "diversity": 0.62,
        "refused": ["“cures pain”: a claim that is not allowed"],
        "model": model_use("generation", "heuristic"),
    }
    return GenerationResult(**{**values, **fields})
