"""A platform's name with its colour, and a campaign's status as a badge."""

from dash import html

from components.attributes import DECORATION
from components.colours import platform_variable
from domain.campaigns import CampaignStatus
from domain.platforms import Platform

_STATUS_TONES = {
    CampaignStatus.ACTIVE: "tone-good",
    CampaignStatus.PAUSED: "tone-warn",
    CampaignStatus.DRAFT: "tone-info",
    CampaignStatus.ENDED: "",
}


def platform_name(platform: Platform, label: str = "") -> html.Span:
    """The platform's dot and name."""
    dot = html.Span(className="dot", style={"background": platform_variable(platform)}, **DECORATION)
    return html.Span([dot, label or platform.label], className="platform-name")


def status_badge(status: CampaignStatus) -> html.Span:
    """Where a campaign stands, in a word."""
    return html.Span(status.value.capitalize(), className=f"badge-soft {_STATUS_TONES[status]}".rstrip())
