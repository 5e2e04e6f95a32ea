"""The ad platforms that AdVision knows, and what is running here."""

from api.contracts import Paging, part_of
from api.endpoints import Routes
from domain.actors import Actor
from domain.contracts import Contract, Page
from domain.permissions import Permission
from domain.platforms import Platform
from services.health import VERSION

routes = Routes("Service")


class PlatformResult(Contract):
    """A platform's id and the name a person knows it by."""

    id: Platform
    label: str


class VersionResult(Contract):
    """What is running."""

    name: str
    version: str
    api: str


@routes.get("/platforms", "The ad platforms", permission=Permission.VIEW)
def list_platforms(actor: Actor, query: Paging) -> Page[PlatformResult]:
    """All platforms, with data or without."""
    actor.require(Permission.VIEW)
    return part_of([PlatformResult(id=platform, label=platform.label) for platform in Platform], query)


@routes.get("/version", "What is running", permission=None)
def get_version() -> VersionResult:
    """The version of the application and of this contract."""
    return VersionResult(name="AdVision", version=VERSION, api="v1")
