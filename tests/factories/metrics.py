"""Imports, the facts they bring, and the roll-ups that pages read."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from data.models import ImportBatch, ImportMapping, ImportReject, MetricCoverage, MetricRollup, MetricRow, Upload

DAY = date(2026, 9, 15)
NUMBERS = {
    "impressions": 10_000,
    "clicks": 200,
    "conversions_micros": 5_000_000,
    "spend_micros": 120_000_000,
    "revenue_micros": 480_000_000,
}


def import_batch(**fields: Any) -> ImportBatch:
    values = {"sequence": 1, "file_name": "september.csv", "source": "meta", "status": "done"}
    return ImportBatch(**{"id": uuid4(), **values, "rows_total": 1, "rows_imported": 1, **fields})


def import_reject(import_id: UUID, **fields: Any) -> ImportReject:
    values = {"number": 1, "line": 7, "column": "Day", "value": "31.02.2026", "reason": "is no date"}
    return ImportReject(**{"import_id": import_id, **values, **fields})


def import_mapping(**fields: Any) -> ImportMapping:
    values = {"header_hash": secrets.token_hex(32), "source": "generic", "mapping": {"date": "Day"}}
    return ImportMapping(**{"id": uuid4(), **values, **fields})


def upload(**fields: Any) -> Upload:
    values = {"file_name": "september.csv", "size": 1_000, "sha256": secrets.token_hex(32), "path": "uploads/one"}
    return Upload(**{"id": uuid4(), **values, **fields})


def metric_row(import_id: UUID, platform_campaign_id: UUID, **fields: Any) -> MetricRow:
    values = {"line": 2, "date": DAY, "period_end": DAY, "cell": 1, "currency": "USD", **NUMBERS}
    return MetricRow(**{"import_id": import_id, "platform_campaign_id": platform_campaign_id, **values, **fields})


def metric_coverage(import_id: UUID, platform_campaign_id: UUID, **fields: Any) -> MetricCoverage:
    values = {"date": DAY, "period_end": DAY, "counts_total": True}
    return MetricCoverage(**{"import_id": import_id, "platform_campaign_id": platform_campaign_id, **values, **fields})


def metric_rollup(platform_campaign_id: UUID, campaign_id: UUID, **fields: Any) -> MetricRollup:
    values = {"kind": "total", "date": DAY, "period_end": DAY, "currency": "USD", "platform": "meta", "rows": 1}
    values |= dict.fromkeys(("country", "age", "gender", "ad"), "")
    keys = {"platform_campaign_id": platform_campaign_id, "campaign_id": campaign_id}
    return MetricRollup(**{**keys, **values, **NUMBERS, **fields})
