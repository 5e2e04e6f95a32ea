"""Audience sums of whole weeks and of four weeks, and a way to the totals of several days."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Days since the first Monday of the calendar, from which blocks are counted.
COUNTED = {
    "sqlite": "CAST(julianday(r.date) - julianday('0001-01-01') AS INTEGER)",
    "postgresql": "(r.date - DATE '0001-01-01')",
}
MOVED = {"sqlite": "date(r.date, ({days}) || ' days')", "postgresql": "(r.date + ({days}))"}
BLOCKS = """
    INSERT INTO metric_rollups (
        organization_id, kind, date, period_end, platform_campaign_id, currency, country, age, gender, ad,
        campaign_id, platform, rows, reach, impressions, clicks, conversions_micros, spend_micros, revenue_micros
    )
    SELECT r.organization_id, 'audience_{days}', {first}, {last}, r.platform_campaign_id, r.currency, r.country, r.age,
        r.gender, '', r.campaign_id, r.platform, sum(r.rows), CASE WHEN sum(r.rows) = 1 THEN max(r.reach) END,
        sum(r.impressions), sum(r.clicks), sum(r.conversions_micros), sum(r.spend_micros), sum(r.revenue_micros)
    FROM metric_rollups r WHERE r.kind = 'demographic' AND r.date = r.period_end
    GROUP BY r.organization_id, {first}, {last}, r.platform_campaign_id, r.currency, r.country, r.age, r.gender,
        r.campaign_id, r.platform
"""


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_metric_rollups_periods",
        "metric_rollups",
        ["organization_id", "kind", "date"],
        unique=False,
        sqlite_where=sa.text("date < period_end"),
        postgresql_where=sa.text("date < period_end"),
    )
    _for_everyone([_fill(days) for days in (7, 28)])


def downgrade() -> None:
    """Take back."""
    _for_everyone(["DELETE FROM metric_rollups WHERE kind IN ('audience_7', 'audience_28')"])
    op.drop_index("ix_metric_rollups_periods", table_name="metric_rollups")


def _fill(days: int) -> str:
    dialect = op.get_bind().dialect.name
    since, moved = COUNTED[dialect], MOVED[dialect]
    first = moved.format(days=f"-({since} % {days})")
    last = moved.format(days=f"{days - 1} - ({since} % {days})")
    return BLOCKS.format(days=days, first=first, last=last)


def _for_everyone(statements: list[str]) -> None:
    """Run what concerns every organization's rows: the policy would show the owner none of them."""
    is_guarded = op.get_bind().dialect.name == "postgresql"
    if is_guarded:
        op.execute("ALTER TABLE metric_rollups NO FORCE ROW LEVEL SECURITY")
    for statement in statements:
        op.execute(statement)
    if is_guarded:
        op.execute("ALTER TABLE metric_rollups FORCE ROW LEVEL SECURITY")
