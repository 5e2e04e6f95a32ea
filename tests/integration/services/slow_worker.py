"""A Celery worker of the application with one more kind of job: slow, and telling a file when it begins and ends."""

import os
import sys
import time
from pathlib import Path

from services.job_runner import JobContext
from services.work import HANDLERS
from tasks.app import celery

SECONDS = 4


def slow(context: JobContext) -> dict[str, int]:
    """Take longer than a lease, so that the heart-beat must hold it."""
    note(f"begin {context.job_id} {context.job.attempt}")
    for step in range(SECONDS * 10):
        time.sleep(0.1)
        context.progress(step / (SECONDS * 10), "working")
    note(f"end {context.job_id} {context.job.attempt}")
    return {"process": os.getpid()}


def note(line: str) -> None:
    with Path(os.environ["SLOW_WORKER_NOTES"]).open("a") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    HANDLERS["test.slow"] = slow
    celery.worker_main([*sys.argv[1:]])
