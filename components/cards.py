"""Cards: a KPI with its change and its recent course, and the plain panel that everything else sits in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from dash import html

from components import formats
from components.attributes import DECORATION
from components.formats import MISSING, Formatted
from components.icons import icon
from components.measures import MEASURES, OVERVIEW_MEASURES, Better, Measure
from components.sparks import sparkline
from domain.analytics import CampaignAnalytics, DashboardResult
from domain.kpis import Measures, change

# Below this a change is noise in the third digit and gets no colour.
_FLAT = 0.0005


def panel(
    title: str, body: Any, *, lead: str = "", actions: Any = None, foot: Any = None, component_id: str | None = None
) -> html.Section:
    """A titled card. Its heading names the section for screen readers' lists of headings."""
    text: list[Any] = [html.H2(title)]
    if lead:
        text.append(html.P(lead))
    head: list[Any] = [html.Div(text, className="panel-head-text")]
    if actions is not None:
        head.append(html.Div(actions, className="row-line"))
    children: list[Any] = [html.Div(head, className="panel-head"), html.Div(body, className="panel-body")]
    if foot is not None:
        children.append(html.Div(foot, className="panel-foot"))
    named: dict[str, Any] = {"id": component_id} if component_id else {}
    return html.Section(children, className="panel", **named)


def written(value: Formatted, why_missing: str = "") -> html.Span:
    """A number, short for the eye, in full on hover and for screen readers; a dash says why it is one."""
    if value.short == MISSING:
        words = why_missing or "No value"
        return html.Span(
            [
                html.Span(MISSING, title=words, className="has-title", **DECORATION),
                html.Span(words, className="visually-hidden"),
            ]
        )
    if value.short == value.full:
        return html.Span(value.short)
    return html.Span(
        [
            html.Span(value.short, title=value.full, className="has-title", **DECORATION),
            html.Span(value.full, className="visually-hidden"),
        ]
    )


def verdict(relative: float | None, better: Better) -> str:
    """Whether a change is "good", "bad" or "flat" news for a measure."""
    if relative is None or abs(relative) < _FLAT or better is Better.NEITHER:
        return "flat"
    return "good" if (relative > 0) == (better is Better.UP) else "bad"


def change_mark(relative: float | None, better: Better, against: str = "the period before") -> html.Span:
    """An arrow with a percentage, and the same in words: colour and shape are never the only sign."""
    if relative is None:
        return html.Span("no earlier value", className="change change-flat", title=f"Nothing to compare in {against}")
    rose = relative > 0
    flat = abs(relative) < _FLAT
    symbol = "dash-lg" if flat else "arrow-up-right" if rose else "arrow-down-right"
    news = verdict(relative, better)
    words = "unchanged" if flat else f"{'up' if rose else 'down'} {formats.signed_percent(abs(relative)).lstrip('+')}"
    tail = {"good": ", better than ", "bad": ", worse than ", "flat": " against "}[news]
    return html.Span(
        [
            icon(symbol),
            html.Span(formats.signed_percent(relative), **DECORATION),
            html.Span(f"{words}{tail}{against}", className="visually-hidden"),
        ],
        className=f"change change-{news}",
        title=f"{words}{tail}{against}",
    )


def _as_float(value: Any) -> float | None:
    return None if value is None else float(value)


def kpi_card(
    measure: Measure,
    measures: Measures,
    previous: Measures | None,
    currency: str | None,
    *,
    course: Sequence[float | None] = (),
    against: str = "the period before",
) -> html.Div:
    """One KPI: label, value, change against `previous`, what it was, and its course over the period."""
    now = measure.value(measures)
    value = html.Div(written(measure.write(now, currency), measure.missing), className="kpi-value")
    label = html.Div(html.Span(measure.label, title=measure.meaning, className="has-title"), className="kpi-label")
    line: list[Any] = [value]
    spark = sparkline(course)
    if spark is not None and now is not None:
        line.append(spark)
    foot: list[Any] = []
    if previous is not None:
        before = measure.value(previous)
        foot.append(change_mark(change(_as_float(now), _as_float(before)), measure.better, against))
        if before is not None:
            foot.append(html.Span(["was ", written(measure.write(before, currency))], className="num"))
    return html.Div(
        [label, html.Div(line, className="kpi-line"), html.Div(foot, className="kpi-foot")], className="kpi"
    )


def kpi_grid(
    result: DashboardResult | CampaignAnalytics,
    names: Sequence[str] = OVERVIEW_MEASURES,
    against: str = "the period before",
) -> html.Div:
    """The KPI cards of a dashboard result, in the given order."""
    cards = [
        kpi_card(
            MEASURES[name],
            result.totals,
            result.previous,
            result.currency,
            course=[_as_float(MEASURES[name].value(point)) for point in result.trend],
            against=against,
        )
        for name in names
    ]
    return html.Div(cards, className="kpi-grid")


def share_bar(share: float | None, colour: str = "var(--accent)") -> html.Span:
    """A share of the whole as a small bar with its percentage."""
    width = 0.0 if share is None else max(0.0, min(1.0, share)) * 100
    bar = html.Span(html.I(style={"width": f"{width:.1f}%", "background": colour}), className="share-bar", **DECORATION)
    return html.Span(
        [bar, formats.percent(None if share is None else Decimal(str(round(share, 4)))).short], className="share num"
    )
