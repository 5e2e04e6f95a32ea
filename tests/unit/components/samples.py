"""A small dashboard whose numbers a person can check."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.accounts import AccountResult, OrganizationResult, UserResult
from domain.analytics import AnnotationResult, Breakdown, BreakdownRow, DashboardResult, PlatformRow, TrendPoint
from domain.kpis import Measures
from domain.permissions import Role
from domain.platforms import Platform

FIRST = date(2026, 11, 1)


def numbers(spend: str, conversions: str = "4", impressions: int = 1000, clicks: int = 20) -> dict[str, object]:
    return {
        "impressions": impressions,
        "clicks": clicks,
        "conversions": Decimal(conversions),
        "spend": Decimal(spend),
        "revenue": Decimal(spend) * 3,
    }


def days(*spends: str, start: date = FIRST) -> list[TrendPoint]:
    return [TrendPoint(date=start + timedelta(days=index), **numbers(spend)) for index, spend in enumerate(spends)]


def note(day: date, text: str) -> AnnotationResult:
    at = datetime(2026, 11, 1)  # noqa: DTZ001  Only its presence matters here.
    return AnnotationResult(id=UUID(int=1), date=day, text=text, author="Mia", campaign_id=None, created_at=at)


PLATFORMS = [
    PlatformRow(platform=Platform.TIKTOK, label="TikTok", spend_share=0.25, **numbers("25")),
    PlatformRow(platform=Platform.META, label="Meta", spend_share=0.75, **numbers("75", conversions="0")),
]
AGES = Breakdown(
    attribute="age",
    spend_coverage=0.8,
    rows=[BreakdownRow(group=name, **numbers("10")) for name in ("unknown", "35-44", "18-24", "65+", "25-34")],
)


def dashboard(previous: Measures | None = None) -> DashboardResult:
    return DashboardResult(
        currency="USD",
        currencies=["USD"],
        date_from=FIRST,
        date_to=FIRST + timedelta(days=2),
        totals=Measures(**numbers("12431.07")),
        previous=previous,
        previous_from=None,
        previous_to=None,
        trend=days("1", "2", "3"),
        previous_trend=[],
        glance=[],
        by_platform=PLATFORMS,
        breakdowns=[AGES],
        campaigns=2,
        top=[],
        bottom=[],
        period_totals=[],
        annotations=[],
        anomalies=[],
        suggestions=[],
        data_version=1,
        has_example_data=False,
    )


ACCOUNT = AccountResult(
    user=UserResult(id=UUID(int=2), email="mia@example.org", full_name="Mia van der Keller", role=Role.VIEWER),
    organization=OrganizationResult(id=UUID(int=3), name="Northwind", slug="northwind"),
)
