"""What comes out of a file: valid rows as parallel lists."""

import datetime as dt
from dataclasses import dataclass, field

from domain.imports import RowProblem


@dataclass
class FactBatch:
    """Valid rows as parallel lists, and what became of the others. Money and conversions are micros."""

    line: list[int] = field(default_factory=list)
    date: list[dt.date] = field(default_factory=list)
    period_end: list[dt.date] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    campaign: list[str] = field(default_factory=list)
    campaign_id: list[str] = field(default_factory=list)
    ad_group: list[str] = field(default_factory=list)
    ad: list[str] = field(default_factory=list)
    ad_id: list[str] = field(default_factory=list)
    platform: list[str] = field(default_factory=list)
    country: list[str] = field(default_factory=list)
    age: list[str] = field(default_factory=list)
    gender: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    impressions: list[int] = field(default_factory=list)
    reach: list[int | None] = field(default_factory=list)
    clicks: list[int] = field(default_factory=list)
    spend: list[int] = field(default_factory=list)
    conversions: list[int] = field(default_factory=list)
    revenue: list[int] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    rejects: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    rejected: int = 0
    skipped: int = 0
    progress: float = 0.0
    raw: list[tuple[int, list[str]]] = field(default_factory=list)
    """The first rows as they stand, where the reader was asked to keep them."""

    def __len__(self) -> int:
        return len(self.line)
