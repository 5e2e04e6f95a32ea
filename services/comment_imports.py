"""Files of comments: every valid row under its creative and every bad one named, or nothing at all."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from data.csv_safety import write_rejects
from data.formats import CommentRow, no_valid_row, plan_comments, read_comments
from data.models import Comment, Creative
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.comments import MAX_COMMENTS_BYTES, CommentsImportResult, CommentsOptions
from domain.creatives import CreativeStatus
from domain.errors import AppError, ErrorCode, not_found
from domain.import_files import SampleFile
from domain.imports import RowProblem
from domain.permissions import Permission
from services import audit, uploads
from services.container import container
from services.platform_campaigns import lock_organization
from services.units import reading, writing

_CHUNK = 1_000
_REJECTS_KEPT = 24 * 3600
_SEVERAL = "Several creatives are called so."
_UNKNOWN = "No creative has this id, ad id or name."
_FIX = "Write the creative’s id, which its details show in their address."


def import_comments(actor: Actor, upload_id: UUID, options: CommentsOptions | None = None) -> CommentsImportResult:
    """Import an uploaded file of comments; the same comment again is known and changes nothing but its weight.

    Needs IMPORT_DATA. Raises NOT_FOUND for a file or a creative that is not there, FILE_TOO_LARGE, what the reading
    of a table raises, and IMPORT_NO_VALID_ROW. The file is discarded, whatever comes of it.
    """
    actor.require(Permission.IMPORT_DATA)
    options = options or CommentsOptions()
    upload = uploads.get_upload(actor, upload_id)
    try:
        if upload.size > MAX_COMMENTS_BYTES:
            limit = MAX_COMMENTS_BYTES // (1024 * 1024)
            raise AppError(ErrorCode.FILE_TOO_LARGE, f"A file of comments may have {limit} MB. Split it.")
        found = _read_file(actor, upload_id, options)
        if not found.rows:
            raise no_valid_row(found.problems[0] if found.problems else None)
        imported = _store(actor, found, upload.file_name)
    finally:
        uploads.discard(actor, upload_id)
    rejected = len({problem.line for problem in found.problems})
    return CommentsImportResult(
        rows_total=found.total,
        rows_imported=imported,
        rows_known=found.total - imported - rejected,
        rows_rejected=rejected,
        errors=found.problems,
    )


def keep_rejects(actor: Actor, problems: list[RowProblem]) -> UUID:
    """Keep what was wrong with a file for a day, so that a page can offer it as a file."""
    actor.require(Permission.IMPORT_DATA)
    rejects_id = uuid4()
    rows = [problem.model_dump() for problem in problems]
    container().cache.set(_rejects_key(actor, rejects_id), rows, expire=_REJECTS_KEPT)
    return rejects_id


def rejects_csv(actor: Actor, rejects_id: UUID) -> SampleFile:
    """What was kept by `keep_rejects`, as CSV. Needs IMPORT_DATA; raises NOT_FOUND, also after a day."""
    actor.require(Permission.IMPORT_DATA)
    rows = container().cache.get(_rejects_key(actor, rejects_id))
    if not isinstance(rows, list):
        raise not_found()
    text = io.StringIO(newline="")
    write_rejects(text, [RowProblem.model_validate(row) for row in rows])
    return SampleFile(file_name="comments_rejects.csv", data=("\ufeff" + text.getvalue()).encode())


def _rejects_key(actor: Actor, rejects_id: UUID) -> str:
    return f"comment-rejects:{actor.organization_id}:{rejects_id}"


@dataclass
class _Found:
    """What a file holds, its creatives known."""

    rows: list[tuple[UUID, CommentRow]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    total: int = 0


def _read_file(actor: Actor, upload_id: UUID, options: CommentsOptions) -> _Found:
    path = uploads.local_path(actor, upload_id)
    with reading(actor) as session:
        names = _Names(session)
    if options.creative_id is not None and str(options.creative_id) not in names.known:
        raise not_found()
    plan = plan_comments(path, needs_creative=options.creative_id is None, date_order=options.date_order)
    column = plan.name_of("creative")
    found = _Found()
    for batch in read_comments(path, plan):
        found.total += batch.total
        found.problems += batch.problems
        for row in batch.rows:
            creative = names.find(row.creative) if row.creative else options.creative_id
            if isinstance(creative, UUID):
                found.rows.append((creative, row))
            else:
                reason = creative or _UNKNOWN
                found.problems.append(
                    RowProblem(line=row.line, column=column, value=row.creative, reason=reason, fix=_FIX)
                )
    found.problems.sort(key=lambda problem: problem.line)
    return found


class _Names:
    """The creatives by all that a file may call them: id, the ad's id in imports, name."""

    def __init__(self, session: TenantSession) -> None:
        shown = Creative.status == CreativeStatus.ACTIVE.value
        self.known: dict[str, UUID | str] = {}
        rows = session.execute(select(Creative.id, Creative.ad_ref, Creative.name).where(shown)).all()
        # An ad's id says it better than a name that happens to be the same, and our own id best of all.
        self._take((row.name, row.id) for row in rows)
        self._take((row.ad_ref, row.id) for row in rows)
        self.known |= {str(row.id): row.id for row in rows}

    def _take(self, named: Iterable[tuple[str, UUID]]) -> None:
        found: dict[str, UUID | str] = {}
        for name, creative_id in named:
            key = " ".join(name.split()).casefold()
            if key:
                found[key] = _SEVERAL if key in found else creative_id
        self.known |= found

    def find(self, word: str) -> UUID | str | None:
        """The creative's id, or why it cannot be told; None where there is none."""
        return self.known.get(word.casefold())


