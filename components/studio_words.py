"""How the studio names placements, emotions, states and numbers."""

from typing import NamedTuple

from domain.analyses import AnalyzerName
from domain.emotion import Emotion, Sentiment
from domain.placements import get_rules
from domain.quality import Placement
from domain.studio import PartState

PLACEMENTS: dict[Placement, str] = {entry: get_rules(entry).label for entry in Placement}


class PartWords(NamedTuple):
    """A part's title, what it answers, and what is said while it is asked."""

    title: str
    lead: str
    noun: str


PARTS: dict[AnalyzerName, PartWords] = {
    AnalyzerName.QUALITY: PartWords("Quality", "How well the ad is made for its placement", "quality"),
    AnalyzerName.ENGAGEMENT: PartWords("Predicted engagement", "Clicks per impression", "predicted engagement"),
    AnalyzerName.RELEVANCE: PartWords("Relevance", "Whether the ad fits its context", "relevance"),
    AnalyzerName.EMOTION: PartWords("Emotion", "What the words sound like", "emotion"),
    AnalyzerName.GENERATION: PartWords("Variants", "Ads written for the persona", "variants"),
}
EMOTIONS: dict[Emotion, str] = {entry: entry.value.capitalize() for entry in Emotion}
SENTIMENTS: dict[Sentiment, str] = {entry: entry.value.capitalize() for entry in Sentiment}
SENTIMENT_TONES = {Sentiment.POSITIVE: "good", Sentiment.NEUTRAL: "flat", Sentiment.NEGATIVE: "bad"}

_LONGEST_UNIT = 14
LACKING: dict[AnalyzerName, tuple[str, str]] = {
    AnalyzerName.RELEVANCE: ("No context yet", "Say above what the ad is to stand beside."),
    AnalyzerName.EMOTION: ("No words yet", "Emotion is read from the ad’s text."),
}
STATE_WORDS: dict[PartState, tuple[str, str]] = {
    PartState.CANCELLED: ("Stopped", "Score again to have this part."),
    PartState.EXPIRED: ("No longer kept", "Scores of drafts are kept for a day. Score again to have this part."),
    PartState.UNAVAILABLE: ("Not available", "This installation does not have this analyzer."),
    PartState.NEVER_ASKED: ("Not scored yet", "Nobody has asked for this yet."),
}


def points(value: float) -> str:
    """Points of the score: 6, 6.5, −3."""
    text = f"{abs(value):.1f}".removesuffix(".0")
    return f"−{text}" if value < 0 and text != "0" else text


def measured(value: float | str | None, unit: str = "") -> str:
    """A measured value with its unit, as short as it can be understood; the whole unit is told on hover."""
    if value is None:
        return "not measured"
    if isinstance(value, str):
        return value
    word = short_unit(unit)
    return f"{_short(value * (100 if _is_share(unit) else 1))} {word}".rstrip()


def usual(low: float | None, high: float | None, unit: str = "") -> str:
    """What is usual, as a range; empty where nothing is known."""
    if low is None and high is None:
        return ""
    if low is None or low == high:
        return f"usual {'up to ' if low is None else ''}{measured(high, unit)}"
    if high is None:
        return f"usual from {measured(low, unit)}"
    return f"usual {_short(low * (100 if _is_share(unit) else 1))} to {measured(high, unit)}"


def short_unit(unit: str) -> str:
    """The unit where it is a word: characters, %; what takes a sentence to say is left to the hover."""
    head = unit.partition(",")[0].strip()
    if _is_share(unit):
        return "%"
    return "" if head == "count" or len(head) > _LONGEST_UNIT or " " in head else head


def _is_share(unit: str) -> bool:
    return unit == "share" or unit.startswith("share of")


def whole_percent(share: float) -> str:
    """A share as a whole percentage; less than half of one is said so."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def signed(value: float, decimals: int = 2) -> str:
    """A number with its sign, in the typography of the app."""
    text = f"{abs(value):.{decimals}f}"
    return f"{'−' if value < 0 else '+'}{text}"


def _short(value: float) -> str:
    size = abs(value)
    decimals = 0 if size >= 100 or float(value).is_integer() else 1 if size >= 10 else 2
    if 0 < size < 0.1:
        return f"{value:.2g}".replace("-", "−")
    text = f"{size:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 else text


def split_ad(text: str) -> tuple[str, str]:
    """Headline and body as a placement takes them: the first line, else the first sentence, and the rest.

    assets/30-scripts/studio.js does the same while a person types.
    """
    lines: list[str] = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return "", ""
    if len(lines) > 1:
        return lines[0], "\n".join(lines[1:])
    for place, letter in enumerate(lines[0]):
        if letter in ".!?" and lines[0][place + 1 : place + 2] in ("", " "):
            return lines[0][: place + 1], lines[0]
    return lines[0], lines[0]


def cut(text: str, most: int) -> str:
    """The text as a placement folds it."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
