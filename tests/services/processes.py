"""The application as people run it: gunicorn and a Celery worker as processes of their own.

Two set-ups: embedded (SQLite, a folder as queue) and production (PostgreSQL, Redis, nginx with TLS).
"""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.nginx import Nginx, nginx_server
from tests.services.postgres import Database, Postgres
from tests.services.running import HOST, ROOT, free_port, start, stop, wait_for

# What a developer's shell or .env may hold and no test may see; blank means unset.
FOREIGN = (
    "CDN_DOMAIN", "DATABASE_OWNER_URL", "DATABASE_URL", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "PUBLIC_URL",
    "REDIS_URL", "S3_BUCKET", "S3_ENDPOINT_URL", "SECRET_KEY", "SENTRY_DSN", "SMTP_URL",
)  # fmt: skip


@dataclass
class Application:
    """Running processes of one installation."""

    url: str
    home: Path
    environment: dict[str, str]
    certificate: Path | None = None
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _begins: dict[str, int] = field(default_factory=dict)

    def log(self, name: str) -> str:
        """What a process (`web`, `worker`) has written since its last start."""
        return self._log_path(name).read_bytes()[self._begins[name] :].decode(errors="replace")

    def command(self, *arguments: str) -> str:
        """Run one of the application's commands (`demo load`) in this installation; returns what it printed."""
        return run_flask(self.environment, *arguments)

    def start(self, name: str) -> None:
        """Start `web` or `worker` (again)."""
        path = self._log_path(name)
        self._begins[name] = path.stat().st_size if path.exists() else 0
        self.processes[name] = start(_commands()[name], path, cwd=ROOT, env=self.environment)

    def kill(self, name: str) -> None:
        """End a process at once, as a power cut would, with everything it started."""
        os.killpg(self.processes[name].pid, 9)
        self.processes[name].wait()

    def stop(self) -> None:
        """End all processes by their ids."""
        for process in reversed(self.processes.values()):
            stop(process)

    def wait_until_ready(self) -> None:
        """Wait until the web process and the worker both say that they are ready."""
        address = f"http://{HOST}:{self.environment['PORT']}/healthz"
        wait_for(lambda: _answers(address), "web", self.processes["web"], self._log_path("web"), 90)
        wait_for(
            lambda: "ready." in self.log("worker"), "worker", self.processes["worker"], self._log_path("worker"), 90
        )

    def _log_path(self, name: str) -> Path:
        return self.home.parent / f"{name}.log"


def _answers(address: str) -> bool:
    with urllib.request.urlopen(address, timeout=2) as answer:
        return bool(answer.status == 200)


def _commands() -> dict[str, list[str]]:
    celery = [sys.executable, "-m", "celery", "-A", "tasks.app:celery"]
    return {
        "web": [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"],
        "worker": [*celery, "worker", "-P", "prefork", "--concurrency", "2", "-l", "INFO"],
    }


def run_flask(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the application and fail with its output where it fails."""
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def make_environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of one installation: this process's, without anything that leads out of the test."""
    own = {"ADVISION_HOME": str(home), "ADVISION_ENV": "development", "LOG_LEVEL": "INFO", "PORT": str(free_port())}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROMETHEUS_")}
    return kept | dict.fromkeys(FOREIGN, "") | own | {"PYTHONUNBUFFERED": "1"} | settings


@contextmanager
def running(application: Application, *, demo: bool) -> Iterator[Application]:
    """Bring the schema up to date, load the example where asked, start web and worker, stop them afterwards."""
    try:
        application.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        application.command("db", "upgrade")
        if demo:
            application.command("demo", "load")
        application.start("web")
        application.start("worker")
        application.wait_until_ready()
        yield application
    finally:
        application.stop()


@contextmanager
def embedded(folder: Path, *, demo: bool = True, **settings: str) -> Iterator[Application]:
    """What `make run` gives: SQLite, a folder as queue, two web workers."""
    environment = make_environment(folder / "home", WEB_WORKERS="2", **settings)
    application = Application(f"http://{HOST}:{environment['PORT']}", folder / "home", environment)
    with running(application, demo=demo):
        yield application


@contextmanager
def production(
    folder: Path, database: Database, redis_url: str, static: Path, *, demo: bool = True, **settings: str
) -> Iterator[tuple[Application, Nginx]]:
    """PostgreSQL under the application's own role, Redis, three web workers, nginx with TLS before them."""
    environment = make_environment(folder / "home", WEB_WORKERS="3", **settings)
    with ExitStack() as stack:
        nginx = stack.enter_context(nginx_server(folder, int(environment["PORT"]), static))
        environment |= {
            "ADVISION_ENV": "production",
            "DEMO_PASSWORD": "only-for-this-test",
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": os.urandom(32).hex(),
            "PUBLIC_URL": nginx.url,
            "TRUSTED_PROXIES": "1",
        }
        application = Application(nginx.url, folder / "home", environment, nginx.certificate)
        yield stack.enter_context(running(application, demo=demo)), nginx


def migrated_template(postgres: Postgres, folder: Path) -> str:
    """The name of a template database with the schema; made once per server."""

    def prepare(database: Database) -> None:
        settings = {"DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.owner_url}
        run_flask(make_environment(folder / "template", **settings), "db", "upgrade")

    return postgres.template("advision_migrated", prepare)
