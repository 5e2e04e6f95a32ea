"""The tenancy nets: each alone, all together, and proof that the sweep would see a hole."""

import pytest
from sqlalchemy import text

from data.guard import UnscopedStatementError
from tests.factories import fill_every_table, make_tenant
from tests.integration.data.nets import Refused, Sweep, answer, is_postgresql, without, write_leaks
from tests.integration.data.queries import ORM_READS, writes

NETS = ("filter", "flush", "guard", "policies")
# SQL beside the unit of work, which on SQLite the guard alone can stop. A lint keeps it inside data/.
BESIDE_THE_MODELS = {
    "update the table", "update by text", "delete the table's", "delete by text", "insert", "insert rows",
    "insert the table's", "insert by mapping", "insert saved", "insert from own", "move own rows", "update by key",
    "update by mapping",
}  # fmt: skip
# A full join keeps rows that its condition does not reach, and no criteria reach a statement given as a whole.
REFUSED = {"full join", "entity from union"}


@pytest.fixture
def sweep(core):
    return Sweep(core)


def changed_by_writing(core, databases, sweep, *off):
    return write_leaks(core, databases, sweep.other, writes(sweep.other.id, sweep.campaign_id), *off)


def test_A1_every_form_of_reading_works_within_an_organization(core):
    own = make_tenant("Acme")
    fill_every_table(own.admin, "CANARY_OWN")
    found = {name: answer(core, own, form) for name, form in ORM_READS.items()}
    assert {name for name, value in found.items() if isinstance(value, Refused)} <= REFUSED
    assert all("CANARY_OWN" in repr(found[name]) for name in ("select entity", "join to alias", "lazy load", "jobs"))


def test_A1_all_nets_leak_nothing(core, databases, sweep):
    assert sweep.leaks() == []
    assert sweep.leaks_beside_the_models() == []
    assert changed_by_writing(core, databases, sweep) == set()


@pytest.mark.parametrize("net", NETS)
def test_A1_one_net_off_leaks_nothing(core, databases, sweep, net):
    guard_alone = net == "guard" and not is_postgresql(databases)
    changed = changed_by_writing(core, databases, sweep, net)
    with without(core, databases, net):
        assert sweep.leaks() == []
        beside = sweep.leaks_beside_the_models()
    if guard_alone:
        # Without the guard SQLite has nothing against such SQL: the sweep must see it.
        assert {"core select", "text", "driver's own", "through the directory"} <= set(beside)
        assert {"insert", "update by text"} <= changed <= BESIDE_THE_MODELS
    else:
        assert beside == []
        assert changed == set()


@pytest.mark.parametrize("pair", [("filter", "guard"), ("filter", "policies"), ("guard", "policies")])
def test_A1_two_nets_off_leaks_where_none_is_left(core, databases, sweep, pair):
    with without(core, databases, *pair):
        leaks = sweep.leaks()
        beside = sweep.leaks_beside_the_models()
    if pair == ("filter", "guard") and not is_postgresql(databases):
        assert {"select entity", "count from", "get", "joined load", "select by both"} <= set(leaks)
    else:
        assert leaks == []
    guard_was_last = "guard" in pair and ("policies" in pair or not is_postgresql(databases))
    assert bool(beside) is guard_was_last


def test_A1_flush_check_and_guard_off_let_a_foreign_row_in_on_sqlite_only(core, databases, sweep):
    changed = changed_by_writing(core, databases, sweep, "flush", "guard")
    assert changed == set() if is_postgresql(databases) else {"add", "insert"} <= changed


def test_A1_all_nets_off_turn_the_sweep_red(core, databases, sweep):
    with without(core, databases, *NETS):
        leaks = sweep.leaks()
        beside = sweep.leaks_beside_the_models()
    assert len(leaks) > 30
    assert len(beside) > 8
    assert {"update all", "update by text", "add", "insert"} <= changed_by_writing(core, databases, sweep, *NETS)


def test_A1_guard_says_what_it_refuses_without_the_values(core, tenant):
    query = text("SELECT * FROM users WHERE email = :mail").bindparams(mail="secret@example.com")
    with core.database.reading(tenant.id) as session, pytest.raises(UnscopedStatementError, match="users") as raised:
        session.execute(query)
    assert "secret" not in str(raised.value)
