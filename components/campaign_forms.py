"""Forms about campaigns: create, edit, and the question before deleting, which wants a word typed."""

from typing import Any

from dash import dcc, html

from components import formats, ids
from components.buttons import button
from components.countries import country_choices
from components.dialogs import dialog
from components.forms import choice_field, field, number_field, text_field
from components.settings_currencies import CURRENCIES
from domain.campaigns import Campaign, CampaignStatus
from domain.platforms import Platform

FIELDS = (
    "name",
    "platform",
    "status",
    "country",
    "product_category",
    "objective",
    "start_date",
    "end_date",
    "budget",
    "currency",
)
DELETE_WORD = "delete"


def form_owner(owner: str) -> str:
    """The owner of the form."""
    return f"{owner}-form"


def removal_owner(owner: str) -> str:
    """The owner of the question before deleting."""
    return f"{owner}-removal"


def campaign_dialogs(owner: str, *, can_delete: bool) -> list[Any]:
    """The closed dialogs with the stores that say which campaigns they are about."""
    found: list[Any] = [
        dcc.Store(id=ids.part(form_owner(owner), "chosen")),
        _form_dialog(form_owner(owner)),
    ]
    if can_delete:
        found += [dcc.Store(id=ids.part(removal_owner(owner), "chosen")), _removal_dialog(removal_owner(owner))]
    return found


def _form_dialog(owner: str) -> html.Dialog:
    body = html.Div(
        [
            text_field(owner, "name", "Name", max_length=300),
            html.Div(_choices(owner), className="form-grid"),
            html.Div(_details(owner), className="form-grid"),
        ],
        className="stack",
    )
    return dialog(owner, "Campaign", body, [button("Save", ids.part(owner, "save"), tone="primary")], wide=True)


def _choices(owner: str) -> list[Any]:
    platforms = [(platform.value, platform.label) for platform in Platform]
    statuses = [(status.value, status.value.capitalize()) for status in CampaignStatus]
    return [
        choice_field(owner, "platform", "Platform", platforms, help_text="Cannot be changed later."),
        choice_field(owner, "status", "Status", statuses, CampaignStatus.DRAFT.value),
        choice_field(owner, "country", "Country", country_choices(), clearable=True, placeholder="Any", required=False),
        text_field(owner, "product_category", "Category", max_length=120, required=False),
        text_field(owner, "objective", "Objective", max_length=120, required=False),
    ]


def _details(owner: str) -> list[Any]:
    return [
        _day_field(owner, "start_date", "Start"),
        _day_field(owner, "end_date", "End"),
        number_field(owner, "budget", "Budget", minimum=0, required=False),
        choice_field(owner, "currency", "Currency", list(CURRENCIES), "USD"),
    ]


def _day_field(owner: str, name: str, label: str) -> html.Div:
    picker = dcc.DatePickerSingle(
        id=ids.control(owner, name),
        display_format="D MMM YYYY",
        first_day_of_week=1,
        clearable=True,
        placeholder="None",
    )
    return field(owner, name, label, picker, required=False)


def form_values(campaign: Campaign | None, currency: str = "USD") -> tuple[Any, ...]:
    """The form's values in the order of FIELDS: a campaign's own, or those of a new one."""
    if campaign is None:
        return "", None, CampaignStatus.DRAFT.value, None, "", "", None, None, None, currency
    return (
        campaign.name,
        campaign.platform.value,
        campaign.status.value,
        campaign.country or None,
        campaign.product_category,
        campaign.objective,
        campaign.start_date.isoformat() if campaign.start_date else None,
        campaign.end_date.isoformat() if campaign.end_date else None,
        None if campaign.budget is None else float(campaign.budget),
        campaign.currency,
    )


def _removal_dialog(owner: str) -> html.Dialog:
    body = html.Div(
        [
            html.Div(id=ids.part(owner, "words")),
            text_field(owner, "word", f"Type “{DELETE_WORD}” to confirm", max_length=20),
        ],
        className="stack",
    )
    return dialog(owner, "Delete campaigns?", body, [button("Delete for good", ids.confirm(owner), tone="danger")])


def removal_words(names: list[str]) -> list[Any]:
    """What will be lost."""
    count = formats.plural(len(names), "campaign")
    first = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [
        html.P([html.Strong(count), f": {first}."]),
        html.P("All their figures and notes are deleted for everyone. Creatives stay in the gallery."),
    ]
