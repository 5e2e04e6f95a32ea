"""Generation over REST: the brief as programs write it, idempotent answers (E5), and refusals that name the field."""

import pytest

from api.v1.generation import GenerationBody, _brief
from domain.errors import AppError
from domain.quality import Placement
from tests.fixtures_app import sqlite_only


@pytest.mark.parametrize(
    ("platform", "placement"),
    [
        ("", Placement.META_FEED),
        ("meta", Placement.META_FEED),
        ("Google Ads", Placement.GOOGLE_SEARCH),
        ("tiktok", Placement.TIKTOK_FEED),
        ("linkedin_feed", Placement.LINKEDIN_FEED),
        ("Instagram", Placement.INSTAGRAM_FEED),
    ],
)
def test_a_platform_or_a_placement_says_where_the_ad_stands(platform, placement):
    body = GenerationBody.model_validate(
        {"persona": {"audience": "runners"}, "product": "Socks", "tone": "warm", "platform": platform, "count": 3}
    )
    brief = _brief(body)
    assert brief.persona.placement is placement
    assert (brief.persona.tone, brief.product.name, brief.count) == ("warm", "Socks", 3)


def test_an_unknown_platform_is_refused_at_its_field():
    with pytest.raises(AppError) as caught:
        _brief(GenerationBody(product="Socks", platform="the moon"))
    assert caught.value.details["fields"][0]["field"] == "platform"


@sqlite_only
def test_a_brief_without_a_product_is_422(api, tenant):
    answer = api.post("/ml/generate-creatives", tenant.analyst, json={"persona": {"audience": "runners"}})
    assert answer.status_code == 422
    assert answer.get_json()["details"]["fields"][0]["field"] == "product"


@sqlite_only
@pytest.mark.parametrize("count", [2, 6])
def test_A21_fewer_than_three_or_more_than_five_are_refused(api, tenant, count):
    answer = api.post("/ml/generate-creatives", tenant.analyst, json={"product": "Socks", "count": count})
    assert answer.status_code == 422


@sqlite_only
def test_the_brand_profile_goes_there_and_back(api, tenant):
    profile = {"name": "Acme", "products": [{"name": "Socks", "benefits": ["Warm"]}], "banned_words": ["cheap"]}
    assert api.put("/brand-profile", tenant.analyst, json=profile).status_code == 200
    kept = api.get("/brand-profile", tenant.viewer).get_json()
    assert (kept["name"], kept["products"][0]["benefits"], kept["banned_words"]) == ("Acme", ["Warm"], ["cheap"])
    assert api.put("/brand-profile", tenant.viewer, json=profile).status_code == 403
