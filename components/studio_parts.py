"""The parts of a score: one card for each analyzer, in whatever state its answer is."""

from typing import Any

from dash import html

from components import formats, ids, studio_ids
from components.attributes import DECORATION, attributes
from components.buttons import button
from components.icons import icon
from components.studio_models import model_line
from components.studio_quality import quality_body
from components.studio_words import (
    EMOTIONS,
    LACKING,
    PARTS,
    SENTIMENT_TONES,
    SENTIMENTS,
    STATE_WORDS,
    signed,
    whole_percent,
)
from domain.analyses import AnalyzerName
from domain.emotion import Emotion, EmotionResult, Sentiment
from domain.engagement import Driver, EngagementResult
from domain.quality import QualityResult
from domain.relevance import FLAGGED_BELOW, RelevanceResult, WordEffect
from domain.studio import PartState, StudioPart

_FELT = 0.005
_EMOTIONS_SHOWN, _DRIVERS_SHOWN, _CONTEXTS_SHOWN = 4, 5, 3


def part_view(slot: str, part: StudioPart, *, is_small: bool = False) -> list[Any]:
    """The inside of a part's card."""
    words = PARTS[part.analyzer]
    head = html.Div([html.H3(words.title), html.P(words.lead)], className="part-head")
    if part.state is PartState.DONE and part.result is not None:
        body = _BODIES[part.analyzer](slot, part.result, is_small)
        foot: list[Any] = [model_line(part.result.model, part.card)]
        if part.stored_at is not None:
            foot.insert(0, html.P(f"Scored {formats.moment(part.stored_at)}", className="muted small-text"))
        return [head, html.Div(body, className="part-body"), html.Div(foot, className="part-foot")]
    return [head, html.Div(_state(part), className="part-body")]


def empty_part(analyzer: AnalyzerName) -> list[Any]:
    """The card before anything was asked."""
    words = PARTS[analyzer]
    head = html.Div([html.H3(words.title), html.P(words.lead)], className="part-head")
    return [head, html.Div(html.P("–", className="part-number muted", **DECORATION), className="part-body")]


def _state(part: StudioPart) -> list[Any]:
    words = PARTS[part.analyzer]
    if part.is_open:
        said = part.message or "Waiting to start"
        label = html.Span(f"Loading {words.noun}…", className="visually-hidden", role="status")
        bones = [html.Span(className=f"skeleton skeleton-{kind}") for kind in ("value", "text", "text")]
        bar = html.Div(html.I(style={"width": f"{max(part.progress, 0.04) * 100:.0f}%"}), className="meter")
        line = html.P(said, className="muted small-text")
        return [label, html.Div(bones, **DECORATION), html.Div([bar], **DECORATION), line]
    if part.state is PartState.FAILED:
        return _message("exclamation-triangle", "This did not work", part.message, "bad")
    if part.state is PartState.LACKS_INPUT:
        title, text = LACKING.get(part.analyzer, ("Nothing to read", ""))
        return _message("info-circle", title, text)
    title, text = STATE_WORDS[part.state]
    return _message("info-circle", title, part.message or text)


def _message(symbol: str, title: str, text: str, tone: str = "quiet") -> list[Any]:
    role = "alert" if tone == "bad" else "note"
    body = html.Div([html.Strong(title), html.Span(text)])
    return [html.Div([icon(symbol), body], className=f"part-message is-{tone}", role=role)]


def _quality(slot: str, result: Any, is_small: bool) -> list[Any]:
    assert isinstance(result, QualityResult)
    return quality_body(slot, result, is_small=is_small)


def _engagement(_slot: str, result: Any, is_small: bool) -> list[Any]:
    assert isinstance(result, EngagementResult)
    if result.engagement_rate is None:
        reason = " ".join(result.notes) or "There are not enough results of your own ads to learn from yet."
        return _message("hourglass-split", "Needs more data", reason)
    parts: list[Any] = [_number(formats.percent(result.engagement_rate).short)]
    if result.low is not None and result.high is not None:
        parts.append(interval(result.engagement_rate, result.low, result.high))
    if result.drivers and not is_small:
        parts.append(_drivers(result.drivers))
    return [*parts, *_notes(result.notes)]


def interval(value: float, low: float, high: float, ceiling: float | None = None) -> html.Div:
    """A rate within its 90 % interval, drawn on a line that starts at zero."""
    end = ceiling or max(high * 1.25, value, 1e-9)
    words = f"{formats.percent(low).short} to {formats.percent(high).short}"
    line = html.Div(
        [
            html.I(className="band", style={"left": _share(low, end), "width": _share(high - low, end)}),
            html.I(className="point", style={"left": _share(value, end)}),
        ],
        className="interval",
        **DECORATION,
    )
    return html.Div([line, html.P(f"{words}, 9 times out of 10", className="muted small-text num")])


def _share(value: float, end: float) -> str:
    return f"{max(0.0, min(value / end, 1.0)) * 100:.1f}%"


def _drivers(drivers: list[Driver]) -> html.Div:
    shown = sorted(drivers, key=lambda driver: -abs(driver.effect))[:_DRIVERS_SHOWN]
    items = [
        html.Li([_arrow(driver.effect), html.Span(driver.text or f"{driver.field}: {driver.value}")])
        for driver in shown
    ]
    return html.Div([html.H4("What moves it"), html.Ul(items, className="driver-list")])


