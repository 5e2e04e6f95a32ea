"""Jobs: claimed once, held by a lease, taken over, retried, cancelled; never another organization's."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from data.models import Job
from domain.actors import ActorKind
from domain.errors import AppError, ErrorCode
from domain.jobs import JobStatus
from domain.permissions import Role
from services import job_runner, jobs
from services.units import reading, writing
from tests.factories import make_tenant


def code_of(work, *arguments):
    with pytest.raises(AppError) as raised:
        work(*arguments)
    return raised.value.code


@pytest.fixture
def quick_lease(core):
    """A lease of two seconds, so that its heart beats every two thirds."""
    core.settings = core.settings.model_copy(update={"job_lease_seconds": 2})


@pytest.fixture
def job_id(tenant):
    return jobs.submit(tenant.analyst, "test", {"number": 7})


def row_of(tenant, job_id):
    with reading(tenant.id) as session:
        return session.get_one(Job, (tenant.id, job_id))


def run(tenant, job_id, handler):
    return job_runner.run_job(tenant.id, job_id, {"test": handler})


def expire(tenant, job_id):
    with writing(tenant.id) as session:
        session.execute(update(Job).where(Job.id == job_id).values(lease_until=jobs.utc_now() - timedelta(seconds=1)))


# --- claiming ------------------------------------------------------------------------------------------------------


def test_job_is_claimed_once_by_sixteen_threads(core, app, tenant):
    ids = [jobs.submit(tenant.analyst, "test", {}) for _ in range(5)]
    together = threading.Barrier(16)

    def take(_):
        with app.app_context():
            together.wait(30)
            return [job_id for job_id in ids if jobs.claim(tenant.id, job_id)]

    with ThreadPoolExecutor(16) as pool:
        taken = [job_id for found in pool.map(take, range(16)) for job_id in found]
    assert sorted(taken) == sorted(ids)


def test_job_runs_once_and_keeps_its_result(core, tenant, job_id, bells):
    seen = []

    def handler(context):
        seen.append((context.payload, context.actor))
        return {"rows": 3}

    assert run(tenant, job_id, handler) is JobStatus.SUCCEEDED
    assert run(tenant, job_id, handler) is None
    found = jobs.get_job(tenant.viewer, job_id)
    assert (found.status, found.result, found.progress, found.attempts) == (JobStatus.SUCCEEDED, {"rows": 3}, 1.0, 1)
    assert [payload for payload, _ in seen] == [{"number": 7}]
    assert bells.rung == [(tenant.id, job_id, 0)]


def test_job_identity_comes_from_the_row_and_not_from_the_payload(core, tenant, other):
    payload = {"organization_id": str(other.id), "role": "admin", "user_id": str(other.admin.user_id)}
    job_id = jobs.submit(tenant.analyst, "test", payload)
    actors = []
    run(tenant, job_id, lambda context: actors.append(context.actor) or {})
    assert [(actor.organization_id, actor.user_id, actor.role) for actor in actors] == [
        (tenant.id, tenant.analyst.user_id, Role.ANALYST)
    ]


def test_job_of_the_system_acts_as_the_system(core, tenant):
    system = tenant.admin.model_copy(update={"user_id": None, "kind": ActorKind.SYSTEM})
    claimed = jobs.claim(tenant.id, jobs.submit(system, "test", {}))
    assert (claimed.actor.kind, claimed.actor.user_id) == (ActorKind.SYSTEM, None)


def test_job_of_a_member_who_was_shut_out_or_demoted_runs_with_no_more_than_the_role_of_now(core, tenant):
    """Work that waited must not outlive the right to ask for it."""
    from services import members

    as_admin = jobs.submit(tenant.admin, "test", {})
    members.change_role(tenant.admin, tenant.analyst.user_id, Role.ADMIN)
    members.change_role(tenant.admin, tenant.admin.user_id, Role.VIEWER)
    assert jobs.claim(tenant.id, as_admin).actor.role is Role.VIEWER
    queued = jobs.submit(tenant.viewer, "test", {})
    admin_now = tenant.analyst.model_copy(update={"role": Role.ADMIN})
    members.set_active(admin_now, tenant.viewer.user_id, False)
    assert jobs.claim(tenant.id, queued) is None
    assert jobs.get_job(tenant.analyst, queued).status is JobStatus.FAILED


# --- leases --------------------------------------------------------------------------------------------------------


def test_lease_that_ran_out_frees_the_job_and_the_first_worker_stops(core, tenant, job_id):
    first = jobs.claim(tenant.id, job_id)
    assert jobs.claim(tenant.id, job_id) is None
    expire(tenant, job_id)
    second = jobs.claim(tenant.id, job_id)
    assert (second.attempt, second.lease_token != first.lease_token) == (2, True)
    with pytest.raises(jobs.LeaseLostError):
        jobs.renew(first, 0.5)
    jobs.complete(first, JobStatus.FAILED, "too late", None, {"late": True})
    assert jobs.postpone(first, "too late")
    assert row_of(tenant, job_id).status == "running"
    jobs.complete(second, JobStatus.SUCCEEDED, "Done", {"by": "second"}, None)
    assert jobs.get_job(tenant.viewer, job_id).result == {"by": "second"}


def test_lease_lost_in_the_middle_stops_the_handler_without_a_trace(core, tenant, job_id):
    taken = []

    def handler(context):
        expire(tenant, job_id)
        taken.append(jobs.claim(tenant.id, job_id))
        context.progress(0.5, "halfway")
        raise AssertionError("the handler went on")

    assert run(tenant, job_id, handler) is None
    row = row_of(tenant, job_id)
    assert (row.status, row.lease_token) == ("running", taken[0].lease_token)


def test_heart_beat_keeps_a_job_that_takes_longer_than_its_lease(core, app, tenant, job_id, quick_lease):
    stolen = []

    def steal():
        with app.app_context():
            stolen.append(jobs.claim(tenant.id, job_id))

    def handler(context):
        for _ in range(8):
            time.sleep(0.4)
            thief = threading.Thread(target=steal)
            thief.start()
            thief.join()
        return {}

    assert run(tenant, job_id, handler) is JobStatus.SUCCEEDED
    assert stolen == [None] * 8


def test_job_whose_workers_die_again_and_again_is_given_up(core, tenant, job_id):
    for _ in range(20):
        if jobs.claim(tenant.id, job_id) is None:
            break
        expire(tenant, job_id)
    assert jobs.get_job(tenant.viewer, job_id).status is JobStatus.FAILED


# --- retries -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [RuntimeError("CANARY"), AppError(ErrorCode.UPSTREAM)], ids=["crash", "upstream"])
def test_B32_failed_job_is_retried_three_times_with_growing_pauses_then_failed(
    core, tenant, job_id, bells, clock, error
):
    clock.moment = jobs.utc_now()
    runs = []

    def handler(context):
        runs.append(clock.moment)
        raise error

    while row_of(tenant, job_id).status == "queued":
        run(tenant, job_id, handler)
        row = row_of(tenant, job_id)
        if row.status == "queued":
            assert run(tenant, job_id, handler) is None, "it must wait for its pause"
            clock.moment = row.run_after
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(runs)]
    assert pauses == [2, 10, 60]
    assert [delay for _, _, delay in bells.rung[1:]] == [2.2, 10.2, 60.2]
    found = jobs.get_job(tenant.viewer, job_id)
    assert (found.status, found.attempts) == (JobStatus.FAILED, 4)
    assert "CANARY" not in found.model_dump_json()
    assert found.error["error_code"] in (ErrorCode.INTERNAL, ErrorCode.UPSTREAM)


def test_B32_failure_that_trying_again_cannot_mend_is_final(core, tenant, job_id):
    def handler(context):
        raise AppError(ErrorCode.IMPORT_EMPTY)

    assert run(tenant, job_id, handler) is JobStatus.FAILED
    assert jobs.get_job(tenant.viewer, job_id).error["error_code"] == ErrorCode.IMPORT_EMPTY


def test_B32_job_of_an_unknown_kind_fails_in_the_end(core, tenant, clock):
    job_id = jobs.submit(tenant.analyst, "unknown", {})
    for _ in range(10):
        job_runner.run_job(tenant.id, job_id, {})
        clock.advance(timedelta(minutes=2))
    assert jobs.get_job(tenant.viewer, job_id).status is JobStatus.FAILED


# --- cancelling ----------------------------------------------------------------------------------------------------


def test_cancelled_job_that_waits_never_runs(core, tenant, job_id):
    assert jobs.cancel_job(tenant.analyst, job_id).status is JobStatus.CANCELLED
    assert run(tenant, job_id, lambda _: pytest.fail("it ran")) is None


def test_cancelled_job_that_runs_stops_at_its_next_step(core, tenant, job_id):
    def handler(context):
        jobs.cancel_job(tenant.admin, job_id)
        context.progress(0.1, "first step")
        raise AssertionError("the handler went on")

    assert run(tenant, job_id, handler) is JobStatus.CANCELLED
    assert jobs.get_job(tenant.viewer, job_id).status is JobStatus.CANCELLED


def test_cancelled_job_that_fails_is_not_tried_again(core, tenant, job_id, clock):
    def handler(context):
        jobs.cancel_job(tenant.analyst, job_id)
        raise RuntimeError("broke while stopping")

    run(tenant, job_id, handler)
    assert jobs.get_job(tenant.viewer, job_id).status is JobStatus.CANCELLED


def test_cancelling_a_finished_job_changes_nothing(core, tenant, job_id):
    run(tenant, job_id, lambda _: {"rows": 1})
    before = jobs.get_job(tenant.viewer, job_id)
    assert jobs.cancel_job(tenant.analyst, job_id) == before


def test_A2_job_may_be_cancelled_by_its_starter_and_by_admins(core, tenant, other):
    job_id = jobs.submit(tenant.analyst, "test", {})
    assert code_of(jobs.cancel_job, tenant.viewer, job_id) is ErrorCode.FORBIDDEN
    assert code_of(jobs.cancel_job, other.admin, job_id) is ErrorCode.NOT_FOUND
    assert code_of(jobs.cancel_job, other.admin, uuid4()) is ErrorCode.NOT_FOUND
    second = tenant.analyst.model_copy(update={"user_id": tenant.viewer.user_id})
    assert code_of(jobs.cancel_job, second, job_id) is ErrorCode.FORBIDDEN
    assert jobs.cancel_job(tenant.admin, job_id).status is JobStatus.CANCELLED


# --- sweep, progress, isolation ------------------------------------------------------------------------------------


def test_sweep_rings_for_what_waits_and_for_what_lost_its_worker_in_all_organizations(core, tenant, other, bells):
    waiting, lost = jobs.submit(tenant.analyst, "test", {}), jobs.submit(other.analyst, "test", {})
    held, done, later = (jobs.submit(tenant.analyst, "test", {}) for _ in range(3))
    jobs.claim(other.id, lost)
    expire(other, lost)
    jobs.claim(tenant.id, held)
    run(tenant, done, lambda _: {})
    jobs.postpone(jobs.claim(tenant.id, later), "later")
    bells.rung.clear()
    assert jobs.sweep() == 2
    assert {(owner, job_id) for owner, job_id, _ in bells.rung} == {(tenant.id, waiting), (other.id, lost)}


def test_bell_that_nobody_hears_costs_time_only(core, tenant, bells):
    from tasks.broker import make_bell, make_celery

    class Down:
        def send_task(self, *_arguments, **_options):
            raise OSError("no broker")

    assert make_celery(core.settings)
    core.ring = make_bell(Down())
    job_id = jobs.submit(tenant.analyst, "test", {})
    core.ring = bells
    assert jobs.sweep() == 1
    assert bells.rung[-1][:2] == (tenant.id, job_id)


def test_progress_is_written_and_kept_within_its_range(core, tenant, job_id):
    claimed = jobs.claim(tenant.id, job_id)
    for given, kept in ((0.25, 0.25), (-1, 0.0), (7, 1.0)):
        assert jobs.renew(claimed, given, f"at {given}") is False
        found = jobs.get_job(tenant.viewer, job_id)
        assert (found.progress, found.message) == (kept, f"at {given}")


def test_E6_own_running_jobs_are_found_again(core, tenant):
    mine, done = jobs.submit(tenant.analyst, "test", {}), jobs.submit(tenant.analyst, "test", {})
    jobs.submit(tenant.admin, "test", {})
    run(tenant, done, lambda _: {})
    assert [row.id for row in jobs.list_own_running(tenant.analyst)] == [mine]
    assert jobs.list_own_running(tenant.analyst, kind="another") == []


def test_A1_jobs_of_two_organizations_never_see_each_other(core, app):
    tenants = [make_tenant(name) for name in ("Acme", "Globex")]
    ids = {found.id: [jobs.submit(found.analyst, "test", {"mark": found.name}) for _ in range(10)] for found in tenants}
    seen = []

    def handler(context):
        with reading(context.actor) as session:
            marks = {payload["mark"] for payload in session.scalars(select(Job.payload))}
        seen.append((context.actor.organization_id, marks))
        return {"marks": sorted(marks)}

    def work(number):
        found = tenants[number % 2]
        with app.app_context():
            return job_runner.run_job(found.id, ids[found.id][number // 2], {"test": handler})

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(work, range(20))) == {JobStatus.SUCCEEDED}
    names = {found.id: found.name for found in tenants}
    assert all(marks == {names[owner]} for owner, marks in seen)
    for found, stranger in (tenants, reversed(tenants)):
        assert jobs.list_jobs(found.admin).total == 10
        for job_id in ids[stranger.id]:
            assert code_of(jobs.get_job, found.admin, job_id) is ErrorCode.NOT_FOUND
            assert jobs.claim(found.id, job_id) is None


def test_A1_bell_with_the_wrong_organization_runs_nothing(core, tenant, other, job_id):
    assert job_runner.run_job(other.id, job_id, {"test": lambda _: pytest.fail("it ran")}) is None
    assert row_of(tenant, job_id).status == "queued"


def test_completing_and_being_taken_over_at_once_never_gives_two_ends(core, app, tenant):
    """A worker that finishes just as its lease runs out either ends the job or leaves it to the other."""
    for _ in range(6):
        job_id = jobs.submit(tenant.analyst, "test", {})
        first = jobs.claim(tenant.id, job_id)
        expire(tenant, job_id)
        together = threading.Barrier(2)

        def finish(first=first, together=together):
            with app.app_context():
                together.wait(10)
                jobs.complete(first, JobStatus.SUCCEEDED, "Done", {"by": "first"}, None)

        def take(job_id=job_id, together=together):
            with app.app_context():
                together.wait(10)
                return jobs.claim(tenant.id, job_id)

        with ThreadPoolExecutor(2) as pool:
            ended, taken = pool.submit(finish), pool.submit(take)
            ended.result()
            second = taken.result()
        found = jobs.get_job(tenant.viewer, job_id)
        expected = (JobStatus.RUNNING, None) if second else (JobStatus.SUCCEEDED, {"by": "first"})
        assert (found.status, found.result) == expected


def test_claimed_job_cannot_be_forged(core, tenant, job_id):
    claimed = jobs.claim(tenant.id, job_id)
    with pytest.raises(jobs.LeaseLostError):
        jobs.renew(replace(claimed, lease_token=uuid4()))
