"""Jobs and idempotency keys."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

from data.columns import utc_now
from data.models import IdempotencyKey, Job


def job(kind: str = "test", **fields: Any) -> Job:
    return Job(**{"id": uuid4(), "kind": kind, "payload": {"note": "made"}, "role": "analyst", **fields})


def idempotency_key(**fields: Any) -> IdempotencyKey:
    now = utc_now()
    values = {"principal_id": uuid4(), "endpoint": "POST /campaigns", "key": secrets.token_hex(8)}
    values |= {"request_hash": secrets.token_bytes(32), "state": "done", "status": 201, "body": "{}"}
    return IdempotencyKey(**{**values, "locked_until": now + timedelta(minutes=1), "created_at": now, **fields})
