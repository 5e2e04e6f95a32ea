"""Which service function does which kind of job, and what runs on which schedule."""

from collections.abc import Callable

from services.job_runner import Handler

HANDLERS: dict[str, Handler] = {}
SCHEDULED: dict[str, tuple[Callable[[], object], ...]] = {"hourly": ()}
