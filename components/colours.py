"""The colours that figures need as values. `assets/20-styles/10-tokens.css` holds the same; a test compares them.

Every one has a contrast of at least 3:1 on the light and on the dark surface, so that one value serves both themes.
"""

from domain.platforms import Platform

PLATFORM_COLOURS: dict[Platform, str] = {
    Platform.META: "#2f6fed",
    Platform.GOOGLE_ADS: "#2b9a58",
    Platform.YOUTUBE: "#dc3f3f",
    Platform.TIKTOK: "#12979f",
    Platform.LINKEDIN: "#5f6fa8",
    Platform.X: "#7a828f",
    Platform.MICROSOFT: "#2590d0",
    Platform.PINTEREST: "#c22f6b",
    Platform.SNAPCHAT: "#a98600",
    Platform.AMAZON: "#a8673a",
    Platform.REDDIT: "#e0590b",
    Platform.OTHER: "#868c97",
}

ACCENT = "#5c68e2"
"""The subject of a figure: near the accent of the tokens, and one value for both themes."""

MUTED = "#868c97"
"""What is there to compare with, or unknown: present, but not the subject."""


def platform_variable(platform: Platform) -> str:
    """The CSS expression of a platform's colour."""
    return f"var(--platform-{platform.value})"
