"""The filter bar of dashboards: dates, comparison and what to include. It shows only what there is a choice about.

Buttons carry the address of the view they lead to; assets/30-scripts/views.js goes there without a page load.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from dash import dcc, html

from components import formats, ids
from components.attributes import attributes
from components.buttons import button
from components.countries import country_name
from components.forms import select
from components.icons import icon
from domain.analytics import Comparison, DashboardFilter, FilterChoices
from domain.campaigns import CampaignStatus
from domain.dashboard_views import DashboardView, chosen_preset, write_view
from domain.periods import Preset
from domain.platforms import Platform

PRESETS: dict[Preset, str] = {
    Preset.WEEK: "7 days",
    Preset.DAYS_30: "30 days",
    Preset.DAYS_90: "90 days",
    Preset.MONTH: "This month",
    Preset.LAST_MONTH: "Last month",
    Preset.YEAR: "This year",
    Preset.ALL: "All",
}
_MEANINGS = {
    Preset.WEEK: "The last 7 days with data",
    Preset.DAYS_30: "The last 30 days with data",
    Preset.DAYS_90: "The last 90 days with data",
    Preset.ALL: "All days with data",
}
COMPARISONS = (
    (Comparison.PREVIOUS.value, "vs period before"),
    (Comparison.YEAR.value, "vs same days last year"),
    (Comparison.NONE.value, "No comparison"),
)
AGAINST = {Comparison.PREVIOUS: "the period before", Comparison.YEAR: "the same days last year"}


def leads_to(owner: str, search: str) -> dict[str, Any]:
    """The attributes of a button that shows another view of the owner's page; `search` is its address's query."""
    return attributes(data_search=search, data_search_for=ids.place(owner))


class FilterParts(NamedTuple):
    """What fills the frame: each part has its own place, so that an open dropdown survives what it caused."""

    presets: Any
    controls: Any
    reset: Any
    chips: Any
    shown: dict[str, Any]


def filter_frame(owner: str) -> html.Div:
    """The bar before its contents are known. Its places are `ids.part(owner, name)` for each of FilterParts."""
    bar = html.Div(
        [
            html.Div(html.Div(className="skeleton skeleton-bar"), id=ids.part(owner, "presets")),
            html.Div(id=ids.part(owner, "controls"), className="filter-controls"),
            html.Div(id=ids.part(owner, "reset")),
        ],
        className="filter-bar",
        role="group",
        **attributes(aria_label="Filters", data_place=ids.place(owner)),
    )
    return html.Div(
        [bar, html.Div(id=ids.part(owner, "chips")), dcc.Store(id=ids.part(owner, "shown"))],
        className="stack stack-tight",
    )


def filter_parts(
    owner: str,
    view: DashboardView,
    choices: FilterChoices,
    shown: DashboardFilter,
    picks: Sequence[str] | None = None,
    *,
    with_compare: bool = True,
    rest: str = "",
) -> FilterParts:
    """Presets, days and comparison in sight, the rest behind one button that counts what is narrowed.

    `shown` is the filter that the view turned into. Controls are `ids.part(owner, name)` with dates, compare,
    platforms, countries, categories, statuses and currency as names; `picks` limits the last five. `rest` is the
    part of the address's query that is not the view's: every way keeps it.
    """
    names = list(_PICKS if picks is None else picks)
    found = [pick for name in names if (pick := _pick(owner, name, choices, shown)) is not None]
    controls: list[Any] = [_dates(owner, choices, shown)]
    if with_compare:
        controls.append(_compare(owner, shown))
    if found:
        controls.append(_more(owner, found))
    reset: Any = []
    if write_view(view):
        reset = button("Reset", tone="quiet", symbol="arrow-counterclockwise", **leads_to(owner, rest))
    data = {"owner": owner, "version": choices.data_version, "narrowed": _narrowed(view), "values": _values(shown)}
    return FilterParts(
        _presets(owner, view, choices, rest), controls, reset, filter_chips(owner, view, rest=rest), data
    )


_NARROWING = ("platforms", "countries", "categories", "statuses", "campaign_ids")


def _narrowed(view: DashboardView) -> int:
    return sum(len(getattr(view, name)) for name in _NARROWING)


def _values(shown: DashboardFilter) -> dict[str, Any]:
    """What the controls stand at; assets/30-scripts/views.js moves them there."""
    values: dict[str, Any] = {name: [str(entry) for entry in getattr(shown, name)] for name in _NARROWING[:-1]}
    return values | {
        "dates": [_iso(shown.date_from), _iso(shown.date_to)],
        "compare": shown.compare.value,
        "currency": shown.currency,
    }


def _more(owner: str, picks: list[html.Div]) -> html.Details:
    count = html.Span(id=ids.part(owner, "narrowed"), className="filter-count")
    panel = html.Div(picks, className="menu-panel menu-panel-wide stack")
    return html.Details([html.Summary([icon("funnel"), "Filters", count], className="button"), panel], className="menu")


def _joined(view: DashboardView, rest: str) -> str:
    parts = [part for part in (write_view(view).lstrip("?"), rest.lstrip("?")) if part]
    return f"?{'&'.join(parts)}" if parts else ""


def _presets(owner: str, view: DashboardView, choices: FilterChoices, rest: str) -> html.Div:
    active = chosen_preset(view, choices)
    default = chosen_preset(DashboardView(), choices)
    buttons = []
    for preset, label in PRESETS.items():
        named = None if preset is default else preset
        there = view.model_copy(update={"preset": named, "date_from": None, "date_to": None})
        buttons.append(
            html.Button(
                label,
                type="button",
                className="button",
                title=_MEANINGS.get(preset, ""),
                **attributes(aria_pressed=preset is active),
                **leads_to(owner, _joined(there, rest)),
            )
        )
    return html.Div(buttons, className="button-group", role="group", **attributes(aria_label="Period"))


def _labelled(label: str, control: Any, kind: str, component_id: str, *, hidden: bool = False) -> html.Div:
    look = "visually-hidden" if hidden else "field-label"
    return html.Div([html.Label(label, htmlFor=component_id, className=look), control], className=f"field {kind}")


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _dates(owner: str, choices: FilterChoices, shown: DashboardFilter) -> html.Div:
    component_id = ids.part(owner, "dates")
    picker = dcc.DatePickerRange(
        id=component_id,
        start_date=_iso(shown.date_from or choices.first_day),
        end_date=_iso(shown.date_to or choices.last_day),
        min_date_allowed=_iso(_earliest(choices.first_day, shown.date_from)),
        max_date_allowed=_iso(_latest(choices.last_day, choices.today, shown.date_to)),
        display_format="D MMM YYYY",
        first_day_of_week=1,
        minimum_nights=0,
        number_of_months_shown=2,
        updatemode="bothdates",
    )
    return _labelled("Dates", picker, "field-dates", component_id, hidden=True)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _compare(owner: str, shown: DashboardFilter) -> html.Div:
    component_id = ids.part(owner, "compare")
    control = select(component_id, COMPARISONS, shown.compare.value)
    return _labelled("Compare with", control, "field-compare", component_id, hidden=True)


def _pick(owner: str, name: str, choices: FilterChoices, shown: DashboardFilter) -> html.Div | None:
    label, read = _PICKS[name]
    options = read(choices)
    if len(options) < 2:
        return None
    component_id = ids.part(owner, name)
    if name == "currency":
        control = select(component_id, options, shown.currency or options[0][0])
    else:
        chosen = [str(entry) for entry in getattr(shown, name)]
        control = select(component_id, options, chosen, many=True, clearable=True)
    return _labelled(label, control, "field-pick", component_id)


def _same(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, value or "Not stated") for value in values]


_PICKS: dict[str, tuple[str, Any]] = {
    "platforms": ("Platforms", lambda choices: [(entry.value, entry.label) for entry in choices.platforms]),
    "countries": ("Countries", lambda choices: [(entry, country_name(entry)) for entry in choices.countries]),
    "categories": ("Categories", lambda choices: _same(choices.categories)),
    "statuses": ("Statuses", lambda choices: [(entry.value, entry.value.capitalize()) for entry in choices.statuses]),
    "currency": ("Currency", lambda choices: _same(choices.currencies)),
}


def filter_chips(owner: str, view: DashboardView, *, rest: str = "") -> html.Div:
    """What is narrowed, each with a button that widens it."""
    chips = []
    for name in _NARROWING[:-1]:
        entries = getattr(view, name)
        for entry in entries:
            wider = view.model_copy(update={name: tuple(other for other in entries if other != entry)})
            chips.append(_chip(owner, _chip_label(name, entry), _joined(wider, rest)))
    if view.campaign_ids:
        label = formats.plural(len(view.campaign_ids), "campaign")
        chips.append(_chip(owner, label, _joined(view.model_copy(update={"campaign_ids": ()}), rest)))
    return html.Div(chips, className="chips")


def _chip_label(name: str, entry: Any) -> str:
    if isinstance(entry, Platform):
        return entry.label
    if isinstance(entry, CampaignStatus):
        return entry.value.capitalize()
    return country_name(entry) if name == "countries" else str(entry)


def _chip(owner: str, label: str, wider: str) -> html.Span:
    words = html.Span(f"Remove filter {label}", className="visually-hidden")
    remove = html.Button([icon("x-lg"), words], type="button", className="chip-remove", **leads_to(owner, wider))
    return html.Span([html.Strong(label), remove], className="chip")
