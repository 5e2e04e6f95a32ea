"""Files brought in through the services, as page, REST and command do."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from domain.actors import Actor
from domain.imports import ImportOptions, ImportResult
from services import imports, uploads
from services.container import Container, container

EURO = ImportOptions(currency="EUR", platform="meta", date_order="dmy")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def put(actor: Actor, content: bytes, name: str = "report.csv") -> UUID:
    return uploads.receive(actor, io.BytesIO(content), name).id


def bring(actor: Actor, content: bytes, options: ImportOptions = EURO, **more: Any) -> ImportResult:
    return imports.import_upload(actor, put(actor, content), options, **more)


class Looker:
    """Looks at what is really stored, past all nets."""

    def __init__(self, engine) -> None:
        self.engine = engine

    def rows(self, words: str, **values: Any) -> list[Any]:
        bound = {name: self._bind(value) for name, value in values.items()}
        with self.engine.connect() as connection:
            return list(connection.execute(text(words), bound))

    def _bind(self, value: Any) -> Any:
        return value.bytes if isinstance(value, UUID) and self.engine.dialect.name == "sqlite" else value

    def count(self, table: str, actor: Actor) -> int:
        words = f"SELECT count(*) FROM {table} WHERE organization_id = :o"
        return int(self.rows(words, o=actor.organization_id)[0][0])

    def left(self, actor: Actor) -> dict[str, int]:
        """How much of an import is there."""
        tables = ("metric_rows", "metric_coverage", "metric_rollups", "campaigns", "platform_campaigns", "uploads")
        found = {name: count for name in tables if (count := self.count(name, actor))}
        folder = container().settings.home / "uploads" / actor.organization_id.hex
        files = len(list(folder.iterdir())) if folder.exists() else 0
        return found | ({"files": files} if files else {})


@pytest.fixture
def looker(core: Container, databases: Any) -> Looker:
    return Looker(databases.all_seeing)
