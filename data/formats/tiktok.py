"""TikTok Ads Manager exports and tables shaped by its reporting API, hourly ones included."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="tiktok",
    label="TikTok Ads",
    platform=Platform.TIKTOK,
    columns={
        Field.DATE: ("By Day", "Date", "Day", "stat_time_day", "stat_time_hour", "By Hour", "날짜", "일별"),
        Field.ACCOUNT: ("Account name", "Advertiser name", "Advertiser ID", "Account ID"),
        Field.CAMPAIGN: ("Campaign name", "Campaign", "캠페인 이름", "캠페인명"),
        Field.CAMPAIGN_ID: ("Campaign ID", "캠페인 ID"),
        Field.AD_GROUP: ("Ad group name", "Ad group", "광고 그룹 이름", "Ad group ID", "adgroup_name", "adgroup_id"),
        Field.AD: ("Ad name", "광고 이름", "Ad text"),
        Field.AD_ID: ("Ad ID", "광고 ID"),
        Field.IMPRESSIONS: ("Impressions", "Impression", "노출수", "노출"),
        Field.CLICKS: (
            "Clicks (destination)", "Destination clicks", "클릭수(목적지)", "클릭수 (목적지)", "Link clicks", "Clicks",
            "Clicks (all)", "클릭수(전체)", "클릭수",
        ),
        Field.SPEND: ("Cost", "Spend", "Total cost", "비용", "총 비용"),
        Field.REVENUE: (
            "Total complete payment value", "Complete payment value", "total_purchase_value",
            "total_complete_payment_value", "Gross revenue (Shop)",
            "Gross revenue", "Total purchase value", "총 결제 완료 가치",
        ),
    },
    conversions=("Conversions", "Conversion", "Complete payment", "Results", "Result", "전환수", "전환", "결과"),
    hourly=("stat_time_hour", "By Hour"),
    dimensions={
        "placement": ("Placement", "노출 위치"), "interest": ("Interest category",),
        "device": ("Operating system", "Device"),
    },
    signature={
        "stat_time_day": 3, "stat_time_hour": 3, "Clicks (destination)": 2.5, "By Day": 1.5, "Total cost": 0.7,
        "Complete payment": 2, "CPC (destination)": 2,
        "CTR (destination)": 2, "video_play_actions": 2, "Video views at 75%": 1, "video_views_p_75": 1.5,
        "real_time_conversion": 1.5, "video_watched_2s": 1.5,
        "2-second video views": 1.5, "6-second video views": 1.5, "profile_visits": 0.7, "Ad group name": 0.4,
        "클릭수(목적지)": 3, "비용": 0.7, "노출수": 0.5,
        "secondary_goal_result": 1.5, "Cost per 1,000 people reached": 0.7, "Real-time conversions": 1.5,
        "Primary status": 0.7,
    },
    marks={"tiktok": 1.5},
    totals=(r"total of [\d.,\s]+ results?.*", r"총 [\d.,\s]+개.*"),
)  # fmt: skip
