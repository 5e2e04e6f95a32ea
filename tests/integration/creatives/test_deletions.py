"""B18: a creative goes with its files; where a file stays, so does the row, and a job tries again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.models import Comment, Job
from data.models import Creative as CreativeRow
from domain.creatives import CreativeStatus
from domain.errors import AppError, ErrorCode
from domain.jobs import JobStatus
from services import creative_deletions, creatives, job_runner
from services.jobs import RETRY_PAUSES
from services.units import reading
from services.work import HANDLERS, SCHEDULED
from tests.factories import comment, save
from tests.integration.creatives.conftest import keys_of, picture


def rows_of(tenant, model):
    with reading(tenant.id) as session:
        return session.scalars(select(model)).all()


def run_jobs(tenant) -> list[JobStatus | None]:
    return [job_runner.run_job(tenant.id, job.id, HANDLERS) for job in rows_of(tenant, Job)]


def test_B18_deleting_removes_row_files_and_comments(storage, tenant):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    save(tenant.id, comment(made.id))
    assert creative_deletions.delete_creative(tenant.analyst, made.id) is True
    assert rows_of(tenant, CreativeRow) == rows_of(tenant, Comment) == rows_of(tenant, Job) == []
    assert keys_of(storage, tenant.id) == []
    with pytest.raises(AppError) as raised:
        creative_deletions.delete_creative(tenant.analyst, made.id)
    assert raised.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("error", [AppError(ErrorCode.UNAVAILABLE), OSError("disk"), RuntimeError("odd")])
def test_B18_row_stays_while_the_file_does_and_a_job_deletes_both(failing, tenant, bells, clock, error):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    failing.error, failing.refuses = error, {"delete"}
    assert creative_deletions.delete_creative(tenant.analyst, made.id) is False
    (row,) = rows_of(tenant, CreativeRow)
    assert (row.status, row.delete_attempts) == (CreativeStatus.DELETING, 1)
    assert creatives.list_creatives(tenant.viewer).total == creatives.list_choices(tenant.viewer).total == 0
    with pytest.raises(AppError) as raised:
        creatives.get_creative(tenant.viewer, made.id)
    assert raised.value.code is ErrorCode.NOT_FOUND
    pauses = []
    for pause in RETRY_PAUSES:
        assert run_jobs(tenant) == [None]
        pauses.append(bells.rung[-1][2])
        clock.advance(timedelta(seconds=pause + 1))
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == len(pauses)
    failing.refuses = set()
    assert run_jobs(tenant) == [JobStatus.SUCCEEDED]
    assert rows_of(tenant, CreativeRow) == []
    assert keys_of(failing, tenant.id) == []


def test_B18_hourly_sweep_takes_up_what_no_job_works_on(failing, tenant, other, clock):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    kept = creatives.upload_creative(other.admin, picture(), "one.png")
    failing.refuses = {"delete"}
    creative_deletions.delete_creative(tenant.admin, made.id)
    assert creative_deletions.retry_deletions() == 0
    for _ in range(4):
        run_jobs(tenant)
        clock.advance(timedelta(minutes=2))
    assert [job.status for job in rows_of(tenant, Job)] == [JobStatus.FAILED]
    assert creative_deletions.retry_deletions in SCHEDULED["hourly"]
    assert creative_deletions.retry_deletions() == 1
    failing.refuses = set()
    run_jobs(tenant)
    assert rows_of(tenant, CreativeRow) == []
    assert creatives.get_creative(other.admin, kept.id).id == kept.id


def test_job_for_a_creative_that_is_gone_or_alive_does_nothing(failing, tenant):
    made = creatives.upload_creative(tenant.admin, picture(), "one.png")
    assert creative_deletions.finish_deletion(tenant.admin, made.id) is False
    assert creatives.get_file(tenant.admin, made.id).data == picture()
