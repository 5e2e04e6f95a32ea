"""Sees whether a request changed what is stored, and puts everything back."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from data.statements import tenant_columns
from services import analytics
from services.container import Container

# When somebody was last seen is no change that a refused request must not make.
_QUIET = {"last_seen_at", "last_used_at"}
Rows = dict[str, list[str]]


class Watch:
    """Looks at a SQLite database from outside. `changed()` costs nothing where nothing was written."""

    def __init__(self, core: Container, files: Path) -> None:
        self._core = core
        self._database = sqlite3.connect(core.settings.home / "advision.sqlite3", timeout=30)
        self._snapshot = sqlite3.connect(":memory:")
        self._folders = [files, core.settings.home / "uploads"]
        self._kept = core.settings.home / "kept"
        self.remember()

    def remember(self) -> None:
        """What is stored now is what `restore` brings back."""
        self._database.commit()
        self._database.backup(self._snapshot)
        shutil.rmtree(self._kept, ignore_errors=True)
        for folder in self._folders:
            shutil.copytree(folder, self._kept / folder.name)
        self._version, self._listing = self._look()

    def changed(self) -> bool:
        """Whether anything was written or deleted since, rows or files."""
        return self._look() != (self._version, self._listing)

    def restore(self) -> None:
        """Put rows, files and memories back."""
        self._snapshot.backup(self._database)
        if self._look()[1] != self._listing:
            for folder in self._folders:
                shutil.rmtree(folder)
                shutil.copytree(self._kept / folder.name, folder)
        analytics._results.clear()
        self._version, self._listing = self._look()

    def rows(self, owner: UUID | None = None) -> Rows:
        """Every row, or the rows of one organization, without the columns that tell when somebody was seen."""
        found: Rows = {}
        for table in (*tenant_columns(), "directory", "organizations"):
            column = {"organizations": "id"}.get(table, "organization_id")
            names = [row[1] for row in self._database.execute(f'PRAGMA table_info("{table}")') if row[1] not in _QUIET]
            wanted = ", ".join(f'"{name}"' for name in names)
            query, values = f'SELECT {wanted} FROM "{table}"', ()
            if owner is not None:
                query, values = f'{query} WHERE "{column}" = ?', (owner.bytes,)  # type: ignore[assignment]
            found[table] = sorted(map(repr, self._database.execute(query, values)))
        return found

    def close(self) -> None:
        self._database.close()
        self._snapshot.close()

    def _look(self) -> tuple[int, tuple[str, ...]]:
        version = self._database.execute("PRAGMA data_version").fetchone()[0]
        paths = (str(path) for folder in self._folders for path in folder.rglob("*") if path.is_file())
        return version, tuple(sorted(paths))


def rows_of(databases: Any, owner: UUID) -> Rows:
    """The rows of an organization in PostgreSQL, read as its superuser."""
    with databases.all_seeing.connect() as connection:
        return {
            table: sorted(
                map(repr, connection.execute(text(f'SELECT * FROM "{table}" WHERE "{column}" = :o'), {"o": owner}))
            )
            for table, column in tenant_columns().items()
        }
