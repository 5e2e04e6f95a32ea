"""The brand profile: kept whole, tidied, told to the audit log, and nobody else's."""

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from data.models import BusinessProfile
from domain.brand_profiles import BrandProduct, BrandProfile
from domain.errors import AppError, ErrorCode
from services import audit, brand_profiles
from services.units import reading

PROFILE = BrandProfile(
    name="Müller & Söhne",
    voice="Calm and precise.",
    audience="Homeowners",
    products=(
        BrandProduct(
            name="Emergency repair", benefits=("There in 2 hours", "Fixed prices"), price="€79", offer="10% off"
        ),
        BrandProduct(name="Boiler care"),
    ),
    allowed_claims=("Best rated plumber in Leeds",),
    banned_words=("cheap", "deal"),
)


def test_profile_of_a_new_organization_is_empty(tenant):
    assert brand_profiles.get_brand_profile(tenant.viewer) == BrandProfile()


def test_profile_saved_comes_back_as_it_was(tenant):
    assert brand_profiles.save_brand_profile(tenant.analyst, PROFILE) == PROFILE
    assert brand_profiles.get_brand_profile(tenant.viewer) == PROFILE


def test_profile_saved_twice_stays_one_row_and_one_line_in_the_log(tenant):
    brand_profiles.save_brand_profile(tenant.analyst, PROFILE)
    brand_profiles.save_brand_profile(tenant.admin, PROFILE)
    with reading(tenant.id) as session:
        assert len(session.scalars(select(BusinessProfile)).all()) == 1
    entries = audit.list_audit(tenant.admin, action="brand.changed").items
    assert len(entries) == 1
    assert "banned_words" in str(entries[0].changes)


def test_lines_that_are_empty_or_repeated_are_dropped(tenant):
    profile = BrandProfile(
        banned_words=("cheap", "", "Cheap", "deal"),
        products=(BrandProduct(name="Socks", benefits=("Warm", "warm", "")),),
    )
    saved = brand_profiles.save_brand_profile(tenant.analyst, profile)
    assert saved.banned_words == ("cheap", "deal")
    assert saved.products[0].benefits == ("Warm",)


def test_two_products_of_one_name_are_refused_at_the_second(tenant):
    profile = BrandProfile(products=(BrandProduct(name="Socks"), BrandProduct(name="socks")))
    with pytest.raises(AppError) as caught:
        brand_profiles.save_brand_profile(tenant.analyst, profile)
    assert caught.value.code is ErrorCode.INVALID
    assert caught.value.details["fields"][0]["field"] == "products.1.name"
    assert brand_profiles.get_brand_profile(tenant.viewer) == BrandProfile()


def test_a_product_needs_a_name():
    with pytest.raises(ValidationError):
        BrandProduct(name="   ")


def test_viewers_read_and_do_not_write(tenant):
    with pytest.raises(AppError) as caught:
        brand_profiles.save_brand_profile(tenant.viewer, PROFILE)
    assert caught.value.code is ErrorCode.FORBIDDEN


def test_A1_the_profile_is_nobody_elses(tenant, other):
    brand_profiles.save_brand_profile(tenant.admin, PROFILE)
    assert brand_profiles.get_brand_profile(other.admin) == BrandProfile()


def test_a_profile_of_another_version_is_read_as_far_as_it_is_known(tenant):
    brand_profiles.save_brand_profile(tenant.admin, PROFILE)
    with reading(tenant.id) as session:
        row = session.scalars(select(BusinessProfile)).one()
        row.profile = {**row.profile, "mascot": "a fox"}
        assert brand_profiles.read_profile(session).name == PROFILE.name
