"""The campaigns of the example: what each is for, what it may spend a day, and how its media usually performs.

Days are offsets from the last day (0), so -425 is the first day and a positive start lies in the future.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from data.demo.brand import CAMPING, CURRENCY, CYCLING, DAYS, FOOTWEAR
from data.demo.demand import last_black_friday
from domain.campaigns import CampaignInput, CampaignStatus
from domain.platforms import Platform

FIRST = 1 - DAYS
ACTIVE, PAUSED, ENDED, DRAFT = (
    CampaignStatus.ACTIVE,
    CampaignStatus.PAUSED,
    CampaignStatus.ENDED,
    CampaignStatus.DRAFT,
)
META, GOOGLE, TIKTOK, LINKEDIN, YOUTUBE = (
    Platform.META,
    Platform.GOOGLE_ADS,
    Platform.TIKTOK,
    Platform.LINKEDIN,
    Platform.YOUTUBE,
)
DEMO_PLATFORMS = (META, GOOGLE, TIKTOK, LINKEDIN, YOUTUBE)
BLACK_FRIDAY_KEY = "m-bf"


@dataclass(frozen=True)
class CampaignPlan:
    """One campaign. `cpm` is the price of 1,000 impressions at the platform's usual spend."""

    key: str
    name: str
    platform: Platform
    country: str
    category: str
    objective: str
    daily_budget: int
    cpm: float
    ctr: float
    cvr: float
    order_value: float
    audience: str
    status: CampaignStatus = ACTIVE
    start: int = FIRST
    end: int | None = None
    pauses: tuple[tuple[int, int], ...] = ()
    currency: str = CURRENCY
    for_companies: bool = False

    @property
    def has_data(self) -> bool:
        """Drafts have never run."""
        return self.status is not DRAFT

    def runs_on(self, offset: int) -> bool:
        """Whether the campaign spends on that day."""
        if not self.has_data or offset < self.start or (self.end is not None and offset > self.end):
            return False
        return not any(first <= offset <= last for first, last in self.pauses)

    def as_input(self, last_day: date, budget: int) -> CampaignInput:
        """The campaign as a person would have created it; its budget is the one of a day."""
        return CampaignInput(
            name=self.name,
            platform=self.platform,
            country=self.country,
            product_category=self.category,
            objective=self.objective,
            status=self.status,
            start_date=last_day + timedelta(days=self.start),
            end_date=None if self.end is None else last_day + timedelta(days=self.end),
            budget=Decimal(budget),
            currency=self.currency,
        )


SALES, LEADS, REACH = "Sales", "Leads", "Awareness"

