"""Everything by everyone: let in if and only if the table says so, and whoever is refused changes nothing (A2)."""

import pytest

from domain.permissions import Role
from tests.integration.sweeps.entries import Entry
from tests.integration.sweeps.sweep import TABLE, Sweep, is_refused

GUARDED = sorted(name for name, entry in TABLE.items() if entry.least is not None)
OPEN = sorted(name for name, entry in TABLE.items() if entry.least is None)
ROLES = list(Role)


def may(role: Role, entry: Entry) -> bool:
    return entry.least is None or ROLES.index(role) >= ROLES.index(entry.least)


@pytest.mark.parametrize("name", GUARDED)
def test_A2_whoever_is_not_signed_in_is_refused(sweep: Sweep, name):
    values = sweep.values(TABLE[name])
    answer = sweep.send(name, values, sweep.stranger)
    is_page = name.startswith("route GET /") and not name.startswith(("route GET /api", "route GET /internal"))
    if is_page and "/_" not in name:
        assert answer.status == 302
        assert "Location: /login?next=" in answer.headers
    else:
        assert answer.status == 401, answer.body
    assert not sweep.watch.changed()
    assert sweep.own.canary not in answer.everything


@pytest.mark.parametrize("name", OPEN)
def test_A2_what_needs_no_sign_in_tells_nothing_of_anyone(sweep: Sweep, name):
    entry = TABLE[name]
    answer = sweep.send(name, sweep.values(entry), sweep.stranger)
    assert answer.status != 401 or "login" in name or "refresh" in name, answer.body
    assert sweep.own.canary not in answer.body or "file_links" in repr(entry.values)
    assert sweep.judge(answer) == []


@pytest.mark.parametrize("name", GUARDED)
def test_A2_a_role_may_exactly_what_the_table_says(sweep: Sweep, name):
    entry = TABLE[name]
    before = sweep.watch.rows()
    for role in ROLES:
        answer = sweep.send(name, sweep.values(entry, role), sweep.people[role])
        assert is_refused(answer) is not may(role, entry), f"{role}: {answer.status} {answer.body[:600]}"
        changed = sweep.watch.changed() and sweep.watch.rows() != before
        assert changed is (entry.edits and may(role, entry)), f"{role}: {answer.status} {answer.body[:600]}"
        assert answer.status < 400 or not may(role, entry), f"{role}: {answer.status} {answer.body[:600]}"
        assert sweep.judge(answer) == []
