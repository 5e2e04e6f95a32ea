"""The forms of one's own profile and of the organization."""

from typing import Any
from zoneinfo import available_timezones

from dash import dcc, html

from components import ids, settings_ids
from components.attributes import attributes
from components.buttons import button
from components.cards import panel
from components.dialogs import confirm_dialog
from components.forms import choice_field, form_actions, text_field
from components.settings_currencies import CURRENCIES
from domain.accounts import AccountResult, OrganizationResult


def profile_body(account: AccountResult) -> list[Any]:
    """Name, password, and how the look is chosen."""
    return [_person(account), _password(), _look()]


def _person(account: AccountResult) -> html.Section:
    owner, user = settings_ids.PROFILE, account.user
    facts = html.Dl(
        [
            html.Dt("Email"),
            html.Dd(user.email),
            html.Dt("Role"),
            html.Dd(f"{user.role.value.capitalize()} in {account.organization.name}"),
        ],
        className="facts-list",
    )
    form = html.Div(
        [
            text_field(
                owner, "full_name", "Your name", user.full_name, autocomplete="name", max_length=200, n_submit=0
            ),
            form_actions(button("Save", settings_ids.save(owner), tone="primary")),
        ],
        className="form-narrow",
    )
    return panel("You", [html.Div([facts, form], className="stack")])


def _password() -> html.Section:
    owner = settings_ids.PASSWORD
    form = html.Div(
        [
            text_field(owner, "current", "Present password", kind="password", autocomplete="current-password"),
            text_field(
                owner,
                "password",
                "New password",
                kind="password",
                autocomplete="new-password",
                max_length=256,
                help_text="At least 8 characters. A short sentence is easy to keep in mind and hard to guess.",
                n_submit=0,
            ),
            form_actions(button("Change password", settings_ids.save(owner))),
        ],
        className="form-narrow",
    )
    lead = "Changing it signs you out everywhere else and ends all access tokens."
    return panel("Password", form, lead=lead)


def _look() -> html.Section:
    switch = button("Switch between light and dark", symbol="circle-half", **attributes(data_theme_toggle=True))
    words = "AdVision starts as your system is set. Your choice is kept in this browser only."
    return panel("Look", switch, lead=words)


def organization_body(organization: OrganizationResult, *, has_example_data: bool) -> list[Any]:
    """Name and defaults, and where there is example data its removal."""
    owner = settings_ids.ORGANIZATION
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    form = html.Div(
        [
            text_field(
                owner, "name", "Name", organization.name, autocomplete="organization", max_length=200, n_submit=0
            ),
            choice_field(
                owner,
                "currency",
                "Currency",
                CURRENCIES,
                organization.currency,
                help_text="Taken for imports that do not name one. Changing it converts nothing.",
            ),
            choice_field(
                owner,
                "time_zone",
                "Time zone",
                [(zone, zone.replace("_", " ")) for zone in zones if not zone.startswith("Etc/")],
                organization.time_zone,
                help_text="When a day begins, for “today” and “yesterday”.",
            ),
            form_actions(button("Save", settings_ids.save(owner), tone="primary")),
        ],
        className="form-narrow",
    )
    return [panel("Name and defaults", form), *(example_panel() if has_example_data else [])]


def example_panel() -> list[Any]:
    """Removing the example data, which asks first and then begins at the overview anew."""
    owner = settings_ids.EXAMPLE
    remove = button(
        "Remove example data",
        ids.part(owner, "open"),
        tone="danger",
        symbol="trash",
        **attributes(data_dialog_open=ids.dialog(owner)),
    )
    return [
        dcc.Location(id=settings_ids.place(owner), refresh=True),
        panel(
            "Example data",
            remove,
            lead="The example’s campaigns, creatives and numbers are made up. Remove them to start with your own.",
        ),
        confirm_dialog(
            owner,
            "Remove the example data?",
            "All example campaigns, creatives and numbers are deleted for everyone in the organization, for good. "
            "Members, keys and settings stay, and so does what you imported yourselves.",
            "Remove example data",
        ),
    ]
