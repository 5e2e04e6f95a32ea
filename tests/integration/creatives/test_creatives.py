"""The service behind the gallery: upload, list, get, change, delete, on each database and storage."""

import hashlib
import io
import json
from uuid import uuid4

import pytest
import requests
from PIL import Image
from sqlalchemy import select

from data.models import AuditRow
from data.models import Creative as CreativeRow
from domain.creatives import CreativeFilter, CreativeInput, CreativePatch, CreativeSort, ImageFormat
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import creative_deletions, creatives
from services.units import reading
from tests.factories import campaign, save
from tests.fixtures_app import sqlite_only
from tests.integration.creatives.conftest import keys_of, picture

EXIF_PLACE = "GPS-canary"


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = EXIF_PLACE
    return picture("JPEG", exif=exif)


def fetch(app, url: str) -> bytes:
    if url.startswith("/"):
        with app.test_client().get(url) as answer:
            assert answer.status_code == 200
            return answer.data
    answer = requests.get(url, timeout=5)
    answer.raise_for_status()
    return answer.content


def refused(call, *arguments) -> AppError:
    with pytest.raises(AppError) as raised:
        call(*arguments)
    return raised.value


def audit_of(tenant, action: str) -> list[dict]:
    with reading(tenant.id) as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == action)).all()
        return [{"by": row.actor_name, "object": row.object_id, **row.changes} for row in rows]


