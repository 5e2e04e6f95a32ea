"""What counts after an import is done or undone, and the roll-ups that pages read. See docs/adr/0007.

`prepare` works everything out in temporary tables; `apply` writes it down, which is all that others wait for.
Between the two nothing that counts may change: the organization's data version tells.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, TextClause, bindparam, insert, text
from sqlalchemy.types import TypeEngine

from data.columns import Guid
from data.queries import aside
from data.queries.counting import PURPOSES, Cover, decide, read_signature
from data.queries.rollups import sum_others, sum_up

Tell = Callable[[float], None]
"""Is told how far the working out is, from 0 to 1; raises where it is to stop."""

# Covers that are looked at together: some 20 MB of them.
_CHUNK_GROUPS = 20_000
_LATEST = 2**62
_TYPES = {
    "organization": bindparam("organization", type_=Guid()),
    "import_id": bindparam("import_id", type_=Guid()),
    "low": bindparam("low", type_=Guid()),
    "high": bindparam("high", type_=Guid()),
    "rivals": bindparam("rivals", type_=Guid(), expanding=True),
}


def _query(words: str) -> TextClause:
    return text(words).bindparams(*(typed for name, typed in _TYPES.items() if f":{name}" in words))


_COLUMNS: dict[str, TypeEngine[Any]] = {
    "import_id": Guid(),
    "platform_campaign_id": Guid(),
    "date": Date(),
    "period_end": Date(),
}
# CROSS JOIN keeps the order of the tables on SQLite, which would otherwise start at the large one.
_COVERS = """
    SELECT DISTINCT c.import_id, b.sequence, b.signature, b.status, c.platform_campaign_id, c.date, c.period_end,
        c.counts_total, c.counts_demographic, c.counts_ad
    FROM aside_groups g CROSS JOIN metric_coverage c CROSS JOIN import_batches b
    WHERE g.platform_campaign_id >= :low AND g.platform_campaign_id <= :high
        AND c.organization_id = :organization AND c.platform_campaign_id = g.platform_campaign_id
        AND b.organization_id = :organization AND b.id = c.import_id
"""
_IN_GROUPS = _query(
    _COVERS + " AND c.date = g.date AND c.period_end = g.period_end AND (b.status = 'done' OR b.id = :import_id)"
).columns(**_COLUMNS)
_INSIDE_TOTALS = _query(
    _COVERS + " AND g.date < g.period_end AND c.date >= g.date AND c.date <= g.period_end AND c.date = c.period_end"
    " AND b.status = 'done' AND b.id <> :import_id"
).columns(**_COLUMNS)
_GROUPS = _query("""
    INSERT INTO aside_groups (platform_campaign_id, date, period_end)
    SELECT c.platform_campaign_id, c.date, c.period_end FROM metric_coverage c
    WHERE c.organization_id = :organization AND c.import_id = :import_id
    UNION
    SELECT c.platform_campaign_id, c.date, c.period_end FROM metric_coverage c
    WHERE c.organization_id = :organization AND c.date < c.period_end AND c.platform_campaign_id IN (
        SELECT o.platform_campaign_id FROM metric_coverage o
        WHERE o.organization_id = :organization AND o.import_id = :import_id
    )
""")
_SAME_CELL = """
    FROM metric_rows n CROSS JOIN metric_rows o CROSS JOIN import_batches ob
    WHERE n.organization_id = :organization AND n.import_id = :import_id
        AND o.organization_id = :organization AND o.platform_campaign_id = n.platform_campaign_id
        AND o.date = n.date AND o.cell = n.cell AND o.period_end = n.period_end AND o.import_id IN :rivals
        AND ob.organization_id = :organization AND ob.id = o.import_id
"""
_INTO_FLIPS = "INSERT INTO aside_flips (import_id, line) SELECT DISTINCT o.import_id, o.line"
_SUPERSEDED = _query(f"{_INTO_FLIPS} {_SAME_CELL} AND NOT o.superseded")
_FREED = _query(f"""
    {_INTO_FLIPS} {_SAME_CELL} AND o.superseded
        AND NOT EXISTS (
            SELECT 1 FROM metric_rows l JOIN import_batches lb
                ON lb.organization_id = :organization AND lb.id = l.import_id
            WHERE l.organization_id = :organization AND l.platform_campaign_id = o.platform_campaign_id
                AND l.date = o.date AND l.cell = o.cell AND l.period_end = o.period_end
                AND l.import_id IN :rivals AND lb.sequence > ob.sequence
        )
""")  # noqa: S608 - only words of this module
_WRITE_FLAGS = _query("""
    UPDATE metric_coverage SET counts_total = f.total, counts_demographic = f.demographic, counts_ad = f.ad
    FROM aside_flags AS f
    WHERE metric_coverage.organization_id = :organization AND metric_coverage.import_id = f.import_id
        AND metric_coverage.platform_campaign_id = f.platform_campaign_id
        AND metric_coverage.date = f.date AND metric_coverage.period_end = f.period_end AND f.changed
""")
_WRITE_FLIPS = _query("""
    UPDATE metric_rows SET superseded = NOT superseded
    WHERE organization_id = :organization AND (import_id, line) IN (SELECT import_id, line FROM aside_flips)
""")
_DROP_SUMS = _query("""
    DELETE FROM metric_rollups WHERE organization_id = :organization AND kind IN ('total', 'demographic', 'ad')
        AND (platform_campaign_id, date, period_end) IN (
            SELECT platform_campaign_id, date, period_end FROM aside_groups
        )
