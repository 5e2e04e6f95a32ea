"""The gallery in the app: page, callbacks and upload route, as a browser calls them."""

import io
import json
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from flask import g

from components import creative_ids, ids
from components.creative_ids import DELETION, DETAIL, GALLERY, UPLOAD
from domain.creatives import MAX_CREATIVE_BYTES, CreativeInput
from domain.permissions import Role
from services import creatives
from tests.dash_client import DashClient
from tests.factories import campaign, save
from tests.fixtures_app import sqlite_only
from tests.integration.creatives.conftest import picture

pytestmark = [sqlite_only, pytest.mark.parametrize("storage", ["local"], indirect=True)]
SHOW = f"..{creative_ids.RESULTS}.children...{creative_ids.RESULTS}.data-view.."
SEARCH = f"{creative_ids.LOCATION}.search"
URL = creative_ids.UPLOAD_URL


def outputs_with(client: DashClient, *parts: str) -> str:
    """The one callback whose outputs name all the parts."""
    (found,) = [name for name in client.load_callbacks() if all(part in name for part in parts)]
    return found


def signed_in(client: DashClient, actor) -> DashClient:
    """Another person at the same browser. Requests share the test's context, which remembers the one before."""
    g.pop("_login_user", None)
    return client.sign_in(actor)


def page_text(client: DashClient, search: str = "") -> str:
    """The page as Dash sends it after a navigation; Dash makes the callback for that at its first request."""
    client.get("/_dash-dependencies")
    answer = client.update(
        outputs_with(client, "_pages_content.children"),
        {"_pages_location.pathname": "/creatives", "_pages_location.search": search},
        changed="_pages_location.pathname",
    )
    assert answer.status_code == 200
    return answer.text


def send(client: DashClient, data: bytes, name: str = "one.png", **fields):
    return client.post(URL, data={"file": (io.BytesIO(data), name), **fields})


def test_page_shows_own_creatives_and_controls_by_role(dash_client, storage, tenant, other):
    linked = save(tenant.id, campaign(name="Autumn"))
    details = CreativeInput(name="Own one", tags=("hero",), campaign_id=linked.id)
    own = creatives.upload_creative(tenant.admin, picture(), "a.png", details, is_example=True)
    creatives.upload_creative(other.admin, picture(), "a.png", CreativeInput(name="Their one"))
    for role in Role:
        text = page_text(signed_in(dash_client, tenant.actor(role)))
        assert "Own one" in text
        assert "Their one" not in text
        assert own.thumbnail_url.rpartition("/")[2] in text
        assert "Example" in text
        assert (ids.upload(UPLOAD) in text) is (role is not Role.VIEWER)


def test_page_filters_by_its_address_and_forgives_nonsense(dash_client, storage, tenant):
    for name in ("Alpha", "Beta"):
        creatives.upload_creative(tenant.admin, picture(), "a.png", CreativeInput(name=name))
    client = signed_in(dash_client, tenant.viewer)
    text = page_text(client, "?q=alpha")
    assert "Alpha" in text
    assert "Beta" not in text
    for search in ("?page=x&sort=odd&format=webp&campaign=7&creative=9", "?page=-1", "?tag=&q="):
        assert "Beta" in page_text(client, search)


def test_empty_gallery_teaches_the_next_step(dash_client, storage, tenant):
    assert "Upload the JPEG, PNG or GIF" in page_text(signed_in(dash_client, tenant.admin))
    viewers = page_text(signed_in(dash_client, tenant.viewer))
    assert "Analysts and admins" in viewers
    assert "Upload creatives" not in viewers


def test_address_names_one_creative_and_never_anothers(dash_client, storage, tenant, other):
    own = creatives.upload_creative(tenant.admin, picture(), "own.png", CreativeInput(ad_text="Our own words"))
    theirs = creatives.upload_creative(other.admin, picture(), "a.png", CreativeInput(ad_text="Their secret words"))
    client = signed_in(dash_client, tenant.viewer)
    assert '"data-open":"true"' in page_text(client, f"?creative={own.id}")
    text = page_text(client, f"?creative={theirs.id}")
    assert '"data-open":"true"' not in text
    assert "secret" not in text


def test_filters_write_the_address_and_the_address_shows_the_tiles(dash_client, storage, tenant):
    for index in range(26):
        creatives.upload_creative(tenant.admin, picture(colour="red"), f"No {index:02}.png")
    client = signed_in(dash_client, tenant.viewer)
    keep = outputs_with(client, SEARCH, f"{GALLERY}-q.value")
    values = {f"{GALLERY}-q.value": "No", f"{GALLERY}-sort.value": "name", f"{GALLERY}-tags.value": []}
    answer = client.update(keep, values, changed=f"{GALLERY}-q.value")
    search = answer.json["response"][creative_ids.LOCATION]["search"]
    assert parse_qs(search[1:]) == {"q": ["No"], "sort": ["name"]}
    shown = client.update(SHOW, {SEARCH: search + "&page=2"}, changed=SEARCH)
    assert "25–26 of 26 creatives" in shown.text
    assert "No 25" in shown.text
    again = client.update(SHOW, {SEARCH: "?page=2", f"{creative_ids.RESULTS}.data-view": "?page=2"}, changed=SEARCH)
    assert again.status_code == 204
    beyond = client.update(SHOW, {SEARCH: "?page=9"}, changed=SEARCH)
    assert "25–26 of 26 creatives" in beyond.text


