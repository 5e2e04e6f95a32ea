"""A sample of the sweep on PostgreSQL, whose own policies hold where filter and guard are off."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from domain.permissions import Role
from tests.integration.data.nets import without
from tests.integration.sweeps.conftest import container_on
from tests.integration.sweeps.sweep import Sweep
from tests.integration.sweeps.test_nets_off import SAMPLE
from tests.integration.sweeps.world import make_side

pytestmark = pytest.mark.postgres
NETS = ((), ("filter",), ("guard",), ("policies",), ("filter", "guard"))


@pytest.fixture(scope="module")
def on_postgresql(app: Flask, postgresql_databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    folder = tmp_path_factory.mktemp("sweep") / "files"
    patch = pytest.MonkeyPatch()
    for module in ("sessions", "api_keys"):
        patch.setattr(f"services.{module}._TOUCH_AFTER", timedelta(days=1))
    with container_on(app, postgresql_databases, folder) as core:
        own, other = make_side("acme", "canaryacme"), make_side("globex", "canaryglobex")
        found = Sweep(app, core, postgresql_databases, own, other, folder)
        yield found
        found.close()
    patch.undo()


def findings(sweep: Sweep) -> list[str]:
    found: list[str] = []
    for name in SAMPLE:
        for role in (Role.VIEWER, Role.ADMIN):
            try:
                found += sweep.tell_apart(name, role, sweep.people[role])
            except Exception as error:  # noqa: BLE001 - whatever refuses it keeps the rows in.
                found.append(f"crashed {type(error).__name__}")
    return found + sweep.put_back()


def leaks(found: list[str]) -> list[str]:
    return [text for text in found if any(word in text for word in ("shows", "changed rows", "rang for"))]


@pytest.mark.parametrize("nets", NETS, ids=lambda nets: "+".join(nets) or "none")
def test_A1_no_one_or_two_nets_off_leak_on_postgresql(on_postgresql: Sweep, nets: tuple[str, ...]):
    with without(on_postgresql.core, on_postgresql.databases, *nets):
        found = findings(on_postgresql)
    assert leaks(found) == []
    if not nets:
        assert found == []


def test_A1_all_nets_off_turn_the_sweep_red_on_postgresql(on_postgresql: Sweep):
    """Last, since it may change rows of the other, which nothing puts back here."""
    with without(on_postgresql.core, on_postgresql.databases, "filter", "guard", "policies"):
        assert leaks(findings(on_postgresql))
