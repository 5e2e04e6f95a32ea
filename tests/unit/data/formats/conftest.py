"""Making export files in a temporary folder and reading them with the engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.formats import FactBatch, inspect, read_facts
from domain.imports import ImportOptions

Read = Callable[..., list[FactBatch]]


@pytest.fixture
def write(tmp_path):
    """Write text or bytes to a file and return its path."""

    def _write(content: str | bytes, name: str = "report.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return _write


@pytest.fixture
def facts(write):
    """Read text as one batch of facts."""

    def _facts(content: str | bytes, encoding: str = "utf-8", name: str = "report.csv", **options) -> FactBatch:
        path = write(content, name, encoding)
        plan = inspect(path, name, ImportOptions(**options))
        batches = list(read_facts(path, plan))
        return batches[0] if batches else FactBatch()

    return _facts
