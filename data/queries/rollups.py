"""The roll-ups that pages read, rewritten in the transaction that changes what counts. See docs/adr/0007."""

from uuid import UUID

from sqlalchemy import Connection, bindparam, text

from data.columns import Guid
from data.queries.counting import resolve
from data.tenancy import TenantSession

# Aggregated first and joined then: the join would otherwise run once for each fact.
_ROLL_UP = """
    INSERT INTO metric_rollups (
        organization_id, kind, date, period_end, platform_campaign_id, currency, country, age, gender, ad,
        campaign_id, platform, rows, reach, impressions, clicks, conversions_micros, spend_micros, revenue_micros
    )
    SELECT
        p.organization_id, '{kind}', s.date, s.period_end, s.platform_campaign_id, s.currency, s.country,
        s.age, s.gender, s.ad, p.campaign_id, p.platform, sum(s.row_count),
        CASE WHEN sum(s.row_count) = 1 THEN max(s.reach) END,
        sum(s.impressions), sum(s.clicks), sum(s.conversions_micros), sum(s.spend_micros), sum(s.revenue_micros)
    FROM {source} s
    JOIN metric_coverage c ON c.organization_id = :organization AND c.import_id = s.import_id
        AND c.platform_campaign_id = s.platform_campaign_id AND c.date = s.date AND c.period_end = s.period_end
    JOIN platform_campaigns p ON p.organization_id = :organization AND p.id = s.platform_campaign_id
    WHERE c.counts_{kind} = {true} AND ({touched})
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
"""
_INNER = """
    SELECT
        r.import_id, r.platform_campaign_id, r.date, r.period_end, r.currency, r.country,
        {age} AS age, {gender} AS gender, {ad} AS ad, count(*) AS row_count, max(r.reach) AS reach,
        sum(r.impressions) AS impressions, sum(r.clicks) AS clicks,
        sum(r.conversions_micros) AS conversions_micros, sum(r.spend_micros) AS spend_micros,
        sum(r.revenue_micros) AS revenue_micros
    FROM metric_rows r
    WHERE r.organization_id = :organization AND r.import_id IN :imports AND r.superseded = {false}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
_TOUCHED = """EXISTS (
        SELECT 1 FROM metric_coverage t
        WHERE t.organization_id = :organization AND t.import_id = :import_id
            AND t.platform_campaign_id = {alias}.platform_campaign_id
            AND ((t.date = {alias}.date AND t.period_end = {alias}.period_end) OR {alias}.date < {alias}.period_end)
    )"""
_SHAPES = {
    "total": {"age": "''", "gender": "''", "ad": "''"},
    "demographic": {"age": "r.age", "gender": "r.gender", "ad": "''"},
    "ad": {"age": "''", "gender": "''", "ad": "CASE WHEN r.ad <> '' THEN r.ad ELSE r.ad_id END"},
}


def prepare_rollups(connection: Connection, organization_id: UUID, import_id: UUID) -> None:
    """Sum an import's staged facts into temporary tables of this connection, before anyone waits for a lock."""
    for kind, shape in _SHAPES.items():
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_prepared(kind)}")
        statement = text(f"CREATE TEMPORARY TABLE {_prepared(kind)} AS " + _inner(connection, shape))
        bound = statement.bindparams(_TYPED[0], bindparam("imports", type_=Guid(), expanding=True))
        connection.execute(bound, {"organization": organization_id, "imports": [import_id]})


def drop_prepared(connection: Connection) -> None:
    """Remove the temporary tables again."""
    for kind in _SHAPES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_prepared(kind)}")


def resolve_and_roll_up(session: TenantSession, import_id: UUID, *, is_prepared: bool = False) -> None:
    """Rewrite what counts, and all roll-ups of the groups that an import touches, inside a running transaction."""
    resolve(session, import_id)
    connection = session.connection()
    base = {"organization": session.organization_id, "import_id": import_id}
    removal = (
        "DELETE FROM metric_rollups WHERE organization_id = :organization AND "  # noqa: S608 - no outside text
        + _TOUCHED.format(alias="metric_rollups")
    )
    connection.execute(text(removal).bindparams(*_TYPED), base)
    alone = _is_alone(session, import_id)
    for kind, shape in _SHAPES.items():
        imports = _contributing(session, import_id, kind)
        if not imports:
            continue
        only_own = alone and imports == [import_id]
        source = _prepared(kind) if only_own and is_prepared else f"({_inner(connection, shape)})"
        yes = _yes(connection)
        # Where no other import touches these groups, all that this one holds is theirs.
        touched = f"{yes} = {yes}" if only_own else _TOUCHED.format(alias="s")
        statement = text(_ROLL_UP.format(kind=kind, source=source, touched=touched, true=yes))
        typed = [_TYPED[0]]
        if not only_own:
            typed.append(_TYPED[1])
        if ":imports" in statement.text:
            typed.append(bindparam("imports", type_=Guid(), expanding=True))
        values = {parameter.key: {**base, "imports": imports}[parameter.key] for parameter in typed}
        connection.execute(statement.bindparams(*typed), values)


def _inner(connection: Connection, shape: dict[str, str]) -> str:
    false = "0" if connection.dialect.name == "sqlite" else "false"
    return _INNER.format(false=false, **shape)


def _yes(connection: Connection) -> str:
    return "1" if connection.dialect.name == "sqlite" else "true"


def _prepared(kind: str) -> str:
    return f"prepared_{kind}"


_TYPED = (bindparam("organization", type_=Guid()), bindparam("import_id", type_=Guid()))
_MEETS = """
    FROM metric_coverage c
    JOIN metric_coverage t ON t.organization_id = :organization AND t.import_id = :import_id
        AND t.platform_campaign_id = c.platform_campaign_id
        AND ((t.date = c.date AND t.period_end = c.period_end) OR c.date < c.period_end)
    WHERE c.organization_id = :organization
"""


def _contributing(session: TenantSession, import_id: UUID, kind: str) -> list[UUID]:
    """The imports that count for a purpose in any group that this import touches."""
    yes = _yes(session.connection())
    query = text(f"SELECT DISTINCT c.import_id {_MEETS} AND c.counts_{kind} = {yes}")
    typed = query.bindparams(*_TYPED).columns(import_id=Guid())
    rows = session.connection().execute(typed, {"organization": session.organization_id, "import_id": import_id})
    return sorted(row.import_id for row in rows)


def _is_alone(session: TenantSession, import_id: UUID) -> bool:
    """Whether no other import meets this one in any group."""
    query = text(f"SELECT count(*) {_MEETS} AND c.import_id <> :import_id").bindparams(*_TYPED)
    values = {"organization": session.organization_id, "import_id": import_id}
    return not session.connection().execute(query, values).scalar_one()
