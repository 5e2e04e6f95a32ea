"""The words of comments: what emotions are called, which tone they have, how the list is narrowed."""

from domain.comments import CommentFilter
from domain.emotion import Emotion

EMOTION_WORDS: dict[Emotion, str] = {entry: entry.value.capitalize() for entry in Emotion}
TONES: dict[str, tuple[Emotion, ...]] = {
    "positive": (Emotion.POSITIVE, Emotion.JOY),
    "neutral": (Emotion.NEUTRAL, Emotion.SURPRISE),
    "negative": (Emotion.NEGATIVE, Emotion.ANGER, Emotion.SADNESS, Emotion.FEAR),
}
_CLASSES = {"positive": "good", "neutral": "", "negative": "bad"}
TONE_CLASSES: dict[Emotion, str] = {entry: _CLASSES[tone] for tone, entries in TONES.items() for entry in entries}
FILTERS: list[tuple[str, str]] = [
    ("all", "All comments"),
    ("uncertain", "Uncertain ones"),
    ("labelled", "Labelled by people"),
    *((entry.value, words) for entry, words in EMOTION_WORDS.items()),
]


def read_filter(value: object) -> CommentFilter:
    """The filter that a choice stands for; what is none shows all."""
    if value == "uncertain":
        return CommentFilter(is_uncertain=True)
    if value == "labelled":
        return CommentFilter(is_labelled=True)
    return CommentFilter(emotion=Emotion(str(value))) if value in set(Emotion) else CommentFilter()


def signed(value: float) -> str:
    """A mood with its sign."""
    return f"{value:+.2f}".replace("-", "−")


def weight_words(weight: int) -> str:
    """What a comment counts for."""
    return f"counts {weight:,}×" if weight != 1 else "counts once"
