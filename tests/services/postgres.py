"""A PostgreSQL server of its own: made by initdb in a temporary folder, with the roles of deploy/postgres."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.services.running import HOST, ROOT, find_program, free_port, start, stop, wait_for

ADMIN = "postgres"
# No test outlives its server, so nothing has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")


def _program(name: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: -float(path.name))
    return find_program(name, folders=[str(path / "bin") for path in versions], package="postgresql")


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it the system's `postgres` user."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass(frozen=True)
class Database:
    """One database: as the application reaches it, and as migrations do."""

    name: str
    url: str
    owner_url: str


class Postgres:
    """A running server. Databases are clones of a template, so each costs some tens of milliseconds."""

    def __init__(self, port: int, folder: Path, passwords: dict[str, str]) -> None:
        self.port = port
        self.folder = folder
        self._passwords = passwords
        self._numbers = count(1)
        self._templates: set[str] = set()

    def url(self, database: str, role: str = "advision_app") -> str:
        """An address for SQLAlchemy."""
        return f"postgresql+psycopg://{role}:{self._passwords[role]}@{HOST}:{self.port}/{database}"

    def admin(self, statement: sql.Composable, database: str = "postgres") -> None:
        """Run one statement as the superuser."""
        with psycopg.connect(self.url(database, ADMIN).replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement)

    def database(self, template: str = "advision") -> Database:
        """A new database: empty with its roles' rights, or a copy of the template."""
        name = f"test_{next(self._numbers)}_{os.getpid()}"
        self.admin(
            sql.SQL("CREATE DATABASE {} OWNER advision_owner TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        # Rights on a database are not copied with it.
        self.admin(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        self.admin(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO advision_app").format(sql.Identifier(name)))
        return Database(name, self.url(name), self.url(name, "advision_owner"))

    def drop(self, database: Database) -> None:
        """Remove a database, and whoever is still connected to it."""
        self.admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database.name)))

    def template(self, name: str, prepare: Callable[[Database], None]) -> str:
        """Make a template once by preparing a new database (migrations, data); returns its name."""
        if name not in self._templates:
            if not re.fullmatch(r"[a-z_]+", name):
                raise ValueError(f"{name!r} is not made of lower-case letters and underscores")
            database = self.database()
            prepare(database)
            end = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
            self.admin(end.format(sql.Literal(database.name)))
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            self.admin(rename.format(sql.Identifier(database.name), sql.Identifier(name)))
            self._templates.add(name)
        return name


def _create(folder: Path, password: str) -> Path:
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    identity = _unprivileged()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
        os.chown(secret, identity["user"], identity["group"])
    subprocess.run(
        [_program("initdb"), "-D", data, "-U", ADMIN, f"--pwfile={secret}", "--auth=scram-sha-256",
         "--encoding=UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **identity,
    )  # fmt: skip
    return data


def _make_roles(port: int, passwords: dict[str, str]) -> None:
    variables = {"owner_password": passwords["advision_owner"], "app_password": passwords["advision_app"]}
    options = [f"--set={name}={value}" for name, value in {**variables, "database": "advision"}.items()]
    subprocess.run(
        [_program("psql"), "-X", "-q", "-h", HOST, "-p", str(port), "-U", ADMIN, "-d", "postgres", *options,
         "-f", str(ROOT / "deploy/postgres/roles.sql")],
        check=True, capture_output=True, env={**os.environ, "PGPASSWORD": passwords[ADMIN]},
    )  # fmt: skip


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Start a server on a free port; it and its folder are gone afterwards."""
    # pytest's own temporary folders are closed to other users, so this one lies beside them.
    folder = Path(tempfile.mkdtemp(prefix="advision-postgres-"))
    folder.chmod(0o700)
    passwords = {role: secrets.token_hex(16) for role in (ADMIN, "advision_owner", "advision_app")}
    port, log = free_port(), folder / "server.log"
    process = None
    try:
        data = _create(folder, passwords[ADMIN])
        settings = [f"port={port}", f"listen_addresses={HOST}", f"unix_socket_directories={folder}", *FAST]
        command = [_program("postgres"), "-D", data, *(word for setting in settings for word in ("-c", setting))]
        process = start(command, log, cwd=folder, **_unprivileged())
        ready = [_program("pg_isready"), "-q", "-h", HOST, "-p", str(port)]
        wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL", process, log)
        _make_roles(port, passwords)
        yield Postgres(port, folder, passwords)
    finally:
        if process is not None:
            # SIGINT is its fast shutdown: open connections are cut.
            stop(process, signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)
