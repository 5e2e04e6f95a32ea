"""What each analyzer said of a campaign or a creative: its latest result, and the ones before."""

from collections.abc import Sequence
from typing import Any

from dash import html

from components import formats
from components.cards import panel
from components.comment_words import EMOTION_WORDS
from components.states import empty_state
from components.tables import Column, data_table
from domain.analyses import AnalyzerName, Prediction
from domain.emotion import Emotion

_WORDS: dict[AnalyzerName, str] = {
    AnalyzerName.QUALITY: "Quality",
    AnalyzerName.ENGAGEMENT: "Predicted engagement",
    AnalyzerName.RELEVANCE: "Relevance",
    AnalyzerName.EMOTION: "Emotion",
    AnalyzerName.GENERATION: "Variants",
}
_COLUMNS = (Column("Analyzer"), Column("Result"), Column("Read by"), Column("When"))
_BEFORE = (Column("When"), Column("Analyzer"), Column("Result"), Column("Read by"))


def analyzers_panel(predictions: Sequence[Prediction]) -> html.Section:
    """The latest result of each analyzer, and under it the history."""
    if not predictions:
        words = "Predictions appear here once an analyzer was asked about this campaign, by a page or by the API."
        return panel("Analyzers", empty_state("No analysis yet", words, symbol="stars", small=True))
    latest: dict[AnalyzerName, Prediction] = {}
    for found in predictions:
        latest.setdefault(found.analyzer, found)
    rows = [[_WORDS[name], result_words(found), _model(found), formats.moment(found.created_at)]
            for name, found in latest.items()]  # fmt: skip
    parts: list[Any] = [data_table("Latest result of each analyzer", _COLUMNS, rows)]
    if len(predictions) > len(latest):
        before = [[formats.moment(found.created_at), _WORDS[found.analyzer], result_words(found), _model(found)]
                  for found in predictions]  # fmt: skip
        history = data_table("Results, the newest first", _BEFORE, before)
        parts.append(html.Details([html.Summary(f"History: {formats.plural(len(predictions), 'result')}"), history]))
    return panel("Analyzers", html.Div(parts, className="stack"))


def result_words(found: Prediction) -> str:
    """The one number and word of a result, as a person reads it."""
    if found.analyzer is AnalyzerName.EMOTION and found.label in set(Emotion):
        sure = f", {found.score:.0%} sure" if found.score is not None else ""
        return f"{EMOTION_WORDS[Emotion(found.label)]}{sure}"
    if found.score is None:
        note = next((str(words) for words in found.result.get("notes", []) if words), "")
        return found.label or note or "Not enough data"
    if found.analyzer is AnalyzerName.QUALITY:
        return f"{found.score:.0f} of 100"
    if found.analyzer is AnalyzerName.ENGAGEMENT:
        return f"{formats.percent(found.score).short} clicks per impression"
    return f"{found.score:.2f}"


def _model(found: Prediction) -> str:
    use = found.result.get("model")
    label = str(use.get("label", "")) if isinstance(use, dict) else ""
    return f"{found.model_name} {found.model_version}" + (f" ({label})" if label else "")
