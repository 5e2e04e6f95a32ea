"""Importing exports of ad platforms, the history of imports, their rejected rows, and undoing them."""

from typing import BinaryIO, cast
from uuid import UUID

from flask import Response
from pydantic import Json
from werkzeug.datastructures import FileStorage

from api.contracts import JobAccepted, Paging, job_accepted
from api.endpoints import Rate, Routes
from domain.actors import Actor
from domain.contracts import Page
from domain.files import attachment_header
from domain.imports import MAX_IMPORT_BYTES, Field, ImportOptions, ImportPreview, ImportResult, ImportSummary
from domain.permissions import Permission
from services import import_downloads, imports, uploads

routes = Routes("Imports")
# The form's other fields and boundaries.
_FORM_BYTES = 64 * 1024


class ImportForm(ImportOptions):
    """What stands beside the file in the form. With `dry_run` nothing is stored, and the answer is the preview."""

    mapping: Json[dict[Field, str]] | None = None  # A form carries it as JSON text.
    dry_run: bool = False


@routes.post(
    "/campaigns/upload-csv",
    "Import a CSV, TSV or XLSX export of at most 200 MB",
    permission=Permission.IMPORT_DATA,
    answers={201: ImportResult, 202: JobAccepted, 200: ImportPreview},
    is_idempotent=True,
    rate=Rate.UPLOAD,
    max_bytes=MAX_IMPORT_BYTES + _FORM_BYTES,
)
def upload_csv(actor: Actor, form: ImportForm, file: FileStorage) -> ImportResult | JobAccepted | ImportPreview:
    """What the import did; over 50,000 rows a job whose result that is; for a dry run what it would do."""
    options = ImportOptions(**form.model_dump(exclude={"dry_run"}))
    upload = uploads.receive(actor, cast(BinaryIO, file.stream), file.filename or "")
    try:
        if not form.dry_run:
            if imports.is_large(actor, upload.id):
                return job_accepted(imports.start_import(actor, upload.id, options))
            return imports.import_upload(actor, upload.id, options)
        preview = imports.look(actor, upload.id, options)
    except BaseException:
        uploads.discard(actor, upload.id)
        raise
    uploads.discard(actor, upload.id)
    return preview


@routes.get("/imports", "The history of imports, the newest first", permission=Permission.VIEW)
def list_imports(actor: Actor, query: Paging) -> Page[ImportSummary]:
    """Imports of files, those undone included."""
    return imports.list_imports(actor, query.page, query.page_size)


@routes.get("/imports/{import_id}", "One import", permission=Permission.VIEW)
def get_import(actor: Actor, import_id: UUID) -> ImportSummary:
    """The import's line of the history."""
    return imports.get_import(actor, import_id)


@routes.delete(
    "/imports/{import_id}",
    "Undo an import",
    permission=Permission.UNDO_IMPORTS,
    answers={200: ImportSummary, 202: JobAccepted},
)
def undo_import(actor: Actor, import_id: UUID) -> ImportSummary | JobAccepted:
    """The import, which counts no more, and what it had replaced counts again; over 50,000 rows a job that does so."""
    found = imports.undo_import(actor, import_id)
    return job_accepted(found.undo.job_id) if found.undo else found


@routes.get(
    "/imports/{import_id}/rejects",
    "Every rejected cell of an import, as CSV",
    permission=Permission.VIEW,
    produces="text/csv",
)
def get_rejects(actor: Actor, import_id: UUID) -> Response:
    """Line, column, value, reason and how to fix it."""
    found = import_downloads.rejects_csv(actor, import_id)
    response = Response(found.data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = attachment_header(found.file_name)
    return response
