"""The brand page: what is typed is kept, errors stand at their fields, viewers read."""

import json

import pytest

from domain.brand_profiles import BrandProduct, BrandProfile
from services import brand_profiles
from tests.callback_calls import CallbackCaller, changes
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only
PROFILE = BrandProfile(
    name="Acme", products=(BrandProduct(name="Socks", benefits=("Warm",)),), banned_words=("cheap", "deal")
)


@pytest.fixture
def analyst(app, tenant):
    return CallbackCaller(app, tenant.analyst)


def test_the_form_shows_what_is_kept_to_those_who_may_change_it(analyst, tenant):
    brand_profiles.save_brand_profile(tenant.admin, PROFILE)
    shown = analyst.page("/settings/brand")
    assert "cheap\\ndeal" in shown
    assert "Add a product" in shown
    assert "Socks" in shown


def test_a_viewer_reads_the_profile_without_a_form(app, tenant):
    brand_profiles.save_brand_profile(tenant.admin, PROFILE)
    shown = CallbackCaller(app, tenant.viewer).page("/settings/brand")
    assert "cheap, deal" in shown
    assert "Add a product" not in shown
    assert "Textarea" not in shown


def test_an_empty_profile_tells_a_viewer_so(app, tenant):
    assert "No brand profile yet" in CallbackCaller(app, tenant.viewer).page("/settings/brand")


def test_what_is_typed_is_kept(analyst, tenant):
    answer = analyst.call(
        "settings_brand.save_brand",
        {
            "settings-brand-save.n_clicks": 1,
            "settings-brand-name.value": " Acme ",
            "settings-brand-voice.value": "calm",
            "settings-brand-banned_words.value": "cheap\n\n deal ",
        },
    )
    assert answer.status_code == 200
    kept = brand_profiles.get_brand_profile(tenant.viewer)
    assert (kept.name, kept.voice, kept.banned_words) == ("Acme", "calm", ("cheap", "deal"))
    assert "The brand profile is saved" in json.dumps(changes(answer))


def test_what_is_too_long_is_told_at_its_field_and_nothing_is_kept(analyst, tenant):
    answer = analyst.call(
        "settings_brand.save_brand",
        {"settings-brand-save.n_clicks": 1, "settings-brand-banned_words.value": "x" * 201},
    )
    told = changes(answer)
    assert "at most 50 lines" in json.dumps(told["settings-brand-banned_words-error.children"])
    assert brand_profiles.get_brand_profile(tenant.viewer) == BrandProfile()


def test_a_viewer_may_not_save(app, tenant):
    answer = CallbackCaller(app, tenant.viewer).call(
        "settings_brand.save_brand", {"settings-brand-save.n_clicks": 1, "settings-brand-name.value": "Taken"}
    )
    assert "Your role does not allow this" in json.dumps(changes(answer))
    assert brand_profiles.get_brand_profile(tenant.viewer) == BrandProfile()
