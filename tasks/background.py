"""Background callbacks of Dash without Redis: each runs in a process of its own, forked from a clean one.

Dash would fork the web process itself. Another of its threads may be inside SQLite at that moment, and the child then
waits for ever for a lock that nobody holds any more. The fork server has one thread and no connection.
"""

import importlib
import multiprocessing
from multiprocessing.forkserver import ensure_running
from typing import Any

import diskcache
from dash import DiskcacheManager
from dash.background_callback.managers.diskcache_manager import _make_job_fn
from flask import Flask

from config import Settings
from services.bootstrap import build_container
from services.container import container
from tasks.broker import make_bell, make_celery

_PROCESSES = multiprocessing.get_context("forkserver")
# What every child needs is loaded once, before the first fork.
_PROCESSES.set_forkserver_preload(["tasks.background", "callbacks.import_preview"])


class BackgroundProcesses(DiskcacheManager):  # type: ignore[misc]
    """Dash's manager with results on disk, whose work is started so that it can neither hang nor inherit anything."""

    def make_job_fn(self, fn: Any, progress: Any, key: str | None = None) -> Any:
        """What Dash keeps for a callback; here it also says which function it is."""
        job = super().make_job_fn(fn, progress, key)
        job.named = (fn.__module__, fn.__qualname__, bool(progress))
        return job

    def warm(self) -> None:
        """Start the fork server, which takes a second or two, before someone waits for it. Twice is no harm."""
        ensure_running()

    def call_job_fn(self, key: str, job_fn: Any, args: Any, context: Any) -> int | None:
        """Start the work; gives the process's id."""
        settings, folder = container().settings, self.handle.directory
        work = (settings, folder, job_fn.named, key, self._make_progress_key(key), args, dict(context))
        process = _PROCESSES.Process(target=run_callback, args=work, daemon=True)
        process.start()
        return process.pid


def run_callback(
    settings: Settings, folder: str, named: tuple[str, str, bool], key: str, progress_key: str, args: Any, context: Any
) -> None:
    """In the child: run the function with a container of its own, and leave its answer in the folder."""
    module, name, has_progress = named
    function = getattr(importlib.import_module(module), name)
    app = Flask("background")
    app.extensions["advision"] = build_container(settings, make_bell(make_celery(settings)))
    with app.app_context(), diskcache.Cache(folder) as results:
        _make_job_fn(function, results, has_progress)(key, progress_key, args, context)
