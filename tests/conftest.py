"""What every test shares: the application built once, and fixtures over real servers."""

pytest_plugins = ["tests.fixtures_app", "tests.services.fixtures"]
