"""The facts, what each import covers, and the roll-ups that pages read. See docs/adr/0007."""

from datetime import date as Day
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Scoped, TenantRow, tenant_reference


class ImportBatch(TenantRow, Base):
    """One file, one API write or one example load. Only batches with status `done` count."""

    __tablename__ = "import_batches"
    __table_args__ = (Index("ix_import_batches_time", "organization_id", "created_at"),)

    sequence: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20), default="file")
    file_name: Mapped[str] = mapped_column(String(300), default="")
    file_sha256: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(20))
    signature: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(20))
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_imported: Mapped[int] = mapped_column(default=0)
    rows_rejected: Mapped[int] = mapped_column(default=0)
    rows_skipped: Mapped[int] = mapped_column(default=0)
    date_from: Mapped[Day | None]
    date_to: Mapped[Day | None]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    job_id: Mapped[UUID | None]
    created_by_id: Mapped[UUID | None]
    created_by_name: Mapped[str] = mapped_column(String(200), default="")
    finished_at: Mapped[datetime | None]
    is_example: Mapped[bool] = mapped_column(default=False)


class ImportReject(Scoped, Base):
    """One cell that kept its row out, as a person can find and mend it."""

    __tablename__ = "import_rejects"
    __table_args__ = (tenant_reference("import_id", "import_batches"),)

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    column: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    fix: Mapped[str] = mapped_column(Text, default="")


class ImportMapping(TenantRow, Base):
    """The column mapping that a person corrected, remembered for files with the same header."""

    __tablename__ = "import_mappings"
    __table_args__ = (Index("ix_import_mappings_header", "organization_id", "header_hash", unique=True),)

    header_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(20))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Upload(TenantRow, Base):
    """A file that was streamed in and waits for its import; removed after a day."""

    __tablename__ = "uploads"

    file_name: Mapped[str] = mapped_column(String(300))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[UUID | None]


class MetricRow(Scoped, Base):
    """One fact at the finest grain of its file, known by import and line.

    `date` to `period_end` is the period (equal for a day). `superseded` facts stay, so that undoing
    a later import brings them back, but count nowhere.
    """

    __tablename__ = "metric_rows"
    __table_args__ = (
        tenant_reference("import_id", "import_batches"),
        tenant_reference("platform_campaign_id", "platform_campaigns"),
        Index("ix_metric_rows_group", "organization_id", "platform_campaign_id", "date", "cell"),
    )

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    platform_campaign_id: Mapped[UUID]
    date: Mapped[Day]
    period_end: Mapped[Day]
    cell: Mapped[int] = mapped_column(BigInteger)
    superseded: Mapped[bool] = mapped_column(default=False)
    ad_group: Mapped[str] = mapped_column(String(300), default="")
    ad: Mapped[str] = mapped_column(String(300), default="")
    ad_id: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    age: Mapped[str] = mapped_column(String(20), default="")
    gender: Mapped[str] = mapped_column(String(20), default="")
    extra: Mapped[str] = mapped_column(String(400), default="")
    currency: Mapped[str] = mapped_column(String(3))
    impressions: Mapped[int] = mapped_column(BigInteger)
    reach: Mapped[int | None] = mapped_column(BigInteger)
    clicks: Mapped[int] = mapped_column(BigInteger)
    conversions_micros: Mapped[int] = mapped_column(BigInteger)
    spend_micros: Mapped[int] = mapped_column(BigInteger)
    revenue_micros: Mapped[int] = mapped_column(BigInteger)


class MetricCoverage(Scoped, Base):
    """Which groups (platform campaign, period) an import covers, and for which purposes it is the one that counts."""

    __tablename__ = "metric_coverage"
    __table_args__ = (
        tenant_reference("import_id", "import_batches"),
        tenant_reference("platform_campaign_id", "platform_campaigns"),
        Index("ix_metric_coverage_group", "organization_id", "platform_campaign_id", "date"),
    )

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    platform_campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    date: Mapped[Day] = mapped_column(primary_key=True)
    period_end: Mapped[Day] = mapped_column(primary_key=True)
    counts_total: Mapped[bool] = mapped_column(default=False)
    counts_demographic: Mapped[bool] = mapped_column(default=False)
    counts_ad: Mapped[bool] = mapped_column(default=False)


class MetricRollup(Scoped, Base):
    """Sums that pages read. `kind` is total, demographic or ad; unused dimensions are ''.

    audience_7 and audience_28 are the demographic days of whole weeks and of four weeks (data/queries/blocks.py).

    The key starts with organization, kind and date, so that a dashboard reads one run of the table.
    """

    __tablename__ = "metric_rollups"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "platform_campaign_id"],
            ["platform_campaigns.organization_id", "platform_campaigns.id"],
            ondelete="CASCADE",
        ),
        Index("ix_metric_rollups_campaign", "organization_id", "kind", "campaign_id", "date"),
        Index("ix_metric_rollups_platform_campaign", "organization_id", "platform_campaign_id", "date"),
        # Totals of several days are few, and looked for among all days.
        Index(
            "ix_metric_rollups_periods",
            "organization_id",
            "kind",
            "date",
            sqlite_where=text("date < period_end"),
            postgresql_where=text("date < period_end"),
        ),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    date: Mapped[Day] = mapped_column(primary_key=True)
    period_end: Mapped[Day] = mapped_column(primary_key=True)
    platform_campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    age: Mapped[str] = mapped_column(String(20), primary_key=True)
    gender: Mapped[str] = mapped_column(String(20), primary_key=True)
    ad: Mapped[str] = mapped_column(String(300), primary_key=True)
    campaign_id: Mapped[UUID]
    platform: Mapped[str] = mapped_column(String(20))
    rows: Mapped[int] = mapped_column(BigInteger)
    reach: Mapped[int | None] = mapped_column(BigInteger)
    impressions: Mapped[int] = mapped_column(BigInteger)
    clicks: Mapped[int] = mapped_column(BigInteger)
    conversions_micros: Mapped[int] = mapped_column(BigInteger)
    spend_micros: Mapped[int] = mapped_column(BigInteger)
    revenue_micros: Mapped[int] = mapped_column(BigInteger)
