"""Two ads side by side: which is ahead in what, and where the difference is too small to tell."""

from typing import Any, NamedTuple

from dash import html

from components import formats
from components.attributes import attributes
from components.studio_words import EMOTIONS, SENTIMENTS, whole_percent
from domain.analyses import AnalyzerName
from domain.emotion import EmotionResult
from domain.engagement import EngagementResult
from domain.quality import QualityResult
from domain.relevance import RelevanceResult
from domain.studio import StudioScores

CLOSE_QUALITY = 3.0
"""Points of the quality score below which two ads count as alike: about one small part of it."""
CLOSE_RELEVANCE = 0.03


class Side(NamedTuple):
    """What one ad has in a row: the words, and the number that is compared."""

    words: str
    note: str = ""
    number: float | None = None


class Row(NamedTuple):
    """One line of the comparison. `ahead` is a, b, or empty where it is not known or too close to call."""

    label: str
    a: Side
    b: Side
    ahead: str
    verdict: str


def comparison(a: StudioScores | None, b: StudioScores | None) -> list[Any]:
    """The table of both ads; before both have scores, what to do."""
    rows = compare(a, b)
    if not rows:
        words = "Put an ad into each side and score both: the differences are shown here."
        return [html.P(words, className="muted")]
    head = html.Thead(
        html.Tr([html.Th("Measure", scope="col"), *(html.Th(name, scope="col") for name in ("Ad A", "Ad B", "Ahead"))])
    )
    body = html.Tbody([_line(row) for row in rows])
    table = html.Table(
        [html.Caption("Ad A and ad B side by side", className="visually-hidden"), head, body], className="data-table"
    )
    wrap = html.Div(
        table, className="table-wrap compare-table", tabIndex="0", role="region", **attributes(aria_label="Comparison")
    )
    return [html.P(summary(rows), className="compare-summary", role="status"), wrap]


def summary(rows: list[Row]) -> str:
    """Who is ahead, in a sentence."""
    counts = {side: [row.label.lower() for row in rows if row.ahead == side] for side in ("a", "b")}
    if not counts["a"] and not counts["b"]:
        return "Too close to call in everything that could be compared."
    parts = [f"Ad {side.upper()} is ahead in {_joined(found)}" for side, found in counts.items() if found]
    return ("; ".join(parts) + ".").replace("; Ad", "; ad")


def compare(a: StudioScores | None, b: StudioScores | None) -> list[Row]:
    """A row for each part that both ads have."""
    if a is None or b is None:
        return []
    makers = (
        (AnalyzerName.QUALITY, _quality),
        (AnalyzerName.ENGAGEMENT, _engagement),
        (AnalyzerName.RELEVANCE, _relevance),
        (AnalyzerName.EMOTION, _emotion),
    )
    rows: list[Row] = []
    for name, make in makers:
        left, right = (side.parts[name].result if name in side.parts else None for side in (a, b))
        if left is not None and right is not None:
            rows.append(make(left, right))
    if rows and rows[0].label == "Quality" and _has_picture(a) is not _has_picture(b):
        rows[0] = rows[0]._replace(ahead="", verdict="Not comparable: one has a picture and the other has none")
    return rows


def _quality(a: Any, b: Any) -> Row:
    assert isinstance(a, QualityResult) and isinstance(b, QualityResult)  # noqa: PT018 - one type for both
    sides = [
        Side(f"{one.quality_score:.0f} of 100", formats.plural(len(one.suggestions), "suggestion"), one.quality_score)
        for one in (a, b)
    ]
    return _ranked("Quality", sides, CLOSE_QUALITY, lambda gap: f"{gap:.0f} points")


def _has_picture(scores: StudioScores) -> bool:
    """Words alone are scored on fewer parts than words with a picture."""
    return scores.input.picture_id is not None or scores.input.creative_id is not None


def _relevance(a: Any, b: Any) -> Row:
    assert isinstance(a, RelevanceResult) and isinstance(b, RelevanceResult)  # noqa: PT018 - one type for both
    sides = [
        Side(whole_percent(one.relevance), "mis-targeted" if one.flagged else "fits", one.relevance) for one in (a, b)
    ]
    return _ranked("Relevance", sides, CLOSE_RELEVANCE, lambda gap: f"{gap * 100:.0f} points")


def _engagement(a: Any, b: Any) -> Row:
    assert isinstance(a, EngagementResult) and isinstance(b, EngagementResult)  # noqa: PT018 - one type for both
    left, right = _rate(a), _rate(b)
    label = "Predicted engagement"
    if a.engagement_rate is None or b.engagement_rate is None:
        return Row(label, left, right, "", "Needs more data")
    overlap = None not in (a.low, b.low, a.high, b.high) and not (_above(a, b) or _above(b, a))
    if overlap:
        return Row(label, left, right, "", "Too close to call: the intervals overlap")
    ahead = "a" if a.engagement_rate > b.engagement_rate else "b"
    return Row(label, left, right, ahead, f"Ad {ahead.upper()}")


def _above(one: EngagementResult, other: EngagementResult) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high


def _rate(one: EngagementResult) -> Side:
    if one.engagement_rate is None:
        return Side("–", "needs more data")
    note = ""
    if one.low is not None and one.high is not None:
        note = f"{formats.percent(one.low).short} to {formats.percent(one.high).short}"
    return Side(formats.percent(one.engagement_rate).short, note, one.engagement_rate)


def _emotion(a: Any, b: Any) -> Row:
    assert isinstance(a, EmotionResult) and isinstance(b, EmotionResult)  # noqa: PT018 - one type for both
    sides = [
        Side(EMOTIONS[one.emotion], "uncertain" if one.is_uncertain else f"{SENTIMENTS[one.sentiment].lower()} tone")
        for one in (a, b)
    ]
    return Row("Emotion", sides[0], sides[1], "", "Same" if a.emotion == b.emotion else "Different; neither is better")


def _ranked(label: str, sides: list[Side], close: float, say: Any) -> Row:
    a, b = sides
    assert a.number is not None and b.number is not None  # noqa: PT018 - both come from results
    gap = a.number - b.number
    if abs(gap) < close:
        return Row(label, a, b, "", "Too close to call")
    ahead = "a" if gap > 0 else "b"
    return Row(label, a, b, ahead, f"Ad {ahead.upper()} by {say(abs(gap))}")


def _line(row: Row) -> html.Tr:
    cells = [
        html.Td(
            [html.Strong(side.words, className="num"), html.Span(side.note, className="muted small-text num block")],
            className="is-ahead" if row.ahead == name else "",
        )
        for name, side in (("a", row.a), ("b", row.b))
    ]
    return html.Tr([html.Th(row.label, scope="row"), *cells, html.Td(row.verdict)])


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
