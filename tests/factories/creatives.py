"""Creatives and the comments under them."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from data.columns import utc_now
from data.models import Comment, Creative


def creative(**fields: Any) -> Creative:
    digest = secrets.token_hex(32)
    values = {"name": "Autumn banner", "tags": ["autumn"], "format": "png", "content_type": "image/png"}
    values |= {"width": 600, "height": 400, "size": 12_345, "sha256": digest}
    key = f"org/test/{digest}"
    values |= {"file_key": key, "served_key": key, "thumbnail_key": f"{key}-thumbnail"}
    return Creative(**{"id": uuid4(), **values, **fields})


def comment(creative_id: UUID, **fields: Any) -> Comment:
    values = {"text": "Where can I buy this?", "written_at": utc_now()}
    return Comment(**{"id": uuid4(), "creative_id": creative_id, **values, **fields})
