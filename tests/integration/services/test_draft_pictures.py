"""Pictures that are kept for analysis: checked like uploads, seen by their organization alone, gone after a day."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image

from domain.errors import AppError, ErrorCode
from services import draft_pictures
from tests.factories import make_tenant


def picture(size=(40, 30), image_format="PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, image_format)
    return target.getvalue()


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF"])
def test_kept_picture_reads_back_to_the_byte(core, tenant, image_format):
    data = picture(image_format=image_format)
    kept = draft_pictures.keep_picture(tenant.analyst, io.BytesIO(data))
    assert (kept.width, kept.height, kept.size) == (40, 30, len(data))
    assert draft_pictures.get_picture(tenant.analyst, kept.id) == data
    assert kept.thumbnail_url
    assert draft_pictures.find_thumbnail(tenant.admin, kept.id)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.FILE_DAMAGED),
        (b"words", ErrorCode.FILE_TYPE_REFUSED),
        (picture()[:60], ErrorCode.FILE_DAMAGED),
        (picture(image_format="WEBP"), ErrorCode.FILE_TYPE_REFUSED),
        (b"\x89PNG" + b"0" * (10 * 1024 * 1024), ErrorCode.FILE_TOO_LARGE),
    ],
)
def test_A7_what_is_no_creative_is_no_draft_either(core, tenant, data, code):
    with pytest.raises(AppError) as refused:
        draft_pictures.keep_picture(tenant.analyst, data)
    assert refused.value.code is code
    assert list(core.storage.list(f"org/{tenant.id}/")) == []


def test_A1_foreign_and_missing_pictures_are_alike(core, tenant):
    other = make_tenant("Globex")
    kept = draft_pictures.keep_picture(other.analyst, picture())
    answers = []
    for picture_id in (kept.id, uuid4()):
        with pytest.raises(AppError) as missing:
            draft_pictures.get_picture(tenant.analyst, picture_id)
        answers.append((missing.value.code, missing.value.message))
        assert draft_pictures.find_thumbnail(tenant.analyst, picture_id) is None
    assert answers[0] == answers[1]
    assert answers[0][0] is ErrorCode.NOT_FOUND


def test_A2_viewer_keeps_no_picture(core, tenant):
    with pytest.raises(AppError) as refused:
        draft_pictures.keep_picture(tenant.viewer, picture())
    assert refused.value.code is ErrorCode.FORBIDDEN


def test_pictures_go_after_a_day_in_every_organization(core, tenant, monkeypatch):
    other = make_tenant("Globex")
    now = draft_pictures.utc_now()
    monkeypatch.setattr(draft_pictures, "utc_now", lambda: now - timedelta(hours=25))
    old = [draft_pictures.keep_picture(one.analyst, picture()) for one in (tenant, other)]
    monkeypatch.setattr(draft_pictures, "utc_now", lambda: now - timedelta(hours=23))
    young = draft_pictures.keep_picture(tenant.analyst, picture())
    monkeypatch.setattr(draft_pictures, "utc_now", lambda: now)
    assert draft_pictures.drop_old_pictures() == 4
    for one, kept in zip((tenant, other), old, strict=True):
        with pytest.raises(AppError):
            draft_pictures.get_picture(one.analyst, kept.id)
    assert draft_pictures.get_picture(tenant.analyst, young.id)
    assert draft_pictures.drop_old_pictures() == 0
