"""Importing exports of ad platforms: what is recognized, asked, previewed, rejected and stored."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from domain.contracts import Contract, Money, Quantity
from domain.jobs import FINISHED, JobStatus
from domain.platforms import Platform


class Field(StrEnum):
    """The canonical fields that columns are mapped to."""

    DATE = "date"
    PERIOD_END = "period_end"
    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    CAMPAIGN_ID = "campaign_id"
    AD_GROUP = "ad_group"
    AD = "ad"
    AD_ID = "ad_id"
    PLATFORM = "platform"
    COUNTRY = "country"
    AGE = "age"
    GENDER = "gender"
    IMPRESSIONS = "impressions"
    REACH = "reach"
    CLICKS = "clicks"
    SPEND = "spend"
    CONVERSIONS = "conversions"
    REVENUE = "revenue"
    CURRENCY = "currency"


METRIC_FIELDS = (Field.IMPRESSIONS, Field.REACH, Field.CLICKS, Field.SPEND, Field.CONVERSIONS, Field.REVENUE)
MAX_IMPORT_BYTES = 200 * 1024 * 1024
BACKGROUND_ROWS = 50_000


class ImportOptions(Contract):
    """What a person chose or added. None means: find it out."""

    source: str = "auto"
    mapping: dict[Field, str] | None = None
    platform: Platform | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    period_start: date | None = None
    period_end: date | None = None
    date_order: str | None = None
    """"dmy" or "mdy", where the column leaves it open."""
    decimal: str | None = None
    """"." or ",", where the column leaves it open."""


class SourceGuess(Contract):
    """A platform format that the file may be, with a confidence from 0 to 1 and what speaks for it."""

    source: str
    label: str
    confidence: float
    reason: str


class ColumnPreview(Contract):
    """One column of the file. `key` is unique even where header names repeat ("Cost", "Cost (2)")."""

    key: str
    position: int
    samples: list[str]
    field: Field | None
    note: str = ""


class Question(Contract):
    """Something the file lacks and only a person knows: ask it before importing."""

    field: str
    prompt: str
    choices: list[str] = []


class RowProblem(Contract):
    """What is wrong at one cell and how to mend it. `line` counts the file's lines from 1 (XLSX: sheet rows)."""

    line: int
    column: str
    value: str
    reason: str
    fix: str
    severity: str = "error"
    """"error" rejects the row, "warning" keeps it."""


class PreviewRow(Contract):
    """One data row as it stands in the file."""

    line: int
    cells: list[str]
    problems: list[RowProblem] = []


class CurrencyTotal(Contract):
    """The file's totals in one currency: what the import would add."""

    currency: str
    rows: int
    impressions: int
    clicks: int
    spend: Money
    conversions: Quantity
    revenue: Money


class Overlap(Contract):
    """What is already there for the same campaigns and days, and what will happen to it."""

    campaign: str
    date_from: date
    date_to: date
    days: int
    effect: str


class ImportPreview(Contract):
    """All the wizard shows before anything is stored."""

    file_name: str
    file_size: int
    source: str
    guesses: list[SourceGuess]
    encoding: str
    separator: str
    header_line: int
    columns: list[ColumnPreview]
    mapping: dict[Field, str]
    questions: list[Question]
    notes: list[str]
    rows: list[PreviewRow]
    rows_checked: int
    rows_total: int
    rows_rejected: int
    rows_skipped: int
    problems: list[RowProblem]
    totals: list[CurrencyTotal]
    date_from: date | None
    date_to: date | None
    overlaps: list[Overlap] = []
    same_file_import_id: UUID | None = None
    remembered_mapping: dict[Field, str] = {}
    """What a person of the organization corrected for files with this header before, where it was applied now."""


class ImportStatus(StrEnum):
    """`staging` rows count nowhere; an undone import keeps its line in the history."""

    STAGING = "staging"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class RejectedCell(Contract):
    """A rejected cell as the API names it."""

    line: int
    column: str
    value: str
    reason: str
    fix: str = ""


class ImportResult(Contract):
    """What an import did. `errors` holds the first 100; all are in the rejects file."""

    import_id: UUID
    source: str
    rows_total: int
    rows_imported: int
    rows_rejected: int
    rows_skipped: int
    campaigns_created: int
    campaigns_updated: int
    mapping: dict[str, str]
    errors: list[RejectedCell]
    warnings: list[str] = []
    totals: list[CurrencyTotal] = []


class UndoState(Contract):
    """The latest job that takes a large import back, while it waits or runs or where it failed."""

    job_id: UUID
    status: JobStatus
    progress: float
    message: str

    @property
    def is_open(self) -> bool:
        """Whether the import is about to be undone."""
        return self.status not in FINISHED


class ImportSummary(Contract):
    """One line of the import history. Until an undo has ended the import counts and its status stays `done`."""

    id: UUID
    file_name: str
    source: str
    status: ImportStatus
    rows_total: int
    rows_imported: int
    rows_rejected: int
    rows_skipped: int
    date_from: date | None
    date_to: date | None
    created_by: str
    created_at: datetime
    job_id: UUID | None
    is_example: bool
    undo: UndoState | None = None
