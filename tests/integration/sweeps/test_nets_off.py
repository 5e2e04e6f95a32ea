"""The sweep with nets switched off: one off leaks nothing, and with none left the sweep itself must see the leak."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from data.guard import UnscopedStatementError
from data.statements import tenant_columns
from data.tenancy import CrossTenantWriteError
from domain.permissions import Role
from tests.integration.data.nets import without
from tests.integration.sweeps.sweep import Sweep

# Reads and writes, by id and without, of every kind of door.
SAMPLE = (
    "route GET /api/v1/campaigns",
    "route GET /api/v1/campaigns/<campaign_id>",
    "route DELETE /api/v1/campaigns/<campaign_id>",
    "route GET /api/v1/creatives/<creative_id>",
    "route GET /api/v1/jobs/<job_id>",
    "route GET /api/v1/members",
    "route PATCH /api/v1/members/<user_id>",
    "route GET /internal/creatives/<creative_id>/download",
    "route GET /internal/exports/campaigns.<kind>",
    "route GET /internal/imports/<import_id>/rejects.csv",
    "callback show_members > settings-members-rows.children",
    "callback show_rows > campaigns-grid.getRowsResponse",
    "callback show_campaign > campaign-presets.children",
    "callback save_form > campaign-form-dialog.data-open",
    "callback show_progress > import-run.children",
    "page pages.campaign_detail",
    "page pages.creatives",
    "page pages.imports",
)


def findings(sweep: Sweep) -> dict[str, list[str]]:
    """What the sweep finds wrong in the sample, own ids and the other's."""
    found: dict[str, list[str]] = {}
    for name in SAMPLE:
        person = sweep.people[Role.ADMIN]
        try:
            own = sweep.judge(sweep.send(name, sweep.values_of(name), person))
            wrong = own + sweep.tell_apart(name, Role.ADMIN, person)
        except (UnscopedStatementError, CrossTenantWriteError) as error:
            # The guard may speak up before there is anybody to answer; its words are judged like an answer.
            wrong = [f"shows {error}" if sweep.other.canary in str(error) else "crashed"]
        if wrong:
            found[name] = wrong
    return found


@contextmanager
def off(sweep: Sweep, *nets: str) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(without(sweep.core, sweep.databases, *nets))
        yield
    sweep.put_back()


@pytest.mark.parametrize("net", ["filter", "flush", "guard"])
def test_A1_one_net_off_leaks_nothing_at_any_door(sweep: Sweep, net: str):
    with off(sweep, net):
        assert {name: wrong for name, wrong in findings(sweep).items() if _tells(wrong)} == {}


def test_A1_filter_and_guard_off_turn_the_sweep_red(sweep: Sweep):
    with off(sweep, "filter", "guard"):
        found = findings(sweep)
    shown = [name for name, wrong in found.items() if any("shows" in text for text in wrong)]
    told = [name for name, wrong in found.items() if any("told from" in text for text in wrong)]
    changed = [name for name, wrong in found.items() if any("changed rows" in text for text in wrong)]
    assert len(shown) >= 6, found
    assert told
    assert changed


def test_A1_with_all_nets_on_the_sample_is_quiet(sweep: Sweep):
    assert findings(sweep) == {}


def test_A1_the_other_has_a_row_with_its_canary_in_every_table(sweep: Sweep):
    """A sweep that looks for what is not there would find nothing."""
    rows = sweep.watch.rows(sweep.other.tenant.id)
    assert [table for table in tenant_columns() if not rows[table]] == []
    without_text = {table for table, found in rows.items() if sweep.other.canary not in repr(found).casefold()}
    # These hold keys, numbers and hashes only.
    assert without_text <= {"directory", "metric_coverage", "refresh_tokens", "password_resets"}


def _tells(wrong: list[str]) -> list[Any]:
    """A guard that refuses what the filter would have held is a crash, and no leak."""
    return [text for text in wrong if any(word in text for word in ("shows", "changed rows", "rang for"))]
