"""Microsoft Advertising reports (preamble and footer included) and tables shaped by its reporting API."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="microsoft",
    label="Microsoft Advertising",
    platform=Platform.MICROSOFT,
    columns={
        Field.DATE: ("Gregorian date", "TimePeriod", "Date", "Day"),
        Field.ACCOUNT: ("Account name", "Account", "Account number", "Account ID"),
        Field.CAMPAIGN: ("Campaign name", "Campaign"),
        Field.CAMPAIGN_ID: ("Campaign ID", "CampaignId"),
        Field.AD_GROUP: ("Ad group", "Ad group name", "AdGroupName", "Ad group ID"),
        Field.AD: ("Ad title", "Title part 1", "Ad name"),
        Field.AD_ID: ("Ad ID",),
        Field.COUNTRY: ("Country/region", "Country"),
        Field.SPEND: ("Spend", "Cost"),
        Field.REVENUE: ("Revenue",),
    },
    conversions=("Conversions", "Conversions (qualified)", "conversions_qualified", "All conv.", "all_conversions"),
    hourly=("Gregorian date and hour",),
    dimensions={
        "device": ("Device type", "device_type"),
        "device_os": ("Device OS", "device_os"),
        "network": ("Network",),
        "ad_distribution": ("Ad distribution",),
        "bid_match_type": ("Bid match type",),
        "delivered_match_type": ("Delivered match type",),
        "top_vs_other": ("Top vs. other", "top_vs_other"),
        "budget": ("Budget name",),
    },
    signature={
        "Gregorian date": 3, "TimePeriod": 2, "Ad distribution": 2.5, "Bid match type": 2,
        "Delivered match type": 2.5, "Top vs. other": 2.5, "Device OS": 1,
        "conversions_qualified": 2, "Avg. position": 0.5, "budget_association_status": 1.5, "all_revenue": 1,
        "Account number": 1.5, "Currency code": 0.5,
    },
    marks={
        "microsoft": 1.5, "bing": 1, "last completed available": 2, "report aggregation:": 2, "report name:": 1,
        "potential incomplete data": 1.5,
    },
    footers=(r"©.*microsoft.*",),
)  # fmt: skip
