"""What every test shares: the application built once, and fixtures over real servers."""

import pytest

pytest_plugins = ["tests.fixtures_app", "tests.services.fixtures"]

# Tests that wait for a browser or for other processes on a machine that may be busy get another try. pytest marks a
# repeated one with R, so that one which needs it often is seen. Everything else must pass at once.
TRIES = {
    "tests/e2e/": 2,
    "tests/integration/test_processes.py": 1,
    "tests/integration/test_supervisor.py": 1,
    "tests/integration/test_services.py": 1,
    "tests/integration/web/test_processes_apart.py": 1,
    "tests/integration/imports/test_real_worker.py": 1,
    "tests/integration/imports_page/test_previews.py": 1,
    "tests/integration/services/test_worker_kill.py": 1,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests above their further tries."""
    for item in items:
        tries = next((tries for start, tries in TRIES.items() if item.nodeid.startswith(start)), 0)
        if tries:
            item.add_marker(pytest.mark.flaky(reruns=tries))
