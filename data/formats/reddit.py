"""Reddit Ads exports and tables shaped by its API, with spend in micros."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="reddit",
    label="Reddit Ads",
    platform=Platform.REDDIT,
    columns={
        Field.DATE: ("Date", "Day"),
        Field.ACCOUNT: ("Account Name", "Account ID", "Ad account"),
        Field.CAMPAIGN: ("Campaign Name", "Campaign"),
        Field.CAMPAIGN_ID: ("Campaign ID",),
        Field.AD_GROUP: ("Ad Group Name", "Ad Group", "Ad Group ID"),
        Field.AD: ("Ad Name", "Ad", "Post Title"),
        Field.AD_ID: ("Ad ID",),
        Field.CLICKS: ("Clicks",),
        Field.SPEND: ("Amount Spent", "Spend", "spend_micros"),
        Field.REVENUE: (
            "Total Value of Purchases", "Purchase Total Value", "Total Purchase Value",
            "conversion_purchase_total_value",
        ),
    },
    conversions=("Purchase Total Conversions", "Purchases", "Conversions", "Total Conversions", "Leads", "Sign Ups"),
    micros=("spend_micros",),
    dimensions={
        "community": ("Community", "Subreddit"), "placement": ("Placement",), "interest": ("Interest",),
        "device": ("OS", "Device"),
    },
    signature={
        "Community": 2.5, "Subreddit": 3, "Purchase Total Conversions": 2.5, "Upvotes": 2, "Downvotes": 2,
        "Post Title": 1.5, "eCPM": 0.7, "spend_micros": 1,
        "Total Value of Purchases": 2, "Comment Page Views": 2, "Reddit Lead": 2,
        "Purchase Click Through Conversions": 2,
    },
    marks={"reddit": 1.5},
)  # fmt: skip