def test_going_back_sets_the_controls(dash_client, storage, tenant):
    client = signed_in(dash_client, tenant.viewer)
    keep = outputs_with(client, SEARCH, f"{GALLERY}-q.value")
    answer = client.update(keep, {SEARCH: "?q=bike&tag=hero", f"{GALLERY}-q.value": ""}, changed=SEARCH)
    found = answer.json["response"]
    assert found[f"{GALLERY}-q"]["value"] == "bike"
    assert found[f"{GALLERY}-tags"]["value"] == ["hero"]
    assert creative_ids.LOCATION not in found


def test_saving_changes_and_wrong_values_are_told_at_their_field(dash_client, storage, tenant):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    client = signed_in(dash_client, tenant.analyst)
    save_all = next(
        name
        for name, callback in client.load_callbacks().items()
        if any(item["id"] == creative_ids.SAVE for item in callback["inputs"])
    )

    def send_form(**changes):
        values = {"name": "New name", "ad_text": "Words", "tags": "a, b ,a", "campaign_id": None, **changes}
        form = {f"{DETAIL}-{name}.value": value for name, value in values.items()}
        form |= {f"{creative_ids.SAVE}.n_clicks": 1, f"{creative_ids.CHOSEN}.data": str(made.id)}
        return client.update(save_all, form, changed=f"{creative_ids.SAVE}.n_clicks")

    assert "is saved" in send_form().text
    kept = creatives.get_creative(tenant.viewer, made.id)
    assert (kept.name, kept.ad_text, kept.tags) == ("New name", "Words", ["a", "b"])
    wrong = send_form(name="  ")
    assert "Use 1 to 300 characters." in wrong.text
    assert "tags of at most 60" in send_form(tags="x" * 61).text
    assert "There is nothing here" in send_form(campaign_id=str(tenant.id)).text
    signed_in(client, tenant.viewer)
    assert "Your role does not allow this" in send_form(name="Viewer was here").text
    assert creatives.get_creative(tenant.viewer, made.id).name == "New name"


def test_deleting_from_the_page(dash_client, storage, tenant, other):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    confirm = f"{ids.confirm(DELETION)}.n_clicks"
    client = signed_in(dash_client, other.admin)
    delete = next(
        name
        for name, callback in client.load_callbacks().items()
        if any(item["id"] == ids.confirm(DELETION) for item in callback["inputs"])
    )
    values = {confirm: 1, f"{creative_ids.CHOSEN}.data": str(made.id)}
    assert "There is nothing here" in client.update(delete, values, changed=confirm).text
    assert creatives.list_creatives(tenant.viewer).total == 1
    assert "The creative is deleted" in signed_in(client, tenant.admin).update(delete, values, changed=confirm).text
    assert creatives.list_creatives(tenant.viewer).total == 0


def test_every_callback_asks_who_it_is(dash_client, storage, tenant):
    own = [
        name
        for name, callback in dash_client.load_callbacks().items()
        if any(GALLERY in str(item["id"]) or "creative-" in str(item["id"]) for item in callback["inputs"])
    ]
    assert len(own) >= 7
    for name in own:
        assert dash_client.update(name).status_code == 401


def test_upload_route_stores_what_was_sent(dash_client, storage, tenant):
    linked = save(tenant.id, campaign())
    answer = send(
        signed_in(dash_client, tenant.analyst), picture(), tags="hero, new ,", campaign_id=str(linked.id), ad_text="Go"
    )
    assert answer.status_code == 201
    made = creatives.get_creative(tenant.viewer, UUID(answer.json["id"]))
    assert (made.name, made.tags, made.campaign_id, made.ad_text) == ("one", ["hero", "new"], linked.id, "Go")
    assert answer.json == json.loads(made.model_dump_json())


def test_upload_route_refuses_strangers_forgeries_viewers_and_other_campaigns(dash_client, storage, tenant, other):
    assert send(dash_client, picture()).status_code == 401
    signed_in(dash_client, tenant.admin)
    forged = dash_client.http.post(URL, data={"file": (io.BytesIO(picture()), "one.png")})
    assert (forged.status_code, forged.json["error_code"]) == (403, 1007)
    theirs = save(other.id, campaign())
    assert send(dash_client, picture(), campaign_id=str(theirs.id)).status_code == 404
    assert send(dash_client, picture(), campaign_id="x").status_code == 422
    signed_in(dash_client, tenant.viewer)
    assert send(dash_client, picture()).status_code == 403
    assert creatives.list_creatives(tenant.viewer).total == 0


def test_upload_route_tells_what_is_wrong_with_a_file(dash_client, storage, tenant):
    signed_in(dash_client, tenant.admin)
    refused = send(dash_client, b"<svg/>", "one.png")
    assert (refused.status_code, refused.json["message"]) == (422, "This is not a JPEG, PNG or GIF picture.")
    assert dash_client.post(URL, data={"name": "x"}).status_code == 422
    assert send(dash_client, picture() + bytes(MAX_CREATIVE_BYTES)).status_code == 413
    huge = send(dash_client, bytes(MAX_CREATIVE_BYTES + 100_000))
    assert huge.status_code == 413
    assert huge.is_json


def test_download_leads_to_the_original_under_its_name(dash_client, storage, tenant, other):
    made = creatives.upload_creative(tenant.admin, picture(), "Größe 1.png")
    path = creative_ids.download_path(made.id)
    assert dash_client.get(path).status_code == 401
    signed_in(dash_client, tenant.viewer)
    with dash_client.get(dash_client.get(path).location) as answer:
        assert answer.data == picture()
        assert "Gr%C3%B6%C3%9Fe%201.png" in answer.headers["Content-Disposition"]
    signed_in(dash_client, other.admin)
    unknown = dash_client.get(creative_ids.download_path(tenant.id))
    theirs = dash_client.get(path)
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.json["message"] == unknown.json["message"]
    assert dash_client.get(creative_ids.download_path("nonsense")).status_code == 404
