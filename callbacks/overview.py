"""Shows the overview of the view that the address asks for: all figures in one answer."""

from typing import Any

from dash import Input, Output, callback, no_update
from flask import g

from auth.identity import page_actor
from callbacks._annotations import attach_annotations
from callbacks._answers import kept_answer
from callbacks._errors import show_error
from callbacks._views import attach_filters, attach_saved_views, filter_outputs, filter_state, keep_controls
from components import ids
from components.checklists import Step
from components.dashboard_cards import Scene
from components.filters import filter_parts
from components.overview import EXPORTS, OWNER, new_organization, overview_actions, overview_body
from components.states import error_state
from domain.actors import Actor
from domain.analytics import FilterChoices
from domain.dashboard_views import DashboardView, parse_view, resolve_view
from domain.errors import AppError
from domain.permissions import Permission
from services import analytics, creatives, members, organizations

attach_filters(OWNER)
attach_saved_views(OWNER, "overview")
attach_annotations(OWNER)


@callback(
    *filter_outputs(OWNER),
    Output(ids.part(OWNER, "body"), "children"),
    Output(ids.part(OWNER, "actions"), "children"),
    Input(ids.place(OWNER), "search"),
    Input(ids.renewed(OWNER), "data"),
    filter_state(OWNER),
    on_error=show_error,
)
def show_overview(search: str | None, _renewed: Any, before: Any) -> Any:
    """The filter bar, the cards and the page's actions."""
    actor = page_actor()
    view = parse_view(search)
    try:
        choices = analytics.get_filter_choices(actor)
        if choices.first_day is None:
            return draw_new_organization(actor)
        rights = actor.may(Permission.ANNOTATE), actor.may(Permission.IMPORT_DATA)
        key = ("overview", view, choices.today, rights)
        answer = kept_answer(actor, choices.data_version, key, lambda: draw_overview(actor, view, choices))
        return keep_controls(answer, before, choices.data_version)
    except AppError as error:
        return *([no_update] * 5), error_state(error, g.get("request_id", "")), []


def draw_overview(actor: Actor, view: DashboardView, choices: FilterChoices) -> tuple[Any, ...]:
    """The three parts of the page from the figures."""
    result = analytics.get_dashboard(actor, resolve_view(view, choices))
    shown = resolve_view(view, choices).model_copy(update={"currency": result.currency})
    scene = Scene(OWNER, view, result.currency, EXPORTS)
    bar = filter_parts(OWNER, view, choices, shown)
    body = overview_body(scene, result, choices, actor.may(Permission.ANNOTATE))
    return *bar, body, overview_actions(scene, actor.may(Permission.IMPORT_DATA))


def draw_new_organization(actor: Actor) -> tuple[Any, ...]:
    """The way to the first numbers."""
    can_import = actor.may(Permission.IMPORT_DATA)
    name = organizations.get_organization(actor).name
    return *([[]] * 4), None, new_organization(name, _steps(actor) if can_import else (), can_import), []


def _steps(actor: Actor) -> tuple[Step, ...]:
    first = "Any platform's export; columns are recognized."
    steps = [Step("Import a first file", first, "/campaigns/import", "Import", done=False)]
    pictures = bool(creatives.list_creatives(actor).total)
    steps.append(Step("Add your creatives", "See what each picture brought in.", "/creatives", "Add", pictures))
    if actor.may(Permission.MANAGE_MEMBERS):
        invited = len(members.list_members(actor)) > 1
        steps.append(Step("Invite your team", "Viewers read, analysts work.", "/settings/members", "Invite", invited))
    return tuple(steps)
