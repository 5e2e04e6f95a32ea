"""The filter bar of dashboards: dates, comparison and what to include. It shows only what there is a choice about."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from dash import dcc, html

from components import formats, ids
from components.attributes import attributes
from components.buttons import button
from components.forms import select
from components.icons import icon
from domain.analytics import Comparison, DashboardFilter, FilterChoices
from domain.campaigns import CampaignStatus
from domain.platforms import Platform

PRESETS: dict[str, str] = {
    "7d": "7 days",
    "28d": "28 days",
    "90d": "90 days",
    "month": "This month",
    "last_month": "Last month",
    "all": "All",
}
COMPARISONS = (
    (Comparison.PREVIOUS.value, "vs period before"),
    (Comparison.YEAR.value, "vs same days last year"),
    (Comparison.NONE.value, "No comparison"),
)
_DAYS = {"7d": 7, "28d": 28, "90d": 90}


class Period(NamedTuple):
    """Two inclusive days."""

    date_from: date
    date_to: date


def preset_period(preset: str, first_day: date, last_day: date) -> Period:
    """The days a preset stands for, counted back from the last day with data and never before the first."""
    if preset in _DAYS:
        return Period(max(first_day, last_day - timedelta(days=_DAYS[preset] - 1)), last_day)
    month = last_day.replace(day=1)
    if preset == "month":
        return Period(max(first_day, month), last_day)
    if preset == "last_month" and month > first_day:
        end = month - timedelta(days=1)
        return Period(max(first_day, end.replace(day=1)), end)
    return Period(first_day, last_day)


def matching_preset(value: DashboardFilter, choices: FilterChoices) -> str | None:
    """The preset that a filter's days equal, or None."""
    if choices.first_day is None or choices.last_day is None:
        return None
    days = Period(value.date_from or choices.first_day, value.date_to or choices.last_day)
    found = (name for name in PRESETS if preset_period(name, choices.first_day, choices.last_day) == days)
    return next(found, None)


def filter_bar(owner: str, choices: FilterChoices, value: DashboardFilter) -> html.Div:
    """The bar: presets, days and comparison in sight, the rest behind one button that counts what is narrowed.

    Ids are `ids.part(owner, name)` with dates, compare, platforms, countries, categories, statuses, currency and
    reset as names; presets are `ids.many(owner, "preset", key)`.
    """
    picks = [pick for name in _PICKS if (pick := _pick(owner, name, choices, value)) is not None]
    parts: list[Any] = [_presets(owner, choices, value), _dates(owner, choices, value), _compare(owner, value)]
    if picks:
        parts.append(_more(picks, sum(len(getattr(value, name)) for name in _NARROWING)))
    parts.append(button("Reset", ids.part(owner, "reset"), tone="quiet", symbol="arrow-counterclockwise"))
    return html.Div(parts, className="filter-bar", role="group", **attributes(aria_label="Filters"))


_NARROWING = ("platforms", "countries", "categories", "statuses", "campaign_ids")


def _more(picks: list[html.Div], narrowed: int) -> html.Details:
    face: list[Any] = [icon("funnel"), "Filters"]
    if narrowed:
        words = html.Span(" active", className="visually-hidden")
        face.append(html.Span([str(narrowed), words], className="filter-count"))
    panel = html.Div(picks, className="menu-panel menu-panel-wide stack")
    return html.Details([html.Summary(face, className="button"), panel], className="menu")


def _presets(owner: str, choices: FilterChoices, value: DashboardFilter) -> html.Div:
    active = matching_preset(value, choices)
    buttons = [
        html.Button(
            label,
            id=ids.many(owner, "preset", name),
            type="button",
            className="button",
            **attributes(aria_pressed=name == active),
        )
        for name, label in PRESETS.items()
    ]
    return html.Div(buttons, className="button-group", role="group", **attributes(aria_label="Period"))


def _labelled(label: str, control: Any, kind: str, component_id: str, *, hidden: bool = False) -> html.Div:
    look = "visually-hidden" if hidden else "field-label"
    return html.Div([html.Label(label, htmlFor=component_id, className=look), control], className=f"field {kind}")


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _dates(owner: str, choices: FilterChoices, value: DashboardFilter) -> html.Div:
    component_id = ids.part(owner, "dates")
    picker = dcc.DatePickerRange(
        id=component_id,
        start_date=_iso(value.date_from or choices.first_day),
        end_date=_iso(value.date_to or choices.last_day),
        min_date_allowed=_iso(choices.first_day),
        max_date_allowed=_iso(choices.last_day),
        display_format="D MMM YYYY",
        first_day_of_week=1,
        minimum_nights=0,
        number_of_months_shown=2,
        updatemode="bothdates",
    )
    return _labelled("Dates", picker, "field-dates", component_id, hidden=True)


def _compare(owner: str, value: DashboardFilter) -> html.Div:
    component_id = ids.part(owner, "compare")
    return _labelled(
        "Compare with",
        select(component_id, COMPARISONS, value.compare.value),
        "field-compare",
        component_id,
        hidden=True,
    )


def _pick(owner: str, name: str, choices: FilterChoices, value: DashboardFilter) -> html.Div | None:
    label, read = _PICKS[name]
    options = read(choices)
    if len(options) < 2:
        return None
    component_id = ids.part(owner, name)
    if name == "currency":
        control = select(component_id, options, value.currency or options[0][0])
    else:
        chosen = [str(entry) for entry in getattr(value, name)]
        control = select(component_id, options, chosen, many=True, clearable=True)
    return _labelled(label, control, "field-pick", component_id)


def _same(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, value or "Not stated") for value in values]


_PICKS: dict[str, tuple[str, Any]] = {
    "platforms": ("Platforms", lambda choices: [(entry.value, entry.label) for entry in choices.platforms]),
    "countries": ("Countries", lambda choices: _same(choices.countries)),
    "categories": ("Categories", lambda choices: _same(choices.categories)),
    "statuses": ("Statuses", lambda choices: [(entry.value, entry.value.capitalize()) for entry in choices.statuses]),
    "currency": ("Currency", lambda choices: _same(choices.currencies)),
}


def filter_chips(owner: str, value: DashboardFilter) -> html.Div:
    """What is narrowed, each with a button that widens it: id `ids.many(owner, "chip", "<name>:<value>")`."""
    chips = [
        _chip(owner, name, str(entry), _chip_label(entry)) for name in _NARROWING[:-1] for entry in getattr(value, name)
    ]
    if value.campaign_ids:
        chips.append(_chip(owner, "campaign_ids", "", formats.plural(len(value.campaign_ids), "campaign")))
    return html.Div(chips, className="chips")


def _chip_label(entry: Any) -> str:
    if isinstance(entry, Platform):
        return entry.label
    return entry.value.capitalize() if isinstance(entry, CampaignStatus) else str(entry)


def _chip(owner: str, name: str, key: str, label: str) -> html.Span:
    words = html.Span(f"Remove filter {label}", className="visually-hidden")
    remove = html.Button(
        [icon("x-lg"), words], id=ids.many(owner, "chip", f"{name}:{key}"), type="button", className="chip-remove"
    )
    return html.Span([html.Strong(label), remove], className="chip")
