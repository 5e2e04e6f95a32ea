"""The labels: GoEmotions' 28, and how they map to the eight of A14 and to the three tones."""

from domain.emotion import Emotion, Sentiment

FINE = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
    "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip
"""In the order of their numbers in the data."""
EMOTIONS = tuple(Emotion)
SENTIMENTS = tuple(Sentiment)

_MEMBERS: dict[Emotion, str] = {
    Emotion.JOY: "joy amusement excitement love",
    Emotion.POSITIVE: "admiration approval caring desire gratitude optimism pride relief",
    Emotion.ANGER: "anger annoyance",
    Emotion.NEGATIVE: "disapproval disappointment disgust embarrassment",
    Emotion.SADNESS: "sadness grief remorse",
    Emotion.FEAR: "fear nervousness",
    Emotion.SURPRISE: "surprise realization confusion curiosity",
    Emotion.NEUTRAL: "neutral",
}
_TONES: dict[Emotion, Sentiment] = {
    Emotion.JOY: Sentiment.POSITIVE,
    Emotion.POSITIVE: Sentiment.POSITIVE,
    Emotion.ANGER: Sentiment.NEGATIVE,
    Emotion.NEGATIVE: Sentiment.NEGATIVE,
    Emotion.SADNESS: Sentiment.NEGATIVE,
    Emotion.FEAR: Sentiment.NEGATIVE,
    Emotion.SURPRISE: Sentiment.NEUTRAL,
    Emotion.NEUTRAL: Sentiment.NEUTRAL,
}
_OF_FINE = {name: emotion for emotion, names in _MEMBERS.items() for name in names.split()}

EMOTION_OF = tuple(EMOTIONS.index(_OF_FINE[name]) for name in FINE)
"""For each of the 28 labels the place of its emotion among the eight."""
SENTIMENT_OF = tuple(SENTIMENTS.index(_TONES[_OF_FINE[name]]) for name in FINE)
"""For each of the 28 labels the place of its tone among the three. Surprise has none: it counts as neutral."""
TONE_OF = tuple(SENTIMENTS.index(_TONES[emotion]) for emotion in EMOTIONS)
"""For each of the eight emotions the place of its tone among the three."""
AMBIGUOUS = frozenset(place for place, name in enumerate(FINE) if _OF_FINE[name] is Emotion.SURPRISE)
"""Labels without a tone; three-way figures leave rows with any of them out, as published ones do."""
TONE_VALUE = {Sentiment.POSITIVE: 1.0, Sentiment.NEUTRAL: 0.0, Sentiment.NEGATIVE: -1.0}
"""What a tone counts in a mean."""
