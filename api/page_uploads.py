"""Files that pages send and fetch with the session cookie. Uploads carry the CSRF header; the REST API has its own.

A page's request is small: the limit is set before anything, the CSRF check included, reads the body.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, jsonify, redirect, request
from pydantic import ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from auth.errors import from_validation
from auth.identity import page_actor
from domain.creatives import MAX_CREATIVE_BYTES, CreativeInput
from domain.errors import AppError, ErrorCode, invalid, not_found
from domain.permissions import Permission
from services import creatives, draft_pictures

# Boundaries, headers and the ad's words around the file.
_FORM_OVERHEAD = 64 * 1024
routes = Blueprint("page_uploads", __name__, url_prefix="/internal")


def init_page_uploads(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(routes)


@routes.url_value_preprocessor
def limit_body(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Stop reading beyond one creative. Runs before every other guard, since the CSRF check reads the form."""
    request.max_content_length = MAX_CREATIVE_BYTES + _FORM_OVERHEAD


@routes.post("/creatives/upload")
def upload_creative() -> tuple[Response, int]:
    """Take one picture of a page's drop zone: 201 with the creative, or an error in the one shape."""
    actor = page_actor()
    actor.require(Permission.EDIT_CREATIVES)
    file = _sent_file()
    fields = request.form.to_dict()
    # Werkzeug's stream is a binary one, though it is typed by its methods only.
    made = creatives.upload_creative(actor, file.stream, file.filename, _details(fields))  # type: ignore[arg-type]
    return jsonify(made.model_dump(mode="json")), 201


@routes.post("/studio/picture")
def keep_draft_picture() -> tuple[Response, int]:
    """Take one picture that is scored before it is a creative: 201 with where it is kept for a day."""
    actor = page_actor()
    actor.require(Permission.RUN_ANALYZERS)
    file = _sent_file()
    kept = draft_pictures.keep_picture(actor, file.stream)  # type: ignore[arg-type]
    return jsonify(kept.model_dump(mode="json")), 201


@routes.get("/creatives/<creative_id>/download")
def download_creative(creative_id: str) -> AnyResponse:
    """Go on to a fresh link, so that a page that was open for long still downloads."""
    actor = page_actor()
    try:
        found = UUID(creative_id)
    except ValueError:
        raise not_found() from None
    return redirect(creatives.get_download_link(actor, found))


def _sent_file() -> FileStorage:
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge:
        raise AppError(ErrorCode.FILE_TOO_LARGE, "A creative may have at most 10 MB.") from None
    if file is None or not file.filename:
        raise invalid("file", "choose a file to upload")
    return file


def _details(fields: dict[str, str]) -> CreativeInput:
    given: dict[str, Any] = {name: fields[name] for name in ("name", "ad_text", "campaign_id") if fields.get(name)}
    if fields.get("tags"):
        given["tags"] = tuple(tag for tag in (part.strip() for part in fields["tags"].split(",")) if tag)
    try:
        return CreativeInput(**given)
    except ValidationError as error:
        raise from_validation(error) from None
