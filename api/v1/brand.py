"""The brand: voice, products, what may be claimed and what must never be said."""

from api.endpoints import Routes
from domain.actors import Actor
from domain.brand_profiles import BrandProfile
from domain.permissions import Permission
from services import brand_profiles

routes = Routes("Brand")


@routes.get("/brand-profile", "The organization's brand profile", permission=Permission.VIEW)
def get_brand_profile(actor: Actor) -> BrandProfile:
    """The profile; an empty one where nobody wrote any."""
    return brand_profiles.get_brand_profile(actor)


@routes.put("/brand-profile", "Replace the brand profile", permission=Permission.EDIT_BRAND)
def put_brand_profile(actor: Actor, body: BrandProfile) -> BrandProfile:
    """The profile as it is kept."""
    return brand_profiles.save_brand_profile(actor, body)
