"""Whether a text is one that the model was made for: English words. What is not is said, not guessed at.

It is a rule over frequent words, no language detector: a text of two or three words may pass or fail by chance.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

NO_WORDS = "There are no words to read in this text."
OTHER_SCRIPT = "This is not written in Latin letters; the model reads English only."
OTHER_LANGUAGE = "This seems to be another language; the model reads English only."
UNKNOWN_WORDS = "Most of these words are none that the model knows; it reads English only."

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# One line for each language: its code and words that are frequent in it; other lines leave out what is English too.
_LINES = (Path(__file__).parent / "frequent_words.txt").read_text(encoding="utf-8").splitlines()
_LISTS = {code: frozenset(words.split()) for code, _, words in (line.partition(":") for line in _LINES)}
_ENGLISH = _LISTS.pop("en")


def find_flaw(cleaned: str, knows: Callable[[str], bool]) -> str | None:
    """Why a clean text is not one to judge, in words for people; None where it is English as far as can be seen.

    Parameters
    ----------
    cleaned : str
        What `texts.clean` gave, without the names of emojis.
    knows : callable
        Whether a lower-case word occurs in the training texts.
    """
    letters = [sign for sign in cleaned if sign.isalpha()]
    if len(letters) < 2:
        return NO_WORDS
    if sum(_is_latin(sign) for sign in letters) < 0.6 * len(letters):
        return OTHER_SCRIPT
    words = [word.lower() for word in _WORD.findall(cleaned)]
    english = sum(word in _ENGLISH for word in words)
    foreign = max(sum(word in other for word in words) for other in _LISTS.values())
    accented = sum(not word.isascii() for word in words)
    if foreign > english and (foreign > 1 or foreign * 2 >= len(words)):
        return OTHER_LANGUAGE
    if not english and accented * 3 >= len(words):
        return OTHER_LANGUAGE
    known = sum(knows(word.split("'")[0]) for word in words)
    return UNKNOWN_WORDS if len(words) >= 3 and known * 3 < len(words) else None


def _is_latin(sign: str) -> bool:
    return sign.isascii() or unicodedata.name(sign, "").startswith("LATIN")
