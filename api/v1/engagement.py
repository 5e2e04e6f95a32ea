"""Engagement and ROI: predictions for campaigns and ads, and learning from the organization's own."""

from pydantic import RootModel

from api.contracts import JobAccepted, job_accepted
from api.endpoints import Routes
from domain.actors import Actor
from domain.engagement import (
    EngagementInput,
    EngagementResult,
    EngagementResults,
    OwnTrainingInput,
    RoiInput,
    RoiResult,
    RoiResults,
)
from domain.permissions import Permission
from services import engagement, own_models

routes = Routes("Engagement")


class EngagementAnswer(RootModel[EngagementResult | EngagementResults]):
    """One result, or `items` where `campaign_ids` were given."""


class RoiAnswer(RootModel[RoiResult | RoiResults]):
    """One result, or `items` where `campaign_ids` were given."""


@routes.post(
    "/ml/predict-engagement",
    "Predict the engagement of campaigns, or of an ad",
    permission=Permission.RUN_ANALYZERS,
    is_idempotent=True,
)
def predict_engagement(actor: Actor, body: EngagementInput) -> EngagementAnswer:
    """Clicks per impression with a 90 % interval and what moves it; null with a note where there is too little data."""
    return EngagementAnswer(engagement.predict_engagement(actor, body))


@routes.post(
    "/ml/predict-roi", "Predict the return of campaigns", permission=Permission.RUN_ANALYZERS, is_idempotent=True
)
def predict_roi(actor: Actor, body: RoiInput) -> RoiAnswer:
    """ROI, cost per conversion and value of a customer; null with a note where they are not defined."""
    return RoiAnswer(engagement.predict_roi(actor, body))


@routes.post(
    "/ml/train-own",
    "Learn a model from the organization's own ads",
    permission=Permission.MANAGE_MODELS,
    status=202,
    is_idempotent=True,
)
def train_own_model(actor: Actor, body: OwnTrainingInput) -> JobAccepted:
    """The job; its result has the error of the new model and of doing without, and whether it serves."""
    return job_accepted(own_models.start_training(actor, body.name))
