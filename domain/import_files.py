"""What the import page shows around an import: files that wait, imports that run, formats to choose from, samples."""

from datetime import datetime
from uuid import UUID

from domain.contracts import Contract
from domain.imports import ImportSummary
from domain.jobs import JobResult
from domain.platforms import Platform


class WaitingFile(Contract):
    """An uploaded file that nobody has imported yet."""

    id: UUID
    file_name: str
    size: int
    created_at: datetime


class ImportRun(Contract):
    """One import with the job that does it. `upload_id` is set while the file is still there to be tried again.

    `summary` is None until the job has opened its line in the history; `job` is None where there never was one.
    """

    id: UUID
    file_name: str
    job: JobResult | None
    summary: ImportSummary | None
    upload_id: UUID | None
    platform: Platform | None


class ImportSource(Contract):
    """A format that a file can be read as."""

    key: str
    label: str


class SampleFile(Contract):
    """A made-up export to try the import with."""

    file_name: str
    data: bytes
