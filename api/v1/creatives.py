"""Creatives: upload, direct upload, gallery, file."""

from typing import Annotated, BinaryIO, cast
from urllib.parse import urljoin
from uuid import UUID

from flask import Response, request
from pydantic import Field, StringConstraints
from werkzeug.datastructures import FileStorage

from api.contracts import Paging, Several
from api.endpoints import Rate, Routes
from domain.actors import Actor
from domain.contracts import Page
from domain.creatives import (
    MAX_CREATIVE_BYTES,
    Creative,
    CreativeFilter,
    CreativeInput,
    CreativePatch,
    CreativeSort,
    ImageFormat,
    Score,
    Tags,
    UploadRequest,
    UploadTicket,
)
from domain.emotion import Emotion
from domain.files import attachment_header
from domain.permissions import Permission
from services import creative_deletions, creative_uploads, creatives

routes = Routes("Creatives")
# The form's other fields and boundaries.
_FORM_BYTES = 64 * 1024


class CreativeForm(CreativeInput):
    """What stands beside the file in the form; several tags are repeated, or parted by commas."""

    tags: Annotated[Tags, Several] = ()


class UploadConfirmation(CreativeInput):
    """The key of a direct upload, and what is to be known of it."""

    key: Annotated[str, StringConstraints(max_length=512)]
    file_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class CreativeQuery(Paging):
    """What the list is narrowed to; a creative must have every one of the tags."""

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    campaign_id: UUID | None = None
    image_format: ImageFormat | None = Field(None, alias="format")
    tag: Annotated[Tags, Several] = ()
    emotion: Emotion | None = None
    score_min: Score | None = None
    score_max: Score | None = None
    sort: CreativeSort = CreativeSort.NEWEST


@routes.post(
    "/creatives/upload",
    "Upload a JPEG, PNG or GIF of at most 10 MB",
    permission=Permission.EDIT_CREATIVES,
    status=201,
    is_idempotent=True,
    rate=Rate.UPLOAD,
    max_bytes=MAX_CREATIVE_BYTES + _FORM_BYTES,
)
def upload_creative(actor: Actor, form: CreativeForm, file: FileStorage) -> Creative:
    """The creative with its addresses."""
    return _addressed(creatives.upload_creative(actor, cast(BinaryIO, file.stream), file.filename or "", form))


@routes.post(
    "/creatives/upload-url",
    "Ask where to send a picture directly",
    permission=Permission.EDIT_CREATIVES,
    status=200,
    rate=Rate.UPLOAD,
)
def create_upload_url(actor: Actor, body: UploadRequest) -> UploadTicket:
    """An address that takes one file for fifteen minutes; confirm it afterwards by its key."""
    ticket = creative_uploads.request_upload(actor, body)
    return ticket.model_copy(update={"upload_url": urljoin(request.url_root, ticket.upload_url)})


@routes.post(
    "/creatives/confirm-upload",
    "Make a creative of a picture that was sent directly",
    permission=Permission.EDIT_CREATIVES,
    status=201,
    is_idempotent=True,
)
def confirm_upload(actor: Actor, body: UploadConfirmation) -> Creative:
    """The creative with its addresses."""
    details = CreativeInput(**body.model_dump(exclude={"key", "file_name"}))
    return _addressed(creative_uploads.confirm_upload(actor, body.key, body.file_name, details))


@routes.get("/creatives", "Creatives, the newest first", permission=Permission.VIEW)
def list_creatives(actor: Actor, query: CreativeQuery) -> Page[Creative]:
    """One page of the gallery."""
    filters = CreativeFilter(
        q=query.q,
        campaign_id=query.campaign_id,
        format=query.image_format,
        tags=query.tag,
        emotion=query.emotion,
        score_min=query.score_min,
        score_max=query.score_max,
        sort=query.sort,
    )
    found = creatives.list_creatives(actor, filters, query.page, query.page_size)
    return found.model_copy(update={"items": [_addressed(creative) for creative in found.items]})


@routes.get("/creatives/{creative_id}", "One creative", permission=Permission.VIEW)
def get_creative(actor: Actor, creative_id: UUID) -> Creative:
    """The creative with its addresses."""
    return _addressed(creatives.get_creative(actor, creative_id))


@routes.patch("/creatives/{creative_id}", "Change a creative's words or campaign", permission=Permission.EDIT_CREATIVES)
def patch_creative(actor: Actor, creative_id: UUID, body: CreativePatch) -> Creative:
    """The creative as it is now; what is left out stays."""
    return _addressed(creatives.update_creative(actor, creative_id, body))


@routes.delete("/creatives/{creative_id}", "Delete a creative and its file", permission=Permission.EDIT_CREATIVES)
def delete_creative(actor: Actor, creative_id: UUID) -> None:
    """Nothing; where a file cannot be deleted yet, a job tries again."""
    creative_deletions.delete_creative(actor, creative_id)


@routes.get(
    "/creatives/{creative_id}/file",
    "The file as it was uploaded",
    permission=Permission.VIEW,
    produces="image/jpeg, image/png, image/gif",
)
def get_creative_file(actor: Actor, creative_id: UUID) -> Response:
    """The same bytes."""
    found = creatives.get_file(actor, creative_id)
    response = Response(found.data, content_type=found.content_type)
    response.headers["Content-Disposition"] = attachment_header(found.file_name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _addressed(creative: Creative) -> Creative:
    """With whole addresses: a program, unlike a page, knows no site that `/files/...` belongs to."""
    names = ("url", "cdn_url", "thumbnail_url")
    return creative.model_copy(update={name: urljoin(request.url_root, getattr(creative, name)) for name in names})
