"""Amazon Ads reports (Sponsored Products, Brands, Display): orders are the conversions, sales the revenue."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="amazon",
    label="Amazon Ads",
    platform=Platform.AMAZON,
    columns={
        Field.DATE: ("Date", "Day"),
        Field.PERIOD_END: ("End Date",),
        Field.ACCOUNT: ("Portfolio name", "Portfolio", "Profile ID"),
        Field.CAMPAIGN: ("Campaign Name", "Campaign", "campaignName"),
        Field.CAMPAIGN_ID: ("Campaign ID",),
        Field.AD_GROUP: ("Ad Group Name", "Ad Group", "Ad Group ID"),
        Field.AD: ("Advertised ASIN", "Advertised SKU", "Ad Name", "advertisedAsin"),
        Field.AD_ID: ("Ad ID",),
        Field.IMPRESSIONS: ("Impressions", "Viewable Impressions"),
        Field.CLICKS: ("Clicks",),
        Field.SPEND: ("Spend", "Cost", "Total cost"),
        Field.REVENUE: (
            "7 Day Total Sales", "14 Day Total Sales", "Total Sales", "Sales", "30 Day Total Sales", "sales7d",
            "sales14d", "attributedSales7d", "attributedSales14d",
        ),
    },
    conversions=(
        "7 Day Total Orders (#)", "14 Day Total Orders (#)", "30 Day Total Orders (#)", "Orders", "Total Orders",
        "Purchases", "purchases7d", "purchases14d",
        "attributedConversions7d", "attributedConversions14d", "Conversions",
    ),
    starts=("Start Date",),
    dimensions={
        "keyword": ("Targeting", "Keyword", "Keyword text", "Customer Search Term"),
        "match_type": ("Match Type",),
        "placement": ("Placement", "Placement Classification"),
        "sku": ("Advertised SKU",),
    },
    signature={
        "7 Day Total Orders (#)": 3, "14 Day Total Orders (#)": 3, "7 Day Total Sales": 3, "14 Day Total Sales": 3,
        "Advertised ASIN": 3, "Advertised SKU": 2,
        "Portfolio name": 2, "Total Advertising Cost of Sales (ACOS)": 3,
        "Total Return on Advertising Spend (ROAS)": 2, "Targeting": 0.7, "ACOS": 1.5,
        "Customer Search Term": 2, "attributedSales7d": 3, "sales14d": 2, "purchases14d": 2, "sales7d": 2,
        "purchases7d": 2, "Cost Per Click (CPC)": 0.3,
    },
    marks={"amazon": 1.5, "sponsored products": 1.5, "sponsored brands": 1.5, "sponsored display": 1.5},
)  # fmt: skip
