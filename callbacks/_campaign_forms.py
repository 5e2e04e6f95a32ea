"""Creating, editing and deleting campaigns, for every page that has the dialogs of `components.campaign_forms`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from dash import Input, Output, State, callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from callbacks._rows import read_day, row_id
from callbacks._views import fresh
from components import formats, ids
from components.campaign_forms import DELETE_WORD, FIELDS, form_owner, form_values, removal_owner, removal_words
from domain.actors import Actor
from domain.campaigns import CampaignInput, CampaignPatch
from domain.errors import AppError, invalid
from services import campaigns, organizations

_DAYS = ("start_date", "end_date")


def _control(form: str, name: str, kind: type[Output] | type[State]) -> Any:
    return kind(ids.control(form, name), "date" if name in _DAYS else "value")


def attach_campaign_form(owner: str, source: State, chosen: Callable[[Any], list[UUID]], *, can_create: bool) -> None:
    """Open the form for a new or the chosen campaign, and save it. `chosen` reads ids from the source's value."""
    _attach_saving(owner)
    form = form_owner(owner)
    openers = [Input(ids.part(owner, "edit"), "n_clicks")]
    if can_create:
        openers.append(Input(ids.part(owner, "new"), "n_clicks"))

    @callback(
        Output(ids.dialog(form), "data-open"),
        Output(ids.part(form, "chosen"), "data"),
        Output(ids.part(form, "dialog-title"), "children"),
        Output(ids.control(form, "platform"), "disabled"),
        *(_control(form, name, Output) for name in FIELDS),
        *openers,
        source,
        prevent_initial_call=True,
        on_error=show_error,
    )
    def open_form(*values: Any) -> Any:
        actor = page_actor()
        if not any(values[:-1]):
            raise PreventUpdate
        show_field_errors(form, FIELDS, None)
        if ctx.triggered_id == ids.part(owner, "new"):
            currency = organizations.get_organization(actor).currency
            return "true", None, "New campaign", False, *form_values(None, currency)
        found = chosen(values[-1])
        if not found:
            raise PreventUpdate
        campaign = campaigns.get_campaign(actor, found[0])
        return "true", str(campaign.id), "Edit campaign", True, *form_values(campaign)


def _attach_saving(owner: str) -> None:
    form = form_owner(owner)

    @callback(
        Output(ids.dialog(form), "data-open", allow_duplicate=True),
        Output(ids.renewed(owner), "data", allow_duplicate=True),
        Input(ids.part(form, "save"), "n_clicks"),
        State(ids.part(form, "chosen"), "data"),
        *(_control(form, name, State) for name in FIELDS),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def save_form(_clicks: int | None, key: str | None, *values: Any) -> Any:
        actor = page_actor()
        try:
            name = _save(actor, key, dict(zip(FIELDS, values, strict=True)))
        except (AppError, ValidationError) as error:
            show_field_errors(form, FIELDS, error, main="name")
            return no_update, no_update
        show_field_errors(form, FIELDS, None)
        show_toast("good", f"“{name}” is saved" if key else f"“{name}” is created")
        return "false", fresh()


def _save(actor: Actor, key: str | None, given: dict[str, Any]) -> str:
    given = {name: value for name, value in given.items() if value is not None and value != ""}
    for name in _DAYS:
        if name in given:
            given[name] = read_day(name, given[name])
    if "budget" in given:
        given["budget"] = str(given["budget"])
    if key is None:
        if "platform" not in given:
            raise invalid("platform", "choose where the campaign runs")
        return campaigns.create_campaign(actor, CampaignInput(**given)).name
    given.pop("platform", None)
    # What was emptied is emptied: days and budget to nothing, words to "".
    emptied: dict[str, Any] = dict.fromkeys((*_DAYS, "budget"))
    emptied |= dict.fromkeys(("country", "product_category", "objective", "name"), "")
    return campaigns.update_campaign(actor, row_id(key), CampaignPatch(**(emptied | given))).name


def attach_campaign_removal(
    owner: str, source: State, chosen: Callable[[Any], list[UUID]], after: list[Output]
) -> None:
    """Ask, and delete once the word is typed. `after` are outputs that get a fresh value when it is done."""
    _attach_deletion(owner, after)
    removal = removal_owner(owner)

    @callback(
        Output(ids.dialog(removal), "data-open"),
        Output(ids.part(removal, "chosen"), "data"),
        Output(ids.part(removal, "words"), "children"),
        Output(ids.control(removal, "word"), "value"),
        Input(ids.part(owner, "delete"), "n_clicks"),
        source,
        prevent_initial_call=True,
        on_error=show_error,
    )
    def ask_before_deleting(clicks: int | None, value: Any) -> Any:
        actor = page_actor()
        found = chosen(value)
        if not clicks or not found:
            raise PreventUpdate
        show_field_errors(removal, ["word"], None)
        names = [campaigns.get_campaign(actor, key).name for key in found[:6]]
        names += [""] * (len(found) - len(names))
        return "true", [str(key) for key in found], removal_words(names), ""


def _attach_deletion(owner: str, after: list[Output]) -> None:
    removal = removal_owner(owner)

    @callback(
        Output(ids.dialog(removal), "data-open", allow_duplicate=True),
        *after,
        Input(ids.confirm(removal), "n_clicks"),
        Input(ids.control(removal, "word"), "n_submit"),
        State(ids.control(removal, "word"), "value"),
        State(ids.part(removal, "chosen"), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def delete_chosen(_clicks: int | None, _enter: int | None, word: str | None, keys: list[str] | None) -> Any:
        actor = page_actor()
        if not keys:
            raise PreventUpdate
        if (word or "").strip().casefold() != DELETE_WORD:
            show_field_errors(removal, ["word"], invalid("word", f"type {DELETE_WORD} to go ahead"))
            return no_update, *([no_update] * len(after))
        count = campaigns.delete_campaigns(actor, [row_id(key) for key in keys])
        show_toast("good", f"{formats.plural(count, 'campaign')} deleted")
        return "false", *([fresh()] * len(after))
