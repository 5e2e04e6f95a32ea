"""The brand profile of an organization: one row, read by everyone, changed by those who may edit the brand."""

from collections.abc import Sequence

from sqlalchemy import select

from data.models import BusinessProfile
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.brand_profiles import BrandProfile
from domain.errors import invalid
from domain.permissions import Permission
from services import audit
from services.units import reading, writing


def get_brand_profile(actor: Actor) -> BrandProfile:
    """The profile; an empty one where nobody wrote any. Needs VIEW."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return read_profile(session)


def save_brand_profile(actor: Actor, profile: BrandProfile) -> BrandProfile:
    """Replace the profile. Needs EDIT_BRAND.

    Empty lines and repetitions are dropped. Raises INVALID naming the field where two products have the same name.
    """
    actor.require(Permission.EDIT_BRAND)
    profile = _tidy(profile)
    _check_products(profile)
    with writing(actor) as session:
        row = session.scalars(select(BusinessProfile)).one_or_none()
        before = read_profile(session)
        if row is None:
            row = BusinessProfile(organization_id=actor.organization_id, profile={})
            session.add(row)
        row.profile = profile.model_dump(mode="json")
        row.updated_by_id = actor.user_id
        changed = [name for name in BrandProfile.model_fields if getattr(before, name) != getattr(profile, name)]
        if changed:
            audit.record(session, actor, "brand.changed", "brand", actor.organization_id, fields=", ".join(changed))
    return profile


def read_profile(session: TenantSession) -> BrandProfile:
    """The profile within a running transaction."""
    stored = session.scalar(select(BusinessProfile.profile))
    if not stored:
        return BrandProfile()
    # What an older or newer version knew and this one does not is left aside.
    return BrandProfile.model_validate({key: stored[key] for key in stored.keys() & BrandProfile.model_fields.keys()})


def _tidy(profile: BrandProfile) -> BrandProfile:
    products = tuple(
        product.model_copy(update={"benefits": _each_once(product.benefits)}) for product in profile.products
    )
    return profile.model_copy(
        update={
            "products": products,
            "allowed_claims": _each_once(profile.allowed_claims),
            "banned_words": _each_once(profile.banned_words),
        }
    )


def _each_once(lines: Sequence[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for line in lines:
        if line:
            first.setdefault(line.casefold(), line)
    return tuple(first.values())


def _check_products(profile: BrandProfile) -> None:
    seen: set[str] = set()
    for index, product in enumerate(profile.products):
        if product.name.casefold() in seen:
            raise invalid(f"products.{index}.name", f"there is another product named {product.name}")
        seen.add(product.name.casefold())
