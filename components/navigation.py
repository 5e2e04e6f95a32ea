"""The main navigation: every page of the product in its place, shown as soon as it exists."""

from collections.abc import Collection

from components.shell import NavGroup, NavItem
from domain.permissions import Permission

_GROUPS = (
    NavGroup("", (NavItem("Overview", "/", "speedometer2"),)),
    NavGroup(
        "Campaigns",
        (
            NavItem("Campaigns", "/campaigns", "megaphone"),
            NavItem("Import", "/campaigns/import", "upload", Permission.IMPORT_DATA),
            NavItem("Creatives", "/creatives", "images"),
            NavItem("Studio", "/studio", "magic"),
        ),
    ),
    NavGroup(
        "Insight",
        (
            NavItem("Attribution", "/attribution", "diagram-3"),
            NavItem("Audience", "/audience", "people"),
            NavItem("Fatigue", "/fatigue", "hourglass-split"),
            NavItem("Fairness", "/fairness", "symmetry-vertical"),
        ),
    ),
    NavGroup(
        "Action",
        (
            NavItem("Budget", "/budget", "sliders"),
            NavItem("Optimizer", "/optimizer", "lightbulb"),
            NavItem("Reports", "/reports", "file-earmark-bar-graph"),
            NavItem("Landing pages", "/landing-pages", "window"),
            NavItem("Assistant", "/assistant", "chat-dots"),
        ),
    ),
    NavGroup("Settings", (NavItem("Settings", "/settings/profile", "gear"),)),
)


def navigation(paths: Collection[str]) -> tuple[NavGroup, ...]:
    """The groups with the pages that exist."""
    kept = (NavGroup(group.title, tuple(item for item in group.items if item.href in paths)) for group in _GROUPS)
    return tuple(group for group in kept if group.items)
