"""Words of ads and contexts: which of them carry meaning, and how a text falls into pieces that can be left out.

Plain Python, so that a request can be refused where it arrives.
"""

import re
import unicodedata
from dataclasses import dataclass

_LITTLE = (
    "a about after all also am an and any are as at be been before being but by can could did do does for "
    "from had has have he her here hers him his how i if in into is it its just let may me might more "
    "most must my no nor not of off on once only or other our ours out over own same shall she should so "
    "some such than that the their theirs them then there these they this those through to too under "
    "until up us very was we were what when where which while who whom why will with would you your yours"
)
STOP_WORDS = frozenset(_LITTLE.split())
"""English words that say nothing about a topic."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and the text without them."""

    words: str
    rest: str


def plain(text: str) -> str:
    """The text as it is compared for being identical: case, accents' spelling and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in order, in lower case. Numbers alone carry none."""
    found = (word.casefold() for word in _WORD.findall(text))
    return [word for word in found if word not in STOP_WORDS and not word.isnumeric()]


def is_keywords(text: str) -> bool:
    """Whether a context is a list of keywords, separated by commas, rather than a sentence."""
    parts = [part for part in text.split(",") if part.strip()]
    return len(parts) > 1 and not re.search(r"[.!?]\s|[.!?]$", text) and all(len(part.split()) <= 4 for part in parts)


def find_pieces(text: str, most: int) -> list[Piece]:
    """Pieces that can be left out one at a time: keywords, else words, else runs of words; at most `most`.

    None where nothing would be left.
    """
    if is_keywords(text):
        return _leave_out([part.strip() for part in text.split(",") if part.strip()], ", ", most)
    words = text.split()
    carrying = [place for place, word in enumerate(words) if content_words(word)]
    if len(carrying) <= most:
        return _without_each(words, carrying)
    runs = [run for sentence in _SENTENCE.split(text) if (run := sentence.split())]
    return _leave_out([part for run in runs for part in _cut(run, len(words), most)], " ", most)


def _without_each(words: list[str], places: list[int]) -> list[Piece]:
    pieces = []
    for place in places:
        rest = " ".join(words[:place] + words[place + 1 :])
        if content_words(rest):
            pieces.append(Piece(words[place].strip(".,;:!?\"'()"), rest))
    return pieces


def _cut(run: list[str], total: int, most: int) -> list[str]:
    """A sentence in runs of about equal length, so that the whole text has about `most` of them."""
    count = max(1, round(len(run) * most / total))
    size = -(-len(run) // count)
    return [" ".join(run[start : start + size]) for start in range(0, len(run), size)]


def _leave_out(parts: list[str], joint: str, most: int) -> list[Piece]:
    while len(parts) > most:
        # Neighbours are joined, so that every word stays in one piece.
        parts = [joint.join(parts[place : place + 2]) for place in range(0, len(parts), 2)]
    pieces = [Piece(part, joint.join(parts[:place] + parts[place + 1 :])) for place, part in enumerate(parts)]
    return [piece for piece in pieces if content_words(piece.rest) and content_words(piece.words)]
