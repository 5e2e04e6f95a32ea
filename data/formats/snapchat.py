"""Snapchat Ads Manager exports: swipe ups are its clicks, ad squads its ad groups."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="snapchat",
    label="Snapchat Ads",
    platform=Platform.SNAPCHAT,
    columns={
        Field.DATE: ("Day", "Date"),
        Field.PERIOD_END: ("End Time", "End Date"),
        Field.ACCOUNT: ("Ad Account Name", "Account Name", "Ad Account ID"),
        Field.CAMPAIGN: ("Campaign Name", "Campaign"),
        Field.CAMPAIGN_ID: ("Campaign ID",),
        Field.AD_GROUP: ("Ad Squad Name", "Ad Set Name", "Ad Squad", "Ad Squad ID", "Ad Set ID"),
        Field.AD: ("Ad Name", "Creative Name"),
        Field.AD_ID: ("Ad ID",),
        Field.IMPRESSIONS: ("Paid Impressions", "Impressions"),
        Field.REACH: ("Paid Reach", "Reach", "uniques"),
        Field.CLICKS: ("Swipe Ups", "Swipes", "Swipe-Ups", "Clicks"),
        Field.SPEND: ("Amount Spent", "Spend", "spend_micros"),
        Field.REVENUE: ("Purchases Value", "Purchase Value", "conversion_purchases_value"),
    },
    conversions=("Purchases", "conversion_purchases", "Conversions", "Results", "Sign Ups", "App Installs"),
    starts=("Start Time", "Start Date"),
    micros=("spend_micros",),
    dimensions={"placement": ("Placement",), "device": ("Operating System", "OS"), "interest": ("Interest Category",)},
    signature={
        "Swipe Ups": 3, "Swipes": 2.5, "Swipe Up Rate": 2, "Ad Squad Name": 3, "Ad Squad ID": 2,
        "Paid Impressions": 2, "Paid Reach": 2, "eCPSU": 2, "eCPSwipeUp": 2,
        "Paid eCPM": 1, "Ad Account Name": 0.5, "Story Opens": 1.5, "Purchases Value": 1.5,
    },
    marks={"snapchat": 1.5, "snap": 0.5},
)  # fmt: skip
