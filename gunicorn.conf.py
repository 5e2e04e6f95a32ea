"""The web server: several processes with threads, each renewed after some thousand requests.

`preload_app` stays off: a process that forks after opening a database connection shares its socket with
its children, and with it every query of every tenant.
"""

import os
from pathlib import Path
from typing import Any

from config import load_settings

_settings = load_settings()

# Behind nginx in containers GUNICORN_CMD_ARGS="--bind 0.0.0.0:8050" widens this.
bind = f"127.0.0.1:{_settings.port}"
workers = _settings.web_workers
worker_class = "gthread"
# A page load sends up to eight callbacks at once; more threads only wait for the interpreter lock.
threads = 8
timeout = 60
graceful_timeout = 10
# Longer than nginx keeps an idle upstream connection, so that nginx never writes into a closing one.
keepalive = 75
max_requests = 2000
max_requests_jitter = 200
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, made by gunicorn itself
accesslog = None
loglevel = _settings.log_level.lower()
proc_name = "advision"
control_socket_disable = True

# prometheus_client decides at import whether several processes share their counts, and it is imported by the app.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_settings.folder("metrics")))


def on_starting(server: Any) -> None:
    """Drop the counts of web processes of an earlier start, which would be added to the new ones."""
    del server
    if "ADVISION_SUPERVISED" not in os.environ:
        for old in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
            old.unlink(missing_ok=True)


def post_worker_init(worker: Any) -> None:
    """Make the first request ourselves: Dash prepares itself during it, and a second one beside it gets half a page."""
    worker.wsgi.test_client().get("/healthz")


def child_exit(server: Any, worker: Any) -> None:
    """Let the counts of a process that ended stay in the sums, and its gauges go."""
    del server
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
