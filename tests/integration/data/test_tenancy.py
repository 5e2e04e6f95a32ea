"""What lies under the nets: composite keys, row-level security alone, the session's organization, pools."""
# ruff: noqa: E501, PT012 - names carry the property's id; what a unit of work raises may come at its commit

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm.exc import StaleDataError

from data.guard import UnscopedStatementError
from data.models import Campaign, Comment, DirectoryEntry, Job, Organization, PlatformCampaign, User
from data.session import Database, find_bypass, make_engine
from data.tenancy import CrossTenantWriteError
from data.tenant_tables import tables_with_policies
from services import bootstrap
from tests.factories import campaign, comment, creative, fill_every_table, make_tenant, platform_campaign, save
from tests.fixtures_app import postgresql_only, sqlite_only
from tests.integration.data.nets import without


@pytest.fixture
def pair(tenant, other):
    """A campaign of each of two organizations."""
    return save(tenant.id, campaign(name="own")), save(other.id, campaign(name="theirs"))


def merge(core, owner, row):
    with core.database.writing(owner.id) as session:
        session.merge(row)


# --- composite keys ------------------------------------------------------------------------------------------------


def test_A1_merge_of_a_foreign_key_is_refused_and_tells_nothing(core, tenant, other, pair):
    answers = []
    for organization_id, key in ((other.id, pair[1].id), (other.id, uuid4())):
        row = Campaign(organization_id=organization_id, id=key, name="x", status="active", currency="USD")
        with pytest.raises((CrossTenantWriteError, UnscopedStatementError)) as raised:
            merge(core, tenant, row)
        answers.append(raised.type)
    assert answers[0] is answers[1]


def test_A1_merge_with_a_foreign_id_makes_an_own_row(core, tenant, other, pair):
    with core.database.writing(tenant.id) as session:
        session.merge(Campaign(organization_id=tenant.id, id=pair[1].id, name="mine", status="active", currency="USD"))
    with core.database.reading(other.id) as session:
        assert session.scalars(select(Campaign.name)).all() == ["theirs"]


def test_A1_bulk_update_by_key_needs_the_organization_and_finds_no_foreign_row(core, tenant, pair):
    with pytest.raises(InvalidRequestError), core.database.writing(tenant.id) as session:
        session.execute(update(Campaign), [{"id": pair[1].id, "name": "x"}])
    with pytest.raises(StaleDataError), core.database.writing(tenant.id) as session:
        session.execute(update(Campaign), [{"organization_id": tenant.id, "id": pair[1].id, "name": "x"}])


def test_A1_refresh_of_a_foreign_row_finds_nothing(core, tenant, pair):
    stray = pair[1]
    with core.database.reading(tenant.id) as session:
        session.add(stray)
        with pytest.raises((InvalidRequestError, UnscopedStatementError)):
            session.refresh(stray)
        session.expunge(stray)


@pytest.mark.parametrize("child", ["platform campaign", "comment"])
def test_A1_reference_to_a_foreign_row_fails_like_one_to_a_missing_row(core, tenant, other, pair, child):
    theirs = save(other.id, creative())
    made = {
        "platform campaign": platform_campaign,
        "comment": comment,
    }[child]
    foreign = pair[1].id if child == "platform campaign" else theirs.id
    answers = []
    for key in (foreign, uuid4()):
        with pytest.raises(IntegrityError) as raised, core.database.writing(tenant.id) as session:
            session.add(made(key))
        answers.append(str(raised.value.orig).replace(str(key), "KEY").partition("DETAIL")[0])
    assert answers[0] == answers[1]
    with core.database.reading(tenant.id) as session:
        assert session.scalar(select(func.count()).select_from(PlatformCampaign)) == 0
        assert session.scalar(select(func.count()).select_from(Comment)) == 0


@postgresql_only
def test_A1_policies_alone_hold_references_within_the_organization(core, databases, tenant, pair):
    with (
        without(core, databases, "filter", "flush", "guard"),
        pytest.raises(IntegrityError),
        core.database.writing(tenant.id) as session,
    ):
        session.add(PlatformCampaign(organization_id=tenant.id, **_plain(platform_campaign(pair[1].id))))


def _plain(row):
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


# --- the unit of work ----------------------------------------------------------------------------------------------


def test_A1_session_stamps_new_rows_with_its_organization(core, tenant):
    with core.database.writing(tenant.id) as session:
        row = campaign()
        session.add(row)
        session.flush()
        assert row.organization_id == tenant.id


