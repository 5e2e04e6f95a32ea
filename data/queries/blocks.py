"""Audience sums of whole weeks and of four weeks, so that a page need not read every day. See docs/adr/0007.

A block starts on a Monday, lies at the same days for every organization, and is made of the blocks or days below it.
"""

import datetime as dt
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, text

from data.columns import Guid
from data.queries import aside

Range = tuple[dt.date, dt.date]
DAILY = "demographic"
# What a block is made of, its kind in metric_rollups, and its days.
LEVELS = ((DAILY, "audience_7", 7), ("audience_7", "audience_28", 28))
_DAYS = {kind: days for _, kind, days in LEVELS} | {DAILY: 1}
_TOUCHED_DAYS = """
    INSERT INTO aside_blocks
    SELECT 'demographic', s.platform_campaign_id, s.date, s.period_end FROM aside_sums s
    WHERE s.kind = 'demographic' AND s.date = s.period_end
    UNION
    SELECT 'demographic', g.platform_campaign_id, g.date, g.period_end FROM aside_groups g
    WHERE g.date = g.period_end AND EXISTS (
        SELECT 1 FROM metric_rollups r WHERE r.organization_id = :organization AND r.kind = 'demographic'
            AND r.date = g.date AND r.period_end = g.period_end AND r.platform_campaign_id = g.platform_campaign_id
    )
"""
_TOUCHED_BLOCKS = """
    INSERT INTO aside_blocks
    SELECT DISTINCT '{kind}', b.platform_campaign_id, p.date, p.period_end
    FROM aside_blocks b JOIN aside_parts p ON p.kind = '{kind}' AND p.part = b.date
    WHERE b.kind = '{below}'
"""
# New sums of what lies below, and those that stay as they are. SQLite keeps the order of a CROSS JOIN.
_BLOCK_SUMS = """
    INSERT INTO aside_sums
    SELECT '{kind}', s.platform_campaign_id, p.date, p.period_end, s.currency, s.country, s.age, s.gender, '',
        sum(s.row_count), CASE WHEN sum(s.row_count) = 1 THEN max(s.reach) END,
        sum(s.impressions), sum(s.clicks), sum(s.conversions_micros), sum(s.spend_micros), sum(s.revenue_micros)
    FROM (
        SELECT n.platform_campaign_id, n.date, n.period_end, n.currency, n.country, n.age, n.gender, n.row_count,
            n.reach, n.impressions, n.clicks, n.conversions_micros, n.spend_micros, n.revenue_micros
        FROM aside_sums n WHERE n.kind = '{below}'
        UNION ALL
        SELECT r.platform_campaign_id, r.date, r.period_end, r.currency, r.country, r.age, r.gender, r.rows,
            r.reach, r.impressions, r.clicks, r.conversions_micros, r.spend_micros, r.revenue_micros
        FROM aside_blocks b CROSS JOIN aside_parts p CROSS JOIN metric_rollups r
        WHERE b.kind = '{kind}' AND p.kind = '{kind}' AND p.date = b.date AND r.organization_id = :organization
            AND r.kind = '{below}' AND r.date = p.part AND r.period_end = p.part_end
            AND r.platform_campaign_id = b.platform_campaign_id
            AND NOT EXISTS (
                SELECT 1 FROM aside_blocks t WHERE t.kind = '{below}'
                    AND t.platform_campaign_id = r.platform_campaign_id AND t.date = r.date
            )
    ) s
    JOIN aside_parts p ON p.kind = '{kind}' AND p.part = s.date AND p.part_end = s.period_end
    GROUP BY 2, 3, 4, 5, 6, 7, 8
"""
_INDEXES = (
    "CREATE INDEX aside_blocks_key ON aside_blocks (kind, platform_campaign_id, date)",
    "CREATE INDEX aside_parts_key ON aside_parts (kind, part)",
    "CREATE INDEX aside_parts_block ON aside_parts (kind, date)",
)


def cut(days: Range) -> list[tuple[str, Range]]:
    """A range as few blocks and the days around them: (kind, first and last start), none twice and none left out."""
    return _cut(days[0].toordinal(), days[1].toordinal(), len(LEVELS))


def block_of(day: dt.date, days: int) -> Range:
    """The block of so many days that a day lies in."""
    first = dt.date.fromordinal(day.toordinal() - (day.toordinal() - 1) % days)
    return first, first + dt.timedelta(days=days - 1)


def sum_blocks(connection: Connection, organization_id: UUID) -> None:
    """Make the blocks that a recount touches anew, from its new sums and from the days that it leaves alone."""
    _run(connection, _TOUCHED_DAYS, organization_id)
    for statement in _INDEXES:
        connection.exec_driver_sql(statement)
    for below, kind, days in LEVELS:
        starts = connection.execute(select(aside.BLOCKS.c.date).where(aside.BLOCKS.c.kind == below).distinct())
        parts = _parts(set(starts.scalars()), kind, days, _DAYS[below])
        if not parts:
            return
        connection.execute(insert(aside.PARTS), parts)
        connection.exec_driver_sql(_TOUCHED_BLOCKS.format(kind=kind, below=below))
        _run(connection, _BLOCK_SUMS.format(kind=kind, below=below), organization_id)


def _run(connection: Connection, words: str, organization_id: UUID) -> None:
    statement = text(words).bindparams(bindparam("organization", type_=Guid()))
    connection.execute(statement, {"organization": organization_id})


def _parts(starts: set[dt.date], kind: str, days: int, below: int) -> list[dict[str, object]]:
    """What each touched block is made of."""
    rows: list[dict[str, object]] = []
    for first, last in {block_of(day, days) for day in starts}:
        for offset in range(0, days, below):
            part = first + dt.timedelta(days=offset)
            end = part + dt.timedelta(days=below - 1)
            rows.append({"kind": kind, "part": part, "part_end": end, "date": first, "period_end": last})
    return rows


def _cut(first: int, last: int, level: int) -> list[tuple[str, Range]]:
    if first > last:
        return []
    if level == 0:
        return [(DAILY, (dt.date.fromordinal(first), dt.date.fromordinal(last)))]
    _, kind, days = LEVELS[level - 1]
    # Day 1 of the calendar is a Monday.
    inner = first + (1 - first) % days
    outer = last - last % days
    if inner > outer:
        return _cut(first, last, level - 1)
    blocks = (kind, (dt.date.fromordinal(inner), dt.date.fromordinal(outer - days + 1)))
    return [*_cut(first, inner - 1, level - 1), blocks, *_cut(outer + 1, last, level - 1)]
