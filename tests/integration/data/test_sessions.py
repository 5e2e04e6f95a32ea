"""Units of work: transactions that write lock first, reading never waits for them, work on a prepared connection."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select, text

from data.models import Campaign
from tests.factories import campaign, save
from tests.fixtures_app import sqlite_only


def count(session):
    return session.scalar(select(func.count()).select_from(Campaign))


def test_reading_inside_writing_does_not_wait_for_it(core, tenant):
    save(tenant.id, campaign())
    started = time.monotonic()
    with core.database.writing(tenant.id) as outer:
        outer.add(campaign())
        outer.flush()
        with core.database.reading(tenant.id) as inner:
            assert count(inner) == 1
        assert count(outer) == 2
    assert time.monotonic() - started < 10


@sqlite_only
def test_writers_on_sqlite_wait_for_each_other_even_where_they_read_first(core, tenant):
    def add(_):
        with core.database.writing(tenant.id) as session:
            before = count(session)
            session.add(campaign(name=str(before)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with core.database.reading(tenant.id) as session:
        assert sorted(int(name) for name in session.scalars(select(Campaign.name))) == list(range(40))


def test_A1_prepared_connection_reads_as_its_organization(core, tenant, other):
    save(tenant.id, campaign(), campaign())
    save(other.id, campaign())
    key = tenant.id.bytes if core.database.engine.dialect.name == "sqlite" else tenant.id
    make = text("CREATE TEMPORARY TABLE prepared_test AS SELECT id FROM campaigns WHERE organization_id = :o")
    with core.database.connection(tenant.id) as connection:
        connection.execute(make, {"o": key})
        connection.commit()
        try:
            with core.database.writing(tenant.id, connection) as session:
                found = session.execute(text("SELECT count(*) FROM prepared_test")).scalar_one()
                session.add(campaign())
        finally:
            connection.execute(text("DROP TABLE prepared_test"))
            connection.commit()
    assert found == 2
    with core.database.reading(tenant.id) as session:
        assert count(session) == 3