@pytest.mark.parametrize("act", ["add", "move", "delete", "organization"])
def test_A1_unit_of_work_refuses_foreign_rows(core, tenant, other, pair, act):
    with pytest.raises(CrossTenantWriteError), core.database.writing(tenant.id) as session:
        if act == "add":
            session.add(campaign(organization_id=other.id))
        elif act == "move":
            session.get(Campaign, (tenant.id, pair[0].id)).organization_id = other.id
        elif act == "delete":
            session.delete(pair[1])
        else:
            session.add(Organization(id=other.id, name="x", slug="x"))


def test_A1_session_without_organization_sees_nothing_and_writes_nothing(core, tenant):
    fill_every_table(tenant.admin, "CANARY")
    with core.database.reading(None) as session:
        for model in (Campaign, User, Job, Organization):
            assert session.scalars(select(model)).all() == []
            assert session.scalar(select(func.count()).select_from(model)) == 0
    with pytest.raises((IntegrityError, CrossTenantWriteError)), core.database.writing(None) as session:
        session.add(campaign(organization_id=tenant.id))


def test_A1_failed_unit_of_work_leaves_nothing(core, tenant):
    with pytest.raises(RuntimeError, match="midway"), core.database.writing(tenant.id) as session:
        session.add(campaign())
        session.flush()
        raise RuntimeError("midway")
    with core.database.reading(tenant.id) as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_A1_reading_keeps_nothing_and_its_rows_stay_readable(core, tenant):
    save(tenant.id, campaign(name="before"))
    with core.database.reading(tenant.id) as session:
        row = session.scalars(select(Campaign)).one()
        row.name = "after"
        session.flush()
    assert row.name == "after"
    with core.database.reading(tenant.id) as session:
        assert session.scalars(select(Campaign.name)).all() == ["before"]


def test_A1_many_rows_in_one_insert_are_all_checked(core, tenant, other):
    rows = [_plain(campaign(organization_id=tenant.id)) for _ in range(1500)]
    with core.database.writing(tenant.id) as session:
        session.execute(insert(Campaign), rows)
    rows[1400] = {**rows[1400], "organization_id": other.id, "id": uuid4()}
    fresh = [{**row, "id": uuid4()} for row in rows]
    with pytest.raises(UnscopedStatementError), core.database.writing(tenant.id) as session:
        session.execute(insert(Campaign), fresh)
    with core.database.reading(tenant.id) as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 1500


def test_A1_upsert_writes_own_rows_only(core, tenant, other, pair):
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = sqlite if core.database.engine.dialect.name == "sqlite" else postgresql
    for owner, expected in ((tenant, None), (other, UnscopedStatementError)):
        row = _plain(campaign(organization_id=owner.id, id=pair[0 if owner is tenant else 1].id, name="upserted"))
        statement = dialect.insert(Campaign).values(**row)
        keys = [Campaign.organization_id, Campaign.id]
        statement = statement.on_conflict_do_update(index_elements=keys, set_={"name": statement.excluded.name})
        if expected is None:
            with core.database.writing(tenant.id) as session:
                session.execute(statement)
            continue
        with pytest.raises(expected), core.database.writing(tenant.id) as session:
            session.execute(statement)
    with core.database.reading(other.id) as session:
        assert session.scalars(select(Campaign.name)).all() == ["theirs"]


def test_A1_statements_outside_a_session_need_an_organization_too(core, tenant):
    with core.database.engine.connect() as connection:
        with pytest.raises(UnscopedStatementError):
            connection.execute(select(Campaign.__table__))
        assert connection.execute(text("select 1")).scalar_one() == 1


def test_A1_unscoped_is_the_one_way_out_of_the_guard(core, databases, tenant, other, pair):
    query = text("SELECT name FROM campaigns").execution_options(unscoped="a test looks at everything")
    with core.database.reading(tenant.id) as session:
        names = set(session.execute(query).scalars())
    assert names == ({"own"} if databases.settings.database_url else {"own", "theirs"})


def test_A1_a_connection_forgets_the_organization_with_its_transaction(core, tenant, other, pair):
    core.database.engine.dispose()
    for owner, expected in ((tenant, "own"), (other, "theirs"), (tenant, "own")):
        with core.database.reading(owner.id) as session:
            assert session.scalars(select(Campaign.name)).all() == [expected]
        with core.database.engine.connect() as connection:
            assert "organization" not in connection.get_execution_options()


# --- row-level security alone --------------------------------------------------------------------------------------


