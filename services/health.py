"""Whether the parts that AdVision stands on answer, and which ones are in use. Names no address and no secret."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from uuid import uuid4

import redis
import structlog
from alembic.script import ScriptDirectory
from sqlalchemy import text

from domain.contracts import Contract
from services.bootstrap import describe
from services.container import Container, container

VERSION = "0.1.0"
TIME_LIMIT = 3.0
_MIGRATIONS = Path(__file__).resolve().parent.parent / "data" / "migrations"
_CANARY = "health/canary"
log = structlog.get_logger("advision.health")
# A part that hangs holds its thread, not the request: the next checks find no thread free and say so in time.
_checkers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")


class PartHealth(Contract):
    """One part: which kind is in use, whether it answers, and, where it does not, what to look at."""

    kind: str
    is_ok: bool
    problem: str = ""


class Readiness(Contract):
    """Whether requests can be served, part by part."""

    is_ready: bool
    version: str
    parts: dict[str, PartHealth]


def check_parts() -> Readiness:
    """Ask every part at once, each for at most TIME_LIMIT seconds."""
    found = container()
    kinds = describe(found.settings)
    checks: dict[str, tuple[str, Callable[[Container], str]]] = {
        "database": (kinds["database"], _check_database),
        "cache": ("redis" if found.settings.redis_url else "folder", _check_cache),
        "storage": (kinds["storage"], _check_storage),
        "queue": (kinds["queue"], _check_queue),
    }
    asked = {name: _checkers.submit(check, found) for name, (_, check) in checks.items()}
    wait(asked.values(), timeout=TIME_LIMIT)
    parts = {name: _judge(name, checks[name][0], future) for name, future in asked.items()}
    parts["mail"] = PartHealth(kind=kinds["mail"], is_ok=True)
    return Readiness(is_ready=all(part.is_ok for part in parts.values()), version=VERSION, parts=parts)


def _judge(name: str, kind: str, asked: Future[str]) -> PartHealth:
    if not asked.done():
        asked.cancel()
        return PartHealth(kind=kind, is_ok=False, problem=f"no answer within {TIME_LIMIT:g} seconds")
    error = asked.exception()
    if error is not None:
        # The error's own words may hold addresses and passwords: they go to the log by their kind only.
        log.error("part_not_ready", part=name, error=type(error).__name__)
        return PartHealth(kind=kind, is_ok=False, problem="cannot be reached")
    problem = asked.result()
    return PartHealth(kind=kind, is_ok=not problem, problem=problem)


def _check_database(found: Container) -> str:
    with found.database.engine.connect() as connection:
        version = connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()
    return "" if version == _newest_migration() else "migrations are missing: run `flask --app app db upgrade`"


@cache
def _newest_migration() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _check_cache(found: Container) -> str:
    key = f"health:{uuid4().hex}"
    found.cache.set(key, 1, expire=60)
    kept = found.cache.pop(key)
    if found.settings.redis_url:
        _ping(found.settings.redis_url)
    return "" if kept == 1 else "does not keep what is put in"


def _check_storage(found: Container) -> str:
    found.storage.exists(_CANARY)
    return "" if found.settings.s3_bucket else _check_folder(found.settings.folder("files"))


def _check_queue(found: Container) -> str:
    if found.settings.redis_url:
        _ping(found.settings.redis_url)
        return ""
    return _check_folder(found.settings.folder("queue"))


def _check_folder(folder: Path) -> str:
    probe = folder / f".health-{uuid4().hex}"
    probe.write_bytes(b"1")
    probe.unlink()
    return ""


def _ping(url: str) -> None:
    with redis.Redis.from_url(url, socket_timeout=TIME_LIMIT, socket_connect_timeout=TIME_LIMIT) as client:
        client.ping()
