"""Small English: what kind of phrase a benefit is, articles, capitals, plurals, and which language a text is in.

The kinds decide which frames a phrase may stand in; what is not recognised is a fragment that stands alone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ml.generation import words

_TOKEN = re.compile(r"[^\W_]+(?:[’'\-/][^\W_]+)*")
_OPEN_SOUND = re.compile(
    r"(?:[aeio]|u(?!ni(?!n)|s[aeiu]|r[aei]|t[aei])|hour|honest|heir|honou?r|8|11\b|18\b)", re.IGNORECASE
)
_NOT_OPEN = re.compile(r"(?:one\b|once\b|eu|ewe|uk\b|us\b)", re.IGNORECASE)
_LETTERS_OPEN = frozenset("AEFHILMNORSX")
_MANY_WORDS = 9


class Kind(StrEnum):
    """What a phrase can do in a sentence."""

    NOUN = "noun"
    VERB = "verb"
    THIRD_PERSON = "third person"
    ADJECTIVE = "adjective"
    CLAUSE = "clause"
    FRAGMENT = "fragment"


@dataclass(frozen=True)
class Phrase:
    """A fact of the brief: as it stands alone, and within a sentence, with its article where it needs one."""

    text: str
    inner: str
    kind: Kind


def tokens(text: str) -> list[str]:
    """Words and numbers of a text, as written."""
    return _TOKEN.findall(text)


def read_phrase(text: str, names: frozenset[str] = frozenset()) -> Phrase:
    """The phrase with its kind. `names` are words that keep their capitals, such as the product's."""
    text = " ".join(text.split()).strip(" .;,:-–—•*")
    kind = find_kind(text)
    inner = lower_start(text, names)
    if kind is Kind.NOUN and needs_article(inner):
        inner = f"{article(inner)} {inner}"
    return Phrase(text, inner, kind)


def find_kind(text: str) -> Kind:
    """What a benefit is, by its first words and its head. Unsure is a fragment."""
    found = [word.casefold() for word in tokens(text)]
    if not found or len(found) > _MANY_WORDS + 5 or re.search(r"[.!?:;()\"“”]", text):
        return Kind.FRAGMENT
    first, after = found[0], found[1] if len(found) > 1 else ""
    if first in words.PRONOUNS or any(word in words.SAFE_THIRD_PERSON for word in found[1:5] if "that" not in found):
        return Kind.CLAUSE
    if first in words.CONDITIONS:
        return Kind.FRAGMENT
    if after == "by" and first in words.PARTICIPLES:
        return Kind.ADJECTIVE
    if _is_verb(first, after):
        return Kind.VERB
    base = base_form(first)
    if base != first and _is_verb(base, after, strict=base in words.VERBS_OR_NOUNS or after == ""):
        return Kind.THIRD_PERSON
    if _is_adjective(first) and (not after or after in words.LINKS - {"and", "or"} or _all_adjectives(found)):
        return Kind.ADJECTIVE
    return Kind.NOUN if _is_noun(found) else Kind.FRAGMENT


def _is_verb(word: str, after: str, *, strict: bool = False) -> bool:
    if word in words.VERBS_OR_NOUNS or strict:
        return (word in words.VERBS or word in words.VERBS_OR_NOUNS) and after in words.AFTER_VERB
    return word in words.VERBS and bool(after)


def base_form(word: str) -> str:
    """The verb without the s of the third person, or the word itself."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses", "oes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _is_adjective(word: str) -> bool:
    return word in words.ADJECTIVES or word.endswith(("-free", "proof", "-friendly", "-made", "-tested", "-resistant"))


def _all_adjectives(found: list[str]) -> bool:
    return all(_is_adjective(word) or word in ("and", "or") for word in found)


def _head(found: list[str]) -> str:
    """The noun that the phrase is about: the last word before what belongs to it."""
    stops = words.LINKS | {"that", "which", "who", "per", "when", "if"}
    cut = next((index for index, word in enumerate(found) if index and word in stops), len(found))
    return found[cut - 1]


def _is_noun(found: list[str]) -> bool:
    head = _head(found)
    if len(found) > _MANY_WORDS or found[0] in ("never", "always", "just", "as", "under", "near", "rain"):
        return False
    known = head in words.COUNTABLE or head in words.MASS or head.endswith(words.NOUN_ENDINGS)
    # A plural of a known noun is one too; other words on -s may be verbs.
    plural = base_form(head) in words.COUNTABLE | words.MASS or head in ("fees", "hours", "returns", "ingredients")
    return known or plural or (found[0] in words.DETERMINERS and len(found) > 1 and found[0] not in ("more", "less"))


def needs_article(phrase: str) -> bool:
    """Whether a singular countable noun phrase stands without its article."""
    found = [word.casefold() for word in tokens(phrase)]
    return bool(found) and _head(found) in words.COUNTABLE and found[0] not in words.DETERMINERS | {"one"}


def article(phrase: str) -> str:
    """`a` or `an`, by the sound of the first word: an hour, a unit, an 8-hour day, an SMS."""
    first = phrase.split(maxsplit=1)[0] if phrase.strip() else ""
    if re.fullmatch(r"[A-Z]{2,5}s?", first):
        return "an" if first[0] in _LETTERS_OPEN else "a"
    if re.match(r"8\d*|11\b|18\b", first):
        return "an"
    return "an" if _OPEN_SOUND.match(first) and not _NOT_OPEN.match(first) else "a"


def lower_start(text: str, names: frozenset[str] = frozenset()) -> str:
    """The text as it stands within a sentence: a capital that only began the line goes, a name's stays."""
    first = text.split(" ", 1)[0] if text else ""
    plain = first.strip("“”\"'(,").casefold()
    is_plain = first[:1].isupper() and (first[1:].islower() or first == "A")
    if not is_plain or plain in names or not _is_common(plain):
        return text
    return text[0].lower() + text[1:]


