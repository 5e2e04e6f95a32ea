"""Stand-ins for what lies outside: mail, the worker's bell, the clock."""

import threading
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from flask import Flask

from domain.errors import AppError, ErrorCode
from domain.jobs import JobQueue
from domain.ports import Mail
from services import job_runner
from services.work import HANDLERS


class RecordedMails:
    """A mailer that keeps what it is given; `is_down` makes it refuse."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.is_down = False

    def send(self, mail: Mail) -> None:
        if self.is_down:
            raise AppError(ErrorCode.UPSTREAM)
        self.sent.append(mail)


class RecordedBells:
    """A bell that only notes who was rung for: (organization, job, delay), and beside it on which queues."""

    def __init__(self) -> None:
        self.rung: list[tuple[UUID, UUID, float]] = []
        self.queues: list[JobQueue] = []

    def __call__(
        self, organization_id: UUID, job_id: UUID, queue: JobQueue = JobQueue.GENERAL, delay: float = 0
    ) -> None:
        self.rung.append((organization_id, job_id, delay))
        self.queues.append(queue)


class WorkingBells(RecordedBells):
    """A bell that analyzers answer at once, each job in a thread of its own, as a worker beside the request would.

    They sleep until `is_working` is set, so that a world can be made with jobs that wait.
    """

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app
        self.is_working = False

    def __call__(
        self, organization_id: UUID, job_id: UUID, queue: JobQueue = JobQueue.GENERAL, delay: float = 0
    ) -> None:
        super().__call__(organization_id, job_id, queue, delay)
        if self.is_working and queue is JobQueue.ANALYZERS and not delay:
            worker = threading.Thread(target=self._work, args=(organization_id, job_id))
            worker.start()
            worker.join()

    def _work(self, organization_id: UUID, job_id: UUID) -> None:
        with self.app.app_context():
            job_runner.run_job(organization_id, job_id, HANDLERS)


class Clock:
    """Takes the place of `datetime` in data.columns, where `utc_now` reads the time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self, zone: tzinfo | None = None) -> datetime:
        return self.moment.astimezone(zone)

    def advance(self, span: timedelta) -> None:
        self.moment += span
