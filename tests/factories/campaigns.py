"""Campaigns, their platform campaigns, and the notes and views around them."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from data.models import Annotation, Campaign, PlatformCampaign, SavedView


def campaign(**fields: Any) -> Campaign:
    values = {"name": f"Campaign {secrets.token_hex(3)}", "objective": "Conversions", "product_category": "Shoes"}
    values |= {"country": "DE", "status": "active", "currency": "USD", "start_date": date(2026, 9, 1)}
    return Campaign(**{"id": uuid4(), **values, **fields})


def platform_campaign(campaign_id: UUID, platform: str = "meta", **fields: Any) -> PlatformCampaign:
    mark = secrets.token_hex(5)
    values = {"match_key": f"id:{mark}", "external_id": mark, "budget_micros": 1_000_000_000}
    return PlatformCampaign(**{"id": uuid4(), "campaign_id": campaign_id, "platform": platform, **values, **fields})


def annotation(**fields: Any) -> Annotation:
    return Annotation(**{"id": uuid4(), "day": date(2026, 9, 15), "text": "Sale began", "author_name": "Ann", **fields})


def saved_view(user_id: UUID, **fields: Any) -> SavedView:
    values = {"page": "overview", "name": f"View {secrets.token_hex(3)}", "query": "?platform=meta"}
    return SavedView(**{"id": uuid4(), "user_id": user_id, **values, **fields})
