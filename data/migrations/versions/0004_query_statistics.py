"""What SQLite is to expect of coverage and facts, so that a new database joins them by their keys from the start.

Without statistics it takes an organization for ten rows, and a recount of many campaigns compares every group with
every other. PostgreSQL gathers its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Rows of the table, then how many share the first column of the index, the first two, and so on.
EXPECTED = (
    ("metric_coverage", "sqlite_autoindex_metric_coverage_1", "1000000 200000 5000 90 2 1"),
    ("metric_coverage", "ix_metric_coverage_group", "1000000 200000 400 3"),
    ("metric_rows", "sqlite_autoindex_metric_rows_1", "10000000 1000000 50000 1"),
    ("metric_rows", "ix_metric_rows_group", "10000000 1000000 20000 60 2"),
)
TABLES = ("metric_coverage", "metric_rows")


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        # Makes the table of statistics where it is missing.
        op.execute(f"ANALYZE {table}")
    _forget()
    insert = sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)")
    for table, index, stat in EXPECTED:
        op.execute(insert.bindparams(tbl=table, idx=index, stat=stat))


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        _forget()


def _forget() -> None:
    for table in TABLES:
        op.execute(sa.text("DELETE FROM sqlite_stat1 WHERE tbl = :tbl").bindparams(tbl=table))
