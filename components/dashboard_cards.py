"""The cards that the overview and a campaign's page share: trend, platforms, audience, countries, period totals."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from dash import html

from components import formats
from components.attributes import DECORATION, attributes
from components.cards import panel
from components.countries import country_name
from components.dashboard_tables import age_gender_table, breakdown_table, period_table, platform_table, trend_table
from components.figures.bars import Bar, bars_figure, bars_height, bars_summary
from components.figures.breakdowns import breakdown_bars, grouped_figure
from components.figures.platforms import platform_bars
from components.figures.trends import trend_figure, trend_summary
from components.filters import AGAINST, leads_to
from components.measures import MEASURES, Measure
from components.states import empty_state
from components.tables import figure_with_table, legend
from domain.analytics import AnnotationResult, Breakdown, Comparison, PeriodTotal, PlatformRow, TrendPoint
from domain.dashboard_views import METRICS, DashboardView, write_view

# More bars than this are read in the table.
_MOST_BARS = 10
_GENDERS = ("female", "male", "unknown")


class Scene(NamedTuple):
    """What every card of a page needs to know: whose page, which view, and where its exports are."""

    owner: str
    view: DashboardView
    currency: str | None
    exports: str

    @property
    def measure(self) -> Measure:
        """What the charts show."""
        return MEASURES[self.view.metric]

    @property
    def search(self) -> str:
        """The view as an address's query."""
        return write_view(self.view)

    def csv(self, table: str) -> str:
        """Where one table of this view comes as CSV."""
        return f"{self.exports}.csv?{urlencode({'table': table})}{self.search.replace('?', '&')}"

    def xlsx(self) -> str:
        """Where all tables of this view come as a workbook."""
        return f"{self.exports}.xlsx{self.search}"


def metric_switch(scene: Scene) -> html.Div:
    """Which measure the charts of the page show."""
    buttons = [
        html.Button(
            MEASURES[name].label,
            type="button",
            className="button",
            title=MEASURES[name].meaning,
            **attributes(aria_pressed=name == scene.view.metric),
            **leads_to(scene.owner, write_view(scene.view.model_copy(update={"metric": name}))),
        )
        for name in METRICS
    ]
    group = html.Div(buttons, className="button-group", role="group", **attributes(aria_label="Measure of the charts"))
    return html.Div([html.Span("Charts show", className="metric-label", **DECORATION), group], className="metric-line")


def scope_line(scene: Scene, words: Sequence[str], currencies: Sequence[str]) -> html.Div:
    """What the numbers below are about; other currencies are named, each with the way to it, and never added in."""
    others = [code for code in currencies if code != scene.currency]
    parts: list[Any] = [html.Span(word) for word in words if word]
    if scene.currency:
        parts.append(html.Span(f"All money in {scene.currency}"))
    if others:
        named = ", ".join(others)
        parts.append(html.Span(f"Spend in {named} is kept apart, never added"))
        parts += [
            html.Button(
                f"Show {code}",
                type="button",
                className="link-button",
                **leads_to(scene.owner, write_view(scene.view.model_copy(update={"currency": code}))),
            )
            for code in others[:6]
        ]
    return html.Div(parts, className="scope-line", role="status")


def trend_card(
    scene: Scene,
    trend: Sequence[TrendPoint],
    previous: Sequence[TrendPoint],
    period: tuple[date, date] | None,
    previous_from: date | None,
    annotations: Sequence[AnnotationResult],
    notes: Any = None,
) -> Any:
    """The chosen measure by day, the earlier period dashed over it; a word where there are no days."""
    measure = scene.measure
    title = f"{measure.label} by day"
    if not trend:
        words = "All figures of this period are totals over several days. They are in the cards and tables."
        empty = empty_state("No daily figures", words, symbol="calendar3", small=True)
        return panel(title, [empty] if notes is None else [empty, notes])
    figure = trend_figure(
        measure,
        trend,
        scene.currency,
        previous=previous,
        period=period,
        previous_from=previous_from,
        annotations=annotations,
    )
    against = "Same days last year" if scene.view.compare is Comparison.YEAR else "Period before"
    card = figure_with_table(
        ids_owner(scene, "trend"),
        title,
        figure,
        trend_table(trend, scene.currency),
        summary=trend_summary(measure, trend, scene.currency),
        key=legend("This period", against) if previous else None,
        csv_href=scene.csv("days"),
        xlsx_href=scene.xlsx(),
        height=300,
    )
    if notes is not None:
        card.children.append(html.Div(notes, className="panel-foot"))
    return card


def ids_owner(scene: Scene, name: str) -> str:
    """The owner of a card's own ids."""
    return f"{scene.owner}-{name}"