# One entry is one campaign: target and media figures stand together.
# fmt: off
_PLANS = (
    # Meta
    CampaignPlan("m-gravel", "US Cycling - Gravel Prospecting", META, "US", CYCLING, SALES,
                 420, 10.6, 0.0135, 0.0250, 138, "riders"),
    CampaignPlan("m-trail", "US Footwear - Trail Runners Retargeting", META, "US", FOOTWEAR, SALES,
                 180, 13.5, 0.0190, 0.0340, 104, "runners"),
    CampaignPlan("m-commute", "DE Cycling - Stadtrad", META, "DE", CYCLING, SALES,
                 150, 8.9, 0.0122, 0.0215, 131, "riders", start=-395),
    CampaignPlan("m-tents", "GB Camping - Weekend Tents", META, "GB", CAMPING, SALES,
                 140, 9.4, 0.0126, 0.0205, 117, "campers", pauses=((-350, -262),)),
    CampaignPlan("m-finance", "US Cycling - Pay Monthly Financing", META, "US", CYCLING, LEADS,
                 280, 11.2, 0.0142, 0.0420, 46, "financing", start=-370),
    CampaignPlan("m-bf", "US Footwear - Black Friday", META, "US", FOOTWEAR, SALES,
                 640, 11.4, 0.0175, 0.0300, 112, "runners", ENDED),
    CampaignPlan("m-huts", "DE Camping - Hüttentour", META, "DE", CAMPING, SALES,
                 55, 8.2, 0.0118, 0.0200, 108, "campers", start=-160, currency="EUR"),
    # Google Ads
    CampaignPlan("g-brand", "US Footwear - Brand Search", GOOGLE, "US", FOOTWEAR, SALES,
                 170, 62.0, 0.0920, 0.0610, 121, "shoppers"),
    CampaignPlan("g-generic", "US Cycling - Generic Search", GOOGLE, "US", CYCLING, SALES,
                 380, 54.0, 0.0420, 0.0310, 146, "riders"),
    CampaignPlan("g-gb-shop", "GB Footwear - Shopping", GOOGLE, "GB", FOOTWEAR, SALES,
                 160, 8.8, 0.0128, 0.0235, 98, "runners"),
    CampaignPlan("g-de-shop", "DE Cycling - Shopping", GOOGLE, "DE", CYCLING, SALES,
                 170, 9.2, 0.0131, 0.0230, 134, "riders", start=-408),
    CampaignPlan("g-pmax", "US Camping - Performance Max", GOOGLE, "US", CAMPING, SALES,
                 240, 7.9, 0.0115, 0.0220, 119, "campers"),
    CampaignPlan("g-test", "GB Camping - Search Test", GOOGLE, "GB", CAMPING, SALES,
                 75, 48.0, 0.0350, 0.0190, 104, "campers", ENDED, start=-236, end=-148),
    # TikTok
    CampaignPlan("t-creator", "US Footwear - Creator Clips", TIKTOK, "US", FOOTWEAR, SALES,
                 180, 6.4, 0.0098, 0.0165, 92, "young", start=-350),
    CampaignPlan("t-van", "US Camping - Van Weekends", TIKTOK, "US", CAMPING, SALES,
                 120, 5.9, 0.0104, 0.0150, 99, "young", start=-300, pauses=((-214, -201),)),
    CampaignPlan("t-challenge", "GB Footwear - Trail Challenge", TIKTOK, "GB", FOOTWEAR, REACH,
                 90, 4.8, 0.0085, 0.0120, 84, "young", PAUSED, start=-250, pauses=((-33, 0),)),
    CampaignPlan("t-cargo", "DE Cycling - Lastenrad Clips", TIKTOK, "DE", CYCLING, SALES,
                 80, 5.4, 0.0092, 0.0142, 137, "young", start=-152),
    # LinkedIn
    CampaignPlan("l-fleet", "US Corporate Bike Program", LINKEDIN, "US", CYCLING, LEADS,
                 190, 34.0, 0.0062, 0.0600, 310, "professionals", start=-420, for_companies=True),
    CampaignPlan("l-lease", "DE Firmenrad Leasing", LINKEDIN, "DE", CYCLING, LEADS,
                 130, 31.0, 0.0058, 0.0540, 290, "professionals", start=-310, for_companies=True),
    CampaignPlan("l-work", "GB Ride to Work", LINKEDIN, "GB", CYCLING, LEADS,
                 90, 33.0, 0.0055, 0.0470, 240, "professionals", ENDED, start=-380, end=-205, for_companies=True),
    # YouTube
    CampaignPlan("y-film", "US Cycling - Gravel Film", YOUTUBE, "US", CYCLING, REACH,
                 200, 9.6, 0.0088, 0.0145, 142, "riders", start=-418),
    CampaignPlan("y-howto", "GB Camping - How-to Series", YOUTUBE, "GB", CAMPING, REACH,
                 85, 8.4, 0.0079, 0.0138, 111, "campers", start=-330),
    CampaignPlan("y-alpine", "DE Footwear - Alpine Story", YOUTUBE, "DE", FOOTWEAR, REACH,
                 70, 8.1, 0.0076, 0.0130, 101, "runners", ENDED, start=-290, end=-96),
    CampaignPlan("y-bumper", "US Camping - Bumper Test", YOUTUBE, "US", CAMPING, REACH,
                 60, 9.8, 0.0034, 0.0062, 88, "campers", start=-128),
    # Drafts
    CampaignPlan("d-spring", "US Cycling - Spring Launch", META, "US", CYCLING, SALES,
                 320, 10.6, 0.0135, 0.0250, 138, "riders", DRAFT, start=95, end=150),
    CampaignPlan("d-winter", "GB Footwear - Winter Sale", TIKTOK, "GB", FOOTWEAR, SALES,
                 110, 5.6, 0.0090, 0.0140, 90, "young", DRAFT, start=24, end=60),
)
# fmt: on


def plan_campaigns(last_day: date) -> tuple[CampaignPlan, ...]:
    """All campaigns; the Black Friday one is put around the latest Black Friday weekend that is over."""
    friday = (last_black_friday(last_day) - last_day).days
    start, end = friday - 11, min(friday + 4, -1)
    return tuple(replace(plan, start=start, end=end) if plan.key == BLACK_FRIDAY_KEY else plan for plan in _PLANS)


@dataclass(frozen=True)
class Audience:
    """Shares of the eligible people by age and by gender (female, male, unknown)."""

    ages: tuple[float, ...]
    genders: tuple[float, float, float]


AUDIENCES: dict[str, Audience] = {
    "riders": Audience((0.11, 0.25, 0.25, 0.19, 0.13, 0.07), (0.33, 0.64, 0.03)),
    "runners": Audience((0.16, 0.29, 0.23, 0.16, 0.10, 0.06), (0.55, 0.42, 0.03)),
    "campers": Audience((0.12, 0.25, 0.25, 0.18, 0.13, 0.07), (0.48, 0.49, 0.03)),
    "shoppers": Audience((0.13, 0.24, 0.22, 0.18, 0.14, 0.09), (0.50, 0.47, 0.03)),
    "young": Audience((0.38, 0.33, 0.15, 0.08, 0.04, 0.02), (0.53, 0.43, 0.04)),
    "professionals": Audience((0.05, 0.32, 0.34, 0.19, 0.08, 0.02), (0.41, 0.55, 0.04)),
    "financing": Audience((0.12, 0.23, 0.21, 0.18, 0.15, 0.11), (0.49, 0.48, 0.03)),
}
# Google and YouTube report a part of the traffic without age and gender.
UNKNOWN_SHARE = {GOOGLE: 0.16, YOUTUBE: 0.12}
