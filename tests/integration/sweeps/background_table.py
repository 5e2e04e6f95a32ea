"""What runs without a request: jobs, schedules, tasks of the worker, commands. One without a line fails the sweep."""

from typing import Any

import click

from domain.analyses import AnalyzerName

# Each job's payload, with which kind of id each field holds.
JOBS: dict[str, dict[str, str]] = {
    # Their payload was made where rights and ids were checked; what it names is read by the organization's own keys.
    **{f"analyze.{name.value}": {} for name in AnalyzerName},
    "analyze.comments": {"creative_id": "creatives"},
    "analyze.creatives": {},
    "train.engagement": {},
    "train.quality": {},
    "creatives.delete_files": {"creative_id": "creatives"},
    "imports.run": {"upload_id": "uploads"},
    "imports.purge": {"import_id": "import_batches"},
    "imports.undo": {"import_id": "import_batches"},
}
# Each goes through all organizations, one at a time; none answers a person.
SCHEDULES: set[str] = {
    "hourly.analyses.drop_old_jobs",
    "hourly.creative_deletions.retry_deletions",
    "hourly.creative_uploads.drop_old_uploads",
    "hourly.draft_pictures.drop_old_pictures",
    "hourly.idempotency.remove_old_keys",
    "hourly.import_sweeps.sweep",
    "hourly.uploads.sweep",
    "hourly.variant_outcomes.sync_outcomes",
}
TASKS: set[str] = {"advision.run_job", "advision.sweep_jobs", "advision.run_scheduled"}
# Whoever may run commands may read the database as well, so what counts is that one touches just what it names.
COMMANDS: set[str] = {
    "demo load", "demo reset", "import-csv", "jobs run", "user create",
    "models activate", "models evaluate", "models list", "models pull", "models roll-back", "models train",
}  # fmt: skip
_OF_OTHERS = {"db"}


def names_of_commands(group: Any, before: str = "") -> set[str]:
    """Every command of the application's own groups, with its group's name."""
    found: set[str] = set()
    for name, command in group.commands.items():
        if name in _OF_OTHERS and not before:
            continue
        whole = f"{before} {name}".strip()
        found |= names_of_commands(command, whole) if isinstance(command, click.Group) else {whole}
    return found
