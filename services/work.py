"""Which service function does which kind of job, and what runs on which schedule."""

from collections.abc import Callable

from services import creative_deletions, creative_uploads, idempotency, import_sweeps, imports, uploads
from services.job_runner import Handler

HANDLERS: dict[str, Handler] = {
    creative_deletions.JOB_KIND: creative_deletions.run_deletion,
    "imports.run": imports.run_import_job,
    "imports.purge": imports.purge_job,
}
SCHEDULED: dict[str, tuple[Callable[[], object], ...]] = {
    "hourly": (
        creative_uploads.drop_old_uploads,
        creative_deletions.retry_deletions,
        import_sweeps.sweep,
        uploads.sweep,
        idempotency.remove_old_keys,
    ),
}