@postgresql_only
def test_A1_policies_alone_show_nothing_where_no_organization_is_set(core, databases, tenant):
    fill_every_table(tenant.admin, "CANARY")
    plain = create_engine(databases.settings.sqlalchemy_url)
    with plain.connect() as connection:
        for reset in (None, "select set_config('app.current_org', '', true)"):
            if reset:
                connection.execute(text(reset))
            for table in tables_with_policies():
                assert connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == 0
    plain.dispose()


@postgresql_only
def test_A1_policies_alone_show_and_take_own_rows_only(core, databases, tenant, other):
    fill_every_table(tenant.admin, "CANARY_OWN")
    fill_every_table(other.admin, "CANARY_OF_THE_OTHER")
    plain = create_engine(databases.settings.sqlalchemy_url)
    be = text("select set_config('app.current_org', :o, true)").bindparams(o=str(tenant.id))
    for table, column in tables_with_policies().items():
        with plain.begin() as connection:
            connection.execute(be)
            owners = set(connection.execute(text(f'SELECT "{column}" FROM "{table}"')).scalars())
            assert owners == {tenant.id}, table
            theirs = text(f'SELECT count(*) FROM "{table}" WHERE "{column}" = :o').bindparams(o=other.id)
            assert connection.execute(theirs).scalar_one() == 0
    for statement in (
        "UPDATE campaigns SET organization_id = :o",
        "INSERT INTO uploads (organization_id, id, file_name, size, sha256, path, created_at) SELECT :o, :o, '', 0, '', '', now()",
        "UPDATE organizations SET id = :o",
    ):
        with pytest.raises(Exception, match="row-level security"), plain.begin() as connection:
            connection.execute(be)
            connection.execute(text(statement), {"o": other.id})
    plain.dispose()


@postgresql_only
def test_A1_policies_hold_for_the_tables_owner(core, databases, tenant):
    with databases.owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM users")).scalar_one() == 0


def test_A1_pooled_connections_never_mix_organizations(core, databases):
    """Sixteen threads over four connections, two organizations, reads and writes: each sees its own count."""
    tenants = [make_tenant(name) for name in ("Acme", "Globex")]
    for number, found in enumerate(tenants, start=1):
        save(found.id, *(campaign(name=f"{found.id}") for _ in range(number * 3)))
    engine = make_engine(databases.settings.sqlalchemy_url)
    engine.pool._pool.maxsize, engine.pool._max_overflow = 4, 0
    database = Database(engine)

    def work(number):
        found, rows = tenants[number % 2], 3 * (number % 2 + 1)
        for turn in range(15):
            unit = database.writing if turn % 5 == 0 else database.reading
            with unit(found.id) as session:
                names = session.scalars(select(Campaign.name)).all()
                assert names == [f"{found.id}"] * rows
                assert session.scalars(select(Organization.id)).all() == [found.id]
            if turn % 7 == 0:
                with engine.connect() as connection:
                    count = select(func.count()).select_from(DirectoryEntry)
                    assert connection.execute(count).scalar_one() > 0
        return True

    try:
        with ThreadPoolExecutor(16) as pool:
            assert all(pool.map(work, range(16)))
    finally:
        engine.dispose()


# --- starting on a role that could see everything -----------------------------------------------------------------


@sqlite_only
def test_A1_find_bypass_has_nothing_to_say_of_sqlite(core):
    assert find_bypass(core.database.engine) is None


@postgresql_only
def test_A1_production_refuses_a_role_that_passes_policies_by(core, databases, postgres):
    from psycopg import sql

    assert find_bypass(core.database.engine) is None
    assert find_bypass(databases.owner) == "the database role owns the tables"
    assert find_bypass(databases.all_seeing) == "the database role is a superuser"
    postgres.admin(sql.SQL("ALTER ROLE advision_app BYPASSRLS"))
    try:
        assert find_bypass(core.database.engine) == "the database role has BYPASSRLS"
    finally:
        postgres.admin(sql.SQL("ALTER ROLE advision_app NOBYPASSRLS"))
    production = databases.settings.model_copy(update={"environment": "production"})
    bootstrap.check_production(replace(core, settings=production))
    superuser = make_engine(databases.admin_url)
    with pytest.raises(RuntimeError, match="superuser"):
        bootstrap.check_production(replace(core, settings=production, database=Database(superuser)))
    superuser.dispose()


@postgresql_only
def test_A1_production_refuses_a_member_of_the_owners_role(core, postgres):
    """A role that may become the owner could drop the policies."""
    from psycopg import sql

    postgres.admin(sql.SQL("GRANT advision_owner TO advision_app"))
    try:
        assert find_bypass(core.database.engine) is not None
    finally:
        postgres.admin(sql.SQL("REVOKE advision_owner FROM advision_app"))
