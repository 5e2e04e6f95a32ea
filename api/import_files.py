"""What pages of imports send and fetch with the session cookie: files, comments, rejected rows, samples."""

from uuid import UUID

from flask import Blueprint, Flask, Response, jsonify, request
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from api.multipart import OVERHEAD, FilePart
from auth.csrf import check_csrf_header
from auth.errors import from_validation
from auth.identity import page_actor
from auth.limits import principal
from domain.comments import MAX_COMMENTS_BYTES, CommentsOptions
from domain.errors import AppError, ErrorCode, not_found
from domain.files import attachment_header
from domain.import_files import SampleFile
from domain.imports import MAX_IMPORT_BYTES
from domain.permissions import Permission
from domain.platforms import Platform
from services import comment_imports, import_downloads, uploads

# A dropped folder of exports comes as one request a file, so this is more than the API's limit for uploads.
UPLOADS = "60 per minute"
_TOO_LARGE = "The file is larger than 200 MB. Export a shorter period, or split the file."
_TOO_MANY_COMMENTS = "The file is larger than 20 MB. Split it into several files."
_SHOWN_ERRORS = 20
routes = Blueprint("import_files", __name__, url_prefix="/internal/imports")


def init_import_files(server: Flask, protect: CSRFProtect, limiter: Limiter) -> None:
    """Attach the routes. The upload checks its CSRF header itself, see `auth.csrf`."""
    server.register_blueprint(routes)
    protect.exempt(routes)
    limiter.limit(lambda: UPLOADS, key_func=principal, methods=["POST"])(routes)


@routes.before_request
def check_token() -> None:
    """CSRF before the body is touched; reading needs none."""
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        check_csrf_header()


@routes.post("/upload")
def upload_file() -> tuple[Response, int]:
    """Take one file, written to disk as it comes: 201 with its id, or an error in the one shape."""
    actor = page_actor()
    actor.require(Permission.IMPORT_DATA)
    # The largest file and its form must pass here, so that the service says what is too much.
    request.max_content_length = MAX_IMPORT_BYTES + OVERHEAD
    try:
        part = FilePart(request)
        found = uploads.receive(actor, part, part.name)  # type: ignore[arg-type]  # It reads, and nothing else.
    except RequestEntityTooLarge:
        raise AppError(ErrorCode.FILE_TOO_LARGE, _TOO_LARGE, max_bytes=MAX_IMPORT_BYTES) from None
    return jsonify({"id": str(found.id), "file_name": found.file_name, "size": found.size}), 201


@routes.post("/comments")
def upload_comments() -> tuple[Response, int]:
    """Import one file of comments: 201 with what it brought, its first problems, and where all of them are."""
    actor = page_actor()
    actor.require(Permission.IMPORT_DATA)
    request.max_content_length = MAX_COMMENTS_BYTES + OVERHEAD
    try:
        options = CommentsOptions.model_validate({name: value for name, value in request.args.items() if value})
    except ValidationError as error:
        raise from_validation(error) from None
    try:
        part = FilePart(request)
        found = uploads.receive(actor, part, part.name)  # type: ignore[arg-type]  # It reads, and nothing else.
    except RequestEntityTooLarge:
        raise AppError(ErrorCode.FILE_TOO_LARGE, _TOO_MANY_COMMENTS, max_bytes=MAX_COMMENTS_BYTES) from None
    result = comment_imports.import_comments(actor, found.id, options)
    rejects = comment_imports.keep_rejects(actor, result.errors) if result.errors else None
    shown = result.model_copy(update={"errors": result.errors[:_SHOWN_ERRORS]})
    return jsonify({**shown.model_dump(mode="json"), "rejects_id": str(rejects) if rejects else None}), 201


@routes.get("/comments/<rejects_id>.csv")
def download_comment_rejects(rejects_id: str) -> Response:
    """Every rejected cell of a file of comments, for a day."""
    actor = page_actor()
    try:
        found = UUID(rejects_id)
    except ValueError:
        raise not_found() from None
    return _file(comment_imports.rejects_csv(actor, found))


@routes.get("/<import_id>/rejects.csv")
def download_rejects(import_id: str) -> Response:
    """Every rejected cell of an import."""
    actor = page_actor()
    try:
        found = UUID(import_id)
    except ValueError:
        raise not_found() from None
    return _file(import_downloads.rejects_csv(actor, found))


@routes.get("/samples/<platform>.csv")
def download_sample(platform: str) -> Response:
    """A made-up export of a platform."""
    actor = page_actor()
    if platform not in set(Platform):
        raise not_found()
    return _file(import_downloads.get_sample(actor, Platform(platform)))


def _file(found: SampleFile) -> Response:
    response = Response(found.data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = attachment_header(found.file_name)
    return response