@lru_cache(maxsize=4096)
def _is_common(word: str) -> bool:
    if word in words.NAMES_OF_PLACES:
        return False
    known = (words.VERBS, words.VERBS_OR_NOUNS, words.CONDITIONS, words.ADJECTIVES, words.COUNTABLE, words.MASS)
    small = (words.ENGLISH, words.DETERMINERS, words.PRONOUNS, words.COMMON_STARTS, words.OTHER_STARTS)
    if any(form in group for form in (word, base_form(word)) for group in (*known, *small)):
        return True
    parts = word.split("-")
    return word.endswith(words.COMMON_ENDINGS) or (len(parts) > 1 and all(_is_common(part) for part in parts))


def lower_if_common(text: str) -> str:
    """As `lower_start`, for audiences and interests, of which many begin with a name: only known words are lowered."""
    first = text.split(" ", 1)[0].strip(",").casefold() if text else ""
    if first in words.COMMON_STARTS and text[1 : len(first)].islower():
        return text[0].lower() + text[1:]
    return text


def capitalize(text: str) -> str:
    """The text with a capital first letter; a name such as iPhone keeps its own form."""
    first = text.split(" ", 1)[0]
    if not text or any(letter.isupper() for letter in first):
        return text
    letter = text[0].upper()
    return (letter if len(letter) == 1 else text[0]) + text[1:]


def read_audience(text: str) -> str:
    """The audience as it stands after "for": without an article, in the plural where it is a regular noun."""
    text = " ".join(text.split()).strip(" .;,:-–—")
    text = re.sub(r"^(?:for|to|a|an|the|our|all)\s+", "", text, flags=re.IGNORECASE)
    return _plural_people(lower_if_common(text))


def _plural_people(text: str) -> str:
    found = text.split(" ")
    stops = words.LINKS | {"who", "that", "aged", "between", "looking", "living", "interested"}
    cut = next((index for index, word in enumerate(found) if index and word.casefold().strip(",") in stops), len(found))
    head = found[cut - 1]
    plain = head.casefold()
    if not plain.isalpha() or plain.endswith("s") or plain in words.PLURAL_PEOPLE or not head.islower():
        return text
    if plain.endswith(words.SINGULAR_ENDINGS):
        return " ".join([*found[: cut - 1], head + "s", *found[cut:]])
    return text


def is_plural(audience: str) -> bool:
    """Whether the audience is a group of people that can be called: "calling all runners"."""
    last = audience.rsplit(" ", maxsplit=1)[-1]
    short = len(audience.split()) <= 3
    return short and (last.casefold() in ("people", "women", "men", "kids") or (last.endswith("s") and last.islower()))


def find_language(text: str) -> str | None:
    """The language of a text where it is clearly not English: its name, or "a language in another script"."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(ord(letter) > 0x24F for letter in letters) > 0.3 * len(letters):
        return "a language in another script"
    found = [word.casefold() for word in tokens(text)]
    english = sum(word in words.ENGLISH for word in found)
    hits = {name: sum(word in stops for word in found) for name, stops in words.FOREIGN.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= 2 and hits[best] > english else None


def count_syllables(word: str) -> int:
    """A count by groups of vowels, good enough for reading ease over a few sentences."""
    word = word.casefold()
    groups = len(re.findall(r"[aeiouyäöü]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(groups, 1)


def reading_ease(text: str) -> float:
    """Flesch reading ease (Flesch 1948): about 0 to 100, higher is easier. Few words make it jumpy."""
    found = tokens(text)
    sentences = max(len(re.findall(r"[.!?]+(?:\s|$)", text)), 1)
    if not found:
        return 0.0
    syllables = sum(count_syllables(word) for word in found)
    return 206.835 - 1.015 * len(found) / sentences - 84.6 * syllables / len(found)
