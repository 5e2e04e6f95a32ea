"""Measured properties of an ad's words: length, reading ease, call to action, numbers, sentiment, shouting.

English is what the word lists and the formula know; for other languages these are None rather than wrong.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

from ml.quality.word_lists import (
    CALL_PHRASES,
    CALL_VERBS,
    ENGLISH_WORDS,
    NEGATIVE_WORDS,
    OTHER_WORDS,
    POSITIVE_WORDS,
)

READ_CHARACTERS = 20_000
"""What is looked at beyond counting characters; an ad is never that long, a pasted page may be."""
_LEAST_WORDS_FOR_EASE = 5
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n+|\s[-–—|•]\s|:\s")
_NUMBER = re.compile(r"(?:[$€£¥]\s?)?\d+(?:[.,:]\d+)*\s?(?:%|€|[kKmM]\b)?")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class TextMeasures:
    """What was measured.

    Attributes
    ----------
    characters
        As a platform counts them: code points of the text as it stands, tags included.
    markup
        HTML tags, which ad platforms show as they are.
    words
        Runs of letters, tags left aside.
    is_english
        Whether the word lists apply; a few words in another language may pass for English.
    reading_ease
        Flesch's formula: 60 to 70 is plain, below 30 hard, above 100 trivial. None for under five words and for
        other languages. Syllables are counted by rule, which is off by about a tenth.
    calls
        Calls to action found, None for other languages.
    numbers
        Figures in the text: prices, shares, counts.
    sentiment
        (positive - negative words) / words, in [-1, 1]; knows neither negation nor irony. None for other languages.
    capitals
        Share of the words of four letters and more that are in capitals.
    exclamations
        Exclamation marks.
    """

    characters: int
    markup: int
    words: int
    is_english: bool
    reading_ease: float | None
    calls: int | None
    numbers: int
    sentiment: float | None
    capitals: float
    exclamations: int
    was_cut: bool


def measure_text(text: str) -> TextMeasures:
    """Measure an ad's text, which may be empty, hold no words, or hold HTML.

    References
    ----------
    R. Flesch, A new readability yardstick, 1948.
    """
    whole = unicodedata.normalize("NFC", text.strip())
    looked_at = whole[:READ_CHARACTERS]
    plain = html.unescape(_TAG.sub(" ", looked_at))
    words = _WORD.findall(plain)
    is_english = _is_english(words, plain)
    return TextMeasures(
        characters=len(whole),
        markup=len(_TAG.findall(looked_at)),
        words=len(words),
        is_english=is_english,
        reading_ease=_reading_ease(plain, words) if is_english else None,
        calls=_count_calls(plain) if is_english or not words else None,
        numbers=len(_NUMBER.findall(plain)),
        sentiment=_sentiment(words) if is_english and words else None,
        capitals=_capitals(words),
        exclamations=plain.count("!"),
        was_cut=len(whole) > READ_CHARACTERS,
    )


def _is_english(words: list[str], plain: str) -> bool:
    """Whether nothing speaks against English: another alphabet, or more small words of another language."""
    if not words:
        return False
    letters = [letter for letter in plain[:5000] if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < 0.9 * len(letters):
        return False
    lowered = [word.casefold() for word in words[:1000]]
    ours, others = sum(word in ENGLISH_WORDS for word in lowered), sum(word in OTHER_WORDS for word in lowered)
    return ours >= others


def _reading_ease(plain: str, words: list[str]) -> float | None:
    if len(words) < _LEAST_WORDS_FOR_EASE:
        return None
    sentences = sum(1 for part in _SENTENCE_END.split(plain) if part and _WORD.search(part))
    syllables = sum(count_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / max(1, sentences) - 84.6 * syllables / len(words)


def count_syllables(word: str) -> int:
    """Syllables of an English word by rule: groups of vowels, without a silent e at the end; at least one."""
    lowered = word.casefold().replace("’", "'").removesuffix("'s")
    groups = len(_VOWELS.findall(lowered))
    is_silent = lowered.endswith("e") and not lowered.endswith(("le", "ee", "ye"))
    if is_silent or (lowered.endswith("ed") and not lowered.endswith(("ted", "ded"))):
        groups -= 1
    return max(1, groups)


def _count_calls(plain: str) -> int:
    """Sentences that open with a verb of action, or hold a phrase that calls for one."""
    count = 0
    for part in _SENTENCE_END.split(plain):
        lowered = " ".join(part.casefold().split())
        first = _WORD.search(lowered)
        opens = first is not None and first.group() in CALL_VERBS
        count += int(opens or any(f" {phrase} " in f" {_WORDS_ONLY.sub(' ', lowered)} " for phrase in CALL_PHRASES))
    return count


_WORDS_ONLY = re.compile(r"[^\w']+")


def _sentiment(words: list[str]) -> float:
    lowered = [word.casefold() for word in words]
    positive, negative = (
        sum(word in POSITIVE_WORDS for word in lowered),
        sum(word in NEGATIVE_WORDS for word in lowered),
    )
    return (positive - negative) / len(words)


def _capitals(words: list[str]) -> float:
    """Short words are left out, since they may be abbreviations."""
    long = [word for word in words if len(word) >= 4]
    return sum(word.isupper() for word in long) / len(long) if long else 0.0
