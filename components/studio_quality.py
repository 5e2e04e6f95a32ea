"""The quality score: the number, what to change, and what it is made of."""

from typing import Any

from dash import dcc, html

from components import formats, studio_ids
from components.attributes import DECORATION, attributes
from components.buttons import button
from components.studio_words import measured, points, usual
from domain.quality import SUGGEST_BELOW, FeatureValue, QualityResult, Suggestion

_COSTLY_SHOWN = 6
_NEARLY_ALL = 0.9


def quality_body(slot: str, result: QualityResult, *, is_small: bool = False) -> list[Any]:
    """The score beside its suggestions, over its parts."""
    top = html.Div([_score(result), _suggestions(slot, result)], className="quality-top")
    return [top, *_features(result.features, is_small=is_small), *_notes(result.notes)]


def verdict(score: float) -> tuple[str, str]:
    """What a score means in words, and its tone."""
    if score < SUGGEST_BELOW:
        return "Change it before launch", "bad"
    if score < 75:
        return "Ready to test", "warn"
    return "Well made", "good"


def _score(result: QualityResult) -> html.Div:
    words, tone = verdict(result.quality_score)
    share = result.quality_score / 100
    meter = html.Div(
        [html.I(style={"width": f"{share * 100:.1f}%"}), html.B(style={"left": f"{SUGGEST_BELOW}%"})],
        className=f"marked-meter is-{tone}",
        **DECORATION,
    )
    number = html.Div(
        [
            html.Span(f"{result.quality_score:.0f}", className="score-number num"),
            html.Span("of 100", className="muted"),
            html.Span(words, className=f"badge-soft tone-{tone}"),
        ],
        className="part-line",
    )
    # What it may bring is a card of its own, with its model.
    return html.Div([number, meter], className="quality-score")


def _suggestions(slot: str, result: QualityResult) -> html.Div:
    title = html.H4("What to change")
    if not result.suggestions:
        return html.Div([title, html.P("Nothing stands out: every part is as usual or better.", className="muted")])
    options = [
        {"label": _suggestion(entry), "value": f"{entry.code}|{entry.gain:.1f}"}
        for entry in sorted(result.suggestions, key=lambda entry: -entry.gain)
    ]
    ticks = dcc.Checklist(options=options, value=[], className="options ticks")
    again = button("Score again", studio_ids.press(studio_ids.owner(slot), "again"), small=True, symbol="arrow-repeat")
    words = html.Span("Tick what you have changed.", className="tick-words", role="status")
    line = html.Div([words, again], className="row-line row-line-apart small-text muted")
    return html.Div([title, ticks, line], className="quality-suggestions")


def _suggestion(entry: Suggestion) -> html.Span:
    facts = f"Now {measured(entry.measured)}, aim for {entry.target}" if entry.measured is not None else entry.target
    if "Measured" in entry.text:
        # The sentence says it already.
        facts = ""
    return html.Span(
        [
            html.Span(entry.text, className="tick-text"),
            html.Span(facts, className="tick-facts num"),
            html.Span(f"+{points(entry.gain)}", className="badge-soft tone-accent num", title="Points it would give"),
        ],
        className="tick",
    )


def _features(features: list[FeatureValue], *, is_small: bool) -> list[Any]:
    """What costs points in sight, the rest to unfold."""
    counted = sorted(
        (entry for entry in features if entry.max_points), key=lambda entry: entry.points - entry.max_points
    )
    costly = [] if is_small else [entry for entry in counted if entry.points < _NEARLY_ALL * entry.max_points]
    costly = costly[:_COSTLY_SHOWN]
    rest = [entry for entry in counted if entry not in costly] + [entry for entry in features if not entry.max_points]
    parts: list[Any] = []
    if costly:
        rows = html.Ul([_feature(entry) for entry in costly], className="feature-list")
        parts.append(html.Div([html.H4("What costs points"), rows]))
    title = f"The other {formats.plural(len(rest), 'part')}" if costly else formats.plural(len(rest), "part")
    if rest:
        rows = html.Ul([_feature(entry) for entry in rest], className="feature-list")
        parts.append(html.Details([html.Summary(f"{title} of the score"), rows], className="part-details"))
    return parts


def _feature(entry: FeatureValue) -> html.Li:
    value = measured(entry.value, entry.unit)
    range_words = usual(entry.usual_low, entry.usual_high, entry.unit)
    facts = " · ".join(part for part in (value, range_words) if part)
    if not entry.max_points:
        return html.Li(
            [
                html.Span(entry.label, className="feature-name"),
                html.Span(facts, className="feature-facts num", title=entry.unit),
            ],
            className="feature",
            **attributes(data_feature=entry.code),
        )
    share = max(0.0, min(entry.points / entry.max_points, 1.0))
    tone = "is-good" if share >= 0.75 else "is-warn" if share >= 0.4 else "is-bad"
    return html.Li(
        [
            html.Span(entry.label, className="feature-name"),
            html.Span(
                [html.Strong(points(entry.points)), f" / {points(entry.max_points)}",
                 html.Span(" points", className="visually-hidden")],
                className="feature-points num",
            ),
            html.Span(html.I(style={"width": f"{share * 100:.0f}%"}), className=f"marked-meter {tone}", **DECORATION),
            html.Span(facts, className="feature-facts num", title=entry.unit),
        ],
        className="feature",
        **attributes(data_feature=entry.code),
    )  # fmt: skip


def _notes(notes: list[str]) -> list[Any]:
    return [html.Ul([html.Li(line) for line in notes], className="plain-notes muted small-text")] if notes else []
