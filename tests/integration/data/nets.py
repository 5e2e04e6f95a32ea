"""Switches single tenancy nets off, and sweeps every form of statement for what gets through."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from data import guard, tenancy
from data.models import Base
from data.session import Database, make_engine
from data.statements import Verdict
from services.container import Container
from tests.factories import Tenant, fill_every_table, make_tenant
from tests.fixtures_app import POSTGRESQL
from tests.integration.data.queries import ORM_READS, careless, reads_by_key

CANARY = "CANARY_OF_THE_OTHER"
Form = Callable[[Session], Any]


class Refused(str):
    """The name of the error that kept an answer in."""

    __slots__ = ()


@contextmanager
def without(core: Container, databases: Any, *nets: str) -> Iterator[None]:
    """The application with the named nets off: "filter", "flush", "guard", "policies" (PostgreSQL's)."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        listeners = {
            "filter": ("do_orm_execute", tenancy._filter_reads),
            "flush": ("before_flush", tenancy._check_writes),
        }
        for net in nets:
            if net in listeners:
                name, listener = listeners[net]
                event.remove(tenancy.TenantSession, name, listener)
                stack.callback(event.listen, tenancy.TenantSession, name, listener)
        if "guard" in nets:
            patch.setattr(guard, "judge", lambda *_: Verdict())
            patch.setattr(guard, "_is_checked_insert", lambda *_: False)
        if "policies" in nets and databases.settings.database_url:
            engine = make_engine(databases.admin_url)
            stack.callback(engine.dispose)
            patch.setattr(core, "database", Database(engine))
        yield


def render(value: Any) -> Any:
    """Everything that an answer holds, as texts in a settled order."""
    if isinstance(value, Base):
        plain = {name: item for name, item in vars(value).items() if not name.startswith("_")}
        return sorted(f"{name}={item!r}" for name, item in plain.items() if not isinstance(item, Base | list))
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return repr(value)
    return sorted((render(item) for item in value), key=repr)


def answer(core: Container, owner: Tenant, form: Form) -> Any:
    """What a form of reading gives the owner, or the name of the error that stopped it."""
    with core.database.reading(owner.id) as session:
        try:
            return render(form(session))
        except Exception as error:  # noqa: BLE001 - whatever refuses it keeps the rows in.
            return Refused(type(error).__name__)


def rows_of(connection: Connection, owner: Tenant) -> list[str]:
    """The rows of an organization that the forms of writing aim at, read beside all nets."""
    key = owner.id.bytes if connection.dialect.name == "sqlite" else owner.id
    queries = [
        "SELECT * FROM campaigns WHERE organization_id = :owner ORDER BY id",
        "SELECT * FROM organizations WHERE id = :owner",
    ]
    return [repr(row) for query in queries for row in connection.execute(text(query), {"owner": key})]


def make_writer() -> Tenant:
    """An organization with rows of its own, to be made while all nets are on: its making leans on them."""
    writer = make_tenant("Writer")
    fill_every_table(writer.admin, "CANARY_OF_THE_WRITER")
    return writer


def write_leaks(core: Container, databases: Any, other: Tenant, forms: dict[str, Form], *off: str) -> set[str]:
    """The forms of writing by which an organization changes a row of the other, with these nets off."""
    writers = {name: make_writer() for name in forms}
    with databases.all_seeing.connect() as connection:
        before = rows_of(connection, other)
    hidden = is_postgresql(databases) and "policies" not in off
    found = set()
    with without(core, databases, *off):
        for name, form in forms.items():
            if (_after_commit if hidden else _before_rollback)(core, databases, writers[name], other, form) != before:
                found.add(name)
    return found


def _after_commit(core: Container, databases: Any, own: Tenant, other: Tenant, form: Form) -> list[str]:
    """Policies hide the other's rows from the writer, so the superuser looks after the commit."""
    with suppress(Exception), core.database.writing(own.id) as session:
        form(session)
    with databases.all_seeing.connect() as connection:
        return rows_of(connection, other)


def _before_rollback(core: Container, databases: Any, own: Tenant, other: Tenant, form: Form) -> list[str]:
    """What the writer's own transaction has made of the other's rows, which the roll-back then puts right."""
    seen: list[str] = []
    with suppress(RollBackError), core.database.writing(own.id) as session:
        with suppress(Exception), session.begin_nested():
            form(session)
        seen = rows_of(session.connection().execution_options(unscoped="looking from outside"), other)
        raise RollBackError
    return seen


class RollBackError(Exception):
    """Ends a unit of work without a trace."""


class Sweep:
    """Two organizations full of canaries. `leaks()` names the forms of reading that tell the first of the second."""

    def __init__(self, core: Container) -> None:
        self._core = core
        self.own = make_tenant("Acme")
        fill_every_table(self.own.admin, "CANARY_OWN")
        self._before = {name: answer(core, self.own, form) for name, form in ORM_READS.items()}
        self._empty = {name: answer(core, self.own, form) for name, form in careless(uuid4()).items()}
        self.other = make_tenant(f"Globex {CANARY}")
        self.campaign_id = fill_every_table(self.other.admin, CANARY)["campaigns"].id

    def leaks(self) -> list[str]:
        """By the models."""
        by_key = {
            name
            for name, form in reads_by_key(self.other.id, self.campaign_id).items()
            if self._tells(found := answer(self._core, self.own, form)) or found == repr(1)
        }
        return sorted(by_key | self._changed(ORM_READS, self._before))

    def leaks_beside_the_models(self) -> list[str]:
        """By SQL that does not know the models."""
        return sorted(self._changed(careless(self.other.id), self._empty))

    def _changed(self, forms: dict[str, Form], before: dict[str, Any]) -> set[str]:
        answers = {name: answer(self._core, self.own, form) for name, form in forms.items()}
        return {name for name, found in answers.items() if self._tells(found) or _differs(found, before[name])}

    def _tells(self, found: Any) -> bool:
        return any(mark in repr(found) for mark in (CANARY, str(self.other.id), repr(self.other.id.bytes)))


def _differs(found: Any, before: Any) -> bool:
    """Another answer than before the other existed; an error tells nothing."""
    return found != before and not isinstance(found, Refused) and not isinstance(before, Refused)


def is_postgresql(databases: Any) -> bool:
    return bool(databases.engine.dialect.name == POSTGRESQL)
