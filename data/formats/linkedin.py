"""LinkedIn Campaign Manager reports and API tables. Its campaign group is our campaign, its campaign our ad group."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="linkedin",
    label="LinkedIn Campaign Manager",
    platform=Platform.LINKEDIN,
    columns={
        Field.DATE: ("Date (in UTC)", "Date", "Day"),
        Field.PERIOD_END: ("End Date (in UTC)", "End Date"),
        Field.ACCOUNT: ("Account Name", "Account ID"),
        Field.CAMPAIGN: ("Campaign Group Name", "Campaign Group", "Campaign Name", "Campaign"),
        Field.CAMPAIGN_ID: ("Campaign Group ID", "Campaign ID"),
        Field.AD_GROUP: ("Campaign Name", "Campaign"),
        Field.AD: ("Creative Name", "Ad Name", "Ad Headline", "Ad Introduction Text"),
        Field.AD_ID: ("Ad ID", "Creative ID"),
        Field.REACH: ("Reach", "approximate_unique_impressions", "approximate_member_reach"),
        Field.CLICKS: ("Clicks", "Clicks to Landing Page", "landing_page_clicks"),
        Field.SPEND: ("Total Spent", "cost_in_local_currency", "Spend", "cost_in_usd"),
        Field.REVENUE: ("Total Conversion Value", "conversion_value_in_local_currency"),
    },
    conversions=("Conversions", "external_website_conversions", "Leads", "one_click_leads"),
    # Daily rows name their day "Start Date", so it opens a period only where an end or the title says so.
    starts=("Start Date (in UTC)", "Start Date"),
    dimensions={
        "segment": (
            "Company Name Segment", "Job Title Segment", "Job Seniority Segment", "Industry Segment",
            "Member Segment",
        ),
    },
    signature={
        "Campaign Group Name": 3, "Start Date (in UTC)": 3, "Total Spent": 2, "Total Social Actions": 2,
        "Total Engagements": 1, "cost_in_local_currency": 3,
        "cost_in_usd": 1.5, "one_click_leads": 2, "external_website_conversions": 2, "Clicks to Landing Page": 2,
        "Lead Form Opens": 1.5, "Average CPM": 0.7,
        "viral_impressions": 1.5, "Company Name Segment": 3, "Campaign Group ID": 1.5,
        "approximate_unique_impressions": 1.5, "Average Frequency": 0.5,
    },
    marks={"linkedin": 1.5, "report start:": 1.5, "(in utc)": 1, "campaign performance report": 0.5},
    unless={Field.CAMPAIGN_ID: ("Campaign ID", "Campaign Group Name")},
    date_order="mdy",
)  # fmt: skip
