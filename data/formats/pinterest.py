"""Pinterest Ads Manager exports and tables shaped by its API."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="pinterest",
    label="Pinterest Ads",
    platform=Platform.PINTEREST,
    columns={
        Field.DATE: ("Date", "Day"),
        Field.ACCOUNT: ("Ad account", "Ad account name", "Advertiser name", "Ad account ID", "advertiser_id"),
        Field.CAMPAIGN: ("Campaign name", "Campaign"),
        Field.CAMPAIGN_ID: ("Campaign ID", "Campaign entity ID"),
        Field.AD_GROUP: ("Ad group name", "Ad group", "Ad group ID"),
        Field.AD: ("Ad name", "Promoted Pin name", "Pin promotion name"),
        Field.AD_ID: ("Ad ID", "Pin promotion ID", "Promoted Pin ID"),
        Field.IMPRESSIONS: ("Impressions", "Paid impressions", "total_impression", "impression_1"),
        Field.CLICKS: (
            "Outbound clicks", "Pin clicks", "Link clicks", "Clicks", "clickthrough_1", "total_clickthrough",
            "outbound_click_1",
        ),
        Field.SPEND: ("Spend in account currency", "Spend", "spend_in_micro_dollar", "spend_in_dollar", "Total spend"),
        Field.REVENUE: ("Total order value (Checkout)", "Total order value", "total_checkout_value_in_micro_dollar"),
    },
    conversions=(
        "Total conversions (Checkout)", "Total checkouts", "Checkouts", "Total conversions", "Conversions", "Results",
        "total_checkout",
    ),
    micros=("spend_in_micro_dollar", "total_checkout_value_in_micro_dollar"),
    dimensions={
        "placement": ("Placement",), "interest": ("Interest",), "keyword": ("Keyword",),
        "device": ("App type", "Device"),
    },
    signature={
        "Outbound clicks": 1, "Pin clicks": 3, "Spend in account currency": 3, "Saves": 1.2,
        "Total order value (Checkout)": 3, "Promoted Pin name": 3,
        "Total conversions (Checkout)": 3, "spend_in_micro_dollar": 4, "Pin promotion ID": 3, "Pin ID": 2,
        "clickthrough_1": 2.5, "Save rate": 1,
    },
    marks={"pinterest": 1.5},
)  # fmt: skip
