"""Writing facts in bulk: staged rows, their coverage, and their removal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import repeat
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Date, Table, bindparam, delete, func, insert, select, text

from data.columns import Guid
from data.models import MetricCoverage, MetricRow
from data.tenancy import TenantSession

# In this order, behind the organization and the import, `insert_facts` takes its columns.
FACT_COLUMNS = (
    "line",
    "platform_campaign_id",
    "date",
    "period_end",
    "cell",
    "ad_group",
    "ad",
    "ad_id",
    "country",
    "age",
    "gender",
    "extra",
    "currency",
    "impressions",
    "reach",
    "clicks",
    "conversions_micros",
    "spend_micros",
    "revenue_micros",
)
_COLUMNS = ("organization_id", "import_id", "superseded", *FACT_COLUMNS)
_TABLE = cast(Table, MetricRow.__table__)
# A transaction of this size is short enough that sign-ins do not wait for an import.
DELETE_CHUNK = 50_000


def cell_of(parts: tuple[str, ...]) -> int:
    """A signed 63-bit number for a row's dimension values: equal parts give equal cells, in every process."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def insert_facts(session: TenantSession, import_id: UUID, columns: Sequence[Sequence[Any]]) -> None:
    """Insert facts of the session's organization, given as one list for each of FACT_COLUMNS.

    On SQLite the driver is used directly: the ORM's own path takes three times as long for a million rows.
    """
    connection, organization_id = session.connection(), session.organization_id
    if connection.dialect.name != "sqlite":
        rows = zip(repeat(organization_id), repeat(import_id), repeat(False), *columns, strict=False)
        connection.execute(insert(_TABLE), [dict(zip(_COLUMNS, row, strict=True)) for row in rows])
        return
    assert organization_id is not None
    line, campaigns, days, ends, *others = columns
    campaign_bytes = {campaign: campaign.bytes for campaign in set(campaigns)}
    texts = {day: day.isoformat() for day in {*days, *ends}}
    marks = ", ".join("?" for _ in _COLUMNS)
    connection.exec_driver_sql(
        f"INSERT INTO metric_rows ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - column names of ours
        list(
            zip(
                repeat(organization_id.bytes),
                repeat(import_id.bytes),
                repeat(0),
                line,
                map(campaign_bytes.__getitem__, campaigns),
                map(texts.__getitem__, days),
                map(texts.__getitem__, ends),
                *others,
                strict=False,
            )
        ),
        # The guard would look at every row; all of them carry the session's own organization, set right here.
        execution_options={"unscoped": "bulk insert into the session's own organization"},
    )


_COVER = text("""
    INSERT INTO metric_coverage (
        organization_id, import_id, platform_campaign_id, date, period_end, counts_total, counts_demographic, counts_ad
    )
    VALUES (:organization, :import_id, :campaign, :day, :period_end, false, false, false)
    ON CONFLICT DO NOTHING
""").bindparams(
    *(bindparam(name, type_=Guid()) for name in ("organization", "import_id", "campaign")),
    *(bindparam(name, type_=Date()) for name in ("day", "period_end")),
)


def insert_coverage(session: TenantSession, import_id: UUID, groups: Iterable[tuple[UUID, dt.date, dt.date]]) -> None:
    """Note which groups an import covers; none counts until a recount says so."""
    rows = [
        {
            "organization": session.organization_id,
            "import_id": import_id,
            "campaign": campaign,
            "day": day,
            "period_end": period_end,
        }
        for campaign, day, period_end in groups
    ]
    if rows:
        session.connection().execute(_COVER, rows)


def find_span(session: TenantSession, import_id: UUID) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day that an import covers."""
    own = MetricCoverage.import_id == import_id
    first, last = session.execute(
        select(func.min(MetricCoverage.date), func.max(MetricCoverage.period_end)).where(own)
    ).one()
    return first, last


def delete_facts(session: TenantSession, import_id: UUID, first_line: int) -> int | None:
    """Delete one chunk of an import's facts from a line on; gives the next line to go on with, or None at the end."""
    own = MetricRow.import_id == import_id
    last_line = session.scalar(
        select(MetricRow.line)
        .where(own, MetricRow.line >= first_line)
        .order_by(MetricRow.line)
        .limit(1)
        .offset(DELETE_CHUNK)
    )
    chunk = delete(MetricRow).where(own)
    if last_line is not None:
        chunk = chunk.where(MetricRow.line < last_line)
    session.execute(chunk.execution_options(synchronize_session=False))
    return last_line


def delete_coverage(session: TenantSession, import_id: UUID) -> None:
    """Remove an import's coverage."""
    session.execute(
        delete(MetricCoverage).where(MetricCoverage.import_id == import_id).execution_options(synchronize_session=False)
    )
