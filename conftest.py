"""Loads the application's fixtures (app, core, tenant, dash_client, clock) for every test, wherever it lies."""

pytest_plugins = ["tests.fixtures_app"]
