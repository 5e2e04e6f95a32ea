"""Uploads straight to the storage: a ticket, the file, the confirmation; what nobody confirms goes after a day."""

import io
from datetime import timedelta

import pytest
import requests

from domain.creatives import MAX_CREATIVE_BYTES, CreativeInput, UploadRequest
from domain.errors import AppError, ErrorCode
from services import creative_uploads, creatives
from services.work import SCHEDULED
from tests.integration.creatives.conftest import keys_of, picture


def ticket_for(actor, data: bytes, content_type: str = "image/png"):
    return creative_uploads.request_upload(
        actor, UploadRequest(file_name="one.png", content_type=content_type, size=len(data))
    )


def send(app, ticket, data: bytes) -> int:
    if ticket.upload_url.startswith("/"):
        form = {**ticket.fields, "file": (io.BytesIO(data), "one.png")}
        with app.test_client().post(ticket.upload_url, data=form) as answer:
            return answer.status_code
    return requests.post(ticket.upload_url, data=ticket.fields, files={"file": data}, timeout=5).status_code


def code_of(call, *arguments) -> ErrorCode:
    with pytest.raises(AppError) as raised:
        call(*arguments)
    return raised.value.code


def test_ticket_upload_and_confirmation_make_a_creative(app, storage, tenant):
    data = picture()
    ticket = ticket_for(tenant.analyst, data)
    assert send(app, ticket, data) == 204
    made = creative_uploads.confirm_upload(tenant.analyst, ticket.key, "one.png", CreativeInput(tags=("hero",)))
    assert creatives.get_file(tenant.viewer, made.id).data == data
    assert (made.name, made.tags) == ("one", ["hero"])
    assert ticket.key not in keys_of(storage, tenant.id)
    assert code_of(creative_uploads.confirm_upload, tenant.analyst, ticket.key, "one.png") is ErrorCode.NOT_FOUND


def test_refused_bytes_are_dropped(app, storage, tenant):
    data = b"<script>alert(1)</script>"
    ticket = ticket_for(tenant.analyst, data)
    assert send(app, ticket, data) == 204
    refused = code_of(creative_uploads.confirm_upload, tenant.analyst, ticket.key, "one.png")
    assert refused is ErrorCode.FILE_TYPE_REFUSED
    assert keys_of(storage, tenant.id) == []


@pytest.mark.parametrize("storage", ["local"], indirect=True)
def test_only_stated_pictures_of_the_right_size_get_a_ticket(app, storage, tenant):
    def ask(actor, content_type: str, size: int) -> ErrorCode:
        request = UploadRequest(file_name="a", content_type=content_type, size=size)
        return code_of(creative_uploads.request_upload, actor, request)

    assert ask(tenant.viewer, "image/png", 10) is ErrorCode.FORBIDDEN
    assert ask(tenant.admin, "image/svg+xml", 10) is ErrorCode.FILE_TYPE_REFUSED
    assert ask(tenant.admin, "image/png", MAX_CREATIVE_BYTES + 1) is ErrorCode.FILE_TOO_LARGE
    ticket = ticket_for(tenant.admin, picture())
    assert send(app, ticket, picture() + b"!") == 413


def test_keys_of_others_and_of_creatives_cannot_be_confirmed(app, storage, tenant, other):
    data = picture()
    ticket = ticket_for(other.admin, data)
    send(app, ticket, data)
    made = creatives.upload_creative(tenant.admin, data, "one.png")
    own_key = next(key for key in keys_of(storage, tenant.id) if key.endswith(".png"))
    for key in (ticket.key, own_key, f"org/{tenant.id}/uploads/../creatives/x", "", "org"):
        assert code_of(creative_uploads.confirm_upload, tenant.admin, key, "one.png") is ErrorCode.NOT_FOUND
    assert creatives.get_file(tenant.admin, made.id).data == data
    assert storage.exists(ticket.key)


def test_unconfirmed_uploads_go_after_a_day(app, storage, tenant, clock):
    data = picture()
    ticket = ticket_for(tenant.analyst, data)
    send(app, ticket, data)
    kept = creatives.upload_creative(tenant.admin, data, "one.png")
    assert creative_uploads.drop_old_uploads in SCHEDULED["hourly"]
    assert creative_uploads.drop_old_uploads() == 0
    clock.advance(timedelta(hours=25))
    assert creative_uploads.drop_old_uploads() == 1
    assert not storage.exists(ticket.key)
    assert creatives.get_file(tenant.admin, kept.id).data == data
