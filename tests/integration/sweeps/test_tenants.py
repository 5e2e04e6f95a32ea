"""Everything by everyone of one organization with another's ids, missing ones and garbage (A1).

Theirs and nobody's are answered alike to the letter, nothing of the other shows in body, headers, log or mails, nothing
of it changes, and nothing crashes.
"""

import pytest

from domain.permissions import Role
from tests.integration.sweeps.sweep import TABLE, Sweep

NAMES = sorted(TABLE)
ENOUGH = 5_000


@pytest.mark.parametrize("name", NAMES)
def test_A1_the_others_ids_are_told_from_nobodys_by_nobody(sweep: Sweep, name):
    wrong = []
    for role in Role:
        wrong += sweep.tell_apart(name, role, sweep.people[role])
    if name.startswith("route") and " /api/" in name:
        wrong += sweep.tell_apart(name, Role.ADMIN, sweep.program)
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_A1_garbage_is_refused_and_nothing_crashes(sweep: Sweep, name):
    assert sweep.throw_garbage(name, sweep.people[Role.ADMIN]) == []


@pytest.mark.parametrize("name", NAMES)
def test_A1_what_is_shown_to_its_own_people_shows_nothing_of_the_other(sweep: Sweep, name):
    for role in Role:
        values = sweep.values(TABLE[name], role)
        answer = sweep.send(name, values, sweep.people[role])
        assert sweep.judge(answer) == []


def test_A1_the_sweep_is_large_enough(sweep: Sweep):
    """Counted from the table, so that the number does not depend on which tests were chosen."""
    count = 0
    for name, entry in TABLE.items():
        askers = len(Role) + (name.startswith("route") and " /api/" in name)
        count += askers * sum(len(group) for _, group in sweep.groups(entry))
        count += len(list(sweep.garbage(entry))) + len(Role)
    assert count >= ENOUGH, f"{count:,} requests"
