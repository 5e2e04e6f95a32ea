"""Which service function does which kind of job, and what runs on which schedule."""

from collections.abc import Callable

from domain.analyses import AnalyzerName
from domain.jobs import ANALYSIS_PREFIX
from services import (
    analyses,
    comment_readings,
    creative_deletions,
    creative_scores,
    creative_uploads,
    draft_pictures,
    idempotency,
    import_sweeps,
    import_undos,
    imports,
    own_models,
    quality_learning,
    uploads,
    variant_outcomes,
)
from services.job_runner import Handler

HANDLERS: dict[str, Handler] = {
    creative_deletions.JOB_KIND: creative_deletions.run_deletion,
    "imports.run": imports.run_import_job,
    "imports.purge": imports.purge_job,
    import_undos.KIND: import_undos.run_undo_job,
    comment_readings.KIND: comment_readings.run_reading,
    creative_scores.JOB_KIND: creative_scores.run_scoring_all,
    own_models.JOB_KIND: own_models.run_training,
    quality_learning.JOB_KIND: quality_learning.run_learning,
    **{ANALYSIS_PREFIX + name.value: analyses.run_analysis for name in AnalyzerName},
}
SCHEDULED: dict[str, tuple[Callable[[], object], ...]] = {
    "hourly": (
        creative_uploads.drop_old_uploads,
        draft_pictures.drop_old_pictures,
        analyses.drop_old_jobs,
        creative_deletions.retry_deletions,
        import_sweeps.sweep,
        uploads.sweep,
        idempotency.remove_old_keys,
        variant_outcomes.sync_outcomes,
    ),
}
