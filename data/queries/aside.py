"""Temporary tables of one connection, in which a recount is worked out before anything is locked."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, MetaData, String, Table

from data.columns import Guid

_METADATA = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, _METADATA, *columns, prefixes=["TEMPORARY"])


def _group() -> list[Column[Any]]:
    return [Column("platform_campaign_id", Guid), Column("date", Date), Column("period_end", Date)]


def _dimensions() -> list[Column[Any]]:
    return [
        Column("currency", String(3)),
        Column("country", String(2)),
        Column("age", String(20)),
        Column("gender", String(20)),
        Column("ad", String(300)),
    ]


def _sums() -> list[Column[Any]]:
    names = ("row_count", "reach", "impressions", "clicks", "conversions_micros", "spend_micros", "revenue_micros")
    return [Column(name, BigInteger) for name in names]


GROUPS = _table("aside_groups", *_group())
"""The groups whose roll-ups are rewritten."""

FLAGS = _table(
    "aside_flags",
    Column("import_id", Guid),
    *_group(),
    *(Column(name, Boolean) for name in ("total", "demographic", "ad", "changed")),
)
"""What counts in these groups from now on, and where that is new."""

FLIPS = _table("aside_flips", Column("import_id", Guid), Column("line", BigInteger))
"""Facts whose mark `superseded` changes."""

OTHERS = _table(
    "aside_others",
    *(Column(f"for_{name}", Boolean) for name in ("total", "demographic", "ad")),
    *_group(),
    *_dimensions(),
    *_sums(),
)
"""Sums of what other imports contribute."""

SUMS = _table("aside_sums", Column("kind", String(12)), *_group(), *_dimensions(), *_sums())
"""The new roll-ups."""

BLOCKS = _table("aside_blocks", Column("kind", String(12)), *_group())
"""The days with audience sums that change, and the blocks that they lie in."""

PARTS = _table(
    "aside_parts",
    Column("kind", String(12)),
    *(Column(name, Date) for name in ("part", "part_end", "date", "period_end")),
)
"""What these blocks are made of: days or smaller blocks."""

_ALL = (GROUPS, FLAGS, FLIPS, OTHERS, SUMS, BLOCKS, PARTS)


def create(connection: Connection) -> None:
    """Make the tables, empty."""
    drop(connection)
    for table in _ALL:
        table.create(connection, checkfirst=False)


def drop(connection: Connection) -> None:
    """Remove the tables."""
    for table in _ALL:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}")