def _arrow(effect: float) -> html.Span:
    up = effect >= 0
    words = html.Span("raises: " if up else "lowers: ", className="visually-hidden")
    return html.Span(
        [icon("arrow-up-right" if up else "arrow-down-right"), words], className="text-good" if up else "text-bad"
    )


def _relevance(slot: str, result: Any, is_small: bool) -> list[Any]:
    assert isinstance(result, RelevanceResult)
    badge = html.Span("Mis-targeted", className="badge-soft tone-bad") if result.flagged else None
    if badge is None:
        badge = html.Span("Fits", className="badge-soft tone-good")
    parts: list[Any] = [
        _number(whole_percent(result.relevance), badge),
        _meter(result.relevance, FLAGGED_BELOW, "Relevance"),
        html.P(
            f"Chance that ad and context belong together; flagged below {FLAGGED_BELOW:.0%}. "
            f"Raw similarity {signed(result.raw_similarity).lstrip('+')}, {result.basis}.",
            className="muted small-text num",
        ),
    ]
    if not is_small:
        if result.drivers:
            parts.append(_word_effects(result.drivers))
        better = [entry for entry in result.better_contexts if entry.relevance > result.relevance][:_CONTEXTS_SHOWN]
        if better:
            buttons = [
                button(
                    f"{entry.context} · {whole_percent(entry.relevance)}",
                    ids.many(studio_ids.owner(slot), "better", entry.context),
                    small=True,
                    extra_class="context-pick",
                )
                for entry in better
            ]
            parts.append(html.Div([html.H4("Fits better"), html.Div(buttons, className="row-line")]))
    return [*parts, *_notes(result.notes)]


def _word_effects(drivers: list[WordEffect]) -> html.Div:
    # What rounds to nothing carries nothing.
    felt = [driver for driver in drivers if abs(driver.effect) >= _FELT]
    shown = sorted(felt, key=lambda driver: -abs(driver.effect))[: _DRIVERS_SHOWN + 1]
    if not shown:
        return html.Div(html.P("No single word carries it.", className="muted small-text"))
    chips = [
        html.Span(
            [html.Span(driver.words), html.Span(signed(driver.effect), className="num")],
            className=f"word-effect {'is-up' if driver.effect >= 0 else 'is-down'}",
            title=f"In the {driver.side}: without “{driver.words}” relevance changes by {signed(-driver.effect)}",
        )
        for driver in shown
    ]
    return html.Div([html.H4("Words that carry it"), html.Div(chips, className="row-line")])


def _emotion(_slot: str, result: Any, is_small: bool) -> list[Any]:
    assert isinstance(result, EmotionResult)
    if not result.is_supported:
        return [
            *_message("info-circle", "Cannot be read", "The model reads English words only."),
            *_notes(result.notes),
        ]
    sure = whole_percent(result.confidences.get(result.emotion, 0.0))
    badge = html.Span("Uncertain", className="badge-soft tone-warn") if result.is_uncertain else None
    parts: list[Any] = [
        _number(EMOTIONS[result.emotion], badge),
        html.P(
            f"No label is clearly ahead: {sure} for this one." if result.is_uncertain else f"{sure} sure",
            className="muted small-text num",
        ),
        _sentiment(result),
    ]
    if not is_small:
        parts.append(_confidences(result.confidences))
    return [*parts, *_notes(result.notes)]


def _sentiment(result: EmotionResult) -> html.Div:
    order = (Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE)
    shares = [(entry, result.sentiments.get(entry, 0.0)) for entry in order]
    bar = html.Div(
        [
            html.I(className=f"is-{SENTIMENT_TONES[entry]}", style={"flexGrow": f"{share:.4f}"})
            for entry, share in shares
        ],
        className="split-bar",
        **DECORATION,
    )
    words = " · ".join(f"{SENTIMENTS[entry]} {whole_percent(share)}" for entry, share in shares)
    line = html.P(words, className="muted small-text num")
    return html.Div([html.H4(["Tone: ", SENTIMENTS[result.sentiment].lower()]), bar, line])


def _confidences(found: dict[Emotion, float]) -> html.Ul:
    shown = sorted(found.items(), key=lambda pair: -pair[1])[:_EMOTIONS_SHOWN]
    rows = [
        html.Li(
            [
                html.Span(EMOTIONS[label]),
                html.Span(html.I(style={"width": f"{share * 100:.1f}%"}), className="meter", **DECORATION),
                html.Span(whole_percent(share), className="num"),
            ]
        )
        for label, share in shown
    ]
    return html.Ul(rows, className="bar-list", **attributes(aria_label="Likeliest emotions"))


def _number(text: str, badge: Any = None) -> html.Div:
    return html.Div([html.Span(text, className="part-number num"), badge], className="part-line")


def _meter(share: float, mark: float, label: str) -> html.Div:
    tone = "is-good" if share >= mark else "is-bad"
    return html.Div(
        [html.I(style={"width": f"{share * 100:.1f}%"}), html.B(style={"left": f"{mark * 100:.0f}%"})],
        className=f"marked-meter {tone}",
        title=label,
        **DECORATION,
    )


def _notes(notes: list[str]) -> list[Any]:
    return [html.Ul([html.Li(line) for line in notes], className="plain-notes muted small-text")] if notes else []


_BODIES: dict[AnalyzerName, Any] = {
    AnalyzerName.QUALITY: _quality,
    AnalyzerName.ENGAGEMENT: _engagement,
    AnalyzerName.RELEVANCE: _relevance,
    AnalyzerName.EMOTION: _emotion,
}
