"""Models: which versions there are, which one serves the organization, and choosing another."""

from typing import Annotated

from pydantic import StringConstraints

from api.endpoints import Routes
from domain.actors import Actor
from domain.contracts import Contract, Page
from domain.model_registry import ModelVersion
from domain.permissions import Permission
from services import model_registry

routes = Routes("Models")


class ModelActivation(Contract):
    """The version that is to serve."""

    version: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


@routes.get("/models", "Models and their versions", permission=Permission.VIEW)
def list_models(actor: Actor) -> Page[ModelVersion]:
    """Every version that may serve the organization, with its card."""
    return model_registry.list_models(actor)


@routes.post(
    "/models/{name}/activate",
    "Let a version of a model serve the organization",
    permission=Permission.MANAGE_MODELS,
    is_idempotent=True,
)
def activate_model(actor: Actor, name: str, body: ModelActivation) -> ModelVersion:
    """The version that serves from now on."""
    return model_registry.activate(actor, name, body.version)


@routes.post(
    "/models/{name}/roll-back",
    "Let the version serve again that did before",
    permission=Permission.MANAGE_MODELS,
    is_idempotent=True,
)
def roll_back_model(actor: Actor, name: str) -> ModelVersion:
    """The version that serves from now on."""
    return model_registry.roll_back(actor, name)
