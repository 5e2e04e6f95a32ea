"""The words of the import page: what fields are called, where platforms hide their exports."""

from domain.imports import Field, ImportStatus

FIELD_LABELS = {
    Field.DATE: "Date",
    Field.PERIOD_END: "End of period",
    Field.ACCOUNT: "Account",
    Field.CAMPAIGN: "Campaign",
    Field.CAMPAIGN_ID: "Campaign ID",
    Field.AD_GROUP: "Ad group",
    Field.AD: "Ad",
    Field.AD_ID: "Ad ID",
    Field.PLATFORM: "Platform",
    Field.COUNTRY: "Country",
    Field.AGE: "Age",
    Field.GENDER: "Gender",
    Field.IMPRESSIONS: "Impressions",
    Field.REACH: "Reach",
    Field.CLICKS: "Clicks",
    Field.SPEND: "Spend",
    Field.CONVERSIONS: "Conversions",
    Field.REVENUE: "Revenue",
    Field.CURRENCY: "Currency",
}

WHERE_TO_EXPORT = {
    "meta": "Ads Manager › Reports › Export table data. Break down by day; age and gender too, if you want them.",
    "google_ads": "Campaigns or Report editor › Download › .csv. Add the column or segment “Day”.",
    "tiktok": "Ads Manager › Campaign › Custom report › Export, with “Date” among the dimensions.",
    "linkedin": "Campaign Manager › Export › Campaign or Ad performance, broken down by day.",
    "microsoft": "Reports › Performance › Campaign, unit of time “Day”, download as CSV or XLSX.",
    "x": "Ads Manager › Export › CSV, with time segments by day.",
    "pinterest": "Ads › Reporting › Export report, level campaign or ad, by day.",
    "snapchat": "Ads Manager › Reports › Create report › CSV, with daily breakdown.",
    "amazon": "Campaign manager › Reports › Create report, time unit “Daily”.",
    "reddit": "Ads dashboard › Reports › Export CSV, broken down by date.",
    "generic": "Any table with a line of column names, a campaign, and impressions, clicks or spend.",
}

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", "": ""}
STATUS_WORDS = {
    ImportStatus.STAGING: ("Running", "info"),
    ImportStatus.DONE: ("Imported", "good"),
    ImportStatus.FAILED: ("Failed", "bad"),
    ImportStatus.CANCELLED: ("Cancelled", ""),
    ImportStatus.UNDONE: ("Undone", "warn"),
}
STEPS = ("Choose a file", "Check", "Import", "Result")
DATE_ORDERS = (("dmy", "Day first: 31.12.2026"), ("mdy", "Month first: 12/31/2026"))
DECIMALS = ((".", "Point: 1,234.56"), (",", "Comma: 1.234,56"))


def sure(confidence: float) -> str:
    """A confidence as a person says it."""
    if confidence >= 0.9:
        return f"{confidence:.0%} sure"
    return f"{confidence:.0%} likely" if confidence >= 0.5 else f"{confidence:.0%}, a guess"
