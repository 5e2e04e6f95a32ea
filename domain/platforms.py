"""The ad platforms, their labels, and the words under which exports name them."""

from enum import StrEnum


class Platform(StrEnum):
    """Where an ad ran. `other` is for a platform we have no name for."""

    META = "meta"
    GOOGLE_ADS = "google_ads"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"
    X = "x"
    MICROSOFT = "microsoft"
    PINTEREST = "pinterest"
    SNAPCHAT = "snapchat"
    AMAZON = "amazon"
    REDDIT = "reddit"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The name a person knows it by."""
        return _LABELS[self]


_LABELS = {
    Platform.META: "Meta",
    Platform.GOOGLE_ADS: "Google Ads",
    Platform.YOUTUBE: "YouTube",
    Platform.TIKTOK: "TikTok",
    Platform.LINKEDIN: "LinkedIn",
    Platform.X: "X",
    Platform.MICROSOFT: "Microsoft Ads",
    Platform.PINTEREST: "Pinterest",
    Platform.SNAPCHAT: "Snapchat",
    Platform.AMAZON: "Amazon Ads",
    Platform.REDDIT: "Reddit",
    Platform.OTHER: "Other",
}

_ALIASES = {
    "facebook": Platform.META,
    "instagram": Platform.META,
    "fb": Platform.META,
    "ig": Platform.META,
    "google": Platform.GOOGLE_ADS,
    "google ads": Platform.GOOGLE_ADS,
    "adwords": Platform.GOOGLE_ADS,
    "twitter": Platform.X,
    "bing": Platform.MICROSOFT,
    "microsoft ads": Platform.MICROSOFT,
    "microsoft advertising": Platform.MICROSOFT,
    "amazon ads": Platform.AMAZON,
    "snap": Platform.SNAPCHAT,
}


def find_platform(text: str) -> Platform | None:
    """The platform that a free text names, or None."""
    name = text.strip().casefold()
    if name in _ALIASES:
        return _ALIASES[name]
    for platform in Platform:
        if name in (platform.value, platform.label.casefold()):
            return platform
    return None
