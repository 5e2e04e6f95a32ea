"""X Ads (Twitter) exports and tables shaped by its analytics API."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="x",
    label="X Ads",
    platform=Platform.X,
    columns={
        Field.DATE: ("Time period", "Date", "Day"),
        Field.ACCOUNT: ("Account", "Account name", "Funding source name", "Account ID"),
        Field.CAMPAIGN: ("Campaign name", "Campaign"),
        Field.CAMPAIGN_ID: ("Campaign ID",),
        Field.AD_GROUP: ("Ad group name", "Ad group", "Line item", "Line item name", "Ad group ID", "line_item_id"),
        Field.AD: ("Ad name", "Tweet text", "Post text", "Ad"),
        Field.AD_ID: ("Ad ID", "Tweet ID", "Post ID", "promoted_tweet_id"),
        Field.REACH: ("Audience reach", "Reach"),
        Field.CLICKS: ("Link clicks", "url_clicks", "Clicks"),
        Field.SPEND: ("Spend", "Amount spent", "billed_charge_local_micro"),
        Field.REVENUE: ("Sale amount", "Purchases - sale amount", "Total sale amount", "conversion_sale_amount"),
    },
    conversions=("Conversions", "Purchases", "Results", "Total conversions", "Site visits"),
    starts=("Start time", "Start date"),
    micros=("billed_charge_local_micro", "spend_local_micro"),
    dimensions={
        "placement": ("Placement",), "device": ("Device", "Platform (device)"), "interest": ("Interest",),
        "objective": ("Objective variant",),
    },
    signature={
        "Time period": 2.5, "url_clicks": 2, "Tweet engagements": 2, "Tweet text": 2.5, "Post engagements": 0.5,
        "Audience reach": 2, "billed_charge_local_micro": 4,
        "Tweet ID": 2, "Post ID": 0.7, "Line item": 1, "line_item_id": 1.5, "Funding source name": 2,
        "Sale amount": 1, "Retweets": 1.5, "Reposts": 1.2,
        "Campaign objective": 0.5, "promoted_tweet_id": 3, "Cost per follow": 0.7, "Result type": 0.3,
    },
    marks={"twitter": 1.5, "x ads": 1.5, "x_ads": 1.5},
)  # fmt: skip