def _store(actor: Actor, found: _Found, file_name: str) -> int:
    """Write all new rows in one transaction; gives how many they were."""
    with writing(actor) as session:
        # Two imports of the same file, one after the other, so that the second finds what the first wrote.
        lock_organization(session)
        creatives = {creative_id for creative_id, _ in found.rows}
        shown = select(Creative.id).where(Creative.id.in_(creatives), Creative.status == CreativeStatus.ACTIVE.value)
        if set(session.scalars(shown)) != creatives:
            raise AppError(ErrorCode.CONFLICT, "A creative was deleted meanwhile. Import the file again.")
        new = _new_rows(session, actor, found, creatives)
        for start in range(0, len(new), _CHUNK):
            session.execute(insert(Comment), new[start : start + _CHUNK])
        if new:
            first = next(iter(creatives)) if len(creatives) == 1 else ""
            audit.record(session, actor, "comments.imported", "creative", first, file=file_name, rows=len(new))
    return len(new)


def _new_rows(session: TenantSession, actor: Actor, found: _Found, creatives: set[UUID]) -> list[dict[str, Any]]:
    """Rows that are not there yet, each once; where only the weight is another, it is written over."""
    stored = {
        row.fingerprint: row
        for row in session.scalars(select(Comment).where(Comment.creative_id.in_(creatives), Comment.fingerprint != ""))
    }
    new: dict[str, dict[str, Any]] = {}
    for creative_id, row in found.rows:
        mark = fingerprint(creative_id, row)
        if mark in stored:
            stored[mark].weight = row.weight
        else:
            new[mark] = {
                "organization_id": actor.organization_id,
                "id": uuid4(),
                "creative_id": creative_id,
                "text": row.text,
                "weight": row.weight,
                "written_at": row.written_at,
                "fingerprint": mark,
            }
    return list(new.values())


def fingerprint(creative_id: UUID, row: CommentRow) -> str:
    """What tells a comment from others: creative, moment, author and text. The author is kept in no other form."""
    parts = (str(creative_id), row.written_at.isoformat(), row.author, row.text)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
