"""The example for the reference day, built once for all tests of this folder."""

import pytest

from data.demo.organization import ExampleOrganization, build_example
from data.demo.truth import REFERENCE_LAST_DAY


@pytest.fixture(scope="session")
def example() -> ExampleOrganization:
    return build_example(REFERENCE_LAST_DAY)
