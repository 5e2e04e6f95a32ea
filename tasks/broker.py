"""The Celery app by its settings: Redis where it is set, else a folder under the home folder."""

from uuid import UUID

import structlog
from celery import Celery
from kombu import Queue
from kombu.exceptions import OperationalError

from config import Settings
from domain.jobs import JobQueue
from services.container import RingBell
from tasks import folder_transport

log = structlog.get_logger("advision.jobs")

SWEEP_SECONDS = 15.0


def make_celery(settings: Settings) -> Celery:
    """A Celery app that only carries bells: the jobs table holds the truth, so no result is kept."""
    celery = Celery("advision", include=["tasks.app"])
    celery.conf.update(
        task_default_queue=JobQueue.GENERAL.value,
        task_queues=[Queue(queue.value) for queue in JobQueue],
        task_acks_late=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        timezone="UTC",
        beat_schedule_filename=str(settings.home / "schedule"),
        beat_schedule={
            "sweep-jobs": {"task": "advision.sweep_jobs", "schedule": SWEEP_SECONDS},
            "hourly": {"task": "advision.run_scheduled", "schedule": 3600.0, "args": ("hourly",)},
        },
    )
    if settings.redis_url:
        # Only Dash's background callbacks keep a result, and only until it is fetched.
        celery.conf.update(
            broker_url=settings.redis_url,
            broker_transport_options={"visibility_timeout": 3600},
            result_backend=settings.redis_url,
            result_expires=600,
        )
        return celery
    folder = settings.folder("queue")
    control = settings.folder("queue-control")
    celery.conf.update(
        broker_url=folder_transport.register(),
        broker_transport_options={
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(control),
            "polling_interval": 0.05,
        },
    )
    return celery


def make_bell(celery: Celery) -> RingBell:
    """How services tell a worker of a job; a broker that is down costs time only, since the sweep finds the job."""

    def ring(organization_id: UUID, job_id: UUID, queue: JobQueue = JobQueue.GENERAL, delay: float = 0) -> None:
        try:
            celery.send_task(
                "advision.run_job",
                args=(str(organization_id), str(job_id)),
                queue=queue.value,
                countdown=delay or None,
                retry=False,
            )
        except (OperationalError, OSError) as error:
            log.warning("bell_not_heard", job_id=str(job_id), error=type(error).__name__)

    return ring
