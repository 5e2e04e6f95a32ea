"""Summing facts for the roll-ups of a recount, into its temporary tables."""

from uuid import UUID

from sqlalchemy import Connection, bindparam, text

from data.columns import Guid
from data.queries.blocks import sum_blocks

_TYPED = (bindparam("organization", type_=Guid()), bindparam("import_id", type_=Guid()))
_AD = "CASE WHEN r.ad <> '' THEN r.ad ELSE r.ad_id END"
_MEASURES = """
    count(*) AS row_count, max(r.reach) AS reach, sum(r.impressions) AS impressions, sum(r.clicks) AS clicks,
    sum(r.conversions_micros) AS conversions_micros, sum(r.spend_micros) AS spend_micros,
    sum(r.revenue_micros) AS revenue_micros
"""
# The two tables are joined in this order, which SQLite would turn around otherwise.
_OTHERS = f"""
    INSERT INTO aside_others
    SELECT f.total, f.demographic, f.ad, r.platform_campaign_id, r.date, r.period_end, r.currency, r.country,
        r.age, r.gender, {_AD}, {_MEASURES}
    FROM aside_flags f CROSS JOIN metric_rows r LEFT JOIN aside_flips x ON x.import_id = r.import_id AND x.line = r.line
    WHERE f.import_id <> :import_id AND (f.total OR f.demographic OR f.ad)
        AND r.organization_id = :organization AND r.platform_campaign_id = f.platform_campaign_id
        AND r.date = f.date AND r.period_end = f.period_end AND r.import_id = f.import_id
        AND r.superseded = (x.line IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""  # noqa: S608 - only words of this module
# Summed first and joined then: the join would otherwise run once for each fact.
_OWN = """
    SELECT s.platform_campaign_id, s.date, s.period_end, s.currency, s.country, s.age, s.gender, s.ad,
        s.row_count, s.reach, s.impressions, s.clicks, s.conversions_micros, s.spend_micros, s.revenue_micros
    FROM (
        SELECT r.platform_campaign_id, r.date, r.period_end, r.currency, r.country,
            {age} AS age, {gender} AS gender, {ad} AS ad, {measures}
        FROM metric_rows r WHERE r.organization_id = :organization AND r.import_id = :import_id
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ) s
    JOIN aside_flags f ON f.import_id = :import_id AND f.platform_campaign_id = s.platform_campaign_id
        AND f.date = s.date AND f.period_end = s.period_end AND f.{kind}
"""
_OTHERS_OF_KIND = """
    SELECT o.platform_campaign_id, o.date, o.period_end, o.currency, o.country, {age} AS age, {gender} AS gender,
        {ad} AS ad, o.row_count, o.reach, o.impressions, o.clicks, o.conversions_micros, o.spend_micros,
        o.revenue_micros
    FROM aside_others o WHERE o.for_{kind}
"""
_SUMS = """
    INSERT INTO aside_sums
    SELECT '{kind}', s.platform_campaign_id, s.date, s.period_end, s.currency, s.country, s.age, s.gender, s.ad,
        sum(s.row_count), CASE WHEN sum(s.row_count) = 1 THEN max(s.reach) END,
        sum(s.impressions), sum(s.clicks), sum(s.conversions_micros), sum(s.spend_micros), sum(s.revenue_micros)
    FROM ({parts}) s GROUP BY 2, 3, 4, 5, 6, 7, 8, 9
"""
_OWN_SHAPES = {
    "total": {"age": "''", "gender": "''", "ad": "''"},
    "demographic": {"age": "r.age", "gender": "r.gender", "ad": "''"},
    "ad": {"age": "''", "gender": "''", "ad": _AD},
}
_OTHER_SHAPES = {
    "total": {"age": "''", "gender": "''", "ad": "''"},
    "demographic": {"age": "o.age", "gender": "o.gender", "ad": "''"},
    "ad": {"age": "''", "gender": "''", "ad": "o.ad"},
}


def sum_others(connection: Connection, organization_id: UUID, import_id: UUID) -> None:
    """Sum what other imports contribute to the groups of the recount, as fine as any roll-up needs it."""
    # The facts to be marked anew are looked up once for each fact.
    connection.exec_driver_sql("CREATE INDEX aside_flips_key ON aside_flips (import_id, line)")
    values = {"organization": organization_id, "import_id": import_id}
    connection.execute(text(_OTHERS).bindparams(*_TYPED), values)


def sum_up(connection: Connection, organization_id: UUID, import_id: UUID, own_kinds: set[str]) -> None:
    """Make the new roll-ups of the recount's groups. `own_kinds` are those that the import itself contributes to."""
    connection.exec_driver_sql(
        "CREATE INDEX aside_flags_key ON aside_flags (import_id, platform_campaign_id, date, period_end)"
    )
    values = {"organization": organization_id, "import_id": import_id}
    for kind, shape in _OTHER_SHAPES.items():
        parts = _OTHERS_OF_KIND.format(kind=kind, **shape)
        if kind in own_kinds:
            own = _OWN.format(kind=kind, measures=_MEASURES, **_OWN_SHAPES[kind])
            statement = text(_SUMS.format(kind=kind, parts=f"{parts} UNION ALL {own}")).bindparams(*_TYPED)
            connection.execute(statement, values)
        else:
            connection.execute(text(_SUMS.format(kind=kind, parts=parts)))
    sum_blocks(connection, organization_id)
