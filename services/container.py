"""What services reach outside themselves with, put together once per process by `services.bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import diskcache
from flask import Flask, current_app

from config import Settings
from data.session import Database
from domain.jobs import JobQueue
from domain.ports import Mailer, Storage

RingBell = Callable[[UUID, UUID, JobQueue, float], None]


@dataclass
class Container:
    """The parts, each chosen by one setting. `ring` tells the workers of a queue of a job after a delay in seconds."""

    settings: Settings
    database: Database
    storage: Storage
    mailer: Mailer
    cache: diskcache.Cache
    ring: RingBell
    results: dict[Any, Any] = field(default_factory=dict)


def container(app: Flask | None = None) -> Container:
    """The container of the given or the running app. Without an app it needs an application context."""
    found: Container = (app or current_app).extensions["advision"]
    return found
