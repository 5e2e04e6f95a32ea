"""Models of an organization, stored results, the brand and variants."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from data.models import BusinessProfile, GeneratedVariant, ModelChoice, OwnModel, Prediction


def own_model(**fields: Any) -> OwnModel:
    values = {"name": "quality", "version": f"own-{secrets.token_hex(3)}", "path": "models/none", "size": 10}
    return OwnModel(**{**values, "sha256": secrets.token_hex(32), "metrics": {}, **fields})


def model_choice(**fields: Any) -> ModelChoice:
    return ModelChoice(**{"name": "quality", "version": "1", **fields})


def prediction(subject_id: UUID, **fields: Any) -> Prediction:
    values = {"analyzer": "quality", "subject_kind": "creative", "subject_id": subject_id, "model_name": "quality"}
    values |= {"model_version": "1", "input_hash": secrets.token_hex(32), "score": 61.0, "result": {}}
    return Prediction(**{"id": uuid4(), **values, **fields})


def business_profile(**fields: Any) -> BusinessProfile:
    return BusinessProfile(**{"profile": {"name": "Acme", "voice": "calm"}, **fields})


def generated_variant(**fields: Any) -> GeneratedVariant:
    words = {"headline": "Ready?", "text": "Shoes that stay dry.", "call_to_action": "Shop now", "score": 0.5}
    words |= {"predicted_engagement": None, "frame": "question", "why": "Short.", "provider": "offline", "model": "1"}
    values = {"placement": "meta_feed", "frame": "question", "variant": words, "brief": {}}
    return GeneratedVariant(**{"id": uuid4(), **values, **fields})
