"""Sentences that go with a result: what was not looked at, and when not to trust it."""

from ml.relevance.calibration import LITERATURE, Calibration
from ml.relevance.questions import RelevanceQuestion
from ml.relevance.words import content_words

FEW_WORDS = 4
LONG_TEXT = 900
"""Characters; about the 254 tokens that the encoder reads."""
_FOREIGN_SHARE = 0.3


def notes_for(question: RelevanceQuestion, basis: str, picture: Calibration | None) -> list[str]:
    """What a reader should know about one result."""
    text, notes = question.ad.text, []
    if question.ad.image is not None and "image" not in basis:
        notes.append("The picture was not looked at: no image encoder is installed here.")
    if basis.startswith("words"):
        notes.append("Only equal words count, since no text encoder is installed: a low score says little.")
    if "image" in basis and picture is not None and picture.source == LITERATURE:
        notes.append("The picture's part rests on published ranges; it was not fitted on labelled pairs.")
    if text and len(content_words(text)) < FEW_WORDS:
        notes.append("The ad has few words that name a topic. Slogans are often rated too low.")
    if len(text) > LONG_TEXT:
        notes.append("Only about the first 200 words of the ad are read.")
    if _is_foreign(text) or _is_foreign(question.context):
        notes.append("The text encoder reads English; other languages are not supported.")
    return notes


def _is_foreign(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter > "\u024f" for letter in letters) / len(letters) > _FOREIGN_SHARE
