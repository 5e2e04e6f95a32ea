"""The same API as in tests/integration/api, held against its own document."""

import pytest
from flask import Flask

from services.container import Container
from tests.integration.api.client import ApiClient


@pytest.fixture
def api(app: Flask, core: Container) -> ApiClient:
    return ApiClient(app)
