"""The studio's page: what each address shows, who sees what, and what its callbacks answer."""

import io
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from components import studio_ids
from domain.creatives import CreativeInput
from domain.generation import GenerationInput, Persona
from domain.permissions import Role
from domain.studio import StudioInput
from services import analysis_kinds, creatives, studio
from services.container import Container
from tests.callback_calls import CallbackCaller
from tests.dash_client import DashClient
from tests.e2e.pictures import picture
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only


NOBODYS = "5c0c2f0e-63ad-4d0f-9c39-7f0c5d1c1b1e"


@pytest.fixture(autouse=True)
def _no_analyzers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis_kinds, "ANALYSES", {})


@pytest.mark.parametrize("mode", studio_ids.MODES)
@pytest.mark.parametrize("role", list(Role))
def test_every_way_of_working_is_drawn_for_every_role(app: Flask, tenant: Tenant, role: Role, mode: str) -> None:
    shown = CallbackCaller(app, tenant.actor(role)).page("/studio", f"?mode={mode}")

    may_run = role is not Role.VIEWER
    assert ("Your role can look at stored results" in shown) is not may_run
    assert ('"studio-write-press"' in shown if mode == "write" else "Score this ad" in shown) is may_run


def test_an_address_with_a_run_shows_what_was_asked_and_how_it_stands(app: Flask, tenant: Tenant) -> None:
    run = studio.start_scoring(tenant.analyst, StudioInput(ad_text="Light shoes", context="running"))
    shown = CallbackCaller(app, tenant.viewer).page("/studio", f"?job={run.run_id}")

    assert "Light shoes" in shown
    assert "This installation does not have this analyzer." in shown
    assert str(run.run_id) in shown


def test_an_address_with_a_creative_fills_the_form_and_offers_it_beside(app: Flask, tenant: Tenant) -> None:
    data = picture("a.png", "#336699")["buffer"]
    stored = creatives.upload_creative(tenant.analyst, data, "a.png", CreativeInput(ad_text="Stored words"))
    caller = CallbackCaller(app, tenant.analyst)

    assert "Stored words" in caller.page("/studio", f"?creative={stored.id}&placement=tiktok_feed")
    assert "Nobody has asked for this yet." in caller.page("/studio", f"?mode=compare&other={stored.id}")


@pytest.mark.parametrize(
    "search", ["?job=nonsense", f"?job={NOBODYS}", f"?creative={NOBODYS}", f"?mode=write&job={NOBODYS}"]
)
def test_an_address_that_leads_nowhere_says_so(app: Flask, tenant: Tenant, search: str) -> None:
    assert "is no longer kept" in CallbackCaller(app, tenant.admin).page("/studio", search)


def test_a_run_that_is_gone_gives_way_to_the_creative_it_was_about(app: Flask, tenant: Tenant) -> None:
    data = picture("a.png", "#336699")["buffer"]
    stored = creatives.upload_creative(tenant.analyst, data, "a.png", CreativeInput(ad_text="Stored words"))
    shown = CallbackCaller(app, tenant.viewer).page("/studio", f"?job={uuid4()}&creative={stored.id}")

    assert "Stored words" in shown
    assert "is no longer kept" not in shown


def test_A1_another_organization_s_run_is_answered_like_none(app: Flask, tenant: Tenant, other: Tenant) -> None:
    run = studio.start_scoring(other.analyst, StudioInput(ad_text="CANARY words"))
    shown = CallbackCaller(app, tenant.admin).page("/studio", f"?job={run.run_id}")

    assert "CANARY" not in shown
    assert "is no longer kept" in shown


def test_writing_is_found_again_with_its_brief(app: Flask, tenant: Tenant) -> None:
    brief = GenerationInput(persona=Persona(audience="Beginners over 40"))
    run = studio.start_writing(tenant.analyst, brief)
    shown = CallbackCaller(app, tenant.viewer).page("/studio", f"?mode=write&job={run.run_id}")

    assert "Beginners over 40" in shown
    assert "Writing is not available" in shown


def test_a_dropped_picture_is_kept_and_one_that_is_none_is_refused(
    dash_client: DashClient, tenant: Tenant, core: Container
) -> None:
    dash_client.sign_in(tenant.analyst)
    kept = _send(dash_client, picture("a.png", "#336699"))
    assert kept.status_code == 201
    asked = StudioInput(picture_id=kept.get_json()["id"])
    found = studio.find_picture(tenant.analyst, asked)
    assert found is not None
    assert found.url

    refused = _send(dash_client, {"name": "a.png", "buffer": b"no picture"})
    assert refused.status_code == 422
    assert dash_client.http.post("/internal/studio/picture").status_code in (400, 403)
    dash_client.sign_in(tenant.viewer)
    assert _send(dash_client, picture("a.png", "#336699")).status_code == 403


def _send(client: DashClient, file: dict[str, Any]) -> Any:
    data = {"file": (io.BytesIO(file["buffer"]), file["name"])}
    return client.post("/internal/studio/picture", data=data, content_type="multipart/form-data")