""")
# A total of seven days may lie where a block does, so the two are told apart by their kind.
_DROP_BLOCKS = _query("""
    DELETE FROM metric_rollups WHERE organization_id = :organization AND kind IN ('audience_7', 'audience_28')
        AND (kind, platform_campaign_id, date, period_end) IN (
            SELECT kind, platform_campaign_id, date, period_end FROM aside_blocks
        )
""")
_WRITE_SUMS = _query("""
    INSERT INTO metric_rollups (
        organization_id, kind, date, period_end, platform_campaign_id, currency, country, age, gender, ad,
        campaign_id, platform, rows, reach, impressions, clicks, conversions_micros, spend_micros, revenue_micros
    )
    SELECT
        p.organization_id, s.kind, s.date, s.period_end, s.platform_campaign_id, s.currency, s.country, s.age,
        s.gender, s.ad, p.campaign_id, p.platform, s.row_count, s.reach, s.impressions, s.clicks,
        s.conversions_micros, s.spend_micros, s.revenue_micros
    FROM aside_sums s JOIN platform_campaigns p ON p.organization_id = :organization AND p.id = s.platform_campaign_id
""")


def _keep_silent(_share: float) -> None:
    """For whom nobody waits."""


def prepare(
    connection: Connection, organization_id: UUID, import_id: UUID, *, will_count: bool, tell: Tell = _keep_silent
) -> None:
    """Work out what counts where once the import does (or no longer does). Its coverage must be there."""
    aside.create(connection)
    values = {"organization": organization_id, "import_id": import_id}
    connection.execute(_GROUPS, values)
    rivals: set[UUID] = set()
    contributes: set[str] = set()
    has_others = False
    chunks = list(_chunks(connection))
    for number, (low, high) in enumerate(chunks):
        tell(0.05 + 0.35 * number / len(chunks))
        covers = _load(connection, _IN_GROUPS, {**values, "low": low, "high": high})
        around = _load(connection, _INSIDE_TOTALS, {**values, "low": low, "high": high})
        own = {cover.group: cover.signature for cover in covers if cover.import_id == import_id}
        rivals |= {
            cover.import_id
            for cover in covers
            if cover.import_id != import_id and own.get(cover.group) == cover.signature
        }
        counting = {cover for cover in (*covers, *around) if will_count or cover.import_id != import_id}
        rows = _flags(covers, decide(counting))
        has_others = has_others or any(row["import_id"] != import_id for row in rows)
        contributes |= {name for row in rows if row["import_id"] == import_id for name in PURPOSES if row[name]}
        if rows:
            connection.execute(insert(aside.FLAGS), rows)
    tell(0.4)
    if rivals:
        flips = _SUPERSEDED if will_count else _FREED
        connection.execute(flips, {**values, "rivals": sorted(rivals)})
    tell(0.6)
    if has_others:
        sum_others(connection, organization_id, import_id)
    tell(0.8)
    sum_up(connection, organization_id, import_id, contributes)
    tell(1.0)


def apply(connection: Connection, organization_id: UUID) -> None:
    """Write what `prepare` found."""
    values = {"organization": organization_id}
    connection.execute(_WRITE_FLAGS, values)
    connection.execute(_WRITE_FLIPS, values)
    connection.execute(_DROP_SUMS, values)
    connection.execute(_DROP_BLOCKS, values)
    connection.execute(_WRITE_SUMS, values)


def _chunks(connection: Connection) -> Iterator[tuple[UUID, UUID]]:
    """Ranges of platform campaigns, by id, that hold some thousand groups each."""
    words = text("SELECT platform_campaign_id, count(*) AS size FROM aside_groups GROUP BY 1 ORDER BY 1")
    rows = connection.execute(words.columns(platform_campaign_id=Guid())).all()
    low, size = None, 0
    for row in rows:
        low, size = low or row.platform_campaign_id, size + row.size
        if size >= _CHUNK_GROUPS:
            yield low, row.platform_campaign_id
            low, size = None, 0
    if low is not None:
        yield low, rows[-1].platform_campaign_id


def _load(connection: Connection, query: Any, values: dict[str, Any]) -> list[Cover]:
    signatures: dict[str, frozenset[str]] = {}
    covers = []
    for row in connection.execute(query, values):
        if row.signature not in signatures:
            signatures[row.signature] = read_signature(row.signature)
        counts = zip(PURPOSES, (row.counts_total, row.counts_demographic, row.counts_ad), strict=True)
        covers.append(
            Cover(
                row.import_id,
                # An import gets its number when it is done, and is the latest then.
                _LATEST if row.import_id == values["import_id"] else row.sequence,
                signatures[row.signature],
                row.platform_campaign_id,
                (row.date, row.period_end),
                frozenset(purpose for purpose, does in counts if does),
            )
        )
    return covers


def _flags(covers: Sequence[Cover], decision: dict[Cover, frozenset[str]]) -> list[dict[str, Any]]:
    nothing: frozenset[str] = frozenset()
    rows = []
    for cover in covers:
        purposes = decision.get(cover, nothing)
        if purposes or cover.before:
            rows.append(
                {
                    "import_id": cover.import_id,
                    "platform_campaign_id": cover.campaign,
                    "date": cover.period[0],
                    "period_end": cover.period[1],
                    "changed": purposes != cover.before,
                    **{purpose: purpose in purposes for purpose in PURPOSES},
                }
            )
    return rows