def platform_card(scene: Scene, rows: Sequence[PlatformRow]) -> Any:
    """The chosen measure by platform."""
    bars = platform_bars(scene.measure, rows)
    table = platform_table(rows, scene.currency)
    return _bar_card(scene, "platforms", f"{scene.measure.label} by platform", bars, table)


def _bar_card(scene: Scene, name: str, title: str, bars: Sequence[Bar], table: Any, lead: str = "") -> Any:
    shown = bars[:_MOST_BARS]
    hidden = len(bars) - len(shown)
    summary = bars_summary(scene.measure, bars, scene.currency)
    if hidden:
        summary += f" {formats.plural(hidden, 'more')[:-1] if hidden == 1 else f'{hidden} more'} in the table."
    return figure_with_table(
        ids_owner(scene, name),
        title,
        bars_figure(scene.measure, shown, scene.currency),
        table,
        lead=lead,
        summary=summary,
        csv_href=scene.csv(name),
        xlsx_href=scene.xlsx(),
        height=bars_height(len(shown)),
    )


def coverage_note(breakdown: Breakdown) -> str:
    """How much of the spend an attribute is known for, where it is not all of it."""
    share = breakdown.spend_coverage
    if share is None or share > 0.9995:
        return ""
    return f"Known for {formats.percent(share).short} of the spend."


def audience_card(scene: Scene, breakdowns: Sequence[Breakdown]) -> Any:
    """Age with gender where both are known together, else whichever is known; None where neither is."""
    found = {breakdown.attribute: breakdown for breakdown in breakdowns}
    if "age_gender" in found:
        return _age_gender_card(scene, found["age_gender"])
    name = next((name for name in ("age", "gender") if name in found), None)
    if name is None:
        return None
    breakdown = found[name]
    bars = breakdown_bars(scene.measure, breakdown)
    table = breakdown_table(breakdown, scene.currency)
    return _bar_card(scene, name, f"{scene.measure.label} by {name}", bars, table, coverage_note(breakdown))


def _age_gender_card(scene: Scene, breakdown: Breakdown) -> Any:
    values = {row.group: scene.measure.value(row) for row in breakdown.rows}
    pairs = [tuple(group.split("|")) for group in values if "|" in group]
    bands = sorted({age for age, _ in pairs}, key=lambda age: (age == "unknown", age))
    genders = [gender for gender in _GENDERS if any(found == gender for _, found in pairs)]
    series = [(gender, [values.get(f"{age}|{gender}") for age in bands]) for gender in genders]
    names = [age if age != "unknown" else "Not stated" for age in bands]
    title = f"{scene.measure.label} by age and gender"
    return figure_with_table(
        ids_owner(scene, "age_gender"),
        title,
        grouped_figure(scene.measure, names, series, scene.currency),
        age_gender_table(breakdown, scene.currency),
        lead=coverage_note(breakdown),
        summary=_audience_summary(scene, breakdown),
        csv_href=scene.csv("age_gender"),
        xlsx_href=scene.xlsx(),
        height=260,
    )


def _audience_summary(scene: Scene, breakdown: Breakdown) -> str:
    bars = [Bar(row.group.replace("|", ", "), scene.measure.value(row)) for row in breakdown.rows if "|" in row.group]
    return bars_summary(scene.measure, bars, scene.currency)


def country_card(scene: Scene, breakdowns: Sequence[Breakdown]) -> Any:
    """The chosen measure by country; None where there are not two to compare."""
    breakdown = next((entry for entry in breakdowns if entry.attribute == "country"), None)
    if breakdown is None or len(breakdown.rows) < 2:
        return None
    bars = breakdown_bars(scene.measure, breakdown)
    named = [bar._replace(label=country_name(bar.label)) for bar in bars]
    table = breakdown_table(breakdown, scene.currency)
    return _bar_card(scene, "country", f"{scene.measure.label} by country", named, table, coverage_note(breakdown))


def period_totals_card(scene: Scene, rows: Sequence[PeriodTotal]) -> Any:
    """Totals over several days: counted in the cards, in no trend. None where there are none."""
    if not rows:
        return None
    lead = (
        "Given by the platform for several days at once: in the totals, the platforms and the countries, "
        "but in no day of the trend."
    )
    return panel("Period totals", period_table(rows, scene.currency), lead=lead)


def against_words(compare: Comparison) -> str:
    """What changes are held against, in words."""
    return AGAINST.get(compare, "the period before")


def rows_of_cards(cards: Sequence[Any], columns: str = "grid-2") -> list[Any]:
    """Cards side by side, without those that have nothing to show; a single one takes the whole width."""
    present = [card for card in cards if card is not None]
    if len(present) < 2:
        return present
    return [html.Div(present, className=columns)]