def test_A6_upload_then_file_gives_the_same_bytes(storage, tenant):
    data = with_exif()
    made = creatives.upload_creative(tenant.analyst, io.BytesIO(data), "C:\\ads\\Autumn banner.final.jpg")
    assert creatives.get_file(tenant.viewer, made.id).data == data
    assert (made.name, made.format, made.width, made.height) == ("Autumn banner.final", ImageFormat.JPEG, 40, 30)
    assert (made.size, made.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert creatives.get_creative(tenant.viewer, made.id).id == made.id


def test_A6_same_bytes_twice_are_two_creatives_with_keys_of_their_own(storage, tenant):
    data = picture()
    first, second = (creatives.upload_creative(tenant.admin, data, "one.png") for _ in range(2))
    assert first.sha256 == second.sha256
    with reading(tenant.id) as session:
        rows = session.scalars(select(CreativeRow)).all()
    assert len({row.file_key for row in rows}) == 2
    assert creative_deletions.delete_creative(tenant.admin, first.id)
    assert creatives.get_file(tenant.admin, second.id).data == data


def test_B17_storage_and_cdn_url_both_serve_it(app, storage, tenant):
    data = picture("GIF")
    made = creatives.upload_creative(tenant.analyst, data, "one.gif")
    assert fetch(app, made.url) == fetch(app, made.cdn_url) == data
    with Image.open(io.BytesIO(fetch(app, made.thumbnail_url))) as small:
        assert (small.format, small.size) == ("WEBP", (40, 30))


def test_served_copy_holds_no_metadata_and_download_keeps_the_original(app, storage, tenant):
    data = with_exif()
    made = creatives.upload_creative(tenant.analyst, data, "one.jpg")
    for url in (made.url, made.cdn_url, made.thumbnail_url):
        assert EXIF_PLACE.encode() not in fetch(app, url)
    assert fetch(app, creatives.get_download_link(tenant.viewer, made.id)) == data


def test_row_that_cannot_be_written_takes_its_files_with_it(storage, tenant, monkeypatch):
    monkeypatch.setattr("services.creatives.audit.record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        creatives.upload_creative(tenant.admin, with_exif(), "one.jpg")
    assert keys_of(storage, tenant.id) == []
    assert creatives.list_creatives(tenant.admin).total == 0


def test_file_that_cannot_be_stored_leaves_nothing(failing, tenant):
    failing.refuses = {"put"}
    assert refused(creatives.upload_creative, tenant.admin, picture(), "one.png").code is ErrorCode.UNAVAILABLE
    failing.refuses = set()
    assert failing.put_keys
    assert keys_of(failing, tenant.id) == []
    assert creatives.list_creatives(tenant.admin).total == 0


def test_details_are_kept_cleaned_and_audited(storage, tenant):
    linked = save(tenant.id, campaign(name="Autumn"))
    details = CreativeInput(
        name="  Big\nidea ", campaign_id=linked.id, ad_text=" Ride\r\non\x00 ", tags=("Hero", "  new   look", "hero")
    )
    made = creatives.upload_creative(tenant.analyst, picture(), "one.png", details)
    assert (made.name, made.ad_text, made.tags) == ("Big idea", "Ride\non", ["Hero", "new look"])
    assert (made.campaign_id, made.campaign_name) == (linked.id, "Autumn")
    (line,) = audit_of(tenant, "creative.created")
    assert (line["object"], line["name"]) == (str(made.id), "Big idea")


def test_list_filters_sorts_and_pages(storage, tenant):
    linked = save(tenant.id, campaign(name="Autumn"))
    save(tenant.id, campaign(name="Half imported", is_pending=True))
    for index, (name, image_format, tags) in enumerate(
        [("Beta", "PNG", ("hero", "50% off")), ("alpha", "JPEG", ("hero",)), ("Gamma_1", "GIF", ("héros",))]
    ):
        details = CreativeInput(name=name, tags=tags, ad_text=f"text {index}", campaign_id=linked.id if index else None)
        creatives.upload_creative(tenant.analyst, picture(image_format, (20 + index, 20)), "x.png", details)

    def names(**filters) -> list[str]:
        return [item.name for item in creatives.list_creatives(tenant.viewer, CreativeFilter(**filters)).items]

    assert names() == ["Gamma_1", "alpha", "Beta"]
    assert names(sort=CreativeSort.OLDEST) == ["Beta", "alpha", "Gamma_1"]
    assert names(sort=CreativeSort.NAME) == ["alpha", "Beta", "Gamma_1"]
    assert names(q="ALPHA") == ["alpha"]
    assert names(q="_") == ["Gamma_1"]
    assert names(q="50%") == ["Beta"]
    assert names(q="text 2") == ["Gamma_1"]
    assert names(tags=("hero",), sort=CreativeSort.NAME) == ["alpha", "Beta"]
    assert names(tags=("hero", "50% off")) == ["Beta"]
    assert names(tags=("her",)) == []
    assert names(tags=("héros",)) == ["Gamma_1"]
    assert names(format=ImageFormat.JPEG) == ["alpha"]
    assert names(campaign_id=linked.id, sort=CreativeSort.NAME) == ["alpha", "Gamma_1"]
    second = creatives.list_creatives(tenant.viewer, CreativeFilter(sort=CreativeSort.NAME), page=2, page_size=2)
    assert ([item.name for item in second.items], second.total) == (["Gamma_1"], 3)
    choices = creatives.list_choices(tenant.viewer)
    assert choices.total == 3
    assert [entry.name for entry in choices.campaigns] == [entry.name for entry in choices.used_campaigns] == ["Autumn"]
    assert (choices.tags, len(choices.formats)) == (["50% off", "hero", "héros"], 3)


def test_update_changes_what_is_given_and_only_that(storage, tenant):
    linked = save(tenant.id, campaign())
    details = CreativeInput(name="One", tags=("hero",), ad_text="Ride on")
    made = creatives.upload_creative(tenant.admin, picture(), "one.png", details)
    changed = creatives.update_creative(tenant.analyst, made.id, CreativePatch(ad_text="", campaign_id=linked.id))
    assert (changed.name, changed.tags, changed.ad_text) == ("One", ["hero"], "")
    assert changed.campaign_id == linked.id
    assert creatives.update_creative(tenant.analyst, made.id, CreativePatch(tags=("new",))).campaign_id == linked.id
    freed = creatives.update_creative(tenant.analyst, made.id, CreativePatch(campaign_id=None))
    assert (freed.campaign_id, freed.tags) == (None, ["new"])
    before = [json.loads(line["before"]) for line in audit_of(tenant, "creative.changed")]
    assert {"ad_text": "Ride on", "campaign_id": None} in before


def test_another_organizations_ids_answer_as_unknown_ones(storage, tenant, other):
    theirs = creatives.upload_creative(other.admin, picture(), "one.png")
    their_campaign = save(other.id, campaign())
    calls = [
        lambda key: creatives.get_creative(tenant.admin, key),
        lambda key: creatives.get_file(tenant.admin, key),
        lambda key: creatives.get_download_link(tenant.admin, key),
        lambda key: creatives.update_creative(tenant.admin, key, CreativePatch(name="mine")),
        lambda key: creative_deletions.delete_creative(tenant.admin, key),
    ]
    for call in calls:
        found, unknown = refused(call, theirs.id), refused(call, uuid4())
        assert (found.code, found.message, found.details) == (unknown.code, unknown.message, unknown.details)
        assert found.code is ErrorCode.NOT_FOUND
    for key in (their_campaign.id, uuid4()):
        answer = refused(creatives.upload_creative, tenant.admin, picture(), "a.png", CreativeInput(campaign_id=key))
        assert (answer.code, answer.details) == (ErrorCode.NOT_FOUND, {})
    assert creatives.list_creatives(tenant.admin).total == 0
    assert creatives.list_creatives(tenant.admin, CreativeFilter(campaign_id=their_campaign.id)).total == 0
    assert keys_of(storage, tenant.id) == []
    assert creatives.get_file(other.admin, theirs.id).data == picture()


@sqlite_only
@pytest.mark.parametrize("storage", ["local"], indirect=True)
def test_viewer_sees_and_changes_nothing(storage, tenant):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    viewer = tenant.actor(Role.VIEWER)
    assert creatives.list_creatives(viewer).total == 1
    for call, arguments in [
        (creatives.upload_creative, (viewer, picture(), "one.png")),
        (creatives.update_creative, (viewer, made.id, CreativePatch(name="x"))),
        (creative_deletions.delete_creative, (viewer, made.id)),
    ]:
        assert refused(call, *arguments).code is ErrorCode.FORBIDDEN
    assert creatives.get_creative(viewer, made.id).name == "one"
