"""Jobs, schedules and commands: each works for the organization that it is told to, and for no other (A1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import Result

from data.models import Job
from domain.analyses import AnalyzerName
from domain.brand_profiles import BrandProduct
from domain.contracts import Contract
from domain.emotion import EmotionInput
from domain.engagement import EngagementInput
from domain.generation import GenerationInput, Persona
from domain.jobs import JobStatus
from domain.permissions import Role
from domain.quality import QualityInput
from domain.relevance import RelevanceInput
from services import analyses, imports, job_runner, jobs
from services.units import reading
from services.work import HANDLERS, SCHEDULED
from tests.factories import PASSWORD
from tests.integration.sweeps.background_table import COMMANDS, JOBS, SCHEDULES
from tests.integration.sweeps.sweep import Sweep
from tests.integration.sweeps.world import table

# What each analyzer is asked about the own organization's creative or campaign.
REQUESTS: dict[str, Callable[[dict[str, str]], Contract]] = {
    "relevance": lambda ids: RelevanceInput(creative_id=UUID(ids["creatives"]), context="running shoes"),
    "emotion": lambda ids: EmotionInput(creative_id=UUID(ids["creatives"])),
    "quality": lambda ids: QualityInput(creative_id=UUID(ids["creatives"])),
    "engagement": lambda ids: EngagementInput(campaign_id=UUID(ids["campaigns"])),
    "generation": lambda _ids: GenerationInput(
        persona=Persona(audience="runners"), product=BrandProduct(name="Trail Shoe")
    ),
}
FIELDS = [(kind, field) for kind, fields in JOBS.items() for field in fields]


def payload_of(sweep: Sweep, kind: str, field: str = "", value: str = "") -> dict[str, Any]:
    ids = sweep.own.ids(Role.ADMIN)
    found: dict[str, Any] = {name: ids[table_name] for name, table_name in JOBS[kind].items()}
    asked = REQUESTS.get(kind.removeprefix("analyze."))
    if asked is not None:
        prepared = analyses.prepare(sweep.own.tenant.admin, AnalyzerName(kind.removeprefix("analyze.")), asked(ids))
        found = {"task": prepared.task, "key": prepared.key}
    if kind == "imports.run":
        found["options"] = {"platform": "meta", "currency": "USD"}
    return {**found, field: value} if field else found


def run(sweep: Sweep, payload: dict[str, Any], kind: str) -> tuple[JobStatus | None, str, str]:
    """Queue the job as the own organization and run it; how it ended, what it says, and what was logged."""
    bell: Any = sweep.core.ring
    bell.is_working = False
    job_id = jobs.submit(sweep.own.tenant.admin, kind, payload)
    sweep.log.take()
    ended = job_runner.run_job(sweep.own.tenant.id, job_id, HANDLERS)
    bell.is_working = True
    with reading(sweep.own.tenant.id) as session:
        row = session.query(Job).where(Job.id == job_id).one()
        told = repr((row.message, row.result, row.error))
    return ended, told, sweep.log.take()


def hidden_in(sweep: Sweep, text: str) -> bool:
    return sweep.other.canary in text.casefold() or str(sweep.other.tenant.id) in text


@pytest.mark.parametrize("kind", sorted(JOBS))
def test_A1_a_job_of_the_other_is_not_there_for_who_runs_it(sweep: Sweep, kind: str):
    theirs = jobs.submit(sweep.other.tenant.admin, kind, payload_of(sweep, kind))
    before = sweep.watch.rows()
    assert job_runner.run_job(sweep.own.tenant.id, theirs, HANDLERS) is None
    assert sweep.watch.rows() == before
    sweep.core.ring.rung.clear()
    sweep.put_back()


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_A1_a_job_with_the_others_ids_does_what_it_does_with_nobodys(sweep: Sweep, kind: str, field: str):
    outcomes = []
    for value in (*sweep.foreign, str(uuid4())):
        ended, told, logged = run(sweep, payload_of(sweep, kind, field, value), kind)
        assert not hidden_in(sweep, told.replace(value, "") + logged.replace(value, ""))
        outcomes.append((ended, told.replace(value, "ID")))
        assert sweep.put_back() == [], f"{kind} {field}={value}"
        sweep.core.ring.rung.clear()
    assert len(set(outcomes)) == 1, outcomes


@pytest.mark.parametrize("kind", sorted(JOBS))
def test_A1_a_job_with_its_own_ids_leaves_the_other_alone(sweep: Sweep, kind: str):
    if kind == "imports.purge":
        # Only what counts no more is deleted.
        imports.undo_import(sweep.own.tenant.admin, UUID(sweep.own.shared["import_batches"]))
    ended, told, logged = run(sweep, payload_of(sweep, kind), kind)
    is_short_of_data = kind.startswith("train.") and "'error_code': 9003" in told
    assert ended is JobStatus.SUCCEEDED or is_short_of_data, told + logged
    assert not hidden_in(sweep, told + logged)
    assert sweep.put_back() == []
    sweep.core.ring.rung.clear()


@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_A1_a_schedule_says_nothing_of_anyone_and_deletes_nothing_young(sweep: Sweep, name: str):
    when, _, function = name.partition(".")
    work = next(work for work in SCHEDULED[when] if name_of(work) == name.partition(".")[2])
    sweep.log.take()
    work()
    logged = sweep.log.take()
    assert sweep.own.canary not in logged
    assert sweep.other.canary not in logged
    assert sweep.put_back() == [], function
    sweep.core.ring.rung.clear()


def name_of(work: Any) -> str:
    return f"{work.__module__.rpartition('.')[2]}.{work.__name__}"


@pytest.fixture
def file(tmp_path: Any, sweep: Sweep) -> Any:
    path = tmp_path / f"{sweep.own.canary}.csv"
    path.write_bytes(table(sweep.own.canary))
    return path


def invoke(sweep: Sweep, *words: str) -> Result:
    sweep.log.take()
    found: Result = sweep.app.test_cli_runner().invoke(args=list(words))
    return found


# Each command as it is called for the own organization; the example's have no organization to name.
def words_of(sweep: Sweep, file: Any) -> dict[str, list[str]]:
    slug = sweep.own.tenant.slug
    person = ["--name", "New", "--password", PASSWORD, "--email", "new@example.com"]
    return {
        "demo load": ["demo", "load", "--without-pictures"],
        "demo reset": ["demo", "reset"],
        "import-csv": ["import-csv", str(file), "--org", slug, "--platform", "meta", "--currency", "USD"],
        "jobs run": ["jobs", "run", "hourly"],
        "user create": ["user", "create", "--org", slug, *person],
    }


# Models belong to the installation: tests/integration/test_model_commands.py.
OF_MODELS = {name for name in COMMANDS if name.startswith("models ")}


# The example takes seconds to load, so its commands are tried where it is tested anyway (tests/integration/demo).
@pytest.mark.parametrize("name", sorted(COMMANDS - {"demo load", "demo reset"} - OF_MODELS))
def test_A1_a_command_touches_what_it_names_and_nothing_of_the_other(sweep: Sweep, file: Any, name: str):
    answer = invoke(sweep, *words_of(sweep, file)[name])
    assert answer.exit_code == 0, answer.output
    assert not hidden_in(sweep, answer.output + sweep.log.take())
    assert sweep.put_back() == []
    sweep.core.ring.rung.clear()


@pytest.mark.parametrize("name", ["import-csv", "user create"])
def test_a_command_for_an_organization_that_is_not_there_changes_nothing(sweep: Sweep, file: Any, name: str):
    words = [word.replace(sweep.own.tenant.slug, "nobody") for word in words_of(sweep, file)[name]]
    answer = invoke(sweep, *words)
    assert answer.exit_code != 0
    assert "nobody" in answer.output
    assert not sweep.watch.changed()


def test_A1_the_sweep_of_jobs_rings_for_each_job_with_its_own_organization(sweep: Sweep):
    jobs.sweep()
    rung = {(owner, job_id) for owner, job_id, *_ in sweep.core.ring.rung}
    sides = ((sweep.own, sweep.other), (sweep.other, sweep.own))
    for side, stranger in sides:
        mine = {UUID(ids[kind]) for ids in side.own.values() for kind in ("jobs", "import_jobs")}
        assert mine <= {job_id for owner, job_id in rung if owner == side.tenant.id}
        assert not mine & {job_id for owner, job_id in rung if owner == stranger.tenant.id}
    sweep.core.ring.rung.clear()
    sweep.put_back()
